//! One attempt of a call: waits for a turn and a token, prepares the request, sends it, and has the
//! answer decoded.

use std::sync::Arc;
use std::time::Duration;

use dingtalk_protocol::{Class, Credential, Encoding, Failure, Method, percent_encode};
use reqwest::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Request, Response, StatusCode, Url, Version};

use crate::account::Tokens;
use crate::attempt_result::{AttemptError, AttemptResult, MAX_URL};
use crate::call::Call;
use crate::connection::Connection;
use crate::dates::retry_after;
use crate::events::AttemptGuard;
use crate::ip_block;
use crate::outgoing::{Decoder, Outgoing};
use crate::pacer::Pacer;
use crate::tokens::Token;

/// An HTTP response that was read whole.
struct HttpAnswer {
    status: StatusCode,
    retry_after: Option<Duration>,
    bytes: Vec<u8>,
}

/// Makes one attempt.
pub(crate) async fn make(call: &mut Call<'_>, decoder: &mut dyn Decoder) -> AttemptResult {
    let request = match get_ready(call).await.and_then(|left| prepare(call, left)) {
        Ok(request) => request,
        Err(error) => return AttemptResult { result: Err(error), answer: None, duration: None },
    };
    let connection = call.connection();
    let guard = AttemptGuard::start(call);
    let exchanged = exchange(connection, connection.http.execute(request)).await;
    let answer = exchanged.as_ref().ok().map(|it| (it.status.as_u16(), it.bytes.len()));
    let result = exchanged.and_then(|answer| understand(connection, answer, decoder));
    if let (Ok(_) | Err(AttemptError::Api(..)), Some(token)) = (&result, &call.token)
        && result.as_ref().err().and_then(AttemptError::class) != Some(Class::Token)
    {
        token.mark_accepted();
    }
    if result.is_ok() {
        connection.budget.earn();
        // Making a mask costs more than decoding the answer, and nearly every id is clean.
        if decoder.request_id().is_some_and(|id| !call.is_clean(id)) {
            decoder.mask(&|id| call.mask().apply(id));
        }
    }
    AttemptResult { result, answer, duration: guard.end() }
}

/// Waits for everything that an attempt needs. Returns the time that is left for it.
async fn get_ready(call: &mut Call<'_>) -> Result<Duration, AttemptError> {
    check_ip_block(call.connection())?;
    if let Some(pacer) = &call.connection().pacer {
        // Boxed, because most calls are not paced and should not reserve the space.
        Box::pin(wait_for_turn(call, pacer)).await?;
    }
    let token = token(call).await?;
    call.set_token(token);
    let left = call.left();
    if left.is_zero() { Err(AttemptError::NoTimeLeft) } else { Ok(left) }
}

/// Fails while the host blocks this IP address.
fn check_ip_block(connection: &Connection) -> Result<(), AttemptError> {
    let until = connection.breaker.until(|| connection.clock.now());
    until.map_or(Ok(()), |until| Err(AttemptError::IpBlocked { until, was_sent: false }))
}

/// Waits until the app may call the endpoint again. A token is fetched before the turn is taken:
/// otherwise calls that wait for the token would all be sent at once.
async fn wait_for_turn(call: &Call<'_>, pacer: &Pacer) -> Result<(), AttemptError> {
    let connection = call.connection();
    loop {
        token(call).await?;
        let (app, now) = (&call.core.account.app, connection.clock.now());
        let turn = pacer.turn(app, call.outgoing.path, now, call.left());
        let turn = turn.ok_or(AttemptError::NoTimeLeft)?;
        if !turn.wait().is_zero() {
            connection.clock.sleep(turn.wait()).await;
        }
        turn.take();
        check_ip_block(connection)?;
        if !lacks_token(call) {
            return Ok(());
        }
    }
}

/// Whether a token has to be fetched before the call can be sent.
fn lacks_token(call: &Call<'_>) -> bool {
    match &call.core.account.tokens {
        Tokens::Cached(cached, fetcher) if call.outgoing.credential != Credential::None => {
            cached.valid(fetcher).is_none()
        }
        _ => false,
    }
}

