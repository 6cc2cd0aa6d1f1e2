//! The characters that a quoted string stands for.

use std::ops::Range;

use super::defect::DefectKind;
use super::reader::Reader;

impl Reader<'_> {
    /// The text that a content stands for.
    pub(super) fn unescape(&mut self, range: Range<usize>) -> String {
        let end = range.end;
        let content = &self.cursor.text[range];
        let mut text = String::with_capacity(content.len());
        let mut rest = content;
        while let Some(c) = rest.chars().next() {
            let at = end - rest.len();
            rest = &rest[c.len_utf8()..];
            if c == '\\' {
                let (decoded, length) = escape(rest);
                if decoded.is_none() {
                    self.note(at, DefectKind::BadEscape);
                }
                let plain = decoded.or_else(|| rest.chars().next());
                text.extend(plain);
                rest = &rest[length..];
                continue;
            }
            if c == '\n' {
                self.note(at, DefectKind::LineBreak);
            } else if c < ' ' && !(c == '\r' && rest.starts_with('\n')) {
                self.note(at, DefectKind::ControlCharacter);
            }
            text.push(c);
        }
        text
    }
}

/// The character that stands behind a backslash, if JSON knows it, and the bytes that it takes.
fn escape(text: &str) -> (Option<char>, usize) {
    let Some(c) = text.chars().next() else { return (None, 0) };
    let plain = match c {
        '"' | '\\' | '/' => c,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode_escape(&text[1..]),
        _ => return (None, c.len_utf8()),
    };
    (Some(plain), 1)
}

/// A character by its UTF-16 units, in what follows `\u`.
fn unicode_escape(text: &str) -> (Option<char>, usize) {
    let Some(first) = unit(text) else { return (None, 1) };
    if let Some(c) = char::from_u32(first) {
        return (Some(c), 5);
    }
    let second = text[4..].strip_prefix("\\u").and_then(unit);
    let pair = second.filter(|second| (0xdc00..0xe000).contains(second) && first < 0xdc00);
    match pair {
        Some(second) => {
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            (char::from_u32(code), 11)
        }
        // Half a character is none.
        None => (None, 5),
    }
}

fn unit(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if all_hex { u32::from_str_radix(digits, 16).ok() } else { None }
}
