//! What keeps a client from making an outage worse: a budget of retries, a breaker while
//! the host blocks this IP address, and the pace of calls.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What a retry costs, where a call that succeeds pays in one.
const RETRY: u32 = 10;

/// The retries that a client can make at once.
const FULL: u32 = 20 * RETRY;

/// The retries of a client: a bucket of twenty, into which each ten calls that succeed put another.
/// While all calls fail, hardly more than one request is made for each.
pub(crate) struct Budget(AtomicU32);

impl Budget {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(FULL))
    }

    /// Pays in for a call that succeeded.
    pub(crate) fn earn(&self) {
        // Nearly always it is full, and reading costs less than writing.
        if self.0.load(Ordering::Relaxed) < FULL {
            let earned = |it: u32| Some((it + 1).min(FULL));
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, earned);
        }
    }

    /// Whether one more retry may be made; if so it is paid.
    pub(crate) fn spend(&self) -> bool {
        let spent = |it: u32| it.checked_sub(RETRY);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spent).is_ok()
    }
}

/// Until when a host answers nothing to this address, in milliseconds by the clock of the client.
#[derive(Default)]
pub(crate) struct Breaker(AtomicU64);

impl Breaker {
    /// Lets no call through until then.
    pub(crate) fn open(&self, until: Duration) {
        self.0.fetch_max(u64::try_from(until.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Until when no call is let through; `None` if calls are.
    pub(crate) fn until(&self, now: impl FnOnce() -> Duration) -> Option<Duration> {
        let until = Duration::from_millis(self.0.load(Ordering::Relaxed));
        // The clock is read only if there ever was a block.
        (!until.is_zero() && now() < until).then_some(until)
    }
}

/// So many apps and endpoints are remembered before those that need not be are forgotten.
const MANY: usize = 1024;

/// An app and the path of an endpoint, by which the service counts, whoever calls it.
type Paced = (Arc<str>, Arc<str>);

/// Spreads the calls of an app to an endpoint evenly, so that no window of a second holds too many.
pub(crate) struct Pacer {
    interval: Duration,
    /// By app and endpoint.
    turns: Mutex<HashMap<Paced, Turns>>,
}

/// When the next calls of an app to an endpoint may be made.
#[derive(Default)]
struct Turns {
    /// From when on all are free.
    next: Duration,
    /// What is free before, since it was given back.
    given_back: BTreeSet<Duration>,
}

impl Turns {
    /// The earliest that is free.
    fn earliest(&mut self, now: Duration) -> Duration {
        if !self.given_back.is_empty() {
            // What has passed is of no use to anybody.
            self.given_back = self.given_back.split_off(&now);
        }
        self.given_back.first().copied().unwrap_or(self.next.max(now))
    }

    fn take(&mut self, turn: Duration, interval: Duration) {
        if !self.given_back.remove(&turn) {
            self.next = turn + interval;
        }
    }

    fn give_back(&mut self, turn: Duration, interval: Duration) {
        self.given_back.insert(turn);
        // Behind the last that is taken, all are free.
        while let Some(last) = self.next.checked_sub(interval)
            && self.given_back.remove(&last)
        {
            self.next = last;
        }
    }
}

impl Pacer {
    /// So many calls in a second.
    pub(crate) fn new(per_second: u32) -> Self {
        Self { interval: Duration::from_secs(1) / per_second.max(1), turns: Mutex::default() }
    }

    /// The next turn; `None` if it comes only after so long.
    pub(crate) fn turn(
        &self,
        app: &Arc<str>,
        path: &str,
        now: Duration,
        left: Duration,
    ) -> Option<Turn<'_>> {
        let paced: Paced = (Arc::clone(app), path.into());
        let mut all = self.turns();
        if all.len() >= MANY {
            // Those whose turn has come are as good as new.
            all.retain(|_, turns| now < turns.next);
        }
        let turns = all.entry(paced.clone()).or_default();
        let at = turns.earliest(now);
        let wait = at.saturating_sub(now);
        if wait >= left {
            return None;
        }
        turns.take(at, self.interval);
        Some(Turn { pacer: self, paced, at, wait, is_taken: false })
    }

    fn turns(&self) -> MutexGuard<'_, HashMap<Paced, Turns>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A turn to make a call. Who drops it without taking it gives it back.
pub(crate) struct Turn<'p> {
    pacer: &'p Pacer,
    paced: Paced,
    at: Duration,
    wait: Duration,
    is_taken: bool,
}

impl Turn<'_> {
    /// How long to wait for it.
    pub(crate) fn wait(&self) -> Duration {
        self.wait
    }

    /// Takes it.
    pub(crate) fn take(mut self) {
        self.is_taken = true;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.is_taken {
            // Those who wait already keep their turns; this one is for whoever comes next.
            if let Some(turns) = self.pacer.turns().get_mut(&self.paced) {
                turns.give_back(self.at, self.pacer.interval);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_and_earned_back() {
        let budget = Budget::new();
        assert_eq!((0..100).filter(|_| budget.spend()).count(), 20);
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.spend());
        budget.earn();
        assert!(budget.spend() && !budget.spend());
        (0..10_000).for_each(|_| budget.earn());
        assert_eq!((0..100).filter(|_| budget.spend()).count(), 20);
    }

    #[test]
    fn a_breaker_closes_by_itself_and_never_earlier_than_was_said() {
        let (breaker, second) = (Breaker::default(), Duration::from_secs(1));
        assert_eq!(breaker.until(|| second), None);
        breaker.open(5 * second);
        breaker.open(3 * second);
        assert_eq!(breaker.until(|| 4 * second), Some(5 * second));
        assert_eq!(breaker.until(|| 5 * second), None);
    }

    #[test]
    fn calls_are_spread_by_app_and_endpoint() {
        let (pacer, app, other) = (Pacer::new(20), "a".into(), "b".into());
        let minute = Duration::from_secs(60);
        let turn = |app, endpoint, now| {
            pacer.turn(app, endpoint, Duration::from_millis(now), minute).expect("it is soon")
        };
        let take = |app, endpoint, now| {
            let turn = turn(app, endpoint, now);
            let wait = turn.wait().as_millis();
            turn.take();
            wait
        };
        assert_eq!([0, 0, 0, 120].map(|now| take(&app, "get", now)), [0, 50, 100, 30]);
        assert_eq!((take(&app, "list", 0), take(&other, "get", 0)), (0, 0));
        // One that is given back is there for the next.
        assert_eq!(turn(&app, "get", 120).wait().as_millis(), 80);
        assert_eq!(take(&app, "get", 120), 80);
        assert!(pacer.turn(&app, "get", Duration::ZERO, Duration::from_millis(250)).is_none());
        assert_eq!(take(&app, "get", 1000), 0);
    }

    #[test]
    fn turns_that_are_given_back_are_taken_by_one_call_each() {
        let (pacer, app, now) = (Pacer::new(20), "a".into(), Duration::ZERO);
        let turns = |count: usize| -> Vec<Turn<'_>> {
            let turns = (0..count).map(|_| pacer.turn(&app, "get", now, Duration::MAX));
            turns.map(|turn| turn.expect("there is time")).collect()
        };
        let waits = |turns: &[Turn<'_>]| -> Vec<u128> {
            turns.iter().map(|turn| turn.wait().as_millis()).collect()
        };
        let (first, second) = (turns(2), turns(2));
        assert_eq!(waits(&second), [100, 150]);
        drop(first);
        let third = turns(3);
        assert_eq!(waits(&third), [0, 50, 200]);
        // When all are given back, it is as if nobody had come, in whichever order.
        drop((second, third));
        assert_eq!(waits(&turns(2)), [0, 50]);
        let late = pacer.turn(&app, "get", Duration::from_millis(70), Duration::MAX);
        assert_eq!(late.expect("there is time").wait(), Duration::ZERO);
    }
}
