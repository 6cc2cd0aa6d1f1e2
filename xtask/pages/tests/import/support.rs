//! What several tests need.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use xtask::spec::{self, File, Specs};
use xtask::tree;
use xtask_pages::{Context, Imported, import, read};

/// The workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The real pages, where they are present.
pub(crate) fn real_pages() -> Option<PathBuf> {
    let folder = workspace().join("../../shared/pages");
    if !folder.is_dir() {
        eprintln!("skipped: the real pages are not at ../shared/pages");
        return None;
    }
    Some(folder)
}

/// The files of the project's own specs.
pub(crate) fn files() -> Vec<File> {
    tree::read_specs(&workspace(), "spec").expect("the specs can be read")
}

/// The project's own specs.
pub(crate) fn specs() -> &'static Specs {
    static SPECS: LazyLock<Specs> = LazyLock::new(|| spec::load(&files()).specs);
    &SPECS
}

/// The spec of a page.
pub(crate) fn import_bytes(bytes: &[u8], stem: &str) -> Imported {
    let specs = specs();
    let context = Context { common: &specs.common, address: None, stem: Some(stem), prose: false };
    import(&read(bytes).expect("it is a page"), &context).expect("it is the page of an endpoint")
}
