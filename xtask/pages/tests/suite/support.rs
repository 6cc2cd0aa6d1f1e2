//! What several tests need.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::thread;

use xtask::spec::{self, File, Specs};
use xtask::tree;
use xtask_pages::{Context, Imported, import, read};

/// The workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file or folder of the real pages, which are data of others and not part of the repository. Where
/// they are not present, one line says which test was skipped: behind the back of the test harness,
/// which shows the output of a test only if it fails.
pub(crate) fn real_pages(path: &str) -> Option<PathBuf> {
    let folder = workspace().join("../shared/pages");
    if folder.is_dir() {
        return Some(folder.join(path));
    }
    let thread = thread::current();
    let test = thread.name().unwrap_or("a test");
    writeln!(io::stderr(), "skipped {test}: the real pages are not at ../shared/pages")
        .expect("it can be written");
    None
}

/// The real pages of a folder, by name and in order; none where they are not present.
pub(crate) fn real_texts(folder: &str) -> Vec<(String, String)> {
    let Some(folder) = real_pages(folder) else { return Vec::new() };
    let paths = tree::page_paths(&folder).expect("the folder can be listed");
    let named = |path: PathBuf| {
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).expect("it can be read"))
    };
    paths.into_iter().map(named).collect()
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
