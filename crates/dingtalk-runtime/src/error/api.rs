//! Errors that DingTalk answered with: what a code means at its endpoint, and what to do about it.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use dingtalk_protocol::{ApiCode, ApiFailure, Class, Code, CodeEntry, Meta, Origin};

use crate::mask::Mask;

/// An error that DingTalk answered.
#[derive(Clone, Debug)]
pub struct ApiError {
    endpoint: Cow<'static, str>,
    code: Option<Code>,
    /// What is documented of the code, and where.
    known: Option<(Origin, &'static CodeEntry)>,
    /// Whether the gateway's code of this number would mean the same.
    is_gateways: bool,
    message: Box<str>,
    request_id: Option<Box<str>>,
    pub(super) maybe_sent: bool,
}

impl ApiError {
    pub(crate) fn new(
        meta: &'static Meta,
        endpoint: Cow<'static, str>,
        failure: ApiFailure,
        mask: &Mask,
    ) -> Self {
        let message = match failure.known {
            Some((_, entry)) if failure.message.is_empty() => entry.message.into(),
            _ => mask.boxed(&failure.message),
        };
        let code = failure.code.map(|code| match code {
            Code::String(string) => Code::String(mask.apply(&string).into()),
            number => number,
        });
        let is_gateways = match failure.known {
            Some((Origin::Endpoint, own)) => {
                let gateway = meta.dialect.gateway.iter().find(|entry| entry.code == own.code);
                gateway.is_some_and(|entry| entry.class == own.class)
            }
            _ => true,
        };
        Self {
            endpoint,
            code,
            known: failure.known,
            is_gateways,
            message,
            request_id: failure.request_id.map(|id| mask.boxed(&id)),
            maybe_sent: true,
        }
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

    /// The code, if neither the endpoint's page nor a common table documents it.
    pub(crate) fn unknown_code(&self) -> Option<&Code> {
        self.code.as_ref().filter(|_| self.known.is_none())
    }

    /// See [`Error::is`].
    pub(super) fn is<C: ApiCode>(&self, code: &C) -> bool {
        self.code.as_ref() == Some(code.code())
            && match C::ENDPOINT {
                Some(name) => {
                    name == self.endpoint && !matches!(self.known, Some((Origin::Gateway, _)))
                }
                None => self.is_gateways,
            }
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
        match self.request_id() {
            Some(id) => write!(f, " [request id {id}]"),
            None => Ok(()),
        }
    }
}

impl StdError for ApiError {}
