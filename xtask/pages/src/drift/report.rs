//! The results of comparing pages with specs, for a terminal, a pull request, and programs.

use std::cmp::Reverse;
use std::fmt::Write;

use serde_json::{Value, json};

use super::{Page, PageProblem, State};
use crate::Site;
use xtask::diff::report as changes;
use xtask::spec::ColorChoice;
use xtask::ui::count;

/// The pages in the order of the report: those of which nothing is known, then by the weight
/// of what changed.
#[must_use]
pub fn sorted(mut pages: Vec<Page>) -> Vec<Page> {
    pages.sort_by_cached_key(|it| {
        let (is_known, is_fine) = (it.state != State::Unread, it.problems.is_empty());
        (is_known, Reverse(it.worst()), is_fine, it.wanted.spec.clone(), it.wanted.site)
    });
    pages
}

/// For a terminal.
#[must_use]
pub fn terminal(pages: &[Page], color: ColorChoice) -> String {
    let mut text = String::new();
    for page in pages.iter().filter(|it| it.needs_attention()) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}", head(page));
        for it in &page.problems {
            let _ = writeln!(text, "  error[{}]: {it}", it.kind.code());
        }
        for it in &page.findings {
            text += &indented(&changes::terminal_finding(it, color));
        }
        for (what, lines) in lists(page) {
            let _ = writeln!(text, "  {what}:");
            text.extend(lines.iter().map(|it| format!("    {it}\n")));
        }
        text.push('\n');
    }
    text + &summary(pages) + "\n"
}

fn indented(text: &str) -> String {
    text.lines().flat_map(|line| ["  ", line, "\n"]).collect()
}

fn head(page: &Page) -> String {
    let since = match (&page.recorded, page.state) {
        (Some(day), State::Changed) => format!(", recorded on {day}"),
        _ => String::new(),
    };
    format!("{} ({}{since}) {}", page.wanted.spec, language(page.wanted.site), page.wanted.address)
}

fn language(site: Site) -> &'static str {
    match site {
        Site::En => "English page",
        Site::Zh => "Chinese page",
    }
}

/// The list that is never folded, so that a reader cannot overlook it.
const LEFT: &str = "left for a person";

/// What stands below the findings.
fn lists(page: &Page) -> Vec<(&'static str, Vec<String>)> {
    let notes = page.notes.iter().map(ToString::to_string);
    let all = [
        ("merged into the spec", page.merged.iter().map(ToString::to_string).collect()),
        (LEFT, page.left.iter().map(ToString::to_string).collect::<Vec<_>>()),
        ("in doubt, by the lines of the page", notes.collect()),
    ];
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

/// All pages in numbers.
#[must_use]
pub fn summary(pages: &[Page]) -> String {
    let of = |state| pages.iter().filter(|it| it.state == state).count();
    let findings: usize = pages.iter().map(|it| it.findings.len() + it.problems.len()).sum();
    let parts = [
        (of(State::Changed), "changed"),
        (of(State::Unread), "not read"),
        (of(State::Followed), "as the specs say"),
        (of(State::Unchanged), "unchanged"),
    ];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(number, what)| format!("{number} {what}")).collect();
    let parts = if parts.is_empty() { "nothing to read".to_owned() } else { parts.join(", ") };
    format!("{}: {parts}; {}", count(pages.len(), "page"), count(findings, "finding"))
}

/// For a pull request.
#[must_use]
pub fn markdown(pages: &[Page]) -> String {
    let mut text = format!("## What the documentation pages say now\n\n{}.\n", summary(pages));
    for page in pages.iter().filter(|it| it.needs_attention()) {
        text += &markdown_page(page);
    }
    text
}

fn markdown_page(page: &Page) -> String {
    let code = changes::code;
    let mut text = format!(
        "\n### {} ([{}](<{}>))\n\n",
        code(&page.wanted.spec),
        language(page.wanted.site),
        page.wanted.address
    );
    for it in &page.problems {
        let PageProblem { kind, place: (path, line), what } = it;
        let place = code(&format!("{path}:{line}"));
        // Parts of it may be a page's own words.
        let what = code(what);
        let (kind, advice) = (kind.code(), kind.advice());
        // Writing to a string does not fail.
        let _ = writeln!(text, "- **{kind}** {place}: {what}\n  - What to do: {advice}");
    }
    text.extend(page.findings.iter().map(changes::markdown_weighed));
    for (what, lines) in lists(page) {
        let (head, end) = if what == LEFT {
            ("\nLeft for a person:\n\n".to_owned(), "")
        } else {
            let number = lines.len();
            (format!("\n<details><summary>{what} ({number})</summary>\n\n"), "\n</details>\n")
        };
        text += &head;
        for it in &lines {
            let _ = writeln!(text, "- {}", code(it));
        }
        text += end;
    }
    text
}

/// For programs.
#[must_use]
pub fn json(pages: &[Page]) -> String {
    let pages: Vec<Value> = pages.iter().map(page_json).collect();
    format!("{:#}\n", json!({ "pages": pages }))
}

fn page_json(page: &Page) -> Value {
    let state = match page.state {
        State::Changed => "changed",
        State::Unread => "unread",
        State::Followed => "followed",
        State::Unchanged => "unchanged",
    };
    let problem = |it: &PageProblem| {
        let (file, line) = &it.place;
        json!({
            "code": it.kind.code(), "file": file, "line": line,
            "what": it.what, "advice": it.kind.advice(),
        })
    };
    let left = page
        .left
        .iter()
        .map(|it| json!({ "path": it.path.join("."), "why": it.why, "do": it.remedy }));
    json!({
        "spec": page.wanted.spec,
        "language": page.wanted.site.key(),
        "address": page.wanted.address,
        "recorded": page.recorded,
        "state": state,
        "worst": page.worst().map(xtask::diff::Severity::as_str),
        "troubles": page.problems.iter().map(problem).collect::<Vec<_>>(),
        "findings": page.findings.iter().map(changes::json_finding).collect::<Vec<_>>(),
        "merged": page.merged.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "left": left.collect::<Vec<_>>(),
        "notes": page.notes.iter().map(crate::Finding::to_json).collect::<Vec<_>>(),
    })
}
