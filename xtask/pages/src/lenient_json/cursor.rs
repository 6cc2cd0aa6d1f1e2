//! A place in a text, with the looks ahead that repairs are chosen by.

/// How far a look ahead goes before it gives up, in bytes.
const FAR: usize = 256;

/// A place in a text.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) pos: usize,
    /// The bytes that looks ahead may still cost, so that all of them together are linear.
    budget: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, pos: 0, budget: text.len().saturating_mul(8).saturating_add(10_000) }
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.pos..]
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Steps over the next character.
    pub(super) fn bump(&mut self) {
        self.pos += self.peek().map_or(0, char::len_utf8);
    }

    /// What stands at a position, without blanks; and whether a line breaks before it.
    pub(super) fn after_blanks(&mut self, from: usize) -> (&'t str, bool) {
        let rest = &self.text[from..];
        let found = rest.trim_start_matches(is_blank);
        let blanks = &rest[..rest.len() - found.len()];
        self.pay(blanks.len());
        (found, blanks.contains('\n'))
    }

    /// Takes the cost of a look ahead; false where there was too much of it.
    pub(super) fn pay(&mut self, bytes: usize) -> bool {
        let affordable = bytes <= self.budget;
        self.budget = self.budget.saturating_sub(bytes);
        affordable
    }
}

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
    let mut end = FAR.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
