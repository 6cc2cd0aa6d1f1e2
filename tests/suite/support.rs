//! What several tests need: the workspace and its specs.

use std::path::{Path, PathBuf};

use xtask::checked;
use xtask::spec::Specs;

/// The workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The specs that the bindings are generated from.
pub(crate) fn specs() -> Specs {
    checked::check(&workspace(), "spec").expect("they can be read").specs
}
