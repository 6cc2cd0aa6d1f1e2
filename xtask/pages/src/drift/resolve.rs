//! Several specs that are to change: finds those that agree with each other and with all others.

use crate::Change;
use xtask::checked::{Checked, check_files};
use xtask::spec::File;

/// What a spec is to be.
pub(super) struct Draft {
    /// The page that it is from.
    pub(super) page: usize,
    /// The index of its file.
    pub(super) file: usize,
    /// Its YAML.
    pub(super) text: String,
    /// What changes.
    pub(super) changes: Vec<Change>,
}

/// Drafts that were tried.
pub(super) struct Resolved {
    /// The drafts that have no problem.
    pub(super) accepted: Vec<Draft>,
    /// The others, each with its first problem.
    pub(super) refused: Vec<(Draft, String)>,
    /// All specs, with the drafts that were accepted.
    pub(super) checked: Checked,
}

/// Finds the drafts with which the specs have no problem. All are tried at once, since two of them may
/// need each other; where that has problems, those in whose files these are go first, and if there are
/// none, each is tried on its own.
pub(super) fn resolve_drafts(files: &[File], mut drafts: Vec<Draft>) -> Resolved {
    let mut refused = Vec::new();
    loop {
        let checked = with(files, &drafts);
        if checked.problems.is_empty() {
            return Resolved { accepted: drafts, refused, checked };
        }
        let (known, mut others) = (refused.len(), Vec::new());
        for draft in drafts {
            match checked.problems.iter().find(|it| it.file == draft.file) {
                Some(it) => refused.push((draft, format!("{}: {}", it.code, it.message))),
                None => others.push(draft),
            }
        }
        if refused.len() == known {
            return one_by_one(files, others, refused);
        }
        drafts = others;
    }
}

fn one_by_one(files: &[File], drafts: Vec<Draft>, mut refused: Vec<(Draft, String)>) -> Resolved {
    let mut accepted: Vec<Draft> = Vec::new();
    for draft in drafts {
        accepted.push(draft);
        let checked = with(files, &accepted);
        let Some(problem) = checked.problems.first() else { continue };
        let path = &checked.files[problem.file].path;
        let problem = format!("{path}: {}: {}", problem.code, problem.message);
        refused.extend(accepted.pop().map(|it| (it, problem)));
    }
    let checked = with(files, &accepted);
    Resolved { accepted, refused, checked }
}

fn with(files: &[File], drafts: &[Draft]) -> Checked {
    let mut files = files.to_vec();
    for draft in drafts {
        let file = &mut files[draft.file];
        let (folder, relative) = file.path.split_once('/').unwrap_or((".", file.path.as_str()));
        *file = File::new(folder, relative, draft.text.clone().into_bytes());
    }
    check_files(files)
}
