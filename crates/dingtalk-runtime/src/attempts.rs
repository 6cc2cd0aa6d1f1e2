//! One call: check, then attempts until one is the outcome. Each waits for its turn and for a token,
//! prepares, exchanges and has the answer decoded; a failure is decided about by one pure function.
//!
//! Failures travel as [`Fault`], unmasked and private, to [`Attempts::explain`], the one gate through
//! which their texts leave as an [`Error`].

use std::sync::Arc;
use std::time::Duration;

use dingtalk_protocol::{ApiFailure, Class, Code, Credential, Encoding, Failure, Method, View};
use reqwest::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Request, Response, StatusCode, Url, Version};
use tokio::runtime::Handle;
use tracing::Instrument;

use crate::budget::Pacer;
use crate::core::{Core, Link};
use crate::credentials::Tokens;
use crate::error::{
    ApiError, Cause, ConfigurationError, DecodeError, Error, InvalidRequest, IpBlockedError,
    TransportError, TransportKind,
};
use crate::fault::Fault;
use crate::ip_block;
use crate::mask::{self, Mask};
use crate::moment;
use crate::observe::{AttemptEnded, AttemptStarted, Observer, Unknown};
use crate::options::Options;
use crate::policy::{Decision, Limits, Setback, Situation, decide};
use crate::send::{Content, Decoder, Outgoing};
use crate::tokens::Token;

/// Makes attempts until one is the outcome; returns the bytes of the answer that was decoded.
///
/// Here and below, what waits holds no more than it needs: an `async fn` keeps each of its arguments
/// twice, and all of it is moved to the heap when the call begins.
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
        host = &*core.link.base.host
    );
    let mut attempts = Attempts {
        core,
        outgoing,
        limits: options.policy.or(core.link.policy).limits(),
        started: core.link.clock.now(),
        number: 1,
        token: None,
        refused: None,
        refreshed: false,
        maybe_sent: false,
    };
    async move { attempts.run(decoder).await }.instrument(span)
}

/// One call while attempts are made.
struct Attempts<'a> {
    core: &'a Core,
    outgoing: Outgoing<'a>,
    limits: Limits,
    started: Duration,
    /// Which attempt it is, from 1.
    number: u32,
    /// The token of this attempt.
    token: Option<Arc<Token>>,
    /// The one before it.
    refused: Option<Arc<Token>>,
    /// Whether another token was asked for.
    refreshed: bool,
    /// Whether an attempt before this one may have arrived.
    maybe_sent: bool,
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
    /// How long it took; `None` if nothing was sent, or nobody listens.
    duration: Option<Duration>,
}

impl Attempted {
    fn unsent(fault: Fault) -> Self {
        Self { result: Err(fault), seen: None, duration: None }
    }
}

/// What an event may tell of an answer: HTTP status and size.
type Seen = (u16, usize);

