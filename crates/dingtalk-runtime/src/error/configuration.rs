//! Clients that are not set up for what was asked of them.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use super::cause::Cause;
use super::parts::EndpointName;

/// A client that is not set up for what was asked of it.
#[derive(Clone, Debug)]
pub struct ConfigurationError {
    endpoint: Option<EndpointName>,
    problem: Cow<'static, str>,
    remedy: &'static str,
    pub(super) maybe_sent: bool,
}

impl ConfigurationError {
    pub(crate) fn new(problem: impl Into<Cow<'static, str>>, remedy: &'static str) -> Self {
        Self { endpoint: None, problem: problem.into(), remedy, maybe_sent: false }
    }

    pub(crate) fn blank(what: &str) -> Self {
        Self::new(
            format!("{what} is blank"),
            "Pass it as the developer console shows it, or leave the credentials out.",
        )
    }

    pub(crate) fn no_token(name: &EndpointName) -> Self {
        let problem = "the endpoint wants an access token and the client has none";
        Self::new(problem, "Give it credentials with `Builder::credentials`, or a token with `Builder::access_token`.").at(name)
    }

    pub(crate) fn no_runtime(name: &EndpointName) -> Self {
        let problem = "the call was not awaited in a tokio runtime";
        Self::new(problem, "Use `#[tokio::main]`, or the blocking client.").at(name)
    }

    pub(crate) fn token_too_long(name: &EndpointName, limit: usize) -> Self {
        let problem = format!("the access token makes the URL longer than {limit} bytes");
        let remedy = "Pass the token that `gettoken` returned to `Builder::access_token`.";
        Self::new(problem, remedy).at(name)
    }

    /// The HTTP library refuses to send the request.
    pub(crate) fn client_refused(name: &EndpointName, cause: &Cause) -> Self {
        let problem = format!("the HTTP client refuses the request ({})", cause.root());
        let remedy =
            "Check the base URL and the settings of the client given to `Builder::http_client`.";
        Self::new(problem, remedy).at(name)
    }

    fn at(self, name: &EndpointName) -> Self {
        Self { endpoint: Some(name.clone()), ..self }
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
