//! The options of one call.

use crate::policy::Policy;

/// The options of one call, which generated calls hold.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct Options {
    pub(crate) policy: Policy,
    pub(crate) keep_raw: bool,
}

impl Options {
    /// Sets the policy.
    pub fn policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// Keeps the bytes of the answer beside its value.
    pub fn keep_raw(self) -> Self {
        Self { keep_raw: true, ..self }
    }
}
