//! The one way a request takes: check, prepare, exchange, decode. Only the first and the last step
//! know the endpoint's types; the rest is compiled once for all endpoints.
//!
//! Failures travel as [`Fault`], unmasked and private, to [`explain`], the one gate through which
//! their texts leave as an [`Error`]. Retries will go around `exchange`, token sources before
//! `prepare`.

use std::pin::Pin;

use dingtalk_protocol::{
    Answer, ApiFailure, Credential, DecodeFailure, Endpoint, Failure, Meta, Object, Violation,
};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Response, StatusCode, Url};
use secrecy::ExposeSecret;
use tokio::runtime::Handle;

use crate::core::{Core, Shared};
use crate::error::{
    ApiError, Cause, ConfigurationError, DecodeError, Error, InvalidRequest, TransportError,
    TransportKind,
};
use crate::mask::Mask;

/// A future on the heap, for where its type has to be named.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends a request and reads its answer.
///
/// The future does nothing until it is polled. Dropping it gives up the call, which the server may
/// then have carried out or not.
///
/// # Errors
///
/// Any [`Error`]. [`Error::InvalidRequest`] and [`Error::Configuration`] come before anything is
/// sent.
// Written out, so that `Send` and `'static` are a promise and not a guess.
#[allow(clippy::manual_async_fn)]
pub fn send<E: Endpoint>(
    core: Core,
    request: E,
) -> impl Future<Output = Result<Answer<E::Output>, Error>> + Send + 'static {
    async move {
        let shared = &*core.0;
        let exchanged = match prepare(shared, E::META, &request) {
            Ok(prepared) => exchange(shared, prepared).await,
            Err(fault) => Err(fault),
        };
        let seen = exchanged.as_ref().ok().map(Exchanged::seen);
        let outcome = exchanged.and_then(|it| understand::<E>(&it));
        let mask = || Mask::new(shared.token.as_ref(), &request);
        let outcome = outcome
            .map(|answer| answer.map_request_id(|id| mask().text(id)))
            .map_err(|fault| explain(shared, E::META, &mask(), fault));
        note(shared, E::META, seen, outcome.as_ref().map(Answer::request_id));
        outcome
    }
}

/// Why a call failed, before anything is masked: not to be shown, and so not `Debug`.
enum Fault {
    Violations(Vec<Violation>),
    Unwritable(serde_json::Error),
    NoToken,
    /// There is no async runtime to run on.
    NoRuntime,
    /// The URL is, because of what the request holds.
    TooLong,
    /// The URL is, because of the access token.
    TokenTooLong,
    /// Before an answer began.
    Asking(reqwest::Error),
    /// While an answer was read.
    Reading(reqwest::Error),
    TooLarge,
    Status(StatusCode),
    Api(ApiFailure),
    Decode(DecodeFailure),
}

/// What came back, whatever it is.
struct Exchanged {
    status: StatusCode,
    bytes: Vec<u8>,
}

/// What a log may tell of an answer: HTTP status and size.
type Seen = (u16, usize);

impl Exchanged {
    fn seen(&self) -> Seen {
        (self.status.as_u16(), self.bytes.len())
    }
}

/// Checks a request and writes it down.
fn prepare(shared: &Shared, meta: &Meta, request: &dyn Object) -> Result<Request, Fault> {
    let violations = dingtalk_protocol::check(request);
    if !violations.is_empty() {
        return Err(Fault::Violations(violations));
    }
    let mut prepared = Request::new(method(meta), url(shared, meta, request)?);
    // Set here too, so that it holds for a client that the caller brought.
    *prepared.timeout_mut() = Some(shared.timeout);
    if let Some(body) = dingtalk_protocol::body(meta, request).map_err(Fault::Unwritable)? {
        let content_type = HeaderValue::from_static(body.content_type);
        prepared.headers_mut().insert(CONTENT_TYPE, content_type);
        *prepared.body_mut() = Some(body.bytes.into());
    }
    Ok(prepared)
}

fn method(meta: &Meta) -> Method {
    use dingtalk_protocol::Method as Spec;
    match meta.method {
        Spec::Delete => Method::DELETE,
        Spec::Get => Method::GET,
        Spec::Patch => Method::PATCH,
        Spec::Post => Method::POST,
        Spec::Put => Method::PUT,
    }
}

/// The longest URL that the HTTP library takes, in bytes.
const MAX_URL: usize = 65_534;

