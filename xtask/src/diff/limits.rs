//! What values must keep to. Limits of requests are checked before sending; those of answers are only
//! documented.

use super::finding::{Findings, Side, side};
use super::rule::Rule;
use crate::api::{Field, Limits};

/// A limit: its key in the spec, its number, and whether more of it lets less through.
type Limit = (&'static str, Option<i128>, bool);

fn all(limits: &Limits) -> [Limit; 5] {
    let wide = |it: Option<u64>| it.map(i128::from);
    [
        ("min_length", wide(limits.min_length), true),
        ("max_length", wide(limits.max_length), false),
        ("min", limits.min.map(i128::from), true),
        ("max", limits.max.map(i128::from), false),
        ("max_items", wide(limits.max_items), false),
    ]
}

/// Limits of a member of a request, which `item` names in Rust.
pub(super) fn compare(
    path: &str,
    item: &str,
    old: &Field,
    new: &Field,
    findings: &mut Findings<'_>,
) {
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
            (None, _) => (Rule::LimitAdded, "is checked before sending"),
            (_, None) => (Rule::LimitRemoved, "is not checked any more"),
            (Some(old), Some(new)) if (new > old) == is_lower => {
                (Rule::LimitTightened, "is checked more strictly before sending")
            }
            _ => (Rule::LimitLoosened, "takes more than before"),
        };
        let effect = format!("`{item}` {effect}");
        findings.note(rule, path, says(before, old), says(after, new), effect);
    }
    company(path, item, old, new, findings);
}

/// The other members that a member needs.
fn company(path: &str, item: &str, old: &Field, new: &Field, findings: &mut Findings<'_>) {
    let (before, after) = (&old.limits.together_with, &new.limits.together_with);
    for name in after.iter().filter(|it| !before.contains(it)) {
        let effect = format!("`{item}` without `{name}` is refused before sending");
        let says = Some(side(format!("together_with: {name}"), &new.source));
        findings.note(Rule::CompanyAdded, path, None, says, effect);
    }
    for name in before.iter().filter(|it| !after.contains(it)) {
        let effect = format!("`{item}` can be sent without `{name}`");
        let says = Some(side(format!("together_with: {name}"), &old.source));
        findings.note(Rule::CompanyRemoved, path, says, None, effect);
    }
}

/// Limits of a member of an answer.
pub(super) fn compare_documented(
    path: &str,
    old: &Field,
    new: &Field,
    findings: &mut Findings<'_>,
) {
    let says = |it: &Field| {
        let limits = all(&it.limits).into_iter();
        let limits = limits.filter_map(|(key, number, _)| number.map(|it| format!("{key}: {it}")));
        let mut together = it.limits.together_with.clone();
        together.sort();
        let together = together.into_iter().map(|it| format!("together_with: {it}"));
        side(limits.chain(together).collect::<Vec<_>>().join(", "), &it.source)
    };
    let effect = "the documentation of the member names other limits";
    findings.compare(Rule::AnswerLimitsChanged, path, says(old), says(new), effect);
}
