//! What each endpoint does, as a small function from its typed request to its typed result. An
//! endpoint that is not listed here answers only what a test injects.

use std::ops::RangeInclusive;
use std::time::Duration;

use dingtalk_models::extcontact::get;
use dingtalk_models::{gateway, get_corp_token, gettoken};
use dingtalk_protocol::{ApiCode, Endpoint, EndpointCode, Member, Meta, View, read};

use crate::answer::Refusal;
use crate::state::Store;
use crate::tokens::{LIFETIME, is_signed};
use crate::validate::Parameters;
use crate::{Mock, OpenExtContact};

/// Does what an endpoint does and gives its payload as JSON.
pub(crate) type Behaviour = fn(&mut Store, &Parameters) -> Result<String, Refusal>;

static BEHAVIOURS: &[(&Meta, Behaviour)] = &[
    (get::Request::META, |store, parameters| typed(store, parameters, extcontact_get)),
    (get_corp_token::Request::META, |store, parameters| typed(store, parameters, corp_token)),
    (gettoken::Request::META, |store, parameters| typed(store, parameters, app_token)),
];

/// What a number of milliseconds since 1970 lies in, from 2001 to 2286; one of seconds does not.
const MILLISECONDS: RangeInclusive<i64> = 1_000_000_000_000..=9_999_999_999_999;

/// How far a timestamp may be from the mock's clock.
const LEEWAY: Duration = Duration::from_secs(60);

/// What the endpoint of this name does.
pub(crate) fn find(endpoint: &str) -> Option<Behaviour> {
    BEHAVIOURS.iter().find(|(meta, _)| meta.name == endpoint).map(|(_, behaviour)| *behaviour)
}

/// Runs a behaviour on the typed request. Its codes get their messages from the endpoint's table.
fn typed<E: Endpoint<Output: Member>, C: ApiCode>(
    store: &mut Store,
    parameters: &Parameters,
    act: fn(&mut Store, &E) -> Result<E::Output, C>,
) -> Result<String, Refusal> {
    let request = serde_json::to_value(View::Object(parameters)).and_then(|it| read::<E, _>(&it));
    let request = request.map_err(inconsistent)?;
    let output = act(store, &request).map_err(|code| Refusal::documented(E::META, &code))?;
    serde_json::to_string(&output.view()).map_err(inconsistent)
}

/// The generated tables and types come from one source and cannot disagree; if they did, the answer
/// would say so.
#[allow(clippy::needless_pass_by_value)] // As `map_err` hands it over.
fn inconsistent(error: serde_json::Error) -> Refusal {
    Refusal::new(&gateway::ErrorCode::SYSTEM_ERROR, error.to_string())
}

fn extcontact_get(
    store: &mut Store,
    request: &get::Request,
) -> Result<OpenExtContact, EndpointCode<get::Request>> {
    store.contact(&request.user_id).cloned().ok_or(get::ErrorCode::INVALID_USER_ID)
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
