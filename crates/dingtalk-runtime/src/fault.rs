//! Why an attempt failed, before anything of it is masked.

use std::time::{Duration, SystemTime};

use dingtalk_protocol::{ApiFailure, Class, Code, DecodeFailure, Violation};
use reqwest::StatusCode;

use crate::error::Error;
use crate::moment;
use crate::policy::Setback;

/// Why an attempt failed: not to be shown, and so not `Debug`.
pub(crate) enum Fault {
    Violations(Vec<Violation>),
    Unwritable(serde_json::Error),
    NoToken,
    /// There was none to be had; the error is masked already.
    Token(Error),
    /// There is no async runtime to run on.
    NoRuntime,
    /// The URL is, because of what the request holds.
    TooLong,
    /// The URL is, because of the access token.
    TokenTooLong,
    /// No time is left for another attempt.
    Late,
    /// The time that was left went by without a token.
    TokenLate,
    /// The HTTP client did not even try.
    Refused(reqwest::Error),
    /// Before an answer began. `true` if the request surely never arrived.
    Asking(reqwest::Error, bool),
    /// While an answer was read.
    Reading(reqwest::Error),
    TooLarge,
    /// With the time that the answer asks to wait.
    Status(StatusCode, Option<Duration>),
    /// The same.
    Api(ApiFailure, Option<Duration>),
    Decode(DecodeFailure),
    /// The host answers nothing to this address until then, by the client's clock. `true` if that is
    /// what it answered just now.
    IpBlocked(Duration, bool),
}

impl Fault {
    /// What went wrong before an answer began, with a client of the caller's or the built-in one.
    pub(crate) fn asking(error: reqwest::Error, own_http: bool) -> Self {
        // Own clients may refuse what the built-in one takes, such as plain HTTP. They say the same
        // of a redirect to what is no HTTP, where somebody had the request before.
        let is_http = |url: &reqwest::Url| matches!(url.scheme(), "http" | "https");
        if error.is_builder() && error.url().is_none_or(is_http) {
            return Self::Refused(error);
        }
        // An own client may follow redirects, and not say that somebody had the request before.
        let is_unsent = error.is_connect() && !own_http;
        Self::Asking(error, is_unsent)
    }

    /// What it says about trying again.
    pub(crate) fn setback(&self, now: SystemTime) -> Setback {
        match self {
            // Going where a redirect leads, leads there again.
            Self::Asking(error, _) if error.is_builder() || error.is_redirect() => Setback::Final,
            Self::Asking(_, true) => Setback::Unsent,
            Self::Asking(_, false) | Self::Reading(_) => Setback::Lost,
            Self::Status(StatusCode::TOO_MANY_REQUESTS, wait) => Setback::Throttled(*wait),
            // A proxy that refuses goes on refusing, unless it says until when.
            Self::Status(StatusCode::FORBIDDEN, Some(wait)) => Setback::Throttled(Some(*wait)),
            Self::Status(status, wait) if status.is_server_error() => Setback::Transient(*wait),
            Self::Api(failure, wait) => match failure.class() {
                Some(Class::Token) => Setback::Token,
                Some(Class::Throttled) => Setback::Throttled(wait.or(block(&failure.message, now))),
                Some(Class::Transient) => Setback::Transient(*wait),
                _ => Setback::Final,
            },
            _ => Setback::Final,
        }
    }

    /// Whether the request may have arrived.
    pub(crate) fn maybe_sent(&self) -> bool {
        match self {
            Self::Asking(_, is_unsent) => !is_unsent,
            Self::IpBlocked(_, is_answer) => *is_answer,
            Self::Violations(_)
            | Self::Unwritable(_)
            | Self::NoToken
            | Self::Token(_)
            | Self::NoRuntime
            | Self::TooLong
            | Self::TokenTooLong
            | Self::Late
            | Self::TokenLate
            | Self::Refused(_) => false,
            Self::Reading(_)
            | Self::TooLarge
            | Self::Status(..)
            | Self::Api(..)
            | Self::Decode(_) => true,
        }
    }

    /// The code that the service answered with.
    pub(crate) fn code(&self) -> Option<&Code> {
        match self {
            Self::Api(failure, _) => failure.code.as_ref(),
            _ => None,
        }
    }

    /// What can be done about it, if that is known.
    pub(crate) fn class(&self) -> Option<Class> {
        match self {
            Self::Api(failure, _) => failure.class(),
            _ => None,
        }
    }

    /// The service's id of the request.
    pub(crate) fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(failure, _) => failure.request_id.as_deref(),
            Self::Decode(failure) => failure.request_id.as_deref(),
            _ => None,
        }
    }

    /// The HTTP status, where it is what went wrong.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Status(status, _) => Some(status.as_u16()),
            _ => None,
        }
    }

    /// Its kind, as events name it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Api(..) => "api",
            Self::Decode(_) => "decode",
            Self::IpBlocked(..) => "ip_blocked",
            Self::Asking(..)
            | Self::Reading(_)
            | Self::TooLarge
            | Self::Status(..)
            | Self::Late
            | Self::TokenLate => "transport",
            Self::Violations(_) | Self::Unwritable(_) | Self::TooLong => "invalid_request",
            Self::NoToken | Self::NoRuntime | Self::TokenTooLong | Self::Refused(_) => {
                "configuration"
            }
            Self::Token(_) => "token",
        }
    }
}

/// The longest block that a message is believed.
const LONGEST_BLOCK: Duration = Duration::from_secs(60);

/// How long a message says that calls are blocked, where that can be told: clocks differ.
fn block(message: &str, now: SystemTime) -> Option<Duration> {
    let left = moment::last_named(message)?.duration_since(now).ok()?;
    (Duration::ZERO < left && left <= LONGEST_BLOCK).then_some(left)
}
