//! Types: every word known, every type used, every limit one that its type can have.

use std::collections::HashSet;

use super::{Members, Scope, is_blank, keys, listed};
use crate::api::original;
use crate::spec::words::{PageType, nearest};
use crate::spec::{At, Field, Format, Located, Map, Specs, Type};

pub(super) fn check(scope: &mut Scope<'_>) {
    for object in scope.objects() {
        for (wire, field) in object.fields.iter() {
            check_word(scope, field);
            check_field(scope, wire, field, &object);
        }
    }
    let (sent, received) = (scope.sent_types(), scope.received_types());
    for (name, ty) in scope.spec.types.iter() {
        let in_request = sent.contains(&name.as_str());
        let in_answer = received.contains(&name.as_str());
        if !in_request && !in_answer {
            let problem = scope.problem(
                "unused-type",
                &name.place,
                format!("nothing uses the type `{name}`"),
            );
            scope.report(problem.help("give a field this type, or remove it"));
        }
        if in_request && in_answer {
            let message = format!("the type `{name}` is both sent and received");
            let problem = scope.problem("type-both-ways", &name.place, message);
            scope.report(problem.help("what a request requires no answer promises: describe the answer's as a type of its own"));
        }
        check_type(scope, name, ty);
    }
}

/// The word is of the closed list or a type of the page.
fn check_word(scope: &mut Scope<'_>, field: &Field) {
    let word = &field.page_type;
    let spec = scope.spec;
    let types = &spec.types;
    let known = PageType::parse(word)
        .is_some_and(|it| it.named().is_none_or(|name| types.get(name).is_some()));
    if !known {
        let bare = word.trim_end_matches("[]");
        let problem = scope.problem("unknown-type", &word.place, format!("unknown type `{word}`"));
        let problem = match nearest(bare, PageType::words().chain(keys(types))) {
            Some(near) if near == bare => problem.label("too many lists within lists"),
            Some(near) => problem.label(format!("did you mean `{}{}`?", near, &word[bare.len()..])),
            None => problem,
        };
        let words = listed(PageType::words().chain(keys(types)));
        scope.report(problem.help(format!("the types here are {words}, and lists of them as `X[]`; describe another under `types:`")));
    }
}

fn check_type(scope: &mut Scope<'_>, name: &At<String>, ty: &Type) {
    if ty.same_as.is_some() {
        check_same_as(scope, name, ty);
    } else if ty.fields.is_empty() {
        let problem =
            scope.problem("empty-type", &name.place, format!("the type `{name}` has no members"));
        scope.report(problem.help("add `fields:`, or write `Object` where it is used"));
    }
    if let Some(doc) = ty.doc.as_ref().filter(|doc| is_blank(doc)) {
        let problem =
            scope.problem("empty-text", &doc.place, format!("the doc of `{name}` is empty"));
        scope.report(problem.help("say what it is, or remove `doc:`"));
    }
    let (specs, located) = (scope.specs, scope.located);
    if ty.same_as.is_none()
        && contains(specs, located, name, (located.file, name), &mut HashSet::new())
    {
        let message = format!("the type `{name}` contains itself other than through a list");
        let problem = scope.problem("infinite-type", &name.place, message);
        scope.report(problem.help("a value of it could not end: make one of the fields a list"));
    }
    if PageType::words().any(|word| word == name.as_str())
        || !matches!(PageType::parse(name), Some(PageType::Named(_)))
    {
        let problem = scope.problem(
            "bad-type-name",
            &name.place,
            format!("`{name}` cannot be the name of a type"),
        );
        scope.report(
            problem.help("a type's name is one capitalised word that is not of the closed list"),
        );
    }
}

/// A type: the file of its page and its name there.
type Key<'a> = (usize, &'a str);

/// Whether the type `from` of a page holds `target` without a list between, also through types that
/// are shared with other pages.
fn contains<'a>(
    specs: &'a Specs,
    located: &'a Located,
    from: &str,
    target: Key<'_>,
    seen: &mut HashSet<Key<'a>>,
) -> bool {
    let Some((located, name, ty)) = described(specs, located, from) else { return false };
    let held = ty.fields.iter().filter_map(|(_, field)| match PageType::parse(&field.page_type) {
        Some(PageType::Named(name)) => Some(name),
        _ => None,
    });
    seen.insert((located.file, name));
    let mut held = held.filter_map(|held| described(specs, located, &held));
    held.any(|(located, name, _)| {
        let key = (located.file, name);
        key == target || seen.insert(key) && contains(specs, located, name, target, seen)
    })
}

