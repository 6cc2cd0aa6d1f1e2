//! From files to specs. A file that cannot be read is reported with its first problem; the others
//! are read all the same.

use std::ops::Range;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Error, Location, Options};

use super::file::File;
use super::place::{Map, bytes};
use super::problem::Problem;
use super::types::{Common, Endpoint, Global, GlobalCode, Located, Specs};
use super::words::{is_unsafe, nearest};
use crate::parallel;

/// What was read.
#[derive(Debug)]
pub struct Loaded {
    /// The specs of the files that could be read.
    pub specs: Specs,
    /// The first problem of each of the others.
    pub problems: Vec<Problem>,
}

/// Reads the files of a spec folder.
#[must_use]
pub fn load(files: &[File]) -> Loaded {
    let mut loaded = Loaded { specs: Specs::default(), problems: Vec::new() };
    for (index, read) in parallel::map(files, read_spec).into_iter().enumerate() {
        match read {
            Ok(Spec::Common(common)) => loaded.specs.common = Common { file: index, ..*common },
            Ok(Spec::Global(codes)) => loaded.specs.global = Global { codes, file: index },
            Ok(Spec::Endpoint(spec)) => {
                let name = files[index].name.clone();
                loaded.specs.add(Located { file: index, name, spec: *spec });
            }
            Err(problem) => loaded.problems.push(problem.in_file(index)),
        }
    }
    if !files.iter().any(|file| file.name == "common") {
        let problem = Problem::new(
            "missing-file",
            0,
            &(0..0),
            "there is no `common.yaml` in the spec folder",
        );
        loaded.problems.push(
            problem.help(
                "it holds what all endpoints share: hosts, credential, envelope, gateway codes",
            ),
        );
    }
    loaded
}

/// What a file holds, as its name says.
#[derive(Debug, PartialEq)]
pub(super) enum Spec {
    Common(Box<Common>),
    Global(Map<GlobalCode>),
    Endpoint(Box<Endpoint>),
}

/// Reads a file of the spec folder.
pub(super) fn read_spec(file: &File) -> Result<Spec, Box<Problem>> {
    // Two endings would be two files of one module; passing over one of them would hide it.
    if Path::new(&file.path).extension().is_some_and(|it| it == "yml") {
        let problem = Problem::new("wrong-ending", 0, &(0..0), "a spec ends in `.yaml`");
        return Err(Box::new(problem.help("rename the file")));
    }
    // The name stands in a comment of what is generated.
    if file.path.contains(|c: char| c.is_control() || is_unsafe(c)) {
        let message = "the file's name has a line break, a mark of direction or the like";
        let problem = Problem::new("bad-file-name", 0, &(0..0), message);
        return Err(Box::new(problem.help("rename the file")));
    }
    Ok(match file.name.as_str() {
        "common" => Spec::Common(read(file)?),
        "global-errors" => Spec::Global(read(file)?),
        _ => Spec::Endpoint(read(file)?),
    })
}

/// Reads one file as what it is said to hold.
///
/// # Errors
///
/// The file is not YAML, or not of this shape.
pub fn read<T: DeserializeOwned>(file: &File) -> Result<T, Box<Problem>> {
    let text = file.text.as_ref().map_err(|broken| {
        let place = broken.at..broken.at + 1;
        let problem = Problem::new("not-utf8", 0, &place, "the file is not UTF-8");
        problem.label("the first byte that is none").help("save the file as UTF-8")
    })?;
    check_text(text)?;
    serde_saphyr::from_str_with_options(text, options())
        .map_err(|error| Box::new(problem(text, &error)))
}

/// What a value is, read as those of a spec are; `None` where it cannot be read.
#[must_use]
pub fn read_value(text: &str) -> Option<serde_json::Value> {
    serde_saphyr::from_str_with_options(text, options()).ok()
}

/// What the YAML reader would report less clearly.
fn check_text(text: &str) -> Result<(), Box<Problem>> {
    let line_is_blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if text.lines().all(line_is_blank) {
        let problem = Problem::new("empty-file", 0, &(0..text.len()), "the file has no content");
        return Err(Box::new(
            problem.help("write a spec as spec/README.md explains, or remove the file"),
        ));
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indent].find('\t') {
            let at = start + tab;
            let problem = Problem::new("tab", 0, &(at..at + 1), "a tab in the indentation");
            return Err(Box::new(problem.label("this is a tab").help("indent by two spaces")));
        }
        start += line.len();
    }
    Ok(())
}

/// Strict, and without anything that could make a small file large.
fn options() -> Options {
    serde_saphyr::options! {
        strict_booleans: true,
        strict_indentation: true,
        reject_unsupported_tags: true,
        leading_zero_numbers_as_strings: true,
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_aliases: 0,
            max_anchors: 0,
            max_depth: 64,
            max_documents: 1,
        },
    }
}

