//! Which keys a spec has, in which order, and what stands behind each.

/// What stands behind a key.
#[derive(Debug)]
pub(super) enum Shape {
    /// A text.
    Text,
    /// A text of whole lines.
    Lines,
    /// A word of the format, a number or a truth value.
    Word,
    /// Any value.
    Value,
    /// A list.
    List(&'static Shape),
    /// A mapping whose keys are the spec's own, in the spec's own order.
    Map(&'static Shape),
    /// A mapping of keys of the format, in this order.
    Record(&'static [Key]),
}

/// A key of the format.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: &'static Shape,
    /// At the top of a file, a blank line stands between keys of different groups.
    pub(super) group: u8,
}

const fn key(name: &'static str, shape: &'static Shape) -> Key {
    Key { name, shape, group: 0 }
}

const fn top(group: u8, name: &'static str, shape: &'static Shape) -> Key {
    Key { name, shape, group }
}

use Shape::{Lines, List, Map, Record, Text, Value, Word};

/// An endpoint's file.
pub(super) static ENDPOINT: Shape = Record(&[
    top(0, "name", &Text),
    top(0, "docs", &Record(&[key("en", &Text), key("zh", &Text)])),
    top(0, "summary", &Text),
    top(0, "method", &Word),
    top(0, "path", &Text),
    top(0, "credential", &Word),
    top(0, "encoding", &Word),
    top(0, "apps", &List(&Word)),
    top(0, "permissions", &List(&Text)),
    top(0, "idempotent", &Word),
    top(1, "query", &Map(&FIELD)),
    top(2, "body", &Map(&FIELD)),
    top(3, "response", &Map(&FIELD)),
    top(3, "returns", &Text),
    top(3, "pagination", &PAGINATION),
    top(4, "types", &Map(&TYPE)),
    top(5, "errors", &Map(&ERROR)),
    top(6, "examples", &List(&EXAMPLE)),
    top(7, "departs", &List(&DEPARTURE)),
]);

/// `common.yaml`.
pub(super) static COMMON: Shape = Record(&[
    top(0, "hosts", &Map(&Text)),
    top(1, "credential", &CREDENTIAL),
    top(2, "envelope", &Map(&FIELD)),
    top(3, "errors", &Map(&ERROR)),
]);

/// `global-errors.yaml`.
pub(super) static GLOBAL: Shape = Map(&ERROR);

/// A parameter or a member.
pub(super) static FIELD: Shape = Record(&[
    key("type", &Text),
    key("name", &Text),
    key("required", &Word),
    key("secret", &Word),
    key("format", &Word),
    key("min_length", &Word),
    key("max_length", &Word),
    key("max_items", &Word),
    key("example", &Value),
    key("min", &Word),
    key("max", &Word),
    key("together_with", &List(&Text)),
    key("doc", &Text),
    key("absent_for", &Word),
]);

/// An object type.
pub(super) static TYPE: Shape = Record(&[
    key("name", &Text),
    key("doc", &Text),
    key("same_as", &Text),
    key("fields", &Map(&FIELD)),
]);

/// An error code; those of the global table have no name.
pub(super) static ERROR: Shape = Record(&[
    key("name", &Text),
    key("message", &Record(&[key("en", &Text), key("zh", &Text)])),
    key("class", &Word),
    key("remedy", &Text),
]);

static CREDENTIAL: Shape = Record(&[
    key("name", &Text),
    key("in", &Word),
    key("type", &Text),
    key("example", &Text),
    key("doc", &Text),
]);

static PAGINATION: Shape =
    Record(&[key("style", &Word), key("offset", &Text), key("size", &Text), key("items", &Text)]);

static EXAMPLE: Shape = Record(&[
    key("from", &Word),
    key("request", &Lines),
    key("response", &Lines),
    key("repaired", &List(&Map(&Text))),
]);

static DEPARTURE: Shape = Record(&[key("at", &Text), key("why", &Text), key("since", &Text)]);

impl Shape {
    /// The keys, where the format says which there are.
    pub(super) fn keys(&self) -> &'static [Key] {
        match self {
            Record(keys) => keys,
            _ => &[],
        }
    }

    /// The place of a key among those that the format says there are.
    pub(super) fn order(&self, key: &str) -> Option<usize> {
        self.keys().iter().position(|it| it.name == key)
    }

    /// Whether blank lines stand between its keys.
    pub(super) fn has_groups(&self) -> bool {
        self.keys().last().is_some_and(|it| it.group > 0)
    }

    /// The group of a key at the top of a file.
    pub(super) fn group(&self, key: &str) -> Option<u8> {
        self.order(key).map(|at| self.keys()[at].group)
    }

    /// What stands behind a key.
    pub(super) fn below(&self, key: &str) -> &'static Shape {
        match self {
            List(item) => item,
            Map(value) => value,
            Record(keys) => keys.iter().find(|it| it.name == key).map_or(&Value, |it| it.shape),
            Text | Lines | Word | Value => &Value,
        }
    }
}