/// Returns the token to call with; `None` where the endpoint takes none.
async fn token(call: &Call<'_>) -> Result<Option<Arc<Token>>, AttemptError> {
    if call.outgoing.credential == Credential::None {
        return Ok(None);
    }
    match &call.core.account.tokens {
        Tokens::None => Err(AttemptError::NoToken),
        Tokens::Fixed(token) => Ok(Some(Arc::clone(token))),
        Tokens::Cached(cached, fetcher) => {
            if let Some(token) = cached.valid(fetcher) {
                return Ok(Some(token));
            }
            let token = tokio::time::timeout(call.left(), cached.token(fetcher)).await;
            token.map_err(|_| AttemptError::TokenTimeout)?.map(Some).map_err(AttemptError::Token)
        }
    }
}

/// Makes the HTTP request, whose time limit is at most the time that is left.
fn prepare(call: &Call<'_>, left: Duration) -> Result<Request, AttemptError> {
    let Outgoing { meta, content, method, .. } = &call.outgoing;
    let mut request = Request::new(http_method(*method), url(call)?);
    let (connection, limit) = (call.connection(), call.limits.timeout.min(left));
    // The built-in client has the usual limit already, and setting it again would allocate.
    if connection.own_http || limit != connection.policy.limits().timeout {
        *request.timeout_mut() = Some(limit);
    }
    if let Some(body) = content.body(meta).map_err(AttemptError::Unserializable)? {
        request.headers_mut().insert(CONTENT_TYPE, content_type(meta.encoding));
        *request.body_mut() = Some(body.bytes.into());
    }
    Ok(request)
}

/// The URL with parameters and credential.
fn url(call: &Call<'_>) -> Result<Url, AttemptError> {
    let mut query = call.outgoing.content.query();
    let own = query.len();
    if let (Credential::Query(name), Some(token)) = (call.outgoing.credential, &call.token) {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name);
        query.push('=');
        percent_encode(token.access.expose(), &mut query);
    }
    let url = call.connection().base.join(call.outgoing.path, &query);
    if url.as_str().len() <= MAX_URL {
        return Ok(url);
    }
    // The error names the longer part.
    let credential = query.len() - own;
    let rest = url.as_str().len() - credential;
    Err(if credential > rest { AttemptError::TokenTooLong } else { AttemptError::UrlTooLong })
}

/// Waits for the response and reads all of it.
async fn exchange(
    connection: &Connection,
    response: impl Future<Output = reqwest::Result<Response>>,
) -> Result<HttpAnswer, AttemptError> {
    let response = response.await;
    let mut response =
        response.map_err(|error| AttemptError::no_response(error, connection.own_http))?;
    let status = response.status();
    let header = response.headers().get(RETRY_AFTER).and_then(|header| header.to_str().ok());
    let retry_after = header.and_then(|header| retry_after(header, connection.clock.time_of_day()));
    match collect(&mut response, connection.max_answer_size).await {
        Ok(bytes) => Ok(HttpAnswer { status, retry_after, bytes }),
        // The status says more than that the error page was cut off.
        Err(_) if !status.is_success() => Err(AttemptError::Status(status, retry_after)),
        Err(error) => Err(error),
    }
}

/// Decodes an answer. DingTalk sends errors with HTTP 200 too, so the body is decoded first.
/// Another status is the error only where the body holds none.
fn understand(
    connection: &Connection,
    answer: HttpAnswer,
    decoder: &mut dyn Decoder,
) -> Result<Vec<u8>, AttemptError> {
    let HttpAnswer { status, retry_after, bytes } = answer;
    match decoder.decode(&bytes) {
        Ok(()) if status.is_success() => Ok(bytes),
        Ok(()) => Err(AttemptError::Status(status, retry_after)),
        Err(Failure::Api(failure)) => Err(AttemptError::Api(failure, retry_after)),
        Err(Failure::Decode(failure)) => Err(match ip_block::of(status, &bytes) {
            Some(duration) => {
                let until = connection.clock.now() + duration;
                connection.breaker.open(until);
                AttemptError::IpBlocked { until, was_sent: true }
            }
            None if !status.is_success() => AttemptError::Status(status, retry_after),
            None => AttemptError::Decode(failure),
        }),
    }
}

fn http_method(method: Method) -> reqwest::Method {
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

/// Reads a body up to a limit. Chunks are decompressed already, so counting them also stops a small
/// answer that unpacks to a huge one. The announced length proves nothing.
async fn collect(response: &mut Response, limit: usize) -> Result<Vec<u8>, AttemptError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(AttemptError::Body)? {
        if chunk.len() > limit - bytes.len() {
            return Err(AttemptError::TooLarge);
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