/// The problem that an error of the YAML reader is.
fn problem(text: &str, error: &Error) -> Problem {
    let error = error.without_snippet();
    let place = error.location().map_or(0..0, |location| place(text, location));
    let new = |code, message: String| Problem::new(code, 0, &place, message);
    match error {
        Error::SerdeUnknownField { field, expected, .. } => {
            let problem = new("unknown-key", format!("unknown key `{field}`"));
            let known =
                expected.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            match nearest(field, expected.iter().copied()) {
                Some(key) => problem.label(format!("did you mean `{key}`?")),
                None => problem.label("not a key of the format"),
            }
            .help(format!("the keys here are {known}"))
        }
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or_default();
            let problem = new("duplicate-key", format!("the key `{key}` stands here twice"));
            let problem = problem.label("again here").help("keep one of the two");
            match first_of(text, key, &place) {
                Some(first) => problem.also(0, &first, "first here"),
                None => problem,
            }
        }
        Error::SerdeMissingField { field, .. } => {
            new("missing-key", format!("the key `{field}` is missing"))
                .label("in the mapping of this key")
                .help(format!("add `{field}:`; spec/README.md says what it takes"))
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            let known =
                expected.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            let problem = new("unknown-word", format!("unknown word `{variant}`"));
            match nearest(variant, expected.iter().copied()) {
                Some(word) => problem.label(format!("did you mean `{word}`?")),
                None => problem.label("not a word of the format"),
            }
            .help(format!("the words here are {known}"))
        }
        other => plain_problem(other, new),
    }
}

/// Where a key that stands twice stands first: the nearest line above with the same indentation.
fn first_of(text: &str, key: &str, second: &Range<usize>) -> Option<Range<usize>> {
    let before = text.get(..second.start)?;
    let indent = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    let mut end = before.len();
    for line in before.split_inclusive('\n').rev() {
        let start = end - line.len();
        end = start;
        let is_key = |it: &str| it.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
        let (Some(head), Some(tail)) = (line.get(..indent), line.get(indent..)) else { continue };
        if head.trim().is_empty() && is_key(tail) {
            return Some(start + indent..start + indent + key.len());
        }
    }
    None
}

/// The problem of an error without parts.
fn plain_problem(error: &Error, new: impl Fn(&'static str, String) -> Problem) -> Problem {
    let message = error.to_string();
    // The reader appends the place, which the report shows anyway.
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(before, _)| before);
    match error {
        Error::Budget { .. } | Error::UnknownAnchor { .. } | Error::AliasError { .. }
            if message.contains("nchor") || message.contains("lias") =>
        {
            new("anchor", "anchors and aliases are not part of the format".to_owned())
                .help("write the value out where it is used")
        }
        Error::MergeKeyNotAllowed { .. } => {
            new("merge-key", "merge keys are not part of the format".to_owned())
                .help("write the members out")
        }
        Error::Budget { .. } | Error::MultipleDocuments { .. } if message.contains("ocument") => {
            new("two-documents", "a second document begins here".to_owned())
                .help("one file holds one spec: split the file")
        }
        Error::Budget { .. } => too_deep(&new).label(message),
        _ if message.contains("recursion") => too_deep(&new),
        _ if message.contains("unsupported tag") => {
            new("tag", "tags are not part of the format".to_owned()).help("remove the tag")
        }
        _ => match due(error) {
            Some((due, right)) => new("wrong-shape", format!("{due} is due here")).help(right),
            None => new("syntax", "this is not well-formed YAML".to_owned()).label(message).help(
                "keys of one mapping are indented alike; a text with `: `, ` #` or a leading \
                 special character needs quotes; an open quote or bracket must be closed",
            ),
        },
    }
}

fn too_deep(new: &impl Fn(&'static str, String) -> Problem) -> Problem {
    new("too-deep", "the file is nested too deep, or too large".to_owned())
        .help("a spec needs a handful of levels")
}

/// The shape that was due, and how it is written.
fn due(error: &Error) -> Option<(&'static str, &'static str)> {
    const TEXT: (&str, &str) = ("a text", "write one value behind the key, such as `key: value`");
    const MAPPING: (&str, &str) =
        ("a mapping", "write `key: value` lines below it, indented by two spaces");
    const LIST: (&str, &str) = ("a list", "write `[a, b]`, or lines that start with `- `");
    match error {
        Error::InvalidBooleanStrict { .. } => Some(("a truth value", "write `true` or `false`")),
        Error::InvalidScalar { ty: "u64", .. } => {
            Some(("a whole number from 0 up", "write digits only, such as `64`"))
        }
        Error::InvalidScalar { .. } => Some(("a whole number", "write digits only, such as `64`")),
        Error::Unexpected { expected, .. } if expected.contains("mapping") => Some(MAPPING),
        Error::Unexpected { expected, .. } if expected.contains("sequence") => Some(LIST),
        Error::Unexpected { .. }
        | Error::NullIntoString { .. }
        | Error::SerdeInvalidType { .. }
        | Error::SerdeInvalidValue { .. } => Some(TEXT),
        _ => None,
    }
}

/// The bytes of a location; of the character there, where the reader knows only line and column.
fn place(text: &str, location: Location) -> Range<usize> {
    if let Some(range) = bytes(location) {
        return range;
    }
    let line = usize::try_from(location.line()).unwrap_or(1).saturating_sub(1);
    let column = usize::try_from(location.column()).unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let mut characters = rest.char_indices().skip(column).map(|(at, _)| start + at);
    let from = characters.next().unwrap_or(text.len());
    from..characters.next().unwrap_or(text.len())
}
