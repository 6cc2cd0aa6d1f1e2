//! The retry loop, a function of an attempt, a policy and a sleep. It knows neither HTTP nor the
//! client. What a failure means for a retry is decided in `policy`.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::error::Error;
use crate::policy::{Decision, RetryClass};

/// The result of an attempt.
pub(crate) type AttemptResult<T> = Result<T, AttemptError>;

/// Why an attempt failed.
pub(crate) struct AttemptError {
    /// The error for the caller. Every string in it is masked. Boxed, because errors are rare and
    /// large.
    pub(crate) error: Box<Error>,
    pub(crate) class: RetryClass,
}

/// What can be attempted repeatedly: a call, or the script of a test.
pub(crate) trait Attempt {
    /// What a successful attempt returns.
    type Answer;

    /// Makes the attempt of a number, from 1.
    fn make(&mut self, number: u32) -> impl Future<Output = AttemptResult<Self::Answer>> + Send;

    /// Reports an attempt, and what is done next.
    fn report(&self, number: u32, result: &AttemptResult<Self::Answer>, next: Decision);
}

/// Makes attempts until one succeeds or the policy gives up. `policy` decides what to do after the
/// attempt of a number has failed.
pub(crate) async fn retry<A: Attempt, S: Future<Output = ()>>(
    attempt: &mut A,
    mut policy: impl FnMut(u32, RetryClass) -> Decision,
    sleep: impl Fn(Duration) -> S,
) -> Result<A::Answer, Error> {
    let (mut number, mut maybe_sent) = (1, false);
    let mut earlier: Option<AttemptError> = None;
    loop {
        let result = attempt.make(number).await;
        let next = match &result {
            Ok(_) => Decision::Return,
            Err(failed) => policy(number, failed.class),
        };
        attempt.report(number, &result, next);
        let failed = match result {
            Ok(answer) => return Ok(answer),
            Err(failed) => failed,
        };
        // An earlier attempt may have reached the server even if the last one did not.
        maybe_sent |= failed.error.maybe_sent();
        match next {
            Decision::Return => {
                // A deadline that expires during a retry hides the cause: the earlier error says
                // more.
                let earlier = earlier.filter(|_| failed.class == RetryClass::NoTimeLeft);
                return Err(earlier.unwrap_or(failed).error.with_maybe_sent(maybe_sent));
            }
            Decision::Wait(wait) => {
                earlier = Some(failed);
                sleep(wait).await;
            }
            // If fetching the token takes too long, that is the cause.
            Decision::Refresh => earlier = None,
        }
        number += 1;
    }
}

/// The price of a retry. A successful call earns one.
const RETRY: u32 = 10;

/// The full budget, for twenty retries.
const FULL: u32 = 20 * RETRY;

/// The retries of a client: a bucket of twenty, to which every ten successful calls add one. While
/// all calls fail, hardly more than one request is sent for each, so that retries do not make an
/// outage worse.
pub(crate) struct RetryBudget(AtomicU32);

impl RetryBudget {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(FULL))
    }

    /// Adds what a successful call earns.
    pub(crate) fn earn(&self) {
        // The budget is nearly always full, and reading costs less than writing.
        if self.0.load(Ordering::Relaxed) < FULL {
            let earned = |it: u32| Some((it + 1).min(FULL));
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, earned);
        }
    }

    /// Pays for a retry. Returns `false` if the budget does not suffice.
    pub(crate) fn spend(&self) -> bool {
        let spent = |it: u32| it.checked_sub(RETRY);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spent).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::error::ConfigurationError;

    /// Attempts that fail with these classes; the one after them succeeds. Notes what is done:
    /// attempts by their number, waits as `wait`.
    struct Script<'a> {
        classes: &'a [RetryClass],
        done: &'a Mutex<Vec<String>>,
    }

    impl Attempt for Script<'_> {
        type Answer = u32;

        /// The problem of a failed attempt is its number.
        async fn make(&mut self, number: u32) -> AttemptResult<u32> {
            self.done.lock().expect("nothing panics here").push(number.to_string());
            let Some(class) = self.classes.get(number as usize - 1) else { return Ok(number) };
            let error = ConfigurationError::new(number.to_string(), "");
            Err(AttemptError { error: Box::new(Error::Configuration(error)), class: *class })
        }

        fn report(&self, _: u32, result: &AttemptResult<u32>, next: Decision) {
            // A success ends the call.
            assert!(result.is_err() || next == Decision::Return);
        }
    }

    async fn run(classes: &[RetryClass], decisions: &[Decision]) -> (Result<u32, Error>, String) {
        let done = Mutex::new(Vec::new());
        let sleep = async |wait: Duration| {
            let wait = format!("wait {}", wait.as_secs());
            done.lock().expect("nothing panics here").push(wait);
        };
        let policy = |number, _| decisions[number as usize - 1];
        let result = retry(&mut Script { classes, done: &done }, policy, sleep).await;
        (result, done.lock().expect("nothing panics here").join(", "))
    }

    const WAIT: Decision = Decision::Wait(Duration::from_secs(7));

    #[tokio::test]
    async fn attempts_are_made_until_one_succeeds() {
        use RetryClass::{Lost, Token};
        let (result, done) = run(&[Lost, Token], &[WAIT, Decision::Refresh]).await;
        assert_eq!((result.expect("the third succeeds"), &*done), (3, "1, wait 7, 2, 3"));
    }

    #[tokio::test]
    async fn a_policy_that_gives_up_ends_the_call_with_the_last_error() {
        let (result, done) = run(&[RetryClass::Lost; 9], &[WAIT, Decision::Return]).await;
        assert_eq!((&*problem(result), &*done), ("2", "1, wait 7, 2"));
    }

    #[tokio::test]
    async fn a_deadline_during_a_retry_leaves_the_earlier_error() {
        use RetryClass::{Lost, NoTimeLeft, Token};
        let (result, _) = run(&[Lost, NoTimeLeft], &[WAIT, Decision::Return]).await;
        assert_eq!(problem(result), "1");
        let decisions = [WAIT, Decision::Refresh, Decision::Return];
        let (result, _) = run(&[Lost, Token, NoTimeLeft], &decisions).await;
        assert_eq!(problem(result), "3");
    }

    fn problem(result: Result<u32, Error>) -> String {
        match result {
            Err(Error::Configuration(error)) => error.problem().to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_budget_is_spent_and_earned_back() {
        let budget = RetryBudget::new();
        assert_eq!((0..100).filter(|_| budget.spend()).count(), 20);
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.spend());
        budget.earn();
        assert!(budget.spend() && !budget.spend());
        (0..10_000).for_each(|_| budget.earn());
        assert_eq!((0..100).filter(|_| budget.spend()).count(), 20);
    }
}