impl Attempts<'_> {
    async fn run(&mut self, decoder: &mut dyn Decoder) -> Result<Vec<u8>, Error> {
        if let Err(fault) = self.check() {
            return Err(self.explain(fault));
        }
        let mut before: Option<Box<Fault>> = None;
        loop {
            let attempted = self.attempt(decoder).await;
            let decision = attempted.result.as_ref().err().map(|fault| self.decide(fault));
            self.tell(&attempted, decision, decoder);
            let (fault, decision) = match (attempted.result, decision) {
                (Ok(bytes), _) => return Ok(bytes),
                (Err(fault), decision) => (fault, decision.unwrap_or(Decision::GiveUp)),
            };
            self.maybe_sent |= fault.maybe_sent();
            match decision {
                Decision::GiveUp => {
                    // That no time was left to try again says less than why it had to be.
                    let before = before.filter(|_| matches!(fault, Fault::Late));
                    return Err(self.explain(before.map_or(fault, |before| *before)));
                }
                Decision::Wait(wait) => {
                    before = Some(Box::new(fault));
                    self.link().clock.sleep(wait).await;
                }
                // The next attempt waits for another token, for which there may be no time either.
                Decision::Refresh => {
                    before = None;
                    self.refreshed = true;
                }
            }
            self.number += 1;
        }
    }

    fn link(&self) -> &Link {
        &self.core.link
    }

    /// What is wrong before anything is done.
    fn check(&self) -> Result<(), Fault> {
        let violations = self.outgoing.content.violations();
        if !violations.is_empty() {
            return Err(Fault::Violations(violations));
        }
        // Timers, tasks and the HTTP library would panic.
        Handle::try_current().map(drop).map_err(|_| Fault::NoRuntime)
    }

    /// Waits for whatever an attempt needs; returns the time that is left for it.
    async fn ready(&mut self) -> Result<Duration, Fault> {
        self.let_through()?;
        if let Some(pacer) = &self.link().pacer {
            // On the heap: most calls are not paced, and have no room for it.
            Box::pin(self.wait_for_turn(pacer)).await?;
        }
        let token = self.token().await?;
        let is_another =
            |before: &&Arc<Token>| token.as_ref().is_none_or(|token| !Arc::ptr_eq(token, before));
        // The one before is remembered through all attempts that are made with this one.
        if let Some(before) = self.token.as_ref().filter(is_another) {
            self.refused = Some(Arc::clone(before));
        }
        self.token = token;
        let left = self.left();
        if left.is_zero() { Err(Fault::Late) } else { Ok(left) }
    }

    /// Whether the host answers anything.
    fn let_through(&self) -> Result<(), Fault> {
        let until = self.link().breaker.until(|| self.link().clock.now());
        until.map_or(Ok(()), |until| Err(Fault::IpBlocked(until, false)))
    }

    /// Waits until the app may call the endpoint again, with a token at hand: calls that waited for
    /// one behind their turns would all go at once.
    async fn wait_for_turn(&self, pacer: &Pacer) -> Result<(), Fault> {
        let link = self.link();
        loop {
            self.token().await?;
            let (app, now) = (&self.core.account.app, link.clock.now());
            let turn = pacer.turn(app, self.outgoing.path, now, self.left()).ok_or(Fault::Late)?;
            if !turn.wait().is_zero() {
                link.clock.sleep(turn.wait()).await;
            }
            turn.take();
            self.let_through()?;
            if !self.lacks_token() {
                return Ok(());
            }
        }
    }

    /// Whether a token has to be fetched before the call can be made.
    fn lacks_token(&self) -> bool {
        match &self.core.account.tokens {
            Tokens::Fetched(cell, source) if self.outgoing.credential != Credential::None => {
                cell.valid(source).is_none()
            }
            _ => false,
        }
    }

    /// The token to call with; `None` where the endpoint wants none.
    async fn token(&self) -> Result<Option<Arc<Token>>, Fault> {
        if self.outgoing.credential == Credential::None {
            return Ok(None);
        }
        match &self.core.account.tokens {
            Tokens::None => Err(Fault::NoToken),
            Tokens::Fixed(token) => Ok(Some(Arc::clone(token))),
            Tokens::Fetched(cell, source) => {
                if let Some(token) = cell.valid(source) {
                    return Ok(Some(token));
                }
                let fetched = tokio::time::timeout(self.left(), cell.token(source)).await;
                fetched.map_err(|_| Fault::TokenLate)?.map(Some).map_err(Fault::Token)
            }
        }
    }

    /// Decides about a failed attempt.
    fn decide(&self, fault: &Fault) -> Decision {
        let link = self.link();
        let setback = fault.setback(link.clock.time_of_day());
        let has_another = setback == Setback::Token && self.forget_token();
        let situation = Situation {
            setback,
            idempotent: self.outgoing.idempotent,
            may_refresh: has_another && !self.refreshed,
            attempt: self.number,
            left: self.left(),
            chance: link.clock.chance(),
        };
        match decide(&self.limits, &situation) {
            // Other calls fail too: what is left of the budget is for them. What was refused for too
            // many calls is no outage.
            Decision::Wait(_)
                if !matches!(setback, Setback::Throttled(_)) && !link.budget.spend() =>
            {
                Decision::GiveUp
            }
            decision => decision,
        }
    }

    /// Forgets the token that was refused, whether or not the call is repeated; `false` if there is
    /// no other one to be had.
    fn forget_token(&self) -> bool {
        match (&self.core.account.tokens, &self.token) {
            (Tokens::Fetched(cell, _), Some(token)) => {
                cell.invalidate(token, self.link().clock.now())
            }
            _ => false,
        }
    }

    /// The time until the deadline; nothing, if attempts are to take no time.
    fn left(&self) -> Duration {
        let passed = self.link().clock.now().saturating_sub(self.started);
        let left = self.limits.deadline.saturating_sub(passed);
        if self.limits.timeout.is_zero() { Duration::ZERO } else { left }
    }

    /// Makes one attempt.
    async fn attempt(&mut self, decoder: &mut dyn Decoder) -> Attempted {
        let request = match self.ready().await.and_then(|left| self.prepare(left)) {
            Ok(request) => request,
            Err(fault) => return Attempted::unsent(fault),
        };
        let link = self.link();
        let watch = Watch::start(self);
        let exchanged = self.exchange(link.http.execute(request)).await;
        let seen = exchanged.as_ref().ok().map(|it| (it.status.as_u16(), it.bytes.len()));
        let result = exchanged.and_then(|it| self.understand(it, decoder));
        if let (Ok(_) | Err(Fault::Api(..)), Some(token)) = (&result, &self.token)
            && result.as_ref().err().and_then(Fault::class) != Some(Class::Token)
        {
            token.accepted();
        }
        if result.is_ok() {
            link.budget.earn();
            // A mask costs more than reading the answer, and nearly no id needs one.
            if decoder.request_id().is_some_and(|id| !self.is_clean(id)) {
                decoder.mask(&|id| self.mask().text(id));
            }
        }
        Attempted { result, seen, duration: watch.stop() }
    }

    /// Writes the request down, which may take as long as is left.
    fn prepare(&self, left: Duration) -> Result<Request, Fault> {
        let Outgoing { meta, content, method, .. } = &self.outgoing;
        let mut request = Request::new(http_method(*method), self.url()?);
        let (link, limit) = (self.link(), self.limits.timeout.min(left));
        // The built-in client has the usual limit itself, and needs no memory to be told.
        if link.own_http || limit != link.policy.limits().timeout {
            *request.timeout_mut() = Some(limit);
        }
        if let Some(body) = content.body(meta).map_err(Fault::Unwritable)? {
            request.headers_mut().insert(CONTENT_TYPE, content_type(meta.encoding));
            *request.body_mut() = Some(body.bytes.into());
        }
        Ok(request)
    }

    fn url(&self) -> Result<Url, Fault> {
        let mut query = self.outgoing.content.query();
        let own = query.len();
        if let (Credential::Query(name), Some(token)) = (self.outgoing.credential, &self.token) {
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
        // The longer part is to blame.
        let credential = query.len() - own;
        let rest = url.as_str().len() - credential;
        Err(if credential > rest { Fault::TokenTooLong } else { Fault::TooLong })
    }

    /// Waits for what was asked for, and collects it.
    async fn exchange(
        &self,
        asked: impl Future<Output = reqwest::Result<Response>>,
    ) -> Result<Exchanged, Fault> {
        let link = self.link();
        let mut response = asked.await.map_err(|error| Fault::asking(error, link.own_http))?;
        let status = response.status();
        let retry_after = response.headers().get(RETRY_AFTER);
        let retry_after = retry_after
            .and_then(|header| header.to_str().ok())
            .and_then(|header| moment::retry_after(header, link.clock.time_of_day()));
        match collect(&mut response, link.max_answer_size).await {
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
            Err(Failure::Api(failure)) => Err(Fault::Api(failure, retry_after)),
            Err(Failure::Decode(failure)) => Err(match ip_block::of(status, &bytes) {
                Some(duration) => self.ip_blocked(duration),
                None if !status.is_success() => Fault::Status(status, retry_after),
                None => Fault::Decode(failure),
            }),
        }
    }

    /// Stops all calls to the host for a while.
    fn ip_blocked(&self, duration: Duration) -> Fault {
        let until = self.link().clock.now() + duration;
        self.link().breaker.open(until);
        Fault::IpBlocked(until, true)
    }

    /// Tells observer and log of an attempt that ended. Nothing is computed unless somebody listens.
    fn tell(&self, attempted: &Attempted, decision: Option<Decision>, decoder: &dyn Decoder) {
        let (link, Attempted { result, seen, duration }) = (self.link(), attempted);
        if !self.is_heard() {
            return;
        }
        let fault = result.as_ref().err();
        let code = fault.and_then(Fault::code).map(|code| self.masked_code(code));
        let failed_id = fault.and_then(Fault::request_id).map(|id| self.mask().text(id));
        let (status, size) = seen.unzip();
        let ended = AttemptEnded {
            endpoint: &self.outgoing.name,
            host: &link.base.host,
            attempt: self.number,
            duration: duration.unwrap_or_default(),
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
        // What was not sent is no attempt.
        if let (Some(observer), Some(_)) = (&link.observer, duration) {
            observer.attempt_ended(&ended);
        }
        log(&ended);
        if let (true, Some(observer)) = (link.report_unknown, &link.observer) {
            self.report_unknown(result, &**observer);
        }
    }

    /// Whether an observer or the log wants to know of attempts.
    fn is_heard(&self) -> bool {
        self.link().observer.is_some()
            || tracing::enabled!(target: "dingtalk", tracing::Level::DEBUG)
    }

    /// Tells of what the spec does not know.
    fn report_unknown(&self, result: &Result<Vec<u8>, Fault>, observer: &dyn Observer) {
        let endpoint = &*self.outgoing.name;
        match (result, &self.outgoing.content) {
            (Ok(bytes), Content::Typed(_)) => {
                let paths = dingtalk_protocol::unknown(self.outgoing.meta, bytes);
                if !paths.is_empty() {
                    let mask = self.mask();
                    let paths: Vec<String> = paths.iter().map(|path| mask.text(path)).collect();
                    observer.unknown(&Unknown::Members { endpoint, paths: &paths });
                }
            }
            (Err(Fault::Api(ApiFailure { code: Some(code), known: None, .. }, _)), _) => {
                observer.unknown(&Unknown::Code { endpoint, code: &self.masked_code(code) });
            }
            _ => {}
        }
    }

    /// A code as it may be shown.
    fn masked_code(&self, code: &Code) -> Code {
        match code {
            Code::Text(text) => Code::Text(self.mask().text(text).into()),
            number => number.clone(),
        }
    }

    fn mask(&self) -> Mask {
        let mut mask = Mask::default();
        self.each_secret(&mut |secret| mask.add(secret));
        mask
    }

    /// Whether a mask would surely leave a text as it is.
    fn is_clean(&self, text: &str) -> bool {
        let mut is_clean = mask::is_plain(text);
        if is_clean {
            self.each_secret(&mut |secret| is_clean &= !text.contains(secret));
        }
        is_clean
    }

    /// Tells all that must never be shown.
    fn each_secret(&self, tell: &mut dyn FnMut(&str)) {
        self.core.account.each_secret(tell);
        for token in [&self.token, &self.refused].into_iter().flatten() {
            tell(token.access.expose());
        }
        if let Some(request) = self.outgoing.content.object() {
            let mut secrets = Vec::new();
            dingtalk_protocol::secrets(View::Object(request), &mut secrets);
            secrets.into_iter().for_each(tell);
        }
    }

    /// The one gate: what passes it is masked. The request may have arrived in an earlier attempt.
    #[cold]
    fn explain(&self, fault: Fault) -> Error {
        let (link, Outgoing { meta, name, .. }) = (self.link(), &self.outgoing);
        let maybe_sent = self.maybe_sent | fault.maybe_sent();
        let mask = self.mask();
        let transport = |kind, cause| {
            let error = TransportError::new(link, &self.outgoing, kind, maybe_sent, cause);
            Error::Transport(error)
        };
        let error = match fault {
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
            Fault::Refused(error) => {
                let cause = Cause::of(&error, &mask);
                Error::Configuration(ConfigurationError::refused(name, &cause))
            }
            Fault::Asking(error, _) => {
                transport(TransportKind::asking(&error), Some(Cause::of(&error, &mask)))
            }
            Fault::Reading(error) => {
                transport(TransportKind::reading(&error), Some(Cause::of(&error, &mask)))
            }
            Fault::Late => transport(TransportKind::Deadline, None),
            Fault::TokenLate => {
                transport(TransportKind::Deadline, Some(Cause::own("no access token came")))
            }
            Fault::TooLarge => {
                transport(TransportKind::TooLarge { limit: link.max_answer_size }, None)
            }
            Fault::Status(status, _) => transport(TransportKind::Status(status.as_u16()), None),
            Fault::Api(failure, _) => Error::Api(ApiError::new(meta, name, failure, &mask)),
            Fault::Decode(failure) => Error::Decode(DecodeError::new(name, &failure, &mask)),
            Fault::IpBlocked(until, _) => {
                let left = until.saturating_sub(link.clock.now());
                let until = link.clock.time_of_day() + left;
                Error::IpBlocked(IpBlockedError::new(name, &link.base.host, until))
            }
        };
        error.of_call(maybe_sent)
    }
}

/// Tells the observer of an attempt, also of one that is dropped before it ends.
struct Watch<'a> {
    attempts: &'a Attempts<'a>,
    /// `None` if nobody is to be told.
    started: Option<Duration>,
}

