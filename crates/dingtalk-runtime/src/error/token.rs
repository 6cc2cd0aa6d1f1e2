//! Access tokens that an own source did not give.

use std::error::Error as StdError;
use std::fmt;

use super::Cause;
use crate::mask::Mask;

/// An own [`TokenSource`](crate::TokenSource) gave no access token. Nothing was sent.
#[derive(Clone, Debug)]
pub struct TokenError {
    /// What the source says; `None` if it ended without a word.
    cause: Option<Cause>,
}

impl TokenError {
    /// The source failed.
    pub(crate) fn of_source(error: &(dyn StdError + 'static)) -> Self {
        Self { cause: Some(Cause::of(error, &Mask::default())) }
    }

    /// The source panicked, or the runtime that it ran in ended.
    pub(crate) fn aborted() -> Self {
        Self { cause: None }
    }

    /// What to do.
    #[must_use]
    #[allow(clippy::unused_self)] // As every other error has it.
    pub fn remedy(&self) -> &'static str {
        "See what the source given to `Credentials::source` needs."
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no access token could be had: ")?;
        match &self.cause {
            Some(cause) => write!(f, "{cause}. ")?,
            None => f.write_str("the task that fetched it ended. ")?,
        }
        f.write_str(self.remedy())
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}
