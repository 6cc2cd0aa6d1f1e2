//! The first and the last step of a call, which know the endpoint's types. Everything between is in
//! [`retry`](crate::retry), and compiled once for all endpoints.

use dingtalk_protocol::{Answer, Endpoint};

use crate::core::Core;
use crate::error::Error;
use crate::options::Options;
use crate::outgoing::{AnswerDecoder, Outgoing};
use crate::retry::run;

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
        let mut decoder = AnswerDecoder::new(dingtalk_protocol::decode::<E>);
        let call = run(&core, Outgoing::typed(E::META, &request), &mut decoder, options);
        // Boxed, so that the future of the caller stays small: it is moved several times.
        let bytes = Box::pin(call).await?;
        let answer = decoder.answer.ok_or_else(|| Error::unanswered(E::META.name))?;
        Ok(if options.keep_raw { answer.with_raw(bytes) } else { answer })
    }
}