impl<'a> Watch<'a> {
    fn start(attempts: &'a Attempts<'a>) -> Self {
        let link = attempts.link();
        if let Some(observer) = &link.observer {
            observer.attempt_started(&AttemptStarted {
                endpoint: &attempts.outgoing.name,
                host: &link.base.host,
                attempt: attempts.number,
            });
        }
        Self { attempts, started: attempts.is_heard().then(|| link.clock.now()) }
    }

    /// It came to its end, which others tell of: how long it took, if somebody is to be told.
    fn stop(mut self) -> Option<Duration> {
        self.take()
    }

    fn take(&mut self) -> Option<Duration> {
        let started = self.started.take()?;
        Some(self.attempts.link().clock.now().saturating_sub(started))
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        let Some(duration) = self.take() else { return };
        let (attempts, link) = (self.attempts, self.attempts.link());
        let ended = AttemptEnded {
            endpoint: &attempts.outgoing.name,
            host: &link.base.host,
            attempt: attempts.number,
            duration,
            outcome: "dropped",
            status: None,
            size: None,
            code: None,
            class: None,
            request_id: None,
            wait: None,
        };
        if let Some(observer) = &link.observer {
            observer.attempt_ended(&ended);
        }
        log(&ended);
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

/// The header of a body, which is checked when this is compiled and not with every call.
fn content_type(encoding: Encoding) -> HeaderValue {
    static FORM: HeaderValue = HeaderValue::from_static(Encoding::Form.content_type());
    static JSON: HeaderValue = HeaderValue::from_static(Encoding::Json.content_type());
    match encoding {
        Encoding::Form => FORM.clone(),
        Encoding::Json => JSON.clone(),
    }
}

/// The longest URL that the HTTP library takes, in bytes.
const MAX_URL: usize = 65_534;

/// Chunks come decompressed, so that counting them stops a small answer that unpacks to a huge one;
/// a length that the server announces proves nothing.
async fn collect(response: &mut Response, limit: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Fault::Reading)? {
        if chunk.len() > limit - bytes.len() {
            return Err(Fault::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
        if is_complete(response) {
            break;
        }
    }
    Ok(bytes)
}

/// Whether an answer that told its length has come in full: asking once more costs timers. A stream of
/// HTTP/2 is cancelled where it is left before its end.
fn is_complete(response: &Response) -> bool {
    response.version() < Version::HTTP_2 && response.content_length() == Some(0)
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
