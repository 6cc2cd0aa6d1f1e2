//! `curl` commands.

use super::form;
use super::sample::Sample;
use crate::lenient_json::{self, Value};
use crate::vocabulary::Language;
use xtask::spec::Encoding;

/// The command in a text, from the word `curl` on.
pub(super) fn command(text: &str) -> Option<&str> {
    let (at, _) = text.match_indices("curl").find(|(at, _)| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || "$>`".contains(c))
            && text[at + 4..].starts_with(char::is_whitespace)
    })?;
    Some(&text[at..])
}

/// Reads a command.
pub(super) fn read(text: &str, language: Language) -> Sample {
    let mut words = Words { rest: text };
    let mut command = Command { sample: Sample::new(language), data: false, as_query: false };
    words.next();
    while let Some(word) = words.next().filter(|word| word != "curl") {
        match option(&word) {
            Some((option, "")) => {
                if let Some(value) = words.next() {
                    command.option(option, &value);
                }
            }
            Some((option, value)) => command.option(option, value),
            None => command.word(&word),
        }
    }
    command.finished()
}

/// An option with a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CurlOption {
    Method,
    Header,
    Data,
    RawData,
    Part,
    Url,
    /// It says nothing of the request.
    Other,
}

/// The options with a value, by their names.
const OPTIONS: [(&str, CurlOption); 23] = [
    ("--request", CurlOption::Method),
    ("--header", CurlOption::Header),
    ("--data-urlencode", CurlOption::RawData),
    ("--data-binary", CurlOption::Data),
    ("--data-ascii", CurlOption::Data),
    ("--data-raw", CurlOption::Data),
    ("--data", CurlOption::Data),
    ("--json", CurlOption::Data),
    ("--form-string", CurlOption::Part),
    ("--form", CurlOption::Part),
    ("--url", CurlOption::Url),
    ("--user-agent", CurlOption::Other),
    ("--user", CurlOption::Other),
    ("--output", CurlOption::Other),
    ("--cookie", CurlOption::Other),
    ("--max-time", CurlOption::Other),
    ("-X", CurlOption::Method),
    ("-H", CurlOption::Header),
    ("-d", CurlOption::Data),
    ("-F", CurlOption::Part),
    ("-u", CurlOption::Other),
    ("-o", CurlOption::Other),
    ("-b", CurlOption::Other),
];

/// The option that a word is, and the value in the same word.
fn option(word: &str) -> Option<(CurlOption, &str)> {
    OPTIONS.iter().find_map(|(name, option)| {
        let value = word.strip_prefix(name)?;
        let joined = if name.starts_with("--") { value.strip_prefix('=') } else { Some(value) };
        if value.is_empty() { Some((*option, "")) } else { joined.map(|value| (*option, value)) }
    })
}

/// What a command says of its request so far.
struct Command {
    sample: Sample,
    /// Whether there is data.
    data: bool,
    /// Whether the data goes into the query.
    as_query: bool,
}

impl Command {
    fn word(&mut self, word: &str) {
        match word {
            "-G" | "--get" => self.as_query = true,
            "-I" | "--head" => self.sample.method = Some("HEAD".to_owned()),
            _ if word.starts_with('-') || word.is_empty() => {}
            _ if self.sample.url.is_none() => self.sample.set_url(word),
            _ => {}
        }
    }

    fn option(&mut self, option: CurlOption, value: &str) {
        match option {
            CurlOption::Method => self.sample.method = Some(value.to_ascii_uppercase()),
            CurlOption::Header => self.sample.add_header(value),
            CurlOption::Url => self.sample.set_url(value),
            CurlOption::Data => self.data(value, form::Escapes::Percent),
            CurlOption::RawData => self.data(value, form::Escapes::None),
            CurlOption::Part => {
                self.data = true;
                self.sample.multipart = true;
                self.sample.add_to_body(form::pairs(value, form::Escapes::None));
            }
            CurlOption::Other => {}
        }
    }

