//! `cargo xtask lint`: every problem of the specs.

use std::path::Path;

use clap::Args;

use crate::checked::check;
use crate::lint::{MOST_FEATURES, features};
use crate::outcome::{Failure, Outcome};
use crate::spec::words::to_be_summarized;
use crate::spec::{Located, Map, Specs};
use crate::ui::{Ui, count};

/// Reports every problem of the specs, each with its place and what would be right
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// The folder of the specs, relative to the workspace
    #[arg(value_name = "DIR", default_value = "spec")]
    pub folder: String,
}

/// From this many features of the client on, the limit of the registry is near enough to act.
const MANY_FEATURES: usize = 250;

/// Reports every problem of the specs in a folder.
///
/// # Errors
///
/// A file cannot be read.
pub fn run(root: &Path, options: &Options, ui: &mut Ui<'_>) -> Result<Outcome, Failure> {
    let checked = check(root, &options.folder)?;
    ui.print_problems(&checked);
    let specs = &checked.specs;
    let features = features(specs);
    if features >= MANY_FEATURES {
        let limit = format!("crates.io takes {MOST_FEATURES}");
        ui.print(&format!(
            "note: the client has {features} features, one for each group; {limit}\n"
        ));
    }
    let open = [(undescribed(specs), "member"), (unsummarized(specs), "endpoint")];
    let open = open.into_iter().filter(|(number, _)| *number > 0);
    let open: Vec<String> = open.map(|(number, what)| count(number, what)).collect();
    let described = match open.as_slice() {
        [] => String::new(),
        open => format!(", {} still to be described", open.join(" and ")),
    };
    let files = count(checked.files.len(), "spec file");
    let found = count(checked.problems.len(), "problem");
    ui.print(&format!("{files} checked: {found}{described}\n"));
    Ok(if checked.problems.is_empty() { Outcome::Fine } else { Outcome::Findings })
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
    let is_left = |it: &&Located| it.spec.summary.value == to_be_summarized(&it.spec.path);
    specs.endpoints.iter().filter(is_left).count()
}
