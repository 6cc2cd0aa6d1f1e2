//! As one page: findings on top, below them old and new specs side by side with what changed marked.
//! It asks for nothing else, no script, no style, no picture, and shows every text as it is.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use similar::{DiffOp, TextDiff};

use super::comparison::{Comparison, place};
use super::markdown::title;
use crate::diff::{Finding, Statement};
use crate::spec::File;

const STYLE: &str = "\
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d); --old: light-dark(#ffebe9, #4b1f1c); --new: light-dark(#dafbe1, #17381f); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
code, pre, td { font-family: ui-monospace, monospace; font-size: 13px; overflow-wrap: anywhere; }
h2 { margin-top: 2rem; }
ul { padding: 0; }
li { margin: .6rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 .8rem; margin: .2rem 0; }
dt { opacity: .7; } dd { margin: 0; }
.source, .behaviour, .minor, .patch, .docs { border-left: .3rem solid; padding-left: .7rem; list-style: none; }
.source { border-color: #cf222e; } .behaviour { border-color: #d4a72c; } .minor { border-color: #2da44e; }
.patch { border-color: #218bff; } .docs { border-color: #8c959f; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; border: 1px solid var(--line); }
td { padding: 0 .5rem; vertical-align: top; white-space: pre-wrap; }
td.n { width: 3rem; text-align: right; opacity: .6; user-select: none; }
td.old { background: var(--old); } td.new { background: var(--new); }
tr.gap td { text-align: center; opacity: .6; border: 1px solid var(--line); }
:target { outline: 2px solid #218bff; }
summary { cursor: pointer; font-weight: 600; margin: 1rem 0 .5rem; }
";

/// The page.
#[must_use]
pub fn html(comparison: &Comparison) -> String {
    let pairs = comparison.pairs();
    let shown: Vec<String> =
        pairs.iter().enumerate().map(|(at, pair)| side_by_side(at, pair)).collect();
    let anchors = Anchors::of(&pairs, &shown);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>What changed</title>\n\
         <style>\n{STYLE}</style>\n<h1>What changed</h1>\n<p><code>{}</code> → <code>{}</code>: {}.</p>\n",
        escape(&comparison.old),
        escape(&comparison.new),
        escape(&comparison.summary())
    );
    for (severity, findings) in comparison.groups() {
        let _ = writeln!(page, "<h2>{} ({})</h2>\n<ul>", title(severity), findings.len());
        page.extend(findings.into_iter().map(|it| finding(it, &anchors)));
        page += "</ul>\n";
    }
    if !pairs.is_empty() {
        page += "<h2>Specs</h2>\n";
    }
    page + &shown.concat() + "</html>\n"
}

/// A text that means nothing but itself, also inside of an attribute.
fn escape(text: &str) -> String {
    let escapes = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")];
    escapes.iter().fold(text.to_owned(), |text, (c, escaped)| text.replace(*c, escaped))
}

/// A sentence, in which what stands between backticks is code.
fn prose(text: &str) -> String {
    let part = |(at, part): (usize, &str)| {
        let part = escape(part);
        if at % 2 == 1 { format!("<code>{part}</code>") } else { part }
    };
    text.split('`').enumerate().map(part).collect()
}

/// Which pair of files a path of each side is in, and which lines of the pairs are shown.
struct Anchors<'a> {
    pairs: [BTreeMap<&'a str, usize>; 2],
    lines: HashSet<&'a str>,
}

impl<'a> Anchors<'a> {
    fn of(pairs: &[[Option<&'a File>; 2]], shown: &'a [String]) -> Self {
        let side = |side: usize| {
            let files = pairs.iter().enumerate().filter_map(|(at, pair)| Some((pair[side]?, at)));
            files.map(|(file, at)| (file.path.as_str(), at)).collect()
        };
        // No text of a file has such a quote: all are escaped.
        let ids = shown.iter().flat_map(|it| it.split(" id=\"").skip(1));
        let lines = ids.filter_map(|it| it.split('"').next()).collect();
        Self { pairs: [side(0), side(1)], lines }
    }

    /// A place, which leads to its line where that is shown, else to its file.
    fn link(&self, side: usize, it: &Statement) -> String {
        let text = escape(&place(it));
        let Some(at) = self.pairs[side].get(it.source.path.as_str()) else { return text };
        let line = anchor(*at, side, it.source.line);
        let target = if self.lines.contains(line.as_str()) { line } else { format!("f{at}") };
        format!("<a href=\"#{target}\">{text}</a>")
    }
}

/// What a line of a pair's side is called.
fn anchor(at: usize, side: usize, line: usize) -> String {
    format!("f{at}{}{line}", ["o", "n"][side])
}

fn finding(it: &Finding, anchors: &Anchors<'_>) -> String {
    // Such as `source` of `major: source`.
    let class = it.severity().as_str().trim_start_matches("major: ");
    let mut text = format!(
        "<li class=\"{class}\" id=\"{}\"><strong><code>{}</code></strong> {} <em>{}</em>\n<dl>\n",
        it.fingerprint(),
        escape(&it.path()),
        it.rule,
        it.severity()
    );
    for (side, (what, says)) in [("old", &it.old), ("new", &it.new)].into_iter().enumerate() {
        if let Some(says) = says {
            let link = anchors.link(side, says);
            let _ = writeln!(text, "<dt>{what}<dd><code>{}</code> ({link})", escape(&says.says));
        }
    }
    let _ = writeln!(text, "<dt>Rust<dd>{}", prose(&it.effect));
    if !it.rule.advice().is_empty() {
        let _ = writeln!(text, "<dt>do<dd>{}", prose(it.rule.advice()));
    }
    text + "</dl></li>\n"
}

/// So many unchanged lines are shown around a change.
const CONTEXT: usize = 4;

/// Both versions of a file, with the lines that changed beside each other.
fn side_by_side(at: usize, [old, new]: &[Option<&File>; 2]) -> String {
    let text = |it: Option<&File>| it.map_or_else(String::new, |it| it.text().to_owned());
    let path = |it: Option<&File>| it.map_or_else(|| "nothing".to_owned(), |it| it.path.clone());
    let (left, right) = (text(*old), text(*new));
    let diff = TextDiff::from_lines(&left, &right);
    let lines = [left.lines().collect::<Vec<_>>(), right.lines().collect::<Vec<_>>()];
    let mut page = format!(
        "<details open id=\"f{at}\"><summary>{} → {}</summary>\n<table>\n\
         <colgroup><col style=\"width:3rem\"><col><col style=\"width:3rem\"><col></colgroup>\n",
        escape(&path(*old)),
        escape(&path(*new))
    );
    for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            page += "<tr class=\"gap\"><td colspan=\"4\">…</td></tr>\n";
        }
        page.extend(group.iter().map(|op| rows(at, op, &lines)));
    }
    page + "</table></details>\n"
}

fn rows(pair: usize, op: &DiffOp, lines: &[Vec<&str>; 2]) -> String {
    let (old, new) = (op.old_range(), op.new_range());
    let is_same = matches!(op, DiffOp::Equal { .. });
    let row = |at: usize| {
        let cell = |range: &std::ops::Range<usize>, side: usize, class: &str| {
            let class = if is_same { String::new() } else { format!(" class=\"{class}\"") };
            match Some(range.start + at).filter(|line| range.contains(line)) {
                Some(line) => {
                    let text = escape(lines[side].get(line).copied().unwrap_or_default());
                    let number = line + 1;
                    let id = anchor(pair, side, number);
                    format!("<td class=\"n\" id=\"{id}\">{number}</td><td{class}>{text}</td>")
                }
                None => "<td class=\"n\"></td><td></td>".to_owned(),
            }
        };
        format!("<tr>{}{}</tr>\n", cell(&old, 0, "old"), cell(&new, 1, "new"))
    };
    (0..old.len().max(new.len())).map(row).collect()
}
