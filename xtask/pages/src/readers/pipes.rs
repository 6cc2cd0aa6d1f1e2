//! Rows of cells between pipes.

use crate::document::builder::DocumentBuilder;
use crate::document::finding::Ambiguity;
use crate::readers::columns::{self, Kind, place, settled};
use crate::readers::inline::plain;
use crate::vocabulary::vocabulary;

/// The cells of a header.
pub(crate) fn header(line: &str) -> Vec<String> {
    split(line, false).iter().map(|cell| plain(&unescaped(cell))).collect()
}

/// The kinds of a header's columns.
pub(crate) fn kinds_of(header: &[String]) -> Vec<Kind> {
    columns::kinds(header)
}

/// Whether the words of a line can only be a header's.
pub(crate) fn is_known_header(line: &str) -> bool {
    let cells = header(line);
    let words = vocabulary();
    let known = cells
        .iter()
        .filter(|cell| words.column(cell).is_some() || words.error_column(cell).is_some());
    cells.len() > 1 && known.count() == cells.len()
}

/// The number of columns that a line such as `| --- | :-: |` rules.
pub(crate) fn rules(line: &str) -> Option<usize> {
    let line = line.trim();
    if !line.contains('-')
        || !line.contains('|')
        || !line.bytes().all(|byte| b"|-: \t".contains(&byte))
    {
        return None;
    }
    Some(split(line, false).len())
}

/// Whether a row ends with a pipe.
pub(crate) fn is_ended(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with('|') && !line.ends_with("\\|")
}

/// Adds a row to the table above; cells that do not stand where they belong are moved.
pub(crate) fn push(out: &mut DocumentBuilder, kinds: &[Kind], line: usize, text: &str) {
    let raw = split(text, false);
    let cells: Vec<String> = raw.iter().map(|cell| plain(&unescaped(cell))).collect();
    if cells.len() > kinds.len() {
        let (cells, decided) = narrowed(kinds, text, &raw, cells);
        note(out, kinds, line, text, &raw, decided);
        out.row(line, cells);
        return;
    }
    let (cells, decided) = settled(kinds, cells);
    if let Some(decided) = decided {
        note(out, kinds, line, text, &raw, decided);
    }
    out.row(line, cells);
}

fn note(
    out: &mut DocumentBuilder,
    kinds: &[Kind],
    line: usize,
    text: &str,
    raw: &[&str],
    decided: &str,
) {
    let evidence = format!("{} cells below {} columns", raw.len(), kinds.len());
    out.report(Ambiguity::RowWidth, line, text.trim(), &evidence, decided);
}

/// A row with too many cells, put right.
fn narrowed(
    kinds: &[Kind],
    text: &str,
    raw: &[&str],
    mut cells: Vec<String>,
) -> (Vec<String>, &'static str) {
    if cells[kinds.len()..].iter().all(String::is_empty) {
        cells.truncate(kinds.len());
        return (cells, "the surplus cells are empty and left out");
    }
    let in_code = split(text, true);
    if in_code.len() == kinds.len() {
        let cells = in_code.iter().map(|cell| plain(&unescaped(cell))).collect();
        return (cells, "a pipe in back-ticks is part of its cell");
    }
    let join = |start: usize, end: usize| plain(&unescaped(&raw[start..end].join("|")));
    let spans = place(kinds, raw.len(), join);
    let cells = spans.into_iter().map(|(start, end)| join(start, end)).collect();
    (cells, "a pipe is part of a cell")
}

/// The cells of a line, as they stand there. An escaped pipe is none; nor is, where `code` says so,
/// one in back-ticks.
fn split(line: &str, code: bool) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = if is_ended(line) { &line[..line.len() - 1] } else { line };
    let mut cells = Vec::new();
    let mut start = 0;
    let mut is_escaped = false;
    let mut in_code = false;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'`' => in_code = !in_code,
            b'|' if !(code && in_code) => {
                cells.push(&line[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    cells.push(&line[start..]);
    cells
}

/// A cell whose pipes are no longer escaped: they are inside back-ticks, too.
fn unescaped(cell: &str) -> String {
    cell.replace("\\|", "|")
}
