//! `cargo xtask generate`: the specs become two crates and the schema of their format.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use super::{Failure, Outcome, count, say, shown_difference};
use crate::api::resolve;
use crate::checked::{Checked, check};
use crate::emit::{Artefact, Layout, Package, emit, schema};
use crate::spec::{Report, render};
use crate::tree::{Change, Tree};

/// What to do with what was generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write what changed.
    Write,
    /// Write what changed, and over what a person edited.
    Force,
    /// Change nothing, and report what would change.
    Check,
}

/// Specs, the crates they become, and where the manifest of these is.
struct Job {
    specs: &'static str,
    layout: Layout,
    manifest: &'static str,
    schema: bool,
}

/// The bindings themselves, and those of the test cases where these are present.
fn jobs(root: &Path) -> Vec<Job> {
    let package =
        |name: &str, folder: &str| Package { name: name.to_owned(), folder: folder.to_owned() };
    let cases = Layout {
        models: package("case-models", "tests/bindings/models"),
        client: package("case-client", "tests/bindings/client"),
    };
    let mut jobs = vec![Job {
        specs: "spec",
        layout: Layout::release(),
        manifest: "spec/generated.txt",
        schema: true,
    }];
    if root.join("tests/cases/valid").is_dir() {
        jobs.push(Job {
            specs: "tests/cases/valid",
            layout: cases,
            manifest: "tests/bindings/generated.txt",
            schema: false,
        });
    }
    jobs
}

/// Generates, or checks what was generated. `elapsed` tells the time since the start.
///
/// # Errors
///
/// A file cannot be read or written.
pub fn run(
    root: &Path,
    mode: Mode,
    report: Report,
    elapsed: &dyn Fn() -> Duration,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let mut checked = Vec::new();
    for job in jobs(root) {
        let specs = check(root, job.specs)?;
        checked.push((job, specs));
    }
    // Nothing is written unless all specs are in order.
    if checked.iter().any(|(_, specs)| !specs.problems.is_empty()) {
        let mut found = 0;
        for (_, Checked { files, problems, .. }) in &checked {
            found += problems.len();
            say(out, &render(problems, files, report));
        }
        say(out, &format!("{}: nothing was written\n", count(found, "problem")));
        return Ok(Outcome::Findings);
    }
    let mut tally = Tally::default();
    for (job, specs) in &checked {
        generate(root, job, specs, mode, &mut tally, out)?;
    }
    say(out, &tally.summary(mode, elapsed()));
    Ok(if tally.open + tally.faults == 0 { Outcome::Fine } else { Outcome::Findings })
}

#[derive(Default)]
struct Tally {
    endpoints: usize,
    files: usize,
    written: usize,
    removed: usize,
    /// Files that are no Rust.
    faults: usize,
    /// What is not as it should be.
    open: usize,
    /// Of that, what was edited by hand.
    edited: usize,
    /// Of that, what was not written by the generator.
    extra: usize,
}

impl Tally {
    fn note(&mut self, change: &Change<'_>) {
        self.open += 1;
        match change {
            Change::Edited(_) | Change::StaleEdited(_) => self.edited += 1,
            Change::Extra(_) => self.extra += 1,
            _ => {}
        }
    }

    /// The commands that mend what is not as it should be.
    fn mends(&self) -> String {
        let mut mends = String::new();
        if self.open > self.edited + self.extra {
            mends += "run `cargo xtask generate` and commit what it writes\n";
        }
        if self.edited > 0 {
            mends += "to write over what was edited by hand, run `cargo xtask generate --force`\n";
        }
        if self.extra > 0 {
            mends += "move what the generator did not write out of the generated folders\n";
        }
        mends
    }

