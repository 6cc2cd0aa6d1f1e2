//! The changelog: a section for the release, with what the findings mean to users above what people
//! wrote.
//!
//! Comments mark what is generated and since when, so that another run replaces that and nothing else.
//! The last one knows what was generated: a person's words in between are told, never dropped.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Version;
use crate::diff::report::{Comparison, code};
use crate::diff::{Finding, Severity};

fn begin(since: &str) -> String {
    format!("<!-- cargo xtask release: what the specs mean since {since} -->")
}

/// The line behind what was generated.
fn end(generated: &str) -> String {
    format!("<!-- cargo xtask release: end of {} -->", crate::tree::hash(generated.as_bytes()))
}

fn is_end(line: &str) -> bool {
    line.starts_with("<!-- cargo xtask release: end")
}

/// What is released.
#[derive(Clone, Copy, Debug)]
pub struct Release<'a> {
    /// Its version.
    pub version: Version,
    /// The day, as `YYYY-MM-DD`.
    pub date: &'a str,
    /// The tag of the one before.
    pub since: &'a str,
}

/// The changelog with the section of a release. What people wrote under `Unreleased` becomes part of
/// it, word for word.
///
/// # Errors
///
/// A person edited what was generated before; the text says what to do.
pub fn with_release(
    changelog: &str,
    release: Release<'_>,
    comparison: &Comparison,
) -> Result<String, String> {
    if changelog.contains("\r\n") {
        let text = with_release(&changelog.replace("\r\n", "\n"), release, comparison)?;
        return Ok(text.replace('\n', "\r\n"));
    }
    let mut sections = sections(changelog);
    let head = sections.remove(0);
    let unreleased =
        take(&mut sections, is_unreleased).unwrap_or_else(|| "## Unreleased".to_owned());
    let heading = unreleased.lines().next().unwrap_or_default();
    let written = body(&unreleased);
    let marker = begin(release.since);
    let is_pending = |it: &str| it.lines().any(|line| line == marker);
    let pending = take(&mut sections, is_pending).map(|it| without_generated(&it, &marker));
    let pending = pending.transpose()?.unwrap_or_default();
    // A person who chose the version may have begun its section.
    let begun = take(&mut sections, |it| is_of(it, release.version));
    let begun = begun.map(|it| body(&it)).unwrap_or_default();
    let people: Vec<String> =
        [begun, pending, written].into_iter().filter(|it| !it.is_empty()).collect();
    let generated = told(comparison);
    let generated = format!("{marker}\n\n{generated}{}", end(&generated));
    let parts: Vec<String> = [generated].into_iter().chain(people).collect();
    let section = format!("## {} - {}\n\n{}\n", release.version, release.date, parts.join("\n\n"));
    let rest: String = sections.concat();
    let gap = if rest.is_empty() { "" } else { "\n" };
    let head = format!("{}\n\n{heading}\n\n", head.trim_end());
    Ok(format!("{}{section}{gap}{rest}", head.trim_start()))
}

/// What stands before the first section, then each section with its heading. A heading inside of a
/// block of code or a comment is none.
fn sections(text: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let mut ending: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let is_inside = ending.is_some();
        ending = match ending {
            Some(end) => Some(end).filter(|end| !ends(line, end)),
            None => beginning(line),
        };
        if line.starts_with("## ") && !is_inside {
            sections.push(String::new());
        }
        if let Some(section) = sections.last_mut() {
            section.push_str(line);
        }
    }
    sections
}

/// What ends the block of code or the comment that a line begins.
fn beginning(line: &str) -> Option<&'static str> {
    let line = line.trim_start();
    let is_comment = line.starts_with("<!--") && !line.contains("-->");
    let fence = ["```", "~~~"].into_iter().find(|it| line.starts_with(it));
    fence.or(is_comment.then_some("-->"))
}

fn ends(line: &str, end: &str) -> bool {
    if end == "-->" { line.contains(end) } else { line.trim_start().starts_with(end) }
}

fn take(sections: &mut Vec<String>, is_it: impl Fn(&str) -> bool) -> Option<String> {
    let at = sections.iter().position(|it| is_it(it))?;
    Some(sections.remove(at))
}

