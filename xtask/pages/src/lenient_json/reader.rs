//! The structure: brackets, separators and keys, on a stack of its own.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::Range;

use super::Reading;
use super::cursor::{
    Cursor, Shape, closing, closing_bracket, is_blank, is_colon, is_comma, is_quote, near, opening,
};
use super::cursor::{starts_member, starts_remark};
use super::defect::{Defect, DefectKind};
use super::value::Value;

/// Deeper brackets are stepped over.
const DEPTH: usize = 64;
/// More values are stepped over.
const VALUES: usize = 1_000_000;
/// More defects are not reported.
const DEFECTS: usize = 1_000;

/// What a text or word is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The key of a member.
    Key,
    /// The value of a member.
    Member,
    /// The item of a list, or the whole.
    Item,
    /// A string of a program: anything but a letter or a digit may follow it.
    Program,
}

/// An object or list that is not closed yet.
struct Frame {
    shape: Shape,
    items: Vec<Value>,
    members: Vec<(String, Value)>,
    keys: HashSet<String>,
    /// The key whose value is to come.
    key: Option<String>,
    /// Whether it has values, kept or not.
    begun: bool,
    /// Whether a comma stands behind the last value.
    separated: bool,
    /// Whether its opening bracket is missing.
    implied: bool,
    /// Where its last value ends.
    last: usize,
}

impl Frame {
    fn new(shape: Shape, implied: bool) -> Self {
        Self {
            shape,
            items: Vec::new(),
            members: Vec::new(),
            keys: HashSet::new(),
            key: None,
            begun: false,
            separated: false,
            implied,
            last: 0,
        }
    }

    fn into_value(self) -> Value {
        match self.shape {
            Shape::Object => Value::Object(self.members),
            Shape::List => Value::List(self.items),
        }
    }

    /// Appends the name of the value that is being read, or was read last, to a path.
    fn name_in(&self, path: &mut String) {
        match self.shape {
            Shape::Object => {
                let last = self.members.last().map(|(key, _)| key);
                let Some(key) = self.key.as_ref().or(last) else { return };
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(near(key));
            }
            Shape::List => {
                let next = self.separated || self.items.is_empty();
                let index = if next { self.items.len() } else { self.items.len() - 1 };
                _ = write!(path, "[{index}]");
            }
        }
    }
}

/// A key that was read.
struct Key {
    name: String,
    /// Where it begins.
    at: usize,
    /// What was noted while it was read, which is about its member.
    notes: Range<usize>,
}

/// A reader of one text.
pub(super) struct Reader<'t> {
    pub(super) cursor: Cursor<'t>,
    stack: Vec<Frame>,
    /// The value, once it is closed.
    pub(super) done: Option<Value>,
    values: usize,
    unclosed_comment: bool,
    notes: Vec<(usize, DefectKind, String)>,
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

    pub(super) fn read(mut self) -> Reading {
        let value = self.read_all();
        Reading { value, defects: self.defects() }
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

    fn path(&self) -> String {
        let mut path = String::new();
        for frame in &self.stack {
            frame.name_in(&mut path);
        }
        path
    }

    fn top(&mut self) -> Option<&mut Frame> {
        self.stack.last_mut()
    }

    fn role(&self) -> Role {
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
    fn complete_member(&mut self, at: usize) {
        if self.role() == Role::Member {
            self.note(at, DefectKind::MissingValue);
            self.push(Value::Null);
        }
    }

    fn open(&mut self, shape: Shape, bracket: char) {
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
    fn close_lost_bracket(&mut self, at: usize) {
        let separated = self.top().is_some_and(|frame| std::mem::take(&mut frame.separated));
        self.note(at, DefectKind::MissingClosing);
        self.pop();
        if let Some(parent) = self.top() {
            parent.separated = separated;
        }
    }

    /// Reports a comma that should have stood before the value that comes.
    fn want_comma(&mut self) {
        let Some(frame) = self.stack.last() else { return };
        if frame.key.is_none() && frame.begun && !frame.separated {
            self.note(frame.last, DefectKind::MissingComma);
        }
        if let Some(frame) = self.top() {
            frame.separated = true;
        }
    }

    fn close(&mut self, shape: Shape, bracket: char) {
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

    /// Closes the top frame.
    fn pop(&mut self) {
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
    fn push(&mut self, value: Value) {
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

    fn text(&mut self) {
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

    fn word(&mut self) {
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
