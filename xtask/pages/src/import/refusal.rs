//! Why a page gives no spec.

use std::fmt;

use crate::document::finding::visible;

/// Why a page gives no spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It describes no endpoint.
    NoEndpoint,
    /// It describes one of the newer kind, which specs cannot say yet.
    OtherDialect(String),
    /// Its URL or method is none.
    BadBasics {
        /// The line on the page.
        line: usize,
        /// What is wrong.
        what: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEndpoint => f.write_str(
                "this is no page of an endpoint: it has no table of basic information with an HTTP \
                 URL and a method",
            ),
            Self::OtherDialect(why) => write!(
                f,
                "the endpoint speaks the newer dialect, which specs cannot say yet: {}",
                visible(why)
            ),
            Self::BadBasics { line, what } => write!(f, "line {line}: {}", visible(what)),
        }
    }
}

impl std::error::Error for Refusal {}
