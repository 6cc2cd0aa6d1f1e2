//! `cargo xtask diff`: what a change of the specs means to callers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Failure, Outcome, count};
use crate::api::{Api, Endpoint, resolve};
use crate::checked::{Checked, check_files, read_files};
use crate::diff::report::{Comparison, html, json, markdown, rules, terminal};
use crate::diff::{Severity, diff, worst};
use crate::git::Git;
use crate::spec::{File, Report, render};
use crate::tree;

/// The folder of the specs.
pub const FOLDER: &str = "spec";

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    #[default]
    Terminal,
    /// For a pull request.
    Markdown,
    /// For programs.
    Json,
    /// One page to look at.
    Html,
}

impl Format {
    /// All of them, by name.
    pub const ALL: [(&str, Self); 4] = [
        ("terminal", Self::Terminal),
        ("markdown", Self::Markdown),
        ("json", Self::Json),
        ("html", Self::Html),
    ];
}

/// What to compare, and what to do with what comes out.
#[derive(Clone, Debug)]
pub struct Question {
    /// A revision or a folder; `HEAD` unless given.
    pub old: Option<String>,
    /// The same; the working tree unless given.
    pub new: Option<String>,
    /// How findings are written.
    pub format: Format,
    /// Where to; the output unless given.
    pub output: Option<PathBuf>,
    /// The least severity that counts as a failure, if any does.
    pub fail_on: Option<Severity>,
}

impl Default for Question {
    fn default() -> Self {
        let (format, fail_on) = (Format::Terminal, Some(Severity::Behaviour));
        Self { old: None, new: None, format, output: None, fail_on }
    }
}

/// Lists the rules.
#[must_use]
pub fn list_rules(out: &mut dyn Write) -> Outcome {
    // Nobody is left to tell when the output is closed.
    drop(out.write_all(rules().as_bytes()));
    Outcome::Fine
}

/// Compares.
///
/// # Errors
///
/// There is no such revision or folder, git cannot be run, or a file cannot be read or written.
pub fn run(
    root: &Path,
    question: &Question,
    report: Report,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let old = read(root, question.old.as_deref().unwrap_or("HEAD"))?;
    let new = match &question.new {
        Some(new) => read(root, new)?,
        None => working_tree(root)?,
    };
    let comparison = match compare(old, new) {
        Ok(comparison) => comparison,
        Err(problems) => return Ok(refuse(&problems, report, out)),
    };
    let text = match question.format {
        Format::Terminal => terminal(&comparison, report),
        Format::Markdown => markdown(&comparison),
        Format::Json => json(&comparison),
        Format::Html => html(&comparison),
    };
    match &question.output {
        Some(path) => tree::replace(path, text.as_bytes())?,
        None => drop(out.write_all(text.as_bytes())),
    }
    let worst = worst(&comparison.findings);
    let is_failure = worst.zip(question.fail_on).is_some_and(|(it, least)| it >= least);
    Ok(if is_failure { Outcome::Findings } else { Outcome::Fine })
}

/// Specs and what they are called.
#[derive(Debug)]
pub struct Version {
    /// Such as `spec/ at 1a2b3c4 (HEAD)`.
    pub label: String,
    /// The files.
    pub files: Vec<File>,
}

/// A folder or a revision. What is a folder is one, whatever else may have its name.
fn read(root: &Path, wanted: &str) -> Result<Version, Failure> {
    let folder = wanted.trim_end_matches('/');
    if root.join(folder).is_dir() {
        let files = tree::read_specs(root, folder)?;
        return Ok(Version { label: format!("{folder}/"), files });
    }
    revision(root, wanted)
}

/// The specs at a revision.
pub(crate) fn revision(root: &Path, wanted: &str) -> Result<Version, Failure> {
    let git = Git::at(root);
    let commit = git.commit(wanted)?;
    let files = git.specs(&commit, FOLDER)?;
    let name = if commit == wanted { String::new() } else { format!(" ({wanted})") };
    if files.is_empty() {
        let text =
            format!("{commit}{name} has no specs in {FOLDER}/: name a revision that has some");
        return Err(Failure::Misuse(text));
    }
    Ok(Version { label: format!("{FOLDER}/ at {commit}{name}"), files })
}

/// The specs as they lie there, committed or not.
pub(crate) fn working_tree(root: &Path) -> Result<Version, Failure> {
    let files = tree::read_specs(root, FOLDER)?;
    let changed = match Git::at(root).changed(FOLDER) {
        Some(0) => " (unchanged since HEAD)".to_owned(),
        Some(number) => format!(" ({} changed since HEAD)", count(number, "file")),
        None => String::new(),
    };
    Ok(Version { label: format!("{FOLDER}/ in the working tree{changed}"), files })
}

/// Specs with problems, and what they are called.
pub type Problems = Vec<(String, Checked)>;

/// Compares two versions, or gives back those that have problems. The linter judges the new one
/// only: what was released cannot be mended.
pub(crate) fn compare(mut old: Version, new: Version) -> Result<Comparison, Problems> {
    let ((before, refused), after) = (read_files(old.files), check_files(new.files));
    if refused > 0 {
        let _ = write!(old.label, " ({} by today's rules)", count(refused, "problem"));
    }
    if !before.problems.is_empty() || !after.problems.is_empty() {
        let both = [(old.label, before), (new.label, after)];
        return Err(both.into_iter().filter(|(_, it)| !it.problems.is_empty()).collect());
    }
    let api = |it: &Checked| resolve(&it.specs, &it.files);
    let apis = [api(&before), api(&after)];
    let files = [before.files, after.files];
    let findings = diff(&apis[0], &apis[1]);
    Ok(Comparison { old: old.label, new: new.label, files, links: links(&apis), findings })
}

/// The pages of all endpoints; the new one of those that are on both sides.
fn links(apis: &[Api; 2]) -> BTreeMap<String, String> {
    let page = |it: &Endpoint| it.docs_en.clone().or_else(|| it.docs_zh.clone());
    let endpoints = apis.iter().flat_map(Api::endpoints);
    endpoints.filter_map(|it| Some((it.name.clone(), page(it)?))).collect()
}

/// Reports problems: what has some has no meaning that could be compared.
pub fn refuse(problems: &Problems, report: Report, out: &mut dyn Write) -> Outcome {
    for (label, Checked { files, problems, .. }) in problems {
        let found = count(problems.len(), "problem");
        let text = render(problems, files, report);
        // Nobody is left to tell when the output is closed.
        drop(writeln!(out, "{text}{label}: {found}, nothing was compared"));
    }
    Outcome::Findings
}
