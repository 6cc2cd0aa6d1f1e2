//! What characters mean in JSON as people write it, full-width and typographic ones included.

/// How far a look ahead goes before it gives up, in bytes.
const FAR: usize = 256;

/// Whether a character is a blank to a reader of the page.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}')
}

/// Whether a character quotes.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '＂')
}

/// Whether a character is a colon, or what stands for one.
pub(super) fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '=')
}

/// Whether a character separates values.
pub(super) fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，' | ';' | '；')
}

/// The bracket that a character opens.
pub(super) fn opening(c: char) -> Option<Shape> {
    match c {
        '{' | '｛' => Some(Shape::Object),
        '[' | '［' | '【' => Some(Shape::List),
        _ => None,
    }
}

/// The bracket that a character closes.
pub(super) fn closing(c: char) -> Option<Shape> {
    match c {
        '}' | '｝' => Some(Shape::Object),
        ']' | '］' | '】' => Some(Shape::List),
        _ => None,
    }
}

/// What brackets enclose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Object,
    List,
}

/// Where the bracket that comes first is closed: the end of the closing one. The caller leaves out
/// the characters of strings if it knows where they end.
pub(crate) fn closing_bracket(chars: impl Iterator<Item = (usize, char)>) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in chars {
        depth += usize::from(opening(c).is_some());
        depth = depth.checked_sub(usize::from(closing(c).is_some()))?;
        if depth == 0 {
            return Some(at + c.len_utf8());
        }
    }
    None
}

/// Whether a comment or dots for what is left out stand here.
pub(super) fn starts_remark(text: &str) -> bool {
    // Most characters begin none.
    text.starts_with(['/', '#', '…', '.', '。'])
        && (text.starts_with("//")
            || text.starts_with("/*")
            || text.starts_with('#')
            || text.starts_with('…')
            || text.starts_with("...")
            || text.starts_with("。。。"))
}

/// Whether a member stands here: a key and a colon.
pub(super) fn starts_member(text: &str) -> bool {
    let near = near(text);
    let bare = near.strip_prefix('\\').unwrap_or(near);
    let after_key = if let Some(key) = bare.strip_prefix(is_quote) {
        let Some(end) = key.find(|c| is_quote(c) || matches!(c, '\n' | '{' | '}')) else {
            return false;
        };
        let quote = key[end..].strip_prefix(is_quote).unwrap_or(&key[end..]);
        quote.strip_prefix(is_quote).unwrap_or(quote)
    } else {
        let key = bare.trim_start_matches(is_word);
        if key.len() == bare.len() {
            return false;
        }
        key.strip_prefix(is_quote).unwrap_or(key)
    };
    after_key.trim_start_matches(is_blank).starts_with([':', '：'])
}

/// Whether a character belongs to an unquoted key.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '.' | '@')
}

/// The beginning of a text that a look ahead reads.
pub(super) fn near(text: &str) -> &str {
    beginning(text, FAR)
}

/// The beginning of a text, so many bytes at the most.
pub(crate) fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
