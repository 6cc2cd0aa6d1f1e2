//! A member that is on both sides.

use super::finding::{Findings, says, word};
use super::limits;
use super::rule::Rule;
use super::ty;
use super::versions::{FieldVersions, place};
use crate::api::{App, Direction, Field, Presence, Type};

/// Compares a member of two versions of a type.
pub(super) fn compare(field: &FieldVersions<'_>, findings: &mut Findings<'_>) {
    name(field, findings);
    type_of(field, findings);
    required(field, findings);
    if field.direction() == Direction::Request {
        let both = field.both().map(|it| says(place(it), &it.source));
        let effect = format!("`{}` is sent in the {}", field.item(), place(field.new));
        findings.compare(Rule::PlaceChanged, &field.path(), both, &effect);
    }
    limits::compare(field, findings);
    texts(&field.path(), field.both(), findings);
}

fn name(field: &FieldVersions<'_>, findings: &mut Findings<'_>) {
    let FieldVersions { old, new, .. } = field;
    let both = field.both().map(|it| says(format!("{} (`{}`)", it.wire, it.name), &it.source));
    let wire = word(&new.wire);
    if old.name != new.name {
        let also = if old.wire == new.wire { "" } else { &format!(", and {wire} on the wire") };
        let (rust, before, after) = (&field.record.rust, &old.name, &new.name);
        let effect = format!("`{rust}::{before}` is called `{after}`{also}");
        findings.changed(Rule::FieldRenamed, &field.path(), both, &effect);
    } else if old.wire != new.wire {
        let verb = match field.direction() {
            Direction::Request => "sent as",
            Direction::Response => "read from",
        };
        let effect = format!("`{}` is {verb} {wire}", field.item());
        findings.changed(Rule::WireNameChanged, &field.path(), both, &effect);
    }
}

fn type_of(field: &FieldVersions<'_>, findings: &mut Findings<'_>) {
    let FieldVersions { old, new, .. } = field;
    let before = ty::renamed(&old.ty, field.types);
    if before != new.ty {
        let both = field.both().map(|it| says(it.rust(), &it.source));
        let effect = format!("`{}` is `{}` instead of `{}`", field.item(), new.rust(), old.rust());
        findings.changed(ty::change(&before, &new.ty), &field.path(), both, &effect);
    } else if !is_named(&new.ty) {
        let both = field.both().map(|it| says(&it.page_type, &it.source));
        let effect = "the documentation names another type of the page";
        findings.compare(Rule::PageTypeChanged, &field.path(), both, effect);
    }
}

/// Whether a type is an object type of the page. Its name there is reported with the type.
fn is_named(ty: &Type) -> bool {
    match ty {
        Type::List(item) => is_named(item),
        other => matches!(other, Type::Record(_)),
    }
}

fn required(field: &FieldVersions<'_>, findings: &mut Findings<'_>) {
    let FieldVersions { old, new, .. } = field;
    let [before, after] = field.both().map(|it| it.presence == Presence::Required);
    if before == after {
        return;
    }
    let lists = field.both().iter().all(|it| matches!(it.ty, Type::List(_)));
    let item = field.item();
    let (rule, effect) = match (field.direction(), after, lists) {
        (Direction::Request, _, _) => (
            if after { Rule::FieldNowRequired } else { Rule::FieldNowOptional },
            format!("`{item}` is `{}`; {}", new.rust(), field.record.construction()),
        ),
        (Direction::Response, true, true) => {
            (Rule::AnswerListNowRequired, format!("an answer without `{item}` is a decode error"))
        }
        (Direction::Response, false, true) => {
            (Rule::AnswerListNowOptional, format!("`{item}` is empty where an answer lacks it"))
        }
        (Direction::Response, _, false) => (
            if after { Rule::AnswerFieldNowRequired } else { Rule::AnswerFieldNowOptional },
            format!("`{item}` is `{}` instead of `{}`", new.rust(), old.rust()),
        ),
    };
    let both = field.both().map(|it| match it.presence {
        Presence::Required => says("required", &it.source),
        _ => says("optional", &it.source),
    });
    findings.changed(rule, &field.path(), both, &effect);
}

/// What only documentation shows.
pub(super) fn texts(path: &str, both: [&Field; 2], findings: &mut Findings<'_>) {
    let absent = both.map(|it| says(it.absent_for.map_or("nobody", App::as_str), &it.source));
    let effect = "the documentation tells who does not get it";
    findings.compare(Rule::AbsenceChanged, path, absent, effect);
    let doc = both.map(|it| says(&it.doc, &it.source));
    findings.compare(Rule::FieldDocChanged, path, doc, "the documentation of the member");
    let example = both.map(|it| says(it.example.clone().unwrap_or_default(), &it.source));
    findings.compare(Rule::ExampleChanged, path, example, "the example in the documentation");
}
