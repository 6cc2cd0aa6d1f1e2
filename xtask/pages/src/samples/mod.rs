//! Samples of requests, read into what they send: a witness of the request's nesting.
//!
//! Nothing is run. `curl` lines and HTTP messages are taken apart; programs are read statement by
//! statement, as far as they build and fill objects. What a statement does otherwise is passed over.

mod form;
mod message;
mod objects;
mod program;
mod shell;
mod state;
mod token;

#[cfg(test)]
mod tests;

use crate::document::Code;
use crate::lenient_json::{self, Value};
use crate::vocabulary::Language;
use crate::vocabulary::naming::fold_name;
use xtask::spec::Encoding;

/// Of a longer sample, this many bytes are read.
const LENGTH: usize = 1 << 20;

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
    fn new(language: Language) -> Self {
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
    fn add_to_body(&mut self, members: Vec<(String, Value)>) {
        match &mut self.body {
            Some(Value::Object(own)) => own.extend(members),
            body => *body = Some(Value::Object(members)),
        }
    }

    /// Takes a URL apart.
    fn set_url(&mut self, url: &str) {
        let (url, query) = url.split_once('?').unwrap_or((url, ""));
        self.url = Some(url.to_owned());
        self.query.extend(form::pairs(query, form::Escapes::Percent));
    }

    /// Takes a header, and what it says of the body.
    fn add_header(&mut self, line: &str) {
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

    fn move_body_to_query(&mut self) {
        if let Some(Value::Object(members)) = self.body.take() {
            self.query.extend(members);
        }
    }

    /// The sample without what all requests carry; none if it says nothing of a request.
    fn finished(mut self) -> Option<Self> {
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

/// Reads a sample; none if it says nothing of a request.
pub(crate) fn read(code: &Code, language: Language) -> Option<Sample> {
    let text = beginning(&code.text);
    let sample = match language {
        Language::Curl | Language::Text | Language::Json => read_plain(&code.text, language),
        Language::Go => return None,
        _ => program::read(text, language),
    };
    sample.finished()
}

/// Reads a text as a sample in each language, and returns in how many it is one. Fuzzing looks for
/// texts that break a reader.
#[must_use]
pub fn read_in_all_languages(text: &str) -> usize {
    let code = Code { line: 1, language: None, text: text.to_owned() };
    let samples = LANGUAGES.into_iter().filter(|language| read(&code, *language).is_some());
    samples.count()
}

/// The languages, those alike once.
const LANGUAGES: [Language; 6] = [
    Language::Curl,
    Language::Java,
    Language::Python,
    Language::Php,
    Language::Csharp,
    Language::Node,
];

/// A command, an HTTP message or JSON: the labels of pages do not tell them apart.
fn read_plain(text: &str, language: Language) -> Sample {
    let beginning = beginning(text);
    if let Some(command) = shell::command(beginning) {
        return shell::read(command, language);
    }
    if message::is_message(beginning) {
        return message::read(beginning, language);
    }
    let mut sample = Sample::new(language);
    sample.body = lenient_json::read(text).value;
    sample
}

fn beginning(text: &str) -> &str {
    let mut end = LENGTH.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn is_access_token(name: &str) -> bool {
    fold_name(name) == "accesstoken"
}