/// A type, where it is described.
fn described<'a>(
    specs: &'a Specs,
    located: &'a Located,
    name: &str,
) -> Option<(&'a Located, &'a str, &'a Type)> {
    let (key, ty) = located.spec.types.key(name).zip(located.spec.types.get(name))?;
    if ty.same_as.is_none() {
        return Some((located, key.as_str(), ty));
    }
    let (there, ty) = original(specs, name, ty)?;
    Some((there, there.spec.types.key(name)?.as_str(), ty))
}

/// Two pages say that they share a type: then its shape must be the same on both.
fn check_same_as(scope: &mut Scope<'_>, name: &At<String>, ty: &Type) {
    let Some(target) = &ty.same_as else { return };
    let Some((located, other)) = original(scope.specs, name, ty) else {
        let endpoints: Vec<&str> =
            scope.specs.endpoints.iter().map(|it| it.name.as_str()).collect();
        let problem = scope.problem(
            "unknown-same-as",
            &target.place,
            format!("`{target}` has no type `{name}`"),
        );
        let problem = match nearest(target, endpoints.iter().copied()) {
            Some(near) => problem.label(format!("did you mean `{near}`?")),
            None => problem,
        };
        scope.report(problem.help("name the spec file of an endpoint that has a type of this name, such as `extcontact/get`"));
        return;
    };
    let there = original_scope_sends(located, name);
    if there != scope.sent_types().contains(&name.as_str()) {
        let problem = scope.problem(
            "same-as-differs",
            &target.place,
            format!("`{name}` is sent on one page and received on the other"),
        );
        scope.report(problem.help("describe it here as a type of its own"));
        return;
    }
    if ty.fields.is_empty() {
        return;
    }
    let pair = Pair { specs: scope.specs, here: scope.located, there: located };
    if let Some((place, difference)) =
        pair.difference(name, &ty.fields, &other.fields, &mut Vec::new())
    {
        let message = format!("`{name}` is not the same as in `{}`: {difference}", located.name);
        let problem = scope.problem("same-as-differs", &place.place, message);
        let there = located.spec.types.key(name).map(|key| key.place.clone()).unwrap_or_default();
        let problem = problem.also(located.file, &there, "the other one");
        scope.report(problem.help("correct the wrong one, or remove `same_as:`"));
    }
}

fn original_scope_sends(located: &Located, name: &str) -> bool {
    let fields = located.spec.query.iter().chain(located.spec.body.iter());
    crate::api::reached(fields.map(|(_, field)| field), &located.spec.types).contains(&name)
}

/// Two pages that say they share a type.
struct Pair<'a> {
    specs: &'a Specs,
    here: &'a Located,
    there: &'a Located,
}

impl<'a> Pair<'a> {
    /// The first difference of two shapes, and the key where it shows. Order and prose do not
    /// count; types inside do.
    fn difference(
        &self,
        name: &'a At<String>,
        here: &'a Map<Field>,
        there: &'a Map<Field>,
        seen: &mut Vec<String>,
    ) -> Option<(&'a At<String>, String)> {
        for (wire, field) in here.iter() {
            let Some(other) = there.get(wire) else {
                return Some((wire, format!("only this one has `{wire}`")));
            };
            if let Some(difference) = field_difference(wire, field, other) {
                return Some((wire, difference));
            }
            if let Some(difference) = self.inner_difference(field, seen) {
                return Some(difference);
            }
        }
        let missing = there.iter().find(|(wire, _)| here.get(wire).is_none());
        missing.map(|(wire, _)| (name, format!("`{wire}` is missing here")))
    }

    /// The difference of the types that a field has on both pages.
    fn inner_difference(
        &self,
        field: &'a Field,
        seen: &mut Vec<String>,
    ) -> Option<(&'a At<String>, String)> {
        let ty = PageType::parse(&field.page_type)?;
        let name = ty.named().filter(|name| !seen.iter().any(|it| it == name))?;
        seen.push(name.to_owned());
        let (here, key, ty) = described(self.specs, self.here, name)?;
        let (there, _, other) = described(self.specs, self.there, name)?;
        if (here.file, here.name.as_str()) == (there.file, there.name.as_str()) {
            return None;
        }
        let difference =
            self.difference(here.spec.types.key(key)?, &ty.fields, &other.fields, seen);
        // Shown on this page, wherever the type is described.
        let shown = self.here.spec.types.key(name)?;
        difference.map(|(_, difference)| (shown, format!("in `{name}`, {difference}")))
    }
}

