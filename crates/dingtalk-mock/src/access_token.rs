//! What the endpoints that issue access tokens do, and which of their pages' codes they answer.

use std::ops::RangeInclusive;
use std::time::Duration;

use dingtalk_models::{get_corp_token, gettoken};
use dingtalk_protocol::EndpointCode;

use crate::answer::Refusal;
use crate::behaviour::Behaviour;
use crate::state::Store;
use crate::tokens::{LIFETIME_SECONDS, SUITE_KEY, SUITE_SECRET, is_signed};
use crate::validate::{Problem, Wrong};

/// The range of a number of milliseconds since 1970, from 2001 to 2286. One of seconds is below it.
const MILLISECONDS: RangeInclusive<i64> = 1_000_000_000_000..=9_999_999_999_999;

/// How far a timestamp may be from the mock's clock.
const LEEWAY: Duration = Duration::from_secs(60);

impl Behaviour for gettoken::Request {
    fn run(&self, store: &mut Store) -> Result<String, Refusal> {
        let (key, secret) = (&self.appkey, self.appsecret.expose());
        if key.is_empty() {
            return Err(gettoken::ErrorCode::APP_KEY_EMPTY.into());
        }
        if secret.is_empty() {
            return Err(gettoken::ErrorCode::APP_SECRET_EMPTY.into());
        }
        let token = store.tokens.for_app(key, secret);
        let token = token.ok_or(gettoken::ErrorCode::UNKNOWN_APP_KEY_OR_SECRET)?;
        let mut response = gettoken::Response::default();
        response.access_token = Some(token.into());
        response.expires_in = Some(LIFETIME_SECONDS.into());
        Ok(serde_json::to_string(&response)?)
    }
}

impl Behaviour for get_corp_token::Request {
    fn run(&self, store: &mut Store) -> Result<String, Refusal> {
        check_time(store, self.timestamp)?;
        check_suite(store, self)?;
        let mut response = get_corp_token::Response::default();
        response.access_token = Some(store.tokens.for_organization().into());
        response.expires_in = Some(LIFETIME_SECONDS.into());
        Ok(serde_json::to_string(&response)?)
    }

    /// The code for a timestamp that is no number.
    fn code_of(problem: &Problem) -> Option<EndpointCode<Self>> {
        let is_timestamp = problem.path == "timestamp" && problem.wrong != Wrong::Missing;
        is_timestamp.then_some(get_corp_token::ErrorCode::TIMESTAMP_NOT_IN_MILLISECONDS)
    }
}

/// Checks that a timestamp is in milliseconds, and that of now.
fn check_time(store: &Store, timestamp: i64) -> Result<(), Refusal> {
    if !MILLISECONDS.contains(&timestamp) {
        return Err(get_corp_token::ErrorCode::TIMESTAMP_NOT_IN_MILLISECONDS.into());
    }
    let given = Duration::from_millis(timestamp.unsigned_abs());
    if store.tokens.now().abs_diff(given) > LEEWAY {
        return Err(get_corp_token::ErrorCode::CLOCK_OFF.into());
    }
    Ok(())
}

/// Checks that key, signature and ticket are those of the suite.
fn check_suite(store: &Store, request: &get_corp_token::Request) -> Result<(), Refusal> {
    let (ticket, signature) = (request.suite_ticket.expose(), request.signature.expose());
    if request.access_key != SUITE_KEY {
        return Err(get_corp_token::ErrorCode::UNKNOWN_ACCESS_KEY.into());
    }
    if !is_signed(SUITE_SECRET, request.timestamp, ticket, signature) {
        return Err(get_corp_token::ErrorCode::WRONG_SIGNATURE.into());
    }
    if !store.tokens.has_ticket(ticket) {
        return Err(get_corp_token::ErrorCode::INVALID_SUITE_TICKET.into());
    }
    Ok(())
}
