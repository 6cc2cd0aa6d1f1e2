//! The loop that reads a value: a stack of open objects and lists, and the defects found on the way.

use super::chars::{
    Shape, closing, is_blank, is_colon, is_comma, is_quote, opening, starts_remark,
};
use super::cursor::Cursor;
use super::defect::{Defect, DefectKind};
use super::frame::{Frame, Role};
use super::value::Value;

/// Deeper brackets are stepped over.
pub(super) const DEPTH: usize = 64;
/// More values are stepped over.
pub(super) const VALUES: usize = 1_000_000;
/// More defects are not reported.
const DEFECTS: usize = 1_000;

/// What was read of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The value; none if the text has none.
    pub value: Option<Value>,
    /// What is wrong with the text, in its order, no more than the first thousand.
    pub defects: Vec<Defect>,
}

/// Reads a text that means to be JSON.
#[must_use]
pub fn read(text: &str) -> Reading {
    let mut reader = Reader::new(text);
    let value = reader.read_all();
    Reading { value, defects: reader.defects() }
}

impl Value {
    /// The list or object that a text holds as JSON, such as `"[2,3]"`.
    #[must_use]
    pub fn inner(&self) -> Option<Value> {
        let Self::Text(text) = self else { return None };
        let trimmed = text.trim();
        let bracketed = trimmed.starts_with('{') && trimmed.ends_with('}')
            || trimmed.starts_with('[') && trimmed.ends_with(']');
        let value = if bracketed { read(trimmed).value } else { None };
        value.filter(|value| matches!(value, Self::List(_) | Self::Object(_)))
    }
}

