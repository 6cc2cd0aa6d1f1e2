//! The pace of calls: spread evenly, so that DingTalk's limit of calls in a second is not met.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Entries without pending turns are removed once there are this many.
const MANY: usize = 1024;

/// An app and the path of an endpoint: the service counts calls by both.
type PaceKey = (Arc<str>, Arc<str>);

/// Gives each call of an app to an endpoint a turn, one interval behind the turn before it.
pub(crate) struct Pacer {
    interval: Duration,
    turns: Mutex<HashMap<PaceKey, Turns>>,
}

/// The free turns of an app at an endpoint.
#[derive(Default)]
struct Turns {
    /// All turns from here on are free.
    next: Duration,
    /// Earlier turns that were given back.
    given_back: BTreeSet<Duration>,
}

impl Turns {
    /// The earliest free turn.
    fn earliest(&mut self, now: Duration) -> Duration {
        if !self.given_back.is_empty() {
            // Turns in the past are useless.
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
        // Free turns at the end are merged into `next`.
        while let Some(last) = self.next.checked_sub(interval)
            && self.given_back.remove(&last)
        {
            self.next = last;
        }
    }
}

impl Pacer {
    /// A pacer for this many calls in a second.
    pub(crate) fn new(per_second: u32) -> Self {
        Self { interval: Duration::from_secs(1) / per_second.max(1), turns: Mutex::default() }
    }

    /// Returns the next turn; `None` if the time that is left does not suffice for it.
    pub(crate) fn turn(
        &self,
        app: &Arc<str>,
        path: &str,
        now: Duration,
        left: Duration,
    ) -> Option<Turn<'_>> {
        let key: PaceKey = (Arc::clone(app), path.into());
        let mut all = self.turns();
        if all.len() >= MANY {
            // An entry whose turns have all passed is equal to a new one.
            all.retain(|_, turns| now < turns.next);
        }
        let turns = all.entry(key.clone()).or_default();
        let at = turns.earliest(now);
        let wait = at.saturating_sub(now);
        if wait >= left {
            return None;
        }
        turns.take(at, self.interval);
        Some(Turn { pacer: self, key, at, wait, is_taken: false })
    }

    fn turns(&self) -> MutexGuard<'_, HashMap<PaceKey, Turns>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A turn to make a call. Dropping it without taking it gives it back.
pub(crate) struct Turn<'p> {
    pacer: &'p Pacer,
    key: PaceKey,
    at: Duration,
    wait: Duration,
    is_taken: bool,
}

impl Turn<'_> {
    /// How long to wait for the turn.
    pub(crate) fn wait(&self) -> Duration {
        self.wait
    }

    /// Uses the turn for a call.
    pub(crate) fn take(mut self) {
        self.is_taken = true;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.is_taken {
            // Waiting calls keep their turns; the next call gets this one.
            if let Some(turns) = self.pacer.turns().get_mut(&self.key) {
                turns.give_back(self.at, self.pacer.interval);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        // A turn that is given back goes to the next call.
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
        // Once all are given back, in any order, the first turns are free again.
        drop((second, third));
        assert_eq!(waits(&turns(2)), [0, 50]);
        let late = pacer.turn(&app, "get", Duration::from_millis(70), Duration::MAX);
        assert_eq!(late.expect("there is time").wait(), Duration::ZERO);
    }
}