    fn summary(&self, mode: Mode, elapsed: Duration) -> String {
        let whole = format!(
            "{}, {}",
            count(self.endpoints, "endpoint"),
            count(self.files, "generated file")
        );
        let time = format!("{elapsed:.0?}");
        match (mode, self.open) {
            (Mode::Check, 0) => format!("{whole}: all as generated, checked in {time}\n"),
            (Mode::Check, 1) => format!("{whole}: 1 file differs\n{}", self.mends()),
            (Mode::Check, open) => format!("{whole}: {open} files differ\n{}", self.mends()),
            (_, 0) => {
                format!("{whole}: {} written, {} removed in {time}\n", self.written, self.removed)
            }
            (_, open) => format!(
                "{whole}: {} written, {} removed, {} left alone in {time}\n{}",
                self.written,
                self.removed,
                count(open, "file"),
                self.mends()
            ),
        }
    }
}

fn generate(
    root: &Path,
    job: &Job,
    specs: &Checked,
    mode: Mode,
    tally: &mut Tally,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let api = resolve(&specs.specs, &specs.files);
    let mut artefacts = emit(&api, &job.layout);
    if job.schema {
        let path = format!("{}/schema.json", job.specs);
        artefacts.push(Artefact {
            path,
            source: "xtask/src/spec".to_owned(),
            text: schema(),
            fault: None,
        });
    }
    for Artefact { path, fault, .. } in &artefacts {
        if let Some(fault) = fault {
            tally.faults += 1;
            say(out, &format!("fault of the generator: {path} is no Rust: {fault}\n"));
        }
    }
    let folders = [&job.layout.models.folder, &job.layout.client.folder];
    let tree = Tree {
        root: root.to_owned(),
        manifest: job.manifest.to_owned(),
        owned: folders.map(|folder| format!("{folder}/src")).to_vec(),
    };
    let plan = tree.plan(&artefacts)?;
    tally.endpoints += specs.specs.endpoints.len();
    tally.files += artefacts.len();
    if mode == Mode::Check {
        for change in &plan.changes {
            say(out, &difference(root, change));
        }
        if plan.has_outdated_manifest() {
            say(out, &format!("outdated: {}\n", job.manifest));
            tally.open += 1;
        }
        plan.changes.iter().for_each(|change| tally.note(change));
        return Ok(());
    }
    let done = tree.write(&plan, mode == Mode::Force)?;
    let done: HashSet<&str> = done.iter().map(Change::path).collect();
    for change in &plan.changes {
        let is_done = done.contains(change.path());
        say(out, &line(change, is_done));
        match change {
            _ if !is_done => tally.note(change),
            Change::Stale(_) | Change::StaleEdited(_) | Change::Leftover(_) => tally.removed += 1,
            _ => tally.written += 1,
        }
    }
    Ok(())
}

/// One line for what was done, or not.
fn line(change: &Change<'_>, done: bool) -> String {
    let path = change.path();
    match (change, done) {
        (Change::Stale(_) | Change::StaleEdited(_) | Change::Leftover(_), true) => {
            format!("removed {path}\n")
        }
        (_, true) => format!("wrote {path}\n"),
        (Change::Extra(_), false) => {
            format!("left {path}: not written by the generator, and not in its place\n")
        }
        (_, false) => format!("left {path}: edited by hand\n"),
    }
}

/// What differs in a file, and why that is wrong.
fn difference(root: &Path, change: &Change<'_>) -> String {
    let path = change.path();
    match change {
        Change::Missing(_) => format!("missing: {path}\n"),
        Change::Stale(_) => format!("stale: {path} comes from no spec any more\n"),
        Change::StaleEdited(_) => {
            format!("stale: {path} comes from no spec any more, and was edited by hand\n")
        }
        Change::Leftover(_) => format!("stale: {path} was left behind by an interrupted run\n"),
        Change::Extra(_) => format!("extra: {path} was not written by the generator\n"),
        Change::Outdated(it) => {
            format!("changed: {path}, from {}\n{}", it.source, text_difference(root, it))
        }
        Change::Edited(it) => {
            format!("edited by hand: {path}, from {}\n{}", it.source, text_difference(root, it))
        }
    }
}

fn text_difference(root: &Path, artefact: &Artefact) -> String {
    let old = std::fs::read(root.join(&artefact.path)).unwrap_or_default();
    shown_difference(&String::from_utf8_lossy(&old), &artefact.text, "committed", "generated")
}
