//! What keeps a client from making an outage worse: a budget of retries, and a circuit breaker
//! while the host blocks this IP address.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

/// The price of a retry. A successful call earns one.
const RETRY: u32 = 10;

/// The full budget, for twenty retries.
const FULL: u32 = 20 * RETRY;

/// The retries of a client: a bucket of twenty, to which every ten successful calls add one. While
/// all calls fail, hardly more than one request is sent for each.
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

/// Until when the host blocks this IP address, in milliseconds by the client's clock.
#[derive(Default)]
pub(crate) struct CircuitBreaker(AtomicU64);

impl CircuitBreaker {
    /// Stops all calls until then.
    pub(crate) fn open(&self, until: Duration) {
        self.0.fetch_max(u64::try_from(until.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Until when calls are stopped; `None` if they are not.
    pub(crate) fn until(&self, now: impl FnOnce() -> Duration) -> Option<Duration> {
        let until = Duration::from_millis(self.0.load(Ordering::Relaxed));
        // The clock is read only if there ever was a block.
        (!until.is_zero() && now() < until).then_some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_breaker_closes_by_itself_and_never_earlier_than_announced() {
        let (breaker, second) = (CircuitBreaker::default(), Duration::from_secs(1));
        assert_eq!(breaker.until(|| second), None);
        breaker.open(5 * second);
        breaker.open(3 * second);
        assert_eq!(breaker.until(|| 4 * second), Some(5 * second));
        assert_eq!(breaker.until(|| 5 * second), None);
    }
}
