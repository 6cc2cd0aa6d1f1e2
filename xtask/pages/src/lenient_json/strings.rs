//! Quoted strings, and what stands behind a quote that may close one.

use std::ops::Range;

use super::chars::{
    closing, is_colon, is_comma, is_quote, is_word, opening, starts_member, starts_remark,
};
use super::defect::DefectKind;
use super::frame::Role;
use super::reader::Reader;

/// How a text is quoted.
#[derive(Clone, Copy)]
pub(super) struct Quote {
    /// The bytes of the opening quote.
    pub(super) length: usize,
    /// The characters that close it, the right one first.
    pub(super) closers: &'static [char],
    /// Whether both are escaped, as in JSON that was once inside a text.
    pub(super) escaped: bool,
    pub(super) defect: Option<DefectKind>,
}

/// Where a look for the closing quote stopped.
pub(super) enum Stop {
    /// Before a closing quote of so many bytes.
    Quote(usize, usize),
    /// At a line break, or at the end.
    Line(usize),
}

/// What a text is, and where it ends.
pub(super) struct End {
    /// Its content.
    pub(super) content: Range<usize>,
    /// Where to read on.
    pub(super) next: usize,
    pub(super) defect: Option<DefectKind>,
}

/// What follows a quote, and whether a text can end before that.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// A colon.
    Colon,
    /// Something else that goes on after a text.
    Structure,
    /// A quote once more, up to there, with structure behind it.
    Doubled(usize),
    /// More of the text.
    Content,
}

impl Reader<'_> {
    /// Reads the quoted text that stands here.
    pub(super) fn quoted(&mut self, role: Role) -> String {
        let Some(quote) = quote_at(self.cursor.rest()) else { return String::new() };
        let start = self.cursor.pos;
        if let Some(defect) = quote.defect {
            self.note(start, defect);
        }
        let content = start + quote.length;
        let end = self.end_of_text(content, quote, role);
        if let Some(defect) = end.defect {
            self.note(start, defect);
        }
        self.cursor.pos = end.next;
        self.unescape(end.content)
    }

    fn end_of_text(&mut self, content: usize, quote: Quote, role: Role) -> End {
        if let Stop::Quote(at, length) = self.closing_quote(content, quote) {
            let follow = self.follow(at + length, role);
            let suspect = follow == Follow::Colon && role != Role::Key;
            if !suspect && matches!(follow, Follow::Colon | Follow::Structure) {
                let defect = self.kind_of_close(at, quote);
                return End { content: content..at, next: at + length, defect };
            }
        }
        self.repaired_end(content, quote, role)
    }

    pub(super) fn closing_quote(&self, from: usize, quote: Quote) -> Stop {
        let mut chars = self.cursor.text[from..].char_indices();
        while let Some((offset, c)) = chars.next() {
            let at = from + offset;
            match c {
                '\n' => return Stop::Line(at),
                '\\' if quote.escaped && self.cursor.text[at + 1..].starts_with(quote.closers) => {
                    return Stop::Quote(at, 1 + quote.closers[0].len_utf8());
                }
                '\\' => _ = chars.next(),
                _ if !quote.escaped && quote.closers.contains(&c) => {
                    return Stop::Quote(at, c.len_utf8());
                }
                _ => {}
            }
        }
        Stop::Line(self.cursor.text.len())
    }

    /// The defect of a closing quote that is of another kind than the opening one.
    fn kind_of_close(&self, at: usize, quote: Quote) -> Option<DefectKind> {
        let smart = quote.defect == Some(DefectKind::SmartQuotes);
        let plain = self.cursor.text[at..].starts_with(['"', '\'']);
        let same = quote.escaped
            || smart != plain && (smart || self.cursor.text[at..].starts_with(quote.closers[0]));
        (!same).then_some(DefectKind::MismatchedQuotes)
    }

    /// What follows a quote that may close a text.
    pub(super) fn follow(&mut self, from: usize, role: Role) -> Follow {
        let (rest, line_break) = self.cursor.after_blanks(from);
        let Some(next) = rest.chars().next() else { return Follow::Structure };
        let adjacent = rest.len() == self.cursor.text.len() - from;
        if role == Role::Program && !is_quote(next) {
            let goes_on = !line_break && (next.is_alphanumeric() || next == '_');
            return if goes_on { Follow::Content } else { Follow::Structure };
        }
        if is_colon(next) {
            return Follow::Colon;
        }
        if is_comma(next) || closing(next).is_some() || line_break || starts_remark(rest) {
            return Follow::Structure;
        }
        if is_quote(next) || rest.starts_with("\\\"") {
            return self.follow_quote(rest, adjacent, role);
        }
        let value =
            role == Role::Key && (next.is_ascii_digit() || next == '-' || starts_literal(rest));
        if value || opening(next).is_some() || !is_word(next) && starts_member(rest) {
            return Follow::Structure;
        }
        Follow::Content
    }

    /// What a quote behind a quote means.
    fn follow_quote(&mut self, rest: &str, adjacent: bool, role: Role) -> Follow {
        if !adjacent || starts_member(rest) {
            return Follow::Structure;
        }
        let second = quote_at(rest).map_or(0, |quote| quote.length);
        let from = self.cursor.text.len() - rest.len() + second;
        let (behind, line_break) = self.cursor.after_blanks(from);
        let ends = |c: char| {
            is_comma(c) || is_colon(c) || closing(c).is_some() || role == Role::Program && c == ')'
        };
        if behind.is_empty() || line_break || behind.starts_with(ends) {
            Follow::Doubled(from)
        } else {
            Follow::Content
        }
    }
}

/// The quote that a text begins with.
fn quote_at(text: &str) -> Option<Quote> {
    if text.starts_with("\\\"") {
        let defect = Some(DefectKind::EscapedQuotes);
        return Some(Quote { length: 2, closers: &['"'], escaped: true, defect });
    }
    let first = text.chars().next()?;
    let (closers, defect): (&[char], _) = match first {
        '"' => (&['"'], None),
        '\'' => (&['\'', '’'], Some(DefectKind::SingleQuotes)),
        '`' => (&['`', '\''], Some(DefectKind::SingleQuotes)),
        '“' | '”' | '＂' => (&['"', '”', '“', '＂'], Some(DefectKind::SmartQuotes)),
        '‘' | '’' => (&['\'', '’', '‘'], Some(DefectKind::SmartQuotes)),
        _ => return None,
    };
    Some(Quote { length: first.len_utf8(), closers, escaped: false, defect })
}

fn starts_literal(text: &str) -> bool {
    ["true", "false", "null"].iter().any(|word| text.starts_with(word))
}
