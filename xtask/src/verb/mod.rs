//! The verbs of `cargo xtask`: what each does, as a function that returns how it went.

pub mod demo;
pub mod diff;
#[cfg(feature = "pages")]
pub mod drift;
pub mod explain;
#[cfg(feature = "pages")]
pub mod fmt;
pub mod generate;
#[cfg(feature = "pages")]
pub mod import;
pub mod lint;
#[cfg(not(feature = "pages"))]
pub mod pages;
pub mod release;

use std::fmt::{Display, Formatter, Result as FmtResult};
use std::io::Write;
use std::path::Path;

use similar::TextDiff;

use crate::spec::{self, File, Loaded, Problem, Specs};
use crate::tree::{self, FileError};

/// How a verb went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is as it should be.
    Fine,
    /// Something was found, and has been reported.
    Findings,
    /// Another run of this program did the work, and ended with this code.
    Ended(u8),
}

/// Why a verb could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// It was asked for something that does not exist; the text says what does.
    Misuse(String),
    /// A file could not be read or written.
    File(FileError),
    /// A program could not be run.
    Program(String),
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        match self {
            Self::Misuse(text) | Self::Program(text) => f.write_str(text),
            Self::File(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

/// The specs of a folder and every problem they have.
#[derive(Debug)]
pub struct Checked {
    /// The files.
    pub files: Vec<File>,
    /// The specs of the files that could be read.
    pub specs: Specs,
    /// The problems.
    pub problems: Vec<Problem>,
}

/// Reads and lints the specs of a folder.
///
/// # Errors
///
/// The folder or a file of it cannot be read.
pub fn check(root: &Path, folder: &str) -> Result<Checked, FileError> {
    Ok(check_files(tree::read_specs(root, folder)?))
}

/// Lints specs that were read from anywhere.
pub(crate) fn check_files(files: Vec<File>) -> Checked {
    let Loaded { specs, mut problems } = spec::load(&files);
    problems.extend(spec::lint(&specs, &files));
    Checked { files, specs, problems }
}

/// Reads specs as they once were. A rule that is younger says nothing against what was written
/// before it: its problems are only counted.
pub(crate) fn read_files(files: Vec<File>) -> (Checked, usize) {
    let Loaded { specs, problems } = spec::load(&files);
    let younger = if problems.is_empty() { spec::lint(&specs, &files).len() } else { 0 };
    (Checked { files, specs, problems }, younger)
}

/// The cargo that runs this program, or the one that is installed.
fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The most lines that are shown of one file's difference.
const SHOWN: usize = 60;

/// What differs between two texts, indented, as far as a person reads on.
fn shown_difference(old: &str, new: &str, old_name: &str, new_name: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(2).header(old_name, new_name).to_string();
    let lines: Vec<&str> = text.lines().collect();
    let shown = lines.iter().take(SHOWN).map(|line| format!("    {line}\n"));
    let hidden = lines.len().saturating_sub(SHOWN);
    let rest = (hidden > 0).then(|| format!("    … and {}\n", count(hidden, "more line")));
    shown.chain(rest).collect()
}

/// Nobody is left to tell when the output is closed.
fn say(out: &mut dyn Write, text: &str) {
    drop(out.write_all(text.as_bytes()));
}

/// `1 file`, `2 files`.
fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
