//! Forms: `name=value` pairs, as a query has them and as `-d` gives them.

use crate::lenient_json::Value;

/// How the values of a form are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// With `%xx` and `+`.
    Percent,
    /// As they are.
    None,
}

/// The pairs of a form. A value is a text, or null where `null` is written, which samples do for
/// what they do not show.
pub(super) fn pairs(text: &str, escapes: Escapes) -> Vec<(String, Value)> {
    let pairs = split(text).into_iter().filter_map(|pair| {
        let (name, value) = pair.split_once('=').or_else(|| pair.split_once(':'))?;
        let name = decode(name.trim(), escapes);
        (!name.is_empty()).then(|| (name, value_of(value, escapes)))
    });
    pairs.collect()
}

fn value_of(text: &str, escapes: Escapes) -> Value {
    match text.trim() {
        "null" => Value::Null,
        _ => Value::Text(decode(text, escapes)),
    }
}

/// The pairs of a form, apart; an ampersand before what is no name belongs to the value.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices('&') {
        let name =
            text[at + 1..].split(|c: char| !c.is_alphanumeric() && !"_-.[]".contains(c)).next();
        let name = name.unwrap_or_default();
        if text[at + 1 + name.len()..].starts_with('=') && !name.is_empty() {
            parts.push(&text[start..at]);
            start = at + 1;
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Undoes percent-encoding. A plus is a blank only where something else is encoded too: people
/// write pluses as they are.
fn decode(text: &str, escapes: Escapes) -> String {
    if escapes == Escapes::None || !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, hex_pair(tail)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}
