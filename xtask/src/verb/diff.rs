//! `cargo xtask diff`: what a change of the specs means to callers.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::compare::{Side, compare, refuse, revision, working_tree};
use crate::diff::report::{html, json, markdown, rules, terminal};
use crate::diff::{Severity, worst};
use crate::outcome::{Failure, Outcome};
use crate::tree;
use crate::ui::Ui;

/// Tells what a change of the specs means to callers: whom it breaks, and what they do about it
///
/// What is a folder, relative to the workspace, is taken for one; to mean a branch of that name write
/// heads/NAME.
///
/// Severities: `major: source` stops compiling, `major: behaviour` compiles and acts otherwise,
/// `minor` is new, `patch` corrects texts and tables, `docs` only reads otherwise.
#[derive(Args, Clone, Debug, Default)]
#[command(
    verbatim_doc_comment,
    after_help = "Exit codes: 0 nothing of the weight of --fail-on, 1 findings of it, or specs with \
                  problems, 2 misuse."
)]
pub struct Options {
    /// A revision of git or a folder of specs; HEAD unless given
    pub old: Option<String>,
    /// The same; the working tree unless given
    pub new: Option<String>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Write to a file
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Fail for findings of this weight or more
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t)]
    pub fail_on: FailOn,
    /// List the rules
    #[arg(long)]
    pub rules: bool,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal
    #[default]
    Terminal,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
    /// One page with the specs side by side
    Html,
}

/// The least weight of a finding that makes the run fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Any finding
    Docs,
    /// What corrects texts and tables
    Patch,
    /// What is new
    Minor,
    /// What breaks callers
    #[default]
    Major,
    /// The same as major
    Behaviour,
    /// What stops compiling
    Source,
    /// No finding
    Never,
}

impl FailOn {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Docs => Some(Severity::Docs),
            Self::Patch => Some(Severity::Patch),
            Self::Minor => Some(Severity::Minor),
            Self::Major | Self::Behaviour => Some(Severity::Behaviour),
            Self::Source => Some(Severity::Source),
            Self::Never => None,
        }
    }
}

/// Compares two versions of the specs, or lists the rules of comparing.
///
/// # Errors
///
/// There is no such revision or folder, git cannot be run, or a file cannot be read or written.
pub fn run(root: &Path, options: &Options, ui: &mut Ui<'_>) -> Result<Outcome, Failure> {
    if options.rules {
        ui.print(&rules());
        return Ok(Outcome::Fine);
    }
    let old = read(root, options.old.as_deref().unwrap_or("HEAD"))?;
    let new = match &options.new {
        Some(new) => read(root, new)?,
        None => working_tree(root)?,
    };
    let comparison = match compare(old, new) {
        Ok(comparison) => comparison,
        Err(problems) => return Ok(refuse(&problems, ui)),
    };
    let text = match options.format {
        Format::Terminal => terminal(&comparison, ui.color),
        Format::Markdown => markdown(&comparison),
        Format::Json => json(&comparison),
        Format::Html => html(&comparison),
    };
    match &options.output {
        Some(path) => tree::replace(path, text.as_bytes())?,
        None => ui.print(&text),
    }
    let worst = worst(&comparison.findings);
    let is_failure = worst.zip(options.fail_on.severity()).is_some_and(|(it, least)| it >= least);
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
