//! A table of members and the tree that it becomes.

use std::collections::HashMap;

use crate::document::finding::Finding;
use crate::facts::Member;
use crate::nesting::shape::Shape;

/// A member with its type and, for an object, its members.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// The row; one without a line was made from the example.
    pub(crate) member: Member,
    /// The type.
    pub(crate) ty: Ty,
    /// How many lists it is inside of.
    pub(crate) lists: usize,
    /// The members of an object.
    pub(crate) members: Vec<Node>,
}

/// The type of a member, inside any lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// A word of the closed list.
    Plain(String),
    /// An object, with the page's name for it if it has one.
    Object(Option<String>),
}

impl Default for Ty {
    fn default() -> Self {
        Self::Plain("Json".to_owned())
    }
}

/// Whether a word of the closed list leaves open what a value has inside.
pub(crate) fn is_open(word: &str) -> bool {
    ["Json", "Map", "Object"].contains(&word)
}

/// What became of the rows and keys, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// The rows of the tables of members.
    pub rows: usize,
    /// The rows that are in the tree.
    pub placed: usize,
    /// The keys of the examples, each place once.
    pub keys: usize,
    /// The keys that sit where the table has a row for them, or an object that it leaves open.
    pub supported: usize,
    /// The members of the spec.
    pub members: usize,
    /// The members that became JSON though the page does not say so.
    pub opaque: usize,
}

impl Statistics {
    /// Adds the numbers of another table or page.
    pub fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.placed += other.placed;
        self.keys += other.keys;
        self.supported += other.supported;
        self.members += other.members;
        self.opaque += other.opaque;
    }
}

/// One table, and what is known beside it.
pub(crate) struct Table<'a> {
    /// What paths begin with: `body` or `response`.
    pub(crate) place: &'a str,
    /// The rows.
    pub(crate) rows: &'a [Member],
    /// What the examples or the samples show.
    pub(crate) shape: &'a Shape,
    /// What samples show of objects of a class, by the folded name of the class.
    pub(crate) classes: &'a HashMap<String, Shape>,
    /// The texts that samples give to members, by the folded name of the member.
    pub(crate) texts: &'a HashMap<String, Vec<String>>,
    /// Whether the shape is that of answers. Samples of requests are written for an SDK: they
    /// show the nesting, but neither the spelling nor what there is.
    pub(crate) is_answer: bool,
    /// The names that every answer may have at its top.
    pub(crate) envelope: &'a [&'a str],
    /// The line of the example on the page.
    pub(crate) example_line: usize,
}

/// The tree of a table.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) members: Vec<Node>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) statistics: Statistics,
}
