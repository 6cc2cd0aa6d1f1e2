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
mod settle;
mod trouble;

use crate::{
    Change, Context, Finding, Imported, Left, MergeOptions, Merged, facts_hash, import, merge,
    read, sampled_encodings,
};
use lock::{Entry, Lock};
use settle::{Draft, settle};
pub use trouble::{Kind, Trouble};
use wanted::Wanted;
use xtask::api::resolve;
use xtask::checked::Checked;
use xtask::diff::{self, Severity, worst};
use xtask::spec::{Common, Encoding, File, Located};

/// A page as it came, or why it did not.
#[derive(Debug)]
pub struct Came {
    /// Which one it is.
    pub wanted: Wanted,
    /// Its content, and where it was found if that is another place; or what is wrong.
    pub page: Result<(Vec<u8>, Option<String>), (Kind, String)>,
}

/// What came of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It says something that the spec does not say.
    Changed,
    /// Nothing is known of what it says.
    Unread,
    /// It has other facts than when it was recorded, and the spec says them.
    Followed,
    /// It has the facts that were recorded.
    Unchanged,
}

/// What a page says.
#[derive(Debug)]
struct Reading {
    imported: Imported,
    /// How its samples encode a body.
    sampled: Vec<Encoding>,
    hash: String,
}

/// A page and what came of it.
#[derive(Debug)]
pub struct Page {
    /// Which one it is.
    pub wanted: Wanted,
    /// What came of it.
    pub state: State,
    /// What is wrong with it, or with what the spec says of it.
    pub troubles: Vec<Trouble>,
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
    reading: Option<Reading>,
    /// The departures of the spec that it does not need; none where that cannot be told.
    needless: Option<Vec<usize>>,
}

impl Page {
    /// Whether somebody has to look at it.
    #[must_use]
    pub fn is_found(&self) -> bool {
        self.state == State::Changed || !self.troubles.is_empty()
    }

    /// The heaviest of its findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        worst(&self.findings)
    }

    fn trouble(&mut self, checked: &Checked, kind: Kind, at: usize, what: impl Into<String>) {
        let file = &checked.files[self.file];
        let before = file.text().get(..at).unwrap_or_default();
        let place = (file.path.clone(), before.matches('\n').count() + 1);
        self.troubles.push(Trouble { kind, place, what: what.into() });
    }
}

/// Compares pages with their specs, at most one page for each.
#[must_use]
pub fn examine(checked: &Checked, lock: &Lock, came: Vec<Came>) -> Vec<Page> {
    let mut pages: Vec<Page> = came.into_iter().filter_map(|it| look(checked, lock, it)).collect();
    compare(checked, &mut pages);
    pages
}

/// Takes a page in.
fn look(checked: &Checked, lock: &Lock, came: Came) -> Option<Page> {
    let located = checked.specs.endpoint(&came.wanted.spec)?;
    let entry = lock.get(&located.name, came.wanted.site);
    let mut page = Page {
        wanted: came.wanted,
        state: State::Unread,
        troubles: Vec::new(),
        findings: Vec::new(),
        merged: Vec::new(),
        left: Vec::new(),
        notes: Vec::new(),
        recorded: entry.map(|it| it.day.clone()),
        file: located.file,
        reading: None,
        needless: None,
    };
    let docs = located.spec.docs.place.start;
    match came.page {
        Err((kind, what)) => page.trouble(checked, kind, docs, what),
        Ok((bytes, moved)) => {
            if let Some(place) = moved {
                let what = format!("{} is now at {place}", page.wanted.address);
                page.trouble(checked, Kind::Moved, docs, what);
            }
            match reading(&bytes, &checked.specs.common, &page.wanted) {
                Ok(reading) => page.take(reading, checked, located, entry),
                Err((kind, what)) => page.trouble(checked, kind, docs, what),
            }
        }
    }
    if entry.is_none() && page.reading.is_some() {
        let what = format!("{} does not have this spec's page", lock::PATH);
        page.trouble(checked, Kind::Unrecorded, docs, what);
    }
    Some(page)
}

fn reading(bytes: &[u8], common: &Common, wanted: &Wanted) -> Result<Reading, (Kind, String)> {
    let of = |what: String| format!("{}: {what}", wanted.address);
    let document = read(bytes).map_err(|it| (Kind::Unreadable, of(it.to_string())))?;
    let context = Context { common, address: Some(&wanted.address), stem: None, prose: false };
    let imported =
        import(&document, &context).map_err(|it| (Kind::NoEndpoint, of(it.to_string())))?;
    let hash = facts_hash(&imported.spec, imported.site);
    Ok(Reading { sampled: sampled_encodings(&document), hash, imported })
}

