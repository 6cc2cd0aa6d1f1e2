//! The rules themselves.

use crate::diff::{Rule, Severity};

/// Every rule, the heaviest first: code, severity, meaning.
#[must_use]
pub fn rules() -> String {
    let of = |severity: Severity| Rule::ALL.iter().filter(move |it| it.severity() == severity);
    let worst_first = Severity::ALL.into_iter().rev();
    worst_first.flat_map(of).map(|rule| rule_text(*rule)).collect()
}

fn rule_text(rule: Rule) -> String {
    let advice = rule.advice();
    let advice = if advice.is_empty() { String::new() } else { format!("    do: {advice}\n") };
    format!("{rule} ({})\n    {}\n{advice}", rule.severity(), rule.meaning())
}
