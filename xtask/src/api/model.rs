//! What the bindings are made of. Every name, type and order in it is decided.

use std::collections::BTreeMap;
use std::fmt;

use crate::spec::{App, Class, CredentialUse, Encoding, Method};

/// All bindings.
#[derive(Debug)]
pub struct Api {
    /// Where the spec says what all endpoints share.
    pub common: Source,
    /// The parameter that carries the credential.
    pub credential: String,
    /// The hosts, with their addresses. The runtime has its own, by hand.
    pub hosts: Vec<Fact>,
    /// The members of the envelope, with types and meanings. The protocol crate reads it, by hand.
    pub envelope: Vec<Fact>,
    /// The codes that any endpoint may answer.
    pub gateway: Vec<ErrorCode>,
    /// The codes of the vendor's global table, by number.
    pub global: Vec<CodeEntry>,
    /// The groups, by name.
    pub groups: Vec<Group>,
    /// The endpoints without a group, by name.
    pub ungrouped: Vec<Endpoint>,
    /// The modules of the models that hold other modules, by path.
    pub folders: Vec<Folder>,
}

impl Api {
    /// The folder of the specs.
    #[must_use]
    pub fn spec_folder(&self) -> &str {
        self.common.path.rsplit_once('/').map_or("spec", |(folder, _)| folder)
    }

    /// The file of the global table; the folder of the specs where there is none.
    #[must_use]
    pub fn global_source(&self) -> &str {
        self.global.first().map_or_else(|| self.spec_folder(), |entry| &entry.source.path)
    }

    /// All endpoints, those without a group first.
    pub fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.ungrouped.iter().chain(self.groups.iter().flat_map(|group| &group.endpoints))
    }
}

/// A folder of endpoints: a cargo feature, a module and an accessor of the client.
#[derive(Debug)]
pub struct Group {
    /// The name of the folder.
    pub folder: String,
    /// The module, which is the accessor too.
    pub module: String,
    /// The type that the accessor returns.
    pub accessor: String,
    /// The modules of other groups whose types it shares.
    pub needs: Vec<String>,
    /// The endpoints, by name.
    pub endpoints: Vec<Endpoint>,
}

/// A module that holds other modules.
#[derive(Debug)]
pub struct Folder {
    /// The folder of the specs.
    pub specs: String,
    /// The module, from the crate's root.
    pub module: Vec<String>,
    /// The modules that it holds.
    pub children: Vec<String>,
}

/// One endpoint.
#[derive(Debug)]
pub struct Endpoint {
    /// Where the spec says it.
    pub source: Source,
    /// The lines of what it says of itself, by the keys of the spec.
    pub lines: BTreeMap<String, usize>,
    /// The path of the spec file without its ending, such as `extcontact/get`.
    pub name: String,
    /// The module that holds its types, from the crate's root.
    pub module: Vec<String>,
    /// The method of the client.
    pub method: String,
    /// What it does.
    pub summary: String,
    /// The English page.
    pub docs_en: Option<String>,
    /// The Chinese page.
    pub docs_zh: Option<String>,
    /// The HTTP method.
    pub http_method: Method,
    /// The path of the URL.
    pub path: String,
    /// How the body is written.
    pub encoding: Encoding,
    /// Whether it wants the credential.
    pub credential: CredentialUse,
    /// The kinds of apps that may call it.
    pub apps: Vec<App>,
    /// The permissions that an app needs.
    pub permissions: Vec<String>,
    /// Whether a request may be sent again when its answer is lost.
    pub idempotent: bool,
    /// The request.
    pub request: Record,
    /// The answer's top-level members beside the envelope.
    pub response: Record,
    /// What a call returns.
    pub returns: Returns,
    /// The types of its page.
    pub types: Vec<Record>,
    /// The types that it shares with another endpoint.
    pub shared: Vec<Shared>,
    /// The error codes of its page.
    pub codes: Vec<ErrorCode>,
    /// How to get the next page of a list.
    pub pagination: Option<Pagination>,
}

impl Endpoint {
    /// The call of the endpoint, as a caller writes it.
    #[must_use]
    pub fn call(&self) -> String {
        let group = match &self.module[..] {
            [group, _, ..] => format!(".{group}()"),
            _ => String::new(),
        };
        format!("client{group}.{}(…)", self.method)
    }

    /// Where the spec has a key; its first line where it leaves the key out.
    #[must_use]
    pub fn place(&self, key: &str) -> Source {
        let line = self.lines.get(key).copied().unwrap_or(1);
        Source { path: self.source.path.clone(), line }
    }
}

/// A place in a spec file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file, such as `spec/extcontact/get.yaml`.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
}

/// Something that a spec says and no generated item shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Where it says it.
    pub source: Source,
    /// What it is about.
    pub name: String,
    /// What it says.
    pub says: String,
}

/// What a call returns.
#[derive(Debug)]
pub enum Returns {
    /// The value of a key.
    Key {
        /// The key.
        key: String,
        /// Its type.
        ty: Type,
    },
    /// All members beside the envelope.
    Whole,
    /// Nothing.
    Nothing,
}

/// Whether a type is written or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// A caller builds it.
    Request,
    /// An answer holds it.
    Response,
}

/// An object type.
#[derive(Debug)]
pub struct Record {
    /// Where the spec says it.
    pub source: Source,
    /// The name on the page; that of the Rust type for requests and responses.
    pub page_name: String,
    /// The Rust name.
    pub name: String,
    /// Whether it is written or read.
    pub direction: Direction,
    /// What it is.
    pub doc: String,
    /// Its members, in the page's order; for a request the query's first.
    pub fields: Vec<Field>,
    /// How a caller makes one.
    pub construction: Construction,
}

