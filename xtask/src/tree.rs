//! The only place that reads specs and writes files.
//!
//! A file is written beside its place and renamed into it, so that an interruption anywhere leaves
//! each file old or new. A generated file begins with a mark: by it the generator knows what it may
//! overwrite, and what to remove once nothing makes it any more. Edits are what git is for.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::{Artefact, MARK};
use crate::parallel;
use crate::spec::File;

/// An operation on a file that did not work.
#[derive(Debug)]
pub struct FileError {
    path: PathBuf,
    doing: &'static str,
    cause: io::Error,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} {}: {}", self.doing, self.path.display(), self.cause)
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

fn failed(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> FileError {
    let path = path.to_owned();
    move |cause| FileError { path, doing, cause }
}

/// Reads the specs of a folder, ordered by path.
///
/// # Errors
///
/// The folder or a file cannot be read.
pub fn read_specs(root: &Path, folder: &str) -> Result<Vec<File>, FileError> {
    let below = root.join(folder);
    let files = files(&below, true)?;
    let mut specs: Vec<_> = files.iter().map(|it| (relative(&below, it), it)).collect();
    // An editor's own files start with a dot.
    specs.retain(|(name, path)| {
        let is_hidden = name.split('/').any(|part| part.starts_with('.'));
        !is_hidden && path.extension().is_some_and(|it| it == "yaml" || it == "yml")
    });
    specs.sort();
    let read = |(name, path): &(String, &PathBuf)| {
        let bytes = read_spec_file(path).map_err(failed(path, "read"))?;
        Ok(File::new(folder, name, bytes))
    };
    specs.iter().map(read).collect()
}

/// The content of a spec file. Anything but a regular file is refused: reading a pipe may never end.
fn read_spec_file(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.is_file() {
        fs::read(path)
    } else {
        Err(io::Error::other("it is no file; only specs may end in `.yaml` here"))
    }
}

/// Reads one spec. Its name is its path below the outermost folder that has a `common.yaml`.
///
/// # Errors
///
/// The file cannot be read.
pub fn read_spec(root: &Path, path: &str) -> Result<File, FileError> {
    let bytes = read_spec_file(&root.join(path)).map_err(failed(Path::new(path), "read"))?;
    let mut folders = path.match_indices('/').map(|(end, _)| &path[..end]);
    let has_common = |folder: &&str| root.join(folder).join("common.yaml").is_file();
    let outermost = folders.find(has_common);
    let folder = outermost.or_else(|| path.rsplit_once('/').map(|(folder, _)| folder));
    let (folder, relative) = folder.map_or((".", path), |it| (it, &path[it.len() + 1..]));
    Ok(File::new(folder, relative, bytes))
}

/// Replaces a spec by renaming. `old` is the content with which it was read, or
/// `None` for a file that was not there.
///
/// # Errors
///
/// The file is not what it was any more, or cannot be written.
pub fn write_spec(root: &Path, path: &str, old: Option<&str>, text: &str) -> Result<(), FileError> {
    let path = root.join(path);
    if read_optional(&path)?.as_deref() != old.map(str::as_bytes) {
        let cause = io::Error::other("it was changed since it was read; run this again");
        return Err(failed(&path, "write")(cause));
    }
    replace(&path, text.as_bytes())
}

/// The files in a folder, and if `deep` is set in all below it. A link to a folder is not followed:
/// it may lead in a circle.
fn files(folder: &Path, deep: bool) -> Result<Vec<PathBuf>, FileError> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(failed(&folder, "list"))? {
            let entry = entry.map_err(failed(&folder, "list"))?;
            if !entry.file_type().is_ok_and(|it| it.is_dir()) {
                found.push(entry.path());
            } else if deep {
                folders.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// A path below a folder, as specs and artefacts write it on every system.
fn relative(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
    names.join("/")
}

/// The endings of files that may be documentation pages.
const PAGE_ENDINGS: [&str; 6] = ["md", "mdx", "html", "htm", "txt", "markdown"];

/// The paths of a file, or of the pages in a folder and all below it, sorted.
///
/// # Errors
///
/// The folder cannot be listed.
pub fn page_paths(path: &Path) -> Result<Vec<PathBuf>, FileError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut paths = files(path, true)?;
    paths.retain(|it| it.extension().is_some_and(|it| PAGE_ENDINGS.iter().any(|end| it == *end)));
    paths.sort();
    Ok(paths)
}

/// The bytes of a file.
///
/// # Errors
///
/// The file cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, FileError> {
    fs::read(path).map_err(failed(path, "read"))
}

/// Writes the files of a crate that is only built to be looked at; what is there already is kept
/// where it is the same, so that nothing is compiled anew without need.
///
/// # Errors
///
/// A file cannot be written.
pub fn write_scratch(folder: &Path, files: &[(String, String)]) -> Result<(), FileError> {
    for (relative, text) in files {
        let path = folder.join(relative);
        if read_optional(&path)?.as_deref() != Some(text.as_bytes()) {
            replace(&path, text.as_bytes())?;
        }
    }
    Ok(())
}

/// What stands before the mark in Rust, in TOML and in JSON, which has no comments.
const OPENINGS: [&str; 3] = ["// ", "# ", "{\n  \"$comment\": \""];

/// Whether a file was generated. The generator neither overwrites nor removes any other.
fn is_generated(content: &[u8]) -> bool {
    let content = String::from_utf8_lossy(content).replace("\r\n", "\n");
    OPENINGS.iter().any(|it| content.strip_prefix(it).is_some_and(|rest| rest.starts_with(MARK)))
}

/// A difference between what is on the disk and what the generator makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<'a> {
    /// The file is not there.
    Missing(&'a Artefact),
    /// The file has another content, which is the second value.
    Changed(&'a Artefact, String),
    /// A file that was not generated stands in the place of one that would be.
    Foreign(&'a Artefact),
    /// The file was generated, and nothing makes it any more.
    Stale(String),
    /// An interrupted run left the file behind.
    Leftover(String),
}

impl<'a> Change<'a> {
    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Missing(it) | Self::Changed(it, _) | Self::Foreign(it) => &it.path,
            Self::Stale(path) | Self::Leftover(path) => path,
        }
    }

    /// The file to write.
    fn written(&self) -> Option<&'a Artefact> {
        match self {
            Self::Missing(it) | Self::Changed(it, _) => Some(it),
            Self::Foreign(_) | Self::Stale(_) | Self::Leftover(_) => None,
        }
    }

    /// The path of the file to remove.
    fn removed(&self) -> Option<&str> {
        match self {
            Self::Stale(path) | Self::Leftover(path) => Some(path),
            Self::Missing(_) | Self::Changed(..) | Self::Foreign(_) => None,
        }
    }
}

