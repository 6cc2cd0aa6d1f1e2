//! What the verbs print, and how they run cargo.

use std::io::Write;

use similar::TextDiff;

/// The cargo that runs this program, or the one that is installed.
#[must_use]
pub fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The most lines that are shown of one file's difference.
const SHOWN: usize = 60;

/// What differs between two texts, indented, as far as a person reads on.
#[must_use]
pub fn shown_difference(old: &str, new: &str, old_name: &str, new_name: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(2).header(old_name, new_name).to_string();
    let lines: Vec<&str> = text.lines().collect();
    let shown = lines.iter().take(SHOWN).map(|line| format!("    {line}\n"));
    let hidden = lines.len().saturating_sub(SHOWN);
    let rest = (hidden > 0).then(|| format!("    … and {}\n", count(hidden, "more line")));
    shown.chain(rest).collect()
}

/// Nobody is left to tell when the output is closed.
pub fn say(out: &mut dyn Write, text: &str) {
    drop(out.write_all(text.as_bytes()));
}

/// `1 file`, `2 files`.
#[must_use]
pub fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
