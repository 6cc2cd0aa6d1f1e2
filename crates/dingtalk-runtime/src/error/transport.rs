//! Calls that brought no answer of DingTalk's: what failed, whether the request may have arrived, and
//! what to do. The only place that reads the errors of the HTTP library.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::Name;
use crate::core::Link;
use crate::mask::Mask;
use crate::send::Outgoing;

/// How the transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportKind {
    /// No connection came about.
    Connect,
    /// A time limit ran out.
    Timeout,
    /// The connection broke, or what came over it was no HTTP.
    Interrupted,
    /// The answer sends the caller elsewhere, which the HTTP client refused to follow.
    Redirect,
    /// No time was left before anything could be sent.
    Deadline,
    /// The answer is larger than what is read.
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
    endpoint: Name,
    host: Arc<str>,
    kind: TransportKind,
    /// Of the request that failed, in its last attempt.
    sent: bool,
    /// Of the call as a whole.
    pub(super) maybe_sent: bool,
    remedy: &'static str,
    cause: Option<Cause>,
}

impl TransportKind {
    /// Of an error before an answer began.
    pub(crate) fn asking(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_connect() {
            Self::Connect
        } else if error.is_redirect() || error.is_builder() {
            // It is the URL of a redirect that cannot be used: the request's own was.
            Self::Redirect
        } else {
            Self::Interrupted
        }
    }

    /// Of an error while an answer came.
    pub(crate) fn reading(error: &reqwest::Error) -> Self {
        // Asked first: `reqwest` also calls a stalled body one that cannot be decoded.
        if error.is_timeout() { Self::Timeout } else { Self::Interrupted }
    }
}

impl TransportError {
    pub(crate) fn new(
        link: &Link,
        outgoing: &Outgoing<'_>,
        kind: TransportKind,
        maybe_sent: bool,
        cause: Option<Cause>,
    ) -> Self {
        let remedy = transport_remedy(link, outgoing.idempotent, kind, maybe_sent);
        let host = Arc::clone(&link.base.host);
        let (endpoint, sent) = (outgoing.name.clone(), maybe_sent);
        Self { endpoint, host, kind, sent, maybe_sent, remedy, cause }
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

/// Whether an HTTP status sends the caller elsewhere; 304 and others of its hundred do not.
fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Whoever is redirected called a host that is not DingTalk's API.
const REDIRECTED: &str = "Check the host given to `Builder::host` or `Builder::base_url`.";

/// What to do about a transport error: whether calling again is safe depends on the endpoint.
fn transport_remedy(
    link: &Link,
    idempotent: bool,
    kind: TransportKind,
    maybe_sent: bool,
) -> &'static str {
    match kind {
        TransportKind::Connect if link.own_http && link.base.is_https() => {
            "Check the network, the base URL and any proxy, and that the client given to \
                 `Builder::http_client` was built with TLS."
        }
        TransportKind::Connect => "Check the network, the base URL and any proxy.",
        TransportKind::Timeout if !maybe_sent => {
            "Check the network, or allow more time with `Builder::connect_timeout`."
        }
        TransportKind::TooLarge { .. } => {
            "Ask for less, or raise the limit with `Builder::max_answer_size`."
        }
        TransportKind::Deadline => "Call again, or allow more time with `Policy::deadline`.",
        TransportKind::Redirect => REDIRECTED,
        TransportKind::Status(status) if is_redirect(status) => REDIRECTED,
        TransportKind::Timeout if idempotent => {
            "Call again, or allow more time with `Builder::timeout` and `Policy::deadline`."
        }
        TransportKind::Timeout => {
            "Look whether it took effect before calling again; `Builder::timeout` and \
                 `Policy::deadline` allow more time."
        }
        TransportKind::Status(429) => "Wait a moment, then call again, and less often.",
        // A 408 says only that the request was not received in time.
        TransportKind::Status(400..=407 | 409..=499) => "Check the base URL and any proxy.",
        TransportKind::Interrupted | TransportKind::Status(_) if idempotent => {
            "Call again; if it stays so, check the base URL and any proxy."
        }
        TransportKind::Interrupted | TransportKind::Status(_) => {
            "Look whether it took effect before calling again; if it stays so, check the base \
                 URL and any proxy."
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: ", self.endpoint, self.host)?;
        self.write_kind(f)?;
        match &self.cause {
            // The cause of a timeout is that it timed out.
            Some(cause) if self.kind != TransportKind::Timeout => write!(f, " ({})", cause.root())?,
            _ => {}
        }
        f.write_str(match (self.maybe_sent, self.sent) {
            (true, _) => ". The request may have been carried out. ",
            // The one for an access token was.
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

/// What lower layers say of a failure: their texts, masked, without the errors themselves, which
/// show URLs and cannot be cloned.
#[derive(Clone, Debug)]
pub struct Cause {
    text: Box<str>,
    source: Option<Box<Cause>>,
}

impl Cause {
    /// What no lower layer says.
    pub(crate) fn own(text: &str) -> Self {
        Self { text: text.into(), source: None }
    }

    /// Of an error, and of all that caused it.
    pub(crate) fn of(error: &(dyn StdError + 'static), mask: &Mask) -> Self {
        let source = error.source().map(|source| Box::new(Self::of(source, mask)));
        let mut text = error.to_string();
        // The HTTP library's show whole URLs, also the one of a redirect inside another.
        if let Some(url) = error.downcast_ref().and_then(reqwest::Error::url) {
            text = text.replace(&format!(" for url ({url})"), "").replace(url.as_str(), "***");
        }
        Self { text: mask.boxed(&text), source }
    }

    /// The innermost text, which is the one that means something to a person.
    pub(crate) fn root(&self) -> &str {
        self.source.as_ref().map_or(&self.text, |source| source.root())
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An error with another inside it, as redirects make them.
    #[derive(Debug)]
    struct Outer(reqwest::Error);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the redirect is refused")
        }
    }

    impl StdError for Outer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&self.0)
        }
    }

    #[tokio::test]
    async fn no_cause_shows_a_url_however_deep_it_is() {
        let http = reqwest::Client::builder().build().expect("it can be built");
        let refused = http.get("ftp://host/secret?key=secret").send().await;
        let outer = Outer(refused.expect_err("it is no HTTP"));
        assert!(outer.0.to_string().contains("secret"), "there is something to hide");
        let cause = Cause::of(&outer, &Mask::default());
        let shown = format!("{cause} {} {cause:?}", cause.root());
        assert!(!shown.contains("secret") && !shown.contains("ftp:"), "{shown}");
    }
}
