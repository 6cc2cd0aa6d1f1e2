//! Pages into the specs that are in memory. The specs are read once and linted once, and the next page
//! finds what the pages before it made of them. Nothing here reads or writes a file.

use std::collections::{BTreeMap, HashMap};

use crate::{Finding, Imported, merge, print_over};
use xtask::checked::{Checked, check_files};
use xtask::spec::{ColorChoice, Comments, Endpoint, File, Problem, print, read, render};

/// All specs, with what the pages of one run make of them.
pub(super) struct Batch {
    files: Vec<File>,
    /// The file of each endpoint, by method and path.
    by_endpoint: HashMap<String, usize>,
    /// The file of each path.
    by_path: HashMap<String, usize>,
    /// The specs that pages were merged into, by file.
    drafts: BTreeMap<usize, Draft>,
}

/// A spec that some pages were merged into.
pub(super) struct Draft {
    /// The text before the first page; `None` for a new spec.
    pub(super) old: Option<String>,
    /// The endpoint, and the page that was merged last.
    endpoint: String,
    page: String,
    /// The ambiguities of all its pages, and the problems of the linter.
    pub(super) ambiguities: usize,
    /// What the linter says.
    pub(super) problems: String,
}

impl Draft {
    /// Whether no other page was merged after this one.
    pub(super) fn is_last(&self, page: &str) -> bool {
        self.page == page
    }
}

/// What one page changes in its spec.
pub(super) struct Merge {
    /// The index of the spec's file.
    pub(super) file: usize,
    /// The text before this page; `None` for a new spec.
    pub(super) old: Option<String>,
    /// The text with this page.
    pub(super) new: String,
    /// What changes and what is left for a person, one line each.
    pub(super) notes: Vec<String>,
    /// How many of these are for a person.
    pub(super) left: usize,
}

impl Batch {
    /// Starts with the specs of a workspace.
    pub(super) fn of(checked: Checked) -> Self {
        let endpoints = checked.specs.endpoints.iter();
        let by_endpoint = endpoints.rev().map(|it| (endpoint(&it.spec), it.file)).collect();
        let by_path = checked.files.iter().enumerate();
        let by_path = by_path.map(|(at, file)| (file.path.clone(), at)).collect();
        Self { files: checked.files, by_endpoint, by_path, drafts: BTreeMap::new() }
    }

    /// Merges a page; returns what is wrong with the spec that is there as the error.
    pub(super) fn add(
        &mut self,
        page: &str,
        imported: &Imported,
        color: ColorChoice,
    ) -> Result<Merge, String> {
        let endpoint = endpoint(&imported.spec);
        let path = format!("spec/{}.yaml", imported.name);
        // A file that cannot be read holds what a person wrote all the same.
        let there = self.by_endpoint.get(&endpoint).or_else(|| self.by_path.get(&path)).copied();
        let mut merge = match there {
            Some(file) => self.merged(file, imported, color)?,
            None => Merge {
                file: self.files.len(),
                old: None,
                new: print(&imported.spec, &header(&imported.findings)),
                notes: Vec::new(),
                left: 0,
            },
        };
        if let Some(earlier) = self.drafts.get(&merge.file) {
            if earlier.endpoint != endpoint {
                return Err(format!(
                    "{path} is the spec of `{}` by now, from {}; import one of the two by itself \
                     and give its file another name",
                    earlier.endpoint, earlier.page
                ));
            }
            merge.notes.insert(0, format!("the same endpoint as {}", earlier.page));
        }
        self.put(&merge, path, endpoint, page, imported.findings.len() + merge.left);
        Ok(merge)
    }

    fn merged(&self, at: usize, imported: &Imported, color: ColorChoice) -> Result<Merge, String> {
        let file = &self.files[at];
        let unread = |problem: Box<Problem>| render(&[*problem], std::slice::from_ref(file), color);
        let merged = merge(&read(file).map_err(unread)?, &imported.spec, imported.site);
        let new = if merged.changes.is_empty() {
            file.text().to_owned()
        } else {
            print_over(file, &merged.spec).map_err(unread)?
        };
        let changes = merged.changes.iter().map(|it| format!("changed: {it}"));
        let left = merged.left.iter().map(|it| format!("left: {it}"));
        Ok(Merge {
            file: at,
            old: Some(file.text().to_owned()),
            notes: changes.chain(left).collect(),
            left: merged.left.len(),
            new,
        })
    }

    /// Puts a spec in, so that the next page of its endpoint is merged into it.
    fn put(
        &mut self,
        merge: &Merge,
        path: String,
        endpoint: String,
        page: &str,
        ambiguities: usize,
    ) {
        let relative = |path: &str| path.strip_prefix("spec/").unwrap_or(path).to_owned();
        let bytes = merge.new.clone().into_bytes();
        match self.files.get_mut(merge.file) {
            Some(file) => *file = File::new("spec", &relative(&file.path), bytes),
            None => self.files.push(File::new("spec", &relative(&path), bytes)),
        }
        self.by_endpoint.entry(endpoint.clone()).or_insert(merge.file);
        self.by_path.entry(path).or_insert(merge.file);
        let draft = self.drafts.entry(merge.file).or_insert_with(|| Draft {
            old: merge.old.clone(),
            endpoint,
            page: String::new(),
            ambiguities: 0,
            problems: String::new(),
        });
        page.clone_into(&mut draft.page);
        draft.ambiguities += ambiguities;
    }

    /// Lints all specs with what the pages made of them, once.
    pub(super) fn lint(&mut self, color: ColorChoice) {
        let checked = check_files(std::mem::take(&mut self.files));
        for (file, draft) in &mut self.drafts {
            let own = checked.problems.iter().filter(|it| it.file == *file);
            let own: Vec<_> = own.cloned().collect();
            draft.ambiguities += own.len();
            draft.problems = render(&own, &checked.files, color);
        }
        self.files = checked.files;
    }

    /// The specs that pages were merged into, each with its file.
    pub(super) fn drafts(&self) -> impl Iterator<Item = (&File, &Draft)> {
        self.drafts.iter().map(|(at, draft)| (&self.files[*at], draft))
    }

    pub(super) fn draft(&self, merge: &Merge) -> (&File, &Draft) {
        (&self.files[merge.file], &self.drafts[&merge.file])
    }
}

/// Method and path.
fn endpoint(spec: &Endpoint) -> String {
    format!("{} {}", spec.method.as_str(), *spec.path)
}

/// The ambiguities of a new spec, as comments at its head. A person removes them one by one.
fn header(findings: &[Finding]) -> Comments {
    let title = (!findings.is_empty()).then(|| "# In doubt, by the lines of the page:".to_owned());
    let lines = findings.iter().map(|it| format!("# - line {it}").replace(['\n', '\r'], " "));
    Comments::at_head(title.into_iter().chain(lines))
}