/// A reader of one text.
pub(super) struct Reader<'t> {
    pub(super) cursor: Cursor<'t>,
    pub(super) stack: Vec<Frame>,
    /// The value, once it is closed.
    pub(super) done: Option<Value>,
    pub(super) values: usize,
    pub(super) unclosed_comment: bool,
    pub(super) notes: Vec<(usize, DefectKind, String)>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let cursor = Cursor::new(text);
        Self {
            cursor,
            stack: Vec::new(),
            done: None,
            values: 0,
            unclosed_comment: false,
            notes: Vec::new(),
        }
    }

    /// Reads one value, from its first character on.
    pub(super) fn value(&mut self) -> Option<Value> {
        self.done = None;
        while self.done.is_none() {
            self.skip_blanks();
            match self.cursor.peek() {
                Some(next) => self.step(next),
                None => self.end(),
            }
            if self.stack.is_empty() {
                break;
            }
        }
        self.done.take()
    }

    /// Reports a defect of what stands at a position.
    pub(super) fn note(&mut self, at: usize, kind: DefectKind) {
        // An example that is indented with odd spaces has them everywhere.
        let once =
            matches!(kind, DefectKind::OddSpace | DefectKind::TooDeep | DefectKind::TooLarge);
        if self.notes.len() < DEFECTS && !(once && self.notes.iter().any(|note| note.1 == kind)) {
            let path = self.path();
            self.notes.push((at, kind, path));
        }
    }

    /// The defects in the text's order, with their lines.
    fn defects(&mut self) -> Vec<Defect> {
        let mut notes = std::mem::take(&mut self.notes);
        notes.sort_by_key(|note| note.0);
        let (mut line, mut seen) = (1, 0);
        let text = self.cursor.text;
        let located = notes.into_iter().map(|(at, kind, path)| {
            line += text[seen..at].matches('\n').count();
            seen = at;
            Defect { kind, line, path }
        });
        located.collect()
    }

    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        for frame in &self.stack {
            frame.name_in(&mut path);
        }
        path
    }

    pub(super) fn top(&mut self) -> Option<&mut Frame> {
        self.stack.last_mut()
    }

    pub(super) fn role(&self) -> Role {
        match self.stack.last() {
            Some(Frame { shape: Shape::Object, key: None, .. }) => Role::Key,
            Some(Frame { shape: Shape::Object, .. }) => Role::Member,
            _ => Role::Item,
        }
    }

    fn step(&mut self, next: char) {
        if self.stack.is_empty() && (is_comma(next) || closing(next).is_some()) {
            self.note(self.cursor.pos, DefectKind::StrayText);
            self.cursor.bump();
        } else if is_comma(next) {
            self.comma(next);
        } else if let Some(shape) = opening(next) {
            self.open(shape, next);
        } else if let Some(shape) = closing(next) {
            self.close(shape, next);
        } else if is_quote(next) || self.cursor.rest().starts_with("\\\"") {
            self.text();
        } else if is_colon(next) {
            self.note(self.cursor.pos, DefectKind::StrayText);
            self.cursor.bump();
        } else {
            self.word();
        }
    }

    fn comma(&mut self, comma: char) {
        let at = self.cursor.pos;
        match comma {
            ',' => {}
            ';' => self.note(at, DefectKind::WrongSeparator),
            _ => self.note(at, DefectKind::FullWidth),
        }
        self.complete_member(at);
        match self.top() {
            Some(frame) if frame.begun && !frame.separated => frame.separated = true,
            _ => self.note(at, DefectKind::DoubledComma),
        }
        self.cursor.bump();
    }

    /// Gives a key without a value none.
    pub(super) fn complete_member(&mut self, at: usize) {
        if self.role() == Role::Member {
            self.note(at, DefectKind::MissingValue);
            self.push(Value::Null);
        }
    }

    /// Reports a comma that should have stood before the value that comes.
    pub(super) fn want_comma(&mut self) {
        let Some(frame) = self.stack.last() else { return };
        if frame.key.is_none() && frame.begun && !frame.separated {
            self.note(frame.last, DefectKind::MissingComma);
        }
        if let Some(frame) = self.top() {
            frame.separated = true;
        }
    }

    /// Closes the top frame.
    pub(super) fn pop(&mut self) {
        let Some(frame) = self.top() else { return };
        let last = frame.last;
        if std::mem::take(&mut frame.separated) && frame.begun {
            self.note(last, DefectKind::TrailingComma);
        }
        if let Some(frame) = self.stack.pop() {
            self.push(frame.into_value());
        }
    }

    /// Adds a value to the top frame; without any it is the whole.
    pub(super) fn push(&mut self, value: Value) {
        let last = self.cursor.pos;
        self.values += 1;
        let room = self.values <= VALUES;
        let Some(frame) = self.stack.last_mut() else {
            self.done = Some(value);
            return;
        };
        frame.begun = true;
        frame.separated = false;
        frame.last = last;
        let key = frame.key.take();
        if !room {
            return self.note(last, DefectKind::TooLarge);
        }
        match (frame.shape, key) {
            (Shape::Object, Some(key)) => frame.members.push((key, value)),
            _ => frame.items.push(value),
        }
    }

    /// Steps over blanks, comments and dots.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            let rest = self.cursor.rest();
            let at = self.cursor.pos;
            let Some(next) = rest.chars().next() else { return };
            if is_blank(next) {
                if !matches!(next, ' ' | '\n' | '\t' | '\r') {
                    self.note(at, DefectKind::OddSpace);
                }
                self.cursor.bump();
            } else if starts_remark(rest) {
                self.skip_remark();
            } else {
                return;
            }
        }
    }

    fn skip_remark(&mut self) {
        let rest = self.cursor.rest();
        let dots = rest.trim_start_matches(['.', '…', '。']);
        if dots.len() < rest.len() {
            self.note(self.cursor.pos, DefectKind::Ellipsis);
            self.cursor.pos += rest.len() - dots.len();
            return;
        }
        self.note(self.cursor.pos, DefectKind::Comment);
        let line = rest.find('\n').unwrap_or(rest.len());
        let block = rest.strip_prefix("/*").filter(|_| !self.unclosed_comment);
        let end = block.and_then(|inside| inside.find("*/"));
        // Where one comment has no end, none behind it has.
        self.unclosed_comment |= block.is_some() && end.is_none();
        self.cursor.pos += end.map_or(line, |at| at + 4);
    }

    /// The text ends: what is open is closed.
    fn end(&mut self) {
        if self.stack.iter().any(|frame| !frame.implied) {
            self.note(self.cursor.pos, DefectKind::CutEnd);
        }
        self.complete_member(self.cursor.pos);
        while let Some(frame) = self.top() {
            frame.separated = false;
            self.pop();
        }
    }
}
