//! What a call can fail with. Each kind of error says on its own, as one text, what happened, where,
//! and what to do; accessors give the parts to programs.
//!
//! No field holds a text that was not masked, so nothing that is derived here can leak a secret.

mod api;
mod ip_blocked;
mod token;
mod transport;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use dingtalk_protocol::{ApiCode, Class, Code, DecodeFailure, Violation};

pub use api::ApiError;
pub use ip_blocked::IpBlockedError;
pub use token::TokenError;
pub use transport::{Cause, TransportError, TransportKind};

use crate::mask::Mask;

/// Why a call failed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// DingTalk answered with an error.
    Api(ApiError),
    /// There was no answer of DingTalk's.
    Transport(TransportError),
    /// The answer could not be understood.
    Decode(DecodeError),
    /// The request does not keep to the endpoint's limits and was not sent.
    InvalidRequest(InvalidRequest),
    /// The client is not set up for what was asked of it.
    Configuration(ConfigurationError),
    /// The host blocks this IP address for a while.
    IpBlocked(IpBlockedError),
    /// There was no access token to call with.
    Token(TokenError),
}

/// How errors call an endpoint.
pub(crate) type Name = Cow<'static, str>;

impl Error {
    /// Whether DingTalk answered with this code.
    ///
    /// A code of an endpoint has to come from that endpoint, in that endpoint's meaning. A code of
    /// the gateway may come from any, unless the endpoint uses the same number for something else
    /// (90002 is throttling, but at `gettoken` an empty key).
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // Codes are constants: `error.is(CODE)` reads best.
    pub fn is(&self, code: impl ApiCode) -> bool {
        matches!(self, Self::Api(error) if error.is(&code))
    }

    /// The error code, where DingTalk answered with one.
    #[must_use]
    pub fn code(&self) -> Option<&Code> {
        self.api().and_then(ApiError::code)
    }

    /// What can be done about it, where the code is documented.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.api().and_then(ApiError::class)
    }

    /// DingTalk's id of the request, which its support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Decode(error) => error.request_id(),
            _ => None,
        }
    }

    /// The name of the endpoint, such as `extcontact/get`; `None` outside of a call, and for an access
    /// token that an own source did not give.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        match self {
            Self::Api(error) => Some(error.endpoint()),
            Self::Transport(error) => Some(error.endpoint()),
            Self::Decode(error) => Some(error.endpoint()),
            Self::InvalidRequest(error) => Some(error.endpoint()),
            Self::Configuration(error) => error.endpoint(),
            Self::IpBlocked(error) => Some(error.endpoint()),
            Self::Token(_) => None,
        }
    }

    /// What to do, in a sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Api(error) => error.remedy(),
            Self::Transport(error) => error.remedy(),
            Self::Decode(error) => error.remedy(),
            Self::InvalidRequest(error) => error.remedy(),
            Self::Configuration(error) => error.remedy(),
            Self::IpBlocked(error) => error.remedy(),
            Self::Token(error) => error.remedy(),
        }
    }

    /// Whether the request may have reached DingTalk, in whichever attempt. `false` is certain:
    /// nothing was done. An error of an access token that could not be fetched tells this of the
    /// call that wanted it.
    #[must_use]
    pub fn maybe_sent(&self) -> bool {
        match self {
            Self::Api(error) => error.maybe_sent,
            Self::Transport(error) => error.maybe_sent(),
            Self::Decode(error) => error.maybe_sent,
            Self::IpBlocked(error) => error.maybe_sent(),
            Self::Token(error) => error.maybe_sent,
            Self::Configuration(error) => error.maybe_sent,
            Self::InvalidRequest(_) => false,
        }
    }

    /// The same, of a call whose request may have arrived or surely has not.
    pub(crate) fn of_call(mut self, maybe_sent: bool) -> Self {
        match &mut self {
            Self::Api(error) => error.maybe_sent = maybe_sent,
            Self::Transport(error) => error.maybe_sent = maybe_sent,
            Self::Decode(error) => error.maybe_sent = maybe_sent,
            Self::IpBlocked(error) => error.maybe_sent = maybe_sent,
            Self::Token(error) => error.maybe_sent = maybe_sent,
            Self::Configuration(error) => error.maybe_sent = maybe_sent,
            Self::InvalidRequest(_) => {}
        }
        self
    }

    fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// An answer was to be there and is not, which no path of the code allows.
    pub(crate) fn unanswered(endpoint: &'static str) -> Self {
        Self::Decode(DecodeError::missing(&Cow::Borrowed(endpoint), "$"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::InvalidRequest(error) => error.fmt(f),
            Self::Configuration(error) => error.fmt(f),
            Self::IpBlocked(error) => error.fmt(f),
            Self::Token(error) => error.fmt(f),
        }
    }
}

impl StdError for Error {
    /// The cause of a transport error. The payload itself is none: it has the same text.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Token(error) => error.source(),
            _ => None,
        }
    }
}

