//! Layouts that say the same as the canonical one, for tests: other quotes, brackets, indentation and
//! order, blank lines, and comments anywhere.

use std::fmt::Write as _;

use super::scalar;
use super::tree::Node;
use crate::spec::Endpoint;

/// What every comment has.
pub(crate) const MARK: &str = "\u{ab}note\u{bb}";

/// An endpoint in a layout that `choices` choose.
pub(crate) fn mangle(endpoint: &Endpoint, choices: &[u8], comments: bool) -> String {
    let mut mangler = Mangler { choices, next: 0, comments, written: 0, out: String::new() };
    mangler.block(&Node::of(endpoint), 0, false);
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

    fn block(&mut self, block: &Node, indent: usize, mut is_behind: bool) {
        let mut entries: Vec<(Option<&str>, &Node)> = match block {
            Node::List(items) => items.iter().map(|it| (None, it)).collect(),
            _ => keys(block).map(|(key, value)| (Some(key), value)).collect(),
        };
        if matches!(block, Node::Record(_)) && self.once_in(3) {
            entries.rotate_left(1);
        }
        for (key, value) in entries {
            if !std::mem::take(&mut is_behind) {
                self.above(indent);
                self.pad(indent);
            }
            match key {
                Some(key) => {
                    self.key(key);
                    self.out.push(':');
                }
                None => self.out.push('-'),
            }
            self.value(value, indent, key.is_none());
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

    fn value(&mut self, value: &Node, indent: usize, is_item: bool) {
        let is_empty = match value {
            Node::Word(word) => return self.scalar(word, false, indent),
            Node::Text(text) | Node::Lines(text) => return self.scalar(text, true, indent),
            Node::Absent => return self.end_line(),
            Node::List(items) => items.is_empty(),
            Node::Map(entries) | Node::Record(entries) => entries.is_empty(),
        };
        if is_empty || self.once_in(4) {
            self.pad(1);
            self.in_brackets(value, indent + 2);
            self.end_line();
            return;
        }
        let deeper = if self.once_in(3) { 4 } else { 2 };
        if is_item && self.once_in(2) {
            self.pad(deeper - 1);
            self.block(value, indent + deeper, true);
        } else {
            let flush = !is_item && matches!(value, Node::List(_));
            let deeper = if flush && self.once_in(3) { 0 } else { deeper };
            self.end_line();
            self.block(value, indent + deeper, false);
        }
    }

    fn scalar(&mut self, text: &str, is_text: bool, indent: usize) {
        match scalar::literal(text) {
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
        let text = self.inline(text, is_text, false);
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

    fn inline(&mut self, text: &str, is_text: bool, in_brackets: bool) -> String {
        let is_bare = scalar::is_plain(text, in_brackets) && !scalar::looks_special(text);
        if !is_text || is_bare && self.once_in(2) {
            text.to_owned()
        } else if !text.contains(|c: char| c.is_control()) && self.once_in(2) {
            single(text)
        } else {
            scalar::quoted(text)
        }
    }

    fn in_brackets(&mut self, value: &Node, indent: usize) {
        match value {
            Node::Absent => {}
            Node::Word(word) => self.out.push_str(word),
            Node::Text(text) | Node::Lines(text) => {
                let text = self.inline(text, true, true);
                self.out.push_str(&text);
            }
            Node::List(items) => {
                self.out.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.member(None, item, at + 1 < items.len(), indent);
                }
                self.between(indent);
                self.out.push(']');
            }
            Node::Map(entries) | Node::Record(entries) => {
                self.out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    self.member(Some(key), value, at + 1 < entries.len(), indent);
                }
                self.between(indent);
                self.out.push('}');
            }
        }
    }

    fn member(&mut self, key: Option<&str>, value: &Node, is_comma_needed: bool, indent: usize) {
        self.between(indent);
        if let Some(key) = key {
            let key = scalar::quoted(key);
            self.out.push_str(&key);
            self.out.push_str(": ");
        }
        self.in_brackets(value, indent + 2);
        self.between(indent);
        if is_comma_needed || self.once_in(3) {
            self.out.push(',');
        }
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

fn keys(block: &Node) -> impl Iterator<Item = (&str, &Node)> {
    block.entries().unwrap_or_default().iter().map(|(key, value)| (key.as_str(), value))
}