/// A place for generated files.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The folder that all paths are relative to.
    pub root: PathBuf,
    /// The folders that are searched for generated files which nothing makes any more.
    pub folders: Vec<String>,
}

impl Tree {
    /// Compares what is on the disk with what the generator makes. Returns the differences by path.
    ///
    /// # Errors
    ///
    /// A file or folder cannot be read.
    pub fn plan<'a>(&self, artefacts: &'a [Artefact]) -> Result<Vec<Change<'a>>, FileError> {
        let mut changes = Vec::new();
        for change in parallel::map(artefacts, |it| self.compare(it)) {
            changes.extend(change?);
        }
        let made: HashSet<&str> = artefacts.iter().map(|it| it.path.as_str()).collect();
        for path in self.files(artefacts)?.into_iter().filter(|path| !made.contains(&**path)) {
            if is_temporary(&path) {
                changes.push(Change::Leftover(path));
            } else if self.owns(&path) && is_generated(&self.content(&path)?.unwrap_or_default()) {
                changes.push(Change::Stale(path));
            }
        }
        changes.sort_by(|a, b| a.path().cmp(b.path()));
        Ok(changes)
    }

    fn compare<'a>(&self, artefact: &'a Artefact) -> Result<Option<Change<'a>>, FileError> {
        let Some(content) = self.content(&artefact.path)? else {
            return Ok(Some(Change::Missing(artefact)));
        };
        if content == artefact.text.as_bytes() {
            return Ok(None);
        }
        if !is_generated(&content) {
            return Ok(Some(Change::Foreign(artefact)));
        }
        let old = String::from_utf8_lossy(&content).into_owned();
        Ok(Some(Change::Changed(artefact, old)))
    }

    fn content(&self, path: &str) -> Result<Option<Vec<u8>>, FileError> {
        read_optional(&self.root.join(path))
    }

    /// Whether a file stands where stale ones are searched for.
    fn owns(&self, path: &str) -> bool {
        self.folders.iter().any(|folder| Path::new(path).starts_with(folder))
    }

    /// The files of the tree's folders, and those beside any file that is made: there an interrupted
    /// run may have left its temporary files.
    fn files(&self, artefacts: &[Artefact]) -> Result<BTreeSet<String>, FileError> {
        let owned = self.folders.iter().map(|folder| (folder.as_str(), true));
        let beside = artefacts.iter().filter_map(|it| Some(it.path.rsplit_once('/')?.0));
        let beside = beside.filter(|folder| !self.owns(folder)).map(|folder| (folder, false));
        let mut found = BTreeSet::new();
        for (folder, deep) in owned.chain(beside).collect::<BTreeSet<_>>() {
            let path = self.root.join(folder);
            if path.is_dir() {
                found.extend(files(&path, deep)?.iter().map(|it| relative(&self.root, it)));
            }
        }
        Ok(found)
    }

    /// Writes and removes what a plan says. A foreign file stays as it is.
    ///
    /// # Errors
    ///
    /// A file cannot be written or removed. Each file then has its old or its new content, and the
    /// next run does the rest.
    pub fn write(&self, changes: &[Change<'_>]) -> Result<(), FileError> {
        let written: Vec<&Artefact> = changes.iter().filter_map(Change::written).collect();
        let write = |it: &&Artefact| replace(&self.root.join(&it.path), it.text.as_bytes());
        parallel::map(&written, write).into_iter().collect::<Result<(), _>>()?;
        // Removing comes last: a folder that it leaves empty must not go while a file is put there.
        let mut removed = changes.iter().filter_map(Change::removed);
        removed.try_for_each(|path| remove(&self.root, &self.root.join(path)))
    }
}

