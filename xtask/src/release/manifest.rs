//! Where the version stands: the root manifest, the lock file, and what READMEs tell users to write.

use super::Version;

/// The version of the workspace.
#[must_use]
pub fn version(manifest: &str) -> Option<Version> {
    let (_, line) = within(manifest, "[workspace.package]").find(|(_, line)| is_version(line))?;
    Version::parse(line.split('"').nth(1)?)
}

/// The root manifest with another version: its own, and those by which the crates of a release depend
/// on each other.
#[must_use]
pub fn with_version(manifest: &str, new: Version) -> String {
    let Some(old) = version(manifest) else { return manifest.to_owned() };
    let own: Vec<usize> = within(manifest, "[workspace.package]")
        .filter(|(_, line)| is_version(line))
        .map(|(at, _)| at)
        .collect();
    let pins: Vec<usize> = within(manifest, "[workspace.dependencies]")
        .filter(|(_, line)| line.split_whitespace().collect::<String>().contains("path=\""))
        .map(|(at, _)| at)
        .collect();
    edited(manifest, |at, line| {
        if own.contains(&at) {
            line.replacen(&format!("\"{old}\""), &format!("\"{new}\""), 1)
        } else if pins.contains(&at) {
            line.replacen(&format!("\"={old}\""), &format!("\"={new}\""), 1)
        } else {
            line.to_owned()
        }
    })
}

fn is_version(line: &str) -> bool {
    line.strip_prefix("version").is_some_and(|it| it.trim_start().starts_with('='))
}

/// The lines of a table, with their numbers.
fn within<'a>(text: &'a str, table: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let mut is_inside = false;
    text.lines().enumerate().filter(move |(_, line)| {
        if line.starts_with('[') {
            is_inside = line.trim_end() == table;
        }
        is_inside
    })
}

/// A text with its lines edited; their ends stay as they are.
fn edited(text: &str, edit: impl Fn(usize, &str) -> String) -> String {
    text.split_inclusive('\n').enumerate().map(|(at, line)| edit(at, line)).collect()
}

/// The lock file with a version of the workspace's own packages, whatever it had. The bindings of
/// the test cases are in it too, and have a workspace and a version of their own.
#[must_use]
pub fn locked(lock: &str, version: Version) -> String {
    let is_own = |package: &str| {
        let name = package.lines().find_map(|line| line.strip_prefix("name = \""));
        let name = name.unwrap_or_default();
        (name.starts_with("dingtalk-") || name == "xtask\"") && !package.contains("\nsource = ")
    };
    let package = |text: &str| {
        if is_own(text) {
            quoting(text, "\nversion = \"", &version.to_string())
        } else {
            text.to_owned()
        }
    };
    lock.split_inclusive("\n\n").map(package).collect()
}

/// A README that tells users which version to ask for, whatever it told.
#[must_use]
pub fn told(readme: &str, version: Version) -> String {
    let requirement = version.requirement();
    let line = quoting(readme, "dingtalk-client = \"", &requirement);
    quoting(&line, "dingtalk-client = { version = \"", &requirement)
}

/// A text with another version wherever one stands between these words and a quote.
fn quoting(text: &str, words: &str, version: &str) -> String {
    let mut parts = text.split(words);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |before, part| {
        let end = part.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(part.len());
        let (old, rest) = part.split_at(end);
        let new = if !old.is_empty() && rest.starts_with('"') { version } else { old };
        [before.as_str(), words, new, rest].concat()
    })
}
