//! Two versions of the specs, compared: what `diff` reports and a release follows from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::api::{Api, Endpoint, resolve};
use crate::checked::{Checked, check_files, read_files};
use crate::diff::diff;
use crate::diff::report::Comparison;
use crate::git::Git;
use crate::outcome::{Failure, Outcome};
use crate::spec::File;
use crate::tree;
use crate::ui::{Ui, count};

/// The folder of the specs.
pub const FOLDER: &str = "spec";

/// One side of a comparison: specs, and what they are called.
#[derive(Debug)]
pub(crate) struct Side {
    /// Such as `spec/ at 1a2b3c4 (HEAD)`.
    pub(crate) label: String,
    /// The files.
    pub(crate) files: Vec<File>,
}

/// The specs at a revision.
pub(crate) fn revision(root: &Path, wanted: &str) -> Result<Side, Failure> {
    let git = Git::at(root);
    let commit = git.commit(wanted)?;
    let files = git.specs(&commit, FOLDER)?;
    let name = if commit == wanted { String::new() } else { format!(" ({wanted})") };
    if files.is_empty() {
        let text =
            format!("{commit}{name} has no specs in {FOLDER}/: name a revision that has some");
        return Err(Failure::Misuse(text));
    }
    Ok(Side { label: format!("{FOLDER}/ at {commit}{name}"), files })
}

/// The specs as they lie there, committed or not.
pub(crate) fn working_tree(root: &Path) -> Result<Side, Failure> {
    let files = tree::read_specs(root, FOLDER)?;
    let changed = match Git::at(root).changed(FOLDER) {
        Some(0) => " (unchanged since HEAD)".to_owned(),
        Some(number) => format!(" ({} changed since HEAD)", count(number, "file")),
        None => String::new(),
    };
    Ok(Side { label: format!("{FOLDER}/ in the working tree{changed}"), files })
}

/// Compares two versions, or gives back those that have problems. The linter judges the new one
/// only: what was released cannot be mended.
pub(crate) fn compare(mut old: Side, new: Side) -> Result<Comparison, Vec<(String, Checked)>> {
    let ((before, refused), after) = (read_files(old.files), check_files(new.files));
    if refused > 0 {
        let _ = write!(old.label, " ({} by today's rules)", count(refused, "problem"));
    }
    if !before.problems.is_empty() || !after.problems.is_empty() {
        let both = [(old.label, before), (new.label, after)];
        return Err(both.into_iter().filter(|(_, it)| !it.problems.is_empty()).collect());
    }
    let api = |it: &Checked| resolve(&it.specs, &it.files);
    let apis = [api(&before), api(&after)];
    let files = [before.files, after.files];
    let findings = diff(&apis[0], &apis[1]);
    Ok(Comparison { old: old.label, new: new.label, files, links: links(&apis), findings })
}

/// The pages of all endpoints; the new one of those that are on both sides.
fn links(apis: &[Api; 2]) -> BTreeMap<String, String> {
    let page = |it: &Endpoint| it.docs_en.clone().or_else(|| it.docs_zh.clone());
    let endpoints = apis.iter().flat_map(Api::endpoints);
    endpoints.filter_map(|it| Some((it.name.clone(), page(it)?))).collect()
}

/// Reports problems: what has some has no meaning that could be compared.
pub fn refuse(sides: &[(String, Checked)], ui: &mut Ui<'_>) -> Outcome {
    for (label, checked) in sides {
        ui.print_problems(checked);
        let found = count(checked.problems.len(), "problem");
        ui.print(&format!("{label}: {found}, nothing was compared\n"));
    }
    Outcome::Findings
}
