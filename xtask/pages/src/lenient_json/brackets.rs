//! Brackets: what each opens or closes where some are missing, surplus or of the other kind.

use super::chars::{Shape, closing, closing_bracket, is_comma, starts_member};
use super::defect::DefectKind;
use super::frame::{Frame, Role};
use super::reader::{DEPTH, Reader};
use super::value::Value;

impl Reader<'_> {
    pub(super) fn open(&mut self, shape: Shape, bracket: char) {
        let at = self.cursor.pos;
        if !bracket.is_ascii() {
            self.note(at, DefectKind::FullWidth);
        }
        if self.role() == Role::Key {
            self.open_without_key(shape, at);
        }
        self.want_comma();
        if self.stack.len() >= DEPTH {
            self.note(at, DefectKind::TooDeep);
            let rest = self.cursor.rest();
            self.cursor.pos += closing_bracket(rest.char_indices()).unwrap_or(rest.len());
            return self.push(Value::Null);
        }
        self.cursor.bump();
        self.stack.push(Frame::new(shape, false));
    }

    /// An opening bracket where a key should be: in a list of objects, the object before it was not
    /// closed; elsewhere the key is missing.
    fn open_without_key(&mut self, shape: Shape, at: usize) {
        let depth = self.stack.len();
        let in_list = depth > 1 && self.stack[depth - 2].shape == Shape::List;
        let begun = self.stack.last().is_some_and(|frame| frame.begun);
        if shape == Shape::Object && in_list && begun {
            return self.close_lost_bracket(at);
        }
        self.want_comma();
        if let Some(frame) = self.top() {
            frame.key = Some(String::new());
        }
        self.note(at, DefectKind::MissingKey);
    }

    /// Closes the top frame, whose own bracket is missing; a comma behind it is its parent's.
    pub(super) fn close_lost_bracket(&mut self, at: usize) {
        let separated = self.top().is_some_and(|frame| std::mem::take(&mut frame.separated));
        self.note(at, DefectKind::MissingClosing);
        self.pop();
        if let Some(parent) = self.top() {
            parent.separated = separated;
        }
    }

    pub(super) fn close(&mut self, shape: Shape, bracket: char) {
        let at = self.cursor.pos;
        if !bracket.is_ascii() {
            self.note(at, DefectKind::FullWidth);
        }
        self.complete_member(at);
        let follow = self.behind(at + bracket.len_utf8());
        match self.closed_by(shape, follow) {
            Some(depth) => self.close_down_to(depth, shape, at),
            None => self.note(at, DefectKind::SurplusClosing),
        }
        self.cursor.bump();
        if let Some(frame) = self.top() {
            frame.last = at + bracket.len_utf8();
        }
    }

    /// How many frames stay open behind a closing bracket; none if it closes nothing. Of the frames
    /// that it can close, those above that have lost their own bracket and the topmost that has the
    /// wrong one, it closes what lets the rest be read.
    fn closed_by(&self, shape: Shape, follow: Follow) -> Option<usize> {
        let depth = self.stack.len();
        let matching = self.stack.iter().rposition(|frame| frame.shape == shape && !frame.implied);
        let fits = |open: usize| follow.fits(open.checked_sub(1).map(|top| self.stack[top].shape));
        match matching {
            Some(at) if at + 1 == depth => (at > 0 || follow != Follow::Member).then_some(at),
            Some(at) if fits(at) => Some(at),
            _ if fits(depth - 1) => Some(depth - 1),
            _ if fits(depth) && follow != Follow::End => None,
            Some(at) => Some(at),
            None if follow == Follow::End => Some(depth - 1),
            None => None,
        }
    }

    /// Closes frames by one bracket: those above the lowest have lost theirs.
    fn close_down_to(&mut self, depth: usize, shape: Shape, at: usize) {
        while self.stack.len() > depth {
            let lowest = self.stack.len() == depth + 1;
            let (own, implied) =
                self.stack.last().map_or((shape, false), |it| (it.shape, it.implied));
            if lowest && own != shape && !implied {
                self.note(at, DefectKind::MismatchedClosing);
            } else if !lowest && !implied {
                self.note(at, DefectKind::MissingClosing);
            }
            self.pop();
        }
    }

    /// What stands behind a closing bracket.
    fn behind(&mut self, from: usize) -> Follow {
        let (mut rest, _) = self.cursor.after_blanks(from);
        while let Some(behind) = rest.strip_prefix(is_comma) {
            let at = self.cursor.text.len() - behind.len();
            (rest, _) = self.cursor.after_blanks(at);
            if !self.cursor.pay(1) {
                return Follow::Item;
            }
        }
        match rest.chars().next() {
            None => Follow::End,
            Some(next) if closing(next) == Some(Shape::Object) => Follow::ObjectEnd,
            Some(next) if closing(next) == Some(Shape::List) => Follow::ListEnd,
            Some(_) if starts_member(rest) => Follow::Member,
            Some(_) => Follow::Item,
        }
    }
}

/// What stands behind a closing bracket and its comma.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follow {
    Member,
    Item,
    ObjectEnd,
    ListEnd,
    End,
}

impl Follow {
    /// Whether it can stand inside what is then on top.
    fn fits(self, top: Option<Shape>) -> bool {
        match self {
            Self::Member | Self::ObjectEnd => top == Some(Shape::Object),
            Self::Item | Self::ListEnd => top == Some(Shape::List),
            Self::End => top.is_none(),
        }
    }
}
