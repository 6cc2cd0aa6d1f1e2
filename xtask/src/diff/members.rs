//! An object type that is on both sides: how a value is made, and its members.

use super::field;
use super::finding::{Findings, Statement, says};
use super::pair::{Key, Paired, pair};
use super::rule::Rule;
use super::ty::{self, Renames};
use super::versions::{FieldVersions, RecordVersions, construction};
use crate::api::{Construction, Direction, Field, Presence, Record};

/// Compares a type.
pub(super) fn compare(
    record: &RecordVersions<'_>,
    types: &Renames<'_>,
    findings: &mut Findings<'_>,
) {
    if record.old.direction != record.new.direction {
        return direction(record, findings);
    }
    default(record, findings);
    let paired = pair_fields(record, types);
    parameters(record, &paired, findings);
    let members: Renames<'_> =
        paired.both.iter().map(|(old, new)| (old.wire.as_str(), new.wire.as_str())).collect();
    for (old, new) in &paired.both {
        let member = FieldVersions { record, old, new, types, members: &members };
        field::compare(&member, findings);
    }
    for gone in &paired.removed {
        removed(record, gone, findings);
    }
    for new in &paired.added {
        added(record, new, findings);
    }
}

/// A member is known by its Rust name first: what callers wrote. Then by its name on the wire, and at
/// last by all that is said of it.
fn pair_fields<'a>(record: &RecordVersions<'a>, types: &Renames<'_>) -> Paired<'a, Field> {
    let is_old = |it: &Field| record.old.fields.iter().any(|field| std::ptr::eq(field, it));
    let shape = |it: &Field| {
        let ty = if is_old(it) { ty::renamed(&it.ty, types) } else { it.ty.clone() };
        format!("{} {:?} {:?} {:?}", ty.rust(), it.presence, it.place, it.secret)
    };
    let name = |it: &Field| Some(it.name.clone());
    let wire = |it: &Field| Some(it.wire.clone());
    let example =
        |it: &Field| it.example.as_ref().map(|example| format!("{} {example}", shape(it)));
    let doc = |it: &Field| (!it.doc.is_empty()).then(|| format!("{} {}", shape(it), it.doc));
    let keys: [Key<'_, Field>; 4] = [&name, &wire, &example, &doc];
    pair(record.old.fields.iter().collect(), record.new.fields.iter().collect(), &keys)
}

fn direction(record: &RecordVersions<'_>, findings: &mut Findings<'_>) {
    let both = [record.old, record.new].map(|it| match it.direction {
        Direction::Request => says("sent", &it.source),
        Direction::Response => says("received", &it.source),
    });
    let effect = match record.new.direction {
        Direction::Request => "has a constructor and setters, and `Option`s",
        Direction::Response => "has no constructor and no setters any more",
    };
    let effect = format!("`{}` {effect}", record.rust);
    findings.changed(Rule::TypeDirectionChanged, &record.own_path(), both, &effect);
}

fn default(record: &RecordVersions<'_>, findings: &mut Findings<'_>) {
    let has = |it: &Record| it.construction == Construction::Default;
    let (rule, verb) = match (has(record.old), has(record.new)) {
        (true, false) => (Rule::DefaultLost, "is not"),
        (false, true) => (Rule::DefaultGained, "is"),
        _ => return,
    };
    let both = [record.old, record.new].map(|it| says(construction(it), &it.source));
    let effect = format!("`{}` {verb} `Default`; {}", record.rust, record.construction());
    findings.changed(rule, &record.own_path(), both, &effect);
}

/// The two parameters of `new`, whose order callers wrote.
fn parameters(
    record: &RecordVersions<'_>,
    paired: &Paired<'_, Field>,
    findings: &mut Findings<'_>,
) {
    let both = [record.old, record.new];
    if both.iter().any(|it| it.construction != Construction::New) {
        return;
    }
    let now = |old: &Field| {
        paired.both.iter().find(|(it, _)| std::ptr::eq(*it, old)).map(|(_, it)| it.name.as_str())
    };
    let before: Vec<Option<&str>> = record.old.required().map(now).collect();
    let after: Vec<&Field> = record.new.required().collect();
    let [first, second] = after[..] else { return };
    if before != [Some(second.name.as_str()), Some(first.name.as_str())] {
        return;
    }
    let rule = if ty::share_arguments(&first.ty, &second.ty) {
        Rule::ParametersSwapped
    } else {
        Rule::ParametersReordered
    };
    let both = both.map(|it| says(construction(it), &it.source));
    let effect =
        format!("`{}::new` and the method take their arguments the other way round", record.rust);
    findings.changed(rule, &record.own_path(), both, &effect);
}

fn removed(record: &RecordVersions<'_>, field: &Field, findings: &mut Findings<'_>) {
    let item = record.item(field);
    let (rule, effect) = match record.old.direction {
        Direction::Request if field.presence == Presence::Required => {
            (Rule::RequestFieldRemoved, format!("`{item}` is gone; {}", record.construction()))
        }
        Direction::Request => {
            (Rule::RequestFieldRemoved, format!("`{item}` and its setters are gone"))
        }
        Direction::Response => (Rule::AnswerFieldRemoved, format!("`{item}` is gone")),
    };
    findings.removed(rule, &record.path(field), description(field), &effect);
}

fn added(record: &RecordVersions<'_>, field: &Field, findings: &mut Findings<'_>) {
    let item = record.item(field);
    let (rule, effect) = match (record.new.direction, field.presence) {
        (Direction::Request, Presence::Required) => (
            Rule::RequiredFieldAdded,
            format!("`{}` requires `{}`; {}", record.rust, field.name, record.construction()),
        ),
        (Direction::Request, _) => (Rule::RequestFieldAdded, format!("there is a setter `{item}`")),
        (Direction::Response, Presence::Required) => (
            Rule::RequiredAnswerFieldAdded,
            format!("there is `{item}`, and an answer without it is a decode error"),
        ),
        (Direction::Response, _) => (Rule::AnswerFieldAdded, format!("there is `{item}`")),
    };
    findings.added(rule, &record.path(field), description(field), &effect);
}

/// A member in short.
fn description(field: &Field) -> Statement {
    says(format!("{}: {}", field.wire, field.rust()), &field.source)
}
