//! What each endpoint does, as a small function from its typed request to its typed result, and the
//! codes of its page for what is wrong with a request. An endpoint that is not listed here answers
//! only what a test injects.

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::time::Duration;

use dingtalk_models::extcontact::{create, delete, get, list, list_label_groups, update};
use dingtalk_models::{gateway, get_corp_token, gettoken};
use dingtalk_protocol::{Endpoint, EndpointCode, Member, Meta, check, read};

use crate::Mock;
use crate::answer::Refusal;
use crate::extcontact;
use crate::state::Store;
use crate::tokens::{LIFETIME, is_signed};
use crate::validate::{Given, Problem, is_complete};

/// The payload of an answer as JSON.
pub(crate) type Payload<'a> = Cow<'a, str>;

/// What one endpoint does.
pub(crate) struct Behaviour {
    meta: &'static Meta,
    /// Does what a call asks and gives its payload as JSON; `None` if something is wrong with what
    /// is given.
    pub(crate) act: for<'a> fn(&'a mut Store, &Given) -> Option<Result<Payload<'a>, Refusal>>,
    /// Says what is wrong with a call, with the endpoint's own code where its page has one.
    pub(crate) explain: fn(&Problem) -> Refusal,
}

static BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        meta: create::Request::META,
        act: |store, given| typed(store, given, extcontact::create),
        explain: |problem| explained(problem, extcontact::create_code),
    },
    Behaviour {
        meta: delete::Request::META,
        act: |store, given| silent(store, given, extcontact::delete),
        explain: Problem::refusal,
    },
    Behaviour {
        meta: get::Request::META,
        act: |store, given| ready(store, given, extcontact::get),
        explain: |problem| explained(problem, extcontact::get_code),
    },
    Behaviour {
        meta: list::Request::META,
        act: |store, given| ready(store, given, extcontact::list),
        explain: |problem| explained(problem, extcontact::list_code),
    },
    Behaviour {
        meta: list_label_groups::Request::META,
        act: |store, given| typed(store, given, extcontact::list_label_groups),
        explain: |problem| explained(problem, extcontact::list_label_groups_code),
    },
    Behaviour {
        meta: update::Request::META,
        act: |store, given| silent(store, given, extcontact::update),
        explain: |problem| explained(problem, extcontact::update_code),
    },
    Behaviour {
        meta: get_corp_token::Request::META,
        act: |store, given| typed(store, given, corp_token),
        explain: |problem| explained(problem, corp_token_code),
    },
    Behaviour {
        meta: gettoken::Request::META,
        act: |store, given| typed(store, given, app_token),
        explain: Problem::refusal,
    },
];

/// What a number of milliseconds since 1970 lies in, from 2001 to 2286; one of seconds does not.
const MILLISECONDS: RangeInclusive<i64> = 1_000_000_000_000..=9_999_999_999_999;

/// How far a timestamp may be from the mock's clock.
const LEEWAY: Duration = Duration::from_secs(60);

/// What the endpoint of this name does.
pub(crate) fn find(endpoint: &str) -> Option<&'static Behaviour> {
    BEHAVIOURS.iter().find(|behaviour| behaviour.meta.name == endpoint)
}

/// Why a behaviour does not do what it is asked: a code of its endpoint.
pub(crate) struct Refused<E> {
    code: EndpointCode<E>,
    /// What is wrong with the request, where the code alone does not say it.
    what: Option<String>,
}

impl<E: Endpoint> Refused<E> {
    pub(crate) fn of(code: EndpointCode<E>, what: impl Into<String>) -> Self {
        Self { code, what: Some(what.into()) }
    }

    /// The code gets its message from the endpoint's table.
    fn refusal(self) -> Refusal {
        let refusal = Refusal::documented(E::META, &self.code);
        match self.what {
            Some(what) => refusal.because(&what),
            None => refusal,
        }
    }
}

impl<E> From<EndpointCode<E>> for Refused<E> {
    fn from(code: EndpointCode<E>) -> Self {
        Self { code, what: None }
    }
}

/// Runs a behaviour on the typed request.
fn typed<'a, E: Endpoint<Output: Member>, R: Into<Refused<E>>>(
    store: &'a mut Store,
    given: &Given,
    act: fn(&mut Store, &E) -> Result<E::Output, R>,
) -> Option<Result<Payload<'a>, Refusal>> {
    let outcome = act(store, &request(given)?).map_err(refusal);
    let json = |output: E::Output| serde_json::to_string(&output.value_ref()).map_err(unwritable);
    Some(outcome.and_then(json).map(Cow::Owned))
}

/// The same for a behaviour whose payload is JSON already.
fn ready<'a, E: Endpoint>(
    store: &'a mut Store,
    given: &Given,
    act: for<'s> fn(&'s mut Store, &E) -> Result<&'s str, Refused<E>>,
) -> Option<Result<Payload<'a>, Refusal>> {
    Some(act(store, &request(given)?).map(Cow::Borrowed).map_err(refusal))
}

