//! A clock that moves only when a call sleeps, and chance that is always one half.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use dingtalk_client::Clock;
use dingtalk_runtime::BoxFuture;

/// The time of day at the start: 2026-11-25 08:30:00 UTC.
const START: Duration = Duration::from_secs(1_795_595_400);

/// The clock. It keeps every sleep.
#[derive(Default)]
pub(crate) struct StillClock(Mutex<Vec<Duration>>);

impl StillClock {
    /// Every sleep, and every time that passed.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.0.lock().expect("nothing panics here").clone()
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: Duration) {
        self.0.lock().expect("nothing panics here").push(time);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Duration {
        self.waits().iter().sum()
    }

    fn time_of_day(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + START + self.now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        self.pass(time);
        Box::pin(std::future::ready(()))
    }

    fn chance(&self) -> f64 {
        0.5
    }
}
