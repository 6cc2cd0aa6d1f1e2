//! `curl` commands.

use super::{Sample, form};
use crate::lenient_json::{self, Defect, DefectKind};
use crate::vocabulary::Language;
use xtask::spec::Encoding;

/// The command in a text, from the word `curl` on, and its line.
pub(super) fn command(text: &str) -> Option<(usize, &str)> {
    let (at, _) = text.match_indices("curl").find(|(at, _)| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || "$>`".contains(c))
            && text[at + 4..].starts_with(char::is_whitespace)
    })?;
    Some((text[..at].matches('\n').count() + 1, &text[at..]))
}

/// Reads a command that begins on a line.
pub(super) fn read((line, text): (usize, &str), language: Language) -> Sample {
    let mut words = Words { text, at: 0, line, defects: Vec::new() };
    let mut command = Command { sample: Sample::new(language), data: false, as_query: false };
    words.next();
    while let Some(word) = words.next() {
        if word.text == "curl" {
            break;
        }
        match option(&word.text) {
            Some((option, "")) => {
                if let Some(value) = words.next() {
                    command.option(option, &value);
                }
            }
            Some((option, value)) => {
                command.option(option, &Word { text: value.to_owned(), line: word.line });
            }
            None => command.word(&word.text),
        }
    }
    command.sample.defects.append(&mut words.defects);
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

/// The option that a word is, and the value that is glued to it.
fn option(word: &str) -> Option<(CurlOption, &str)> {
    OPTIONS.iter().find_map(|(name, option)| {
        let value = word.strip_prefix(name)?;
        let glued = if name.starts_with("--") { value.strip_prefix('=') } else { Some(value) };
        if value.is_empty() { Some((*option, "")) } else { glued.map(|value| (*option, value)) }
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

    fn option(&mut self, option: CurlOption, value: &Word) {
        match option {
            CurlOption::Method => self.sample.method = Some(value.text.to_ascii_uppercase()),
            CurlOption::Header => self.sample.add_header(&value.text),
            CurlOption::Url => self.sample.set_url(&value.text),
            CurlOption::Data => self.data(value, form::Escapes::Percent),
            CurlOption::RawData => self.data(value, form::Escapes::None),
            CurlOption::Part => {
                self.data = true;
                self.sample.multipart = true;
                self.sample.add_to_body(form::pairs(&value.text, form::Escapes::None));
            }
            CurlOption::Other => {}
        }
    }

    fn data(&mut self, value: &Word, escapes: form::Escapes) {
        self.data = true;
        if !value.text.trim_start().starts_with(['{', '[', '｛']) {
            self.sample.encoding.get_or_insert(Encoding::Form);
            return self.sample.add_to_body(form::pairs(&value.text, escapes));
        }
        self.sample.encoding.get_or_insert(Encoding::Json);
        let reading = lenient_json::read(&value.text);
        if let Some(lenient_json::Value::Object(members)) = reading.value {
            self.sample.add_to_body(members);
        }
        let defects = reading.defects.into_iter();
        self.sample.defects.extend(defects.map(|mut defect| {
            defect.line += value.line - 1;
            defect
        }));
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

/// A word of the command line.
struct Word {
    text: String,
    /// The line on which it begins.
    line: usize,
}

/// The words of a command line. A line break is a blank: backslashes before it get lost.
struct Words<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    defects: Vec<Defect>,
}

impl Words<'_> {
    fn next(&mut self) -> Option<Word> {
        self.skip_blanks();
        let line = self.line;
        let mut word = String::new();
        let mut begun = false;
        while let Some(c) = self.text[self.at..].chars().next() {
            if c.is_whitespace() || self.breaks_line() {
                break;
            }
            begun = true;
            match c {
                '\'' | '"' | '“' | '”' | '‘' | '’' => self.quoted(c, &mut word),
                '\\' => {
                    self.step(1);
                    if let Some(next) = self.text[self.at..].chars().next() {
                        self.step(next.len_utf8());
                        word.push(next);
                    }
                }
                c => {
                    self.step(c.len_utf8());
                    word.push(c);
                }
            }
        }
        begun.then_some(Word { text: word, line })
    }

    /// Whether a backslash ends the line here.
    fn breaks_line(&self) -> bool {
        let Some(rest) = self.text[self.at..].strip_prefix('\\') else { return false };
        let rest = rest.trim_start_matches([' ', '\t', '\r']);
        rest.is_empty() || rest.starts_with('\n')
    }

    fn skip_blanks(&mut self) {
        while let Some(c) = self.text[self.at..].chars().next() {
            if !c.is_whitespace() && !self.breaks_line() {
                return;
            }
            self.step(c.len_utf8());
        }
    }

    fn step(&mut self, bytes: usize) {
        let end = self.at + bytes;
        self.line += self.text[self.at..end].matches('\n').count();
        self.at = end;
    }

    /// Appends what stands between quotes, and steps over it.
    fn quoted(&mut self, open: char, word: &mut String) {
        self.step(open.len_utf8());
        let rest = &self.text[self.at..];
        let smart = !open.is_ascii();
        let is_end = |c: char| if smart { "“”‘’'\"".contains(c) } else { c == open };
        let end = closing(rest, is_end, open == '"');
        let content = &rest[..end.unwrap_or(rest.len())];
        if end.is_none() || swallows_option(content) {
            return self.unclosed(word);
        }
        if smart {
            self.note(DefectKind::SmartQuotes);
        }
        if open == '"' {
            unescape(content, word);
        } else {
            word.push_str(content);
        }
        self.step(content.len());
        let closer = self.text[self.at..].chars().next();
        self.step(closer.map_or(0, char::len_utf8));
    }

    /// A quote that is closed by none or another of its kind: its content ends with the line.
    fn unclosed(&mut self, word: &mut String) {
        let rest = &self.text[self.at..];
        let line = rest.split('\n').next().unwrap_or_default();
        let content = line.trim_end().trim_end_matches('\\').trim_end();
        let bare = content.trim_end_matches(['\'', '"', '“', '”', '‘', '’']);
        let kind = if bare.len() < content.len() {
            DefectKind::MismatchedQuotes
        } else {
            DefectKind::MissingQuote
        };
        self.note(kind);
        word.push_str(bare);
        self.step(line.len());
    }

    fn note(&mut self, kind: DefectKind) {
        if self.defects.len() < 100 {
            self.defects.push(Defect { kind, line: self.line, path: String::new() });
        }
    }
}

/// Where a quoted part ends.
fn closing(text: &str, is_end: impl Fn(char) -> bool, has_escapes: bool) -> Option<usize> {
    let mut behind_backslash = false;
    text.find(|c| {
        let end = is_end(c) && !behind_backslash;
        behind_backslash = has_escapes && c == '\\' && !behind_backslash;
        end
    })
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
