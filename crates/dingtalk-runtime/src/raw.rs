//! Calls of endpoints that the specs do not cover yet: by path, with JSON in and out.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use dingtalk_protocol::{
    Answer, Credential, Encoding, Failure, Meta, Method, Returns, Shape, Value, percent_encode,
};

use reqwest::StatusCode;

use crate::Async;
use crate::attempts::run;
use crate::core::Core;
use crate::error::{Error, InvalidRequest};
use crate::ip_block;
use crate::mask::Mask;
use crate::options::Options;
use crate::policy::Policy;
use crate::send::{BoxFuture, Content, Decoder, Outgoing};

/// What is known of an endpoint without a spec: what is common to all.
static META: Meta = Meta {
    name: "raw",
    method: Method::Post,
    path: "/",
    encoding: Encoding::Json,
    credential: Credential::Query("access_token"),
    idempotent: false,
    request: &Shape::new("Raw", &[]),
    response: &Shape::new("Response", &[]),
    returns: Returns::Whole,
    codes: &[],
    gateway: dingtalk_models::gateway::CODES,
    global: dingtalk_models::global::CODES,
    apps: &[],
};

/// A call of an endpoint by its path, with the client's tokens, retries and errors. Awaiting it, or
/// its `send()`, makes the call.
///
/// The answer is the whole JSON object, its envelope included. An answer with an error code is an
/// error like any other; its code is explained as far as the common tables know it.
#[derive(Clone)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct RawCall<M = Async> {
    core: Core,
    method: Method,
    path: String,
    /// Encoded.
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
            credential: META.credential,
            idempotent: false,
            options: Options::default(),
            mode: PhantomData,
        }
    }

    /// Another method than POST.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// One more parameter in the query string, beside the access token. Should the service repeat its
    /// value in a message, it stays there: only what the client knows for a secret is masked.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        percent_encode(name, &mut self.query);
        self.query.push('=');
        percent_encode(value, &mut self.query);
        self
    }

    /// The body, which is sent as JSON.
    pub fn body(mut self, body: impl Into<Value>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sends no access token, for endpoints that want none or another one.
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

    /// How often and how long it is tried; what is not set is as the client has it.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.options = self.options.policy(policy);
        self
    }

    /// What is wrong with it, as the end of a sentence.
    fn fault(&self) -> Option<&'static str> {
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

    /// Its path, as it may be shown.
    fn name(&self) -> String {
        let mut mask = Mask::default();
        self.core.account.each_secret(&mut |secret| mask.add(secret));
        mask.text(&self.path)
    }

    async fn answer(self) -> Result<Answer<Value>, Error> {
        let name = Cow::Owned(self.name());
        if let Some(problem) = self.fault() {
            return Err(Error::InvalidRequest(InvalidRequest::of(&name, problem.to_owned())));
        }
        let body = self.body.as_ref().map(|body| body.to_string().into_bytes());
        let outgoing = Outgoing {
            meta: &META,
            name,
            method: self.method,
            path: &self.path,
            credential: self.credential,
            idempotent: self.idempotent,
            content: Content::Raw { query: &self.query, body: body.as_deref() },
        };
        let mut decoder = Whole(None);
        run(&self.core, outgoing, &mut decoder, self.options).await?;
        decoder.0.ok_or_else(|| Error::unanswered(META.name))
    }
}

/// Whether a part of a path is one that a URL is shortened by.
fn is_dots(part: &str) -> bool {
    let plain = part.to_ascii_lowercase().replace("%2e", ".");
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
impl RawCall<crate::Blocking> {
    /// Makes the call and waits for its answer.
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`]; inside an async runtime an [`Error::Configuration`].
    pub fn send(self) -> Result<Answer<Value>, Error> {
        let core = self.core.clone();
        crate::block_on(&core, self.answer())?
    }
}

impl IntoFuture for RawCall {
    type Output = Result<Answer<Value>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Shows no parameter: they may hold secrets, which no table tells.
impl<M> fmt::Debug for RawCall<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawCall")
            .field("method", &self.method)
            .field("path", &self.name())
            .finish_non_exhaustive()
    }
}

/// A whole answer, once it has come.
struct Whole(Option<Answer<Value>>);

impl Decoder for Whole {
    fn decode(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        // Nothing is known of a good answer, but this is none.
        if ip_block::of(StatusCode::OK, bytes).is_some() {
            return Err(dingtalk_protocol::no_answer());
        }
        self.0 = Some(dingtalk_protocol::decode_raw(&META, bytes)?);
        Ok(())
    }

    fn request_id(&self) -> Option<&str> {
        self.0.as_ref().and_then(Answer::request_id)
    }

    fn mask(&mut self, mask: &dyn Fn(&str) -> String) {
        self.0 = self.0.take().map(|answer| answer.map_request_id(mask));
    }
}
