//! Quoted texts, and where they end when their quotes are not what they should be.

use std::ops::Range;

use super::cursor::{
    closing, closing_bracket, is_blank, is_colon, is_comma, is_quote, is_word, opening,
};
use super::cursor::{starts_member, starts_remark};
use super::defect::DefectKind;
use super::reader::{Reader, Role};

/// How a text is quoted.
#[derive(Clone, Copy)]
struct Quote {
    /// The bytes of the opening quote.
    length: usize,
    /// The characters that close it, the right one first.
    closers: &'static [char],
    /// Whether both are escaped, as in JSON that was once inside a text.
    escaped: bool,
    defect: Option<DefectKind>,
}

/// Where a look for the closing quote stopped.
enum Stop {
    /// Before a closing quote of so many bytes.
    Quote(usize, usize),
    /// At a line break, or at the end.
    Line(usize),
}

/// What a text is, and where it ends.
struct End {
    /// Its content.
    content: Range<usize>,
    /// Where to read on.
    next: usize,
    defect: Option<DefectKind>,
}

/// What follows a quote, and whether a text can end before that.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follow {
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

    /// The end of a text whose first closing quote does not look like one, or that has none.
    fn repaired_end(&mut self, content: usize, quote: Quote, role: Role) -> End {
        if let Some(end) = self.end_of_inner_json(content, quote, role) {
            return end;
        }
        let mut from = content;
        let mut rejected = None;
        loop {
            match self.closing_quote(from, quote) {
                Stop::Quote(at, length) => {
                    let next = at + length;
                    if !self.cursor.pay(next - from) {
                        return End { content: content..at, next, defect: None };
                    }
                    match self.follow(next, role) {
                        Follow::Content if at == content && rejected.is_none() => {
                            let doubled = End { content: content..at, next, defect: None };
                            return self.end_of_doubled(doubled, quote, role);
                        }
                        Follow::Content => _ = rejected.get_or_insert((at, next)),
                        Follow::Doubled(next) => {
                            let defect = Some(DefectKind::DoubledQuote);
                            return End { content: content..at, next, defect };
                        }
                        follow => {
                            return self.accepted(content, (at, next), rejected, follow, role);
                        }
                    }
                    from = next;
                }
                Stop::Line(at) => {
                    self.cursor.pay(at - from);
                    return match rejected {
                        Some((at, next)) => End { content: content..at, next, defect: None },
                        None => self.end_without_quote(content, at, quote, role),
                    };
                }
            }
        }
    }

    /// A quote that closes, behind one that does not: was the text meant to end before both?
    fn accepted(
        &mut self,
        content: usize,
        (at, next): (usize, usize),
        rejected: Option<(usize, usize)>,
        follow: Follow,
        role: Role,
    ) -> End {
        let Some((inner, _)) = rejected else {
            return End { content: content..at, next, defect: None };
        };
        let before = &self.cursor.text[content..inner];
        let unclosed = match role {
            Role::Key => before.find([':', '：']),
            Role::Member if follow == Follow::Colon => Some(before.trim_end().len()),
            Role::Item if before.trim_end().ends_with(is_comma) => Some(before.trim_end().len()),
            _ => None,
        };
        match unclosed {
            Some(length) => self.unclosed(content, content + length, role),
            None => End { content: content..at, next, defect: Some(DefectKind::StrayQuote) },
        }
    }

    /// An opening quote that stands twice: the text begins behind the second.
    fn end_of_doubled(&mut self, empty: End, quote: Quote, role: Role) -> End {
        let content = empty.next;
        let Stop::Quote(at, length) = self.closing_quote(content, quote) else { return empty };
        let next = match self.follow(at + length, role) {
            Follow::Content => return empty,
            Follow::Doubled(next) => next,
            Follow::Colon | Follow::Structure => at + length,
        };
        End { content: content..at, next, defect: Some(DefectKind::DoubledQuote) }
    }

    /// A text with JSON inside whose quotes are not escaped: it ends where its brackets do.
    fn end_of_inner_json(&mut self, content: usize, quote: Quote, role: Role) -> Option<End> {
        let rest = &self.cursor.text[content..];
        if quote.escaped || !rest.starts_with(['{', '[']) || !self.cursor.pay(1) {
            return None;
        }
        let length = closing_bracket(rest.char_indices());
        self.cursor.pay(length.unwrap_or(rest.len()));
        let (inner, behind) = rest.split_at(length?);
        let closer = behind.chars().next().filter(|c| quote.closers.contains(c))?;
        let end = content + inner.len();
        let next = end + closer.len_utf8();
        let fits = !inner.contains('\n') && self.follow(next, role) == Follow::Structure;
        let defect = Some(DefectKind::StrayQuote);
        fits.then_some(End { content: content..end, next, defect })
    }

    /// A text without a closing quote on its line.
    fn end_without_quote(
        &mut self,
        content: usize,
        line_end: usize,
        quote: Quote,
        role: Role,
    ) -> End {
        let line = &self.cursor.text[content..line_end];
        let smart = line.char_indices().rev().find(|(_, c)| is_quote(*c));
        if let Some((offset, found)) = smart {
            let at = content + offset;
            let next = at + found.len_utf8();
            if self.follow(next, role) != Follow::Content {
                return End {
                    content: content..at,
                    next,
                    defect: Some(DefectKind::MismatchedQuotes),
                };
            }
        }
        if role == Role::Key {
            let length = line.find(|c| is_colon(c) || is_comma(c) || closing(c).is_some());
            return self.unclosed(content, content + length.unwrap_or(line.len()), role);
        }
        if !line.trim_end().ends_with(is_comma)
            && let Some(end) = self.end_on_later_line(content, line_end, quote, role)
        {
            return end;
        }
        self.unclosed(content, line_end, role)
    }

    /// A text that goes on behind line breaks, if a quote closes it there.
    fn end_on_later_line(
        &mut self,
        content: usize,
        line_end: usize,
        quote: Quote,
        role: Role,
    ) -> Option<End> {
        let mut from = line_end;
        loop {
            let (rest, _) = self.cursor.after_blanks(from);
            if rest.is_empty() || rest.starts_with(closes) || starts_member(rest) {
                return None;
            }
            match self.closing_quote(self.cursor.text.len() - rest.len(), quote) {
                Stop::Quote(at, length) => {
                    let fits = self.follow(at + length, role) == Follow::Structure;
                    let end = End { content: content..at, next: at + length, defect: None };
                    return (fits && self.cursor.pay(at - from)).then_some(end);
                }
                Stop::Line(at) if at > from && self.cursor.pay(at - from) => from = at,
                Stop::Line(_) => return None,
            }
        }
    }

    /// The end of a text whose closing quote is missing: what belongs to the structure around it is
    /// left to be read.
    fn unclosed(&self, content: usize, end: usize, role: Role) -> End {
        let text = &self.cursor.text[content..end];
        let text = text.trim_end_matches(|c| {
            is_blank(c) || is_comma(c) || closes(c) || role == Role::Program && c == ')'
        });
        let end = content + text.len();
        End { content: content..end, next: end, defect: Some(DefectKind::MissingQuote) }
    }

    fn closing_quote(&self, from: usize, quote: Quote) -> Stop {
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
        let same = quote.escaped || smart != plain && (smart || self.closes_plainly(at, quote));
        (!same).then_some(DefectKind::MismatchedQuotes)
    }

    fn closes_plainly(&self, at: usize, quote: Quote) -> bool {
        self.cursor.text[at..].starts_with(quote.closers[0])
    }

    /// What follows a quote that may close a text.
    fn follow(&mut self, from: usize, role: Role) -> Follow {
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

    /// The text that a content stands for.
    fn unescape(&mut self, range: Range<usize>) -> String {
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

fn closes(c: char) -> bool {
    closing(c).is_some()
}

fn starts_literal(text: &str) -> bool {
    ["true", "false", "null"].iter().any(|word| text.starts_with(word))
}
