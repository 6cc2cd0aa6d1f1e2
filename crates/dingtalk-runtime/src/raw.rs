//! Calls of endpoints that have no spec yet: by path, with JSON in and out.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use dingtalk_protocol::{
    Answer, Credential, Encoding, Failure, Meta, Method, Returns, Shape, Value, percent_encode,
};
use reqwest::StatusCode;

use crate::call::{AnswerDecoder, Call, Content, Options};
use crate::core::{Async, Core};
use crate::error::{Error, InvalidRequest};
use crate::ip_block;
use crate::mask::Mask;
use crate::policy::Policy;
use crate::send::run;
use futures_core::future::BoxFuture;

/// The metadata of an endpoint without a spec: what all endpoints share.
static META: Meta = Meta {
    name: "raw",
    method: Method::Post,
    path: "/",
    encoding: Encoding::Json,
    access_token: true,
    idempotent: false,
    request: &Shape::new("Raw", &[]),
    response: &Shape::new("Response", &[]),
    returns: Returns::Whole,
    codes: &[],
    apps: &[],
    dialect: &dingtalk_models::DIALECT,
};

/// A call of an endpoint by its path, with the client's tokens, retries and errors. Awaiting it, or
/// its `send()`, makes the call.
///
/// The answer is the whole JSON object, its envelope included. An answer with an error code is an
/// error like any other; its code is explained if it is one of the common codes.
#[derive(Clone)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct RawCall<M = Async> {
    core: Core,
    method: Method,
    path: String,
    /// The encoded query string.
    query: String,
    body: Option<Value>,
    credential: Credential,
    idempotent: bool,
    options: Options,
    mode: PhantomData<fn() -> M>,
}

impl<M> RawCall<M> {
    /// A POST without parameters.
    #[doc(hidden)]
    pub fn new(core: &Core, path: impl Into<String>) -> Self {
        Self {
            core: core.clone(),
            method: Method::Post,
            path: path.into(),
            query: String::new(),
            body: None,
            credential: META.credential(),
            idempotent: false,
            options: Options::default(),
            mode: PhantomData,
        }
    }

    /// Sets the method; default POST.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Adds a parameter to the query string, beside the access token. If the service repeats its
    /// value in a message, the value is shown: only known secrets are masked.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        percent_encode(name, &mut self.query);
        self.query.push('=');
        percent_encode(value, &mut self.query);
        self
    }

    /// Sets the body, which is sent as JSON.
    pub fn body(mut self, body: impl Into<Value>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sends no access token, for endpoints that take none or another one.
    pub fn without_token(mut self) -> Self {
        self.credential = Credential::None;
        self
    }

    /// States that the endpoint may be called twice, so that the call is made again when its answer
    /// is lost.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Sets how often and how long the call is tried. What is not set is taken from the client.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.options = self.options.policy(policy);
        self
    }

    /// What is wrong with the call, as the end of a sentence.
    fn problem(&self) -> Option<&'static str> {
        let names_token = |pair: &str| pair.starts_with("access_token=");
        if !self.path.starts_with('/') {
            Some("its path does not start with a slash")
        } else if self.path.contains(|c: char| c == '\\' || c.is_control()) {
            Some("its path has characters that no path has")
        } else if self.path.split('/').any(is_dots) {
            Some("its path leads out of itself")
        } else if self.path.contains(['?', '#']) {
            Some("its path has a query string: pass that to `RawCall::query`")
        } else if self.credential != Credential::None && self.query.split('&').any(names_token) {
            Some(
                "it has two access tokens: call `RawCall::without_token` to leave out the client's",
            )
        } else {
            None
        }
    }

    /// The masked path, which is the name of the endpoint in errors. It ends where a query string
    /// begins, since a token may stand there.
    fn name(&self) -> String {
        let mut mask = Mask::default();
        self.core.account.each_secret(&mut |secret| mask.add(secret));
        mask.apply(self.path.split(['?', '#']).next().unwrap_or_default())
    }

    async fn answer(self) -> Result<Answer<Value>, Error> {
        let name = Cow::Owned(self.name());
        if let Some(problem) = self.problem() {
            return Err(Error::InvalidRequest(InvalidRequest::of(name, problem)));
        }
        let body = self.body.as_ref().map(|body| body.to_string().into_bytes());
        let content = Content::Raw { query: &self.query, body: body.as_deref() };
        let call = Call {
            name,
            method: self.method,
            path: &self.path,
            credential: self.credential,
            idempotent: self.idempotent,
            ..Call::new(&self.core, &META, content, self.options.policy)
        };
        let mut decoder = AnswerDecoder { decode, answer: None };
        run(call, &mut decoder).await?;
        decoder.answer.ok_or_else(|| Error::unanswered(META.name))
    }
}

/// Whether a segment is `.` or `..`, in any spelling: URL parsers resolve those.
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

impl RawCall {
    /// Makes the call.
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`]; each says what happened and what to do.
    pub fn send(self) -> impl Future<Output = Result<Answer<Value>, Error>> + Send + 'static {
        self.answer()
    }
}

#[cfg(feature = "blocking")]
impl RawCall<crate::core::Blocking> {
    /// Makes the call and waits for its answer.
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`]; inside an async runtime an [`Error::Configuration`].
    pub fn send(self) -> Result<Answer<Value>, Error> {
        let core = self.core.clone();
        crate::core::block_on(&core, self.answer())?
    }
}

impl IntoFuture for RawCall {
    type Output = Result<Answer<Value>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Shows no parameters, because any of them may be a secret.
impl<M> fmt::Debug for RawCall<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawCall")
            .field("method", &self.method)
            .field("path", &self.name())
            .finish_non_exhaustive()
    }
}

/// Decodes a whole answer as JSON. Any JSON object is a success, unless it announces an IP block.
fn decode(bytes: &[u8]) -> Result<Answer<Value>, Failure> {
    if ip_block::of(StatusCode::OK, bytes).is_some() {
        return Err(dingtalk_protocol::no_answer());
    }
    dingtalk_protocol::decode_raw(&META, bytes)
}
