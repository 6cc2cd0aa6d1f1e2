//! Calls without an answer of DingTalk's: what failed, whether the request may have arrived, and
//! what to do.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::cause::Cause;

/// How the transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportKind {
    /// No connection could be opened.
    Connect,
    /// A time limit ran out.
    Timeout,
    /// The connection broke, or the answer is not HTTP.
    Interrupted,
    /// A redirect that the HTTP client refused to follow.
    Redirect,
    /// No time was left before anything could be sent.
    Deadline,
    /// The answer is larger than the limit.
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// This HTTP status, with no error of DingTalk's in the body. DingTalk answers with 200
    /// whatever happens, so another status is nearly always a proxy's.
    Status(u16),
}

/// A call that brought no answer of DingTalk's.
#[derive(Clone, Debug)]
pub struct TransportError {
    pub(crate) endpoint: Cow<'static, str>,
    pub(crate) host: Arc<str>,
    pub(crate) kind: TransportKind,
    /// Whether any request of the call may have been sent.
    pub(crate) maybe_sent: bool,
    /// If the failed request is the one for the access token: whether that may have been sent.
    pub(crate) token_sent: Option<bool>,
    /// Whether the endpoint may be called twice.
    pub(crate) idempotent: bool,
    /// Whether the HTTP client is the caller's and needs TLS.
    pub(crate) may_lack_tls: bool,
    pub(crate) cause: Option<Cause>,
}

impl TransportError {
    /// The name of the endpoint, such as `extcontact/get`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The host that was called, with its port where that is not the usual one.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// What failed.
    #[must_use]
    pub fn kind(&self) -> TransportKind {
        self.kind
    }

    /// Whether the request may have reached DingTalk. `false` is certain: nothing was done.
    #[must_use]
    pub fn maybe_sent(&self) -> bool {
        self.maybe_sent
    }

    /// What to do. Whether calling again is safe depends on the endpoint.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self.kind {
            TransportKind::Connect if self.may_lack_tls => {
                "Check the network, the base URL and any proxy, and that the client given to \
                 `Builder::http_client` was built with TLS."
            }
            TransportKind::Connect => "Check the network, the base URL and any proxy.",
            TransportKind::Timeout if !self.is_request_sent() => {
                "Check the network, or allow more time with `Builder::connect_timeout`."
            }
            TransportKind::TooLarge { .. } => {
                "Ask for less, or raise the limit with `Builder::max_answer_size`."
            }
            TransportKind::Deadline => "Call again, or allow more time with `Policy::deadline`.",
            TransportKind::Redirect => REDIRECTED,
            TransportKind::Status(status) if is_redirect(status) => REDIRECTED,
            TransportKind::Timeout if self.idempotent => {
                "Call again, or allow more time with `Builder::timeout` and `Policy::deadline`."
            }
            TransportKind::Timeout => {
                "Look whether it took effect before calling again; `Builder::timeout` and \
                 `Policy::deadline` allow more time."
            }
            TransportKind::Status(429) => "Wait a moment, then call again, and less often.",
            // A 408 says only that the request was not received in time, so it is not among these.
            TransportKind::Status(400..=407 | 409..=499) => "Check the base URL and any proxy.",
            TransportKind::Interrupted | TransportKind::Status(_) if self.idempotent => {
                "Call again; if it stays so, check the base URL and any proxy."
            }
            TransportKind::Interrupted | TransportKind::Status(_) => {
                "Look whether it took effect before calling again; if it stays so, check the base \
                 URL and any proxy."
            }
        }
    }

    /// Whether the failed request may have been sent: that of the call, or the one for its token.
    fn is_request_sent(&self) -> bool {
        self.token_sent.unwrap_or(self.maybe_sent)
    }

    fn write_kind(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TransportKind::Connect => f.write_str("could not connect"),
            TransportKind::Timeout if self.is_request_sent() => {
                f.write_str("no complete answer within the time limit")
            }
            TransportKind::Timeout => f.write_str("no connection within the time limit"),
            TransportKind::Interrupted => {
                f.write_str("the connection broke before the answer was complete")
            }
            TransportKind::Deadline => f.write_str("the deadline passed before it could be sent"),
            TransportKind::Redirect => f.write_str("a redirect that the HTTP client refused"),
            TransportKind::TooLarge { limit } => {
                write!(f, "the answer is larger than the limit of {limit} bytes")
            }
            TransportKind::Status(status) if is_redirect(status) => {
                write!(f, "HTTP status {status}, a redirect, and redirects are not followed")
            }
            TransportKind::Status(status) => {
                write!(f, "HTTP status {status} without an answer of DingTalk's")
            }
        }
    }
}

/// Whether an HTTP status is a redirect, which not every status from 300 to 399 is.
fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// DingTalk's API does not redirect, so another host answered.
const REDIRECTED: &str = "Check the host given to `Builder::host` or `Builder::base_url`.";

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: ", self.endpoint, self.host)?;
        self.write_kind(f)?;
        match &self.cause {
            // The cause of a timeout says nothing more.
            Some(cause) if self.kind != TransportKind::Timeout => write!(f, " ({})", cause.root())?,
            _ => {}
        }
        f.write_str(match (self.maybe_sent, self.is_request_sent()) {
            (true, _) => ". The request may have been carried out. ",
            // The request for the access token was sent.
            (false, true) => ". The call itself was not sent. ",
            (false, false) => ". The request was not sent. ",
        })?;
        f.write_str(self.remedy())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}
