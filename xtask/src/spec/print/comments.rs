//! The comments of a file, by the path of the key that each belongs to: the key below it, or beside it
//! where something stands in front of it on its line.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, Placement, ScanError};

use super::tree::Node;

/// The keys from the top of a file down; of a list, the numbers of its items.
pub(super) type Path = Vec<String>;

/// The comments of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comments {
    /// Those of the file, above a blank line.
    pub(super) head: Vec<String>,
    /// Those of a key, by its path.
    pub(super) by_path: BTreeMap<Path, Vec<String>>,
    /// Those below the last key.
    pub(super) tail: Vec<String>,
}

impl Comments {
    /// Comments at the head of a new file.
    pub fn at_head(lines: impl IntoIterator<Item = String>) -> Self {
        Self { head: lines.into_iter().collect(), ..Self::default() }
    }

    /// Reads the comments of a file.
    pub(super) fn of(text: &str) -> Result<Self, ScanError> {
        let mut reader = Reader::default();
        for next in Parser::new_from_str(text) {
            let (event, span) = next?;
            let ends_on = matches!(event, Event::Scalar(..)).then(|| span.end.line());
            reader.event(event, span.start.line());
            reader.line = ends_on.unwrap_or(reader.line);
        }
        reader.comments.tail = reader.pending.into_iter().map(|(_, it)| it).collect();
        Ok(reader.comments)
    }

    /// Every comment, sorted.
    pub(super) fn all(&self) -> Vec<&str> {
        let own = self.by_path.values().flatten();
        let mut all: Vec<&str> =
            self.head.iter().chain(own).chain(&self.tail).map(String::as_str).collect();
        all.sort_unstable();
        all
    }

    /// These comments for a file that may lack some of their keys: what belonged to one of those
    /// belongs to the key above it, or to the file.
    pub(super) fn fitted(&self, root: &Node) -> Self {
        let mut fitted = Self { by_path: BTreeMap::new(), ..self.clone() };
        for (path, lines) in &self.by_path {
            let there = (1..=path.len()).rev().find(|length| has(root, &path[..*length]));
            let place = match there {
                Some(length) => fitted.by_path.entry(path[..length].to_vec()).or_default(),
                None => &mut fitted.head,
            };
            place.extend_from_slice(lines);
        }
        fitted
    }
}

fn has(node: &Node, path: &[String]) -> bool {
    let Some((first, rest)) = path.split_first() else { return true };
    let inner = match node {
        Node::List(items) => first.parse::<usize>().ok().and_then(|at| items.get(at)),
        _ => node
            .entries()
            .and_then(|it| it.iter().find(|(key, _)| key == first))
            .map(|(_, value)| value),
    };
    inner.is_some_and(|inner| has(inner, rest))
}

/// Follows the path of the node that is being read.
#[derive(Default)]
struct Reader {
    comments: Comments,
    /// The mappings and lists around what comes next.
    around: Vec<Around>,
    /// The path of the last key or item.
    last: Path,
    /// The line on which the last key or scalar ended.
    line: usize,
    /// The comments that belong to the next key or item, with their lines.
    pending: Vec<(usize, String)>,
}

enum Around {
    /// A mapping, and its key whose value comes next; `None` before a key.
    Mapping(Option<String>),
    /// A list, and the number of its next item.
    List(usize),
}

impl Reader {
    fn event(&mut self, event: Event<'_>, line: usize) {
        match event {
            Event::Comment(text, placement) => {
                self.comment(format!("#{}", text.trim_end()), placement, line);
            }
            Event::MappingStart(..) => {
                self.begin(line);
                self.around.push(Around::Mapping(None));
            }
            Event::SequenceStart(..) => {
                self.begin(line);
                self.around.push(Around::List(0));
            }
            Event::Scalar(text, ..) => {
                if let Some(Around::Mapping(key @ None)) = self.around.last_mut() {
                    *key = Some(text.into_owned());
                    self.attach(line);
                } else {
                    self.begin(line);
                    self.end();
                }
            }
            Event::MappingEnd | Event::SequenceEnd => {
                self.around.pop();
                self.end();
            }
            _ => {}
        }
    }

    fn comment(&mut self, comment: String, placement: Placement, line: usize) {
        // Behind a dash, the item has not begun.
        if placement == Placement::Right && self.line == line {
            self.comments.by_path.entry(self.last.clone()).or_default().push(comment);
        } else {
            self.pending.push((line, comment));
        }
    }

    /// A value begins: an item of a list takes the comments above it.
    fn begin(&mut self, line: usize) {
        if let Some(Around::List(_)) = self.around.last() {
            self.attach(line);
        }
    }

    /// A value has ended.
    fn end(&mut self) {
        match self.around.last_mut() {
            Some(Around::Mapping(key)) => *key = None,
            Some(Around::List(next)) => *next += 1,
            None => {}
        }
    }

    /// Gives the pending comments to the key or item that begins at a line. Above the first key of a
    /// file, those that a blank line parts from it are the file's.
    fn attach(&mut self, line: usize) {
        let is_first = self.last.is_empty();
        self.last = self.around.iter().map(Around::step).collect();
        let mut pending = std::mem::take(&mut self.pending);
        if is_first {
            let below = pending.iter().skip(1).map(|(line, _)| *line).chain([line]);
            let gaps: Vec<bool> =
                pending.iter().zip(below).map(|((line, _), below)| below - line > 1).collect();
            let head = gaps.iter().rposition(|gap| *gap).map_or(0, |at| at + 1);
            self.comments.head = pending.drain(..head).map(|(_, it)| it).collect();
        }
        if !pending.is_empty() {
            let own = self.comments.by_path.entry(self.last.clone()).or_default();
            own.extend(pending.into_iter().map(|(_, it)| it));
        }
    }
}

impl Around {
    fn step(&self) -> String {
        match self {
            Self::Mapping(key) => key.clone().unwrap_or_default(),
            Self::List(next) => next.to_string(),
        }
    }
}
