//! An object or list that is being read.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::chars::{Shape, near};
use super::value::Value;

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
pub(super) struct Frame {
    pub(super) shape: Shape,
    pub(super) items: Vec<Value>,
    pub(super) members: Vec<(String, Value)>,
    pub(super) keys: HashSet<String>,
    /// The key whose value is to come.
    pub(super) key: Option<String>,
    /// Whether it has values, kept or not.
    pub(super) begun: bool,
    /// Whether a comma stands behind the last value.
    pub(super) separated: bool,
    /// Whether its opening bracket is missing.
    pub(super) implied: bool,
    /// Where its last value ends.
    pub(super) last: usize,
}

impl Frame {
    pub(super) fn new(shape: Shape, implied: bool) -> Self {
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

    pub(super) fn into_value(self) -> Value {
        match self.shape {
            Shape::Object => Value::Object(self.members),
            Shape::List => Value::List(self.items),
        }
    }

    /// Appends the name of the value that is being read, or was read last, to a path.
    pub(super) fn name_in(&self, path: &mut String) {
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
