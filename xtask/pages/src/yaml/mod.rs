//! Spec files as text: the canonical style, and a tree that loses nothing of a file.
//!
//! ```text
//! text ──────────► parse ─┐
//! spec::Endpoint ► build ─┴─► Block ──► arrange (order, quotes, blank lines) ──► text
//! ```
//!
//! What the words of the format mean is said in [`xtask::spec`]; here is only how they are laid out.

#[cfg(test)]
pub(crate) mod arbitrary;
mod arrange;
pub(crate) mod build;
mod edit;
#[cfg(test)]
pub(crate) mod mangle;
mod parse;
mod scalar;
mod shape;
#[cfg(test)]
mod tests;
mod tree;

use std::ops::Range;

pub(crate) use edit::{Place, Sheet};
pub(crate) use tree::Node;

use parse::{Refusal, parse};
use shape::Shape;
use tree::Block;
use xtask::spec::{self, Common, Endpoint, File, GlobalCode, Map, Problem};

/// A whole new spec file.
///
/// Reading it gives an equal endpoint. A request or an answer that ends in a line break is written
/// behind `|`, any other behind `|-`. `idempotent:` is always written, since it is for a person to
/// decide.
#[must_use]
pub fn write(endpoint: &Endpoint) -> String {
    let mut root = build::endpoint(endpoint);
    arrange::root(&mut root, &shape::ENDPOINT);
    root.text()
}

/// A spec file in the canonical style: `file` may hold an endpoint, or be `common.yaml` or
/// `global-errors.yaml`, as its name says. Every comment is kept.
///
/// # Errors
///
/// The file is no spec, or has something that cannot be laid out without losing it, such as a mark
/// of documents. The problem's place is in the file.
pub fn format(file: &File) -> Result<String, Box<Problem>> {
    let old = Facts::read(file)?;
    let lines = Lines::of(file.text());
    let mut root = parse(&lines.text).map_err(|it| refused(&it, &lines))?;
    let comments = comments(&root);
    arrange::root(&mut root, old.shape());
    let text = root.text();
    let is_kept = parse(&text).is_ok_and(|it| self::comments(&it) == comments);
    let written = File::new("", &file.name, text.clone().into());
    if !is_kept || Facts::read(&written).as_ref() != Ok(&old) {
        return Err(lost());
    }
    Ok(text)
}

/// What a file says, whatever its layout.
#[derive(Debug, PartialEq)]
enum Facts {
    Endpoint(Box<Endpoint>),
    Common(Box<Common>),
    Global(Map<GlobalCode>),
}

impl Facts {
    fn read(file: &File) -> Result<Self, Box<Problem>> {
        Ok(match file.name.as_str() {
            "common" => Self::Common(spec::read(file)?),
            "global-errors" => Self::Global(spec::read(file)?),
            _ => Self::Endpoint(spec::read(file)?),
        })
    }

    fn shape(&self) -> &'static Shape {
        match self {
            Self::Endpoint(_) => &shape::ENDPOINT,
            Self::Common(_) => &shape::COMMON,
            Self::Global(_) => &shape::GLOBAL,
        }
    }
}

/// A text whose lines all end in a line feed, without a mark of its byte order.
struct Lines {
    text: String,
    /// The bytes that were left out, by their place in the original.
    left_out: Vec<usize>,
}

impl Lines {
    fn of(original: &str) -> Self {
        let mut lines =
            Self { text: String::with_capacity(original.len() + 1), left_out: Vec::new() };
        let content = original.strip_prefix('\u{feff}').unwrap_or(original);
        let mark = original.len() - content.len();
        lines.left_out.extend(0..mark);
        for line in content.split_inclusive('\n') {
            match line.strip_suffix("\r\n") {
                Some(line) => {
                    lines.text.push_str(line);
                    lines.left_out.push(lines.text.len() + lines.left_out.len());
                    lines.text.push('\n');
                }
                None => lines.text.push_str(line),
            }
        }
        if !lines.text.ends_with('\n') {
            lines.text.push('\n');
        }
        lines
    }

    /// Where a byte stands in the original.
    fn place(&self, at: usize) -> usize {
        self.left_out.iter().fold(at, |at, left_out| if *left_out <= at { at + 1 } else { at })
    }
}

fn refused(refusal: &Refusal, lines: &Lines) -> Box<Problem> {
    let Range { start, end } = refusal.place;
    let place = lines.place(start)..lines.place(end.saturating_sub(1)) + 1;
    let message = format!("{} cannot be laid out", refusal.what);
    let problem = Problem::new("not-laid-out", 0, &place, message);
    Box::new(problem.help("write it as the other specs do"))
}

/// A fault of this module, which shall cost nobody a file.
pub(crate) fn lost() -> Box<Problem> {
    let problem =
        Problem::new("not-laid-out", 0, &(0..0), "laid out, the file would say something else");
    Box::new(problem.help("this is a fault of the generator; the file was left as it is"))
}

/// Every comment, sorted.
fn comments(root: &Block) -> Vec<String> {
    let mut found = Vec::new();
    collect(root, &mut found);
    let mut found: Vec<String> =
        found.into_iter().filter(|it| !it.is_empty()).map(str::to_owned).collect();
    found.sort_unstable();
    found
}

fn collect<'a>(block: &'a Block, found: &mut Vec<&'a str>) {
    for entry in &block.entries {
        let own = entry.before.iter().chain(&entry.within).chain(&entry.behind);
        found.extend(own.map(|it| it.trim()));
        if let Node::Block(inner) = &entry.value {
            collect(inner, found);
        }
    }
    found.extend(block.tail.iter().map(|it| it.trim()));
}
