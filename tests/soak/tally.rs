//! Counts the outcomes of calls.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dingtalk_client::{Error, TransportKind};

/// Counts the calls that were started, and their outcomes.
#[derive(Default)]
pub(crate) struct Tally {
    started: AtomicU64,
    outcomes: Mutex<BTreeMap<String, u64>>,
    longest: Mutex<Duration>,
}

impl Tally {
    /// Counts a call that starts.
    pub(crate) fn start(&self) {
        self.started.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a call that ended, and how long it took.
    pub(crate) fn end(&self, outcome: String, time: Duration) {
        *locked(&self.outcomes).entry(outcome).or_default() += 1;
        let mut longest = locked(&self.longest);
        *longest = time.max(*longest);
    }

    /// How many calls were started.
    pub(crate) fn started(&self) -> u64 {
        self.started.load(Ordering::Relaxed)
    }

    /// How many calls had which outcome.
    pub(crate) fn outcomes(&self) -> BTreeMap<String, u64> {
        locked(&self.outcomes).clone()
    }

    /// How long the longest call took.
    pub(crate) fn longest(&self) -> Duration {
        *locked(&self.longest)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The kind of an error, for the report.
pub(crate) fn kind(error: &Error) -> String {
    match error {
        Error::Api(error) => match error.code() {
            Some(code) => format!("API error {code}"),
            None => "API error without a code".to_owned(),
        },
        Error::Transport(error) => match error.kind() {
            TransportKind::TooLarge { .. } => "transport: too large".to_owned(),
            kind => format!("transport: {kind:?}").to_lowercase(),
        },
        Error::Decode(_) => "undecodable".to_owned(),
        Error::IpBlocked(_) => "IP blocked".to_owned(),
        Error::Token(_) => "no token".to_owned(),
        Error::InvalidRequest(_) => "invalid request".to_owned(),
        _ => "another error".to_owned(),
    }
}