/// The name of the temporary file of a file, as this process calls it.
fn temporary(name: &str) -> String {
    format!(".{name}.{}.tmp", std::process::id())
}

/// Whether a path is that of a temporary file, whichever process made it.
fn is_temporary(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let parts = name.strip_prefix('.').and_then(|it| it.strip_suffix(".tmp"));
    let process = parts.and_then(|it| it.rsplit_once('.'));
    process.is_some_and(|(_, process)| process.parse::<u32>().is_ok())
}

/// FNV-1a: enough to see an edit, and the same on every machine and toolchain.
#[must_use]
pub fn hash(content: &[u8]) -> String {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", content.iter().fold(0xcbf2_9ce4_8422_2325, step))
}

/// Writes a file so that it is old or new, never half.
///
/// # Errors
///
/// The file cannot be written.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), FileError> {
    let folder = path.parent().unwrap_or(path);
    if !folder.is_dir() {
        fs::create_dir_all(folder).map_err(failed(folder, "create"))?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(temporary(&name));
    let written = fs::write(&beside, content).and_then(|()| fs::rename(&beside, path));
    written.map_err(|cause| {
        // What is left beside is of no use; that it cannot be removed either changes nothing.
        drop(fs::remove_file(&beside));
        failed(path, "write")(cause)
    })
}

/// Removes a file and the folders that it leaves empty.
fn remove(root: &Path, path: &Path) -> Result<(), FileError> {
    fs::remove_file(path).map_err(failed(path, "remove"))?;
    let mut folder = path.parent();
    while let Some(empty) = folder.filter(|it| *it != root && fs::remove_dir(it).is_ok()) {
        folder = empty.parent();
    }
    Ok(())
}

/// A file's text.
///
/// # Errors
///
/// The file cannot be read.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    fs::read_to_string(path).map_err(failed(path, "read"))
}

/// A file's content; `None` where there is no file.
///
/// # Errors
///
/// The file cannot be read.
pub fn read_optional(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path, "read")(error)),
    }
}
