//! The format's only definition: what a file may hold, in the order in which it is printed.

use std::collections::HashMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::place::{At, Map, lines};

/// Declares an enumeration of the format: each variant with its word.
macro_rules! enumeration {
    ($(#[$meta:meta])* $name:ident { $($(#[$attribute:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
        pub enum $name {
            $($(#[$attribute])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word of the format.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// All specs of a folder.
#[derive(Debug, Default)]
pub struct Specs {
    /// What all endpoints share.
    pub common: Common,
    /// The codes of the vendor's global table.
    pub global: Global,
    /// The endpoints, by path.
    pub endpoints: Vec<Located>,
    /// Where each endpoint is among them, by its name.
    by_name: HashMap<String, usize>,
}

impl Specs {
    /// Specs that were read one by one.
    #[must_use]
    pub fn of(common: Common, endpoints: Vec<Located>) -> Self {
        let mut specs = Self { common, ..Self::default() };
        for endpoint in endpoints {
            specs.add(endpoint);
        }
        specs
    }

    pub(super) fn add(&mut self, endpoint: Located) {
        self.by_name.insert(endpoint.name.clone(), self.endpoints.len());
        self.endpoints.push(endpoint);
    }

    /// The endpoint of a name.
    #[must_use]
    pub fn endpoint(&self, name: &str) -> Option<&Located> {
        self.by_name.get(name).and_then(|at| self.endpoints.get(*at))
    }
}

/// An endpoint's spec and the file it was read from.
#[derive(Debug)]
pub struct Located {
    /// The index of the file among those that were loaded.
    pub file: usize,
    /// The path below the spec folder without its ending, such as `extcontact/get`.
    pub name: String,
    /// The spec.
    pub spec: Endpoint,
}

/// What all endpoints share: `common.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// The servers that answer, by the name of their site.
    pub hosts: Map<At<String>>,
    /// What proves who calls.
    pub credential: Credential,
    /// The members that every answer may have beside its payload.
    pub envelope: Map<Field>,
    /// The codes that any endpoint may answer.
    #[serde(default)]
    pub errors: Map<ErrorCode>,
    /// The index of the file among those that were loaded.
    #[serde(skip)]
    pub file: usize,
}

/// The codes of the vendor's global table: `global-errors.yaml`, which may be missing.
#[derive(Debug, Default)]
pub struct Global {
    /// The codes.
    pub codes: Map<GlobalCode>,
    /// The index of the file among those that were loaded.
    pub file: usize,
}

/// What proves who calls.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// The name of the parameter.
    pub name: At<String>,
    /// Where it stands.
    #[serde(rename = "in")]
    pub place: At<CredentialPlace>,
    /// Its type, as pages say it.
    #[serde(rename = "type")]
    pub page_type: At<String>,
    /// An example value.
    pub example: Option<At<String>>,
    /// What it is, in our own words.
    pub doc: Option<At<String>>,
}

enumeration! {
    /// Where a credential stands.
    #[derive(Default)]
    CredentialPlace {
        /// In the query string.
        #[default]
        Query = "query",
    }
}

/// One endpoint: one file, one documentation page.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The Rust name, only where it is not the one that follows from the file's name.
    pub name: Option<At<String>>,
    /// Where the page is: either language or both.
    pub docs: At<Docs>,
    /// What the endpoint does: one sentence in our own words.
    pub summary: At<String>,
    /// The HTTP method.
    pub method: At<Method>,
    /// The path of the URL.
    pub path: At<String>,
    /// What proves who calls; the credential of `common.yaml` unless it says `none`.
    pub credential: Option<At<CredentialUse>>,
    /// How the body is written; `json` unless the page's own sample is a complete form of scalars.
    pub encoding: Option<At<Encoding>>,
    /// The kinds of apps that may call it.
    #[serde(default)]
    pub apps: Vec<At<App>>,
    /// The permissions that an app needs.
    #[serde(default)]
    pub permissions: Vec<At<String>>,
    /// Whether a request may be sent again when its answer is lost; what nobody decided counts as
    /// `false`.
    pub idempotent: Option<At<bool>>,
    /// The parameters in the query string, less the credential.
    #[serde(default)]
    pub query: Map<Field>,
    /// The members of the body.
    #[serde(default)]
    pub body: Map<Field>,
    /// The members of the answer beside the envelope, in the page's order.
    #[serde(default)]
    pub response: Map<Field>,
    /// What a call returns: a key of `response`, `response` (all of it) or `nothing`.
    pub returns: At<String>,
    /// How to get the next page of a list.
    pub pagination: Option<At<Pagination>>,
    /// The object types of the page, by the page's name.
    #[serde(default)]
    pub types: Map<Type>,
    /// The error codes of the page.
    #[serde(default)]
    pub errors: Map<ErrorCode>,
    /// Requests with their answers.
    #[serde(default)]
    pub examples: Vec<At<Example>>,
    /// Where this file knows better than its page.
    #[serde(default)]
    pub departs: Vec<At<Departure>>,
}

impl Endpoint {
    /// Whether the spec says that a request may be sent again.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.idempotent.as_ref().is_some_and(|it| it.value)
    }
}

/// Where a documentation page is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Docs {
    /// The English page.
    pub en: Option<At<String>>,
    /// The Chinese page.
    pub zh: Option<At<String>>,
}

enumeration! {
    /// An HTTP method.
    Method {
        /// `DELETE`
        Delete = "DELETE",
        /// `GET`
        Get = "GET",
        /// `PATCH`
        Patch = "PATCH",
        /// `POST`
        Post = "POST",
        /// `PUT`
        Put = "PUT",
    }
}

enumeration! {
    /// How a body is written.
    #[derive(Default)]
    Encoding {
        /// `application/x-www-form-urlencoded`
        Form = "form",
        /// `application/json`
        #[default]
        Json = "json",
    }
}

enumeration! {
    /// Whether an endpoint wants the credential of `common.yaml`.
    #[derive(Default)]
    CredentialUse {
        /// It does.
        #[default]
        AccessToken = "access_token",
        /// It hands out tokens itself.
        None = "none",
    }
}

enumeration! {
    /// A kind of app.
    App {
        /// Built by an organization for itself.
        Internal = "internal",
        /// Built by a vendor for organizations.
        ThirdParty = "third_party",
        /// Built for individuals.
        Personal = "personal",
    }
}

/// A parameter or a member.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its type, in the page's own words.
    #[serde(rename = "type")]
    pub page_type: At<String>,
    /// The Rust name, only where it is not the one that follows from the wire name.
    pub name: Option<At<String>>,
    /// In a request: whether it must be given. In a response: whether every answer has it, which
    /// the examples must prove.
    pub required: Option<At<bool>>,
    /// Whether its value must never be shown.
    pub secret: Option<At<bool>>,
    /// A value type that gives the bare type a meaning.
    pub format: Option<At<Format>>,
    /// The fewest characters of a text.
    pub min_length: Option<At<u64>>,
    /// The most characters of a text.
    pub max_length: Option<At<u64>>,
    /// The most items of a list.
    pub max_items: Option<At<u64>>,
    /// An example value.
    pub example: Option<At<Value>>,
    /// The smallest number.
    pub min: Option<At<i64>>,
    /// The largest number.
    pub max: Option<At<i64>>,
    /// Fields that must be given when this one is.
    #[serde(default)]
    pub together_with: Vec<At<String>>,
    /// What it means, in our own words.
    pub doc: Option<At<String>>,
    /// A kind of app that does not get this member.
    pub absent_for: Option<At<App>>,
}

