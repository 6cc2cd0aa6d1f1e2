//! The HTTP part of an attempt: makes the request, and reads the answer.

use std::time::Duration;

use dingtalk_protocol::{Credential, Encoding, Method, percent_encode};
use reqwest::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Request, Response, StatusCode, Url, Version};

use crate::context::Context;
use crate::dates::retry_after;
use crate::error::{Cause, ConfigurationError, Error, InvalidRequest, TransportKind};
use crate::retry::AttemptResult;

/// The longest URL that the HTTP library takes, in bytes.
const MAX_URL: usize = 65_534;

/// An HTTP response that was read whole.
pub(crate) struct HttpAnswer {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) bytes: Vec<u8>,
}

/// Makes the HTTP request, whose time limit is at most the time that is left.
pub(crate) fn request(context: &Context<'_>, left: Duration) -> AttemptResult<Request> {
    let call = context.call;
    let mut request = Request::new(method(call.method), url(context)?);
    let (connection, limit) = (call.connection(), call.limits.timeout.min(left));
    // The built-in client has the usual limit already, and setting it again would allocate.
    if connection.own_http || limit != connection.policy.limits().timeout {
        *request.timeout_mut() = Some(limit);
    }
    let body = call.body().map_err(|error| {
        let error = context.mask().apply(&error.to_string());
        let problem = format!("it cannot be written as JSON ({error})");
        let error = InvalidRequest::of(call.name.clone(), &problem);
        context.failed(Error::InvalidRequest(error), None)
    })?;
    if let Some(body) = body {
        request.headers_mut().insert(CONTENT_TYPE, content_type(call.meta.encoding));
        *request.body_mut() = Some(body.bytes.into());
    }
    Ok(request)
}

/// The URL with parameters and credential.
fn url(context: &Context<'_>) -> AttemptResult<Url> {
    let call = context.call;
    let mut query = call.query();
    let own = query.len();
    if let (Credential::Query(name), Some(token)) = (call.credential, &context.token) {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name);
        query.push('=');
        percent_encode(token.access.expose(), &mut query);
    }
    let url = call.connection().base.join(call.path, &query);
    if url.as_str().len() <= MAX_URL {
        return Ok(url);
    }
    // The error names the longer part.
    let credential = query.len() - own;
    let error = if credential > url.as_str().len() - credential {
        let problem = format!("the access token makes the URL longer than {MAX_URL} bytes");
        let remedy = "Pass the token that `gettoken` returned to `Builder::access_token`.";
        Error::Configuration(ConfigurationError::new(problem, remedy).at(call.name.clone()))
    } else {
        let problem =
            format!("its path and query parameters make the URL longer than {MAX_URL} bytes");
        Error::InvalidRequest(InvalidRequest::of(call.name.clone(), &problem))
    };
    Err(context.failed(error, None))
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Delete => reqwest::Method::DELETE,
        Method::Get => reqwest::Method::GET,
        Method::Patch => reqwest::Method::PATCH,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
    }
}

/// The content type of a body. Static, so that the value is validated once and not by every call.
fn content_type(encoding: Encoding) -> HeaderValue {
    static FORM: HeaderValue = HeaderValue::from_static(Encoding::Form.content_type());
    static JSON: HeaderValue = HeaderValue::from_static(Encoding::Json.content_type());
    match encoding {
        Encoding::Form => FORM.clone(),
        Encoding::Json => JSON.clone(),
    }
}

/// Waits for the response and reads all of it.
pub(crate) async fn exchange(
    context: &Context<'_>,
    response: impl Future<Output = reqwest::Result<Response>>,
) -> AttemptResult<HttpAnswer> {
    let mut response = response.await.map_err(|error| context.no_response(&error))?;
    let status = response.status();
    let header = response.headers().get(RETRY_AFTER).and_then(|header| header.to_str().ok());
    let now = || context.call.connection().clock.time_of_day();
    let retry_after = header.and_then(|header| retry_after(header, now()));
    match collect(context, &mut response).await {
        Ok(bytes) => Ok(HttpAnswer { status, retry_after, bytes }),
        // The status says more than that the error page was cut off.
        Err(_) if !status.is_success() => Err(context.bad_status(status, retry_after)),
        Err(failed) => Err(failed),
    }
}

/// Reads a body up to the limit. Chunks are decompressed already, so counting them also stops a
/// small answer that unpacks to a huge one. The announced length proves nothing.
async fn collect(context: &Context<'_>, response: &mut Response) -> AttemptResult<Vec<u8>> {
    let limit = context.call.connection().max_answer_size;
    let broken = |error: reqwest::Error| {
        // The HTTP library reports a stalled body as a decode error too.
        let is_timeout = error.is_timeout();
        let kind = if is_timeout { TransportKind::Timeout } else { TransportKind::Interrupted };
        context.transport(kind, true, Some(Cause::of(&error, &context.mask())), None)
    };
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if chunk.len() > limit - bytes.len() {
            return Err(context.transport(TransportKind::TooLarge { limit }, true, None, None));
        }
        bytes.extend_from_slice(&chunk);
        if is_complete(response) {
            break;
        }
    }
    Ok(bytes)
}

/// Whether an answer of known length was read whole: asking for another chunk would cost timers.
/// Streams of HTTP/2 have to be read to their end, or they are cancelled.
fn is_complete(response: &Response) -> bool {
    response.version() < Version::HTTP_2 && response.content_length() == Some(0)
}
