//! A case: the specs before and after, and a program of somebody who knew only the ones before.
//!
//! Both sides start as the folder `base`; a file in `cases` says what is edited in the new one:
//!
//! ```text
//! @ edit demo/get.yaml     the lines up to `@ to` become those behind it
//! @ to
//! @ add demo/more.yaml     a file that the base has not
//! @ remove demo/get.yaml
//! @ rename demo/get.yaml demo/fetch.yaml
//! @ like other-rule        the edits of another case
//! @ reversed               old and new change places
//! @ feature far            the only feature that the program names; all unless given
//! @ program                Rust, with a function `holds`
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use xtask::api::{Api, resolve};
use xtask::diff::Rule;
use xtask::lint::lint;
use xtask::spec::{ColorChoice, File, Loaded, load, render};

/// Files of specs, by path.
pub(crate) type Specs = BTreeMap<String, String>;

/// See above.
pub(crate) struct Case {
    pub(crate) rule: Rule,
    pub(crate) old: Specs,
    pub(crate) new: Specs,
    pub(crate) feature: Option<String>,
    pub(crate) program: String,
}

impl Case {
    /// The name of the file, which is the rule's.
    pub(crate) fn name(&self) -> &'static str {
        self.rule.code()
    }
}

/// The folder of all this.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/verdicts")
}

/// The specs that all cases start from.
pub(crate) fn base() -> Specs {
    let files = xtask::tree::read_specs(&folder(), "base").expect("the base is there");
    let relative = |it: &File| it.path.trim_start_matches("base/").to_owned();
    files.iter().map(|it| (relative(it), it.text().to_owned())).collect()
}

/// The names of the cases that have a file.
pub(crate) fn names() -> Vec<String> {
    let entries = fs::read_dir(folder().join("cases")).expect("the cases are there");
    let name = |it: std::io::Result<fs::DirEntry>| {
        let name = it.expect("it can be read").file_name().to_string_lossy().into_owned();
        name.trim_end_matches(".txt").to_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

/// The case of a rule.
pub(crate) fn case(rule: Rule) -> Case {
    let mut it = Case { rule, old: base(), new: base(), feature: None, program: String::new() };
    for step in steps(rule.code()) {
        match step {
            Step::Edit(edit) => edit.apply(&mut it.new).expect("the edit fits"),
            Step::Reversed => std::mem::swap(&mut it.old, &mut it.new),
            Step::Feature(feature) => it.feature = Some(feature),
            Step::Program(program) => it.program = program,
        }
    }
    assert!(!it.program.is_empty(), "{rule} has no program");
    it
}

/// What a file says to do.
enum Step {
    Edit(Edit),
    Reversed,
    Feature(String),
    Program(String),
}

/// A change of the specs.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Replace { file: String, from: String, to: String },
    Add(String, String),
    Remove(String),
    Rename(String, String),
}

impl Edit {
    /// Makes the change; `None` if the specs are not those that it is for.
    pub(crate) fn apply(&self, specs: &mut Specs) -> Option<()> {
        match self {
            Self::Replace { file, from, to } => {
                let text = specs.get_mut(file).filter(|it| it.contains(from.as_str()))?;
                *text = text.replacen(from.as_str(), to, 1);
            }
            Self::Add(file, text) => {
                specs.insert(file.clone(), text.clone());
            }
            Self::Remove(file) => {
                specs.remove(file)?;
            }
            Self::Rename(from, to) => {
                let text = specs.remove(from)?;
                specs.insert(to.clone(), text);
            }
        }
        Some(())
    }
}

/// The edits of a rule's case.
pub(crate) fn edits(rule: &str) -> Vec<Edit> {
    let edit = |step| match step {
        Step::Edit(edit) => Some(edit),
        _ => None,
    };
    steps(rule).into_iter().filter_map(edit).collect()
}

fn steps(rule: &str) -> Vec<Step> {
    let path = folder().join("cases").join(format!("{rule}.txt"));
    let text = fs::read_to_string(path).unwrap_or_else(|_| panic!("the rule {rule} has no case"));
    let mut sections: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("@ "), sections.last_mut()) {
            (Some(head), _) => sections.push((head, String::new())),
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => panic!("{rule}: {line}"),
        }
    }
    let mut steps = Vec::new();
    let mut sections = sections.into_iter();
    while let Some((head, text)) = sections.next() {
        let words: Vec<String> = head.split(' ').map(str::to_owned).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            ["edit", file] => {
                let (head, to) = sections.next().expect("something behind an edit");
                assert_eq!(head, "to");
                let (from, to) = part(text, to);
                steps.push(Step::Edit(Edit::Replace { file: file.to_owned(), from, to }));
            }
            ["add", file] => steps.push(Step::Edit(Edit::Add(file.to_owned(), text))),
            ["remove", file] => steps.push(Step::Edit(Edit::Remove(file.to_owned()))),
            ["rename", from, to] => {
                steps.push(Step::Edit(Edit::Rename(from.to_owned(), to.to_owned())));
            }
            ["like", other] => steps.extend(edits(other).into_iter().map(Step::Edit)),
            ["reversed"] => steps.push(Step::Reversed),
            ["feature", feature] => steps.push(Step::Feature(feature.to_owned())),
            ["program"] => steps.push(Step::Program(text)),
            _ => panic!("{rule}: {head}"),
        }
    }
    steps
}

/// Both sides of an edit. One that is part of a line is written without the line's end.
fn part(from: String, to: String) -> (String, String) {
    if from.starts_with('"') {
        (from.trim_end().to_owned(), to.trim_end().to_owned())
    } else {
        (from, to)
    }
}

/// The model of some specs, or their problems.
pub(crate) fn model(specs: &Specs) -> Result<Api, String> {
    let file =
        |(path, text): (&String, &String)| File::new("spec", path, text.clone().into_bytes());
    let files: Vec<File> = specs.iter().map(file).collect();
    let Loaded { specs, mut problems } = load(&files);
    problems.extend(lint(&specs, &files));
    if problems.is_empty() {
        Ok(resolve(&specs, &files))
    } else {
        Err(render(&problems, &files, ColorChoice::Never))
    }
}
