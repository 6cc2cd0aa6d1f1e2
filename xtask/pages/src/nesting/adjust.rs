//! What is moved in the tree that the search found: rows that the example has in one other object, and
//! members that two objects of one type do not share.

use std::collections::HashMap;
use std::rc::Rc;

use crate::nesting::rows::{Nesting, Rival};
use crate::nesting::search::{Evidence, Search};
use crate::vocabulary::types::MemberKind;

impl Search<'_> {
    /// Two objects of one type of the page have the same members: what one of them has behind those of
    /// the other, and the example does not show, is of the object around it.
    pub(super) fn align(&self, nesting: &mut Nesting) {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.rows.len()];
        for (row, parent) in nesting.parents.iter().enumerate() {
            if let Some(parent) = parent {
                members[*parent].push(row);
            }
        }
        let names =
            |rows: &[usize]| -> Vec<&str> { rows.iter().map(|row| self.rows[*row].name).collect() };
        let objects: Vec<usize> =
            (0..self.rows.len()).filter(|it| !members[*it].is_empty()).collect();
        for long in objects.iter().copied() {
            let own = &members[long];
            let twins = objects.iter().copied().filter(|other| {
                *other != long
                    && self.rows[long].class.is_some()
                    && self.rows[*other].class == self.rows[long].class
                    // A type that has itself inside shows only some of its members there.
                    && !nesting.is_within(Some(*other), long)
                    && !nesting.is_within(Some(long), *other)
            });
            let shorter = twins.map(|twin| &members[twin]).find(|twin| {
                let is_part = twin.len() < own.len();
                is_part && names(&own[..twin.len()]).iter().all(|it| names(twin).contains(it))
            });
            let Some(shorter) = shorter else { continue };
            let extra = &own[shorter.len()..];
            let objects = self.objects(&nesting.parents);
            let is_shown = |row: &usize| {
                let object = objects.get(&Some(long)).and_then(Option::as_ref);
                object.is_some_and(|it| it.keys.contains_key(&self.folded[*row]))
            };
            if extra.iter().any(is_shown) {
                continue;
            }
            for row in extra {
                nesting.parents[*row] = nesting.parents[long];
                nesting.rival = nesting.rival.filter(|rival| rival.row != *row);
            }
            let rival = Rival { row: extra[0], parent: Some(long) };
            nesting.rival = nesting.rival.or(Some(rival));
        }
    }

    /// Moves rows that stand apart: the example does not have them where their place is, but in one
    /// other object, which has no row for them.
    pub(super) fn gather(&self, nesting: &mut Nesting) {
        let objects = self.objects(&nesting.parents);
        for row in 0..self.rows.len() {
            let Some(Some(own)) = objects.get(&nesting.parents[row]) else { continue };
            if own.keys.contains_key(&self.folded[row]) {
                continue;
            }
            let has_room = |(object, evidence): &(&Option<usize>, &Option<Rc<Evidence>>)| {
                let key =
                    evidence.as_ref().is_some_and(|it| it.keys.contains_key(&self.folded[row]));
                key && !nesting.is_within(**object, row) && !self.has_member(nesting, **object, row)
            };
            let mut others = objects.iter().filter(has_room);
            if let (Some((object, _)), None) = (others.next(), others.next()) {
                nesting.parents[row] = *object;
                nesting.moved.push(row);
                nesting.rival = None;
            }
        }
    }

    /// What the example shows of each object of a tree.
    fn objects(&self, parents: &[Option<usize>]) -> HashMap<Option<usize>, Option<Rc<Evidence>>> {
        let root = (!self.root.keys.is_empty()).then(|| Rc::clone(&self.root));
        let mut objects = HashMap::from([(None, root)]);
        for (row, parent) in parents.iter().enumerate() {
            let above = objects.get(parent).cloned().flatten();
            let own = above.and_then(|it| it.keys.get(&self.folded[row]).cloned());
            let is_object =
                self.rows[row].kind != MemberKind::Scalar || parents.contains(&Some(row));
            if is_object {
                objects.insert(Some(row), own.filter(|it| it.seen && !it.keys.is_empty()));
            }
        }
        objects
    }

    fn has_member(&self, nesting: &Nesting, object: Option<usize>, row: usize) -> bool {
        let same = |it: usize| nesting.parents[it] == object && self.folded[it] == self.folded[row];
        (0..self.rows.len()).any(same)
    }
}
