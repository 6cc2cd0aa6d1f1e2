//! The bindings as serde's derive would have them, written from the generator's resolved model: the
//! same types, the same documentation, the same error codes, and a client of async functions.

use xtask::api::{Api, Code, Endpoint, ErrorCode, Field, Group, Presence, Record, Returns, Type};

/// A file of a crate.
pub(crate) struct Text {
    /// Its path below the crate's folder.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// The files of the models crate, by paths below its `src`.
pub(crate) fn models(api: &Api) -> Vec<Text> {
    let mut files = vec![file("src/lib.rs".to_owned(), root(api, "The models, derived."))];
    for group in &api.groups {
        let modules = group.endpoints.iter().map(|it| format!("pub mod {};\n", last(it)));
        let text = format!("//! The endpoints of `{}`.\n\n", group.folder);
        let path = format!("src/{}.rs", group.module);
        files.push(file(path, text + &modules.collect::<String>()));
        for endpoint in &group.endpoints {
            files.push(file(format!("src/{}.rs", endpoint.module.join("/")), module(endpoint)));
        }
    }
    files
}

/// The files of the client crate.
pub(crate) fn client(api: &Api) -> Vec<Text> {
    let accessors = api.groups.iter().map(|group| {
        let (module, accessor) = (&group.module, &group.accessor);
        format!(
            "    /// The calls of `{module}`.\n    #[must_use]\n    pub fn {module}(&self) -> {module}::{accessor}<'_> {{\n        {module}::{accessor}(self)\n    }}\n"
        )
    });
    let lib = format!(
        "{}{CLIENT}\nimpl Client {{\n{}}}\n",
        root(api, "The client, with async functions."),
        accessors.collect::<String>()
    );
    let mut files = vec![file("src/lib.rs".to_owned(), lib)];
    let groups = api.groups.iter();
    files.extend(groups.map(|it| file(format!("src/{}.rs", it.module), calls(it))));
    files
}

fn file(path: String, text: String) -> Text {
    Text { path, text }
}

/// The attributes and the modules of a crate; pages decide how many members there are.
fn root(api: &Api, what: &str) -> String {
    let modules = api.groups.iter().map(|group| format!("pub mod {};\n", group.module));
    format!("//! {what}\n#![allow(clippy::all)]\n\n{}", modules.collect::<String>())
}

fn last(endpoint: &Endpoint) -> &str {
    endpoint.module.last().map_or("", String::as_str)
}

/// The module of an endpoint: request, answer with its envelope, types, codes.
fn module(endpoint: &Endpoint) -> String {
    let head = format!("//! {}\n\nuse serde::{{Deserialize, Serialize}};\n", endpoint.summary);
    let request = structure(&endpoint.request, "") + &making(&endpoint.request);
    let types = endpoint.types.iter().map(|record| structure(record, ""));
    let answer = structure(&endpoint.response, ENVELOPE) + &types.collect::<String>();
    head + &request + &answer + &codes(&endpoint.name, &endpoint.codes)
}

/// The members that every answer shares.
const ENVELOPE: &str = "    /// The outcome.
    pub errcode: i64,
    /// The outcome in words.
    #[serde(default)]
    pub errmsg: Option<String>,
    /// The server's id of this request.
    #[serde(default)]
    pub request_id: Option<String>,
";

fn structure(record: &Record, more: &str) -> String {
    let fields: String = record.fields.iter().map(member).collect();
    format!(
        "\n/// {}\n#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n#[non_exhaustive]\npub struct {} {{\n{more}{fields}}}\n",
        record.doc, record.name
    )
}

fn member(field: &Field) -> String {
    let rename = (field.name != field.wire).then(|| format!("rename = \"{}\"", field.wire));
    let default = (field.presence != Presence::Required).then(|| "default".to_owned());
    let serde: Vec<String> = rename.into_iter().chain(default).collect();
    let serde = if serde.is_empty() {
        String::new()
    } else {
        format!("    #[serde({})]\n", serde.join(", "))
    };
    format!("{}{serde}    pub {}: {},\n", doc(field), field.name, member_type(field))
}

fn doc(field: &Field) -> String {
    let example = field.example.as_ref().map(|it| format!(", for example `{it}`"));
    format!(
        "    /// {}\n    ///\n    /// `{}` on the page{}.\n",
        field.doc,
        field.page_type,
        example.unwrap_or_default()
    )
}

fn member_type(field: &Field) -> String {
    let ty = rust_type(&field.ty);
    if field.presence == Presence::Optional { format!("Option<{ty}>") } else { ty }
}

fn rust_type(ty: &Type) -> String {
    match ty {
        Type::String | Type::Secret => "String".to_owned(),
        Type::Integer => "i64".to_owned(),
        Type::Decimal => "f64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Json => "serde_json::Value".to_owned(),
        Type::Argb => "i32".to_owned(),
        Type::List(item) => format!("Vec<{}>", rust_type(item)),
        Type::Record(name) => name.clone(),
    }
}

/// `new` and the setters.
fn making(record: &Record) -> String {
    let parameters: Vec<String> = record
        .required()
        .map(|field| format!("{}: impl Into<{}>", field.name, rust_type(&field.ty)))
        .collect();
    let given = record.required().map(|field| format!("{0}: {0}.into(), ", field.name));
    let absent = record.optional().map(|field| format!("{}: None, ", field.name));
    let values: String = given.chain(absent).collect();
    let setters = record.optional().map(|field| {
        format!(
            "{}    #[must_use]\n    pub fn {1}(mut self, {1}: impl Into<{2}>) -> Self {{\n        self.{1} = Some({1}.into());\n        self\n    }}\n",
            doc(field),
            field.name,
            rust_type(&field.ty)
        )
    });
    format!(
        "\nimpl {} {{\n    /// With what is required.\n    #[must_use]\n    pub fn new({}) -> Self {{\n        Self {{ {values} }}\n    }}\n{}}}\n",
        record.name,
        parameters.join(", "),
        setters.collect::<String>()
    )
}

fn codes(endpoint: &str, codes: &[ErrorCode]) -> String {
    let constants = codes.iter().map(|code| {
        let value = match &code.entry.code {
            Code::Number(number) => number.to_string(),
            Code::Text(_) => "0".to_owned(),
        };
        format!(
            "    /// {value}: `{}`\n    ///\n    /// {}\n    pub const {}: Self = Self({value});\n",
            code.entry.message, code.entry.remedy, code.name
        )
    });
    format!(
        "\n/// An error code of `{endpoint}`.\n#[derive(Clone, Debug, PartialEq, Eq, Hash)]\npub struct ErrorCode(pub i64);\n\nimpl ErrorCode {{\n{}}}\n",
        constants.collect::<String>()
    )
}

fn calls(group: &Group) -> String {
    let (module, accessor) = (&group.module, &group.accessor);
    let methods: String = group.endpoints.iter().map(call).collect();
    format!(
        "//! The calls of `{module}`.\n\nuse derive_models::{module} as models;\n\nuse crate::{{Client, Error}};\n\n/// The calls of `{module}`.\n#[derive(Clone, Copy, Debug)]\npub struct {accessor}<'c>(pub(crate) &'c Client);\n\nimpl {accessor}<'_> {{\n{methods}}}\n"
    )
}

fn call(endpoint: &Endpoint) -> String {
    let (method, module, path) = (&endpoint.method, last(endpoint), &endpoint.path);
    let (output, value) = match &endpoint.returns {
        Returns::Key { key, ty: Type::Record(name) } => {
            (format!("models::{module}::{name}"), format!("answer.{key}.ok_or(Error::Missing)"))
        }
        Returns::Key { .. } | Returns::Whole | Returns::Nothing => {
            (format!("models::{module}::Response"), "Ok(answer)".to_owned())
        }
    };
    let codes = endpoint.codes.iter().map(|code| {
        format!("    /// - `{}`: `{}`. {}\n", code.name, code.entry.message, code.entry.remedy)
    });
    format!(
        "    /// {}\n    ///\n    /// # Errors\n    ///\n    /// The codes of its page are constants of `models::{module}::ErrorCode`:\n    ///\n{}    pub async fn {method}(&self, request: &models::{module}::Request) -> Result<{output}, Error> {{\n        let answer: models::{module}::Response = self.0.post(\"{path}\", request).await?;\n        if answer.errcode != 0 {{\n            return Err(Error::Api(answer.errcode, answer.errmsg));\n        }}\n        {value}\n    }}\n",
        endpoint.summary,
        codes.collect::<String>()
    )
}

/// What all calls of the twin share.
const CLIENT: &str = r#"
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why a call failed.
#[derive(Debug)]
pub enum Error {
    /// The request could not be sent, or nothing came back.
    Transport(reqwest::Error),
    /// What came back could not be read.
    Decode(serde_json::Error),
    /// The server said no.
    Api(i64, Option<String>),
    /// The answer lacks what was asked for.
    Missing,
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Decode(error)
    }
}

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Client {
    /// A client of a server.
    #[must_use]
    pub fn new(http: reqwest::Client, base: String, token: String) -> Self {
        Self { http, base, token }
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, request: &impl Serialize) -> Result<T, Error> {
        let url = format!("{}{path}?access_token={}", self.base, self.token);
        let body = serde_json::to_vec(request)?;
        let request = self.http.post(url).header("content-type", "application/json").body(body);
        let bytes = request.send().await?.error_for_status()?.bytes().await?;
        Ok(serde_json::from_slice(&bytes)?)
    }
}
"#;
