//! The result of an attempt, before anything of it is masked.

use std::time::{Duration, SystemTime};

use dingtalk_protocol::{ApiFailure, Class, Code, DecodeFailure, Violation};
use reqwest::StatusCode;

use crate::dates::last_time_in;
use crate::error::Error;
use crate::policy::RetryClass;

/// The longest URL that the HTTP library takes, in bytes.
pub(crate) const MAX_URL: usize = 65_534;

/// The result of an attempt, and what events report of it.
pub(crate) struct AttemptResult {
    /// The bytes of the decoded answer.
    pub(crate) result: Result<Vec<u8>, AttemptError>,
    /// HTTP status and size in bytes of an answer that was read.
    pub(crate) answer: Option<(u16, usize)>,
    /// How long it took; `None` if nothing was sent, or neither observer nor log listens.
    pub(crate) duration: Option<Duration>,
}

/// Why an attempt failed. Its parts may hold secrets, so it is not `Debug`.
pub(crate) enum AttemptError {
    /// The request violates documented limits.
    Violations(Vec<Violation>),
    /// The body cannot be serialized.
    Unserializable(serde_json::Error),
    /// The endpoint needs a token and the client has no credentials.
    NoToken,
    /// Fetching the token failed. The error is masked already.
    Token(Error),
    /// The call was not polled in an async runtime.
    NoRuntime,
    /// The URL exceeds [`MAX_URL`] because of the request.
    UrlTooLong,
    /// The URL exceeds [`MAX_URL`] because of the access token.
    TokenTooLong,
    /// The deadline allows no further attempt.
    NoTimeLeft,
    /// The deadline passed while a token was fetched.
    TokenTimeout,
    /// The HTTP client refused to send the request.
    ClientRefused(reqwest::Error),
    /// No response came.
    NoResponse {
        error: reqwest::Error,
        /// Whether the request surely never arrived.
        is_unsent: bool,
    },
    /// Reading the body failed.
    Body(reqwest::Error),
    /// The body is larger than the limit.
    TooLarge,
    /// An HTTP status without an error of DingTalk's, and the wait that the answer asks for.
    Status(StatusCode, Option<Duration>),
    /// An error of DingTalk's, and the wait that the answer asks for.
    Api(ApiFailure, Option<Duration>),
    /// The answer could not be decoded.
    Decode(DecodeFailure),
    /// The host blocks this IP address.
    IpBlocked {
        /// The end of the block, by the client's clock.
        until: Duration,
        /// Whether this attempt was sent and its answer announced the block.
        was_sent: bool,
    },
}

impl AttemptError {
    /// Classifies an error of the HTTP client that came before a response. `own_http` if the caller
    /// made the client.
    pub(crate) fn no_response(error: reqwest::Error, own_http: bool) -> Self {
        // The URL of the request is HTTP, so this is no redirect: an own client may refuse what the
        // built-in one accepts, such as plain HTTP.
        let is_http = |url: &reqwest::Url| matches!(url.scheme(), "http" | "https");
        if error.is_builder() && error.url().is_none_or(is_http) {
            return Self::ClientRefused(error);
        }
        // An own client may follow redirects, so a failed connection does not prove that no server
        // received the request.
        let is_unsent = error.is_connect() && !own_http;
        Self::NoResponse { error, is_unsent }
    }

    /// What this error says about retrying.
    pub(crate) fn retry_class(&self, now: SystemTime) -> RetryClass {
        match self {
            // The same redirect would be refused again.
            Self::NoResponse { error, .. } if error.is_builder() || error.is_redirect() => {
                RetryClass::Final
            }
            Self::NoResponse { is_unsent: true, .. } => RetryClass::Unsent,
            Self::NoResponse { .. } | Self::Body(_) => RetryClass::Lost,
            Self::Status(StatusCode::TOO_MANY_REQUESTS, wait) => RetryClass::Throttled(*wait),
            // A proxy that refuses with a 403 is asked again only if it says when.
            Self::Status(StatusCode::FORBIDDEN, Some(wait)) => RetryClass::Throttled(Some(*wait)),
            Self::Status(status, wait) if status.is_server_error() => RetryClass::Transient(*wait),
            Self::Api(failure, wait) => match failure.class() {
                Some(Class::Token) => RetryClass::Token,
                Some(Class::Throttled) => {
                    RetryClass::Throttled(wait.or(throttled_for(&failure.message, now)))
                }
                Some(Class::Transient) => RetryClass::Transient(*wait),
                _ => RetryClass::Final,
            },
            _ => RetryClass::Final,
        }
    }

    /// Whether the request may have reached the server.
    pub(crate) fn maybe_sent(&self) -> bool {
        match self {
            Self::NoResponse { is_unsent, .. } => !is_unsent,
            Self::IpBlocked { was_sent, .. } => *was_sent,
            Self::Violations(_)
            | Self::Unserializable(_)
            | Self::NoToken
            | Self::Token(_)
            | Self::NoRuntime
            | Self::UrlTooLong
            | Self::TokenTooLong
            | Self::NoTimeLeft
            | Self::TokenTimeout
            | Self::ClientRefused(_) => false,
            Self::Body(_) | Self::TooLarge | Self::Status(..) | Self::Api(..) | Self::Decode(_) => {
                true
            }
        }
    }

    fn api(&self) -> Option<&ApiFailure> {
        match self {
            Self::Api(failure, _) => Some(failure),
            _ => None,
        }
    }

    /// The code that the service answered with.
    pub(crate) fn code(&self) -> Option<&Code> {
        self.api()?.code.as_ref()
    }

    /// What can be done about it, if the code is documented.
    pub(crate) fn class(&self) -> Option<Class> {
        self.api()?.class()
    }

    /// The service's id of the request.
    pub(crate) fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(failure, _) => failure.request_id.as_deref(),
            Self::Decode(failure) => failure.request_id.as_deref(),
            _ => None,
        }
    }

    /// The HTTP status, where the error is the status.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Status(status, _) => Some(status.as_u16()),
            _ => None,
        }
    }

    /// The kind of the error, as events name it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Api(..) => "api",
            Self::Decode(_) => "decode",
            Self::IpBlocked { .. } => "ip_blocked",
            Self::NoResponse { .. }
            | Self::Body(_)
            | Self::TooLarge
            | Self::Status(..)
            | Self::NoTimeLeft
            | Self::TokenTimeout => "transport",
            Self::Violations(_) | Self::Unserializable(_) | Self::UrlTooLong => "invalid_request",
            Self::NoToken | Self::NoRuntime | Self::TokenTooLong | Self::ClientRefused(_) => {
                "configuration"
            }
            Self::Token(_) => "token",
        }
    }
}

/// The longest wait that a message is trusted with.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How long calls are throttled according to a message. `None` if it names no time, or an
/// implausible one: clocks differ.
fn throttled_for(message: &str, now: SystemTime) -> Option<Duration> {
    let left = last_time_in(message)?.duration_since(now).ok()?;
    (Duration::ZERO < left && left <= LONGEST_WAIT).then_some(left)
}