impl Field {
    /// Whether the spec says that it is required.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required.as_ref().is_some_and(|it| it.value)
    }

    /// Whether the spec says that it is secret.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.secret.as_ref().is_some_and(|it| it.value)
    }
}

enumeration! {
    /// A value type of the protocol crate.
    Format {
        /// A colour as a signed 32-bit number.
        Argb = "argb",
    }
}

/// An object type of a page.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Type {
    /// The Rust name, only where it is not the page's.
    pub name: Option<At<String>>,
    /// What it is, in our own words.
    pub doc: Option<At<String>>,
    /// The endpoint that has the same type under the same name.
    pub same_as: Option<At<String>>,
    /// Its members, in the page's order.
    #[serde(default)]
    pub fields: Map<Field>,
}

/// An error code of a page.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorCode {
    /// The Rust name, in upper camel case.
    pub name: At<String>,
    /// The server's short message.
    pub message: At<Message>,
    /// What can be done about it; left out where the code alone does not tell.
    pub class: Option<At<Class>>,
    /// What the caller should do: one sentence in our own words.
    pub remedy: Option<At<String>>,
}

/// A code of the global table, which has no name in Rust.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GlobalCode {
    /// The server's short message.
    pub message: At<Message>,
    /// What can be done about it; left out where the code alone does not tell.
    pub class: Option<At<Class>>,
    /// What the caller should do: one sentence in our own words.
    pub remedy: Option<At<String>>,
}

/// A short message of the server, as it comes in each language.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// In English.
    pub en: Option<At<String>>,
    /// In Chinese.
    pub zh: Option<At<String>>,
}

enumeration! {
    /// What can be done about an error.
    Class {
        /// The server could not, for now.
        Transient = "transient",
        /// Too many calls in a one-second window.
        Throttled = "throttled",
        /// The access token is expired or invalid.
        Token = "token",
        /// The app's key, secret or kind of token is wrong.
        Credentials = "credentials",
        /// The app may not do this.
        Permission = "permission",
        /// What the request names does not exist.
        NotFound = "not_found",
        /// The request contradicts what is there.
        Conflict = "conflict",
        /// The request is malformed.
        Invalid = "invalid",
        /// A limit on volume is used up.
        Quota = "quota",
    }
}

/// How to get the next page of a list.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pagination {
    /// How pages are asked for.
    pub style: At<PaginationStyle>,
    /// The parameter that says where a page starts.
    pub offset: At<String>,
    /// The parameter that says how many items a page has.
    pub size: At<String>,
    /// The key of `response` that holds the items.
    pub items: At<String>,
}

enumeration! {
    /// How pages are asked for.
    PaginationStyle {
        /// By the number of items before the page; an empty page is the end.
        Offset = "offset",
    }
}

/// A request with its answer.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Where it is from.
    pub from: At<Provenance>,
    /// The parameters of the request, query and body together, as one JSON object.
    #[serde(serialize_with = "lines")]
    pub request: Option<At<String>>,
    /// The answer, as JSON.
    #[serde(serialize_with = "lines")]
    pub response: Option<At<String>>,
    /// Which values were made legible, each with what was wrong.
    #[serde(default)]
    pub repaired: Vec<Map<At<String>>>,
}

enumeration! {
    /// Where an example is from.
    Provenance {
        /// The documentation page.
        Docs = "docs",
        /// An answer of the service, with private values replaced.
        Recorded = "recorded",
    }
}

/// A place where this file knows better than its page.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Departure {
    /// The path of keys in this file.
    pub at: At<String>,
    /// Why, in our own words.
    pub why: At<String>,
    /// The day it was found, as `YYYY-MM-DD`.
    pub since: At<String>,
}
