//! What values must keep to. Limits of requests are checked before sending; those of answers are only
//! documented.

use super::finding::{Findings, Side, side, word};
use super::record::Owner;
use super::rule::Rule;
use super::ty::Names;
use crate::api::{Field, Limits, Record};

/// A limit: its key in the spec, its number, and whether more of it lets less through.
type Limit = (&'static str, Option<i128>, bool);

fn all(limits: &Limits) -> [Limit; 5] {
    let wide = |it: Option<u64>| it.map(i128::from);
    [
        // Every text has no characters or more.
        ("min_length", wide(limits.min_length.filter(|it| *it > 0)), true),
        ("max_length", wide(limits.max_length), false),
        ("min", limits.min.map(i128::from), true),
        ("max", limits.max.map(i128::from), false),
        ("max_items", wide(limits.max_items), false),
    ]
}

/// Limits of a member of a request.
pub(super) fn compare(
    owner: &Owner<'_>,
    path: &str,
    members: &Names<'_>,
    old: &Field,
    new: &Field,
    findings: &mut Findings<'_>,
) {
    let item = owner.item(new);
    for ((key, before, is_lower), (_, after, _)) in
        all(&old.limits).into_iter().zip(all(&new.limits))
    {
        if before == after {
            continue;
        }
        let says = |number: Option<i128>, field: &Field| -> Option<Side> {
            number.map(|it| side(format!("{key}: {it}"), &field.source))
        };
        let (rule, effect) = match (before, after) {
            (None, Some(new)) => {
                (Rule::LimitAdded, format!("is checked before sending: `{key}: {new}`"))
            }
            (Some(old), Some(new)) if (new > old) == is_lower => (
                Rule::LimitTightened,
                format!("is checked more strictly before sending: `{key}: {new}` instead of {old}"),
            ),
            (Some(old), Some(new)) => (
                Rule::LimitLoosened,
                format!("takes more than before: `{key}: {new}` instead of {old}"),
            ),
            (_, None) => (Rule::LimitRemoved, format!("is not checked for `{key}` any more")),
        };
        let effect = format!("`{item}` {effect}");
        findings.note(rule, path, says(before, old), says(after, new), effect);
    }
    company(owner, path, members, old, new, findings);
}

/// The other members that a member needs.
fn company(
    owner: &Owner<'_>,
    path: &str,
    members: &Names<'_>,
    old: &Field,
    new: &Field,
    findings: &mut Findings<'_>,
) {
    let item = owner.item(new);
    let (before, after) = (now(&old.limits.together_with, members), &new.limits.together_with);
    // What every request has or had is no condition.
    let given = [now(&required(owner.old), members), required(owner.new)].concat();
    for name in after.iter().filter(|it| !before.contains(it) && !given.contains(it)) {
        let effect = format!("`{item}` without {} is refused before sending", word(name));
        let says = Some(side(format!("together_with: {name}"), &new.source));
        findings.note(Rule::CompanyAdded, path, None, says, effect);
    }
    for name in before.iter().filter(|it| !after.contains(it) && !given.contains(it)) {
        let effect = format!("`{item}` can be sent without {}", word(name));
        let says = Some(side(format!("together_with: {name}"), &old.source));
        findings.note(Rule::CompanyRemoved, path, says, None, effect);
    }
}

fn required(record: &Record) -> Vec<String> {
    record.required().map(|it| it.wire.clone()).collect()
}

/// Other members, as they are called now: that one has another name is told with it.
fn now(names: &[String], members: &Names<'_>) -> Vec<String> {
    let now = |it: &String| members.get(it.as_str()).map_or(it.as_str(), |it| it).to_owned();
    names.iter().map(now).collect()
}

/// Limits of a member of an answer.
pub(super) fn compare_documented(
    path: &str,
    members: &Names<'_>,
    old: &Field,
    new: &Field,
    findings: &mut Findings<'_>,
) {
    let says = |it: &Field, mut together: Vec<String>| {
        let limits = all(&it.limits).into_iter();
        let limits = limits.filter_map(|(key, number, _)| number.map(|it| format!("{key}: {it}")));
        together.sort();
        let together = together.into_iter().map(|it| format!("together_with: {it}"));
        side(limits.chain(together).collect::<Vec<_>>().join(", "), &it.source)
    };
    let (before, after) = (
        says(old, now(&old.limits.together_with, members)),
        says(new, new.limits.together_with.clone()),
    );
    let effect = "the documentation of the member names other limits";
    findings.compare(Rule::AnswerLimitsChanged, path, before, after, effect);
}
