//! As Markdown, for a pull request.

use super::comparison::{Comparison, place};
use crate::diff::finding::one_line;
use crate::diff::{Finding, Severity, Statement};

/// What was compared and what was found, the worst first; documentation is folded.
#[must_use]
pub fn markdown(comparison: &Comparison) -> String {
    let Comparison { old, new, .. } = comparison;
    let mut text = format!(
        "## What these changes mean\n\n{} → {}: {}.\n",
        code(old),
        code(new),
        comparison.summary()
    );
    for (severity, findings) in comparison.groups() {
        let items: String = findings.into_iter().map(item).collect();
        let title = title(severity);
        let parts = match severity {
            Severity::Docs => {
                ["\n<details><summary>", title, "</summary>\n\n", &items, "\n</details>\n"]
            }
            _ => ["\n### ", title, "\n\n", &items, ""],
        };
        text.extend(parts);
    }
    text
}

/// What a severity means to a reader.
pub(super) fn title(severity: Severity) -> &'static str {
    match severity {
        Severity::Source => "Programs stop compiling",
        Severity::Behaviour => "Programs compile and act otherwise",
        Severity::Minor => "New",
        Severity::Patch => "Corrected",
        Severity::Docs => "Documentation",
    }
}

/// A finding that stands outside of the groups, with its weight.
#[must_use]
pub fn weighed(it: &Finding) -> String {
    let item = item(it);
    let item = item.strip_prefix("- ").unwrap_or(&item);
    format!("- {}: {item}", it.severity())
}

fn item(it: &Finding) -> String {
    let says = |side: &Option<Statement>| {
        side.as_ref().map_or_else(|| "nothing".to_owned(), |it| code(&it.says))
    };
    let places: Vec<String> =
        [&it.old, &it.new].into_iter().flatten().map(|it| code(&place(it))).collect();
    let advice = it.rule.advice();
    let advice =
        if advice.is_empty() { String::new() } else { format!("  - What to do: {advice}\n") };
    format!(
        "- **{}** ({}): {} → {}\n  - {}\n{advice}  - {}\n",
        code(&it.path()),
        it.rule,
        says(&it.old),
        says(&it.new),
        it.effect,
        places.join(", ")
    )
}

/// A string as code, whatever stands in it: a fence of more backticks than it has in a row.
pub fn code(text: &str) -> String {
    let text = one_line(text);
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}
