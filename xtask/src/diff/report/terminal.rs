//! For a terminal.

use super::{Comparison, place};
use crate::diff::{Finding, Severity};
use crate::spec::Report;

/// What was compared, each finding, and how many there are.
#[must_use]
pub fn terminal(comparison: &Comparison, report: Report) -> String {
    let head = format!("{} -> {}\n\n", comparison.old, comparison.new);
    let findings = comparison.findings.iter().map(|it| finding(it, report));
    let findings: String = findings.map(|it| it + "\n").collect();
    format!("{head}{findings}{}\n", comparison.summary())
}

fn finding(it: &Finding, report: Report) -> String {
    let severity = colored(it.severity(), report);
    let mut text = format!("{severity}[{}]: {}\n", it.rule, it.path());
    let mut line = |what: &str, says: &str| text += &format!("  {what:<6}{says}\n");
    for (what, side) in [("old", &it.old), ("new", &it.new)] {
        if let Some(side) = side {
            line(what, &format!("{}  ({})", one_line(&side.says), place(side)));
        }
    }
    line("Rust", &it.effect);
    if !it.rule.advice().is_empty() {
        line("do", it.rule.advice());
    }
    text
}

/// Prose may have several lines.
fn one_line(text: &str) -> String {
    if text.is_empty() {
        "nothing".to_owned()
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn colored(severity: Severity, report: Report) -> String {
    let color = match severity {
        Severity::Source => "31",
        Severity::Behaviour => "33",
        Severity::Minor => "32",
        Severity::Patch => "36",
        Severity::Docs => "2",
    };
    match report {
        Report::Plain => severity.to_string(),
        Report::Colored => format!("\u{1b}[1;{color}m{severity}\u{1b}[0m"),
    }
}
