//! The spec as if its page alone were right: without what is left for a person. Drift compares it with
//! the spec that is there, and so reports what a page took back.

use super::{Change, Merged, is_within, quoted};
use xtask::spec::{Endpoint, Field, Map};

impl Merged {
    /// The spec without what the page does not have, and all that changes by it. Values that hang on
    /// what was removed, such as examples, are the page's.
    pub(crate) fn page_alone(&self, mut page: Endpoint) -> (Endpoint, Vec<Change>) {
        let mut alone = self.spec.clone();
        let mut changes = self.changes.clone();
        let mut is_reshaped = false;
        for change in &self.changes {
            is_reshaped |= take_example(&mut alone, &mut page, &change.path).is_some();
        }
        for left in &self.left {
            let path: Vec<&str> = left.path.iter().map(String::as_str).collect();
            let (mut old, mut new) = ("in the spec".to_owned(), None);
            if path == ["returns"] {
                (old, new) = (quoted(&alone.returns), Some(quoted(&page.returns)));
                alone.returns.clone_from(&page.returns);
            } else if remove(&mut alone, &page, &path).is_none() {
                continue;
            }
            is_reshaped |= matches!(*path, ["query" | "body" | "response", _] | [.., "fields", _]);
            let path = left.path.clone();
            changes.push(Change { path, old: Some(old), new, note: "" });
        }
        if is_reshaped {
            alone.examples = page.examples;
        }
        remove_what_refers_to_nothing(&mut alone, &changes);
        (alone, changes)
    }
}

/// The example of a member whose type changed is the page's.
fn take_example(spec: &mut Endpoint, page: &mut Endpoint, path: &[String]) -> Option<()> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let [place @ .., "type"] = &*path else { return None };
    let (own, [key]) = fields(spec, place)? else { return None };
    let (said, _) = fields(page, place)?;
    own.get_mut(key)?.example = said.get_mut(key)?.example.take();
    Some(())
}

/// Removes what the page does not have; `None` for what stays: a spec has an address, a code has a
/// message, a type has members, and a parameter is not optional because the page does not say so.
fn remove(spec: &mut Endpoint, page: &Endpoint, path: &[&str]) -> Option<()> {
    match path {
        ["encoding"] => spec.encoding = None,
        ["apps"] => spec.apps.clear(),
        ["permissions"] => spec.permissions.clear(),
        ["types", name] => spec.types.retain(|key, _| key != *name),
        ["types", name, ..] if page.types.get(name)?.fields.is_empty() => return None,
        ["errors", code] => spec.errors.retain(|key, _| key != *code),
        _ => match fields(spec, path)? {
            (fields, [key]) => fields.retain(|own, _| own != *key),
            (fields, [key, fact]) => remove_fact(fields.get_mut(key)?, fact)?,
            _ => return None,
        },
    }
    Some(())
}

fn remove_fact(field: &mut Field, key: &str) -> Option<()> {
    match key {
        "min_length" => field.min_length = None,
        "max_length" => field.max_length = None,
        "max_items" => field.max_items = None,
        "min" => field.min = None,
        "max" => field.max = None,
        "together_with" => field.together_with.clear(),
        "absent_for" => field.absent_for = None,
        _ => return None,
    }
    Some(())
}

/// The mapping of members that a path leads into, and the rest of the path.
fn fields<'a, 'p, 'k>(
    spec: &'a mut Endpoint,
    path: &'p [&'k str],
) -> Option<(&'a mut Map<Field>, &'p [&'k str])> {
    Some(match path {
        ["query", rest @ ..] => (&mut spec.query, rest),
        ["body", rest @ ..] => (&mut spec.body, rest),
        ["response", rest @ ..] => (&mut spec.response, rest),
        ["types", name, "fields", rest @ ..] => (&mut spec.types.get_mut(name)?.fields, rest),
        _ => return None,
    })
}

/// Pages of a list cannot be asked for by parameters that are gone, and a departure cannot be where
/// nothing is any more.
fn remove_what_refers_to_nothing(spec: &mut Endpoint, changes: &[Change]) {
    if let Some(pagination) = &spec.pagination {
        let sends = |key: &str| spec.query.get(key).or_else(|| spec.body.get(key)).is_some();
        let is_possible = sends(&pagination.offset)
            && sends(&pagination.size)
            && spec.response.get(&pagination.items).is_some();
        if !is_possible {
            spec.pagination = None;
        }
    }
    let gone = changes.iter().filter(|it| it.new.is_none()).map(|it| it.path.join("."));
    let gone: Vec<String> = gone.collect();
    spec.departs.retain(|own| !gone.iter().any(|it| is_within(&own.at, it)));
}
