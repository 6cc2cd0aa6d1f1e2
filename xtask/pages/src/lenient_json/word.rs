//! Words without quotes: numbers, literals, and texts and keys that have lost their quotes.

use super::chars::{closing, is_blank, is_comma, is_quote, is_word, opening, starts_remark};
use super::defect::DefectKind;
use super::reader::Reader;
use super::value::{Value, is_json_number};

impl Reader<'_> {
    /// Reads the unquoted key that stands here; empty if none does.
    pub(super) fn bare_key(&mut self) -> String {
        let rest = self.cursor.rest();
        let key = &rest[..rest.len() - rest.trim_start_matches(is_word).len()];
        self.cursor.pos += key.len();
        key.to_owned()
    }

    /// Reads the unquoted value that stands here, and its defect.
    pub(super) fn bare_value(&mut self) -> (Value, Option<DefectKind>) {
        let rest = self.cursor.rest();
        let word = first_word(rest);
        if let Some((value, defect)) = scalar(word)
            && !self.closes_here(rest, word)
        {
            self.cursor.pos += word.len();
            return (value, defect);
        }
        let text = bare_text(rest);
        self.cursor.pos += text.len();
        let closed = self.cursor.peek().is_some_and(is_quote);
        if closed {
            self.cursor.bump();
        }
        let defect = if closed { DefectKind::MissingQuote } else { DefectKind::UnquotedText };
        (Value::Text(text.trim_end_matches(is_blank).to_owned()), Some(defect))
    }

    /// Whether a comma is wanted before a bare word, or the word is a remark without marks.
    pub(super) fn is_scalar_here(&self) -> bool {
        scalar(first_word(self.cursor.rest())).is_some()
    }

    /// Whether the closing quote of a text that has lost its opening one stands behind a word.
    fn closes_here(&mut self, rest: &str, word: &str) -> bool {
        let Some(quote) = rest[word.len()..].chars().next().filter(|c| is_quote(*c)) else {
            return false;
        };
        let (behind, _) = self.cursor.after_blanks(self.cursor.pos + word.len() + quote.len_utf8());
        behind.starts_with(|c| is_comma(c) || closing(c).is_some())
    }

    /// Steps over words that belong to no value, from a position before or at the cursor.
    pub(super) fn stray_text(&mut self, start: usize) {
        self.cursor.pos += bare_text(self.cursor.rest()).len();
        if self.cursor.pos == start {
            self.cursor.bump();
        }
        self.note(start, DefectKind::StrayText);
    }
}

/// A text up to a blank or what cannot be part of a number or a literal.
pub(super) fn first_word(text: &str) -> &str {
    let ends = |c: char| {
        is_blank(c) || is_comma(c) || is_quote(c) || closing(c).is_some() || opening(c).is_some()
    };
    let end = text.find(ends).unwrap_or(text.len());
    let word = &text[..end];
    // A remark may follow at once.
    let remark = ["//", "/*", "#", "..."].iter().filter_map(|mark| word.find(mark)).min();
    &word[..remark.filter(|at| *at > 0).unwrap_or(end)]
}

/// A text up to what ends it without quotes.
fn bare_text(text: &str) -> &str {
    let mut blank = false;
    for (offset, c) in text.char_indices() {
        let bracket = opening(c).is_some() || closing(c).is_some();
        if c == '\n' || is_comma(c) || bracket || is_quote(c) && offset > 0 {
            return &text[..offset];
        }
        if blank && starts_remark(&text[offset..]) {
            return &text[..offset];
        }
        blank = is_blank(c);
    }
    text
}

/// A number or a literal, and how it differs from JSON's.
pub(super) fn scalar(word: &str) -> Option<(Value, Option<DefectKind>)> {
    let literal = |value| Some((value, Some(DefectKind::LiteralWord)));
    match word {
        "null" => return Some((Value::Null, None)),
        "true" => return Some((Value::Bool(true), None)),
        "false" => return Some((Value::Bool(false), None)),
        "True" | "TRUE" => return literal(Value::Bool(true)),
        "False" | "FALSE" => return literal(Value::Bool(false)),
        "None" | "NULL" | "Null" | "nil" | "undefined" | "NaN" | "nan" => {
            return literal(Value::Null);
        }
        _ => {}
    }
    if is_json_number(word) {
        return Some((Value::Number(word.to_owned()), None));
    }
    number(word).map(|(text, defect)| (Value::Number(text), Some(defect)))
}

/// A number that JSON does not allow, and why.
fn number(word: &str) -> Option<(String, DefectKind)> {
    // What is longer is no number that an example means.
    if word.len() > 100 || !word.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some(value) = hexadecimal(word) {
        return Some((value.to_string(), DefectKind::NumberForm));
    }
    if let Some(plain) = word.strip_suffix(['L', 'l', 'f', 'F', 'd', 'D', 'n', 'm', 'M', 'u', 'U'])
        && let Some(text) = plain_form(plain)
    {
        return Some((text, DefectKind::NumberSuffix));
    }
    if let Some(text) = plain_form(word) {
        return Some((text, DefectKind::NumberForm));
    }
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let unsigned = unsigned.strip_suffix('L').unwrap_or(unsigned);
    let masked = unsigned.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'x' | b'X' | b'*'));
    masked.then(|| (word.trim_end_matches('L').to_owned(), DefectKind::MaskedDigits))
}

fn hexadecimal(word: &str) -> Option<u128> {
    let digits = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X"))?;
    if digits.starts_with('+') { None } else { u128::from_str_radix(digits, 16).ok() }
}

/// A decimal number without a plus, leading zeros, or a point at an end.
fn plain_form(word: &str) -> Option<String> {
    let (sign, digits) = match word.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", word.strip_prefix('+').unwrap_or(word)),
    };
    let (integer, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let integer = integer.trim_start_matches('0');
    let integer = if integer.is_empty() { "0" } else { integer };
    let point = if fraction.is_empty() { "" } else { "." };
    let plain = format!("{sign}{integer}{point}{fraction}");
    is_json_number(&plain).then_some(plain)
}
