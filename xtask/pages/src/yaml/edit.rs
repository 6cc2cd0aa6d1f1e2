//! Changes of single values in a spec file: all other bytes stay.

use super::arrange;
use super::parse::parse;
use super::shape::{self, Shape};
use super::tree::{Block, Entry, Kind, Node};
use super::{Lines, comments, refused};
use xtask::spec::{File, Problem};

/// An endpoint's file that is changed value by value.
pub(crate) struct Sheet {
    root: Block,
    /// Whether its lines end in two characters.
    has_returns: bool,
}

/// Where a new key goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    /// Where the format has it.
    Usual,
    /// Behind another key; in front of all where there is none.
    Behind(Option<&'a str>),
}

impl Sheet {
    /// The sheet of an endpoint's file, which is a spec.
    pub(crate) fn new(file: &File) -> Result<Self, Box<Problem>> {
        let lines = Lines::of(file.text());
        let mut root = parse(&lines.text).map_err(|it| refused(&it, &lines))?;
        if root.entries.iter().any(|it| it.source.is_none()) {
            // A file in braces has no lines to change.
            arrange::root(&mut root, &shape::ENDPOINT);
        }
        Ok(Self { root, has_returns: file.text().contains("\r\n") })
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> String {
        let text = self.root.text();
        if self.has_returns { text.replace('\n', "\r\n") } else { text }
    }

    /// Every comment, sorted.
    pub(crate) fn comments(&self) -> Vec<String> {
        comments(&self.root)
    }

    /// Puts a value at the end of a path of keys. What is missing on the way is made.
    pub(crate) fn set(&mut self, path: &[&str], place: Place<'_>, value: Node) {
        let Some((last, way)) = path.split_last() else { return };
        let (mut block, mut shape) = (&mut self.root, &shape::ENDPOINT);
        for key in way {
            let at = find(block, key).unwrap_or_else(|| {
                insert(block, shape, Place::Usual, Entry::new(*key, Node::Empty))
            });
            shape = shape.below(key);
            block = open(block, at, shape);
        }
        match find(block, last) {
            Some(at) => replace(&mut block.entries[at], shape.below(last), block.indent, value),
            None => drop(insert(block, shape, place, Entry::new(*last, value))),
        }
    }

    /// Takes a key out; its comments stay where it stood.
    pub(crate) fn remove(&mut self, path: &[&str]) {
        let Some((last, way)) = path.split_last() else { return };
        let (mut block, mut shape) = (&mut self.root, &shape::ENDPOINT);
        for key in way {
            let Some(at) = find(block, key) else { return };
            shape = shape.below(key);
            block = open(block, at, shape);
        }
        let Some(at) = find(block, last) else { return };
        let entry = block.entries.remove(at);
        let mut orphans = comments(&Block { entries: vec![entry], ..Block::new(Kind::Mapping) });
        arrange::comments(&mut orphans, block.indent);
        match block.entries.get_mut(at) {
            Some(next) => drop(next.before.splice(0..0, orphans)),
            None => drop(block.tail.splice(0..0, orphans)),
        }
    }
}

fn find(block: &Block, key: &str) -> Option<usize> {
    block.entries.iter().position(|it| it.key == key)
}

/// The mapping behind an entry, ready to be changed.
fn open<'a>(block: &'a mut Block, at: usize, shape: &Shape) -> &'a mut Block {
    let indent = block.indent;
    let entry = &mut block.entries[at];
    let is_open = matches!(&entry.value, Node::Block(inner) if inner.indent > indent);
    if is_open {
        entry.source = None;
    } else {
        if !matches!(entry.value, Node::Block(_)) {
            entry.value = Node::Block(Block::new(Kind::Mapping));
        }
        // Out of its brackets.
        arrange::value(entry, shape, indent, false);
    }
    match &mut entry.value {
        Node::Block(inner) => inner,
        // It has just been made one.
        Node::Empty | Node::Scalar(_) => unreachable!(),
    }
}

/// Gives an entry another value; comments within the old one are kept.
fn replace(entry: &mut Entry, shape: &Shape, indent: usize, value: Node) {
    let old = Entry::new("", std::mem::replace(&mut entry.value, value));
    let within = comments(&Block { entries: vec![old], ..Block::new(Kind::Mapping) });
    entry.within.extend(within);
    arrange::value(entry, shape, indent, false);
}

/// Puts a new entry into a mapping, and tells where it is now.
fn insert(block: &mut Block, shape: &Shape, place: Place<'_>, mut entry: Entry) -> usize {
    let order = shape.order(&entry.key);
    let is_in_front = |it: &Entry| match place {
        Place::Usual => shape.order(&it.key) < order,
        Place::Behind(key) => Some(it.key.as_str()) == key,
    };
    let at = block.entries.iter().rposition(is_in_front).map_or(0, |at| at + 1);
    let below = shape.below(&entry.key);
    arrange::entry(&mut entry, below, block.indent, false);
    block.entries.insert(at, entry);
    separate(block, shape, at);
    separate(block, shape, at + 1);
    at
}

/// Has a blank line in front of an entry where another group begins, and nowhere else.
fn separate(block: &mut Block, shape: &Shape, at: usize) {
    let (Some(front), Some(entry)) =
        (at.checked_sub(1).and_then(|it| block.entries.get(it)), block.entries.get(at))
    else {
        return;
    };
    if !shape.has_groups() {
        return;
    }
    let begins = shape.group(&front.key) != shape.group(&entry.key);
    let before = &mut block.entries[at].before;
    let blank = before.iter().take_while(|it| it.trim().is_empty()).count();
    before.splice(..blank, begins.then(String::new)).for_each(drop);
}
