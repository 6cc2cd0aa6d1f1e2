//! Layouts that say the same as the canonical one, for tests: other quotes, brackets, indentation and
//! order, blank lines, and comments anywhere.

use std::fmt::Write as _;

use super::build;
use super::scalar;
use super::shape::{self, Shape};
use super::tree::{Block, Entry, Kind, Node, Scalar, Style};
use xtask::spec::Endpoint;

/// What every comment has.
pub(crate) const MARK: &str = "\u{ab}note\u{bb}";

/// An endpoint in a layout that `choices` choose.
pub(crate) fn mangle(endpoint: &Endpoint, choices: &[u8], comments: bool) -> String {
    let mut mangler = Mangler { choices, next: 0, comments, written: 0, out: String::new() };
    mangler.block(&build::endpoint(endpoint), &shape::ENDPOINT, 0, false);
    mangler.above(0);
    mangler.out
}

struct Mangler<'a> {
    choices: &'a [u8],
    next: usize,
    comments: bool,
    written: usize,
    out: String,
}

impl Mangler<'_> {
    /// Whether something happens that happens once in `of` times.
    fn once_in(&mut self, of: u8) -> bool {
        self.next += 1;
        let turn = u8::try_from(self.next / self.choices.len() % 7).unwrap_or(0);
        self.choices[self.next % self.choices.len()].wrapping_add(turn * 3).is_multiple_of(of)
    }

    fn comment(&mut self) {
        write!(self.out, "# {MARK}{} : - x", self.written).unwrap();
        self.written += 1;
    }

    fn pad(&mut self, columns: usize) {
        write!(self.out, "{:columns$}", "").unwrap();
    }

    /// Blank lines and comments.
    fn above(&mut self, indent: usize) {
        while self.once_in(5) {
            if self.once_in(2) {
                self.out.push('\n');
            } else if self.comments {
                let indent = if self.once_in(3) { indent + 1 } else { indent };
                let indent = if self.once_in(5) { indent.saturating_sub(2) } else { indent };
                self.pad(indent);
                self.comment();
                self.out.push('\n');
            }
        }
    }

    fn end_line(&mut self) {
        if self.comments && self.once_in(5) {
            self.pad(1);
            self.comment();
        }
        self.out.push('\n');
    }

    fn block(&mut self, block: &Block, shape: &Shape, indent: usize, mut is_behind: bool) {
        let mut entries: Vec<&Entry> = block.entries.iter().collect();
        if matches!(shape, Shape::Record(_)) && self.once_in(3) {
            entries.rotate_left(1);
        }
        for entry in entries {
            if !std::mem::take(&mut is_behind) {
                self.above(indent);
                self.pad(indent);
            }
            if block.kind == Kind::Mapping {
                self.key(&entry.key);
                self.out.push(':');
            } else {
                self.out.push('-');
            }
            self.value(&entry.value, shape.below(&entry.key), indent, block.kind);
        }
    }

    fn key(&mut self, key: &str) {
        let text = match self.once_in(4) {
            true if self.once_in(2) && !key.contains(|c: char| c.is_control()) => single(key),
            true => scalar::quoted(key),
            false => scalar::key(key).into_owned(),
        };
        self.out.push_str(&text);
    }

    fn value(&mut self, value: &Node, shape: &Shape, indent: usize, kind: Kind) {
        match value {
            Node::Empty => self.end_line(),
            Node::Scalar(value) => self.scalar(value, shape, indent),
            Node::Block(block) if block.entries.is_empty() || self.once_in(4) => {
                self.pad(1);
                self.in_brackets(block, shape, indent + 2);
                self.end_line();
            }
            Node::Block(block) => {
                let deeper = if self.once_in(3) { 4 } else { 2 };
                if kind == Kind::List && self.once_in(2) {
                    self.pad(deeper - 1);
                    self.block(block, shape, indent + deeper, true);
                } else {
                    let flush = kind == Kind::Mapping && block.kind == Kind::List;
                    let deeper = if flush && self.once_in(3) { 0 } else { deeper };
                    self.end_line();
                    self.block(block, shape, indent + deeper, false);
                }
            }
        }
    }

    fn scalar(&mut self, value: &Scalar, shape: &Shape, indent: usize) {
        let is_text = value.style != Style::Plain;
        match scalar::literal(&value.text) {
            Some((header, content)) if is_text && self.once_in(2) => {
                self.pad(1);
                self.out.push_str(header);
                self.end_line();
                let deeper = if self.once_in(3) { 4 } else { 2 };
                for line in content.split('\n') {
                    self.pad(if line.is_empty() { 0 } else { indent + deeper });
                    self.out.push_str(line);
                    self.out.push('\n');
                }
                return;
            }
            _ => {}
        }
        if self.once_in(6) {
            self.end_line();
            self.above(indent + 2);
            self.pad(indent + 1);
        }
        self.pad(1);
        let text = self.inline(value, shape, false);
        // A sentence may go on in the next line.
        let lines = if self.once_in(3)
            && (text.starts_with(char::is_alphanumeric) || text.starts_with('\''))
        {
            let mut words = text.split(' ');
            let mut lines = words.next().unwrap_or_default().to_owned();
            for word in words {
                let breaks = !word.is_empty()
                    && !lines.ends_with(' ')
                    && word.starts_with(char::is_alphanumeric)
                    && lines.ends_with(char::is_alphanumeric)
                    && self.once_in(4);
                if breaks {
                    write!(lines, "\n{:1$}", "", indent + 3).unwrap();
                } else {
                    lines.push(' ');
                }
                lines.push_str(word);
            }
            lines
        } else {
            text
        };
        self.out.push_str(&lines);
        self.end_line();
    }

    fn inline(&mut self, value: &Scalar, shape: &Shape, in_brackets: bool) -> String {
        let text = &value.text;
        let bare = scalar::is_plain(text, in_brackets)
            && if matches!(shape, Shape::Text | Shape::Lines) {
                !scalar::is_null(text)
            } else {
                !scalar::looks_special(text)
            };
        if value.style == Style::Plain || bare && self.once_in(2) {
            text.clone()
        } else if !text.contains(|c: char| c.is_control()) && self.once_in(2) {
            single(text)
        } else {
            scalar::quoted(text)
        }
    }

    fn in_brackets(&mut self, block: &Block, shape: &Shape, indent: usize) {
        let is_mapping = block.kind == Kind::Mapping;
        self.out.push(if is_mapping { '{' } else { '[' });
        for (at, entry) in block.entries.iter().enumerate() {
            self.between(indent);
            if is_mapping {
                let key = scalar::quoted(&entry.key);
                self.out.push_str(&key);
                self.out.push_str(": ");
            }
            match &entry.value {
                Node::Empty => {}
                Node::Scalar(value) => {
                    let text = self.inline(value, shape.below(&entry.key), true);
                    self.out.push_str(&text);
                }
                Node::Block(inner) => self.in_brackets(inner, shape.below(&entry.key), indent + 2),
            }
            self.between(indent);
            if at + 1 < block.entries.len() || self.once_in(3) {
                self.out.push(',');
            }
        }
        self.between(indent);
        self.out.push(if is_mapping { '}' } else { ']' });
    }

    /// Space, a line break, or a comment between brackets.
    fn between(&mut self, indent: usize) {
        if self.once_in(2) {
            self.pad(1);
        }
        if self.once_in(6) {
            self.end_line();
            self.above(indent);
            self.pad(indent);
        }
    }
}

fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
