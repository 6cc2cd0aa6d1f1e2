//! What values must keep to. Limits of requests are checked before sending; those of answers are only
//! documented.

use super::finding::{Findings, says, word};
use super::rule::Rule;
use super::ty::Renames;
use super::versions::FieldVersions;
use crate::api::{Direction, Field, Limits, Record};

/// Limits of a member.
pub(super) fn compare(field: &FieldVersions<'_>, findings: &mut Findings<'_>) {
    match field.direction() {
        Direction::Request => {
            numbers(field, findings);
            together_with(field, findings);
        }
        Direction::Response => documented(field, findings),
    }
}

/// One numeric limit.
struct Bound {
    /// Its key in the spec.
    key: &'static str,
    number: Option<i128>,
    /// Whether a larger number lets less through.
    is_lower: bool,
}

fn bounds(limits: &Limits) -> [Bound; 5] {
    let wide = |it: Option<u64>| it.map(i128::from);
    [
        // Every string has no characters or more.
        ("min_length", wide(limits.min_length.filter(|it| *it > 0)), true),
        ("max_length", wide(limits.max_length), false),
        ("min", limits.min.map(i128::from), true),
        ("max", limits.max.map(i128::from), false),
        ("max_items", wide(limits.max_items), false),
    ]
    .map(|(key, number, is_lower)| Bound { key, number, is_lower })
}

fn numbers(field: &FieldVersions<'_>, findings: &mut Findings<'_>) {
    let item = field.item();
    let [old, new] = field.both().map(|it| bounds(&it.limits));
    for (before, after) in old.into_iter().zip(new) {
        let key = after.key;
        let (rule, effect) = match (before.number, after.number) {
            (before, after) if before == after => continue,
            (None, Some(new)) => {
                (Rule::LimitAdded, format!("is checked before sending: `{key}: {new}`"))
            }
            (Some(old), Some(new)) if (new > old) == after.is_lower => (
                Rule::LimitTightened,
                format!("is checked more strictly before sending: `{key}: {new}` instead of {old}"),
            ),
            (Some(old), Some(new)) => (
                Rule::LimitLoosened,
                format!("takes more than before: `{key}: {new}` instead of {old}"),
            ),
            (_, None) => (Rule::LimitRemoved, format!("is not checked for `{key}` any more")),
        };
        let limit = |bound: &Bound, field: &Field| {
            bound.number.map(|it| says(format!("{key}: {it}"), &field.source))
        };
        let both = [limit(&before, field.old), limit(&after, field.new)];
        findings.report(rule, &field.path(), both, &format!("`{item}` {effect}"));
    }
}

/// The other members that a member needs.
fn together_with(field: &FieldVersions<'_>, findings: &mut Findings<'_>) {
    let FieldVersions { record, old, new, members, .. } = field;
    let item = field.item();
    let (before, after) = (now(&old.limits.together_with, members), &new.limits.together_with);
    // What every request has or had is no condition.
    let given = [now(&required(record.old), members), required(record.new)].concat();
    for name in after.iter().filter(|it| !before.contains(it) && !given.contains(it)) {
        let effect = format!("`{item}` without {} is refused before sending", word(name));
        let condition = says(format!("together_with: {name}"), &new.source);
        findings.added(Rule::CompanyAdded, &field.path(), condition, &effect);
    }
    for name in before.iter().filter(|it| !after.contains(it) && !given.contains(it)) {
        let effect = format!("`{item}` can be sent without {}", word(name));
        let condition = says(format!("together_with: {name}"), &old.source);
        findings.removed(Rule::CompanyRemoved, &field.path(), condition, &effect);
    }
}

fn required(record: &Record) -> Vec<String> {
    record.required().map(|it| it.wire.clone()).collect()
}

/// Other members, as they are called now. That one has another name is reported with it.
fn now(names: &[String], members: &Renames<'_>) -> Vec<String> {
    let now = |it: &String| members.get(it.as_str()).map_or(it.as_str(), |it| it).to_owned();
    names.iter().map(now).collect()
}

/// Limits of a member of an answer.
fn documented(field: &FieldVersions<'_>, findings: &mut Findings<'_>) {
    let all = |it: &Field, mut together: Vec<String>| {
        let bounds = bounds(&it.limits).into_iter();
        let bounds = bounds.filter_map(|it| Some(format!("{}: {}", it.key, it.number?)));
        together.sort();
        let together = together.into_iter().map(|it| format!("together_with: {it}"));
        says(bounds.chain(together).collect::<Vec<_>>().join(", "), &it.source)
    };
    let FieldVersions { old, new, members, .. } = field;
    let both = [
        all(old, now(&old.limits.together_with, members)),
        all(new, new.limits.together_with.clone()),
    ];
    let effect = "the documentation of the member names other limits";
    findings.compare(Rule::AnswerLimitsChanged, &field.path(), both, effect);
}
