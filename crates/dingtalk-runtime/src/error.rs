//! What a call can fail with. Each kind of error is a file of its own. Its `Display` says what
//! happened, where, and what to do; accessors give the parts to programs.
//!
//! Every string in these types was masked before, so a derived `Debug` cannot leak a secret.

mod api;
mod cause;
mod configuration;
mod decode;
mod invalid_request;
mod ip_blocked;
mod token;
mod transport;

use std::error::Error as StdError;
use std::fmt;

use dingtalk_protocol::{ApiCode, Class, Code};

pub use api::ApiError;
pub use cause::Cause;
pub use configuration::ConfigurationError;
pub use decode::DecodeError;
pub use invalid_request::InvalidRequest;
pub use ip_blocked::IpBlockedError;
pub use token::TokenError;
pub use transport::{TransportError, TransportKind};

/// Evaluates an expression for the error inside of any variant.
macro_rules! inside {
    ($error:expr, $inner:ident => $value:expr) => {
        match $error {
            Error::Api($inner) => $value,
            Error::Transport($inner) => $value,
            Error::Decode($inner) => $value,
            Error::InvalidRequest($inner) => $value,
            Error::Configuration($inner) => $value,
            Error::IpBlocked($inner) => $value,
            Error::Token($inner) => $value,
        }
    };
}

/// Why a call failed.
#[derive(Clone)]
#[non_exhaustive]
pub enum Error {
    /// DingTalk answered with an error.
    Api(ApiError),
    /// There was no answer of DingTalk's.
    Transport(TransportError),
    /// The answer could not be understood.
    Decode(DecodeError),
    /// The request does not keep to the endpoint's limits and was not sent.
    InvalidRequest(InvalidRequest),
    /// The client is not set up for what was asked of it.
    Configuration(ConfigurationError),
    /// The host blocks this IP address for a while.
    IpBlocked(IpBlockedError),
    /// There was no access token to call with.
    Token(TokenError),
}

impl Error {
    /// Whether DingTalk answered with this code.
    ///
    /// A code of an endpoint has to come from that endpoint, in that endpoint's meaning. A code of
    /// the gateway may come from any, unless the endpoint uses the same number for something else
    /// (90002 is throttling, but at `gettoken` an empty key).
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // Codes are constants: `error.is(CODE)` reads best.
    pub fn is(&self, code: impl ApiCode) -> bool {
        matches!(self, Self::Api(error) if error.is(&code))
    }

    /// The error code, where DingTalk answered with one.
    #[must_use]
    pub fn code(&self) -> Option<&Code> {
        self.api().and_then(ApiError::code)
    }

    /// What can be done about it, where the code is documented. A request that was refused before it
    /// was sent is [`Class::Invalid`].
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        match self {
            Self::InvalidRequest(_) => Some(Class::Invalid),
            _ => self.api().and_then(ApiError::class),
        }
    }

    /// DingTalk's id of the request, which its support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Decode(error) => error.request_id(),
            _ => None,
        }
    }

    /// The name of the endpoint, such as `extcontact/get`; `None` outside of a call, and where an
    /// own token source failed.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        match self {
            Self::Api(error) => Some(error.endpoint()),
            Self::Transport(error) => Some(error.endpoint()),
            Self::Decode(error) => Some(error.endpoint()),
            Self::InvalidRequest(error) => Some(error.endpoint()),
            Self::Configuration(error) => error.endpoint(),
            Self::IpBlocked(error) => Some(error.endpoint()),
            Self::Token(_) => None,
        }
    }

    /// What to do, in a sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        inside!(self, error => error.remedy())
    }

    /// Whether the request may have reached DingTalk, in any attempt. `false` is certain: nothing
    /// was done. If fetching the access token failed, this is about the call that needed the token.
    #[must_use]
    pub fn maybe_sent(&self) -> bool {
        inside!(self, error => error.maybe_sent)
    }

    /// Sets whether any request of the call may have reached DingTalk.
    pub(crate) fn with_maybe_sent(mut self, maybe_sent: bool) -> Self {
        inside!(&mut self, error => error.maybe_sent = maybe_sent);
        self
    }

    /// The error of a call whose access token could not be fetched: of the call itself, nothing was
    /// sent.
    pub(crate) fn of_token(mut self) -> Self {
        if let Self::Transport(error) = &mut self {
            error.token_sent = Some(error.maybe_sent);
        }
        self.with_maybe_sent(false)
    }

    /// The kind of the error, as events name it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Api(_) => "api",
            Self::Transport(_) => "transport",
            Self::Decode(_) => "decode",
            Self::InvalidRequest(_) => "invalid_request",
            Self::Configuration(_) => "configuration",
            Self::IpBlocked(_) => "ip_blocked",
            Self::Token(_) => "token",
        }
    }

    /// The HTTP status, where the error is the status.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Transport(error) => match error.kind() {
                TransportKind::Status(status) => Some(status),
                _ => None,
            },
            _ => None,
        }
    }

    fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// A successful call without a decoded answer. No path of the code leads here; the alternative
    /// is a panic.
    pub(crate) fn unanswered(endpoint: &'static str) -> Self {
        Self::Decode(DecodeError::missing(endpoint, "$"))
    }

    fn inner(&self) -> &(dyn StdError + 'static) {
        inside!(self, error => error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.inner(), f)
    }
}

/// Says what `Display` says, so that a `main` that returns the error shows what to do.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StdError for Error {
    /// Skips the error inside the variant, whose message is the same.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner().source()
    }
}
