//! Keys and values: which of the two a string or a word is, and the colon between them.

use std::ops::Range;

use super::chars::{Shape, closing, is_colon, is_comma, is_quote, starts_member};
use super::defect::DefectKind;
use super::frame::{Frame, Role};
use super::reader::{DEPTH, Reader, VALUES};
use super::value::Value;

/// A key that was read.
struct Key {
    name: String,
    /// Where it begins.
    at: usize,
    /// What was noted while it was read, which is about its member.
    notes: Range<usize>,
}

impl Reader<'_> {
    pub(super) fn text(&mut self) {
        let at = self.cursor.pos;
        let role = self.role();
        if role != Role::Member {
            self.want_comma();
        }
        let before = self.notes.len();
        let name = self.quoted(role);
        let key = Key { name, at, notes: before..self.notes.len() };
        match role {
            Role::Key => self.key(key),
            Role::Member if self.colon_follows() => {
                self.complete_member(at);
                self.want_comma();
                self.key(key);
            }
            Role::Item if self.colon_follows() => self.key_outside(key),
            _ => self.push(Value::Text(key.name)),
        }
    }

    fn colon_follows(&mut self) -> bool {
        let (rest, line_break) = self.cursor.after_blanks(self.cursor.pos);
        rest.starts_with([':', '：']) && !line_break
    }

    /// A key where none can be: the list before it is not closed, or the object not opened.
    fn key_outside(&mut self, key: Key) {
        let depth = self.stack.len();
        let begun = self.stack.last().is_some_and(|frame| frame.begun);
        if begun && depth > 1 && self.stack[depth - 2].shape == Shape::Object {
            self.close_lost_bracket(key.at);
        } else if depth >= DEPTH {
            self.note(key.at, DefectKind::TooDeep);
            return self.push(Value::Text(key.name));
        } else {
            self.note(key.at, DefectKind::MissingOpening);
            self.stack.push(Frame::new(Shape::Object, true));
        }
        self.key(key);
    }

    /// Takes a key, with the colon behind it.
    fn key(&mut self, Key { name, at, notes }: Key) {
        let Some(frame) = self.stack.last_mut() else { return };
        let repeated = self.values < VALUES && !frame.keys.insert(name.clone());
        frame.key = Some(name);
        if repeated {
            self.note(at, DefectKind::DuplicateKey);
        }
        let path = self.path();
        for note in &mut self.notes[notes] {
            note.2.clone_from(&path);
        }
        self.colon();
    }

    /// Steps over the colon behind a key.
    fn colon(&mut self) {
        self.skip_blanks();
        let rest = self.cursor.rest();
        let here = self.cursor.pos;
        if rest.starts_with(':') {
            self.cursor.bump();
        } else if rest.starts_with('：') {
            self.note(here, DefectKind::FullWidth);
            self.cursor.bump();
        } else if rest.starts_with('=') || rest.starts_with("->") {
            self.note(here, DefectKind::Assignment);
            self.cursor.pos += if rest[1..].starts_with('>') { 2 } else { 1 };
        } else if rest.is_empty() || rest.starts_with(|c| is_comma(c) || closing(c).is_some()) {
            self.complete_member(here);
        } else {
            self.note(here, DefectKind::MissingColon);
        }
    }

    pub(super) fn word(&mut self) {
        match self.role() {
            Role::Key => self.word_as_key(),
            Role::Member => {
                let at = self.cursor.pos;
                let (value, defect) = self.bare_value();
                self.push_bare(at, value, defect);
            }
            Role::Item | Role::Program => self.word_as_item(),
        }
    }

    fn word_as_key(&mut self) {
        let at = self.cursor.pos;
        let name = self.bare_key();
        let half_quoted = self.cursor.peek().is_some_and(is_quote);
        let (rest, _) = self.cursor.after_blanks(self.cursor.pos);
        let named = half_quoted || rest.starts_with(is_colon) || rest.starts_with("->");
        if name.is_empty() || !named {
            return self.stray_text(at);
        }
        self.want_comma();
        let key = self.note_bare_key(name, at);
        self.key(key);
    }

    /// Reports an unquoted key, and steps over its quote if it has half of them.
    fn note_bare_key(&mut self, name: String, at: usize) -> Key {
        let before = self.notes.len();
        if self.cursor.peek().is_some_and(is_quote) {
            self.cursor.bump();
            self.note(at, DefectKind::MissingQuote);
        } else {
            self.note(at, DefectKind::UnquotedKey);
        }
        Key { name, at, notes: before..self.notes.len() }
    }

    fn word_as_item(&mut self) {
        let at = self.cursor.pos;
        if starts_member(self.cursor.rest()) && !self.is_scalar_here() && !self.stack.is_empty() {
            self.want_comma();
            let name = self.bare_key();
            let key = self.note_bare_key(name, at);
            return self.key_outside(key);
        }
        let apart = self.stack.last().is_none_or(|frame| frame.separated || !frame.begun);
        if !apart && !self.is_scalar_here() {
            return self.stray_text(at);
        }
        self.want_comma();
        let (value, defect) = self.bare_value();
        self.push_bare(at, value, defect);
    }

    fn push_bare(&mut self, at: usize, value: Value, defect: Option<DefectKind>) {
        if self.cursor.pos == at {
            return self.stray_text(at);
        }
        if let Some(defect) = defect {
            self.note(at, defect);
        }
        self.push(value);
    }
}
