//! Pages that are read again: what they say now, against the specs.
//!
//! ```text
//! page ──► facts ──► merged into the spec ─┬─ nothing new: unchanged, or as the spec says
//!                                          └─ two models ──► findings of [`xtask::diff`]
//! ```
//!
//! Nothing here reads or writes: pages come in, reports and drafts go out.

pub mod lock;
pub mod report;
pub mod wanted;

mod departures;
mod problem;
mod resolve;

use std::collections::BTreeSet;

use crate::{
    Change, Context, Document, Finding, Imported, Left, Merged, Site, fingerprint, import, merge,
    print_over,
};
use lock::{Entry, Lock};
pub use problem::{PageProblem, ProblemKind};
use resolve::{Draft, resolve_drafts};
use wanted::Wanted;
use xtask::api;
use xtask::checked::{Checked, check_files};
use xtask::diff::{self, Severity, worst};
use xtask::spec::{Endpoint, Located, Problem};

/// A page that was fetched, or why it was not.
#[derive(Debug)]
pub struct FetchedPage {
    /// Which one it is.
    pub wanted: Wanted,
    /// Its content, and where it was found if that is another place; or what is wrong.
    pub page: Result<(Document, Option<String>), (ProblemKind, String)>,
}

/// How a page compares with its spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It says something that the spec does not say.
    Changed,
    /// It could not be read.
    Unread,
    /// It has other facts than when it was recorded, and the spec says them.
    Followed,
    /// It has the facts that were recorded.
    Unchanged,
}

/// What a page says.
#[derive(Debug)]
struct Reading {
    hash: String,
    /// The spec with what the page adds or changes.
    merged: Merged,
    /// The spec as if the page alone were right, and what changes by it.
    alone: (Endpoint, Vec<Change>),
    /// The departures of the spec that it does not need.
    needless: Vec<usize>,
}

/// A page and the result of comparing it with its spec.
#[derive(Debug)]
pub struct Page {
    /// Which one it is.
    pub wanted: Wanted,
    /// How it compares with the spec.
    pub state: State,
    /// What is wrong with it, or with what the spec says of it.
    pub problems: Vec<PageProblem>,
    /// What its changes do to callers, the worst first.
    pub findings: Vec<diff::Finding>,
    /// What was merged into the spec.
    pub merged: Vec<Change>,
    /// What is left for a person.
    pub left: Vec<Left>,
    /// What the import was in doubt about.
    pub notes: Vec<Finding>,
    /// The day on which it was recorded.
    pub recorded: Option<String>,
    /// The index of the spec's file.
    file: usize,
    /// `None` if it could not be compared.
    reading: Option<Reading>,
}

impl Page {
    /// Whether a person has to look at it.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        self.state == State::Changed || !self.problems.is_empty()
    }

    /// The heaviest of its findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        worst(&self.findings)
    }

    fn report(&mut self, checked: &Checked, kind: ProblemKind, at: usize, what: impl Into<String>) {
        let file = &checked.files[self.file];
        let before = file.text().get(..at).unwrap_or_default();
        let place = (file.path.clone(), before.matches('\n').count() + 1);
        self.problems.push(PageProblem { kind, place, what: what.into() });
    }

    /// Reports that the specs would have problems with the page's facts, unless that is reported already.
    fn report_unresolved(&mut self, checked: &Checked, what: impl Into<String>) {
        if self.problems.iter().all(|it| it.kind != ProblemKind::Unresolved) {
            self.report(checked, ProblemKind::Unresolved, 0, what);
        }
    }

    /// A page of which nothing is known yet.
    fn new(wanted: Wanted, file: usize, lock: &Lock) -> Self {
        let recorded = lock.get(&wanted.spec, wanted.site).map(|it| it.day.clone());
        Self {
            wanted,
            state: State::Unread,
            problems: Vec::new(),
            findings: Vec::new(),
            merged: Vec::new(),
            left: Vec::new(),
            notes: Vec::new(),
            recorded,
            file,
            reading: None,
        }
    }
}