/// What is not the same of a member on both pages.
fn field_difference(wire: &str, here: &Field, there: &Field) -> Option<String> {
    if here.page_type != there.page_type {
        return Some(format!(
            "`{wire}` is `{}` here and `{}` there",
            here.page_type, there.page_type
        ));
    }
    let facts = |it: &Field| {
        let limits = [&it.min_length, &it.max_length, &it.max_items]
            .map(|it| it.as_ref().map(|it| it.value));
        let range = [&it.min, &it.max].map(|it| it.as_ref().map(|it| it.value));
        let format = it.format.as_ref().map(|it| it.value);
        (it.is_required(), it.is_secret(), format, limits, range)
    };
    let same = facts(here) == facts(there)
        && here.name == there.name
        && here.together_with == there.together_with;
    (!same).then(|| format!("`{wire}` is required, limited, formatted or named otherwise there"))
}

/// Limits, formats and marks that the field's type cannot have.
fn check_field(scope: &mut Scope<'_>, wire: &At<String>, field: &Field, object: &Members<'_>) {
    let Some(ty) = PageType::parse(&field.page_type) else { return };
    let text = matches!(ty.innermost(), PageType::String | PageType::Date);
    let number = matches!(ty.innermost(), PageType::Number | PageType::Decimal);
    let list = matches!(ty, PageType::List(_));
    let misplaced = [
        (field.min_length.as_ref().map(|it| &it.place), text, "min_length", "texts"),
        (field.max_length.as_ref().map(|it| &it.place), text, "max_length", "texts"),
        (field.min.as_ref().map(|it| &it.place), number, "min", "numbers"),
        (field.max.as_ref().map(|it| &it.place), number, "max", "numbers"),
        (field.max_items.as_ref().map(|it| &it.place), list, "max_items", "lists"),
        (field.secret.as_ref().map(|it| &it.place), text, "secret", "texts"),
        (
            field.format.as_ref().map(|it| &it.place),
            takes_format(&ty, field),
            "format",
            "numbers (`argb`)",
        ),
    ];
    for (place, fits, key, kind) in misplaced {
        if let Some(place) = place.filter(|_| !fits) {
            let message = format!("`{key}` on `{wire}`, which is `{}`", field.page_type);
            let problem = scope.problem("misplaced-key", place, message);
            scope.report(problem.help(format!("`{key}` is for {kind}")));
        }
    }
    check_ranges(scope, wire, field);
    check_company(scope, wire, field, object);
    if let Some(doc) = field.doc.as_ref().filter(|doc| is_blank(doc)) {
        let problem =
            scope.problem("empty-text", &doc.place, format!("the doc of `{wire}` is empty"));
        scope.report(problem.help("say what it means, or remove `doc:`"));
    }
}

fn takes_format(ty: &PageType, field: &Field) -> bool {
    match field.format.as_ref().map(|it| it.value) {
        Some(Format::Argb) => *ty.innermost() == PageType::Number,
        None => true,
    }
}

/// A lower limit must not lie above its upper one.
fn check_ranges(scope: &mut Scope<'_>, wire: &At<String>, field: &Field) {
    let lengths = field.min_length.as_ref().zip(field.max_length.as_ref());
    let lengths =
        lengths.filter(|(min, max)| min.value > max.value).map(|(min, _)| min.place.clone());
    let numbers = field.min.as_ref().zip(field.max.as_ref());
    let numbers =
        numbers.filter(|(min, max)| min.value > max.value).map(|(min, _)| min.place.clone());
    for place in lengths.into_iter().chain(numbers) {
        let problem = scope.problem(
            "empty-range",
            &place,
            format!("no value of `{wire}` can keep to its limits"),
        );
        scope.report(problem.help("the lower limit lies above the upper one: correct one of them"));
    }
}

fn check_company(scope: &mut Scope<'_>, wire: &At<String>, field: &Field, object: &Members<'_>) {
    let spec = scope.spec;
    // Query and body are one request.
    let known: Vec<&str> = if object.is_parameters {
        keys(&spec.query).chain(keys(&spec.body)).collect()
    } else {
        keys(object.fields).collect()
    };
    for name in &field.together_with {
        if !known.contains(&name.as_str()) || name.value == wire.value {
            let message = format!("`{name}` is no other member of {}", object.what);
            let problem = scope.problem("unknown-field", &name.place, message);
            scope
                .report(problem.help(format!("the members are {}", listed(known.iter().copied()))));
        }
    }
}
