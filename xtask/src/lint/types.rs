//! Types: every word known, every type used, every limit one that its type can have.

use std::collections::{HashSet, VecDeque};

use super::context::{Members, Scope, is_blank, keys, listed};
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
    for (name, ty) in scope.spec.types.iter() {
        let (in_request, in_answer) = (scope.sends(name), scope.receives(name));
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

/// The type that a word stands for on this page.
fn known(scope: &Scope<'_>, word: &str) -> Option<PageType> {
    let types = &scope.spec.types;
    PageType::parse(word).filter(|it| it.named().is_none_or(|name| types.get(name).is_some()))
}

/// The word is of the closed list or a type of the page.
fn check_word(scope: &mut Scope<'_>, field: &Field) {
    let word = &field.page_type;
    let spec = scope.spec;
    let types = &spec.types;
    if known(scope, word).is_none() {
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
    if ty.same_as.is_none() && scope.whole.endless.contains(&(scope.located.file, name.as_str())) {
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

/// A type, where it is described.
pub(super) fn described<'a>(
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
        if !leads_to_unread(scope, name, target) {
            report_unknown_same_as(scope, name, target);
        }
        return;
    };
    if !is_always_there(scope.located, located) {
        let message = format!(
            "`{}` is always compiled, but `{}` only with its group",
            scope.located.name, located.name
        );
        let problem = scope.problem("same-as-of-group", &target.place, message);
        scope.report(problem.help(format!(
            "write the type out here, and let `{}` say `same_as: {}`",
            located.name, scope.located.name
        )));
        return;
    }
    if scope.whole.sends(located, name) != scope.sends(name) {
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
    let pair =
        Pair { here: (scope.located, &ty.fields), there: (located, &other.fields), inside: None };
    if let Some((place, difference)) = difference(scope.specs, name, pair) {
        let message = format!("`{name}` is not the same as in `{}`: {difference}", located.name);
        let problem = scope.problem("same-as-differs", &place.place, message);
        let there = located.spec.types.key(name).map(|key| key.place.clone()).unwrap_or_default();
        let problem = problem.also(located.file, &there, "the other one");
        scope.report(problem.help("correct the wrong one, or remove `same_as:`"));
    }
}

/// Whether the module of another endpoint is compiled wherever that of the first is. A group turns
/// on the features of the groups that it shares types of; an endpoint without one cannot.
fn is_always_there(here: &Located, other: &Located) -> bool {
    here.name.contains('/') || !other.name.contains('/')
}

/// Whether a `same_as` leads to a file that could not be read: whatever it has, it is reported itself.
fn leads_to_unread(scope: &Scope<'_>, name: &str, target: &str) -> bool {
    let (specs, mut target) = (scope.specs, target);
    // More steps than endpoints are a circle.
    for _ in 0..=specs.endpoints.len() {
        let Some(located) = specs.endpoint(target) else {
            let is_endpoint = !["common", "global-errors"].contains(&target);
            return is_endpoint && scope.whole.files.iter().any(|file| file.name == target);
        };
        let next = located.spec.types.get(name).and_then(|ty| ty.same_as.as_ref());
        let Some(next) = next else { return false };
        target = next;
    }
    false
}

/// A `same_as` that leads nowhere.
fn report_unknown_same_as(scope: &mut Scope<'_>, name: &At<String>, target: &At<String>) {
    let is_own = target.value == scope.located.name;
    let has_it = |it: &Located| it.spec.types.get(name).is_some();
    let message = if is_own {
        format!("`{name}` is said to be the same as itself")
    } else if scope.specs.endpoint(target).is_some_and(has_it) {
        format!("`{target}` does not describe `{name}` but shares it on, and that leads nowhere")
    } else {
        format!("`{target}` has no type `{name}`")
    };
    let endpoints = scope.specs.endpoints.iter();
    let others = endpoints.filter(|it| it.file != scope.located.file);
    let having: Vec<&str> = others
        .filter(|it| it.spec.types.get(name).is_some_and(|ty| ty.same_as.is_none()))
        .map(|it| it.name.as_str())
        .collect();
    let problem = scope.problem("unknown-same-as", &target.place, message);
    let problem = match nearest(target, having.iter().copied()).filter(|_| !is_own) {
        Some(near) => problem.label(format!("did you mean `{near}`?")),
        None => problem,
    };
    let help = if having.is_empty() {
        format!(
            "no other endpoint describes a type `{name}`: remove `same_as:` and describe it here"
        )
    } else {
        let having = listed(having);
        format!("name the spec file of another endpoint that describes `{name}`: {having}")
    };
    scope.report(problem.help(help));
}

/// Types of two pages that are said to be the same, still to be compared.
struct Pair<'a> {
    /// The page and the members here.
    here: (&'a Located, &'a Map<Field>),
    /// The same there.
    there: (&'a Located, &'a Map<Field>),
    /// The type's name, where it is inside of the one that says `same_as`.
    inside: Option<&'a At<String>>,
}

/// The first difference of two shapes, and the key where it shows. Order and prose do not count;
/// types inside do. They wait in a queue, since a page may nest them deeper than the stack is.
fn difference<'a>(
    specs: &'a Specs,
    name: &'a At<String>,
    outermost: Pair<'a>,
) -> Option<(&'a At<String>, String)> {
    let mut seen = HashSet::from([name.value.clone()]);
    let mut waiting = VecDeque::from([outermost]);
    while let Some(pair) = waiting.pop_front() {
        if let Some((place, difference)) = shallow_difference(name, &pair) {
            return Some(match pair.inside {
                // Shown on this page, wherever the type is described.
                Some(shown) => (shown, format!("in `{shown}`, {difference}")),
                None => (place, difference),
            });
        }
        waiting.extend(pair.inner(specs, &mut seen));
    }
    None
}

/// The first difference of two shapes, less what the types inside are.
fn shallow_difference<'a>(
    name: &'a At<String>,
    pair: &Pair<'a>,
) -> Option<(&'a At<String>, String)> {
    let ((_, here), (_, there)) = (pair.here, pair.there);
    for (wire, field) in here.iter() {
        let Some(other) = there.get(wire) else {
            return Some((wire, format!("only this one has `{wire}`")));
        };
        if let Some(difference) = field_difference(wire, field, other) {
            return Some((wire, difference));
        }
    }
    let missing = there.iter().find(|(wire, _)| here.get(wire).is_none());
    missing.map(|(wire, _)| (name, format!("`{wire}` is missing here")))
}

