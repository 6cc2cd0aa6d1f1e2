//! A page before it is read.

use std::path::Path;

use xtask::tree::{self, FileError};

/// A page as it was read from a file.
#[derive(Debug)]
pub struct Source {
    /// The file's name, as people write it.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Source {
    /// Reads a page.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        Ok(Self { path: path.display().to_string(), bytes: tree::read_bytes(path)? })
    }

    /// The name of the file without its folder and its ending.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}
