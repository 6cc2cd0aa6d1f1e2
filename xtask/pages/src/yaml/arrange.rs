//! The canonical style: the order of keys, where blank lines stand, which values need quotes, and
//! which lists fit into a line.

use super::scalar;
use super::shape::Shape;
use super::tree::{Block, Entry, Kind, Node, Scalar, Style};

/// Lists that end beyond this column take one line for each item.
const WIDTH: usize = 100;

/// Lays a whole file out.
pub(super) fn root(root: &mut Block, shape: &Shape) {
    let head = head(root);
    block(root, shape, 0);
    for at in 1..root.entries.len() {
        if shape.group(&root.entries[at - 1].key) != shape.group(&root.entries[at].key) {
            root.entries[at].before.insert(0, String::new());
        }
    }
    if !root.tail.is_empty() {
        root.tail.insert(0, String::new());
    }
    if let Some(first) = root.entries.first_mut() {
        first.before.splice(0..0, head);
    }
}

/// The comments at the top that are of the file, not of its first entry: a blank line follows.
fn head(root: &mut Block) -> Vec<String> {
    let Some(first) = root.entries.first_mut() else { return Vec::new() };
    let end = first.before.iter().rposition(|line| line.trim().is_empty()).map_or(0, |at| at + 1);
    let mut head: Vec<String> = first.before.drain(..end).collect();
    comments(&mut head, 0);
    head
}

/// Lays an entry out that stands at a column.
pub(super) fn entry(entry: &mut Entry, shape: &Shape, indent: usize, is_item: bool) {
    value(entry, shape, indent, is_item);
    comments(&mut entry.before, indent);
}

/// Lays an entry out but for what stands in front of it.
pub(super) fn value(entry: &mut Entry, shape: &Shape, indent: usize, is_item: bool) {
    entry.source = None;
    comments(&mut entry.within, indent);
    entry.before.append(&mut entry.within);
    let prefix = if is_item { 2 } else { scalar::key(&entry.key).chars().count() + 2 };
    if let (true, Node::Block(inner)) = (is_item, &mut entry.value) {
        hoist(inner, &mut entry.before);
    }
    node(&mut entry.value, shape, indent, indent + prefix);
    if let (true, Node::Block(inner)) = (is_item, &mut entry.value)
        && inner.kind != Kind::Line
        && let Some(first) = inner.entries.first_mut()
    {
        // What stands behind the dash has no line in front of it.
        entry.before.append(&mut first.before);
        if let Some(behind) = entry.behind.take() {
            entry.before.push(behind);
        }
    }
}

/// Takes the comments in front of the first item of a list, and of the first list in it: should it
/// stand behind a dash, there is no line for them.
fn hoist(list: &mut Block, comments: &mut Vec<String>) {
    if let (true, Some(first)) = (list.kind != Kind::Mapping, list.entries.first_mut()) {
        comments.append(&mut first.before);
        comments.append(&mut first.within);
        if let Node::Block(inner) = &mut first.value {
            hoist(inner, comments);
        }
    }
}

/// Lays out what stands behind a key or dash at column `indent`, itself at column `start`.
fn node(node: &mut Node, shape: &Shape, indent: usize, start: usize) {
    match node {
        Node::Empty => {}
        Node::Scalar(value) => value.style = style(value, shape, false),
        Node::Block(inner) => {
            if inner.kind == Kind::Mapping || !in_one_line(inner, shape, start) {
                block(inner, shape, indent + 2);
            }
        }
    }
}

fn block(inner: &mut Block, shape: &Shape, indent: usize) {
    if inner.kind == Kind::Line {
        inner.kind = Kind::List;
    }
    inner.indent = indent;
    if inner.kind == Kind::Mapping {
        inner.entries.sort_by_key(|it| shape.order(&it.key).unwrap_or(usize::MAX));
    }
    for it in &mut inner.entries {
        let below = shape.below(&it.key);
        entry(it, below, indent, inner.kind == Kind::List);
    }
    comments(&mut inner.tail, indent);
    while inner.tail.last().is_some_and(String::is_empty) {
        inner.tail.pop();
    }
}

/// Lays a list out within a line, if that is possible.
fn in_one_line(list: &mut Block, shape: &Shape, start: usize) -> bool {
    let is_bare = |it: &Entry| {
        it.before.iter().chain(&it.within).all(|it| it.trim().is_empty()) && it.behind.is_none()
    };
    if !list.tail.is_empty() || !list.entries.iter().all(is_bare) {
        return false;
    }
    for item in &mut list.entries {
        let fits = match &mut item.value {
            Node::Empty => false,
            Node::Scalar(value) => {
                value.style = style(value, shape.below(""), true);
                true
            }
            Node::Block(inner) => {
                inner.entries.is_empty()
                    || inner.kind != Kind::Mapping && in_one_line(inner, shape.below(""), start)
            }
        };
        if !fits {
            return false;
        }
        item.source = None;
        item.before.clear();
    }
    list.kind = Kind::Line;
    start + list_width(list) <= WIDTH
}

fn list_width(list: &Block) -> usize {
    let items = list.entries.iter().map(|it| it.value.inline().chars().count() + 2).sum::<usize>();
    items.max(2)
}

/// How a value is written.
fn style(value: &Scalar, shape: &Shape, in_brackets: bool) -> Style {
    let Scalar { text, style } = value;
    let is_plain = scalar::is_plain(text, in_brackets);
    let was_plain = *style == Style::Plain;
    match shape {
        // Nothing is not the text that says so.
        _ if was_plain && scalar::is_null(text) => Style::Plain,
        Shape::Word if is_plain => Style::Plain,
        Shape::Value if was_plain && !scalar::reads_as_text(text) => Style::Plain,
        Shape::Lines if scalar::literal(text).is_some() => Style::Literal,
        _ if text.contains('\n') && !in_brackets && scalar::literal(text).is_some() => {
            Style::Literal
        }
        _ if is_plain && !scalar::looks_special(text) => Style::Plain,
        _ => Style::Quoted,
    }
}

/// Comments at a column; a blank line stays only behind a comment.
pub(super) fn comments(lines: &mut Vec<String>, indent: usize) {
    let mut kept: Vec<String> = Vec::new();
    for line in lines.iter().map(|line| line.trim()) {
        if !line.is_empty() {
            kept.push(format!("{:indent$}{line}", ""));
        } else if kept.last().is_some_and(|it| !it.is_empty()) {
            kept.push(String::new());
        }
    }
    *lines = kept;
}
