//! The one way a call takes: check, prepare, exchange, decode, and on failure decide whether to do it
//! again. Only the first and the last step know the endpoint's types; the rest is compiled once for
//! all endpoints.
//!
//! Failures travel as [`Fault`], unmasked and private, to [`Attempts::explain`], the one gate through
//! which their texts leave as an [`Error`].

use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use dingtalk_protocol::{
    Answer, ApiFailure, Body, Class, Code, Credential, DecodeFailure, Endpoint, Failure, Meta,
    Method, Object, Violation,
};
use reqwest::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Request, Response, StatusCode, Url};
use tokio::runtime::Handle;
use tracing::Instrument;

use crate::ban;
use crate::core::{Core, Link};
use crate::credentials::Tokens;
use crate::error::{
    ApiError, BannedError, Cause, ConfigurationError, DecodeError, Error, InvalidRequest,
    TransportError, TransportKind,
};
use crate::mask::Mask;
use crate::moment;
use crate::observe::{AttemptEnded, AttemptStarted, Unknown};
use crate::options::Options;
use crate::policy::{Decision, Limits, Setback, Situation, decide};
use crate::tokens::Token;

/// A future on the heap, for where its type has to be named.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends a request and reads its answer; again where that is called for.
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
    options: Options,
) -> impl Future<Output = Result<Answer<E::Output>, Error>> + Send + 'static {
    async move {
        let mut decoder = Typed::<E>(None);
        let bytes = run(&core, Outgoing::typed(E::META, &request), &mut decoder, options).await?;
        let Typed(Some(answer)) = decoder else { return Err(Error::unanswered(E::META.name)) };
        Ok(if options.keep_raw { answer.with_raw(bytes) } else { answer })
    }
}

/// What is to be sent, and where to.
#[derive(Clone)]
pub(crate) struct Outgoing<'a> {
    pub(crate) meta: &'static Meta,
    /// How errors and events call the endpoint.
    pub(crate) name: Cow<'static, str>,
    pub(crate) method: Method,
    pub(crate) path: &'a str,
    pub(crate) idempotent: bool,
    pub(crate) content: Content<'a>,
}

/// The parameters of a call.
#[derive(Clone)]
pub(crate) enum Content<'a> {
    /// By the tables of an endpoint.
    Typed(&'a (dyn Object + Sync)),
    /// As the caller wrote them: a query string and JSON.
    Raw { query: &'a str, body: Option<&'a [u8]> },
}

impl<'a> Outgoing<'a> {
    fn typed(meta: &'static Meta, request: &'a (dyn Object + Sync)) -> Self {
        Self {
            meta,
            name: Cow::Borrowed(meta.name),
            method: meta.method,
            path: meta.path,
            idempotent: meta.idempotent,
            content: Content::Typed(request),
        }
    }
}

impl Content<'_> {
    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::Typed(request) => dingtalk_protocol::check(*request),
            Self::Raw { .. } => Vec::new(),
        }
    }

    fn query(&self) -> String {
        match self {
            Self::Typed(request) => dingtalk_protocol::query(*request),
            Self::Raw { query, .. } => (*query).to_owned(),
        }
    }

    fn body(&self, meta: &Meta) -> Result<Option<Body>, serde_json::Error> {
        match self {
            Self::Typed(request) => dingtalk_protocol::body(meta, *request),
            Self::Raw { body, .. } => Ok(body.map(|bytes| Body::json(bytes.to_vec()))),
        }
    }
}

/// Reads answers, without its type.
pub(crate) trait Decoder: Send {
    /// Reads one, and keeps it if it is a success.
    fn decode(&mut self, bytes: &[u8]) -> Result<(), Failure>;

    /// The service's id of the request that succeeded.
    fn request_id(&self) -> Option<&str>;

    /// Masks the same.
    fn mask(&mut self, mask: &dyn Fn(&str) -> String);
}

/// The answer of an endpoint, once it has come.
struct Typed<E: Endpoint>(Option<Answer<E::Output>>);

