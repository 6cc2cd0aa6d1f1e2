//! Answers that could not be understood.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use dingtalk_protocol::{DecodeFailure, Meta, Returns};

use crate::mask::Mask;

/// What is found where a list repeats a page.
const REPEATED_PAGE: &str = "the page before it again";

/// An answer that could not be understood. It never shows a value.
#[derive(Clone, Debug)]
pub struct DecodeError {
    endpoint: Cow<'static, str>,
    path: Box<str>,
    expected: &'static str,
    found: Box<str>,
    request_id: Option<Box<str>>,
    pub(super) maybe_sent: bool,
}

impl DecodeError {
    pub(crate) fn new(name: Cow<'static, str>, failure: &DecodeFailure, mask: &Mask) -> Self {
        Self {
            endpoint: name,
            path: mask.boxed(&failure.path),
            expected: failure.expected,
            found: failure.found.as_str().into(),
            request_id: failure.request_id.as_deref().map(|id| mask.boxed(id)),
            maybe_sent: true,
        }
    }

    /// A required string is missing.
    pub(crate) fn missing(endpoint: &'static str, path: &str) -> Self {
        Self {
            endpoint: endpoint.into(),
            path: path.into(),
            expected: "a string",
            found: "nothing".into(),
            request_id: None,
            maybe_sent: true,
        }
    }

    /// A page of a list has the very items of the page before it.
    pub(crate) fn repeated_page(endpoint: &Meta) -> Self {
        let path = match endpoint.returns {
            Returns::Key(key) => format!("$.{key}"),
            _ => "$".to_owned(),
        };
        Self {
            endpoint: endpoint.name.into(),
            path: path.into(),
            expected: "the next page of the list",
            found: REPEATED_PAGE.into(),
            request_id: None,
            maybe_sent: true,
        }
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
            (_, REPEATED_PAGE) => {
                "The server ignores the offset, or the list has twice the same items in a row: make \
                 single calls with an offset and size of your own."
            }
            // The answer has no envelope, so something else than DingTalk's API answered.
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
            "{endpoint}: the answer cannot be understood at {path}: expected {expected}, found "
        )?;
        write!(f, "{found}. {}", self.remedy())?;
        match self.request_id() {
            Some(id) => write!(f, " [request id {id}]"),
            None => Ok(()),
        }
    }
}

impl StdError for DecodeError {}
