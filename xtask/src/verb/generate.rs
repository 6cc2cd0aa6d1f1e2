//! `cargo xtask generate`: the specs become two crates and the schema of their format.

use std::path::Path;
use std::time::Duration;

use clap::Args;

use crate::api::resolve;
use crate::checked::{Checked, check};
use crate::emit::{Artefact, Layout, emit, schema};
use crate::outcome::{Failure, Outcome};
use crate::tree::{Change, Tree};
use crate::ui::{Ui, count, shown_difference};

/// Writes the generated crates and spec/schema.json: only files whose content changed
///
/// Specs with problems write nothing. A generated file begins with `@generated`; a file that does
/// not is neither overwritten nor removed.
#[derive(Args, Clone, Copy, Debug, Default)]
#[command(verbatim_doc_comment)]
pub struct Options {
    /// Change nothing; fail and show the difference if a file is not as generated
    #[arg(long)]
    pub check: bool,
}

/// The folder of the specs.
const SPECS: &str = "spec";

/// Generates, or checks what was generated.
///
/// # Errors
///
/// A file cannot be read or written.
pub fn run(root: &Path, options: &Options, ui: &mut Ui<'_>) -> Result<Outcome, Failure> {
    let checked = check(root, SPECS)?;
    // Nothing is written unless all specs are in order.
    if !checked.problems.is_empty() {
        ui.print_problems(&checked);
        let found = count(checked.problems.len(), "problem");
        ui.print(&format!("{found}: nothing was written\n"));
        return Ok(Outcome::Findings);
    }
    let Checked { files, specs, .. } = checked;
    let layout = Layout::release();
    let mut artefacts = emit(&resolve(&specs, &files), &layout);
    artefacts.push(Artefact {
        path: format!("{SPECS}/schema.json"),
        source: "xtask/src/spec".to_owned(),
        text: schema(),
        fault: None,
    });
    let tree = Tree { root: root.to_owned(), folders: layout.folders() };
    let (check, endpoints) = (options.check, specs.endpoints.len());
    let mut tally = Tally { check, endpoints, ..Tally::default() };
    deliver(&tree, &artefacts, &mut tally, ui)?;
    ui.print(&tally.summary(ui.elapsed()));
    Ok(tally.outcome())
}

/// What was generated, and what came of it.
#[derive(Default)]
struct Tally {
    /// Whether files are only compared.
    check: bool,
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

    /// How many files are not as generated in the end.
    fn open(&self) -> usize {
        self.foreign + if self.check { self.written + self.removed } else { 0 }
    }

    fn outcome(&self) -> Outcome {
        if self.open() + self.faults == 0 { Outcome::Fine } else { Outcome::Findings }
    }

    fn summary(&self, elapsed: Duration) -> String {
        let endpoints = count(self.endpoints, "endpoint");
        let whole = format!("{endpoints}, {}", count(self.files, "generated file"));
        let result = match (self.check, self.open()) {
            (true, 0) => format!("all as generated, checked in {elapsed:.0?}"),
            (true, 1) => "1 file differs".to_owned(),
            (true, open) => format!("{open} files differ"),
            (false, _) => {
                format!("{} written, {} removed in {elapsed:.0?}", self.written, self.removed)
            }
        };
        format!("{whole}: {result}\n{}", self.remedies())
    }

    /// What a person does about the files that are not as generated.
    fn remedies(&self) -> String {
        let mut remedies = String::new();
        if self.open() > self.foreign {
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
    tally: &mut Tally,
    ui: &mut Ui<'_>,
) -> Result<(), Failure> {
    for Artefact { path, fault, .. } in artefacts {
        if let Some(fault) = fault {
            tally.faults += 1;
            ui.print(&format!("fault of the generator: {path} is no Rust: {fault}\n"));
        }
    }
    let changes = tree.plan(artefacts)?;
    if !tally.check {
        tree.write(&changes)?;
    }
    tally.files += artefacts.len();
    for change in &changes {
        tally.note(change);
        ui.print(&if tally.check { difference(change) } else { done(change) });
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
        let ui = &mut Ui::plain(&mut out);
        let delivered = deliver(&tree, std::slice::from_ref(&artefact), &mut tally, ui);
        let written = std::fs::read_to_string(root.join("src/lib.rs"));
        drop(std::fs::remove_dir_all(&root));
        assert!(delivered.is_ok());
        assert_eq!(written.expect("it is written"), artefact.text);
        assert_eq!(tally.outcome(), Outcome::Findings);
        let said = String::from_utf8(out).expect("it is UTF-8");
        assert!(
            said.starts_with("fault of the generator: src/lib.rs is no Rust: expected `;`\n"),
            "{said}"
        );
    }
}
