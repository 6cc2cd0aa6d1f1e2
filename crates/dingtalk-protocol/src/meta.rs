//! The static tables that describe an endpoint. Generated code writes them once; the runtime, the
//! checks and the mock server look up everything in them. Nothing here acts.
//!
//! The enums are exhaustive: whoever reads a table is released together with this crate, and a new
//! case must not pass by unseen.

use std::fmt;

use crate::code::{Code, CodeEntry, Origin};

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// `DELETE`
    Delete,
    /// `GET`
    Get,
    /// `PATCH`
    Patch,
    /// `POST`
    Post,
    /// `PUT`
    Put,
}

impl Method {
    /// The method as it stands in a request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// How an endpoint's body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// `application/x-www-form-urlencoded`
    Form,
    /// `application/json`
    Json,
}

impl Encoding {
    /// The value of the `Content-Type` header.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Form => "application/x-www-form-urlencoded;charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// What an endpoint wants to see before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    /// An access token in the query parameter of this name.
    Query(&'static str),
    /// Nothing: an endpoint that hands out tokens.
    None,
}

/// Where a field of a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the body, or inside an object of a body or an answer.
    Body,
    /// In the query string of the URL.
    Query,
}

/// A kind of app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum App {
    /// Of one's own organization.
    Internal,
    /// For other organizations, which authorize it.
    ThirdParty,
    /// Of a person.
    Personal,
}

/// Which part of an answer is its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Returns {
    /// The value of this top-level key.
    Key(&'static str),
    /// All members beside the envelope.
    Whole,
    /// Nothing: success is all there is to say.
    Nothing,
}

/// The type of a field, in the words of the documentation pages.
#[derive(Clone, Copy)]
pub enum FieldKind {
    /// `String` and `Date`.
    String,
    /// `Number`: a 64-bit signed integer.
    Number,
    /// A number with a fraction.
    Decimal,
    /// `Boolean`.
    Boolean,
    /// `Json`, `Map` and `Object` without members: any JSON value.
    Json,
    /// `X[]`.
    List(&'static FieldKind),
    /// An object with known members. A function, since a type may contain itself.
    Object(fn() -> &'static Shape),
}

impl FieldKind {
    /// What is expected where a value of this type is missing, as an error says it.
    pub(crate) fn expected(&self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Number => "an integer",
            Self::Decimal => "a number",
            Self::Boolean => "a boolean",
            Self::Json => "a value",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

impl fmt::Debug for FieldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("String"),
            Self::Number => f.write_str("Number"),
            Self::Decimal => f.write_str("Decimal"),
            Self::Boolean => f.write_str("Boolean"),
            Self::Json => f.write_str("Json"),
            Self::List(item) => write!(f, "List({item:?})"),
            // By its name, or a type that contains itself would have no end.
            Self::Object(shape) => write!(f, "Object({})", shape().name),
        }
    }
}

/// What a value must keep to. `None` means no limit is documented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The fewest characters of a text.
    pub min_length: Option<u64>,
    /// The most characters of a text.
    pub max_length: Option<u64>,
    /// The smallest number.
    pub min: Option<i64>,
    /// The largest number.
    pub max: Option<i64>,
    /// The most items of a list.
    pub max_items: Option<u64>,
}

/// One member of a request, of an answer, or of an object inside one of them.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it stands in a request.
    pub place: Place,
    /// Its type.
    pub kind: FieldKind,
    /// Whether it must be there.
    pub required: bool,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// What its value must keep to.
    pub limits: Limits,
    /// Fields that must be there when this one is.
    pub together_with: &'static [&'static str],
}

impl Field {
    /// An optional field of the body without limits.
    #[must_use]
    pub const fn new(name: &'static str, kind: FieldKind) -> Self {
        let limits =
            Limits { min_length: None, max_length: None, min: None, max: None, max_items: None };
        let (place, together_with) = (Place::Body, &[] as &[&str]);
        Self { name, place, kind, required: false, secret: false, limits, together_with }
    }

    /// An optional string of the body without limits.
    #[must_use]
    pub const fn string(name: &'static str) -> Self {
        Self::new(name, FieldKind::String)
    }

    /// An optional integer of the body without limits.
    #[must_use]
    pub const fn number(name: &'static str) -> Self {
        Self::new(name, FieldKind::Number)
    }

    /// An optional number with a fraction of the body without limits.
    #[must_use]
    pub const fn decimal(name: &'static str) -> Self {
        Self::new(name, FieldKind::Decimal)
    }

    /// An optional boolean of the body without limits.
    #[must_use]
    pub const fn boolean(name: &'static str) -> Self {
        Self::new(name, FieldKind::Boolean)
    }

    /// An optional JSON value of the body without limits.
    #[must_use]
    pub const fn json(name: &'static str) -> Self {
        Self::new(name, FieldKind::Json)
    }

    /// An optional list of the body without limits.
    #[must_use]
    pub const fn list(name: &'static str, item: &'static FieldKind) -> Self {
        Self::new(name, FieldKind::List(item))
    }

