//! Why an answer is not a success.

use std::fmt;

use crate::code::{Class, Code, CodeEntry, Origin};
use crate::de::DecodePath;

/// Why an answer is not a success.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The server answered that it did not do what was asked.
    Api(ApiFailure),
    /// The answer could not be understood.
    Decode(DecodeFailure),
}

/// An error that the server answered.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ApiFailure {
    /// The effective code: `sub_code` if there is one, else `errcode`. `None` if the server reports
    /// a failure without a code.
    pub code: Option<Code>,
    /// What is documented of the code, and where.
    pub known: Option<(Origin, &'static CodeEntry)>,
    /// The server's message, as it came.
    pub message: String,
    /// The server's id of this request.
    pub request_id: Option<String>,
}

impl ApiFailure {
    /// What can be done about it, if the code is known.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.known.and_then(|(_, entry)| entry.class)
    }
}

/// An answer that could not be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeFailure {
    /// The JSON path of the value, such as `$.result.label_ids[1]`.
    pub path: String,
    /// The kind that was expected.
    pub expected: &'static str,
    /// The kind that was found. Never a value.
    pub found: String,
    /// The server's id of this request, where it could be read.
    pub request_id: Option<String>,
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}: expected {}, found {}", self.path, self.expected, self.found)
    }
}

impl Failure {
    /// An answer that could not be understood, from where its request is not known.
    pub(crate) fn decode(path: &str, expected: &'static str, found: String) -> Self {
        Self::Decode(DecodeFailure { path: path.to_owned(), expected, found, request_id: None })
    }

    /// The failure that is recorded in a path.
    pub(crate) fn recorded(path: &DecodePath, request_id: Option<String>) -> Self {
        let mismatch = path.mismatch();
        let (expected, found) =
            mismatch.map_or(("a value", "another"), |it| (it.expected, it.found));
        Self::decode(&path.json_path(), expected, found.to_owned()).with_request_id(request_id)
    }

    /// Sets the server's id of the request.
    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        match &mut self {
            Self::Api(failure) => failure.request_id = request_id,
            Self::Decode(failure) => failure.request_id = request_id,
        }
        self
    }
}
