//! Time, sleep and chance in one place, so that tests can hold them still.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant, SystemTime};

use crate::send::BoxFuture;

/// Where a client takes time, sleep and chance from.
///
/// The default is the machine's. A test gives its own to
/// [`Builder::clock`](crate::Builder::clock), so that no wait is a real one and every outcome is
/// exact. Limits on time of the HTTP library are real all the same.
pub trait Clock: Send + Sync + 'static {
    /// The time since some fixed moment. It never goes back.
    fn now(&self) -> Duration;

    /// The time of day, for signatures and for times that a server names.
    fn time_of_day(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;

    /// A number from 0 up to but not including 1, another each time.
    fn chance(&self) -> f64;
}

/// The machine's own.
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
        // Each state has other keys; spreading retries needs no better chance.
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
