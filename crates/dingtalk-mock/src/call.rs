//! One request that arrived, as a test looks at it.

use std::fmt;
use std::ptr;

use dingtalk_protocol::{Credential, Kind, Meta, Shape, Value};

use crate::request::Body;

const STARS: &str = "***";

/// The name that tokens have also where no endpoint says so.
const TOKEN_NAME: &str = "access_token";

/// One request that arrived.
///
/// Its fields hold all that was sent. Its `Debug` masks the access token and secret parameters, so
/// that it can stand in the message of a failed assertion.
#[derive(Clone)]
#[non_exhaustive]
pub struct Call {
    /// The HTTP method, such as `POST`.
    pub method: String,
    /// The path of the URL, such as `/topapi/extcontact/get`.
    pub path: String,
    /// The name of the endpoint that has this path, such as `extcontact/get`.
    pub endpoint: Option<&'static str>,
    /// The headers; their names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The pairs of the query string, decoded.
    pub query: Vec<(String, String)>,
    /// The body as it came.
    pub body: Vec<u8>,
    /// The names of the parameters whose values are never shown.
    hidden: Vec<&'static str>,
}

impl Call {
    /// A call of no endpoint.
    pub(crate) fn new(
        method: &str,
        path: &str,
        headers: Vec<(String, String)>,
        query: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Self {
        let (method, path) = (method.to_owned(), path.to_owned());
        Self { method, path, endpoint: None, headers, query, body, hidden: vec![TOKEN_NAME] }
    }

    /// Notes which endpoint this is a call of.
    pub(crate) fn is_of(&mut self, meta: &'static Meta) {
        self.endpoint = Some(meta.name);
        if let Credential::Query(name) = meta.credential {
            self.hidden.push(name);
        }
        secrets(meta.request, &mut Vec::new(), &mut self.hidden);
    }

    /// The value of a header, whose name is given in lower case; of a repeated one the first.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| &**value)
    }

    fn hides(&self, name: &str) -> bool {
        self.hidden.contains(&name)
    }

    fn shown_pairs(&self, pairs: &[(String, String)]) -> Vec<(String, String)> {
        let shown = |(name, value): &(String, String)| {
            let shown = if self.hides(name) { STARS.to_owned() } else { self.shown_text(value) };
            (name.clone(), shown)
        };
        pairs.iter().map(shown).collect()
    }

    /// A form writes lists and objects as JSON, and they may hold secrets too.
    fn shown_text(&self, text: &str) -> String {
        match serde_json::from_str(text) {
            Ok(mut value @ (Value::Array(_) | Value::Object(_))) => {
                self.mask(&mut value);
                value.to_string()
            }
            _ => text.to_owned(),
        }
    }

    fn mask(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask(item)),
            Value::Object(members) => {
                for (name, member) in members {
                    if self.hides(name) {
                        *member = Value::from(STARS);
                    } else {
                        self.mask(member);
                    }
                }
            }
            _ => {}
        }
    }

    /// What cannot be taken apart cannot be masked: of that, only the size is shown.
    fn shown_body(&self) -> Box<dyn fmt::Debug> {
        match Body::of(self) {
            Body::Form(pairs) => Box::new(self.shown_pairs(&pairs)),
            Body::Json(members) => {
                let mut value = Value::Object(members);
                self.mask(&mut value);
                Box::new(value)
            }
            Body::Unreadable => Box::new(Size(self.body.len())),
        }
    }

    fn shown_headers(&self) -> Vec<(&str, &str)> {
        let secret =
            |name: &str| ["authorization", "cookie", "token"].iter().any(|it| name.contains(it));
        let shown = |name: &str, value| if secret(name) { STARS } else { value };
        self.headers.iter().map(|(name, value)| (&**name, shown(name, &**value))).collect()
    }
}

/// The names of the secret members of a shape, also deeper down. A shape may hold itself.
fn secrets(shape: &'static Shape, seen: &mut Vec<&'static Shape>, found: &mut Vec<&'static str>) {
    if seen.iter().any(|it| ptr::eq(*it, shape)) {
        return;
    }
    seen.push(shape);
    for field in shape.fields {
        if field.secret {
            found.push(field.name);
        }
        if let Some(inner) = shape_inside(&field.kind) {
            secrets(inner, seen, found);
        }
    }
}

fn shape_inside(kind: &Kind) -> Option<&'static Shape> {
    match kind {
        Kind::Object(shape) => Some(shape()),
        Kind::List(item) => shape_inside(item),
        _ => None,
    }
}

struct Size(usize);

impl fmt::Debug for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("endpoint", &self.endpoint)
            .field("headers", &self.shown_headers())
            .field("query", &self.shown_pairs(&self.query))
            .field("body", &self.shown_body())
            .finish_non_exhaustive()
    }
}
