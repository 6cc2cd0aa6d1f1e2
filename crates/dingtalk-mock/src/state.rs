//! What the mock remembers between two calls.

use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dingtalk_models::extcontact::get::OpenExtContact;
use dingtalk_models::extcontact::list_label_groups::OpenLabelGroup;
use dingtalk_protocol::{Meta, Method};

use crate::answer::{Answer, Injected};
use crate::call::Call;
use crate::contacts::Contacts;
use crate::fault::Faults;
use crate::labels;
use crate::tokens::Tokens;

/// How many calls are kept, so that a server that runs for days does not fill the memory.
const CALLS_KEPT: usize = 10_000;

/// How many bytes of calls are kept, for the same reason.
const BYTES_KEPT: usize = 64 * 1024 * 1024;

/// The state, shared by the server's thread and the test. Its lock is never held across an `await`.
pub(crate) type Shared = Arc<Mutex<State>>;

/// Locks the state. A panic elsewhere leaves nothing half done that would matter here.
pub(crate) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Everything that the mock remembers.
pub(crate) struct State {
    endpoints: &'static [&'static Meta],
    pub(crate) store: Store,
    calls: VecDeque<Call>,
    /// The sizes of these calls together.
    bytes: usize,
    /// By endpoint name. It counts all calls, also those that are no longer kept.
    counts: BTreeMap<&'static str, usize>,
    /// By endpoint name.
    injected: BTreeMap<&'static str, VecDeque<Injected>>,
    /// The faults of the next calls, whatever their endpoint.
    pub(crate) faults: Faults,
    /// How many requests were given an id.
    requests: u64,
}

impl State {
    /// Of a server of these endpoints, without valid tokens and contacts.
    pub(crate) fn new(endpoints: &'static [&'static Meta]) -> Self {
        Self {
            endpoints,
            store: Store {
                contacts: Contacts::default(),
                label_groups: labels::built_in(),
                tokens: Tokens::new(),
            },
            calls: VecDeque::new(),
            bytes: 0,
            counts: BTreeMap::new(),
            injected: BTreeMap::new(),
            faults: Faults::default(),
            requests: 0,
        }
    }

    /// Forgets everything but the tokens and the apps.
    pub(crate) fn reset(&mut self) {
        let fresh = Self::new(self.endpoints);
        let tokens = std::mem::replace(&mut self.store.tokens, Tokens::new());
        *self = Self { store: Store { tokens, ..fresh.store }, ..fresh };
    }

    /// The endpoint of a path. Where several share it, the one of the method is preferred.
    pub(crate) fn endpoint(&self, method: &str, path: &str) -> Option<&'static Meta> {
        let here = || self.endpoints.iter().copied().filter(|meta| meta.path == path);
        here().find(|meta| Method::as_str(meta.method) == method).or_else(|| here().next())
    }

    /// The endpoint of a name. Panics if there is none; the lock that is held stays usable.
    #[track_caller]
    pub(crate) fn endpoint_named(&self, name: &str) -> &'static Meta {
        let Some(meta) = self.endpoints.iter().copied().find(|meta| meta.name == name) else {
            let names: Vec<_> = self.endpoints.iter().map(|meta| meta.name).collect();
            panic!("no endpoint is named `{name}`; there are: {}", names.join(", "));
        };
        meta
    }

    pub(crate) fn inject(&mut self, endpoint: &'static str, answer: Injected) {
        self.injected.entry(endpoint).or_default().push_back(answer);
    }

    /// The injected answer whose turn it is.
    pub(crate) fn next_injected(&mut self, endpoint: &str) -> Option<Answer> {
        self.injected.get_mut(endpoint)?.pop_front().map(|it| it.0)
    }

    pub(crate) fn record(&mut self, call: Call) {
        if let Some(endpoint) = call.endpoint {
            *self.counts.entry(endpoint).or_default() += 1;
        }
        self.bytes += call.size();
        self.calls.push_back(call);
        while self.calls.len() > CALLS_KEPT || self.bytes > BYTES_KEPT {
            let Some(oldest) = self.calls.pop_front() else { break };
            self.bytes -= oldest.size();
        }
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.iter().cloned().collect()
    }

    pub(crate) fn count(&self, endpoint: &str) -> usize {
        self.counts.get(endpoint).copied().unwrap_or_default()
    }

    /// The id of the next request: the same in every run.
    pub(crate) fn next_request_id(&mut self) -> String {
        self.requests += 1;
        request_id(self.requests)
    }
}

