//! Strings that were cut in the middle of a character. JSON writes such a half as one unit of a
//! surrogate pair, which no Rust string can hold.

use std::borrow::Cow;

/// What some servers put in front of UTF-8. It has no meaning there.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The escape of the replacement character, which stands for what was lost.
const REPLACEMENT: &str = "fffd";

/// Returns the text of an answer so that it can be read: without a byte order mark, and repaired.
pub(crate) fn readable(answer: &[u8]) -> Cow<'_, str> {
    let answer = answer.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(answer);
    let text = String::from_utf8_lossy(answer);
    repaired(&text).map_or(text, Cow::Owned)
}

/// Puts the replacement character in the place of each half of a character. `None` if the JSON has
/// no such half. The length stays the same, so that positions in error messages stay right.
pub(crate) fn repaired(json: &str) -> Option<String> {
    let mut out: Option<String> = None;
    let mut at = 0;
    // In valid JSON a backslash stands in strings only.
    while let Some(found) = json[at..].find('\\') {
        at += found;
        match unit(&json[at..]) {
            None => at += 1 + json[at + 1..].chars().next().map_or(0, char::len_utf8),
            Some(0xd800..=0xdbff) if matches!(unit(&json[at + 6..]), Some(0xdc00..=0xdfff)) => {
                at += 12;
            }
            Some(0xd800..=0xdfff) => {
                let repairing = out.get_or_insert_with(|| json.to_owned());
                repairing.replace_range(at + 2..at + 6, REPLACEMENT);
                at += 6;
            }
            Some(_) => at += 6,
        }
    }
    out
}

/// The unit of UTF-16 that a text starts with, written as `\uXXXX`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_replaced_and_nothing_else() {
        let cases = [
            (r#""\ud83d""#, Some(r#""\ufffd""#)),
            (r#""\ud83d\ud83d\ude00\ude00""#, Some(r#""\ufffd\ud83d\ude00\ufffd""#)),
            (r#""a\\ud83d""#, None),
            (r#""\"\ud83d\uDE00\n""#, None),
            (r#""\ud83d\n""#, Some(r#""\ufffd\n""#)),
            (r#""\u+83d\""#, None),
            (r#""\ud8"#, None),
            ("\"\\é\\", None),
        ];
        for (json, expected) in cases {
            assert_eq!(repaired(json).as_deref(), expected, "{json}");
        }
    }
}
