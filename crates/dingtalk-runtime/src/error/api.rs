//! Errors that DingTalk answered with: what a code means at its endpoint, and what to do about it.

use std::error::Error as StdError;
use std::fmt;

use dingtalk_protocol::{ApiCode, ApiFailure, Class, Code, CodeEntry, Meta, Origin};

use super::parts::{EndpointName, write_request_id};
use crate::mask::Mask;

/// An error that DingTalk answered.
#[derive(Clone)]
pub struct ApiError {
    meta: &'static Meta,
    endpoint: EndpointName,
    code: Option<Code>,
    known: Option<(Origin, &'static CodeEntry)>,
    message: Box<str>,
    request_id: Option<Box<str>>,
    pub(super) maybe_sent: bool,
}

impl ApiError {
    pub(crate) fn new(
        meta: &'static Meta,
        endpoint: &EndpointName,
        failure: ApiFailure,
        mask: &Mask,
    ) -> Self {
        let message = match failure.known {
            Some((_, entry)) if failure.message.is_empty() => entry.message.into(),
            _ => mask.boxed(&failure.message),
        };
        let code = failure.code.map(|code| match code {
            Code::String(text) => Code::String(mask.apply(&text).into()),
            number => number,
        });
        let request_id = failure.request_id.map(|id| mask.boxed(&id));
        let endpoint = endpoint.clone();
        Self { meta, endpoint, code, known: failure.known, message, request_id, maybe_sent: true }
    }

    /// The name of the endpoint, such as `extcontact/get`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The code; `None` where DingTalk only said that it had no success.
    #[must_use]
    pub fn code(&self) -> Option<&Code> {
        self.code.as_ref()
    }

    /// What can be done about it; `None` where the code is not documented, or its page does not
    /// say.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.known.and_then(|(_, entry)| entry.class)
    }

    /// The server's message, else the documented one. Its language varies: show it, do not compare
    /// it. Secrets in it are masked, control characters escaped, and a very long one is cut.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// DingTalk's id of the request, which its support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// What to do: the documented remedy of the code, else the usual one of its class.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match (self.known, &self.code) {
            (Some((_, entry)), _) if !entry.remedy.is_empty() => entry.remedy,
            (Some((_, entry)), _) => remedy_of(entry.class),
            (None, Some(_)) => {
                "This code is not documented for the endpoint: look it up on DingTalk's page of \
                 global error codes."
            }
            (None, None) if self.message.is_empty() => {
                "DingTalk gave neither code nor message: compare the request with the endpoint's \
                 documentation, or ask DingTalk's support."
            }
            (None, None) => "Go by the message: DingTalk gave no code.",
        }
    }

    /// See [`Error::is`].
    pub(super) fn is<C: ApiCode>(&self, code: &C) -> bool {
        if self.code.as_ref() != Some(code.code()) {
            return false;
        }
        match (C::ENDPOINT, self.known) {
            (Some(name), known) => {
                name == self.endpoint() && !matches!(known, Some((Origin::Gateway, _)))
            }
            (None, Some((Origin::Endpoint, entry))) => self.agrees_with_gateway(entry),
            (None, _) => true,
        }
    }

    /// Whether the gateway gives a code the meaning that the endpoint gives it.
    fn agrees_with_gateway(&self, own: &CodeEntry) -> bool {
        let gateway = self.meta.dialect.gateway.iter().find(|entry| entry.code == own.code);
        gateway.is_some_and(|entry| entry.class == own.class)
    }
}

/// The remedy of codes whose documentation names none.
fn remedy_of(class: Option<Class>) -> &'static str {
    match class {
        Some(Class::Transient) => "Call again later: the server could not, for now.",
        Some(Class::Throttled) => "Wait a second, then call less often.",
        Some(Class::Token) => "Get a new access token.",
        Some(Class::Credentials) => "Check the app's key and secret, and the kind of its token.",
        Some(Class::Permission) => "Give the app this permission in DingTalk's developer console.",
        Some(Class::NotFound) => "Check the ids in the request: one names nothing that exists.",
        Some(Class::Conflict) => "Look at what is there: the request contradicts it.",
        Some(Class::Invalid) => "Compare the request with the endpoint's documentation.",
        Some(Class::Quota) => "Wait until the quota is renewed, or have it raised.",
        _ => "Look the code up in the endpoint's documentation: it alone does not tell the reason.",
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.endpoint())?;
        match &self.code {
            Some(code) => write!(f, "{code}")?,
            None => f.write_str("no success")?,
        }
        match self.message.trim_end_matches(['.', '。', ' ']) {
            "" => {}
            message => write!(f, " {message}")?,
        }
        if let Some(class) = self.class() {
            write!(f, " ({class})")?;
        }
        write!(f, ". {}", self.remedy())?;
        write_request_id(f, self.request_id())
    }
}

/// Names the endpoint instead of showing its tables.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("endpoint", &self.endpoint())
            .field("code", &self.code)
            .field("class", &self.class())
            .field("message", &self.message)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl StdError for ApiError {}