/// An id of the service's shape, twelve characters of base 36, another for each number.
fn request_id(number: u64) -> String {
    const IDS: u128 = 36_u128.pow(12);
    // Without a factor in common with the number of ids, so that no two numbers meet.
    const SPREAD: u128 = 2_862_933_555_777_941_757;
    let mut rest = u128::from(number) * SPREAD % IDS;
    let mut id = ['0'; 12];
    for place in id.iter_mut().rev() {
        let digit = u32::try_from(rest % 36).unwrap_or_default();
        *place = char::from_digit(digit, 36).unwrap_or_default();
        rest /= 36;
    }
    id.iter().collect()
}

/// What the behaviours of the endpoints work on.
pub(crate) struct Store {
    pub(crate) contacts: Contacts,
    pub(crate) label_groups: Vec<OpenLabelGroup>,
    pub(crate) tokens: Tokens,
}

impl Store {
    pub(crate) fn add_contact(&mut self, contact: OpenExtContact) -> Result<(), ContactError> {
        let id = contact.userid.clone().filter(|id| !id.is_empty()).ok_or(ContactError(()))?;
        self.contacts.put(id, contact);
        Ok(())
    }
}

/// A contact that the mock refuses, since it has no `userid`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactError(());

impl fmt::Display for ContactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the contact has no `userid`, so no call could name it: give it one")
    }
}

impl Error for ContactError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_have_the_shape_of_the_service_and_do_not_repeat() {
        let mut ids: Vec<_> = (1..=1000).map(request_id).collect();
        let shaped = |id: &String| {
            id.len() == 12 && id.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase())
        };
        assert!(ids.iter().all(shaped), "{ids:?}");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 1000);
    }

    #[test]
    fn request_ids_are_the_same_in_every_run() {
        let mut first = State::new(&[]);
        let mut second = State::new(&[]);
        assert_eq!(first.next_request_id(), second.next_request_id());
        assert_ne!(first.next_request_id(), first.next_request_id());
        assert_eq!(request_id(0), "000000000000");
        assert_eq!(request_id(u64::MAX).len(), 12);
    }

    #[test]
    fn only_the_last_calls_are_kept_and_all_are_counted() {
        let meta = dingtalk_models::ENDPOINTS[0];
        let mut state = State::new(dingtalk_models::ENDPOINTS);
        for number in 0..=CALLS_KEPT {
            let mut call = Call::new("POST", meta.path, vec![], vec![], vec![]);
            call.query = vec![("number".to_owned(), number.to_string())];
            call.is_of(meta);
            state.record(call);
        }
        assert_eq!(state.calls().len(), CALLS_KEPT);
        assert_eq!(state.calls()[0].query[0].1, "1");
        assert_eq!(state.count(meta.name), CALLS_KEPT + 1);
    }

    #[test]
    fn the_oldest_calls_go_when_all_take_too_much_memory() {
        let meta = dingtalk_models::ENDPOINTS[0];
        let many = |count| vec![(String::new(), String::new()); count];
        // A body, or as many bytes in pairs without any text.
        let mebibyte = 1024 * 1024;
        for (query, body) in [(0, mebibyte), (mebibyte / size_of::<(String, String)>() + 1, 0)] {
            let mut state = State::new(dingtalk_models::ENDPOINTS);
            for number in 0..100 {
                let header = ("number".to_owned(), number.to_string());
                let mut call =
                    Call::new("POST", meta.path, vec![header], many(query), vec![0; body]);
                call.is_of(meta);
                state.record(call);
            }
            let calls = state.calls();
            assert_eq!(calls.len(), 63);
            assert_eq!(calls[0].header("number"), Some("37"));
            assert_eq!(state.bytes, calls.iter().map(Call::size).sum::<usize>());
            assert_eq!(state.count(meta.name), 100);
        }
    }

    #[test]
    fn small_calls_leave_no_bytes_behind() {
        let mut state = State::new(&[]);
        for _ in 0..CALLS_KEPT + 10 {
            state.record(Call::new("POST", "/", vec![], vec![], vec![0; 100]));
        }
        assert_eq!(state.bytes, state.calls.iter().map(Call::size).sum::<usize>());
    }
}
