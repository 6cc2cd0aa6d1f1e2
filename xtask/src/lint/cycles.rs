//! Types that contain themselves other than through a list: no value of them could end.

use std::collections::{HashMap, HashSet};

use super::context::Key;
use super::types::described;
use crate::spec::words::PageType;
use crate::spec::{Located, Specs, Type};

/// The types that contain themselves, also through types that are shared with other pages.
pub(super) fn endless(specs: &Specs) -> HashSet<Key<'_>> {
    let keys: Vec<Key<'_>> = own_types(specs).map(|(it, name, _)| (it.file, name)).collect();
    let numbers: HashMap<Key<'_>, usize> =
        keys.iter().enumerate().map(|(number, key)| (*key, number)).collect();
    let number =
        |(located, name, _): (&Located, &str, &Type)| numbers.get(&(located.file, name)).copied();
    let held: Vec<Vec<usize>> = own_types(specs)
        .map(|(located, _, ty)| held(specs, located, ty).filter_map(number).collect())
        .collect();
    circular(&held).into_iter().map(|number| keys[number]).collect()
}

/// The types, each where it is described.
fn own_types(specs: &Specs) -> impl Iterator<Item = (&Located, &str, &Type)> {
    specs.endpoints.iter().flat_map(|located| {
        let own = located.spec.types.iter().filter(|(_, ty)| ty.same_as.is_none());
        own.map(move |(name, ty)| (located, name.as_str(), ty))
    })
}

/// The types that a type holds without a list between.
fn held<'a>(
    specs: &'a Specs,
    located: &'a Located,
    ty: &'a Type,
) -> impl Iterator<Item = (&'a Located, &'a str, &'a Type)> {
    ty.fields.iter().filter_map(move |(_, field)| match PageType::parse(&field.page_type)? {
        PageType::Named(name) => described(specs, located, &name),
        _ => None,
    })
}

/// A node whose successors are being looked at.
struct Open {
    node: usize,
    /// How many of its successors have been looked at.
    done: usize,
}

/// Tarjan's search for the nodes of a graph that lie on a circle.
struct Search<'g> {
    successors: &'g [Vec<usize>],
    /// When each node was found; 0 for those that were not.
    found: Vec<usize>,
    /// The earliest node of the same component that is reached from each.
    lowest: Vec<usize>,
    /// The nodes whose components are not complete yet.
    waiting: Vec<usize>,
    is_waiting: Vec<bool>,
    clock: usize,
    circular: Vec<usize>,
}

/// The nodes of a graph that lie on a circle. Each edge is looked at once, and nothing recurses: a
/// chain of types may be longer than the stack is deep.
fn circular(successors: &[Vec<usize>]) -> Vec<usize> {
    let count = successors.len();
    let mut search = Search {
        successors,
        found: vec![0; count],
        lowest: vec![0; count],
        waiting: Vec::new(),
        is_waiting: vec![false; count],
        clock: 0,
        circular: Vec::new(),
    };
    for node in 0..count {
        if search.found[node] == 0 {
            search.from(node);
        }
    }
    search.circular
}

impl Search<'_> {
    fn from(&mut self, root: usize) {
        let mut open = vec![self.enter(root)];
        while let Some(top) = open.last_mut() {
            let node = top.node;
            let next = self.successors[node].get(top.done).copied();
            top.done += 1;
            match next {
                Some(next) if self.found[next] == 0 => open.push(self.enter(next)),
                Some(next) if self.is_waiting[next] => {
                    self.lowest[node] = self.lowest[node].min(self.found[next]);
                }
                Some(_) => {}
                None => {
                    self.leave(node);
                    open.pop();
                    if let Some(above) = open.last() {
                        self.lowest[above.node] = self.lowest[above.node].min(self.lowest[node]);
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: usize) -> Open {
        self.clock += 1;
        (self.found[node], self.lowest[node]) = (self.clock, self.clock);
        self.waiting.push(node);
        self.is_waiting[node] = true;
        Open { node, done: 0 }
    }

    /// Takes a complete component off the stack, whose first node this is.
    fn leave(&mut self, node: usize) {
        if self.lowest[node] != self.found[node] {
            return;
        }
        let start = self.waiting.iter().rposition(|it| *it == node).unwrap_or_default();
        let component = self.waiting.split_off(start);
        for it in &component {
            self.is_waiting[*it] = false;
        }
        if component.len() > 1 || self.successors[node].contains(&node) {
            self.circular.extend(component);
        }
    }
}
