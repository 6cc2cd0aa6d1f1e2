//! Error codes: an open set with names for the documented ones, sorted into classes that say what
//! can be done.

use std::borrow::Cow;
use std::fmt;

use crate::scalars::integer;

/// An error code as the server sends it: nearly always a number, in newer dialects a string.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A numeric code. The string `"33012"` is this code too.
    Number(i64),
    /// A code that is a word, such as `system.busy`.
    String(Cow<'static, str>),
}

impl Code {
    /// Parses a code: an integer in any spelling of JSON, such as `40014.0`, or a word. `None` if the
    /// string is blank.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // A word stays as it is, since secrets are looked for in it.
        let word = || (!text.trim().is_empty()).then(|| Self::String(Cow::Owned(text.to_owned())));
        integer(text).map(Self::Number).or_else(word)
    }

    /// Whether this is the code of success.
    pub(crate) fn is_success(&self) -> bool {
        *self == Self::Number(0)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::String(text) => text.fmt(f),
        }
    }
}

impl From<i64> for Code {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl PartialEq<i64> for Code {
    fn eq(&self, number: &i64) -> bool {
        matches!(self, Self::Number(own) if own == number)
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, text: &str) -> bool {
        matches!(self, Self::String(own) if own == text)
    }
}

/// What can be done about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// The server could not do it now. The same call may succeed later.
    Transient,
    /// Too many calls in a window of one second.
    Throttled,
    /// The access token is expired or invalid.
    Token,
    /// The app's key, secret or kind of token is wrong.
    Credentials,
    /// The app may not do this.
    Permission,
    /// What the request names does not exist.
    NotFound,
    /// The request contradicts what is there.
    Conflict,
    /// The request is malformed.
    Invalid,
    /// A limit on volume is used up.
    Quota,
}

impl Class {
    /// The class as specs spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::Throttled => "throttled",
            Self::Token => "token",
            Self::Credentials => "credentials",
            Self::Permission => "permission",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Invalid => "invalid",
            Self::Quota => "quota",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is documented of one error code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeEntry {
    /// The code.
    pub code: Code,
    /// The server's short message.
    pub message: &'static str,
    /// What can be done about it. `None` if the code alone does not decide that.
    pub class: Option<Class>,
    /// What the caller should do. Empty if nothing is known.
    pub remedy: &'static str,
}

impl CodeEntry {
    /// What is known of a number.
    #[must_use]
    pub const fn code(number: i64, message: &'static str, remedy: &'static str) -> Self {
        Self { code: Code::Number(number), message, class: None, remedy }
    }

    /// What is known of a code that is a word.
    #[must_use]
    pub const fn named(name: &'static str, message: &'static str, remedy: &'static str) -> Self {
        Self { code: Code::String(Cow::Borrowed(name)), message, class: None, remedy }
    }

    /// Adds what can be done about it.
    #[must_use]
    pub const fn class(mut self, class: Class) -> Self {
        self.class = Some(class);
        self
    }
}

/// Where the meaning of a code is documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// On the endpoint's own page.
    Endpoint,
    /// Among the codes that any endpoint may answer.
    Gateway,
    /// In the global table, which belongs to no single endpoint.
    Global,
}
