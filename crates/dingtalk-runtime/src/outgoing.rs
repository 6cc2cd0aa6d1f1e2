//! What is sent by a call and how its answer is decoded, without the types of the endpoint.

use std::borrow::Cow;

use dingtalk_protocol::{Answer, Body, Credential, Failure, Meta, Method, Object, Violation};

/// What is to be sent, and where to.
#[derive(Clone)]
pub(crate) struct Outgoing<'a> {
    pub(crate) meta: &'static Meta,
    /// The name of the endpoint in errors and events.
    pub(crate) name: Cow<'static, str>,
    pub(crate) method: Method,
    pub(crate) path: &'a str,
    pub(crate) credential: Credential,
    pub(crate) idempotent: bool,
    pub(crate) content: Content<'a>,
}

/// The parameters of a call.
#[derive(Clone)]
pub(crate) enum Content<'a> {
    /// Described by the tables of an endpoint.
    Typed(&'a (dyn Object + Sync)),
    /// Given by the caller: a query string and JSON.
    Raw { query: &'a str, body: Option<&'a [u8]> },
}

impl<'a> Outgoing<'a> {
    pub(crate) fn typed(meta: &'static Meta, request: &'a (dyn Object + Sync)) -> Self {
        Self {
            meta,
            name: Cow::Borrowed(meta.name),
            method: meta.method,
            path: meta.path,
            credential: meta.credential(),
            idempotent: meta.idempotent,
            content: Content::Typed(request),
        }
    }
}

impl Content<'_> {
    /// The documented limits that the parameters violate.
    pub(crate) fn violations(&self) -> Vec<Violation> {
        match self {
            Self::Typed(request) => dingtalk_protocol::check(*request),
            Self::Raw { .. } => Vec::new(),
        }
    }

    /// The query string, without the credential.
    pub(crate) fn query(&self) -> String {
        match self {
            Self::Typed(request) => dingtalk_protocol::query(*request),
            Self::Raw { query, .. } => (*query).to_owned(),
        }
    }

    /// The body, if there is one.
    pub(crate) fn body(&self, meta: &Meta) -> Result<Option<Body>, serde_json::Error> {
        match self {
            Self::Typed(request) => dingtalk_protocol::body(meta, *request),
            Self::Raw { body, .. } => Ok(body.map(|bytes| Body::json(bytes.to_vec()))),
        }
    }

    /// The object that the tables describe, if there are any.
    pub(crate) fn object(&self) -> Option<&dyn Object> {
        match self {
            Self::Typed(request) => Some(*request),
            Self::Raw { .. } => None,
        }
    }
}

/// Decodes answers. Hides the type of the endpoint, so that attempts are compiled once.
pub(crate) trait Decoder: Send {
    /// Decodes an answer, and keeps it if it is a success.
    fn decode(&mut self, bytes: &[u8]) -> Result<(), Failure>;

    /// The service's id of the request, if an answer was kept.
    fn request_id(&self) -> Option<&str>;

    /// Replaces the request id by what `mask` makes of it.
    fn mask(&mut self, mask: &dyn Fn(&str) -> String);
}

/// Decodes answers with a function, and keeps the one that is a success.
pub(crate) struct AnswerDecoder<T, D> {
    decode: D,
    pub(crate) answer: Option<Answer<T>>,
}

impl<T, D: Fn(&[u8]) -> Result<Answer<T>, Failure>> AnswerDecoder<T, D> {
    pub(crate) fn new(decode: D) -> Self {
        Self { decode, answer: None }
    }
}

impl<T: Send, D: Fn(&[u8]) -> Result<Answer<T>, Failure> + Send> Decoder for AnswerDecoder<T, D> {
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
