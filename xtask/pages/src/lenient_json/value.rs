//! A value as an example shows it, and as well-formed JSON.

/// A JSON value that keeps what examples say beyond JSON: the text of numbers, the order of members
/// and repeated keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it is written, masked digits included.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// An object's members in their order, repeated ones included.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The member of that name; of repeated ones the last, as most parsers take it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let Self::Object(members) = self else { return None };
        members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Well-formed JSON on one line. Masks in numbers (`x`, `X`, `*`) become `0`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        self.write_json(&mut json, Spacing::Tight);
        json
    }

    /// Appends the value as JSON on one line.
    pub(super) fn write_json(&self, json: &mut String, spacing: Spacing) {
        match self {
            Self::Null => json.push_str("null"),
            Self::Bool(value) => json.push_str(if *value { "true" } else { "false" }),
            Self::Number(text) => json.push_str(&plain_number(text)),
            Self::Text(text) => write_text(json, text),
            Self::List(items) => {
                json.push('[');
                for (index, item) in items.iter().enumerate() {
                    separate(json, index, spacing);
                    item.write_json(json, spacing);
                }
                json.push(']');
            }
            Self::Object(members) => {
                json.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    separate(json, index, spacing);
                    write_key(json, key, spacing);
                    value.write_json(json, spacing);
                }
                json.push('}');
            }
        }
    }
}

/// Whether a blank follows commas and colons.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    Tight,
    Wide,
}

fn separate(json: &mut String, index: usize, spacing: Spacing) {
    if index > 0 {
        json.push_str(if spacing == Spacing::Wide { ", " } else { "," });
    }
}

/// Appends a key with its colon.
pub(super) fn write_key(json: &mut String, key: &str, spacing: Spacing) {
    write_text(json, key);
    json.push_str(if spacing == Spacing::Wide { ": " } else { ":" });
}

/// Appends a text with its quotes.
fn write_text(json: &mut String, text: &str) {
    json.push_str(&serde_json::Value::from(text).to_string());
}

/// A number that JSON allows: masks become zeros, and zeros in front of an integer go.
pub(super) fn plain_number(text: &str) -> String {
    let unmasked: String =
        text.chars().map(|c| if matches!(c, 'x' | 'X' | '*') { '0' } else { c }).collect();
    let (sign, digits) = match unmasked.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", unmasked.as_str()),
    };
    let trimmed = digits.trim_start_matches('0');
    let zero = if trimmed.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
    let plain = format!("{sign}{zero}{trimmed}");
    if is_json_number(&plain) { plain } else { "0".to_owned() }
}

/// Whether JSON allows the number as it is written.
pub(super) fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (integer, rest) = split_digits(unsigned);
    if integer.is_empty() || integer.len() > 1 && integer.starts_with('0') {
        return false;
    }
    let rest = match rest.strip_prefix('.').map(split_digits) {
        Some(("", _)) => return false,
        Some((_, rest)) => rest,
        None => rest,
    };
    let Some(exponent) = rest.strip_prefix(['e', 'E']) else { return rest.is_empty() };
    let (digits, rest) = split_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    !digits.is_empty() && rest.is_empty()
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}
