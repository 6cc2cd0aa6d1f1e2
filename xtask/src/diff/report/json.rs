//! As JSON, for programs.

use serde_json::{Map, Value, json};

use super::comparison::Comparison;
use crate::diff::{Finding, Severity, Statement, worst};

/// What was compared, how many findings of each severity there are, and all of them.
#[must_use]
pub fn json(comparison: &Comparison) -> String {
    let counts: Map<String, Value> = Severity::ALL
        .into_iter()
        .map(|severity| {
            let count = comparison.findings.iter().filter(|it| it.severity() == severity).count();
            (severity.as_str().to_owned(), json!(count))
        })
        .collect();
    let value = json!({
        "old": comparison.old,
        "new": comparison.new,
        "worst": worst(&comparison.findings).map(Severity::as_str),
        "counts": counts,
        "findings": comparison.findings.iter().map(finding).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

/// A finding as JSON.
pub fn finding(it: &Finding) -> Value {
    json!({
        "fingerprint": it.fingerprint(),
        "rule": it.rule.code(),
        "severity": it.severity().as_str(),
        "path": it.path(),
        "old": it.old.as_ref().map(side),
        "new": it.new.as_ref().map(side),
        "effect": it.effect,
        "advice": it.rule.advice(),
    })
}

fn side(it: &Statement) -> Value {
    json!({ "says": it.says, "file": it.source.path, "line": it.source.line })
}
