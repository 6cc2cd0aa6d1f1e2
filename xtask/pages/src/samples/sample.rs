//! What a sample sends, gathered while it is read.

use super::form;
use crate::lenient_json::Value;
use crate::vocabulary::Language;
use crate::vocabulary::naming::fold_name;
use xtask::spec::Encoding;

/// What a sample sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    /// The language that it is written in.
    pub(crate) language: Language,
    /// The HTTP method, if the sample says or implies it.
    pub(crate) method: Option<String>,
    /// The URL without its query.
    pub(crate) url: Option<String>,
    /// How the body is encoded, if the sample says or implies it.
    pub(crate) encoding: Option<Encoding>,
    /// Whether the body is `multipart/form-data`, which has no [`Encoding`].
    pub(crate) multipart: bool,
    /// The headers.
    pub(crate) headers: Vec<(String, String)>,
    /// The query parameters, without the access token.
    pub(crate) query: Vec<(String, Value)>,
    /// The body, an object, without the access token. [`Value::Null`] in it says that the sample
    /// has something there without showing what.
    pub(crate) body: Option<Value>,
    /// Whether the names are those of the request. Where they are not, they are guesses from names
    /// of a programming language; compare them by [`fold_name`].
    pub(crate) exact_names: bool,
    /// All objects of a class, with the class: programs forget to send some that they fill.
    pub(crate) classes: Vec<(String, Value)>,
    /// The texts that a program gives to members, by name, also those that others take the place of.
    pub(crate) texts: Vec<(String, String)>,
}

impl Sample {
    pub(super) fn new(language: Language) -> Self {
        Self {
            language,
            method: None,
            url: None,
            encoding: None,
            multipart: false,
            headers: Vec::new(),
            query: Vec::new(),
            body: None,
            exact_names: true,
            classes: Vec::new(),
            texts: Vec::new(),
        }
    }

    /// Adds members to the body.
    pub(super) fn add_to_body(&mut self, members: Vec<(String, Value)>) {
        match &mut self.body {
            Some(Value::Object(own)) => own.extend(members),
            body => *body = Some(Value::Object(members)),
        }
    }

    /// Takes a URL apart.
    pub(super) fn set_url(&mut self, url: &str) {
        let (url, query) = url.split_once('?').unwrap_or((url, ""));
        self.url = Some(url.to_owned());
        self.query.extend(form::pairs(query, form::Escapes::Percent));
    }

    /// Takes a header, and what it says of the body.
    pub(super) fn add_header(&mut self, line: &str) {
        let Some((name, value)) = line.split_once(':') else { return };
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("content-type") {
            let value = value.to_ascii_lowercase();
            self.multipart |= value.contains("multipart/");
            if value.contains("json") {
                self.encoding = Some(Encoding::Json);
            } else if value.contains("x-www-form-urlencoded") {
                self.encoding = Some(Encoding::Form);
            }
        }
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    pub(super) fn move_body_to_query(&mut self) {
        if let Some(Value::Object(members)) = self.body.take() {
            self.query.extend(members);
        }
    }

    /// The sample without what all requests carry; none if it says nothing of a request.
    pub(super) fn finished(mut self) -> Option<Self> {
        // A GET has no body, whatever is given to the command or the client.
        if self.method.as_deref() == Some("GET") && self.encoding != Some(Encoding::Json) {
            self.move_body_to_query();
        }
        self.query.retain(|(name, _)| !is_access_token(name));
        if let Some(Value::Object(members)) = &mut self.body {
            members.retain(|(name, _)| !is_access_token(name));
        }
        if !matches!(self.body, Some(Value::Object(_))) {
            self.body = None;
        }
        let says = self.url.is_some() || self.body.is_some() || !self.query.is_empty();
        says.then_some(self)
    }
}

fn is_access_token(name: &str) -> bool {
    fold_name(name) == "accesstoken"
}
