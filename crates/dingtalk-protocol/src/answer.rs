//! What a successful call returned.

use std::fmt;
use std::ops::Deref;

/// What a successful call returned: derefs to the value.
#[derive(Clone, PartialEq)]
pub struct Answer<T> {
    value: T,
    request_id: Option<String>,
    raw: Option<Vec<u8>>,
}

impl<T> Answer<T> {
    pub(crate) fn new(value: T, request_id: Option<String>) -> Self {
        Self { value, request_id, raw: None }
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The server's id of this request, which its support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The answer's bytes as they came, for a call that asked to keep them.
    pub fn raw(&self) -> Option<&[u8]> {
        self.raw.as_deref()
    }

    /// Adds the bytes that it was read from.
    #[doc(hidden)]
    #[must_use]
    pub fn with_raw(mut self, bytes: Vec<u8>) -> Self {
        self.raw = Some(bytes);
        self
    }

    /// Replaces the server's id of the request.
    #[doc(hidden)]
    #[must_use]
    pub fn map_request_id(mut self, map: impl FnOnce(&str) -> String) -> Self {
        self.request_id = self.request_id.as_deref().map(map);
        self
    }
}

/// Shows only the length of the bytes. They may hold secrets that the value masks.
impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("value", &self.value)
            .field("request_id", &self.request_id)
            .field("raw", &self.raw.as_ref().map(|raw| format!("{} bytes", raw.len())))
            .finish()
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
