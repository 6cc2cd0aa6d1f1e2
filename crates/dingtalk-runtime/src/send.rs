//! The first and the last step of a call, which know the endpoint's types. All between is
//! [`attempts`](crate::attempts), compiled once for all endpoints.

use std::borrow::Cow;
use std::pin::Pin;

use dingtalk_protocol::{
    Answer, Body, Credential, Endpoint, Failure, Meta, Method, Object, Violation,
};

use crate::attempts::run;
use crate::core::Core;
use crate::error::Error;
use crate::options::Options;

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
        let call = run(&core, Outgoing::typed(E::META, &request), &mut decoder, options);
        // On the heap: what waits in front of it is moved from hand to hand, and is small like this.
        let bytes = Box::pin(call).await?;
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
    pub(crate) credential: Credential,
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
            credential: meta.credential,
            idempotent: meta.idempotent,
            content: Content::Typed(request),
        }
    }
}

impl Content<'_> {
    /// Every limit that is not kept to.
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

    /// What it is by the tables, if there are any.
    pub(crate) fn object(&self) -> Option<&dyn Object> {
        match self {
            Self::Typed(request) => Some(*request),
            Self::Raw { .. } => None,
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
