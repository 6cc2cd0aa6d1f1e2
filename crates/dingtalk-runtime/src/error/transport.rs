//! Calls without an answer of DingTalk's: what failed, whether the request may have arrived, and
//! what to do.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::cause::Cause;
use super::parts::EndpointName;

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
    endpoint: EndpointName,
    host: Arc<str>,
    kind: TransportKind,
    /// Whether the failed request may have been sent. Where fetching a token failed, that is the
    /// request for the token.
    sent: bool,
    /// Whether any request of the call may have been sent.
    pub(super) maybe_sent: bool,
    remedy: &'static str,
    cause: Option<Cause>,
}

impl TransportKind {
    /// Classifies an error that happened before the answer began.
    pub(crate) fn of_no_response(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_connect() {
            Self::Connect
        } else if error.is_redirect() || error.is_builder() {
            // The URL of a redirect is unusable: the one of the request was checked before.
            Self::Redirect
        } else {
            Self::Interrupted
        }
    }

    /// Classifies an error that happened while the answer was read.
    pub(crate) fn of_body(error: &reqwest::Error) -> Self {
        // `reqwest` reports a stalled body as a decode error too, so this is checked first.
        if error.is_timeout() { Self::Timeout } else { Self::Interrupted }
    }

    /// What to do about a transport error. Whether calling again is safe depends on the endpoint.
    pub(crate) fn remedy(
        self,
        maybe_sent: bool,
        idempotent: bool,
        may_lack_tls: bool,
    ) -> &'static str {
        match self {
            Self::Connect if may_lack_tls => {
                "Check the network, the base URL and any proxy, and that the client given to \
                 `Builder::http_client` was built with TLS."
            }
            Self::Connect => "Check the network, the base URL and any proxy.",
            Self::Timeout if !maybe_sent => {
                "Check the network, or allow more time with `Builder::connect_timeout`."
            }
            Self::TooLarge { .. } => {
                "Ask for less, or raise the limit with `Builder::max_answer_size`."
            }
            Self::Deadline => "Call again, or allow more time with `Policy::deadline`.",
            Self::Redirect => REDIRECTED,
            Self::Status(status) if is_redirect(status) => REDIRECTED,
            Self::Timeout if idempotent => {
                "Call again, or allow more time with `Builder::timeout` and `Policy::deadline`."
            }
            Self::Timeout => {
                "Look whether it took effect before calling again; `Builder::timeout` and \
                 `Policy::deadline` allow more time."
            }
            Self::Status(429) => "Wait a moment, then call again, and less often.",
            // A 408 says only that the request was not received in time, so it is not among these.
            Self::Status(400..=407 | 409..=499) => "Check the base URL and any proxy.",
            Self::Interrupted | Self::Status(_) if idempotent => {
                "Call again; if it stays so, check the base URL and any proxy."
            }
            Self::Interrupted | Self::Status(_) => {
                "Look whether it took effect before calling again; if it stays so, check the base \
                 URL and any proxy."
            }
        }
    }
}

impl TransportError {
    pub(crate) fn new(
        endpoint: &EndpointName,
        host: &Arc<str>,
        kind: TransportKind,
        maybe_sent: bool,
        remedy: &'static str,
        cause: Option<Cause>,
    ) -> Self {
        let (endpoint, host) = (endpoint.clone(), Arc::clone(host));
        Self { endpoint, host, kind, sent: maybe_sent, maybe_sent, remedy, cause }
    }

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

    /// What to do.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        self.remedy
    }

    fn write_kind(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TransportKind::Connect => f.write_str("could not connect"),
            TransportKind::Timeout if self.sent => {
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
        f.write_str(match (self.maybe_sent, self.sent) {
            (true, _) => ". The request may have been carried out. ",
            // The request for the access token was sent.
            (false, true) => ". The call itself was not sent. ",
            (false, false) => ". The request was not sent. ",
        })?;
        f.write_str(self.remedy)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}
