//! The first and the last step of a call, which know the endpoint's types. Everything between is in
//! [`retry`](crate::retry), and compiled once for all endpoints.

use dingtalk_protocol::{Answer, Endpoint, Failure};

use crate::core::Core;
use crate::error::Error;
use crate::options::Options;
use crate::outgoing::{Decoder, Outgoing};
use crate::retry::run;

/// Sends a request and decodes its answer. Retries where the policy and the endpoint allow it.
///
/// The future does nothing until it is polled. Dropping it abandons the call; the server may have
/// carried it out.
///
/// # Errors
///
/// Any [`Error`]. [`Error::InvalidRequest`] and [`Error::Configuration`] are returned before anything
/// is sent.
// Not an `async fn`: `Send` and `'static` are promised here, not inferred.
#[allow(clippy::manual_async_fn)]
pub fn send<E: Endpoint>(
    core: Core,
    request: E,
    options: Options,
) -> impl Future<Output = Result<Answer<E::Output>, Error>> + Send + 'static {
    async move {
        let mut decoder = TypedDecoder::<E>(None);
        let call = run(&core, Outgoing::typed(E::META, &request), &mut decoder, options);
        // Boxed, so that the future of the caller stays small: it is moved several times.
        let bytes = Box::pin(call).await?;
        let TypedDecoder(Some(answer)) = decoder else {
            return Err(Error::unanswered(E::META.name));
        };
        Ok(if options.keep_raw { answer.with_raw(bytes) } else { answer })
    }
}

/// Decodes the answer of an endpoint.
struct TypedDecoder<E: Endpoint>(Option<Answer<E::Output>>);

impl<E: Endpoint> Decoder for TypedDecoder<E> {
    fn decode(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.0 = Some(dingtalk_protocol::decode::<E>(bytes)?);
        Ok(())
    }

    fn request_id(&self) -> Option<&str> {
        self.0.as_ref().and_then(Answer::request_id)
    }

    fn mask(&mut self, mask: &dyn Fn(&str) -> String) {
        self.0 = self.0.take().map(|answer| answer.map_request_id(mask));
    }
}