impl Record {
    /// The members that must be given.
    pub fn required(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.presence == Presence::Required)
    }

    /// The members that may be left out.
    pub fn optional(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.presence != Presence::Required)
    }
}

/// How a value of a type is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Construction {
    /// It has no required members: `Default`, and `new()` where a caller builds it.
    Default,
    /// `new(a, b)` takes the required members.
    New,
    /// A struct of this name holds exactly the required members.
    Init(String),
    /// Only answers hold it.
    Decoded,
}

/// A member of an object.
#[derive(Debug)]
pub struct Field {
    /// Where the spec says it.
    pub source: Source,
    /// The name on the wire.
    pub wire: String,
    /// The Rust name.
    pub name: String,
    /// Where it stands in a request.
    pub place: Place,
    /// The type, as the page writes it.
    pub page_type: String,
    /// The type in Rust, less what `presence` adds.
    pub ty: Type,
    /// How a caller passes it.
    pub passing: Passing,
    /// Whether it may be left out.
    pub presence: Presence,
    /// Whether the table says that it is required.
    pub required: bool,
    /// What it means.
    pub doc: String,
    /// An example, as it is shown.
    pub example: Option<String>,
    /// The kind of app that does not get it.
    pub absent_for: Option<App>,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// What its value must keep to.
    pub limits: Limits,
}

impl Field {
    /// The type of the member in Rust, as the module of the endpoint names it.
    #[must_use]
    pub fn rust(&self) -> String {
        match self.presence {
            Presence::Required | Presence::List => self.ty.rust(),
            Presence::Optional => format!("Option<{}>", self.ty.rust()),
        }
    }
}

/// Where a field stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the body, or inside an object.
    Body,
    /// In the query string.
    Query,
}

/// What a value must keep to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The fewest characters.
    pub min_length: Option<u64>,
    /// The most characters.
    pub max_length: Option<u64>,
    /// The smallest number.
    pub min: Option<i64>,
    /// The largest number.
    pub max: Option<i64>,
    /// The most items.
    pub max_items: Option<u64>,
    /// Fields that must be given too.
    pub together_with: Vec<String>,
}

/// Whether a value may be left out, and what Rust makes of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is always there: the bare type.
    Required,
    /// It may be left out: an `Option`.
    Optional,
    /// It may be left out, which means an empty list: a `Vec` in an answer.
    List,
}

/// How a caller passes a value to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// As the type itself.
    Plain,
    /// As anything that becomes the type: `impl Into<T>`.
    Into,
    /// As anything that has its items: `impl IntoIterator<Item = T>`.
    Items,
    /// As anything whose items become its items: `impl IntoIterator<Item = impl Into<T>>`.
    IntoItems,
}

/// A type in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `String`
    String,
    /// `i64`
    Integer,
    /// `f64`
    Decimal,
    /// `bool`
    Boolean,
    /// `serde_json::Value`
    Json,
    /// The protocol crate's `Secret`.
    Secret,
    /// The protocol crate's `Argb`.
    Argb,
    /// `Vec`
    List(Box<Self>),
    /// An object type of the endpoint's module.
    Record(String),
}

impl Type {
    /// The type as reports show it: the Rust type, as the module of the endpoint names it.
    #[must_use]
    pub fn rust(&self) -> String {
        self.rust_from("")
    }

    /// The Rust type where `scope`, such as `models::get::`, leads to the module of the endpoint.
    #[must_use]
    pub fn rust_from(&self, scope: &str) -> String {
        match self {
            Self::String => "String".to_owned(),
            Self::Integer => "i64".to_owned(),
            Self::Decimal => "f64".to_owned(),
            Self::Boolean => "bool".to_owned(),
            Self::Json => "Value".to_owned(),
            Self::Secret => "Secret".to_owned(),
            Self::Argb => "Argb".to_owned(),
            Self::List(item) => format!("Vec<{}>", item.rust_from(scope)),
            Self::Record(name) => format!("{scope}{name}"),
        }
    }
}

/// A type that another endpoint has too.
#[derive(Debug)]
pub struct Shared {
    /// The Rust name here.
    pub name: String,
    /// The Rust name there.
    pub original: String,
    /// Whether a struct holds its required members, which is shared too.
    pub has_init: bool,
    /// The other endpoint's module, from the crate's root.
    pub module: Vec<String>,
}

/// A documented error code that has a constant.
#[derive(Debug)]
pub struct ErrorCode {
    /// The constant.
    pub name: String,
    /// What is documented of it.
    pub entry: CodeEntry,
}

/// What is documented of one error code.
#[derive(Debug)]
pub struct CodeEntry {
    /// Where the spec says it.
    pub source: Source,
    /// The code as it stands in the spec.
    pub code: Code,
    /// The server's message, in English where that is known.
    pub message: String,
    /// The server's message in the other language.
    pub message_zh: Option<String>,
    /// What can be done about it.
    pub class: Option<Class>,
    /// What the caller should do; empty where nothing is known.
    pub remedy: String,
}

/// An error code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A number.
    Number(i64),
    /// A word.
    Text(String),
}

impl Code {
    /// Reads a code as a spec writes it.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Text(text.to_owned()), Self::Number)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// How to get the next page of a list by offset and size.
#[derive(Debug)]
pub struct Pagination {
    /// The parameter that says where a page starts, as a Rust name.
    pub offset: String,
    /// The parameter that says how many items a page has, as a Rust name.
    pub size: String,
    /// The member of the answer that holds the items; `None` where it is what a call returns.
    pub items: Option<String>,
    /// The type of an item.
    pub item: Type,
    /// The size of a page where a caller sets none.
    pub default_size: i64,
}
