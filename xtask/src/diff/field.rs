//! One member that is on both sides.

use super::finding::{Findings, Side, side, word};
use super::limits;
use super::record::{Owner, member_type};
use super::rule::Rule;
use super::ty::{self, Names};
use crate::api::{App, Direction, Field, Place, Presence, Type};

/// Compares a member of two versions of a type. What types and members are called now is known.
pub(super) fn compare(
    owner: &Owner<'_>,
    [types, members]: [&Names<'_>; 2],
    old: &Field,
    new: &Field,
    findings: &mut Findings<'_>,
) {
    let path = owner.path(new);
    name(owner, &path, old, new, findings);
    type_of(owner, &path, types, old, new, findings);
    required(owner, &path, old, new, findings);
    match owner.new.direction {
        Direction::Request => {
            place(owner, &path, old, new, findings);
            limits::compare(owner, &path, members, old, new, findings);
        }
        Direction::Response => limits::compare_documented(&path, members, old, new, findings),
    }
    texts(&path, old, new, findings);
}

fn name(owner: &Owner<'_>, path: &str, old: &Field, new: &Field, findings: &mut Findings<'_>) {
    let says = |it: &Field| Some(side(format!("{} (`{}`)", it.wire, it.name), &it.source));
    if old.name != new.name {
        let wire = if old.wire == new.wire {
            String::new()
        } else {
            format!(", and {} on the wire", word(&new.wire))
        };
        let effect = format!("`{}::{}` is called `{}`{wire}", owner.rust, old.name, new.name);
        findings.note(Rule::FieldRenamed, path, says(old), says(new), effect);
    } else if old.wire != new.wire {
        let verb = match owner.new.direction {
            Direction::Request => "sent as",
            Direction::Response => "read from",
        };
        let effect = format!("`{}` is {verb} {}", owner.item(new), word(&new.wire));
        findings.note(Rule::WireNameChanged, path, says(old), says(new), effect);
    }
}

fn type_of(
    owner: &Owner<'_>,
    path: &str,
    names: &Names<'_>,
    old: &Field,
    new: &Field,
    findings: &mut Findings<'_>,
) {
    let before = ty::renamed(&old.ty, names);
    let says = |it: &Field| Some(side(member_type(it), &it.source));
    if before != new.ty {
        let effect = format!(
            "`{}` is `{}` instead of `{}`",
            owner.item(new),
            member_type(new),
            member_type(old)
        );
        findings.note(ty::change(&before, &new.ty), path, says(old), says(new), effect);
    } else if old.page_type != new.page_type && !is_named(&new.ty) {
        let says = |it: &Field| Some(side(&it.page_type, &it.source));
        let effect = "the documentation names another type of the page";
        findings.note(Rule::PageTypeChanged, path, says(old), says(new), effect);
    }
}

/// Whether a type is an object type of the page; its name there is told with the type.
fn is_named(ty: &Type) -> bool {
    match ty {
        Type::List(item) => is_named(item),
        other => matches!(other, Type::Record(_)),
    }
}

fn required(owner: &Owner<'_>, path: &str, old: &Field, new: &Field, findings: &mut Findings<'_>) {
    let is_required = |it: &Field| it.presence == Presence::Required;
    if is_required(old) == is_required(new) {
        return;
    }
    let is_list = |it: &Field| matches!(it.ty, Type::List(_));
    let lists = is_list(old) && is_list(new);
    let rule = match (owner.new.direction, is_required(new), lists) {
        (Direction::Request, true, _) => Rule::FieldNowRequired,
        (Direction::Request, false, _) => Rule::FieldNowOptional,
        (Direction::Response, true, true) => Rule::AnswerListNowRequired,
        (Direction::Response, false, true) => Rule::AnswerListNowOptional,
        (Direction::Response, true, false) => Rule::AnswerFieldNowRequired,
        (Direction::Response, false, false) => Rule::AnswerFieldNowOptional,
    };
    let item = owner.item(new);
    let effect = match rule {
        Rule::FieldNowRequired | Rule::FieldNowOptional => {
            format!("`{item}` is `{}`; {}", member_type(new), owner.construction())
        }
        Rule::AnswerListNowRequired => format!("an answer without `{item}` is a decode error"),
        Rule::AnswerListNowOptional => format!("`{item}` is empty where an answer lacks it"),
        _ => format!("`{item}` is `{}` instead of `{}`", member_type(new), member_type(old)),
    };
    let says = |it: &Field| -> Option<Side> {
        let says = if is_required(it) { "required" } else { "optional" };
        Some(side(says, &it.source))
    };
    findings.note(rule, path, says(old), says(new), effect);
}

fn place(owner: &Owner<'_>, path: &str, old: &Field, new: &Field, findings: &mut Findings<'_>) {
    let says =
        |it: &Field| side(if it.place == Place::Query { "query" } else { "body" }, &it.source);
    let effect = format!("`{}` is sent in the {}", owner.item(new), says(new).says);
    findings.compare(Rule::PlaceChanged, path, says(old), says(new), effect);
}

/// What only documentation shows.
pub(super) fn texts(path: &str, old: &Field, new: &Field, findings: &mut Findings<'_>) {
    let absent = |it: &Field| side(it.absent_for.map_or("nobody", app_name), &it.source);
    findings.compare(
        Rule::AbsenceChanged,
        path,
        absent(old),
        absent(new),
        "the documentation tells who does not get it",
    );
    findings.compare(
        Rule::FieldDocChanged,
        path,
        side(&old.doc, &old.source),
        side(&new.doc, &new.source),
        "the documentation of the member",
    );
    let example = |it: &Field| side(it.example.clone().unwrap_or_default(), &it.source);
    findings.compare(
        Rule::ExampleChanged,
        path,
        example(old),
        example(new),
        "the example in the documentation",
    );
}

/// A kind of app, as the spec writes it.
pub(super) fn app_name(app: App) -> &'static str {
    match app {
        App::Internal => "internal",
        App::ThirdParty => "third_party",
        App::Personal => "personal",
    }
}
