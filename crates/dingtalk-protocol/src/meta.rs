//! The static tables that describe an endpoint. Generated code writes them once; the runtime, the
//! checks and the mock server look up everything in them. Nothing here acts.
//!
//! The enums are exhaustive: whoever reads a table is released together with this crate, and a new
//! case must not pass by unseen.

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

/// What an endpoint wants to see before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    /// An access token in the query parameter of this name.
    Query(&'static str),
    /// Nothing: an endpoint that hands out tokens.
    None,
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