fn write_request_id(f: &mut fmt::Formatter<'_>, id: Option<&str>) -> fmt::Result {
    id.map_or(Ok(()), |id| write!(f, " [request id {id}]"))
}

/// An answer that could not be understood. It never shows a value.
#[derive(Clone, Debug)]
pub struct DecodeError {
    endpoint: Name,
    path: Box<str>,
    expected: &'static str,
    found: Box<str>,
    request_id: Option<Box<str>>,
    maybe_sent: bool,
}

impl DecodeError {
    pub(crate) fn new(name: &Name, failure: &DecodeFailure, mask: &Mask) -> Self {
        Self {
            endpoint: name.clone(),
            path: mask.boxed(&failure.path),
            expected: failure.due,
            found: failure.found.as_str().into(),
            request_id: failure.request_id.as_deref().map(|id| mask.boxed(id)),
            maybe_sent: true,
        }
    }

    /// A value that the answer has to have and has not.
    pub(crate) fn missing(name: &Name, path: &str) -> Self {
        let (endpoint, path) = (name.clone(), path.into());
        let found = "nothing".into();
        Self { endpoint, path, expected: "a text", found, request_id: None, maybe_sent: true }
    }

    /// The name of the endpoint, such as `extcontact/get`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The JSON path of the value, such as `$.result.label_ids[1]`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The kind that was expected.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// The kind that was found.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    /// DingTalk's id of the request, which its support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// What to do.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match (&*self.path, &*self.found) {
            // Not even an envelope: hardly DingTalk's API that answered.
            ("$", _) | ("$.errcode", "nothing") => {
                "Check the base URL and any proxy. DingTalk also answers like this for five \
                 minutes after more than 10,000 calls from one address within 20 seconds."
            }
            ("$.error_response", _) => {
                "Another gateway than DingTalk's server API answered, the one of Taobao's open \
                 platform: check the base URL."
            }
            _ => {
                "The answer departs from DingTalk's documentation: report it to the maintainers of \
                 dingtalk-client."
            }
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoint, path, expected, found, .. } = self;
        write!(
            f,
            "{endpoint}: the answer cannot be understood at {path}: {expected} was due, found "
        )?;
        write!(f, "{found}. {}", self.remedy())?;
        write_request_id(f, self.request_id())
    }
}

impl StdError for DecodeError {}

/// A request that was not sent, because the endpoint would refuse it.
#[derive(Clone, Debug)]
pub struct InvalidRequest {
    endpoint: Name,
    violations: Vec<Violation>,
    /// What else is wrong with it, as the end of a sentence.
    problem: Option<Box<str>>,
}

impl InvalidRequest {
    pub(crate) fn new(name: &Name, violations: Vec<Violation>) -> Self {
        Self { endpoint: name.clone(), violations, problem: None }
    }

    /// A value has no form in JSON.
    pub(crate) fn unwritable(name: &Name, error: &serde_json::Error, mask: &Mask) -> Self {
        Self::of(name, format!("it cannot be written as JSON ({})", mask.text(&error.to_string())))
    }

    /// Its path and values do not fit into a URL.
    pub(crate) fn too_long(name: &Name, limit: usize) -> Self {
        let problem =
            format!("its path and query parameters make the URL longer than {limit} bytes");
        Self::of(name, problem)
    }

    pub(crate) fn of(name: &Name, problem: String) -> Self {
        Self { endpoint: name.clone(), violations: Vec::new(), problem: Some(problem.into()) }
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

    /// What is wrong with a request that breaks no limit, such as that of a raw call whose path is
    /// none.
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

/// A client that is not set up for what was asked of it.
#[derive(Clone, Debug)]
pub struct ConfigurationError {
    endpoint: Option<Name>,
    problem: Cow<'static, str>,
    remedy: &'static str,
    maybe_sent: bool,
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

    pub(crate) fn no_token(name: &Name) -> Self {
        let problem = "the endpoint wants an access token and the client has none";
        Self::new(problem, "Give it credentials with `Builder::credentials`, or a token with `Builder::access_token`.").at(name)
    }

    pub(crate) fn no_runtime(name: &Name) -> Self {
        let problem = "the call was not awaited in a tokio runtime";
        Self::new(problem, "Use `#[tokio::main]`, or the blocking client.").at(name)
    }

    pub(crate) fn token_too_long(name: &Name, limit: usize) -> Self {
        let problem = format!("the access token makes the URL longer than {limit} bytes");
        let remedy = "Pass the token that `gettoken` returned to `Builder::access_token`.";
        Self::new(problem, remedy).at(name)
    }

    /// The HTTP library does not even try.
    pub(crate) fn refused(name: &Name, cause: &Cause) -> Self {
        let problem = format!("the HTTP client refuses the request ({})", cause.root());
        let remedy =
            "Check the base URL and the settings of the client given to `Builder::http_client`.";
        Self::new(problem, remedy).at(name)
    }

    fn at(self, name: &Name) -> Self {
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
