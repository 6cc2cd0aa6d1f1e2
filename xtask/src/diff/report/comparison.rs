//! What every form of a report shows.

use std::collections::BTreeMap;

use crate::diff::{Finding, Rule, Severity, Statement};
use crate::spec::File;

/// What was compared, and what came out.
#[derive(Debug)]
pub struct Comparison {
    /// What the old side is, in words.
    pub old: String,
    /// What the new side is.
    pub new: String,
    /// The files of both.
    pub files: [Vec<File>; 2],
    /// The pages of the endpoints, by name.
    pub links: BTreeMap<String, String>,
    /// What is different, the worst first.
    pub findings: Vec<Finding>,
}

impl Comparison {
    /// The findings of each severity, the worst first.
    pub(super) fn groups(&self) -> Vec<(Severity, Vec<&Finding>)> {
        let worst_first = Severity::ALL.into_iter().rev();
        let of =
            |severity| self.findings.iter().filter(move |it| it.severity() == severity).collect();
        worst_first
            .map(|it| (it, of(it)))
            .filter(|(_, it): &(_, Vec<&Finding>)| !it.is_empty())
            .collect()
    }

    /// How much was found, in one line.
    pub(super) fn summary(&self) -> String {
        let counts: Vec<String> =
            self.groups().iter().map(|(severity, it)| format!("{} {severity}", it.len())).collect();
        let silent = match self.silent() {
            0 => String::new(),
            1 => "; 1 spec file differs in nothing that a caller sees".to_owned(),
            more => format!("; {more} spec files differ in nothing that a caller sees"),
        };
        match self.findings.len() {
            0 => format!("no findings{silent}"),
            1 => format!("1 finding: {}{silent}", counts.join(", ")),
            more => format!("{more} findings: {}{silent}", counts.join(", ")),
        }
    }

    /// How many files differ without a finding: in order, comments, examples of answers, departures.
    pub(super) fn silent(&self) -> usize {
        let is_reported = |it: &File| {
            let sides = self.findings.iter().flat_map(|it| [&it.old, &it.new]);
            sides.flatten().any(|side| side.source.path == it.path)
        };
        let pairs = self.pairs();
        pairs.iter().filter(|pair| pair.iter().flatten().all(|it| !is_reported(it))).count()
    }

    /// The files that differ, old and new: by name, and by what findings say of endpoints that moved.
    pub(super) fn pairs(&self) -> Vec<[Option<&File>; 2]> {
        let moved = self.moved();
        let mut pairs: BTreeMap<&str, [Option<&File>; 2]> = BTreeMap::new();
        for file in &self.files[0] {
            let name = moved.get(file.path.as_str()).copied().unwrap_or(&file.name);
            pairs.entry(name).or_default()[0] = Some(file);
        }
        for file in &self.files[1] {
            pairs.entry(&file.name).or_default()[1] = Some(file);
        }
        let differ = |[old, new]: &[Option<&File>; 2]| old.map(File::text) != new.map(File::text);
        pairs.into_values().filter(differ).collect()
    }

    /// The new names of old files.
    pub(super) fn moved(&self) -> BTreeMap<&str, &str> {
        let mut found = BTreeMap::new();
        for it in &self.findings {
            if !matches!(it.rule, Rule::EndpointMoved | Rule::EndpointRelabelled) {
                continue;
            }
            let was =
                |file: &&File| it.old.as_ref().is_some_and(|old| old.source.path == file.path);
            let old = self.files[0].iter().find(was);
            let new = self.files[1].iter().find(|file| file.name == it.subject);
            found.extend(old.zip(new).map(|(old, new)| (old.path.as_str(), new.name.as_str())));
        }
        found
    }
}

/// Where a finding stands, such as `spec/extcontact/get.yaml:14`.
pub(super) fn place(side: &Statement) -> String {
    format!("{}:{}", side.source.path, side.source.line)
}
