//! A request becomes a query string and a body.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::ser::{Serialize, Serializer};

use crate::meta::{Encoding, Meta};
use crate::shape::Place;
use crate::view::{Object, ValueRef, members_in, serialize_members};

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A body, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Body {
    /// The value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Body {
    /// A body of JSON.
    #[must_use]
    pub fn json(bytes: Vec<u8>) -> Self {
        Self { content_type: Encoding::Json.content_type(), bytes }
    }
}

/// Shows only the length, since a body may hold secrets.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Body")
            .field("content_type", &self.content_type)
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .finish()
    }
}

/// Escapes a name or a value for a query string or a form.
pub fn percent_encode(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, RESERVED));
}

/// The query string of a request without its credential, and without a question mark.
#[must_use]
pub fn query(request: &dyn Object) -> String {
    pairs(request, Place::Query)
}

/// The body of a request; `None` where the endpoint has none.
///
/// # Errors
///
/// A value cannot be written as JSON.
pub fn body(meta: &Meta, request: &dyn Object) -> Result<Option<Body>, serde_json::Error> {
    if !request.shape().fields.iter().any(|field| field.place == Place::Body) {
        return Ok(None);
    }
    Ok(Some(match meta.encoding {
        Encoding::Form => Body {
            content_type: Encoding::Form.content_type(),
            bytes: pairs(request, Place::Body).into_bytes(),
        },
        Encoding::Json => Body::json(serde_json::to_vec(&JsonBody(request))?),
    }))
}

/// The members of a request that stand in its body.
struct JsonBody<'a>(&'a dyn Object);

impl Serialize for JsonBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_members(members_in(self.0, Place::Body), serializer)
    }
}

/// `name=value` pairs, joined by `&`.
fn pairs(request: &dyn Object, place: Place) -> String {
    let mut out = String::new();
    for (name, value) in members_in(request, place) {
        if !out.is_empty() {
            out.push('&');
        }
        percent_encode(name, &mut out);
        out.push('=');
        match value {
            ValueRef::String(text) | ValueRef::Secret(text) => percent_encode(text, &mut out),
            // A pair holds a string: other values are written as in JSON.
            other => percent_encode(&serde_json::to_string(&other).unwrap_or_default(), &mut out),
        }
    }
    out
}
