//! How often and how long a call is tried. All rules of retrying are two pure functions:
//! [`retry_class`] says what an error means for a retry, and [`decide`] what to do about it.

use std::time::{Duration, SystemTime};

use dingtalk_protocol::Class;

use crate::dates::last_time_in;
use crate::error::{Error, TransportKind};

/// How often and how long a call is tried. What is not set here is taken from the client.
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
    /// A policy with nothing set.
    #[must_use]
    pub const fn new() -> Self {
        Self { attempts: None, timeout: None, deadline: None }
    }

    /// One attempt: nothing is sent again, not even with another access token.
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

    /// This policy, with what is not set taken from `other`.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            attempts: self.attempts.or(other.attempts),
            timeout: self.timeout.or(other.timeout),
            deadline: self.deadline.or(other.deadline),
        }
    }

    /// The limits of this policy, with defaults for what is not set.
    pub(crate) fn limits(self) -> CallLimits {
        CallLimits {
            attempts: self.attempts.unwrap_or(3).max(1),
            timeout: self.timeout.unwrap_or(Duration::from_secs(30)).min(YEAR),
            deadline: self.deadline.unwrap_or(Duration::from_secs(90)).min(YEAR),
        }
    }
}

/// The longest time limit, so that adding it to the clock cannot overflow.
pub(crate) const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A policy in which everything is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CallLimits {
    pub(crate) attempts: u32,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Duration,
}

/// What a failure says about retrying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryClass {
    /// The access token was refused, and another one can be fetched.
    Token,
    /// No access token could be fetched.
    NoToken,
    /// Too many calls were made. The wait, if the service named one.
    Throttled(Option<Duration>),
    /// The server could not answer for now. The shortest wait, if it named one.
    Transient(Option<Duration>),
    /// No answer came, but the request may have arrived.
    Lost,
    /// The request surely never arrived.
    Unsent,
    /// The deadline left no time for the attempt.
    NoTimeLeft,
    /// A retry would fail in the same way.
    Final,
}

/// What an error says about retrying. `wait` is the one that the answer asked for.
pub(crate) fn retry_class(error: &Error, wait: Option<Duration>, now: SystemTime) -> RetryClass {
    match error {
        Error::Api(error) => match error.class() {
            Some(Class::Token) => RetryClass::Token,
            Some(Class::Throttled) => {
                RetryClass::Throttled(wait.or(throttled_for(error.message(), now)))
            }
            Some(Class::Transient) => RetryClass::Transient(wait),
            _ => RetryClass::Final,
        },
        Error::Transport(error) => match error.kind() {
            TransportKind::Status(429) => RetryClass::Throttled(wait),
            // A proxy that refuses with a 403 is asked again only if it says when.
            TransportKind::Status(403) if wait.is_some() => RetryClass::Throttled(wait),
            TransportKind::Status(500..=599) => RetryClass::Transient(wait),
            TransportKind::Connect | TransportKind::Timeout | TransportKind::Interrupted => {
                if error.maybe_sent() { RetryClass::Lost } else { RetryClass::Unsent }
            }
            // The same redirect would be refused again.
            TransportKind::Redirect => RetryClass::Final,
            TransportKind::Deadline | TransportKind::TooLarge { .. } | TransportKind::Status(_) => {
                RetryClass::Final
            }
        },
        _ => RetryClass::Final,
    }
}

/// The longest wait that a message is trusted with.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How long calls are throttled according to a message. `None` if it names no time, or an
/// implausible one: clocks differ.
fn throttled_for(message: &str, now: SystemTime) -> Option<Duration> {
    let left = last_time_in(message)?.duration_since(now).ok()?;
    (Duration::ZERO < left && left <= LONGEST_WAIT).then_some(left)
}

/// The state of a call after a failed attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RetryState {
    pub(crate) class: RetryClass,
    /// Whether the endpoint may be called twice.
    pub(crate) idempotent: bool,
    /// Whether another access token may be fetched: at most once in a call.
    pub(crate) may_refresh: bool,
    /// How many attempts were made.
    pub(crate) attempt: u32,
    /// The time until the deadline.
    pub(crate) left: Duration,
    /// See [`Clock::chance`](crate::Clock::chance).
    pub(crate) chance: f64,
}

