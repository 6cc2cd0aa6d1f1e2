//! Requests that were not sent, because the endpoint would refuse them.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use dingtalk_protocol::Violation;

/// A request that was not sent, because the endpoint would refuse it.
#[derive(Clone, Debug)]
pub struct InvalidRequest {
    endpoint: Cow<'static, str>,
    violations: Vec<Violation>,
    /// What is wrong where no limit is broken, as the end of a sentence.
    problem: Option<Box<str>>,
    pub(super) maybe_sent: bool,
}

impl InvalidRequest {
    pub(crate) fn new(name: Cow<'static, str>, violations: Vec<Violation>) -> Self {
        Self { endpoint: name, violations, problem: None, maybe_sent: false }
    }

    /// `problem` is the end of a sentence.
    pub(crate) fn of(name: Cow<'static, str>, problem: &str) -> Self {
        Self { problem: Some(problem.into()), ..Self::new(name, Vec::new()) }
    }

    /// The name of the endpoint, such as `extcontact/get`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Every limit that the request does not keep to, in the order of the endpoint's page.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// What is wrong with a request that breaks no limit, such as a raw call with a malformed path.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// What to do.
    #[must_use]
    #[allow(clippy::unused_self)] // As every other error has it.
    pub fn remedy(&self) -> &'static str {
        "Correct the request and call again."
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the request was not sent: ", self.endpoint)?;
        for (index, violation) in self.violations.iter().enumerate() {
            write!(f, "{}{violation}", if index == 0 { "" } else { "; " })?;
        }
        if let Some(problem) = &self.problem {
            f.write_str(problem)?;
        }
        write!(f, ". {}", self.remedy())
    }
}

impl StdError for InvalidRequest {}
