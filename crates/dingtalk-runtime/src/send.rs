//! Sends calls. [`send`] knows the types of the endpoint; [`run`] does not: it puts together the
//! attempts, the policy and the sleep of the [`retry`] loop.

use dingtalk_protocol::{Answer, Endpoint};
use tokio::runtime::Handle;
use tracing::Instrument;

use crate::attempt::Attempts;
use crate::call::{AnswerDecoder, Call, Content, Decoder, Options};
use crate::core::Core;
use crate::error::{ConfigurationError, Error, InvalidRequest};
use crate::policy::{Decision, RetryClass, RetryState, decide};
use crate::retry::retry;

/// Sends a request and decodes its answer. Retries where the policy and the endpoint allow it.
///
/// The future does nothing until it is polled. Dropping it abandons the call; the server may have
/// carried it out.
///
/// # Errors
///
/// Any [`Error`]. [`Error::InvalidRequest`] and [`Error::Configuration`] are returned before
/// anything is sent.
// Not an `async fn`: `Send` and `'static` are promised here, not inferred.
#[allow(clippy::manual_async_fn)]
pub fn send<E: Endpoint>(
    core: Core,
    request: E,
    options: Options,
) -> impl Future<Output = Result<Answer<E::Output>, Error>> + Send + 'static {
    async move {
        let mut decoder = AnswerDecoder { decode: dingtalk_protocol::decode::<E>, answer: None };
        let call = Call::new(&core, E::META, Content::Typed(&request), options.policy);
        // Boxed, so that the future of the caller stays small: it is moved several times.
        let bytes = Box::pin(run(call, &mut decoder)).await?;
        let answer = decoder.answer.ok_or_else(|| Error::unanswered(E::META.name))?;
        Ok(if options.keep_raw { answer.with_raw(bytes) } else { answer })
    }
}

/// Makes a call. Returns the bytes of the answer that was decoded.
///
/// Not an `async fn`, which would hold each of its arguments twice. The future is moved to the heap
/// when the call begins, so its size matters.
pub(crate) fn run<'a>(
    call: Call<'a>,
    decoder: &'a mut dyn Decoder,
) -> impl Future<Output = Result<Vec<u8>, Error>> + Send + 'a {
    let span = tracing::debug_span!(
        target: "dingtalk",
        "call",
        endpoint = &*call.name,
        host = &*call.connection().base.host
    );
    async move {
        check(&call)?;
        let mut attempts = Attempts::new(&call, decoder);
        let mut may_refresh = true;
        let policy = |number, class| {
            let decision = next(&call, number, class, may_refresh);
            may_refresh &= decision != Decision::Refresh;
            decision
        };
        retry(&mut attempts, policy, |wait| call.connection().clock.sleep(wait)).await
    }
    .instrument(span)
}

/// Checks what has to be right before the first attempt.
fn check(call: &Call<'_>) -> Result<(), Error> {
    let violations = call.violations();
    if !violations.is_empty() {
        return Err(Error::InvalidRequest(InvalidRequest::new(call.name.clone(), violations)));
    }
    // Without a runtime, timers, tasks and the HTTP library would panic.
    Handle::try_current().map(drop).map_err(|_| {
        let problem = "the call was not awaited in a tokio runtime";
        let remedy = "Use `#[tokio::main]`, or the blocking client.";
        Error::Configuration(ConfigurationError::new(problem, remedy).at(call.name.clone()))
    })
}

/// Decides what to do after a failed attempt, with time and chance of the client's clock.
fn next(call: &Call<'_>, attempt: u32, class: RetryClass, may_refresh: bool) -> Decision {
    let connection = call.connection();
    let state = RetryState {
        class,
        idempotent: call.idempotent,
        may_refresh,
        attempt,
        left: call.left(),
        chance: connection.clock.chance(),
    };
    let decision = decide(&call.limits, &state);
    // Throttling is no outage, so its retries are not paid from the budget.
    let needs_budget =
        matches!(decision, Decision::Wait(_)) && !matches!(class, RetryClass::Throttled(_));
    if needs_budget && !connection.budget.spend() { Decision::Return } else { decision }
}
