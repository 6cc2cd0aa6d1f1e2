//! `cargo xtask release`: the version that the changes of the specs demand, and the changelog. It
//! writes files and nothing else: no tag, no commit, nothing published.

use std::io::Write;
use std::path::Path;

use crate::compare::{compare, refuse, revision, working_tree};
use crate::diff::report::Comparison;
use crate::diff::worst;
use crate::git::Git;
use crate::outcome::{Failure, Outcome};
use crate::release::changelog::{Release, with_release};
use crate::release::{Version, manifest};
use crate::spec::ColorChoice;
use crate::tree::{self, FileError};

/// What to do.
#[derive(Clone, Debug)]
pub enum Mode {
    /// Write version and changelog; the day is `YYYY-MM-DD`.
    Write {
        /// The day of the release.
        date: String,
    },
    /// Change nothing, and fail if the version is smaller than the changes demand.
    Check,
}

/// The files that name the version beside the root manifest, and how each is edited. Not every
/// workspace has all of them.
type Edit = fn(&str, Version) -> String;
const OTHERS: [(&str, Edit); 3] = [
    ("Cargo.lock", manifest::locked),
    ("README.md", manifest::told),
    ("crates/dingtalk-client/README.md", manifest::told),
];

/// Finds the next version, and writes or checks it.
///
/// # Errors
///
/// There is no git, no repository, no version, or a file cannot be read or written.
pub fn run(
    root: &Path,
    mode: &Mode,
    color: ColorChoice,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let text = tree::read_text(&root.join("Cargo.toml"))?;
    let current = manifest::version(&text).ok_or_else(|| {
        Failure::Misuse(
            "Cargo.toml has no version of the form 1.2.3 in [workspace.package]".to_owned(),
        )
    })?;
    let git = Git::at(root);
    let Some((released, tag)) = last_release(&git)? else { return untagged(&git, current, out) };
    let (old, new) = (revision(root, &tag)?, working_tree(root)?);
    let comparison = match compare(old, new) {
        Ok(comparison) => comparison,
        Err(problems) => return Ok(refuse(&problems, color, out)),
    };
    let demanded = worst(&comparison.findings).map_or(released, |it| released.after(it));
    say(out, &verdict(&comparison, &tag, demanded));
    match mode {
        Mode::Check => Ok(check(current, demanded, out)),
        Mode::Write { date } => {
            let version = current.max(demanded);
            let release = Release { version, date, since: &tag };
            write(root, &text, current, release, released, &comparison, out)?;
            Ok(Outcome::Fine)
        }
    }
}

/// The largest version behind HEAD, with its tag. The nearest one may be smaller, where a branch of
/// an older version was merged. Candidates, such as `v1.2.3-rc.1`, and tags of another form are
/// passed over.
fn last_release(git: &Git) -> Result<Option<(Version, String)>, Failure> {
    let release = |tag: String| Some((Version::parse(tag.strip_prefix('v')?)?, tag));
    Ok(git.tags()?.into_iter().filter_map(release).max())
}

/// Without a tag nothing has been released, unless the tag is only not here.
fn untagged(git: &Git, current: Version, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let none = "there is no tag such as `v1.2.3` behind HEAD";
    if git.is_shallow() {
        return Err(Failure::Misuse(format!(
            "{none}, but this clone is shallow, so fetch the rest first: \
             `git fetch --unshallow --tags`"
        )));
    }
    say(out, &format!("{none}: nothing to compare with, {current} stays\n"));
    Ok(Outcome::Fine)
}

fn verdict(comparison: &Comparison, tag: &str, demanded: Version) -> String {
    let Comparison { old, new, findings, .. } = comparison;
    let worst = worst(findings);
    let says = worst.map_or_else(|| "nothing for callers".to_owned(), |it| it.to_string());
    format!("{old} -> {new}\nsince {tag}: {says}; this demands {demanded} or more\n")
}

fn check(current: Version, demanded: Version, out: &mut dyn Write) -> Outcome {
    if current < demanded {
        say(out, &format!("Cargo.toml says {current}: run `cargo xtask release`\n"));
        Outcome::Findings
    } else {
        say(out, &format!("Cargo.toml says {current}: fine\n"));
        Outcome::Fine
    }
}

/// Writes the version and the changelog, where there is anything to release.
fn write(
    root: &Path,
    text: &str,
    current: Version,
    release: Release<'_>,
    released: Version,
    comparison: &Comparison,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    // All is read and edited before anything is written: what is refused leaves nothing half done.
    let mut edits = numbered(root, text, current, release.version)?;
    if release.version == released {
        say(out, &format!("{released} stays\n"));
    } else {
        let (path, none) = ("CHANGELOG.md", "# Changelog\n");
        let old = read(root, path)?.unwrap_or_else(|| none.to_owned());
        let told = with_release(&old, release, comparison).map_err(Failure::Misuse)?;
        edits.insert(0, (path, old, told));
    }
    for (path, old, new) in edits {
        if old != new {
            tree::replace(&root.join(path), new.as_bytes())?;
            say(out, &format!("wrote {path}\n"));
        }
    }
    Ok(())
}

/// The files that name the version, each as it is and with this one.
fn numbered(
    root: &Path,
    text: &str,
    current: Version,
    version: Version,
) -> Result<Vec<(&'static str, String, String)>, FileError> {
    let manifest = manifest::with_version(text, current, version);
    let mut edits = vec![("Cargo.toml", text.to_owned(), manifest)];
    for (path, edit) in OTHERS {
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

/// Nobody is left to tell when the output is closed.
fn say(out: &mut dyn Write, text: &str) {
    drop(out.write_all(text.as_bytes()));
}

/// The day of so many seconds since 1970, in UTC, as `YYYY-MM-DD`.
#[must_use]
pub fn day(seconds: u64) -> String {
    let mut days = seconds / 86_400;
    let mut year = 1970;
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let length = |year| 365 + u64::from(is_leap(year));
    while days >= length(year) {
        days -= length(year);
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::is_day;

    #[test]
    fn days_are_those_of_the_calendar() {
        let days = [(0, "1970-01-01"), (951_782_400, "2000-02-29"), (1_798_675_199, "2026-12-30")];
        for (seconds, text) in days {
            assert_eq!(day(seconds), text);
            assert!(is_day(text));
        }
        for text in
            ["2026-1-1", "2026-13-01", "2026-01-00", "2026-02-30", "yesterday", "2026/01/01", ""]
        {
            assert!(!is_day(text), "{text}");
        }
    }
}
