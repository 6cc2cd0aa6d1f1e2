//! Time, sleep and chance in one trait, so that tests can replace them.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant, SystemTime};

use futures_core::future::BoxFuture;

/// Where a client takes time, sleep and chance from.
///
/// The default is the clock of the machine. A test passes its own to
/// [`Builder::clock`](crate::Builder::clock), so that it never really waits and every outcome is
/// exact. Time limits of the HTTP library always use real time.
pub trait Clock: Send + Sync + 'static {
    /// The time since some fixed moment. It never decreases.
    fn now(&self) -> Duration;

    /// The time of day, for signatures and for times that a server names.
    fn time_of_day(&self) -> SystemTime;

    /// Waits for this long.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;

    /// A random number from 0 up to but not including 1.
    fn chance(&self) -> f64;
}

/// The machine's clock.
pub(crate) struct MachineClock {
    start: Instant,
}

impl MachineClock {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for MachineClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn time_of_day(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
    }

    fn chance(&self) -> f64 {
        // Each `RandomState` has other keys. That is random enough to spread retries.
        let bits = u32::try_from(RandomState::new().hash_one(0) >> 32).unwrap_or_default();
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_stays_below_one_and_is_another_each_time() {
        let clock = MachineClock::new();
        let chances: Vec<f64> = (0..100).map(|_| clock.chance()).collect();
        assert!(chances.iter().all(|it| (0.0..1.0).contains(it)), "{chances:?}");
        assert!(chances.windows(2).any(|pair| pair[0] < pair[1]), "{chances:?}");
        assert!(chances.windows(2).any(|pair| pair[0] > pair[1]), "{chances:?}");
    }
}
