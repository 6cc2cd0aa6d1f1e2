//! A call while attempts are made: what is sent, what is known so far, and the secrets that must
//! not be shown.

use std::sync::Arc;
use std::time::Duration;

use dingtalk_protocol::{Code, ValueRef};

use crate::connection::Connection;
use crate::core::Core;
use crate::mask::{self, Mask};
use crate::outgoing::Outgoing;
use crate::policy::CallLimits;
use crate::tokens::Token;

/// A call while attempts are made.
pub(crate) struct Call<'a> {
    pub(crate) core: &'a Core,
    pub(crate) outgoing: Outgoing<'a>,
    pub(crate) limits: CallLimits,
    pub(crate) started: Duration,
    /// The number of the current attempt, from 1.
    pub(crate) attempt: u32,
    /// The token of the current attempt.
    pub(crate) token: Option<Arc<Token>>,
    /// The token before that. Answers may still name it, so it is masked.
    pub(crate) previous_token: Option<Arc<Token>>,
    /// Whether an earlier attempt may have reached the server.
    pub(crate) maybe_sent: bool,
}

impl<'a> Call<'a> {
    pub(crate) fn new(core: &'a Core, outgoing: Outgoing<'a>, limits: CallLimits) -> Self {
        Self {
            core,
            outgoing,
            limits,
            started: core.connection.clock.now(),
            attempt: 1,
            token: None,
            previous_token: None,
            maybe_sent: false,
        }
    }

    pub(crate) fn connection(&self) -> &'a Connection {
        &self.core.connection
    }

    /// The time until the deadline; none if the policy allows no time for an attempt.
    pub(crate) fn left(&self) -> Duration {
        let passed = self.connection().clock.now().saturating_sub(self.started);
        let left = self.limits.deadline.saturating_sub(passed);
        if self.limits.timeout.is_zero() { Duration::ZERO } else { left }
    }

    /// Sets the token of the current attempt, and keeps the previous one if it is another.
    pub(crate) fn set_token(&mut self, token: Option<Arc<Token>>) {
        let is_another = |previous: &&Arc<Token>| {
            token.as_ref().is_none_or(|token| !Arc::ptr_eq(token, previous))
        };
        if let Some(previous) = self.token.as_ref().filter(is_another) {
            self.previous_token = Some(Arc::clone(previous));
        }
        self.token = token;
    }

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

    pub(crate) fn masked_code(&self, code: &Code) -> Code {
        match code {
            Code::String(text) => Code::String(self.mask().apply(text).into()),
            number => number.clone(),
        }
    }

    /// Calls `add` with everything that must never be shown.
    fn each_secret(&self, add: &mut dyn FnMut(&str)) {
        self.core.account.each_secret(add);
        for token in [&self.token, &self.previous_token].into_iter().flatten() {
            add(token.access.expose());
        }
        if let Some(request) = self.outgoing.content.object() {
            let mut secrets = Vec::new();
            dingtalk_protocol::secrets(ValueRef::Object(request), &mut secrets);
            secrets.into_iter().for_each(add);
        }
    }
}
