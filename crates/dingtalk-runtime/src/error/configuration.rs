//! Clients that are not set up for what was asked of them.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

/// A client that is not set up for what was asked of it.
#[derive(Clone, Debug)]
pub struct ConfigurationError {
    endpoint: Option<Cow<'static, str>>,
    problem: Cow<'static, str>,
    remedy: &'static str,
    pub(super) maybe_sent: bool,
}

impl ConfigurationError {
    pub(crate) fn new(problem: impl Into<Cow<'static, str>>, remedy: &'static str) -> Self {
        Self { endpoint: None, problem: problem.into(), remedy, maybe_sent: false }
    }

    /// The problem was met by a call of this endpoint.
    pub(crate) fn at(self, name: Cow<'static, str>) -> Self {
        Self { endpoint: Some(name), ..self }
    }

    /// The name of the endpoint, where a call met the problem.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    /// What is wrong, and with which setting.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// What to do.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        self.remedy
    }
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(endpoint) = &self.endpoint {
            write!(f, "{endpoint}: ")?;
        }
        write!(f, "{}. {}", self.problem, self.remedy)
    }
}

impl StdError for ConfigurationError {}
