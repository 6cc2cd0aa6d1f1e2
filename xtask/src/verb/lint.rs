//! `cargo xtask lint`: every problem of the specs.

use std::io::Write;
use std::path::Path;

use crate::checked::{Checked, check};
use crate::lint::{MOST_FEATURES, features};
use crate::outcome::{Failure, Outcome};
use crate::spec::words::to_be_summarized;
use crate::spec::{ColorChoice, Map, Specs, render};
use crate::ui::count;

/// From this many features of the client on, the limit of the registry is near enough to act.
const MANY_FEATURES: usize = 250;

/// Reports every problem of the specs in a folder.
///
/// # Errors
///
/// A file cannot be read.
pub fn run(
    root: &Path,
    folder: &str,
    color: ColorChoice,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let Checked { files, specs, problems } = check(root, folder)?;
    // Nobody is left to tell when the output is closed.
    drop(write!(out, "{}", render(&problems, &files, color)));
    let features = features(&specs);
    if features >= MANY_FEATURES {
        let limit = format!("crates.io takes {MOST_FEATURES}");
        drop(writeln!(
            out,
            "note: the client has {features} features, one for each group; {limit}"
        ));
    }
    let open = [(undescribed(&specs), "member"), (unsummarized(&specs), "endpoint")];
    let open = open.into_iter().filter(|(number, _)| *number > 0);
    let open: Vec<String> = open.map(|(number, what)| count(number, what)).collect();
    let described = match open.as_slice() {
        [] => String::new(),
        open => format!(", {} still to be described", open.join(" and ")),
    };
    let found = count(problems.len(), "problem");
    drop(writeln!(out, "{} checked: {found}{described}", count(files.len(), "spec file")));
    Ok(if problems.is_empty() { Outcome::Fine } else { Outcome::Findings })
}

/// How many members have no `doc:` yet.
fn undescribed(specs: &Specs) -> usize {
    let maps = specs.endpoints.iter().flat_map(|it| {
        let spec = &it.spec;
        [&spec.query, &spec.body, &spec.response]
            .into_iter()
            .chain(spec.types.iter().map(|(_, ty)| &ty.fields))
    });
    maps.flat_map(Map::iter).filter(|(_, field)| field.doc.is_none()).count()
}

/// How many endpoints have the summary that an import left.
fn unsummarized(specs: &Specs) -> usize {
    let left =
        |it: &&crate::spec::Located| it.spec.summary.value == to_be_summarized(&it.spec.path);
    specs.endpoints.iter().filter(left).count()
}