    /// An optional object of the body without limits.
    #[must_use]
    pub const fn object(name: &'static str, shape: fn() -> &'static Shape) -> Self {
        Self::new(name, FieldKind::Object(shape))
    }

    /// The same, in the query string.
    #[must_use]
    pub const fn query(mut self) -> Self {
        self.place = Place::Query;
        self
    }

    /// The same, required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same, with a value that is never shown.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The same, of at least `characters` characters.
    #[must_use]
    pub const fn min_length(mut self, characters: u64) -> Self {
        self.limits.min_length = Some(characters);
        self
    }

    /// The same, of at most `characters` characters.
    #[must_use]
    pub const fn max_length(mut self, characters: u64) -> Self {
        self.limits.max_length = Some(characters);
        self
    }

    /// The same, of `number` or more.
    #[must_use]
    pub const fn min(mut self, number: i64) -> Self {
        self.limits.min = Some(number);
        self
    }

    /// The same, of `number` or less.
    #[must_use]
    pub const fn max(mut self, number: i64) -> Self {
        self.limits.max = Some(number);
        self
    }

    /// The same, of at most `items` items.
    #[must_use]
    pub const fn max_items(mut self, items: u64) -> Self {
        self.limits.max_items = Some(items);
        self
    }

    /// The same, of use only together with the fields of these names.
    #[must_use]
    pub const fn together_with(mut self, names: &'static [&'static str]) -> Self {
        self.together_with = names;
        self
    }
}

/// The members of an object, in the order of the page.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Shape {
    /// The name of the Rust type.
    pub name: &'static str,
    /// The members.
    pub fields: &'static [Field],
    /// Whether any member is required.
    pub(crate) strict: bool,
}

impl Shape {
    /// A shape of these members.
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        let (mut strict, mut at) = (false, 0);
        while at < fields.len() {
            strict |= fields[at].required;
            at += 1;
        }
        Self { name, fields, strict }
    }

    /// The position of the member of this name. Members mostly come in the page's order: the search
    /// begins where the next one is expected.
    #[inline]
    pub(crate) fn position(&self, name: &str, expected: usize) -> Option<usize> {
        let (passed, ahead) = self.fields.split_at(expected.min(self.fields.len()));
        let is_it = |field: &Field| field.name == name;
        let found = ahead.iter().position(is_it).map(|index| passed.len() + index);
        found.or_else(|| passed.iter().position(is_it))
    }
}

/// Everything about one endpoint that is not a type.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// Its name: the path of its spec file without the ending, such as `extcontact/get`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path of the URL, with a leading slash.
    pub path: &'static str,
    /// How the body is written.
    pub encoding: Encoding,
    /// Whether it wants an access token.
    pub access_token: bool,
    /// Whether a request may be sent again when its answer is lost.
    pub idempotent: bool,
    /// The members of a request.
    pub request: &'static Shape,
    /// The top-level members of an answer beside the envelope.
    pub response: &'static Shape,
    /// Which of them is the payload.
    pub returns: Returns,
    /// The error codes of its page.
    pub codes: &'static [CodeEntry],
    /// The kinds of apps that may call it; none where the page does not say.
    pub apps: &'static [App],
    /// What it shares with all endpoints of its dialect.
    pub dialect: &'static Dialect,
}

/// What all endpoints of a dialect share.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// The query parameter that carries an access token.
    pub access_token: &'static str,
    /// The error codes that any endpoint may answer.
    pub gateway: &'static [CodeEntry],
    /// The error codes that are of no single endpoint, sorted by number.
    pub global: &'static [CodeEntry],
}

impl Meta {
    /// What it wants to see before it answers.
    #[must_use]
    pub const fn credential(&self) -> Credential {
        if self.access_token {
            Credential::Query(self.dialect.access_token)
        } else {
            Credential::None
        }
    }

    /// What is known of a code: where it is documented and what it says there.
    ///
    /// The same number means different things in different places (90002 is throttling inside an
    /// 88 and an empty key at `/gettoken`): a code that came as `sub_code` is the gateway's first,
    /// any other the endpoint's. What neither has is looked up among the codes of no single endpoint.
    #[must_use]
    pub fn explain(&self, code: &Code, sub_code: bool) -> Option<(Origin, &'static CodeEntry)> {
        let find = |origin: Origin, codes: &'static [CodeEntry]| {
            codes.iter().find(|entry| entry.code == *code).map(|entry| (origin, entry))
        };
        let endpoint = || find(Origin::Endpoint, self.codes);
        let gateway = || find(Origin::Gateway, self.dialect.gateway);
        let near = if sub_code { gateway().or_else(endpoint) } else { endpoint().or_else(gateway) };
        near.or_else(|| self.explain_globally(code))
    }

    /// What is known of a code that is of no single endpoint.
    fn explain_globally(&self, code: &Code) -> Option<(Origin, &'static CodeEntry)> {
        let found = self.dialect.global.binary_search_by(|entry| entry.code.cmp(code)).ok()?;
        self.dialect.global.get(found).map(|entry| (Origin::Global, entry))
    }
}
