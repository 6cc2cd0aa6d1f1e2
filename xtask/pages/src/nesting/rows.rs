//! The rows of a table, and the tree that they are found to stand for.

use std::collections::{HashMap, HashSet};

use crate::nesting::shape::Shape;
use crate::vocabulary::types::MemberKind;

/// A row of a table.
#[derive(Clone, Debug)]
pub(crate) struct Row<'a> {
    pub(crate) name: &'a str,
    pub(crate) kind: MemberKind,
    /// The page's type that it is of.
    pub(crate) class: Option<String>,
    /// Whether it is a list.
    pub(crate) is_list: bool,
    /// Whether it must be given.
    pub(crate) is_required: bool,
    /// What is shown of its members wherever it stands, such as an object of its class that a
    /// sample fills but forgets to send.
    pub(crate) shown: Option<&'a Shape>,
    /// The row before it that has its name as a value: of several objects, it says which is there.
    pub(crate) chosen_by: Option<usize>,
    /// How deep it is by the marks in front of its name, in a table that has such.
    pub(crate) depth: Option<usize>,
    /// The row that it is a member of by the path in its name.
    pub(crate) parent: Option<usize>,
}

/// The tree that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Nesting {
    /// The row that each row belongs to; `None` at the top.
    pub(crate) parents: Vec<Option<usize>>,
    /// How much speaks against it.
    pub(crate) cost: u32,
    /// Another tree that is as good, or nearly.
    pub(crate) rival: Option<Rival>,
    /// The rows that stand apart from the other members of their object.
    pub(crate) moved: Vec<usize>,
}

impl Nesting {
    /// The rows around a row, the nearest first.
    pub(crate) fn around(&self, row: usize) -> impl Iterator<Item = usize> {
        // No tree is deeper than it has rows.
        std::iter::successors(self.parents[row], |at| self.parents[*at]).take(self.parents.len())
    }

    /// The rows without members whose type another row describes. Outside of a list, such a row would
    /// close a circle where its type has further ones inside, or is that of an object around it.
    pub(crate) fn described_elsewhere(&self, rows: &[Row<'_>]) -> HashSet<usize> {
        let mut described: HashMap<&str, usize> = HashMap::new();
        for at in self.parents.iter().flatten() {
            if let Some(class) = &rows[*at].class {
                described.entry(class).or_insert(*at);
            }
        }
        let open: HashSet<usize> = self.parents.iter().flatten().copied().collect();
        let description =
            |at: usize| rows[at].class.as_deref().and_then(|it| described.get(it)).copied();
        let found: Vec<usize> =
            (0..rows.len()).filter(|at| !open.contains(at) && description(*at).is_some()).collect();
        let is_flat = |at: usize| {
            let class = &rows[at].class;
            let is_around = self.around(at).any(|it| rows[it].class == *class);
            let is_inside = |row: &usize| self.around(*row).any(|it| Some(it) == description(at));
            !is_around && !found.iter().any(is_inside)
        };
        found.iter().copied().filter(|at| rows[*at].is_list || is_flat(*at)).collect()
    }

    /// Whether an object lies within a row.
    pub(super) fn is_within(&self, object: Option<usize>, row: usize) -> bool {
        object.is_some_and(|object| object == row || self.around(object).any(|it| it == row))
    }
}

/// Where another tree begins to differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rival {
    /// The row.
    pub(crate) row: usize,
    /// Its parent there.
    pub(crate) parent: Option<usize>,
}
