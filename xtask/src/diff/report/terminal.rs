//! For a terminal.

use super::comparison::{Comparison, place};
use crate::diff::finding::one_line;
use crate::diff::{Finding, Severity, Statement};
use crate::spec::ColorChoice;

/// What was compared, each finding, and how many there are.
#[must_use]
pub fn terminal(comparison: &Comparison, color: ColorChoice) -> String {
    let head = format!("{} -> {}\n\n", comparison.old, comparison.new);
    let findings = comparison.findings.iter().map(|it| finding(it, color));
    let findings: String = findings.map(|it| it + "\n").collect();
    format!("{head}{findings}{}\n", comparison.summary())
}

/// A finding as a terminal shows it.
#[must_use]
pub fn finding(it: &Finding, color: ColorChoice) -> String {
    let line = |what: &str, says: &str| format!("  {what:<6}{says}\n");
    let side = |what: &str, side: &Option<Statement>| {
        let says = |it: &Statement| format!("{}  ({})", stated(&it.says), place(it));
        side.as_ref().map_or_else(String::new, |it| line(what, &says(it)))
    };
    let advice = it.rule.advice();
    let advice = if advice.is_empty() { String::new() } else { line("do", advice) };
    [
        format!("{}[{}]: {}\n", colored(it.severity(), color), it.rule, it.path()),
        side("old", &it.old),
        side("new", &it.new),
        line("Rust", &it.effect),
        advice,
    ]
    .concat()
}

/// What a statement says, on one line.
fn stated(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { one_line(text) }
}

fn colored(severity: Severity, color: ColorChoice) -> String {
    let code = match severity {
        Severity::Source => "31",
        Severity::Behaviour => "33",
        Severity::Minor => "32",
        Severity::Patch => "36",
        Severity::Docs => "2",
    };
    match color {
        ColorChoice::Never => severity.to_string(),
        ColorChoice::Always => format!("\u{1b}[1;{code}m{severity}\u{1b}[0m"),
    }
}
