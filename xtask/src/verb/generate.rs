//! `cargo xtask generate`: the specs become two crates and the schema of their format.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use crate::api::resolve;
use crate::checked::{Checked, check};
use crate::emit::{Artefact, Layout, emit, schema};
use crate::outcome::{Failure, Outcome};
use crate::spec::{ColorChoice, render};
use crate::tree::{Change, Tree};
use crate::ui::{count, say, shown_difference};

/// What to do with what was generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write what changed.
    Write,
    /// Change nothing, and report what would change.
    Check,
}

/// The folder of the specs.
const SPECS: &str = "spec";

/// Generates, or checks what was generated. `elapsed` returns the time since the start.
///
/// # Errors
///
/// A file cannot be read or written.
pub fn run(
    root: &Path,
    mode: Mode,
    color: ColorChoice,
    elapsed: &dyn Fn() -> Duration,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let Checked { files, specs, problems } = check(root, SPECS)?;
    // Nothing is written unless all specs are in order.
    if !problems.is_empty() {
        say(out, &render(&problems, &files, color));
        say(out, &format!("{}: nothing was written\n", count(problems.len(), "problem")));
        return Ok(Outcome::Findings);
    }
    let layout = Layout::release();
    let mut artefacts = emit(&resolve(&specs, &files), &layout);
    artefacts.push(Artefact {
        path: format!("{SPECS}/schema.json"),
        source: "xtask/src/spec".to_owned(),
        text: schema(),
        fault: None,
    });
    let tree = Tree { root: root.to_owned(), folders: layout.folders() };
    let mut tally = Tally { endpoints: specs.endpoints.len(), ..Tally::default() };
    deliver(&tree, &artefacts, mode, &mut tally, out)?;
    say(out, &tally.summary(mode, elapsed()));
    Ok(tally.outcome(mode))
}

/// What was generated, and what came of it.
#[derive(Default)]
struct Tally {
    endpoints: usize,
    files: usize,
    written: usize,
    removed: usize,
    /// Files that are no Rust.
    faults: usize,
    /// Files that were not generated, in the places of files that would be.
    foreign: usize,
}

impl Tally {
    fn note(&mut self, change: &Change<'_>) {
        match change {
            Change::Missing(_) | Change::Changed(..) => self.written += 1,
            Change::Stale(_) | Change::Leftover(_) => self.removed += 1,
            Change::Foreign(_) => self.foreign += 1,
        }
    }

    /// How many files are not as generated once a run in this mode has ended.
    fn open(&self, mode: Mode) -> usize {
        match mode {
            Mode::Write => self.foreign,
            Mode::Check => self.foreign + self.written + self.removed,
        }
    }

    fn outcome(&self, mode: Mode) -> Outcome {
        if self.open(mode) + self.faults == 0 { Outcome::Fine } else { Outcome::Findings }
    }

    fn summary(&self, mode: Mode, elapsed: Duration) -> String {
        let endpoints = count(self.endpoints, "endpoint");
        let whole = format!("{endpoints}, {}", count(self.files, "generated file"));
        match (mode, self.open(mode)) {
            (Mode::Check, 0) => format!("{whole}: all as generated, checked in {elapsed:.0?}\n"),
            (Mode::Check, 1) => format!("{whole}: 1 file differs\n{}", self.remedies(mode)),
            (Mode::Check, open) => {
                format!("{whole}: {open} files differ\n{}", self.remedies(mode))
            }
            (Mode::Write, _) => {
                let done = format!("{} written, {} removed", self.written, self.removed);
                format!("{whole}: {done} in {elapsed:.0?}\n{}", self.remedies(mode))
            }
        }
    }

    /// What a person does about the files that are not as generated.
    fn remedies(&self, mode: Mode) -> String {
        let mut remedies = String::new();
        if self.open(mode) > self.foreign {
            remedies += "run `cargo xtask generate` and commit what it writes\n";
        }
        if self.foreign > 0 {
            remedies +=
                "move the files that were not generated, or delete them, and generate again\n";
        }
        remedies
    }
}

/// Writes the files that changed, or only reports them.
fn deliver(
    tree: &Tree,
    artefacts: &[Artefact],
    mode: Mode,
    tally: &mut Tally,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for Artefact { path, fault, .. } in artefacts {
        if let Some(fault) = fault {
            tally.faults += 1;
            say(out, &format!("fault of the generator: {path} is no Rust: {fault}\n"));
        }
    }
    let changes = tree.plan(artefacts)?;
    if mode == Mode::Write {
        tree.write(&changes)?;
    }
    tally.files += artefacts.len();
    for change in &changes {
        tally.note(change);
        let text = if mode == Mode::Write { done(change) } else { difference(change) };
        say(out, &text);
    }
    Ok(())
}

/// What was done about a difference.
fn done(change: &Change<'_>) -> String {
    let path = change.path();
    match change {
        Change::Missing(_) | Change::Changed(..) => format!("wrote {path}\n"),
        Change::Stale(_) | Change::Leftover(_) => format!("removed {path}\n"),
        Change::Foreign(_) => format!("left {path}: {NOT_GENERATED}\n"),
    }
}

/// Why a file is not overwritten.
const NOT_GENERATED: &str = "it does not begin with `@generated`, so it is not overwritten";

/// What differs in a file, and why that is wrong.
fn difference(change: &Change<'_>) -> String {
    let path = change.path();
    match change {
        Change::Missing(_) => format!("missing: {path}\n"),
        Change::Stale(_) => format!("stale: {path} comes from no spec any more\n"),
        Change::Leftover(_) => format!("stale: {path} was left behind by an interrupted run\n"),
        Change::Foreign(_) => format!("not generated: {path}: {NOT_GENERATED}\n"),
        Change::Changed(it, old) if old.replace("\r\n", "\n") == it.text => {
            format!(
                "changed: {path}: only its line ends differ; git should keep them (see .gitattributes)\n"
            )
        }
        Change::Changed(it, old) => {
            let difference = shown_difference(old, &it.text, "committed", "generated");
            format!("changed: {path}, from {}\n{difference}", it.source)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_rust_is_written_with_its_error_and_is_a_finding() {
        let root = std::env::temp_dir().join(format!("generate-fault-{}", std::process::id()));
        let tree = Tree { root: root.clone(), folders: vec!["src".to_owned()] };
        let artefact = Artefact {
            path: "src/lib.rs".to_owned(),
            source: "spec".to_owned(),
            text: "compile_error!(\"expected `;`\");\n".to_owned(),
            fault: Some("expected `;`".to_owned()),
        };
        let (mut tally, mut out) = (Tally::default(), Vec::new());
        let delivered =
            deliver(&tree, std::slice::from_ref(&artefact), Mode::Write, &mut tally, &mut out);
        let written = std::fs::read_to_string(root.join("src/lib.rs"));
        drop(std::fs::remove_dir_all(&root));
        assert!(delivered.is_ok());
        assert_eq!(written.expect("it is written"), artefact.text);
        assert_eq!(tally.outcome(Mode::Write), Outcome::Findings);
        let said = String::from_utf8(out).expect("it is UTF-8");
        assert!(
            said.starts_with("fault of the generator: src/lib.rs is no Rust: expected `;`\n"),
            "{said}"
        );
    }
}
