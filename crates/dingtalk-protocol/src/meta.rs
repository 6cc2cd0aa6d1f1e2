//! The static tables that describe endpoints. Generated code writes them; the runtime and the mock
//! server read them.
//!
//! The enums are exhaustive. All crates that read a table are released together with this one, and
//! each of them must handle a new case.

use crate::code::{Code, CodeEntry, Origin};
use crate::shape::Shape;

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

/// What an endpoint requires before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    /// An access token in the query parameter of this name.
    Query(&'static str),
    /// Nothing. Endpoints that return tokens have no credential.
    None,
}

/// A kind of app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum App {
    /// An app of one's own organization.
    Internal,
    /// An app for other organizations, which authorize it.
    ThirdParty,
    /// An app of a person.
    Personal,
}

/// Which part of an answer is its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Returns {
    /// The value of this top-level key.
    Key(&'static str),
    /// All members beside the envelope.
    Whole,
    /// Nothing. The answer only says whether the call succeeded.
    Nothing,
}

/// The description of an endpoint, beside its types.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// Its name: the path of its spec file without the extension, such as `extcontact/get`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path of the URL, with a leading slash.
    pub path: &'static str,
    /// How the body is written.
    pub encoding: Encoding,
    /// Whether it requires an access token.
    pub access_token: bool,
    /// Whether a request may be sent again when its answer is lost.
    pub idempotent: bool,
    /// The members of a request.
    pub request: &'static Shape,
    /// The top-level members of an answer beside the envelope.
    pub response: &'static Shape,
    /// Which of these members is the payload.
    pub returns: Returns,
    /// The error codes of its page.
    pub codes: &'static [CodeEntry],
    /// The kinds of apps that may call it. Empty if the page does not say.
    pub apps: &'static [App],
    /// What all endpoints of its dialect share.
    pub dialect: &'static Dialect,
}

/// What all endpoints of a dialect share.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// The query parameter that carries an access token.
    pub access_token: &'static str,
    /// The error codes that any endpoint may answer.
    pub gateway: &'static [CodeEntry],
    /// The error codes that belong to no single endpoint, sorted by number.
    pub global: &'static [CodeEntry],
}

impl Meta {
    /// What the endpoint requires before it answers.
    #[must_use]
    pub const fn credential(&self) -> Credential {
        if self.access_token {
            Credential::Query(self.dialect.access_token)
        } else {
            Credential::None
        }
    }

    /// Looks up a code. Returns where it is documented and what is known of it.
    ///
    /// The same number means different things in different places: 90002 is throttling as `sub_code`
    /// of an 88, and an empty key at `/gettoken`. A `sub_code` is therefore looked up in the gateway's
    /// table first, and any other code in the endpoint's. Codes that neither has are looked up in the
    /// global table.
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

    /// Looks up a code in the global table.
    fn explain_globally(&self, code: &Code) -> Option<(Origin, &'static CodeEntry)> {
        let found = self.dialect.global.binary_search_by(|entry| entry.code.cmp(code)).ok()?;
        self.dialect.global.get(found).map(|entry| (Origin::Global, entry))
    }
}