/// The same for an endpoint that has nothing to say beside the envelope.
fn silent<'a, E: Endpoint<Output = ()>>(
    store: &'a mut Store,
    given: &Given,
    act: fn(&mut Store, &E) -> Result<(), Refused<E>>,
) -> Option<Result<Payload<'a>, Refusal>> {
    Some(act(store, &request(given)?).map(|()| Cow::Borrowed("")).map_err(refusal))
}

/// The typed request; `None` if something is wrong with what is given.
fn request<E: Endpoint>(given: &Given) -> Option<E> {
    if !is_complete(E::SHAPE, given) {
        return None;
    }
    read(given).ok().filter(|request: &E| check(request).is_empty())
}

fn refusal<E: Endpoint>(refused: impl Into<Refused<E>>) -> Refusal {
    refused.into().refusal()
}

/// What is wrong with a call, with the code that the endpoint's page has for it.
fn explained<E: Endpoint>(problem: &Problem, code: fn(&Problem) -> Option<Refused<E>>) -> Refusal {
    match code(problem) {
        Some(refused) => refused.refusal().because(&problem.to_string()),
        None => problem.refusal(),
    }
}

/// Texts, numbers and lists of them can always be written; if not, the answer would say so.
#[allow(clippy::needless_pass_by_value)] // As `map_err` hands it over.
fn unwritable(error: serde_json::Error) -> Refusal {
    Refusal::new(&gateway::ErrorCode::SYSTEM_ERROR, error.to_string())
}

fn app_token(
    store: &mut Store,
    request: &gettoken::Request,
) -> Result<gettoken::Response, EndpointCode<gettoken::Request>> {
    let (key, secret) = (&request.appkey, request.appsecret.expose());
    if key.is_empty() {
        return Err(gettoken::ErrorCode::APP_KEY_EMPTY);
    }
    if secret.is_empty() {
        return Err(gettoken::ErrorCode::APP_SECRET_EMPTY);
    }
    let token = store.tokens.for_app(key, secret);
    let mut response = gettoken::Response::default();
    response.access_token =
        Some(token.ok_or(gettoken::ErrorCode::UNKNOWN_APP_KEY_OR_SECRET)?.into());
    response.expires_in = Some(lifetime());
    Ok(response)
}

fn corp_token(
    store: &mut Store,
    request: &get_corp_token::Request,
) -> Result<get_corp_token::Response, EndpointCode<get_corp_token::Request>> {
    check_time(store, request)?;
    check_suite(store, request)?;
    let mut response = get_corp_token::Response::default();
    response.access_token = Some(store.tokens.for_organization().into());
    response.expires_in = Some(lifetime());
    Ok(response)
}

/// The code for a timestamp that is no number.
fn corp_token_code(problem: &Problem) -> Option<Refused<get_corp_token::Request>> {
    let is_timestamp = problem.path() == "timestamp" && !problem.is_missing();
    is_timestamp.then(|| get_corp_token::ErrorCode::TIMESTAMP_NOT_IN_MILLISECONDS.into())
}

/// Whether the timestamp is one, and that of now.
fn check_time(
    store: &Store,
    request: &get_corp_token::Request,
) -> Result<(), EndpointCode<get_corp_token::Request>> {
    if !MILLISECONDS.contains(&request.timestamp) {
        return Err(get_corp_token::ErrorCode::TIMESTAMP_NOT_IN_MILLISECONDS);
    }
    let given = Duration::from_millis(request.timestamp.unsigned_abs());
    if store.tokens.now().abs_diff(given) > LEEWAY {
        return Err(get_corp_token::ErrorCode::CLOCK_OFF);
    }
    Ok(())
}

/// Whether key, signature and ticket are those of the suite.
fn check_suite(
    store: &Store,
    request: &get_corp_token::Request,
) -> Result<(), EndpointCode<get_corp_token::Request>> {
    let (ticket, signature) = (request.suite_ticket.expose(), request.signature.expose());
    if request.access_key != Mock::SUITE_KEY {
        return Err(get_corp_token::ErrorCode::UNKNOWN_ACCESS_KEY);
    }
    if !is_signed(Mock::SUITE_SECRET, request.timestamp, ticket, signature) {
        return Err(get_corp_token::ErrorCode::WRONG_SIGNATURE);
    }
    if !store.tokens.has_ticket(ticket) {
        return Err(get_corp_token::ErrorCode::INVALID_SUITE_TICKET);
    }
    Ok(())
}

/// How long a token holds, in seconds.
fn lifetime() -> i64 {
    i64::try_from(LIFETIME.as_secs()).unwrap_or(i64::MAX)
}