impl<'a> Pair<'a> {
    /// The types that the members have on both pages, less those that are one type anyway.
    fn inner(&self, specs: &'a Specs, seen: &mut HashSet<String>) -> Vec<Self> {
        let mut found = Vec::new();
        for (_, field) in self.here.1.iter() {
            let ty = PageType::parse(&field.page_type);
            let Some(name) = ty.as_ref().and_then(PageType::named) else { continue };
            if seen.insert(name.to_owned()) {
                found.extend(self.within(specs, name));
            }
        }
        found
    }

    /// The type of a name on both pages.
    fn within(&self, specs: &'a Specs, name: &str) -> Option<Self> {
        let (here, key, ty) = described(specs, self.here.0, name)?;
        let (there, _, other) = described(specs, self.there.0, name)?;
        let inside = self.here.0.spec.types.key(key);
        (here.file != there.file).then_some(Self {
            here: (here, &ty.fields),
            there: (there, &other.fields),
            inside,
        })
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

fn check_field(scope: &mut Scope<'_>, wire: &At<String>, field: &Field, object: &Members<'_>) {
    // What an unknown type can have is not known either.
    if let Some(ty) = known(scope, &field.page_type) {
        check_keys(scope, wire, field, &ty);
    }
    check_ranges(scope, wire, field);
    check_company(scope, wire, field, object);
    if let Some(doc) = field.doc.as_ref().filter(|doc| is_blank(doc)) {
        let problem =
            scope.problem("empty-text", &doc.place, format!("the doc of `{wire}` is empty"));
        scope.report(problem.help("say what it means, or remove `doc:`"));
    }
}

/// Limits, formats and marks that the field's type cannot have.
fn check_keys(scope: &mut Scope<'_>, wire: &At<String>, field: &Field, ty: &PageType) {
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
            takes_format(ty, field),
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
