//! Which old item a new one was: by the most telling key first, so that a rename is known as one.

use std::collections::HashMap;

/// A key that items may have; `None` for one that says nothing.
pub(super) type Key<'k, T> = &'k dyn Fn(&T) -> Option<String>;

/// What became of some items.
pub(super) struct Paired<'a, T> {
    /// Those that are on both sides, in the new order.
    pub(super) both: Vec<(&'a T, &'a T)>,
    /// Those that are gone.
    pub(super) removed: Vec<&'a T>,
    /// Those that are new.
    pub(super) added: Vec<&'a T>,
}

/// Pairs items by one key after the other. A key counts where exactly one item of each side has it, so
/// that exchanging the sides exchanges the pairs and nothing else.
pub(super) fn pair<'a, T>(old: Vec<&'a T>, new: Vec<&'a T>, keys: &[Key<'_, T>]) -> Paired<'a, T> {
    let mut paired = Paired { both: Vec::new(), removed: old, added: new };
    for key in keys {
        if !paired.removed.is_empty() && !paired.added.is_empty() {
            paired.by(*key);
        }
    }
    paired
}

impl<T> Paired<'_, T> {
    fn by(&mut self, key: Key<'_, T>) {
        let (old, new) = (singles(&self.removed, key), singles(&self.added, key));
        let mut pairs: Vec<(usize, usize)> =
            new.iter().filter_map(|(key, to)| old.get(key).map(|from| (*from, *to))).collect();
        pairs.sort_unstable_by_key(|(_, to)| *to);
        self.both.extend(pairs.iter().map(|(from, to)| (self.removed[*from], self.added[*to])));
        let (mut from, mut to): (Vec<usize>, Vec<usize>) = pairs.into_iter().unzip();
        from.sort_unstable();
        to.sort_unstable();
        drop_at(&mut self.removed, &from);
        drop_at(&mut self.added, &to);
    }
}

/// Where the items are whose key no other has.
fn singles<T>(items: &[&T], key: Key<'_, T>) -> HashMap<String, usize> {
    let mut found: HashMap<String, Option<usize>> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        if let Some(key) = key(item) {
            found.entry(key).and_modify(|it| *it = None).or_insert(Some(at));
        }
    }
    found.into_iter().filter_map(|(key, at)| at.map(|at| (key, at))).collect()
}

/// Drops the items at these places, which are sorted.
fn drop_at<T>(items: &mut Vec<T>, places: &[usize]) {
    let mut at = 0;
    items.retain(|_| {
        at += 1;
        places.binary_search(&(at - 1)).is_err()
    });
}
