//! `cargo xtask diff`: what a change of the specs means to callers.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::compare::{Side, compare, refuse, revision, working_tree};
use crate::diff::report::{html, json, markdown, rules, terminal};
use crate::diff::{Severity, worst};
use crate::outcome::{Failure, Outcome};
use crate::spec::ColorChoice;
use crate::tree;

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
pub struct Options {
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

impl Default for Options {
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
    options: &Options,
    color: ColorChoice,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let old = read(root, options.old.as_deref().unwrap_or("HEAD"))?;
    let new = match &options.new {
        Some(new) => read(root, new)?,
        None => working_tree(root)?,
    };
    let comparison = match compare(old, new) {
        Ok(comparison) => comparison,
        Err(problems) => return Ok(refuse(&problems, color, out)),
    };
    let text = match options.format {
        Format::Terminal => terminal(&comparison, color),
        Format::Markdown => markdown(&comparison),
        Format::Json => json(&comparison),
        Format::Html => html(&comparison),
    };
    match &options.output {
        Some(path) => tree::replace(path, text.as_bytes())?,
        None => drop(out.write_all(text.as_bytes())),
    }
    let worst = worst(&comparison.findings);
    let is_failure = worst.zip(options.fail_on).is_some_and(|(it, least)| it >= least);
    Ok(if is_failure { Outcome::Findings } else { Outcome::Fine })
}

/// A folder or a revision. What is a folder is one, whatever else may have its name.
fn read(root: &Path, wanted: &str) -> Result<Side, Failure> {
    let folder = wanted.trim_end_matches('/');
    if root.join(folder).is_dir() {
        let files = tree::read_specs(root, folder)?;
        return Ok(Side { label: format!("{folder}/"), files });
    }
    revision(root, wanted)
}
