//! The retry loop: attempts until one succeeds or the policy gives up. What a failure means for a
//! retry is decided by [`AttemptError::retry_class`], and what to do about it by [`decide`]. Both
//! are pure functions; time, sleep and chance come from the client's clock, so tests are exact.

use tokio::runtime::Handle;
use tracing::Instrument;

use crate::account::Tokens;
use crate::attempt_result::AttemptError;
use crate::call::Call;
use crate::core::Core;
use crate::error::Error;
use crate::options::Options;
use crate::outgoing::{Decoder, Outgoing};
use crate::policy::{Decision, RetryClass, RetryState, decide};
use crate::{attempt, events, explain};

/// Makes a call. Returns the bytes of the answer that was decoded.
///
/// Not an `async fn`, which would hold each of its arguments twice. The future is moved to the heap
/// when the call begins, so its size matters.
pub(crate) fn run<'a>(
    core: &'a Core,
    outgoing: Outgoing<'a>,
    decoder: &'a mut dyn Decoder,
    options: Options,
) -> impl Future<Output = Result<Vec<u8>, Error>> + Send + 'a {
    let span = tracing::debug_span!(
        target: "dingtalk",
        "call",
        endpoint = &*outgoing.name,
        host = &*core.connection.base.host
    );
    let limits = options.policy.or(core.connection.policy).limits();
    let mut call = Call::new(core, outgoing, limits);
    async move {
        let result = retry(&mut call, decoder).await;
        result.map_err(|error| explain::explain(&call, error))
    }
    .instrument(span)
}

/// Makes attempts until one succeeds or the policy gives up.
async fn retry(call: &mut Call<'_>, decoder: &mut dyn Decoder) -> Result<Vec<u8>, AttemptError> {
    check(call)?;
    let mut has_refreshed = false;
    let mut earlier: Option<Box<AttemptError>> = None;
    loop {
        let attempt = attempt::make(call, decoder).await;
        let decision = match &attempt.result {
            Ok(_) => Decision::Return,
            Err(error) => decide_about(call, error, has_refreshed),
        };
        events::report(call, &attempt, decision, decoder);
        let error = match attempt.result {
            Ok(bytes) => return Ok(bytes),
            Err(error) => error,
        };
        call.maybe_sent |= error.maybe_sent();
        match decision {
            Decision::Return => {
                // A deadline that expires during a retry hides the cause: the earlier error says
                // more.
                let earlier = earlier.filter(|_| matches!(error, AttemptError::NoTimeLeft));
                return Err(earlier.map_or(error, |earlier| *earlier));
            }
            Decision::Wait(wait) => {
                earlier = Some(Box::new(error));
                call.connection().clock.sleep(wait).await;
            }
            Decision::Refresh => {
                // If fetching the token takes too long, that is the cause.
                earlier = None;
                has_refreshed = true;
            }
        }
        call.attempt += 1;
    }
}

/// Checks what has to be right before the first attempt.
fn check(call: &Call<'_>) -> Result<(), AttemptError> {
    let violations = call.outgoing.content.violations();
    if !violations.is_empty() {
        return Err(AttemptError::Violations(violations));
    }
    // Without a runtime, timers, tasks and the HTTP library would panic.
    Handle::try_current().map(drop).map_err(|_| AttemptError::NoRuntime)
}

/// Decides what to do about a failed attempt.
fn decide_about(call: &Call<'_>, error: &AttemptError, has_refreshed: bool) -> Decision {
    let connection = call.connection();
    let class = error.retry_class(connection.clock.time_of_day());
    let has_another_token = class == RetryClass::Token && invalidate_token(call);
    let state = RetryState {
        class,
        idempotent: call.outgoing.idempotent,
        may_refresh: has_another_token && !has_refreshed,
        attempt: call.attempt,
        left: call.left(),
        chance: connection.clock.chance(),
    };
    let decision = decide(&call.limits, &state);
    // Throttling is no outage, so its retries are not paid from the budget.
    let needs_budget =
        matches!(decision, Decision::Wait(_)) && !matches!(class, RetryClass::Throttled(_));
    if needs_budget && !connection.budget.spend() { Decision::Return } else { decision }
}

/// Removes the refused token from the cache, whether or not the call is repeated. Returns `false`
/// if no other token can be fetched.
fn invalidate_token(call: &Call<'_>) -> bool {
    match (&call.core.account.tokens, &call.token) {
        (Tokens::Cached(cached, _), Some(token)) => {
            cached.invalidate(token, call.connection().clock.now())
        }
        _ => false,
    }
}
