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
        let is_paired =
            |it: &T| key(it).is_some_and(|key| old.contains_key(&key) && new.contains_key(&key));
        self.both.extend(self.added.iter().filter_map(|it| {
            let key = key(it).filter(|key| new.contains_key(key))?;
            Some((*old.get(&key)?, *it))
        }));
        self.removed.retain(|it| !is_paired(it));
        self.added.retain(|it| !is_paired(it));
    }
}

/// The items whose key no other has.
fn singles<'a, T>(items: &[&'a T], key: Key<'_, T>) -> HashMap<String, &'a T> {
    let mut found: HashMap<String, Option<&T>> = HashMap::new();
    for item in items {
        if let Some(key) = key(item) {
            found.entry(key).and_modify(|it| *it = None).or_insert(Some(item));
        }
    }
    found.into_iter().filter_map(|(key, item)| Some((key, item?))).collect()
}