/// Sets aside the specs that have a problem, each as a page that is not read, and returns the others.
/// A spec that has a problem only without one of these is set aside, too.
///
/// # Errors
///
/// What all endpoints share has a problem: nothing can be compared.
pub fn set_aside(mut checked: Checked, lock: &Lock) -> Result<(Checked, Vec<Page>), Box<Checked>> {
    let mut pages = Vec::new();
    while !checked.problems.is_empty() {
        let bad: BTreeSet<usize> = checked.problems.iter().map(|it| it.file).collect();
        let is_shared =
            |at: &usize| matches!(&*checked.files[*at].name, "common" | "global-errors");
        let has_common = checked.files.iter().any(|it| it.name == "common");
        if !has_common || bad.iter().any(is_shared) {
            return Err(checked.into());
        }
        pages.extend(bad.iter().map(|at| bad_spec(&checked, lock, *at)));
        let files = checked.files.into_iter().enumerate();
        checked = check_files(files.filter(|(at, _)| !bad.contains(at)).map(|it| it.1).collect());
    }
    Ok((checked, pages))
}

/// The page of a spec that has a problem.
fn bad_spec(checked: &Checked, lock: &Lock, at: usize) -> Page {
    let name = &checked.files[at].name;
    let known = checked.specs.endpoint(name).map(|it| wanted::of(it, lock)).unwrap_or_default();
    let recorded = || {
        let entry = lock.of(name).next().map(|(site, it)| (site, it.address.clone()));
        let (site, address) = entry.unwrap_or((Site::Zh, String::new()));
        Wanted { spec: name.clone(), site, address }
    };
    let wanted = known.into_iter().next().unwrap_or_else(recorded);
    let mut page = Page::new(wanted, at, lock);
    for Problem { code, message, place, .. } in checked.problems.iter().filter(|it| it.file == at) {
        let what = format!("{code}: {message}");
        page.report(checked, ProblemKind::BadSpec, place.start, what);
    }
    page
}

/// Compares pages with their specs, at most one page for each.
#[must_use]
pub fn examine(checked: &Checked, lock: &Lock, fetched: Vec<FetchedPage>) -> Vec<Page> {
    let pages = fetched.into_iter().filter_map(|it| import_page(checked, lock, it));
    let mut pages: Vec<Page> = pages.collect();
    compare(checked, &mut pages);
    pages
}

/// Imports a page and compares it with what the lock file has.
fn import_page(checked: &Checked, lock: &Lock, fetched: FetchedPage) -> Option<Page> {
    let located = checked.specs.endpoint(&fetched.wanted.spec)?;
    let entry = lock.get(&located.name, fetched.wanted.site);
    let mut page = Page::new(fetched.wanted, located.file, lock);
    let docs = located.spec.docs.place.start;
    match fetched.page {
        Err((kind, what)) => page.report(checked, kind, docs, what),
        Ok((document, moved)) => {
            if let Some(place) = moved {
                let what = format!("{} is now at {place}", page.wanted.address);
                page.report(checked, ProblemKind::Moved, docs, what);
            }
            let (common, address) = (&checked.specs.common, page.wanted.address.clone());
            let context = Context { common, address: Some(&address), stem: None, prose: false };
            match import(&document, &context) {
                Ok(imported) => page.take(imported, checked, located, entry),
                Err(why) => {
                    let what = format!("{address}: {why}");
                    page.report(checked, ProblemKind::NoEndpoint, docs, what);
                }
            }
        }
    }
    if entry.is_none() && page.reading.is_some() {
        let what = format!("{} does not have this spec's page", lock::PATH);
        page.report(checked, ProblemKind::Unrecorded, docs, what);
    }
    Some(page)
}

impl Page {
    fn take(
        &mut self,
        imported: Imported,
        checked: &Checked,
        located: &Located,
        entry: Option<&Entry>,
    ) {
        let (own, said) = (&located.spec.path, &imported.spec.path);
        let departs = located.spec.departs.iter().any(|it| it.at.as_str() == "path");
        if own != said && !departs {
            let what = format!("the page is of `{said}`, the spec of `{own}`");
            return self.report(checked, ProblemKind::OtherEndpoint, own.place.start, what);
        }
        let hash = fingerprint(&imported.spec, imported.site);
        let is_known = entry.is_some_and(|it| it.hash == hash && it.address == self.wanted.address);
        self.state = if is_known { State::Unchanged } else { State::Followed };
        let merged = merge(&located.spec, &imported.spec, imported.site);
        let needless = departures::needless(&located.spec, &imported, &merged);
        self.left.clone_from(&merged.left);
        self.notes = imported.findings;
        let alone = merged.page_alone(imported.spec);
        self.reading = Some(Reading { hash, merged, alone, needless });
    }
}

