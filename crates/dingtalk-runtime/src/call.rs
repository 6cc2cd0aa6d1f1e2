//! A call: what is sent, within which limits, and how its answer is decoded. The types of the
//! endpoint are hidden, so that the code which sends calls is compiled once.

use std::borrow::Cow;
use std::time::Duration;

use dingtalk_protocol::{Answer, Body, Credential, Failure, Meta, Method, Object, Violation};

use crate::core::{Connection, Core};
use crate::policy::{CallLimits, Policy};

/// The options of one call, which generated calls hold.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct Options {
    pub(crate) policy: Policy,
    pub(crate) keep_raw: bool,
}

impl Options {
    /// Sets the policy.
    pub fn policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// Keeps the bytes of the answer beside its value.
    pub fn keep_raw(self) -> Self {
        Self { keep_raw: true, ..self }
    }
}

/// What is to be sent, where to, and within which limits.
pub(crate) struct Call<'a> {
    pub(crate) core: &'a Core,
    pub(crate) meta: &'static Meta,
    /// The name of the endpoint in errors and events.
    pub(crate) name: Cow<'static, str>,
    pub(crate) method: Method,
    pub(crate) path: &'a str,
    pub(crate) credential: Credential,
    pub(crate) idempotent: bool,
    pub(crate) content: Content<'a>,
    pub(crate) limits: CallLimits,
    /// When the call began, by the client's clock.
    pub(crate) started: Duration,
}

/// The parameters of a call.
pub(crate) enum Content<'a> {
    /// Described by the tables of an endpoint.
    Typed(&'a (dyn Object + Sync)),
    /// Given by the caller: a query string and JSON.
    Raw { query: &'a str, body: Option<&'a [u8]> },
}

impl<'a> Call<'a> {
    /// A call of the endpoint of `meta`, which begins now.
    pub(crate) fn new(
        core: &'a Core,
        meta: &'static Meta,
        content: Content<'a>,
        policy: Policy,
    ) -> Self {
        Self {
            core,
            meta,
            name: Cow::Borrowed(meta.name),
            method: meta.method,
            path: meta.path,
            credential: meta.credential(),
            idempotent: meta.idempotent,
            content,
            limits: policy.or(core.connection.policy).limits(),
            started: core.connection.clock.now(),
        }
    }

    pub(crate) fn connection(&self) -> &'a Connection {
        &self.core.connection
    }

    /// The time until the deadline; none if the policy allows no time for an attempt.
    pub(crate) fn left(&self) -> Duration {
        let passed = self.connection().clock.now().saturating_sub(self.started);
        let left = self.limits.deadline.saturating_sub(passed);
        if self.limits.timeout.is_zero() { Duration::ZERO } else { left }
    }

    /// The documented limits that the parameters violate.
    pub(crate) fn violations(&self) -> Vec<Violation> {
        match self.content {
            Content::Typed(request) => dingtalk_protocol::check(request),
            Content::Raw { .. } => Vec::new(),
        }
    }

    /// The query string, without the credential.
    pub(crate) fn query(&self) -> String {
        match self.content {
            Content::Typed(request) => dingtalk_protocol::query(request),
            Content::Raw { query, .. } => query.to_owned(),
        }
    }

    /// The body, if there is one.
    pub(crate) fn body(&self) -> Result<Option<Body>, serde_json::Error> {
        match self.content {
            Content::Typed(request) => dingtalk_protocol::body(self.meta, request),
            Content::Raw { body, .. } => Ok(body.map(|bytes| Body::json(bytes.to_vec()))),
        }
    }
}

/// Decodes answers.
pub(crate) trait Decoder: Send {
    /// Decodes an answer, and keeps it if it is a success.
    fn decode(&mut self, bytes: &[u8]) -> Result<(), Failure>;

    /// The service's id of the request, if an answer was kept.
    fn request_id(&self) -> Option<&str>;

    /// Replaces the request id by what `mask` makes of it.
    fn mask(&mut self, mask: &dyn Fn(&str) -> String);
}

/// Decodes answers with a function, and keeps the one that is a success.
pub(crate) struct AnswerDecoder<T> {
    pub(crate) decode: fn(&[u8]) -> Result<Answer<T>, Failure>,
    pub(crate) answer: Option<Answer<T>>,
}

impl<T: Send> Decoder for AnswerDecoder<T> {
    fn decode(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.answer = Some((self.decode)(bytes)?);
        Ok(())
    }

    fn request_id(&self) -> Option<&str> {
        self.answer.as_ref().and_then(Answer::request_id)
    }

    fn mask(&mut self, mask: &dyn Fn(&str) -> String) {
        self.answer = self.answer.take().map(|answer| answer.map_request_id(mask));
    }
}