fn is_unreleased(section: &str) -> bool {
    let heading = section.lines().next().unwrap_or_default();
    // It may be a link.
    let mut words = heading.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    words.next().is_some_and(|it| it.eq_ignore_ascii_case("unreleased"))
}

fn is_of(section: &str, version: Version) -> bool {
    let heading = section.lines().next().unwrap_or_default().trim_start_matches('#');
    // It may be a link.
    let rest = heading.trim_start().trim_start_matches('[').strip_prefix(&version.to_string());
    rest.is_some_and(|it| !it.starts_with(|c: char| c.is_alphanumeric() || "-+.".contains(c)))
}

/// A section without its heading and the blank lines around.
fn body(section: &str) -> String {
    let body = section.split_once('\n').map_or("", |(_, body)| body);
    body.trim_matches('\n').to_owned()
}

/// What people wrote in a section that was generated before.
fn without_generated(section: &str, marker: &str) -> Result<String, String> {
    let lines: Vec<&str> = section.split_inclusive('\n').collect();
    let at = |is_it: &dyn Fn(&str) -> bool| lines.iter().position(|it| is_it(it.trim_end()));
    let begin = at(&|it| it == marker).unwrap_or_default();
    let end_line = at(&is_end).filter(|it| *it > begin);
    let generated =
        |last: usize| lines[begin + 1..last].concat().trim_start_matches('\n').to_owned();
    let last = end_line.filter(|it| lines[*it].trim_end() == end(&generated(*it)));
    let last = last.ok_or_else(|| {
        format!(
            "CHANGELOG.md was edited below `{marker}`, where its text is generated: move what you \
             wrote to `## Unreleased`, and remove that line and all down to `<!-- cargo xtask \
             release: end … -->`"
        )
    })?;
    let before = body(&lines[..begin].concat());
    let after = lines[last + 1..].concat();
    let parts = [before.as_str(), after.trim_matches('\n')];
    Ok(parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n\n"))
}

/// The findings, for users.
fn told(comparison: &Comparison) -> String {
    let of = |wanted: fn(Severity) -> bool| -> Vec<&Finding> {
        comparison.findings.iter().filter(|it| wanted(it.severity())).collect()
    };
    let mut text = String::new();
    let items = |found: Vec<&Finding>| -> Vec<String> {
        found.into_iter().map(|it| item(it, comparison)).collect()
    };
    chapter(&mut text, "Breaking", &items(of(Severity::is_major)));
    chapter(&mut text, "New", &items(of(|it| it == Severity::Minor)));
    chapter(&mut text, "Fixed", &items(of(|it| it == Severity::Patch)));
    let documentation = documentation(&of(|it| it == Severity::Docs), comparison);
    chapter(&mut text, "Documentation", &documentation);
    if text.is_empty() { "Nothing changed for callers.\n\n".to_owned() } else { text }
}

fn chapter(text: &mut String, title: &str, items: &[String]) {
    if !items.is_empty() {
        let _ = write!(text, "### {title}\n\n{}\n", items.concat());
    }
}

fn item(it: &Finding, comparison: &Comparison) -> String {
    let member =
        if it.member.is_empty() { String::new() } else { format!(", {}", code(&it.member)) };
    let advice = it.rule.advice();
    let advice =
        if advice.is_empty() { String::new() } else { format!("\n  *Migration:* {advice}") };
    format!("- {}{member}: {}.{advice}\n", link(&it.subject, comparison), it.effect)
}

/// One line for each page: what was reworded there is of interest together.
fn documentation(findings: &[&Finding], comparison: &Comparison) -> Vec<String> {
    let mut pages: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for it in findings {
        let members = pages.entry(&it.subject).or_default();
        let member = code(&it.member);
        if !members.contains(&member) {
            members.push(member);
        }
    }
    let line = |(subject, members): (&str, Vec<String>)| {
        format!("- {}: {}.\n", link(subject, comparison), members.join(", "))
    };
    pages.into_iter().map(line).collect()
}

/// An endpoint with its page.
fn link(subject: &str, comparison: &Comparison) -> String {
    let name = code(subject);
    match comparison.links.get(subject) {
        Some(page) => format!("[{name}](<{page}>)"),
        None => name,
    }
}