    fn data(&mut self, value: &str, escapes: form::Escapes) {
        self.data = true;
        if !value.trim_start().starts_with(['{', '[', '｛']) {
            self.sample.encoding.get_or_insert(Encoding::Form);
            return self.sample.add_to_body(form::pairs(value, escapes));
        }
        self.sample.encoding.get_or_insert(Encoding::Json);
        if let Some(Value::Object(members)) = lenient_json::read(value).value {
            self.sample.add_to_body(members);
        }
    }

    /// The request, with what the command implies: data is posted.
    fn finished(mut self) -> Sample {
        let implied = if self.data && !self.as_query { "POST" } else { "GET" };
        self.sample.method.get_or_insert_with(|| implied.to_owned());
        if self.as_query {
            self.sample.move_body_to_query();
        }
        self.sample
    }
}

/// The words of a command line. A line break is a blank, since pages lose the backslash before it.
struct Words<'t> {
    rest: &'t str,
}

impl Words<'_> {
    fn next(&mut self) -> Option<String> {
        while let Some(c) =
            self.rest.chars().next().filter(|c| c.is_whitespace() || self.breaks_line())
        {
            self.step(c.len_utf8());
        }
        let mut word = String::new();
        let mut has_begun = false;
        while let Some(c) = self.rest.chars().next() {
            if c.is_whitespace() || self.breaks_line() {
                break;
            }
            has_begun = true;
            self.step(c.len_utf8());
            match c {
                '\'' | '"' | '“' | '”' | '‘' | '’' => self.quoted(c, &mut word),
                '\\' => {
                    let escaped = self.rest.chars().next();
                    self.step(escaped.map_or(0, char::len_utf8));
                    word.extend(escaped);
                }
                c => word.push(c),
            }
        }
        has_begun.then_some(word)
    }

    /// Whether a backslash ends the line here.
    fn breaks_line(&self) -> bool {
        let Some(rest) = self.rest.strip_prefix('\\') else { return false };
        let rest = rest.trim_start_matches([' ', '\t', '\r']);
        rest.is_empty() || rest.starts_with('\n')
    }

    fn step(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    /// Appends what stands up to a closing quote, and steps over both. Where a quote is closed by none
    /// or by one of another kind, its content ends with the line.
    fn quoted(&mut self, open: char, word: &mut String) {
        let is_end = |c: char| {
            if open.is_ascii() { c == open } else { "“”‘’'\"".contains(c) }
        };
        let mut is_escaped = false;
        let end = self.rest.find(|c| {
            let is_end = is_end(c) && !is_escaped;
            is_escaped = open == '"' && c == '\\' && !is_escaped;
            is_end
        });
        let Some(end) = end.filter(|end| !swallows_option(&self.rest[..*end])) else {
            let line = self.rest.split('\n').next().unwrap_or_default();
            let content = line.trim_end().trim_end_matches('\\').trim_end();
            word.push_str(content.trim_end_matches(['\'', '"', '“', '”', '‘', '’']));
            return self.step(line.len());
        };
        if open == '"' {
            unescape(&self.rest[..end], word);
        } else {
            word.push_str(&self.rest[..end]);
        }
        self.step(end);
        self.step(self.rest.chars().next().map_or(0, char::len_utf8));
    }
}

/// Whether a quoted part runs over the options of later lines: its closing quote is missing.
fn swallows_option(content: &str) -> bool {
    content.lines().skip(1).any(|line| option(line.trim_start()).is_some())
}

/// What stands between double quotes.
fn unescape(content: &str, word: &mut String) {
    let mut chars = content.chars();
    while let Some(c) = chars.next() {
        match (c, chars.as_str().chars().next()) {
            ('\\', Some(next)) if "\"\\$`\n".contains(next) => {
                chars.next();
                if next != '\n' {
                    word.push(next);
                }
            }
            _ => word.push(c),
        }
    }
}
