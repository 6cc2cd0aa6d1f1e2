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
pub fn with_version(manifest: &str, old: Version, new: Version) -> String {
    let own: Vec<usize> = within(manifest, "[workspace.package]")
        .filter(|(_, line)| is_version(line))
        .map(|(at, _)| at)
        .collect();
    let pins: Vec<usize> = within(manifest, "[workspace.dependencies]")
        .filter(|(_, line)| line.contains("path = \""))
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

/// The lock file with another version of the workspace's own packages. The bindings of the test cases
/// are in it too, and have a workspace and a version of their own.
#[must_use]
pub fn locked(lock: &str, old: Version, new: Version) -> String {
    let (was, is) = (format!("version = \"{old}\"\n"), format!("version = \"{new}\"\n"));
    let package = |text: &str| {
        let name = text.lines().find_map(|line| line.strip_prefix("name = \"")).unwrap_or_default();
        let is_own =
            (name.starts_with("dingtalk-") || name == "xtask\"") && !text.contains("\nsource = ");
        if is_own { text.replacen(&was, &is, 1) } else { text.to_owned() }
    };
    lock.split_inclusive("\n\n").map(package).collect()
}

/// A README that tells users which version to ask for.
#[must_use]
pub fn told(readme: &str, old: Version, new: Version) -> String {
    let (was, is) = (old.requirement(), new.requirement());
    let line = |it: &str| format!("dingtalk-client = \"{it}\"");
    let table = |it: &str| format!("dingtalk-client = {{ version = \"{it}\"");
    readme.replace(&line(&was), &line(&is)).replace(&table(&was), &table(&is))
}