fn url(shared: &Shared, meta: &Meta, request: &dyn Object) -> Result<Url, Fault> {
    let mut query = dingtalk_protocol::query(request);
    let own = query.len();
    if let Credential::Query(name) = meta.credential {
        let token = shared.token.as_ref().ok_or(Fault::NoToken)?;
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name);
        query.push('=');
        dingtalk_protocol::percent_encode(token.expose_secret(), &mut query);
    }
    let url = shared.base.join(meta.path, &query);
    if url.as_str().len() <= MAX_URL {
        return Ok(url);
    }
    // The longer one is to blame.
    Err(if own > query.len() - own { Fault::TooLong } else { Fault::TokenTooLong })
}

/// Sends what was prepared and collects what comes back.
async fn exchange(shared: &Shared, prepared: Request) -> Result<Exchanged, Fault> {
    // The HTTP library would panic.
    Handle::try_current().map_err(|_| Fault::NoRuntime)?;
    let response = shared.http.execute(prepared).await.map_err(Fault::Asking)?;
    let status = response.status();
    match collect(response, shared.max_answer_size).await {
        Ok(bytes) => Ok(Exchanged { status, bytes }),
        // That the page of a proxy was cut off says less than its status.
        Err(_) if !status.is_success() => Err(Fault::Status(status)),
        Err(fault) => Err(fault),
    }
}

/// Chunks come decompressed, so that counting them stops a small answer that unpacks to a huge one;
/// a length that the server announces proves nothing.
async fn collect(mut response: Response, limit: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Fault::Reading)? {
        if chunk.len() > limit - bytes.len() {
            return Err(Fault::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// DingTalk answers errors with HTTP 200 too: the body is asked first. Another status counts only
/// when the body holds no error of DingTalk's.
fn understand<E: Endpoint>(exchanged: &Exchanged) -> Result<Answer<E::Output>, Fault> {
    match dingtalk_protocol::decode::<E>(&exchanged.bytes) {
        Ok(answer) if exchanged.status.is_success() => Ok(answer),
        Ok(_) => Err(Fault::Status(exchanged.status)),
        Err(failure) => Err(judge(exchanged.status, failure)),
    }
}

fn judge(status: StatusCode, failure: Failure) -> Fault {
    match failure {
        Failure::Api(failure) => Fault::Api(failure),
        _ if !status.is_success() => Fault::Status(status),
        Failure::Decode(failure) => Fault::Decode(failure),
    }
}

/// The one gate: what passes it is masked.
#[cold]
fn explain(shared: &Shared, meta: &'static Meta, mask: &Mask, fault: Fault) -> Error {
    let transport = |kind| Error::Transport(TransportError::new(shared, meta, kind));
    match fault {
        Fault::Violations(violations) => {
            Error::InvalidRequest(InvalidRequest::new(meta, violations))
        }
        Fault::Unwritable(error) => {
            Error::InvalidRequest(InvalidRequest::unwritable(meta, &error, mask))
        }
        Fault::TooLong => Error::InvalidRequest(InvalidRequest::too_long(meta, MAX_URL)),
        Fault::NoRuntime => Error::Configuration(ConfigurationError::no_runtime(meta)),
        Fault::NoToken => Error::Configuration(ConfigurationError::no_token(meta)),
        Fault::TokenTooLong => {
            Error::Configuration(ConfigurationError::token_too_long(meta, MAX_URL))
        }
        // Own clients may refuse what the built-in one takes, such as plain HTTP.
        Fault::Asking(error) if error.is_builder() => {
            Error::Configuration(ConfigurationError::refused(meta, &Cause::of_http(error, mask)))
        }
        Fault::Asking(error) => Error::Transport(TransportError::asking(shared, meta, error, mask)),
        Fault::Reading(error) => {
            Error::Transport(TransportError::reading(shared, meta, error, mask))
        }
        Fault::TooLarge => transport(TransportKind::TooLarge { limit: shared.max_answer_size }),
        Fault::Status(status) => transport(TransportKind::Status(status.as_u16())),
        Fault::Api(failure) => Error::Api(ApiError::new(meta, failure, mask)),
        Fault::Decode(failure) => Error::Decode(DecodeError::new(meta, &failure, mask)),
    }
}

/// Tells the log of a call that ended. Nothing is computed unless somebody listens.
fn note(shared: &Shared, meta: &Meta, seen: Option<Seen>, outcome: Result<Option<&str>, &Error>) {
    if !tracing::enabled!(target: "dingtalk", tracing::Level::DEBUG) {
        return;
    }
    let (status, size) = seen.unzip();
    let (kind, class, request_id) = match outcome {
        Ok(id) => ("ok", None, id),
        Err(error) => (error.kind(), error.class(), error.request_id()),
    };
    tracing::debug!(
        target: "dingtalk",
        endpoint = meta.name,
        host = &*shared.base.host,
        status,
        size,
        request_id,
        outcome = kind,
        class = class.map(dingtalk_protocol::Class::as_str),
        "call ended"
    );
}
