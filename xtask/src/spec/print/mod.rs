//! Specs as YAML, in the one layout: the order of keys is that of the structs, blank lines stand between
//! the parts of a file, and lists that fit take one line. Comments are kept, nothing else of a layout is.

#[cfg(test)]
pub(crate) mod arbitrary;
mod comments;
#[cfg(test)]
mod mangle;
mod scalar;
#[cfg(test)]
mod tests;
mod tree;

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle};
use serde::Serialize;

pub use comments::Comments;

use super::file::File;
use super::load::{Spec, read_spec};
use super::problem::Problem;
use tree::Node;

/// Lists that end beyond this column take one line for each item.
const WIDTH: usize = 100;

/// A file as it should be laid out.
///
/// # Errors
///
/// The file is no spec.
pub fn format(file: &File) -> Result<String, Box<Problem>> {
    let spec = read_spec(file)?;
    let comments = comments(file)?;
    let text = match &spec {
        Spec::Common(common) => print(common, &comments),
        Spec::Global(codes) => print(codes, &comments),
        Spec::Endpoint(endpoint) => print(endpoint, &comments),
    };
    let written = File { text: Ok(text.clone()), ..file.clone() };
    let is_kept = self::comments(&written).is_ok_and(|it| it.all() == comments.all());
    if !is_kept || read_spec(&written).as_ref() != Ok(&spec) {
        let problem =
            Problem::new("not-laid-out", 0, &(0..0), "laid out, the file would say something else");
        let help = "this is a fault of the generator; the file was left as it is";
        return Err(Box::new(problem.help(help)));
    }
    Ok(text)
}

/// The comments of a file, which [`print()`] puts back.
///
/// # Errors
///
/// The file is not YAML, or has a number that cannot be printed as it stands there.
pub fn comments(file: &File) -> Result<Comments, Box<Problem>> {
    if let Some(place) = long_number(file.text()) {
        let message = "this number has more digits than can be kept";
        let problem = Problem::new("long-number", 0, &place, message);
        return Err(Box::new(problem.help("put it into quotes, or write fewer digits")));
    }
    // Neither line ends nor a byte order mark are part of a comment.
    let text = file.text().trim_start_matches('\u{feff}').replace("\r\n", "\n");
    Comments::of(&text).map_err(|error| {
        Box::new(
            Problem::new("syntax", 0, &(0..0), "this is not well-formed YAML")
                .label(error.to_string()),
        )
    })
}

/// Where a number stands that is read as another one: an `f64` holds 17 digits.
fn long_number(text: &str) -> Option<Range<usize>> {
    let is_long = |number: &str| {
        let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        digits.trim_matches('0').len() > 17
            && number.parse::<i64>().is_err()
            && number.parse::<u64>().is_err()
            && number.parse::<f64>().is_ok()
    };
    Parser::new_from_str(text).map_while(Result::ok).find_map(|(event, span)| match event {
        Event::Scalar(number, ScalarStyle::Plain, ..) if is_long(&number) => span.byte_range(),
        _ => None,
    })
}

/// The text of a spec file. A comment whose key is gone moves to the key around it.
#[must_use]
pub fn print(spec: &impl Serialize, comments: &Comments) -> String {
    let root = Node::of(spec);
    let mut printer =
        Printer { comments: comments.fitted(&root), path: Vec::new(), out: String::new() };
    printer.file(&root);
    printer.out
}

struct Printer {
    comments: Comments,
    /// The path of what is printed.
    path: comments::Path,
    out: String,
}

