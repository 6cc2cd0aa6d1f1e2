//! A workspace of its own for a test, mostly in a git repository of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use xtask::outcome::{Failure, Outcome};
use xtask::spec::ColorChoice;
use xtask::verb::diff::{self, Options};
use xtask::verb::release::{self, Mode};

/// A folder that is removed at the end of a test.
pub(crate) struct Repository(pub(crate) PathBuf);

pub(crate) const ENDPOINT: &str = "\
docs:
  en: https://help.example/get
summary: Fetches an item.
method: POST
path: /topapi/demo/get
idempotent: true

body:
  user_id:
    type: String
    required: true
    max_length: 64
    doc: The user.

response:
  name:
    type: String
    doc: A name.
returns: response
";

const COMMON: &str = "\
hosts:
  international: https://oapi.dingtalk.io
credential:
  name: access_token
  in: query
  type: String
envelope:
  errcode:
    type: Number
";

impl Repository {
    /// One endpoint, in no repository.
    pub(crate) fn plain() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("xtask-changes-{}-{number}", std::process::id());
        let it = Self(std::env::temp_dir().join(name));
        it.write("spec/common.yaml", COMMON);
        it.write("spec/demo/get.yaml", ENDPOINT);
        it
    }

    /// The same, committed.
    pub(crate) fn committed() -> Self {
        let it = Self::plain();
        it.git(&["init", "--quiet", "--initial-branch", "main"]);
        it.commit();
        it
    }

    pub(crate) fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "A state"]);
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        git(&self.0, arguments)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).expect("it is there")
    }

    /// Replaces a text of a file, which has it.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// What `cargo xtask diff` prints.
    pub(crate) fn diff(&self, options: &Options) -> Result<(Outcome, String), String> {
        let mut out = Vec::new();
        let outcome = diff::run(&self.0, options, ColorChoice::Never, &mut out);
        told(outcome, out)
    }

    /// What `cargo xtask release` prints.
    pub(crate) fn release(&self, mode: &Mode) -> Result<(Outcome, String), String> {
        let mut out = Vec::new();
        let outcome = release::run(&self.0, mode, ColorChoice::Never, &mut out);
        told(outcome, out)
    }
}

fn told(outcome: Result<Outcome, Failure>, out: Vec<u8>) -> Result<(Outcome, String), String> {
    let text = String::from_utf8(out).expect("it is text");
    outcome.map(|it| (it, text)).map_err(|failure| failure.to_string())
}

/// Runs git as somebody with a name, whatever this machine has configured.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

impl Drop for Repository {
    fn drop(&mut self) {
        // A folder that is left behind fails no test.
        drop(fs::remove_dir_all(&self.0));
    }
}
