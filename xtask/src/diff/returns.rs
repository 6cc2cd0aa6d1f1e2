//! What a call returns, and the answer where it has a type of its own.

use std::collections::BTreeMap;

use super::field;
use super::finding::{Findings, says, word};
use super::members;
use super::rule::Rule;
use super::ty::{self, Renames};
use super::versions::RecordVersions;
use crate::api::{Endpoint, Field, Returns, Type};

/// Compares what a call returns.
pub(super) fn compare(
    renames: &Renames<'_>,
    [old, new]: [&Endpoint; 2],
    findings: &mut Findings<'_>,
) {
    let both = [old, new].map(|it| says(text(&it.returns), &it.response.source));
    let [before, after] = [old, new].map(|it| output(&it.returns, &Type::rust));
    let call = new.call();
    if output(&old.returns, &|ty| ty::renamed(ty, renames).rust()) != after {
        let effect = format!("`{call}` returns `{after}` instead of `{before}`");
        findings.changed(Rule::ReturnsChanged, "returns", both, &effect);
    } else if key(&old.returns) != key(&new.returns) {
        let key = key(&new.returns).map_or_else(|| "another key".to_owned(), word);
        let effect = format!("`{call}` returns what stands at {key}");
        findings.changed(Rule::PayloadMoved, "returns", both, &effect);
    }
    match (&old.returns, &new.returns) {
        (Returns::Whole, Returns::Whole) => {
            let rust = format!("{}::Response", new.module.join("::"));
            let prefix = "response".to_owned();
            let response = RecordVersions { rust, prefix, old: &old.response, new: &new.response };
            members::compare(&response, renames, findings);
        }
        (Returns::Whole, _) | (_, Returns::Whole) => {}
        _ => table(renames, [old, new], findings),
    }
}

/// The Rust type that a call returns.
fn output(returns: &Returns, rust: &dyn Fn(&Type) -> String) -> String {
    match returns {
        Returns::Key { ty, .. } => rust(ty),
        Returns::Whole => "Response".to_owned(),
        Returns::Nothing => "()".to_owned(),
    }
}

fn text(returns: &Returns) -> String {
    match returns {
        Returns::Key { key, ty } => format!("{key}: {}", ty.rust()),
        Returns::Whole => "response".to_owned(),
        Returns::Nothing => "nothing".to_owned(),
    }
}

fn key(returns: &Returns) -> Option<&str> {
    match returns {
        Returns::Key { key, .. } => Some(key),
        Returns::Whole | Returns::Nothing => None,
    }
}

/// The members of an answer that has no type of its own: they stand in its table.
fn table(renames: &Renames<'_>, [old, new]: [&Endpoint; 2], findings: &mut Findings<'_>) {
    let mut members: BTreeMap<&str, [Option<&Field>; 2]> = BTreeMap::new();
    for (at, endpoint) in [old, new].into_iter().enumerate() {
        for field in &endpoint.response.fields {
            members.entry(&field.wire).or_default()[at] = Some(field);
        }
    }
    for (wire, both) in members {
        let path = format!("response.{wire}");
        // What a call returns has been reported with the call.
        let is_returned = [old, new].iter().all(|it| key(&it.returns) == Some(wire));
        let row = |field: &Field, ty: &Type| {
            let required = if field.required { ", required" } else { "" };
            let ty = if is_returned { "returned".to_owned() } else { ty.rust() };
            format!("{ty}{required}")
        };
        let [before, after] = both;
        let now = before.map(|it| row(it, &ty::renamed(&it.ty, renames)));
        if now != after.map(|it| row(it, &it.ty)) {
            let rows = both.map(|it| it.map(|it| says(row(it, &it.ty), &it.source)));
            let effect = "the table of the answer, by which unknown members are reported";
            findings.report(Rule::TableChanged, &path, rows, effect);
        }
        if let [Some(before), Some(after)] = both {
            field::texts(&path, [before, after], findings);
        }
    }
}
