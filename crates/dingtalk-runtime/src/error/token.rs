//! Access tokens that could not be fetched.

use std::error::Error as StdError;
use std::fmt;

use super::cause::Cause;
use crate::mask::Mask;

/// There was no access token to call with: an own [`TokenSource`](crate::TokenSource) returned
/// none, or fetching one was aborted.
#[derive(Clone, Debug)]
pub struct TokenError {
    problem: &'static str,
    /// The error of the source, if it returned one.
    cause: Option<Cause>,
    pub(super) maybe_sent: bool,
}

impl TokenError {
    /// An own source returned an error.
    pub(crate) fn of_source(error: &(dyn StdError + 'static), mask: &Mask) -> Self {
        Self { cause: Some(Cause::of(error, mask)), ..Self::new("the source failed") }
    }

    pub(crate) fn new(problem: &'static str) -> Self {
        Self { problem, cause: None, maybe_sent: false }
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