impl Page {
    fn take(
        &mut self,
        mut reading: Reading,
        checked: &Checked,
        located: &Located,
        entry: Option<&Entry>,
    ) {
        let (own, said) = (&located.spec.path, &reading.imported.spec.path);
        let departs = located.spec.departs.iter().any(|it| it.at.as_str() == "path");
        if own != said && !departs {
            let what = format!("the page is of `{said}`, the spec of `{own}`");
            return self.trouble(checked, Kind::OtherEndpoint, own.place.start, what);
        }
        let is_known =
            entry.is_some_and(|it| it.hash == reading.hash && it.address == self.wanted.address);
        self.state = if is_known { State::Unchanged } else { State::Followed };
        let file = &checked.files[self.file];
        self.needless = Some(departures::needless(file, &located.spec, &reading));
        self.notes = std::mem::take(&mut reading.imported.findings);
        self.reading = Some(reading);
    }

    /// The spec with the facts of the page.
    fn merge(&self, file: &File, removes: bool) -> Option<Result<Merged, String>> {
        let imported = &self.reading.as_ref()?.imported;
        let options = MergeOptions { site: imported.site, removes, ignores_departures: false };
        Some(merge(file, &imported.spec, &options).map_err(|problem| problem.message.clone()))
    }
}

/// Merges all that pages say into their specs, and tells what that does to callers.
fn compare(checked: &Checked, pages: &mut [Page]) {
    let mut drafts = Vec::new();
    // A page that is as it was recorded, too: its spec may have been edited since.
    for (at, page) in pages.iter_mut().enumerate() {
        let file = &checked.files[page.file];
        match page.merge(file, true) {
            Some(Ok(merged)) if !merged.changes.is_empty() => {
                page.state = State::Changed;
                drafts.push(Draft {
                    page: at,
                    file: page.file,
                    text: merged.text,
                    changes: merged.changes,
                });
            }
            Some(Err(what)) => {
                page.state = State::Changed;
                page.trouble(checked, Kind::Unsettled, 0, what);
            }
            _ => {}
        }
        if let Some(Ok(merged)) = page.merge(file, false) {
            page.left = merged.left;
        }
    }
    let settled = settle(&checked.files, drafts);
    for (draft, problems) in &settled.refused {
        let changes: Vec<String> = draft.changes.iter().map(ToString::to_string).collect();
        let what = format!("with the page's facts ({}): {problems}", changes.join("; "));
        pages[draft.page].trouble(checked, Kind::Unsettled, 0, what);
    }
    let old = resolve(&checked.specs, &checked.files);
    let new = resolve(&settled.checked.specs, &settled.checked.files);
    for finding in diff::diff(&old, &new) {
        if let Some(page) = pages.iter_mut().find(|it| it.wanted.spec == finding.subject) {
            page.findings.push(finding);
        }
    }
}

/// The specs with what is safe to merge: path, old text and new one. Each page notes what was merged.
#[must_use]
pub fn apply(checked: &Checked, pages: &mut [Page]) -> Vec<(String, String, String)> {
    let mut drafts = Vec::new();
    let changed = |it: &(usize, &Page)| it.1.state == State::Changed;
    for (at, page) in pages.iter().enumerate().filter(changed) {
        if let Some(Ok(Merged { text, changes, .. })) = page.merge(&checked.files[page.file], false)
        {
            drafts.push(Draft { page: at, file: page.file, text, changes });
        }
    }
    drafts.retain(|it| !it.changes.is_empty());
    let settled = settle(&checked.files, drafts);
    for (draft, problems) in &settled.refused {
        let page = &mut pages[draft.page];
        if !page.troubles.iter().any(|it| it.kind == Kind::Unsettled) {
            page.trouble(
                checked,
                Kind::Unsettled,
                0,
                format!("merged, the spec has problems: {problems}"),
            );
        }
    }
    let written = settled.accepted.into_iter().map(|draft| {
        let file = &checked.files[draft.file];
        pages[draft.page].merged = draft.changes;
        (file.path.clone(), file.text().to_owned(), draft.text)
    });
    written.collect()
}

/// Records the pages of which nothing is left for a person: the others are to be told again.
pub fn record(lock: &mut Lock, pages: &mut [Page], day: &str) {
    for page in pages {
        page.troubles.retain(|it| it.kind != Kind::Unrecorded || !page.left.is_empty());
        let is_open = |it: &Trouble| it.kind != Kind::NeedlessDeparture;
        let Some(reading) = &page.reading else { continue };
        if page.left.is_empty() && !page.troubles.iter().any(is_open) {
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
                |it: &Page| it.needless.as_ref().is_some_and(|it| it.contains(&number));
            let is_needed = pages.iter().filter(own).any(|it| !is_needless(it));
            let page = pages.iter_mut().find(|it| it.wanted.spec == located.name);
            if let Some(page) = page.filter(|_| !is_needed) {
                let at = &departure.at;
                let what = format!("the page does not need the departure at `{}` any more", **at);
                page.trouble(checked, Kind::NeedlessDeparture, at.place.start, what);
            }
        }
    }
}
