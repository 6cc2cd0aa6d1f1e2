//! Which endpoints the mock has a behaviour for. An endpoint that is not listed here answers only
//! what a test injects. What each of them does stands in `extcontact` and `access_token`.

use dingtalk_models::extcontact::{create, delete, get, list, list_label_groups, update};
use dingtalk_models::{get_corp_token, gettoken};
use dingtalk_protocol::{Endpoint, EndpointCode, Meta, check, read};

use crate::answer::Refusal;
use crate::request::Given;
use crate::state::Store;
use crate::validate::{Problem, is_complete};

/// What an endpoint does, from its typed request to its payload.
pub(crate) trait Behaviour: Endpoint {
    /// Does what the request asks. Returns the payload as JSON; an empty string if the endpoint
    /// returns nothing.
    fn run(&self, store: &mut Store) -> Result<String, Refusal>;

    /// The code that the endpoint's page has for an invalid parameter.
    fn code_of(_problem: &Problem) -> Option<EndpointCode<Self>> {
        None
    }
}

/// The behaviour of one endpoint, without its type.
pub(crate) struct Entry {
    meta: &'static Meta,
    /// Runs the behaviour; `None` if something is wrong with what is given.
    pub(crate) run: fn(&mut Store, &Given) -> Option<Result<String, Refusal>>,
    /// Refuses an invalid parameter, with the endpoint's own code where its page has one.
    pub(crate) explain: fn(&Problem) -> Refusal,
}

static ENTRIES: [Entry; 8] = [
    Entry::of::<create::Request>(),
    Entry::of::<delete::Request>(),
    Entry::of::<get::Request>(),
    Entry::of::<list::Request>(),
    Entry::of::<list_label_groups::Request>(),
    Entry::of::<update::Request>(),
    Entry::of::<get_corp_token::Request>(),
    Entry::of::<gettoken::Request>(),
];

impl Entry {
    const fn of<E: Behaviour>() -> Self {
        Self { meta: E::META, run: run::<E>, explain: explain::<E> }
    }
}

/// What the endpoint of this name does.
pub(crate) fn find(endpoint: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.meta.name == endpoint)
}

fn run<E: Behaviour>(store: &mut Store, given: &Given) -> Option<Result<String, Refusal>> {
    if !is_complete(E::SHAPE, given) {
        return None;
    }
    let request: E = read(given).ok().filter(|request: &E| check(request).is_empty())?;
    Some(request.run(store))
}

fn explain<E: Behaviour>(problem: &Problem) -> Refusal {
    match E::code_of(problem) {
        Some(code) => Refusal::from(code).because(&problem.to_string()),
        None => problem.refusal(),
    }
}
