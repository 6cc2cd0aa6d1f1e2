//! What one call has set for itself.

use crate::policy::Policy;

/// What one call has set for itself; generated calls hold it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct Options {
    pub(crate) policy: Policy,
    pub(crate) keep_raw: bool,
}

impl Options {
    /// With another policy.
    pub fn policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// With the answer's bytes beside its value.
    pub fn keep_raw(self) -> Self {
        Self { keep_raw: true, ..self }
    }
}
