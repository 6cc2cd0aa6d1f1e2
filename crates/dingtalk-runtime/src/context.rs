//! What is known while a call is attempted: the call and its tokens. So this is where secrets are
//! masked, and where failures become the caller's errors.

use std::sync::Arc;
use std::time::Duration;

use dingtalk_protocol::ValueRef;
use reqwest::{StatusCode, Url};

use crate::call::{Call, Content};
use crate::core::Tokens;
use crate::error::{
    Cause, ConfigurationError, Error, IpBlockedError, TransportError, TransportKind,
};
use crate::mask::{self, Mask};
use crate::policy::{RetryClass, retry_class};
use crate::retry::AttemptError;
use crate::tokens::Token;

/// A call and its tokens.
pub(crate) struct Context<'a> {
    pub(crate) call: &'a Call<'a>,
    /// The token of the current attempt.
    pub(crate) token: Option<Arc<Token>>,
    /// The token before that. Answers may still name it, so it is masked.
    previous_token: Option<Arc<Token>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(call: &'a Call<'a>) -> Self {
        Self { call, token: None, previous_token: None }
    }

    /// Sets the token of the current attempt, and keeps the previous one if it is another.
    pub(crate) fn set_token(&mut self, token: Option<Arc<Token>>) {
        let is_same = |it: &Arc<Token>| token.as_ref().is_some_and(|token| Arc::ptr_eq(token, it));
        if !self.token.as_ref().is_none_or(is_same) {
            self.previous_token = self.token.take();
        }
        self.token = token;
    }

    /// Removes the refused token from the cache. Returns `false` if no other token can be fetched.
    fn invalidate_token(&self) -> bool {
        match (&self.call.core.account.tokens, &self.token) {
            (Tokens::Cached(cached, _), Some(token)) => {
                cached.invalidate(token, self.call.connection().clock.now())
            }
            _ => false,
        }
    }

    /// The mask of everything that must never be shown.
    pub(crate) fn mask(&self) -> Mask {
        let mut mask = Mask::default();
        self.each_secret(&mut |secret| mask.add(secret));
        mask
    }

    /// Whether a mask would leave a string as it is. Cheaper than masking, but may be `false` for
    /// one that holds no secret.
    pub(crate) fn is_clean(&self, string: &str) -> bool {
        let mut is_clean = mask::is_plain(string);
        if is_clean {
            self.each_secret(&mut |secret| is_clean &= !string.contains(secret));
        }
        is_clean
    }

    /// Calls `add` with everything that must never be shown.
    fn each_secret(&self, add: &mut dyn FnMut(&str)) {
        self.call.core.account.each_secret(add);
        for token in [&self.token, &self.previous_token].into_iter().flatten() {
            add(token.access.expose());
        }
        if let Content::Typed(request) = self.call.content {
            let mut secrets = Vec::new();
            dingtalk_protocol::secrets(ValueRef::Object(request), &mut secrets);
            secrets.into_iter().for_each(add);
        }
    }

    /// Adds what an error says about retrying. `wait` is the one that the answer asked for.
    pub(crate) fn failed(&self, error: Error, wait: Option<Duration>) -> AttemptError {
        let now = self.call.connection().clock.time_of_day();
        let mut class = retry_class(&error, wait, now);
        // The refused token is removed, whether or not the call is repeated.
        if class == RetryClass::Token && !self.invalidate_token() {
            class = RetryClass::Final;
        }
        AttemptError { error: Box::new(error), class }
    }

    pub(crate) fn transport(
        &self,
        kind: TransportKind,
        maybe_sent: bool,
        cause: Option<Cause>,
        wait: Option<Duration>,
    ) -> AttemptError {
        let connection = self.call.connection();
        let error = TransportError {
            endpoint: self.call.name.clone(),
            host: Arc::clone(&connection.base.host),
            kind,
            maybe_sent,
            token_sent: None,
            idempotent: self.call.idempotent,
            may_lack_tls: connection.own_http && connection.base.is_https(),
            cause,
        };
        self.failed(Error::Transport(error), wait)
    }

    /// An HTTP status without an error of DingTalk's.
    pub(crate) fn bad_status(
        &self,
        status: StatusCode,
        retry_after: Option<Duration>,
    ) -> AttemptError {
        self.transport(TransportKind::Status(status.as_u16()), true, None, retry_after)
    }

    /// The deadline allows no further attempt.
    pub(crate) fn no_time_left(&self) -> AttemptError {
        let mut failed = self.transport(TransportKind::Deadline, false, None, None);
        failed.class = RetryClass::NoTimeLeft;
        failed
    }

    /// The host blocks this IP address until a time by the client's clock. `maybe_sent` if an answer
    /// to this attempt announced it.
    pub(crate) fn ip_blocked(&self, until: Duration, maybe_sent: bool) -> AttemptError {
        let connection = self.call.connection();
        let wait = until.saturating_sub(connection.clock.now());
        let error = IpBlockedError {
            endpoint: self.call.name.clone(),
            host: Arc::clone(&connection.base.host),
            until: connection.clock.time_of_day() + wait,
            maybe_sent,
        };
        self.failed(Error::IpBlocked(error), None)
    }

    /// The HTTP client failed before a response came.
    pub(crate) fn no_response(&self, error: &reqwest::Error) -> AttemptError {
        let cause = Cause::of(error, &self.mask());
        // The URL of the request is HTTP, so this is no redirect: an own client may refuse what the
        // built-in one accepts, such as plain HTTP.
        let is_http = |url: &Url| matches!(url.scheme(), "http" | "https");
        if error.is_builder() && error.url().is_none_or(is_http) {
            let error = ConfigurationError::new(
                format!("the HTTP client refuses the request ({})", cause.root()),
                "Check the base URL and the settings of the client given to \
                 `Builder::http_client`.",
            );
            return self.failed(Error::Configuration(error.at(self.call.name.clone())), None);
        }
        let kind = if error.is_timeout() {
            TransportKind::Timeout
        } else if error.is_connect() {
            TransportKind::Connect
        } else if error.is_redirect() || error.is_builder() {
            // The URL of a redirect is unusable: the one of the request was checked before.
            TransportKind::Redirect
        } else {
            TransportKind::Interrupted
        };
        // An own client may follow redirects, so a failed connection does not prove that no server
        // received the request.
        let is_unsent = error.is_connect() && !self.call.connection().own_http;
        self.transport(kind, !is_unsent, Some(cause), None)
    }
}