impl<E: Endpoint> Decoder for Typed<E> {
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

/// Why an attempt failed, before anything is masked: not to be shown, and so not `Debug`.
enum Fault {
    Violations(Vec<Violation>),
    Unwritable(serde_json::Error),
    NoToken,
    /// There was none to be had; the error is masked already.
    Token(Error),
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
    Status(StatusCode, Option<Duration>),
    Api(ApiFailure),
    Decode(DecodeFailure),
    /// The host answers nothing to this address until then, by the client's clock; sent or not.
    Banned(Duration, bool),
}

impl Fault {
    /// What it says about trying again.
    fn setback(&self, now: SystemTime) -> Setback {
        match self {
            Self::Asking(error) if error.is_builder() => Setback::Final,
            Self::Asking(error) if error.is_connect() => Setback::Unsent,
            // Going there again leads to the same place.
            Self::Asking(error) if error.is_redirect() => Setback::Final,
            Self::Asking(_) | Self::Reading(_) => Setback::Lost,
            Self::Status(StatusCode::TOO_MANY_REQUESTS, wait) => Setback::Throttled(*wait),
            // A proxy that refuses goes on refusing, unless it says until when.
            Self::Status(StatusCode::FORBIDDEN, Some(wait)) => Setback::Throttled(Some(*wait)),
            Self::Status(status, wait) if status.is_server_error() => Setback::Transient(*wait),
            Self::Api(failure) => match failure.class() {
                Some(Class::Token) => Setback::Token,
                Some(Class::Throttled) => Setback::Throttled(block(&failure.message, now)),
                Some(Class::Transient) => Setback::Transient(None),
                _ => Setback::Final,
            },
            _ => Setback::Final,
        }
    }

    /// Whether the request may have arrived.
    fn maybe_sent(&self) -> bool {
        match self {
            Self::Asking(error) => !error.is_connect() && !error.is_builder(),
            Self::Violations(_)
            | Self::Unwritable(_)
            | Self::NoToken
            | Self::Token(_)
            | Self::NoRuntime
            | Self::TooLong
            | Self::TokenTooLong => false,
            Self::Banned(_, sent) => *sent,
            _ => true,
        }
    }

    fn code(&self) -> Option<&Code> {
        match self {
            Self::Api(failure) => failure.code.as_ref(),
            _ => None,
        }
    }

    /// Its kind, as events name it.
    fn kind(&self) -> &'static str {
        match self {
            Self::Api(_) => "api",
            Self::Decode(_) => "decode",
            Self::Banned(..) => "banned",
            Self::Asking(_) | Self::Reading(_) | Self::TooLarge | Self::Status(..) => "transport",
            Self::Violations(_) | Self::Unwritable(_) | Self::TooLong => "invalid_request",
            Self::NoToken | Self::NoRuntime | Self::TokenTooLong => "configuration",
            Self::Token(_) => "token",
        }
    }
}

/// The longest block that a message is believed.
const LONGEST_BLOCK: Duration = Duration::from_secs(60);

/// How long a message says that calls are blocked; a window is over when its end is.
fn block(message: &str, now: SystemTime) -> Option<Duration> {
    let left = moment::last_named(message)?.duration_since(now).unwrap_or_default();
    (left <= LONGEST_BLOCK).then_some(left)
}

/// What came back, whatever it is.
struct Exchanged {
    status: StatusCode,
    retry_after: Option<Duration>,
    bytes: Vec<u8>,
}

/// An attempt that was made, or was not.
struct Attempted {
    result: Result<Vec<u8>, Fault>,
    seen: Option<Seen>,
    /// How long it took; `None` if nothing was sent.
    duration: Option<Duration>,
}

impl Attempted {
    fn unsent(fault: Fault) -> Self {
        Self { result: Err(fault), seen: None, duration: None }
    }
}

/// What an event may tell of an answer: HTTP status and size.
type Seen = (u16, usize);

