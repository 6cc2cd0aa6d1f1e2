//! Specs together with every problem that they have: read, then linted.

use std::path::Path;

use crate::lint::lint;
use crate::spec::{self, File, Loaded, Problem, Specs};
use crate::tree::{self, FileError};

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
#[must_use]
pub fn check_files(files: Vec<File>) -> Checked {
    let Loaded { specs, mut problems } = spec::load(&files);
    problems.extend(lint(&specs, &files));
    Checked { files, specs, problems }
}

/// Reads specs as they once were. A rule that is younger says nothing against what was written
/// before it: its problems are only counted.
#[must_use]
pub fn read_files(files: Vec<File>) -> (Checked, usize) {
    let Loaded { specs, problems } = spec::load(&files);
    let younger = if problems.is_empty() { lint(&specs, &files).len() } else { 0 };
    (Checked { files, specs, problems }, younger)
}
