//! `cargo xtask release`: the version that the changes of the specs demand, and the changelog. It
//! writes files and nothing else: no tag, no commit, nothing published.

use std::path::Path;

use clap::Args;

use crate::compare::{compare, refuse, revision, working_tree};
use crate::day::{self, today};
use crate::diff::report::Comparison;
use crate::diff::worst;
use crate::git::Git;
use crate::outcome::{Failure, Outcome};
use crate::release::changelog::{Release, with_release};
use crate::release::{Version, manifest};
use crate::tree::{self, FileError};
use crate::ui::Ui;

/// Writes the version that the changes demand, and the changelog
///
/// All changes of the specs since the last tag demand a version, which goes into Cargo.toml; what they
/// mean to users goes into CHANGELOG.md, above what people wrote under Unreleased. Run again, it
/// replaces only what it wrote. It never tags, commits or publishes.
///
/// Of the tags behind HEAD of the form v1.2.3 it is the largest. Without one there is nothing to
/// compare with, and the version stays.
#[derive(Args, Clone, Debug, Default)]
#[command(verbatim_doc_comment)]
pub struct Options {
    /// The day of the release; today, in UTC, unless given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day::parse)]
    #[arg(default_value_t = today(), hide_default_value = true)]
    pub date: String,
    /// Change nothing; fail if the version in Cargo.toml is smaller than demanded
    #[arg(long)]
    pub check: bool,
}

/// Finds the next version, and writes or checks it.
///
/// # Errors
///
/// There is no git, no repository, no version, or a file cannot be read or written.
pub fn run(root: &Path, options: &Options, ui: &mut Ui<'_>) -> Result<Outcome, Failure> {
    let current = manifest::version(&tree::read_text(&root.join("Cargo.toml"))?);
    let current = current.ok_or_else(|| {
        Failure::Misuse(
            "Cargo.toml has no version of the form 1.2.3 in [workspace.package]".to_owned(),
        )
    })?;
    let git = Git::at(root);
    let Some((released, tag)) = last_release(&git)? else { return untagged(&git, current, ui) };
    let comparison = match compare(revision(root, &tag)?, working_tree(root)?) {
        Ok(comparison) => comparison,
        Err(problems) => return Ok(refuse(&problems, ui)),
    };
    let worst = worst(&comparison.findings);
    let demanded = worst.map_or(released, |it| released.after(it));
    let says = worst.map_or_else(|| "nothing for callers".to_owned(), |it| it.to_string());
    ui.print(&format!("{} -> {}\n", comparison.old, comparison.new));
    ui.print(&format!("since {tag}: {says}; this demands {demanded} or more\n"));
    if options.check {
        return Ok(check(current, demanded, ui));
    }
    let version = current.max(demanded);
    // All is read and edited before anything is written: what is refused leaves nothing half done.
    let mut edits = numbered(root, version)?;
    if version == released {
        ui.print(&format!("{released} stays\n"));
    } else {
        let release = Release { version, date: &options.date, since: &tag };
        edits.insert(0, changelog(root, release, &comparison)?);
    }
    for (path, _, new) in edits.iter().filter(|(_, old, new)| old != new) {
        tree::replace(&root.join(path), new.as_bytes())?;
        ui.print(&format!("wrote {path}\n"));
    }
    Ok(Outcome::Fine)
}

/// The largest version behind HEAD, with its tag. The nearest one may be smaller, where a branch of
/// an older version was merged. Candidates, such as `v1.2.3-rc.1`, and tags of another form are
/// passed over.
fn last_release(git: &Git) -> Result<Option<(Version, String)>, Failure> {
    let release = |tag: String| Some((Version::parse(tag.strip_prefix('v')?)?, tag));
    Ok(git.tags()?.into_iter().filter_map(release).max())
}

/// Without a tag nothing has been released, unless the tag is only not here.
fn untagged(git: &Git, current: Version, ui: &mut Ui<'_>) -> Result<Outcome, Failure> {
    let none = "there is no tag such as `v1.2.3` behind HEAD";
    if git.is_shallow() {
        return Err(Failure::Misuse(format!(
            "{none}, but this clone is shallow, so fetch the rest first: \
             `git fetch --unshallow --tags`"
        )));
    }
    ui.print(&format!("{none}: nothing to compare with, {current} stays\n"));
    Ok(Outcome::Fine)
}

fn check(current: Version, demanded: Version, ui: &mut Ui<'_>) -> Outcome {
    if current < demanded {
        ui.print(&format!("Cargo.toml says {current}: run `cargo xtask release`\n"));
        Outcome::Findings
    } else {
        ui.print(&format!("Cargo.toml says {current}: fine\n"));
        Outcome::Fine
    }
}

/// The path of a file, its text, and its text for the release.
type Edit = (&'static str, String, String);

/// The changelog with a section for the release.
fn changelog(root: &Path, release: Release<'_>, found: &Comparison) -> Result<Edit, Failure> {
    let path = "CHANGELOG.md";
    let old = read(root, path)?.unwrap_or_else(|| "# Changelog\n".to_owned());
    let new = with_release(&old, release, found).map_err(Failure::Misuse)?;
    Ok((path, old, new))
}

/// Returns a file's text with another version.
type WithVersion = fn(&str, Version) -> String;

/// The files that name the version, with this one. Not every workspace has all of them.
fn numbered(root: &Path, version: Version) -> Result<Vec<Edit>, FileError> {
    let files: [(&str, WithVersion); 4] = [
        ("Cargo.toml", manifest::with_version),
        ("Cargo.lock", manifest::locked),
        ("README.md", manifest::told),
        ("crates/dingtalk-client/README.md", manifest::told),
    ];
    let mut edits = Vec::new();
    for (path, edit) in files {
        if let Some(old) = read(root, path)? {
            let new = edit(&old, version);
            edits.push((path, old, new));
        }
    }
    Ok(edits)
}

/// A file's text; nothing where there is no file.
fn read(root: &Path, path: &str) -> Result<Option<String>, FileError> {
    let path = root.join(path);
    path.is_file().then(|| tree::read_text(&path)).transpose()
}
