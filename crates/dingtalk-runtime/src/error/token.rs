//! Access tokens that an own source did not give.

use std::error::Error as StdError;
use std::fmt;

use super::Cause;
use crate::mask::Mask;

/// There was no access token to call with: an own [`TokenSource`](crate::TokenSource) gave none, or
/// fetching one was given up.
#[derive(Clone, Debug)]
pub struct TokenError {
    problem: &'static str,
    /// What the source says; `None` if it ended without a word.
    cause: Option<Cause>,
    pub(super) maybe_sent: bool,
}

impl TokenError {
    /// The source failed.
    pub(crate) fn of_source(error: &(dyn StdError + 'static), mask: &Mask) -> Self {
        Self {
            cause: Some(Cause::of(error, mask)),
            problem: "the source failed",
            maybe_sent: false,
        }
    }

    /// It took longer than any call.
    pub(crate) fn late() -> Self {
        Self { cause: None, problem: "the source takes too long", maybe_sent: false }
    }

    /// The source panicked, or the runtime that it ran in ended.
    pub(crate) fn aborted() -> Self {
        Self { cause: None, problem: "the task that fetched it ended", maybe_sent: false }
    }

    /// What to do.
    #[must_use]
    #[allow(clippy::unused_self)] // As every other error has it.
    pub fn remedy(&self) -> &'static str {
        "Call again; if it stays so, see what the source given to `Credentials::source` needs."
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no access token could be had: {}", self.problem)?;
        if let Some(cause) = &self.cause {
            write!(f, " ({cause})")?;
        }
        write!(f, ". {}", self.remedy())
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}
