//! Whether a call that failed is made again, and when: one pure function.

use std::time::Duration;

/// How often and how long a call is tried. What is not set here is as the client has it.
///
/// ```
/// use std::time::Duration;
/// use dingtalk_runtime::Policy;
///
/// let patient = Policy::new().attempts(5).deadline(Duration::from_secs(300));
/// assert_ne!(patient, Policy::once());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    attempts: Option<u32>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
}

impl Policy {
    /// With nothing set.
    #[must_use]
    pub const fn new() -> Self {
        Self { attempts: None, timeout: None, deadline: None }
    }

    /// One attempt: nothing is sent twice, not even with another access token.
    #[must_use]
    pub const fn once() -> Self {
        Self::new().attempts(1)
    }

    /// The most attempts, the first one included; default 3. Zero counts as one.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// The time allowed for one attempt, from connecting to the last byte of the answer; default 30
    /// seconds.
    #[must_use]
    pub const fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// The time allowed for all attempts and the waits between them; default 90 seconds. No attempt
    /// and no wait goes beyond it.
    #[must_use]
    pub const fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// The same, with what is not set taken from another.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            attempts: self.attempts.or(other.attempts),
            timeout: self.timeout.or(other.timeout),
            deadline: self.deadline.or(other.deadline),
        }
    }

    /// The same in numbers, with the defaults in the place of what is not set.
    pub(crate) fn limits(self) -> Limits {
        Limits {
            attempts: self.attempts.unwrap_or(3).max(1),
            timeout: self.timeout.unwrap_or(Duration::from_secs(30)).min(YEAR),
            deadline: self.deadline.unwrap_or(Duration::from_secs(90)).min(YEAR),
        }
    }
}

/// The longest limit on time: without one, adding it to the clock could overflow.
pub(crate) const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A policy in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) attempts: u32,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Duration,
}

/// What a failure says about trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setback {
    /// The access token was refused, and so the call.
    Token,
    /// The call was refused because there were too many, for so long if that is known.
    Throttled(Option<Duration>),
    /// The server could not, for now; it may say for how long at least.
    Transient(Option<Duration>),
    /// No answer came, though the request may have arrived.
    Lost,
    /// The request surely never arrived.
    Unsent,
    /// Trying again would change nothing.
    Final,
}

/// What is to be decided about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    pub(crate) setback: Setback,
    /// Whether the endpoint may be called twice.
    pub(crate) idempotent: bool,
    /// Whether another access token can be had, and was not yet.
    pub(crate) may_refresh: bool,
    /// How many attempts were made.
    pub(crate) attempt: u32,
    /// The time until the deadline.
    pub(crate) left: Duration,
    /// See [`Clock::chance`](crate::Clock::chance).
    pub(crate) chance: f64,
}

/// What to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It is the outcome.
    GiveUp,
    /// Wait, then try again.
    Wait(Duration),
    /// Fetch another access token, then try again.
    Refresh,
}

/// The window in which DingTalk counts calls.
const WINDOW: Duration = Duration::from_secs(1);

/// The most that is waited beyond the end of a window, so that not all go on at once.
const SPREAD: Duration = Duration::from_millis(250);

/// The first backoff at its longest, and the longest of all.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(10));

/// Decides about a failure.
pub(crate) fn decide(limits: &Limits, it: &Situation) -> Decision {
    if it.attempt >= limits.attempts {
        return Decision::GiveUp;
    }
    let backoff = backoff(it.attempt).mul_f64(it.chance);
    let wait = match it.setback {
        Setback::Token if it.may_refresh => return Decision::Refresh,
        // Refused calls were not carried out: any endpoint may be called again.
        Setback::Throttled(wait) => wait.unwrap_or(WINDOW) + SPREAD.mul_f64(it.chance),
        Setback::Unsent => backoff,
        Setback::Transient(wait) if it.idempotent => wait.unwrap_or_default().max(backoff),
        Setback::Lost if it.idempotent => backoff,
        _ => return Decision::GiveUp,
    };
    if wait < it.left { Decision::Wait(wait) } else { Decision::GiveUp }
}

/// The longest wait behind so many attempts: twice as long each time, up to a cap.
fn backoff(attempts: u32) -> Duration {
    let (first, longest) = BACKOFF;
    let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
    first.saturating_mul(doubled).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits =
        Limits { attempts: 3, timeout: Duration::from_secs(30), deadline: Duration::from_secs(90) };

    fn situation(setback: Setback) -> Situation {
        Situation {
            setback,
            idempotent: true,
            may_refresh: true,
            attempt: 1,
            left: Duration::from_secs(60),
            chance: 0.5,
        }
    }

    fn wait(milliseconds: u64) -> Decision {
        Decision::Wait(Duration::from_millis(milliseconds))
    }

    #[test]
    fn backoff_doubles_up_to_a_cap_and_is_jittered_in_full() {
        let waits = |chance| {
            let attempts = [1, 2, 3, 4, 5, 6, 7, u32::MAX - 1];
            attempts.map(|attempt| {
                let it = Situation { attempt, chance, ..situation(Setback::Lost) };
                decide(&Limits { attempts: u32::MAX, ..LIMITS }, &it)
            })
        };
        let longest = [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000];
        assert_eq!(waits(1.0), longest.map(wait));
        assert_eq!(waits(0.5), longest.map(|it| wait(it / 2)));
        assert_eq!(waits(0.0), [wait(0); 8]);
    }

    #[test]
    fn only_what_may_be_repeated_is() {
        use Setback::{Final, Lost, Throttled, Token, Transient, Unsent};
        let ten = Some(Duration::from_secs(10));
        let cases = [
            // An endpoint that may be called twice, and one that may not.
            (Token, Decision::Refresh, Decision::Refresh),
            (Throttled(None), wait(1125), wait(1125)),
            (Throttled(ten), wait(10_125), wait(10_125)),
            (Transient(None), wait(250), Decision::GiveUp),
            (Transient(ten), wait(10_000), Decision::GiveUp),
            (Lost, wait(250), Decision::GiveUp),
            (Unsent, wait(250), wait(250)),
            (Final, Decision::GiveUp, Decision::GiveUp),
        ];
        for (setback, idempotent, not) in cases {
            let it = situation(setback);
            assert_eq!(decide(&LIMITS, &it), idempotent, "{setback:?}");
            let it = Situation { idempotent: false, ..it };
            assert_eq!(decide(&LIMITS, &it), not, "{setback:?}");
        }
    }

    #[test]
    fn attempts_deadline_and_refresh_have_an_end() {
        let last = Situation { attempt: 3, ..situation(Setback::Unsent) };
        assert_eq!(decide(&LIMITS, &last), Decision::GiveUp);
        let token = Situation { attempt: 3, ..situation(Setback::Token) };
        assert_eq!(decide(&LIMITS, &token), Decision::GiveUp);
        let late = Situation { left: Duration::from_millis(250), ..situation(Setback::Unsent) };
        assert_eq!(decide(&LIMITS, &late), Decision::GiveUp);
        let again = Situation { may_refresh: false, ..situation(Setback::Token) };
        assert_eq!(decide(&LIMITS, &again), Decision::GiveUp);
    }

    #[test]
    fn a_policy_takes_what_it_lacks_from_another() {
        let client = Policy::new().attempts(5).timeout(Duration::from_secs(1));
        let limits = Policy::new().attempts(0).deadline(Duration::MAX).or(client).limits();
        assert_eq!((limits.attempts, limits.timeout), (1, Duration::from_secs(1)));
        assert_eq!(limits.deadline, YEAR);
        assert_eq!(Policy::new().limits(), LIMITS);
    }
}
