//! Where a string ends whose closing quote is missing, or is not what it should be.

use super::chars::{
    closing, closing_bracket, is_blank, is_colon, is_comma, is_quote, starts_member,
};
use super::defect::DefectKind;
use super::frame::Role;
use super::reader::Reader;
use super::strings::{End, Follow, Quote, Stop};

impl Reader<'_> {
    /// The end of a text whose first closing quote does not look like one, or that has none.
    pub(super) fn repaired_end(&mut self, content: usize, quote: Quote, role: Role) -> End {
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
}

fn closes(c: char) -> bool {
    closing(c).is_some()
}