/// A draft for each page that changes its spec: `result` chooses what the spec becomes, and by which
/// changes. A spec that cannot be printed is reported.
fn drafts(
    checked: &Checked,
    pages: &mut [Page],
    result: fn(&Reading) -> (&Endpoint, &Vec<Change>),
) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (at, page) in pages.iter_mut().enumerate() {
        let Some((spec, changes)) = page.reading.as_ref().map(result) else { continue };
        if changes.is_empty() {
            continue;
        }
        match print_over(&checked.files[page.file], spec) {
            Ok(text) => {
                drafts.push(Draft { page: at, file: page.file, text, changes: changes.clone() });
            }
            Err(problem) => page.report_unresolved(checked, problem.message),
        }
        page.state = State::Changed;
    }
    drafts
}

/// Compares the specs with what they would be if the pages alone were right, and reports what that does
/// to callers. A page that is as it was recorded is compared, too: its spec may have been edited since.
fn compare(checked: &Checked, pages: &mut [Page]) {
    let drafts = drafts(checked, pages, |it| (&it.alone.0, &it.alone.1));
    let resolved = resolve_drafts(&checked.files, drafts);
    for (draft, problems) in &resolved.refused {
        let changes: Vec<String> = draft.changes.iter().map(ToString::to_string).collect();
        let what = format!("with the page's facts ({}): {problems}", changes.join("; "));
        pages[draft.page].report_unresolved(checked, what);
    }
    let old = api::resolve(&checked.specs, &checked.files);
    let new = api::resolve(&resolved.checked.specs, &resolved.checked.files);
    for finding in diff::diff(&old, &new) {
        if let Some(page) = pages.iter_mut().find(|it| it.wanted.spec == finding.subject) {
            page.findings.push(finding);
        }
    }
}

/// All specs with what is safe to merge, and the files that change by it: path, old text and new one.
/// Each page notes what was merged.
#[must_use]
pub fn apply(checked: &Checked, pages: &mut [Page]) -> (Checked, Vec<(String, String, String)>) {
    let drafts = drafts(checked, pages, |it| (&it.merged.spec, &it.merged.changes));
    let resolved = resolve_drafts(&checked.files, drafts);
    for (draft, problems) in &resolved.refused {
        let what = format!("merged, the spec has problems: {problems}");
        pages[draft.page].report_unresolved(checked, what);
    }
    let written = resolved.accepted.into_iter().map(|draft| {
        let file = &checked.files[draft.file];
        pages[draft.page].merged = draft.changes;
        (file.path.clone(), file.text().to_owned(), draft.text)
    });
    let written = written.collect();
    (resolved.checked, written)
}

/// Records the pages of which nothing is left for a person: drift reports the others again.
pub fn record(lock: &mut Lock, pages: &mut [Page], day: &str) {
    for page in pages {
        page.problems.retain(|it| it.kind != ProblemKind::Unrecorded || !page.left.is_empty());
        let is_open = |it: &PageProblem| it.kind != ProblemKind::NeedlessDeparture;
        let Some(reading) = &page.reading else { continue };
        if page.left.is_empty() && !page.problems.iter().any(is_open) {
            let (hash, address) = (reading.hash.clone(), page.wanted.address.clone());
            let entry = Entry { day: day.to_owned(), hash, address };
            lock.set(&page.wanted.spec, page.wanted.site, entry);
        }
    }
}

/// Reports the departures that none of a spec's pages needs; `pages` are all that were read.
pub fn report_departures(checked: &Checked, pages: &mut [Page]) {
    for located in &checked.specs.endpoints {
        let own = |it: &&Page| it.wanted.spec == located.name;
        for (number, departure) in located.spec.departs.iter().enumerate() {
            let is_needless =
                |it: &Page| it.reading.as_ref().is_some_and(|it| it.needless.contains(&number));
            let is_needed = pages.iter().filter(own).any(|it| !is_needless(it));
            let page = pages.iter_mut().find(|it| it.wanted.spec == located.name);
            if let Some(page) = page.filter(|_| !is_needed) {
                let at = &departure.at;
                let what = format!("the page does not need the departure at `{}` any more", **at);
                page.report(checked, ProblemKind::NeedlessDeparture, at.place.start, what);
            }
        }
    }
}
