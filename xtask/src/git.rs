//! The only place that asks git: which revisions there are, and the specs as they were.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use crate::outcome::Failure;
use crate::spec::File;

/// What can be done without revisions.
const FOLDERS: &str = "without it, `cargo xtask diff OLD NEW` compares two folders of specs";

/// A folder that may lie in a git repository.
#[derive(Clone, Debug)]
pub struct Git {
    root: PathBuf,
    /// The program, so that tests can do without it.
    program: String,
}

impl Git {
    /// The git of a folder.
    #[must_use]
    pub fn at(root: &Path) -> Self {
        Self::with(root, "git")
    }

    /// The same, by another program.
    #[must_use]
    pub fn with(root: &Path, program: &str) -> Self {
        Self { root: root.to_owned(), program: program.to_owned() }
    }

    /// The short name of the commit that a revision leads to.
    ///
    /// # Errors
    ///
    /// There is no git, no repository or no such revision; the text says which, and what to do.
    pub fn commit(&self, revision: &str) -> Result<String, Failure> {
        self.check()?;
        let wanted = format!("{revision}^{{commit}}");
        // Options end here: a revision is never one.
        let arguments =
            ["rev-parse", "--verify", "--quiet", "--short", "--end-of-options", &wanted];
        match self.run(&arguments, None)? {
            Some(name) => Ok(text(&name)),
            None => Err(self.unknown(revision)),
        }
    }

    fn unknown(&self, revision: &str) -> Failure {
        if revision == "HEAD" {
            return Failure::Misuse(format!("nothing has been committed yet; {FOLDERS}"));
        }
        let hint = if self.is_shallow() {
            "this clone is shallow, so fetch the rest first: `git fetch --unshallow --tags`"
        } else {
            "name a commit, a branch, a tag, or a folder of specs"
        };
        Failure::Misuse(format!("there is no folder and no revision `{revision}`; {hint}"))
    }

    /// Whether the history has an end that is not its beginning.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        let answer = self.run(&["rev-parse", "--is-shallow-repository"], None);
        answer.is_ok_and(|it| it.is_some_and(|it| text(&it) == "true"))
    }

    /// The tags behind HEAD.
    ///
    /// # Errors
    ///
    /// There is no git, no repository, nothing has been committed, or git fails.
    pub fn tags(&self) -> Result<Vec<String>, Failure> {
        self.commit("HEAD")?;
        let listing = ["for-each-ref", "--merged=HEAD", "--format=%(refname:strip=2)", "refs/tags"];
        let tags = self.run(&listing, None)?;
        let tags = tags
            .ok_or_else(|| Failure::Program("git does not list the tags behind HEAD".to_owned()))?;
        Ok(text(&tags).lines().map(str::to_owned).collect())
    }

    /// How many files of a folder are not as HEAD has them; `None` where git cannot tell.
    #[must_use]
    pub fn changed(&self, folder: &str) -> Option<usize> {
        let arguments = ["status", "--porcelain", "--untracked-files=all", "--", folder];
        let status = self.run(&arguments, None).ok().flatten()?;
        let is_spec = |line: &&str| is_spec(line.trim_end_matches('"'));
        Some(text(&status).lines().filter(is_spec).count())
    }

    /// The specs of a folder at a commit, by path; a folder without any has none.
    ///
    /// # Errors
    ///
    /// git fails.
    pub fn specs(&self, commit: &str, folder: &str) -> Result<Vec<File>, Failure> {
        let below = format!("{folder}/");
        let listing = ["ls-tree", "-r", "-z", commit, "--", &below];
        let listing = self.run(&listing, None)?.unwrap_or_default();
        let listing = String::from_utf8_lossy(&listing).into_owned();
        let entries: Vec<(&str, &str)> =
            listing.split('\0').filter_map(|entry| listed(entry, &below)).collect();
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let wanted: String = entries.iter().flat_map(|(object, _)| [object, "\n"]).collect();
        let contents = self.run(&["cat-file", "--batch"], Some(wanted))?.unwrap_or_default();
        let mut rest = contents.as_slice();
        let file = |(_, path): &(&str, &str)| {
            let content = object(&mut rest)?;
            Some(File::new(folder, path, content.to_vec()))
        };
        let files: Option<Vec<File>> = entries.iter().map(file).collect();
        files
            .ok_or_else(|| Failure::Program(format!("git does not give out {folder}/ at {commit}")))
    }

    /// That there is a git, and a repository.
    fn check(&self) -> Result<(), Failure> {
        if !self.root.is_dir() {
            // No program can be started there, which would be told as if there were no program.
            return Err(Failure::Misuse(format!("there is no folder {}", self.root.display())));
        }
        let found = self.run(&["rev-parse", "--git-dir"], None)?;
        found.map(drop).ok_or_else(|| {
            let root = self.root.display();
            Failure::Misuse(format!("{root} lies in no git repository; {FOLDERS}"))
        })
    }

    /// What git prints; `None` if it refuses.
    fn run(&self, arguments: &[&str], input: Option<String>) -> Result<Option<Vec<u8>>, Failure> {
        let mut command = Command::new(&self.program);
        command.args(arguments).current_dir(&self.root).stderr(Stdio::null());
        // Nothing is asked for, and what a hook's git is told of its repository is not for this one.
        command.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env("GIT_OPTIONAL_LOCKS", "0");
        command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| self.unstarted(&error))?;
        // Written beside reading: both sides of a pipe have room for little.
        let writer =
            child.stdin.take().zip(input).map(|(mut pipe, input)| {
                thread::spawn(move || drop(pipe.write_all(input.as_bytes())))
            });
        let output = child.wait_with_output().map_err(|error| self.unstarted(&error))?;
        drop(writer.map(thread::JoinHandle::join));
        Ok(output.status.success().then_some(output.stdout))
    }

    fn unstarted(&self, error: &io::Error) -> Failure {
        let program = &self.program;
        Failure::Program(match error.kind() {
            io::ErrorKind::NotFound => {
                format!("there is no `{program}` to read revisions with: install it; {FOLDERS}")
            }
            _ => format!("cannot run `{program}`: {error}"),
        })
    }
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim_end().to_owned()
}

/// The object and the path of an entry that is a spec, by the rules of the working tree.
fn listed<'a>(entry: &'a str, below: &str) -> Option<(&'a str, &'a str)> {
    let (facts, path) = entry.split_once('\t')?;
    let path = path.strip_prefix(below)?;
    let mut facts = facts.split(' ');
    let (mode, object) = (facts.next()?, facts.nth(1)?);
    let is_hidden = path.split('/').any(|it| it.starts_with('.'));
    (mode.starts_with("100") && is_spec(path) && !is_hidden).then_some((object, path))
}

fn is_spec(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|it| it == "yaml" || it == "yml")
}

/// The next object of a batch.
fn object<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = rest.iter().position(|it| *it == b'\n')?;
    let size: usize = std::str::from_utf8(&rest[..end]).ok()?.rsplit(' ').next()?.parse().ok()?;
    let content = rest.get(end + 1..end + 1 + size)?;
    *rest = rest.get(end + 2 + size..)?;
    Some(content)
}
