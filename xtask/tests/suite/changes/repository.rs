//! A workspace of its own for a test, mostly in a git repository of its own.

use std::ops::Deref;
use std::path::Path;
use std::process::Command;

use xtask::outcome::{Failure, Outcome};
use xtask::ui::Ui;
use xtask::verb::diff;
use xtask::verb::release;

use crate::folder::Folder;

/// The folder of the workspace.
pub(crate) struct Repository(Folder);

impl Deref for Repository {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

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
        let it = Self(Folder::new());
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
        git(&self.root, arguments)
    }

    /// What `cargo xtask diff` prints.
    pub(crate) fn diff(&self, options: &diff::Options) -> Result<(Outcome, String), String> {
        let mut out = Vec::new();
        let outcome = diff::run(&self.root, options, &mut Ui::plain(&mut out));
        told(outcome, out)
    }

    /// What `cargo xtask release` prints.
    pub(crate) fn release(&self, options: &release::Options) -> Result<(Outcome, String), String> {
        let mut out = Vec::new();
        let outcome = release::run(&self.root, options, &mut Ui::plain(&mut out));
        told(outcome, out)
    }

    /// What `cargo xtask release --check` prints.
    pub(crate) fn check(&self) -> Result<(Outcome, String), String> {
        self.release(&release::Options { check: true, ..release::Options::default() })
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
