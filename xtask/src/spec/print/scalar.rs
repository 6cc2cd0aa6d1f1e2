//! Single values: which need quotes, and how they are written.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::spec::words::is_unsafe;

/// Whether a text can stand without quotes, as far as signs go; what it would be read as is asked
/// elsewhere. Within brackets fewer can.
pub(super) fn is_plain(text: &str, in_brackets: bool) -> bool {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return false };
    let second = characters.next();
    let opens = match first {
        '-' | '?' | ':' => {
            second.is_none_or(|it| it == ' ' || in_brackets && it != '.' && !it.is_ascii_digit())
        }
        _ => ",[]{}#&*!|>'\"%@`".contains(first),
    };
    let marks = text.starts_with("---") || text.starts_with("...");
    let breaks = text.starts_with(' ') || text.ends_with(' ') || text.ends_with(':');
    let means = text.contains(": ") || text.contains(" #");
    let closes = in_brackets && text.contains([',', '[', ']', '{', '}', ':']);
    !(opens || marks || breaks || means || closes || text.contains(needs_escape))
}

/// Whether a character cannot be shown as it is.
fn needs_escape(c: char) -> bool {
    c.is_control()
        || is_unsafe(c)
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text without quotes would be, or looks as if it were, no text.
pub(super) fn looks_special(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    is_null(text)
        || matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE")
        || matches!(unsigned, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN")
        || is_number(unsigned)
}

/// Whether a text without quotes is nothing at all.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Whether digits of some base, or a decimal fraction.
fn is_number(text: &str) -> bool {
    let digits = |text: &str, base: u32| {
        text.contains(|c: char| c.is_digit(base))
            && text.chars().all(|c| c.is_digit(base) || c == '_')
    };
    for (mark, base) in [('x', 16), ('o', 8), ('b', 2)] {
        let rest = text
            .strip_prefix('0')
            .and_then(|it| it.strip_prefix([mark, mark.to_ascii_uppercase()]));
        if rest.is_some_and(|rest| digits(rest, base)) {
            return true;
        }
    }
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let part = |part: &str| part.is_empty() || digits(part, 10);
    part(whole)
        && part(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|it| digits(it.strip_prefix(['-', '+']).unwrap_or(it), 10))
}

/// A string within one line.
pub(super) fn plain_or_quoted(text: &str, in_brackets: bool) -> String {
    let is_plain = is_plain(text, in_brackets) && !looks_special(text);
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// In double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) => match u32::from(c) {
                // Writing to a text cannot fail.
                code @ ..=0xff => drop(write!(out, "\\x{code:02x}")),
                code @ ..=0xffff => drop(write!(out, "\\u{code:04x}")),
                code => drop(write!(out, "\\U{code:08x}")),
            },
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A text as lines of their own: what announces them, and the lines. `None` for a text whose lines
/// would not come back as they are.
pub(super) fn literal(text: &str) -> Option<(&'static str, &str)> {
    let (header, content) = match text.strip_suffix('\n') {
        Some(content) => ("|", content),
        None => ("|-", text),
    };
    let is_shown = |line: &str| {
        !line.contains(needs_escape)
            && (line.is_empty() || !line.trim_matches([' ', '\t']).is_empty())
    };
    let begins = !content.starts_with([' ', '\t', '\n']) && !content.is_empty();
    (begins && !content.ends_with('\n') && content.split('\n').all(is_shown))
        .then_some((header, content))
}

/// A key. Codes are numbers and need no quotes.
pub(super) fn key(text: &str) -> Cow<'_, str> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_code = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    let is_plain = is_plain(text, false) && text != "<<" && (is_code || !looks_special(text));
    if is_plain { text.into() } else { quoted(text).into() }
}
