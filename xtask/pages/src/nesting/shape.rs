//! What examples and samples show of an object: its keys, and the kinds of their values. Several of
//! them, also the items of a list, are seen as one.

use crate::lenient_json::Value;
use crate::vocabulary::naming::fold_name;

/// What was seen at one place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    /// The keys of the objects, in the order in which they were first seen.
    pub(crate) keys: Vec<(String, Shape)>,
    /// What else was seen.
    pub(crate) seen: Seen,
}

/// The kinds of values that were seen at one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
// One mark for each kind of JSON value.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Seen {
    pub(crate) object: bool,
    pub(crate) list: bool,
    pub(crate) text: bool,
    /// A string that is a number, or a number with masked digits.
    pub(crate) numeric: bool,
    /// A string that is a boolean.
    pub(crate) boolean_text: bool,
    pub(crate) number: bool,
    pub(crate) fraction: bool,
    pub(crate) boolean: bool,
}

/// How values are read.
#[derive(Clone, Copy)]
struct Reading {
    /// Whether two keys are the same.
    same: fn(&str, &str) -> bool,
    /// Whether a string that holds an object or a list counts as that.
    reads_strings: bool,
}

const AS_WRITTEN: Reading = Reading { same: |own, key| own == key, reads_strings: false };
const AS_SENT: Reading =
    Reading { same: |own, key| fold_name(own) == fold_name(key), reads_strings: true };

/// Deeper values than this are no page's.
const DEEPEST: usize = 32;

impl Shape {
    /// The shape of some values, each key as it is written.
    pub(crate) fn of<'a>(values: impl IntoIterator<Item = &'a Value>) -> Self {
        let mut shape = Self::default();
        for value in values {
            shape.add(value, AS_WRITTEN, 0);
        }
        shape
    }

    /// The shape of some values whose keys are the same if they differ in case and underscores only;
    /// the first writing stays. A text that is an object or a list, as forms send them, is one.
    pub(crate) fn of_samples<'a>(values: impl IntoIterator<Item = &'a Value>) -> Self {
        let mut shape = Self::default();
        for value in values {
            shape.add(value, AS_SENT, 0);
        }
        shape
    }

    /// Adds what another value shows at the same place.
    fn add(&mut self, value: &Value, reading: Reading, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if let Some(inner) = value.inner().filter(|_| reading.reads_strings) {
            return self.add(&inner, reading, depth + 1);
        }
        match value {
            Value::Null => {}
            Value::Bool(_) => self.seen.boolean = true,
            Value::Number(text) => {
                self.seen.number = true;
                self.seen.fraction |= text.contains('.');
            }
            Value::Text(text) if is_numeric(text) => self.seen.numeric = true,
            Value::Text(text) if is_boolean(text) => self.seen.boolean_text = true,
            Value::Text(_) => self.seen.text = true,
            Value::List(items) => {
                self.seen.list = true;
                for item in items {
                    self.add(item, reading, depth + 1);
                }
            }
            Value::Object(members) => {
                self.seen.object = true;
                for (key, value) in members {
                    self.key(key, reading.same).add(value, reading, depth + 1);
                }
            }
        }
    }

    fn key(&mut self, key: &str, same: fn(&str, &str) -> bool) -> &mut Self {
        let at = self.keys.iter().position(|(own, _)| same(own, key));
        let at = at.unwrap_or_else(|| {
            self.keys.push((key.to_owned(), Self::default()));
            self.keys.len() - 1
        });
        &mut self.keys[at].1
    }

    /// Where the key of a row is: written the same, or else the same but for case and underscores.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let same = self.keys.iter().position(|(key, _)| key == name);
        same.or_else(|| {
            let folded = fold_name(name);
            self.keys.iter().position(|(key, _)| fold_name(key) == folded)
        })
    }

    /// What was seen below the key of a row.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.find(name).map(|at| &self.keys[at].1)
    }

    /// Whether members were seen here.
    pub(crate) fn has_members(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Whether nothing was seen here.
    pub(crate) fn is_empty(&self) -> bool {
        self.seen == Seen::default()
    }
}

/// Whether a string is a number, or one whose digits are masked.
pub(crate) fn is_numeric(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'x' | 'X' | '*'))
}

/// Whether a string is a boolean.
pub(crate) fn is_boolean(text: &str) -> bool {
    matches!(text.trim(), "true" | "false")
}
