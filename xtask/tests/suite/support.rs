//! What several tests need: the workspace and its specs.

use std::path::{Path, PathBuf};

use xtask::checked::{Checked, check};

/// The workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The specs of a folder, relative to the workspace, which have no problem.
pub(crate) fn valid(folder: &str) -> Checked {
    let checked = check(&workspace(), folder).expect("the folder can be read");
    assert_eq!(checked.problems, [], "the specs of {folder} have problems");
    checked
}
