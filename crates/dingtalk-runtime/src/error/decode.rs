//! Answers that could not be understood.

use std::error::Error as StdError;
use std::fmt;

use dingtalk_protocol::DecodeFailure;

use super::parts::{EndpointName, write_request_id};
use crate::mask::Mask;

/// An answer that could not be understood. It never shows a value.
#[derive(Clone, Debug)]
pub struct DecodeError {
    endpoint: EndpointName,
    path: Box<str>,
    expected: &'static str,
    found: Box<str>,
    request_id: Option<Box<str>>,
    pub(super) maybe_sent: bool,
}

impl DecodeError {
    pub(crate) fn new(name: &EndpointName, failure: &DecodeFailure, mask: &Mask) -> Self {
        Self {
            endpoint: name.clone(),
            path: mask.boxed(&failure.path),
            expected: failure.expected,
            found: failure.found.as_str().into(),
            request_id: failure.request_id.as_deref().map(|id| mask.boxed(id)),
            maybe_sent: true,
        }
    }

    /// A required string is missing.
    pub(crate) fn missing(name: &EndpointName, path: &str) -> Self {
        let (endpoint, path) = (name.clone(), path.into());
        let found = "nothing".into();
        Self { endpoint, path, expected: "a string", found, request_id: None, maybe_sent: true }
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
        write_request_id(f, self.request_id())
    }
}

impl StdError for DecodeError {}