impl Printer {
    fn file(&mut self, root: &Node) {
        for line in &self.comments.head {
            self.out.push_str(line);
            self.out.push('\n');
        }
        let mut before = if self.comments.head.is_empty() { None } else { Some("") };
        for (key, value) in root.entries().unwrap_or_default() {
            let part = if matches!(root, Node::Record(_)) { part(key, value) } else { "map" };
            if before.is_some_and(|before| before != part) {
                self.out.push('\n');
            }
            before = Some(part);
            self.entry(key, value, 0, true);
        }
        for (at, line) in self.comments.tail.iter().enumerate() {
            self.out.push_str(if at == 0 { "\n" } else { "" });
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    /// A key and its value, each line of which ends here. What stands behind the dash of an item has no
    /// lines above it.
    fn entry(&mut self, key: &str, value: &Node, indent: usize, is_own_line: bool) {
        self.path.push(key.to_owned());
        if is_own_line {
            self.comments(indent);
            self.pad(indent);
        }
        let key = scalar::key(key);
        self.out.push_str(&key);
        self.out.push(':');
        self.value(value, indent, indent + key.chars().count() + 2);
        self.path.pop();
    }

    /// A value behind a key or a dash at `indent`; in the same line it would begin at the column `start`.
    fn value(&mut self, value: &Node, indent: usize, start: usize) {
        if let Some(text) = self.in_line(value, start) {
            self.out.push(' ');
            self.out.push_str(&text);
            self.out.push('\n');
            return;
        }
        match value {
            Node::Text(text) | Node::Lines(text) => self.literal(text, indent + 2),
            Node::List(items) => {
                self.out.push('\n');
                self.items(items, indent + 2);
            }
            _ => {
                self.out.push('\n');
                for (key, value) in value.entries().unwrap_or_default() {
                    self.entry(key, value, indent + 2, true);
                }
            }
        }
    }

    fn items(&mut self, items: &[Node], indent: usize) {
        for (at, item) in items.iter().enumerate() {
            self.path.push(at.to_string());
            self.comments(indent);
            let mut entries = item.entries().unwrap_or_default().iter();
            if let Some((first, value)) = entries.next() {
                // No line could stand between the dash and the first key.
                self.path.push(first.clone());
                self.comments(indent);
                self.path.pop();
                self.pad(indent);
                self.out.push_str("- ");
                self.entry(first, value, indent + 2, false);
                for (key, value) in entries {
                    self.entry(key, value, indent + 2, true);
                }
            } else {
                self.pad(indent);
                self.out.push('-');
                self.value(item, indent, indent + 2);
            }
            self.path.pop();
        }
    }

    /// A value that fits into the line.
    fn in_line(&self, value: &Node, start: usize) -> Option<String> {
        match value {
            Node::Lines(text) if scalar::literal(text).is_some() => None,
            Node::Text(text) if text.contains('\n') && scalar::literal(text).is_some() => None,
            Node::List(_) if self.has_comments_inside() => None,
            // A list without items has no other form.
            Node::List(items) => in_one_line(value, false)
                .filter(|it| items.is_empty() || start + it.chars().count() <= WIDTH),
            _ => in_one_line(value, false),
        }
    }

    fn has_comments_inside(&self) -> bool {
        let mut next = self.comments.by_path.range(self.path.clone()..);
        let inside = next.find(|(path, _)| **path != self.path);
        inside.is_some_and(|(path, _)| path.starts_with(&self.path))
    }

    fn literal(&mut self, text: &str, indent: usize) {
        let (header, content) = scalar::literal(text).expect("asked before");
        self.out.push(' ');
        self.out.push_str(header);
        self.out.push('\n');
        for line in content.split('\n') {
            if !line.is_empty() {
                self.pad(indent);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    /// The comments of what is printed next.
    fn comments(&mut self, indent: usize) {
        for line in self.comments.by_path.get(&self.path).into_iter().flatten() {
            self.out.extend(std::iter::repeat_n(' ', indent));
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    fn pad(&mut self, columns: usize) {
        self.out.extend(std::iter::repeat_n(' ', columns));
    }
}

/// The part of a file that a key at its top belongs to; a blank line stands between two parts.
fn part<'a>(key: &'a str, value: &Node) -> &'a str {
    let has_keys = match value {
        Node::List(items) => items.iter().any(|it| it.entries().is_some()),
        _ => value.entries().is_some(),
    };
    match key {
        "returns" | "pagination" => "response",
        "docs" => "head",
        _ if has_keys => key,
        _ => "head",
    }
}

/// A value within one line; `None` for what has keys. Within brackets more strings need quotes.
fn in_one_line(value: &Node, is_item: bool) -> Option<String> {
    Some(match value {
        Node::Absent => "null".to_owned(),
        Node::Word(word) => word.clone(),
        Node::Text(text) | Node::Lines(text) => scalar::plain_or_quoted(text, is_item),
        Node::List(items) => {
            let items: Option<Vec<String>> =
                items.iter().map(|item| in_one_line(item, true)).collect();
            format!("[{}]", items?.join(", "))
        }
        Node::Map(entries) | Node::Record(entries) if entries.is_empty() => "{}".to_owned(),
        Node::Map(_) | Node::Record(_) => return None,
    })
}
