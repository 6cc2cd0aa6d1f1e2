//! What stands before, after and between values: headers, words, a second example.

use super::chars::{closing, is_blank, is_comma, is_quote, opening};
use super::defect::DefectKind;
use super::reader::Reader;
use super::value::Value;
use super::word::{first_word, scalar};

/// Behind so many values that are no objects, only an object is looked for.
const VALUES: usize = 100;

impl Reader<'_> {
    /// Reads the value that a text is about: the first, or the first object behind others.
    pub(super) fn read_all(&mut self) -> Option<Value> {
        self.skip_http_head();
        let mut kept = None;
        let mut read = 0;
        while !matches!(kept, Some(Value::Object(_))) && self.find_value(kept.is_some()) {
            let start = self.cursor.pos;
            let value = self.value();
            if kept.is_some() {
                self.note_several(start);
            }
            if kept.is_none() || matches!(value, Some(Value::Object(_))) {
                kept = value;
            }
            read += 1;
            if read == VALUES {
                self.skip_to_object();
            }
        }
        if kept.is_none() {
            self.note(0, DefectKind::NoValue);
        } else {
            self.note_rest();
        }
        kept
    }

    /// Steps to the next object.
    fn skip_to_object(&mut self) {
        let rest = self.cursor.rest();
        self.cursor.pos += rest.find('{').unwrap_or(rest.len());
    }

    /// Steps to the next value; false if there is none.
    fn find_value(&mut self, behind: bool) -> bool {
        self.skip_surplus();
        if self.cursor.rest().is_empty() {
            return false;
        }
        if starts_value(self.cursor.rest()) {
            return true;
        }
        let at = self.cursor.pos;
        let rest = self.cursor.rest();
        let before = &rest[..find_bracket(rest).unwrap_or(rest.len())];
        self.cursor.pos += before.len();
        let assigned = before.trim_end().ends_with('=');
        self.note(
            at,
            match behind {
                true => DefectKind::TextAfter,
                false if assigned => DefectKind::Assignment,
                false => DefectKind::TextBefore,
            },
        );
        !self.cursor.rest().is_empty()
    }

    /// Steps over blanks, and over what closes or separates nothing.
    fn skip_surplus(&mut self) {
        loop {
            self.skip_blanks();
            let at = self.cursor.pos;
            match self.cursor.peek() {
                Some(c) if closing(c).is_some() => self.note(at, DefectKind::SurplusClosing),
                Some(',') => self.note(at, DefectKind::DoubledComma),
                Some(c) if is_comma(c) => self.note(at, DefectKind::WrongSeparator),
                _ => return,
            }
            self.cursor.bump();
        }
    }

    /// Reports what stands behind the value.
    fn note_rest(&mut self) {
        self.skip_surplus();
        let rest = self.cursor.rest();
        let at = self.cursor.pos;
        if rest.starts_with(|c| opening(c).is_some()) {
            self.note_several(at);
        } else if !rest.is_empty() {
            self.note(at, DefectKind::TextAfter);
        }
        self.cursor.pos = self.cursor.text.len();
    }

    fn note_several(&mut self, at: usize) {
        self.note(at, DefectKind::SeveralValues);
    }

    /// Steps over the start line and the headers of a message, up to a blank line or a bracket.
    fn skip_http_head(&mut self) {
        let rest = self.cursor.rest().trim_start_matches(is_blank);
        let start = self.cursor.text.len() - rest.len();
        let first = rest.lines().next().unwrap_or_default();
        if !is_start_line(first) && !header(first).is_some_and(|name| name.contains('-')) {
            return;
        }
        self.cursor.pos = start;
        self.note(start, DefectKind::HttpHead);
        for line in rest.split_inclusive('\n') {
            let head = is_start_line(line) || header(line).is_some();
            if !head {
                break;
            }
            self.cursor.pos += line.len();
        }
    }
}

/// Whether a line begins an HTTP message.
fn is_start_line(line: &str) -> bool {
    let line = line.trim();
    // JSON on a line may have these words in a text.
    let method = line.starts_with(|c: char| c.is_ascii_uppercase());
    line.starts_with("HTTP/") || method && line.contains(" HTTP/")
}

/// The name of the header that a line is.
fn header(line: &str) -> Option<&str> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    let word = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let value = value.trim();
    (word && !value.starts_with(['{', '[', '"'])).then_some(name)
}

/// Whether a value stands here, rather than words about one.
fn starts_value(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    if opening(first).is_some() || is_quote(first) || text.starts_with("\\\"") {
        return true;
    }
    let word = first_word(text);
    let behind = text[word.len()..].trim_start_matches(|c| is_blank(c) && c != '\n');
    scalar(word).is_some() && (behind.is_empty() || behind.starts_with('\n'))
}

/// Where a bracket opens that is not just part of a sentence.
fn find_bracket(text: &str) -> Option<usize> {
    let brackets = text.char_indices().filter(|(_, c)| opening(*c).is_some());
    let mut likely = brackets.filter(|(at, c)| {
        let inside = text[at + c.len_utf8()..].trim_start();
        matches!(c, '{' | '｛')
            || inside.starts_with(|c: char| {
                is_quote(c) || matches!(c, '{' | '[' | ']') || c.is_ascii_digit()
            })
    });
    likely.next().map(|(at, _)| at)
}
