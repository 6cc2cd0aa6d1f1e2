//! What several tests need: the workspace, its specs, temporary folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

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

/// A folder that is removed at the end of a test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// A new and empty one.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("xtask-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a temporary folder can be made");
        Self(path)
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.0.join(relative)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, relative: &str, content: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("folders can be made");
        fs::write(path, content).expect("a file can be written");
    }

    /// Reads a file.
    pub(crate) fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).expect("the file is there")
    }

    /// Replaces a text of a file, which has it.
    pub(crate) fn edit(&self, relative: &str, from: &str, to: &str) {
        let text = self.read(relative);
        assert!(text.contains(from), "{relative} has no {from}");
        self.write(relative, &text.replacen(from, to, 1));
    }

    /// Every file in it with its content, by path.
    pub(crate) fn all(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        walk(&self.0, &self.0, &mut found);
        found.sort();
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that is left behind fails no test.
        drop(fs::remove_dir_all(&self.0));
    }
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            walk(root, &path, found);
        } else {
            let name = path.strip_prefix(root).expect("it is below").to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(&path).expect("a file can be read")));
        }
    }
}