/// What to do after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Return its result.
    Return,
    /// Wait, then retry.
    Wait(Duration),
    /// Fetch another access token, then retry.
    Refresh,
}

/// The window in which DingTalk counts calls.
const WINDOW: Duration = Duration::from_secs(1);

/// The longest random wait beyond the end of a window, so that not all calls continue at once.
const SPREAD: Duration = Duration::from_millis(250);

/// The longest first backoff, and the longest backoff of all.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(10));

/// Decides what to do after a failed attempt.
pub(crate) fn decide(limits: &CallLimits, state: &RetryState) -> Decision {
    if state.attempt >= limits.attempts {
        return Decision::Return;
    }
    let backoff = backoff(state.attempt).mul_f64(state.chance);
    let wait = match state.class {
        RetryClass::Token if state.may_refresh => return Decision::Refresh,
        // A throttled call was not carried out, so any endpoint may be called again.
        RetryClass::Throttled(wait) => wait.unwrap_or(WINDOW) + SPREAD.mul_f64(state.chance),
        RetryClass::Unsent => backoff,
        RetryClass::Transient(wait) if state.idempotent => wait.unwrap_or_default().max(backoff),
        RetryClass::Lost if state.idempotent => backoff,
        _ => return Decision::Return,
    };
    if wait < state.left { Decision::Wait(wait) } else { Decision::Return }
}

/// The longest wait after this many attempts. It doubles with each, up to a cap.
fn backoff(attempts: u32) -> Duration {
    let (first, longest) = BACKOFF;
    let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
    first.saturating_mul(doubled).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: CallLimits = CallLimits {
        attempts: 3,
        timeout: Duration::from_secs(30),
        deadline: Duration::from_secs(90),
    };

    fn state(class: RetryClass) -> RetryState {
        RetryState {
            class,
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
                let it = RetryState { attempt, chance, ..state(RetryClass::Lost) };
                decide(&CallLimits { attempts: u32::MAX, ..LIMITS }, &it)
            })
        };
        let longest = [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000];
        assert_eq!(waits(1.0), longest.map(wait));
        assert_eq!(waits(0.5), longest.map(|it| wait(it / 2)));
        assert_eq!(waits(0.0), [wait(0); 8]);
    }

    #[test]
    fn only_what_may_be_repeated_is() {
        use RetryClass::{Final, Lost, Throttled, Token, Transient, Unsent};
        let ten = Some(Duration::from_secs(10));
        let cases = [
            // An endpoint that may be called twice, and one that may not.
            (Token, Decision::Refresh, Decision::Refresh),
            (Throttled(None), wait(1125), wait(1125)),
            (Throttled(ten), wait(10_125), wait(10_125)),
            (Transient(None), wait(250), Decision::Return),
            (Transient(ten), wait(10_000), Decision::Return),
            (Lost, wait(250), Decision::Return),
            (Unsent, wait(250), wait(250)),
            (Final, Decision::Return, Decision::Return),
        ];
        for (class, idempotent, not) in cases {
            let it = state(class);
            assert_eq!(decide(&LIMITS, &it), idempotent, "{class:?}");
            let it = RetryState { idempotent: false, ..it };
            assert_eq!(decide(&LIMITS, &it), not, "{class:?}");
        }
    }

    #[test]
    fn attempts_deadline_and_refresh_have_an_end() {
        let last = RetryState { attempt: 3, ..state(RetryClass::Unsent) };
        assert_eq!(decide(&LIMITS, &last), Decision::Return);
        let token = RetryState { attempt: 3, ..state(RetryClass::Token) };
        assert_eq!(decide(&LIMITS, &token), Decision::Return);
        let late = RetryState { left: Duration::from_millis(250), ..state(RetryClass::Unsent) };
        assert_eq!(decide(&LIMITS, &late), Decision::Return);
        let again = RetryState { may_refresh: false, ..state(RetryClass::Token) };
        assert_eq!(decide(&LIMITS, &again), Decision::Return);
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