/// Makes attempts until one is the outcome; returns the bytes of the answer that was decoded.
pub(crate) async fn run(
    core: &Core,
    outgoing: Outgoing<'_>,
    decoder: &mut dyn Decoder,
    options: Options,
) -> Result<Vec<u8>, Error> {
    let limits = options.policy.or(core.link.policy).limits();
    let started = core.link.clock.now();
    let attempts =
        Attempts { core, outgoing: &outgoing, limits, started, number: 1, refreshed: false };
    let span = tracing::debug_span!(
        target: "dingtalk",
        "call",
        endpoint = &*outgoing.name,
        host = &*core.link.base.host
    );
    attempts.run(decoder).instrument(span).await
}

/// One call while attempts are made.
struct Attempts<'a> {
    core: &'a Core,
    outgoing: &'a Outgoing<'a>,
    limits: Limits,
    started: Duration,
    /// Which attempt it is, from 1.
    number: u32,
    /// Whether another token was fetched.
    refreshed: bool,
}

impl Attempts<'_> {
    async fn run(mut self, decoder: &mut dyn Decoder) -> Result<Vec<u8>, Error> {
        let violations = self.outgoing.content.violations();
        if !violations.is_empty() {
            return Err(self.explain(Fault::Violations(violations), None, false));
        }
        let mut maybe_sent = false;
        loop {
            let token = match self.token().await {
                Ok(token) => token,
                Err(fault) => return Err(self.explain(fault, None, maybe_sent)),
            };
            let token = token.as_deref();
            let attempted = self.attempt(token, decoder).await;
            let decision = attempted.result.as_ref().err().map(|fault| self.decide(fault, token));
            self.tell(&attempted, decision, token, decoder);
            let (fault, decision) = match (attempted.result, decision) {
                (Ok(bytes), _) => return Ok(bytes),
                (Err(fault), decision) => (fault, decision.unwrap_or(Decision::GiveUp)),
            };
            maybe_sent |= fault.maybe_sent();
            match decision {
                Decision::GiveUp => return Err(self.explain(fault, token, maybe_sent)),
                Decision::Wait(wait) => self.link().clock.sleep(wait).await,
                Decision::Refresh => self.refresh(token),
            }
            self.number += 1;
        }
    }

    fn link(&self) -> &Link {
        &self.core.link
    }

    /// The token to call with; `None` where the endpoint wants none.
    async fn token(&self) -> Result<Option<Arc<Token>>, Fault> {
        if self.outgoing.meta.credential == Credential::None {
            return Ok(None);
        }
        match &self.core.account.tokens {
            Tokens::None => Err(Fault::NoToken),
            Tokens::Fixed(token) => Ok(Some(Arc::clone(token))),
            Tokens::Fetched(cell, source) => {
                // Fetching it takes a task.
                Handle::try_current().map_err(|_| Fault::NoRuntime)?;
                cell.token(source).await.map(Some).map_err(Fault::Token)
            }
        }
    }

    /// Forgets a token that was refused. The next attempt waits for another one.
    fn refresh(&mut self, token: Option<&Token>) {
        self.refreshed = true;
        if let (Tokens::Fetched(cell, source), Some(token)) = (&self.core.account.tokens, token) {
            cell.invalidate(token, source);
        }
    }

    /// Decides about a failed attempt and tells of it.
    fn decide(&self, fault: &Fault, token: Option<&Token>) -> Decision {
        let link = self.link();
        let situation = Situation {
            setback: fault.setback(link.clock.time_of_day()),
            idempotent: self.outgoing.idempotent,
            may_refresh: !self.refreshed
                && token.is_some()
                && matches!(self.core.account.tokens, Tokens::Fetched(..)),
            attempt: self.number,
            left: self.left(),
            chance: link.clock.chance(),
        };
        match decide(&self.limits, &situation) {
            // Other calls fail too: what is left of the budget is for them.
            Decision::Wait(_) if !link.budget.spend() => Decision::GiveUp,
            decision => decision,
        }
    }

    /// The time until the deadline.
    fn left(&self) -> Duration {
        let passed = self.link().clock.now().saturating_sub(self.started);
        self.limits.deadline.saturating_sub(passed)
    }

    /// Makes one attempt.
    async fn attempt(&self, token: Option<&Token>, decoder: &mut dyn Decoder) -> Attempted {
        let link = self.link();
        self.wait_for_turn().await;
        let started = link.clock.now();
        if let Some(until) = link.breaker.until(started) {
            return Attempted::unsent(Fault::Banned(until, false));
        }
        let request = match self.prepare(token) {
            Ok(request) => request,
            Err(fault) => return Attempted::unsent(fault),
        };
        if let Some(observer) = &link.observer {
            observer.attempt_started(&AttemptStarted {
                endpoint: &self.outgoing.name,
                host: &link.base.host,
                attempt: self.number,
            });
        }
        let exchanged = self.exchange(request).await;
        let seen = exchanged.as_ref().ok().map(|it| (it.status.as_u16(), it.bytes.len()));
        let result = exchanged.and_then(|it| self.understand(it, decoder));
        if result.is_ok() {
            link.budget.earn();
            if decoder.request_id().is_some() {
                decoder.mask(&|id| self.mask(token).text(id));
            }
        }
        Attempted { result, seen, duration: Some(link.clock.now().saturating_sub(started)) }
    }

    /// Waits until the app may call the endpoint again, where calls are paced.
    async fn wait_for_turn(&self) {
        let link = self.link();
        let Some(pacer) = &link.pacer else { return };
        let wait = pacer.turn(&self.core.account.app, &self.outgoing.name, link.clock.now());
        if !wait.is_zero() {
            link.clock.sleep(wait).await;
        }
    }

    /// Writes the request down.
    fn prepare(&self, token: Option<&Token>) -> Result<Request, Fault> {
        let Outgoing { meta, content, .. } = self.outgoing;
        let mut request = Request::new(http_method(self.outgoing.method), self.url(token)?);
        // Set here too, so that it holds for a client that the caller brought.
        *request.timeout_mut() = Some(self.limits.timeout.min(self.left()));
        if let Some(body) = content.body(meta).map_err(Fault::Unwritable)? {
            let content_type = HeaderValue::from_static(body.content_type);
            request.headers_mut().insert(CONTENT_TYPE, content_type);
            *request.body_mut() = Some(body.bytes.into());
        }
        Ok(request)
    }

    fn url(&self, token: Option<&Token>) -> Result<Url, Fault> {
        let mut query = self.outgoing.content.query();
        let own = query.len();
        if let (Credential::Query(name), Some(token)) = (self.outgoing.meta.credential, token) {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(name);
            query.push('=');
            dingtalk_protocol::percent_encode(token.access.expose(), &mut query);
        }
        let url = self.link().base.join(self.outgoing.path, &query);
        if url.as_str().len() <= MAX_URL {
            return Ok(url);
        }
        // The longer one is to blame.
        Err(if own > query.len() - own { Fault::TooLong } else { Fault::TokenTooLong })
    }

    /// Sends what was prepared and collects what comes back.
    async fn exchange(&self, request: Request) -> Result<Exchanged, Fault> {
        // The HTTP library would panic.
        Handle::try_current().map_err(|_| Fault::NoRuntime)?;
        let link = self.link();
        let response = link.http.execute(request).await.map_err(Fault::Asking)?;
        let status = response.status();
        let retry_after = response.headers().get(RETRY_AFTER);
        let retry_after = retry_after
            .and_then(|header| header.to_str().ok())
            .and_then(|header| moment::retry_after(header, link.clock.time_of_day()));
        match collect(response, link.max_answer_size).await {
            Ok(bytes) => Ok(Exchanged { status, retry_after, bytes }),
            // That the page of a proxy was cut off says less than its status.
            Err(_) if !status.is_success() => Err(Fault::Status(status, retry_after)),
            Err(fault) => Err(fault),
        }
    }

    /// DingTalk answers errors with HTTP 200 too: the body is asked first. Another status counts only
    /// when the body holds no error of DingTalk's.
    fn understand(
        &self,
        exchanged: Exchanged,
        decoder: &mut dyn Decoder,
    ) -> Result<Vec<u8>, Fault> {
        let Exchanged { status, retry_after, bytes } = exchanged;
        match decoder.decode(&bytes) {
            Ok(()) if status.is_success() => Ok(bytes),
            Ok(()) => Err(Fault::Status(status, retry_after)),
            Err(Failure::Api(failure)) => Err(Fault::Api(failure)),
            Err(Failure::Decode(failure)) => Err(match ban::of(status, &bytes) {
                Some(ban) => self.banned(ban),
                None if !status.is_success() => Fault::Status(status, retry_after),
                None => Fault::Decode(failure),
            }),
        }
    }

    /// Stops all calls to the host for a while.
    fn banned(&self, ban: Duration) -> Fault {
        let until = self.link().clock.now() + ban;
        self.link().breaker.open(until);
        Fault::Banned(until, true)
    }

    /// Tells observer and log of an attempt that ended. Nothing is computed unless somebody listens.
    fn tell(
        &self,
        attempted: &Attempted,
        decision: Option<Decision>,
        token: Option<&Token>,
        decoder: &dyn Decoder,
    ) {
        let (link, Attempted { result, seen, duration }) = (self.link(), attempted);
        let Some(duration) = *duration else { return };
        if let (true, Some(observer)) = (link.report_unknown, &link.observer) {
            self.report_unknown(result, &**observer);
        }
        let is_logged = tracing::enabled!(target: "dingtalk", tracing::Level::DEBUG);
        if !is_logged && link.observer.is_none() {
            return;
        }
        let fault = result.as_ref().err();
        let masked = |text: &str| self.mask(token).text(text);
        let code = fault.and_then(Fault::code).map(|code| masked_code(code, masked));
        let failed_id = fault.and_then(|fault| match fault {
            Fault::Api(failure) => failure.request_id.as_deref(),
            Fault::Decode(failure) => failure.request_id.as_deref(),
            _ => None,
        });
        let failed_id = failed_id.map(masked);
        let (status, size) = seen.unzip();
        let ended = AttemptEnded {
            endpoint: &self.outgoing.name,
            host: &link.base.host,
            attempt: self.number,
            duration,
            outcome: fault.map_or("ok", Fault::kind),
            status: status.or_else(|| fault.and_then(Fault::status)),
            size,
            code: code.as_ref(),
            class: fault.and_then(Fault::class),
            request_id: if fault.is_some() { failed_id.as_deref() } else { decoder.request_id() },
            wait: match decision {
                Some(Decision::Wait(wait)) => Some(wait),
                Some(Decision::Refresh) => Some(Duration::ZERO),
                _ => None,
            },
        };
        if let Some(observer) = &link.observer {
            observer.attempt_ended(&ended);
        }
        if is_logged {
            log(&ended);
        }
    }

    /// Tells of what the spec does not know.
    fn report_unknown(&self, result: &Result<Vec<u8>, Fault>, observer: &dyn crate::Observer) {
        let endpoint = &*self.outgoing.name;
        match result {
            Ok(bytes) => {
                let paths = dingtalk_protocol::unknown(self.outgoing.meta, bytes);
                if !paths.is_empty() {
                    observer.unknown(&Unknown::Members { endpoint, paths: &paths });
                }
            }
            Err(Fault::Api(ApiFailure { code: Some(code), known: None, .. })) => {
                observer.unknown(&Unknown::Code { endpoint, code });
            }
            Err(_) => {}
        }
    }

    fn mask(&self, token: Option<&Token>) -> Mask {
        let request = match self.outgoing.content {
            Content::Typed(request) => Some(request as &dyn Object),
            Content::Raw { .. } => None,
        };
        let mut secrets = self.core.account.secrets();
        secrets.extend(token.map(|token| token.access.expose().to_owned()));
        Mask::new(&secrets, request)
    }

    /// The one gate: what passes it is masked. The request may have arrived in an earlier attempt.
    #[cold]
    fn explain(&self, fault: Fault, token: Option<&Token>, maybe_sent: bool) -> Error {
        let (link, Outgoing { meta, name, .. }) = (self.link(), self.outgoing);
        let mask = self.mask(token);
        let transport = |kind| TransportError::new(link, self.outgoing, kind, maybe_sent, None);
        match fault {
            Fault::Violations(violations) => {
                Error::InvalidRequest(InvalidRequest::new(name, violations))
            }
            Fault::Unwritable(error) => {
                Error::InvalidRequest(InvalidRequest::unwritable(name, &error, &mask))
            }
            Fault::TooLong => Error::InvalidRequest(InvalidRequest::too_long(name, MAX_URL)),
            Fault::Token(error) => error,
            Fault::NoRuntime => Error::Configuration(ConfigurationError::no_runtime(name)),
            Fault::NoToken => Error::Configuration(ConfigurationError::no_token(name)),
            Fault::TokenTooLong => {
                Error::Configuration(ConfigurationError::token_too_long(name, MAX_URL))
            }
            // Own clients may refuse what the built-in one takes, such as plain HTTP.
            Fault::Asking(error) if error.is_builder() => {
                let cause = Cause::of_http(error, &mask);
                Error::Configuration(ConfigurationError::refused(name, &cause))
            }
            Fault::Asking(error) => {
                let kind = TransportKind::asking(&error);
                let cause = Cause::of_http(error, &mask);
                let error = TransportError::new(link, self.outgoing, kind, maybe_sent, Some(cause));
                Error::Transport(error)
            }
            Fault::Reading(error) => {
                let kind = TransportKind::reading(&error);
                let cause = Cause::of_http(error, &mask);
                let error = TransportError::new(link, self.outgoing, kind, maybe_sent, Some(cause));
                Error::Transport(error)
            }
            Fault::TooLarge => {
                Error::Transport(transport(TransportKind::TooLarge { limit: link.max_answer_size }))
            }
            Fault::Status(status, _) => {
                Error::Transport(transport(TransportKind::Status(status.as_u16())))
            }
            Fault::Api(failure) => Error::Api(ApiError::new(meta, name, failure, &mask)),
            Fault::Decode(failure) => Error::Decode(DecodeError::new(name, &failure, &mask)),
            Fault::Banned(until, _) => {
                let left = until.saturating_sub(link.clock.now());
                let until = link.clock.time_of_day() + left;
                Error::Banned(BannedError::new(name, &link.base.host, until, maybe_sent))
            }
        }
    }
}

impl Fault {
    fn status(&self) -> Option<u16> {
        match self {
            Self::Status(status, _) => Some(status.as_u16()),
            _ => None,
        }
    }

    fn class(&self) -> Option<Class> {
        match self {
            Self::Api(failure) => failure.class(),
            _ => None,
        }
    }
}

/// A code as it may be shown.
fn masked_code(code: &Code, masked: impl Fn(&str) -> String) -> Code {
    match code {
        Code::Text(text) => Code::Text(masked(text).into()),
        number => number.clone(),
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

/// The longest URL that the HTTP library takes, in bytes.
const MAX_URL: usize = 65_534;

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

fn log(ended: &AttemptEnded<'_>) {
    tracing::debug!(
        target: "dingtalk",
        endpoint = ended.endpoint,
        host = ended.host,
        attempt = ended.attempt,
        duration = ?ended.duration,
        status = ended.status,
        size = ended.size,
        code = ended.code.map(tracing::field::display),
        request_id = ended.request_id,
        wait = ended.wait.map(tracing::field::debug),
        outcome = ended.outcome,
        class = ended.class.map(Class::as_str),
        "attempt ended"
    );
}
