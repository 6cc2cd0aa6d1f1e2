//! A page into a spec that is there already: facts come from the page, what a person set stays.
//!
//! Nothing is removed because the page does not have it: that is listed for a person, who removes it or
//! adds a departure. What a departure covers is as the spec has it.

pub(crate) mod fingerprint;
mod page_alone;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use similar::TextDiff;

use crate::vocabulary::naming::Site;
use xtask::spec::words::PageType;
use xtask::spec::{self, At, Endpoint, ErrorCode, Field, File, Map, Problem, Type};

/// A spec with the facts of a page.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The spec.
    pub spec: Endpoint,
    /// What changed, in the order of the spec.
    pub changes: Vec<Change>,
    /// What a person has to look at.
    pub left: Vec<Left>,
    /// The departures of the spec that hold a fact of the page back, by their place in `departs`.
    pub(crate) departures: BTreeSet<usize>,
}

/// A fact that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The keys that lead to it, as in `departs`.
    pub path: Vec<String>,
    /// What the spec said, if it said anything.
    pub old: Option<String>,
    /// What it says now, if it still says anything.
    pub new: Option<String>,
    /// What hangs on it, if anything.
    pub note: &'static str,
}

/// Something that the spec has and the page has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The keys that lead to it, as in `departs`.
    pub path: Vec<String>,
    /// Why it is listed.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.join(".");
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => write!(f, "{path}: {old} is now {new}")?,
            (Some(old), None) => write!(f, "{path}: no longer {old}")?,
            (None, Some(new)) => write!(f, "{path}: new, {new}")?,
            (None, None) => write!(f, "{path}: new")?,
        }
        if self.note.is_empty() { Ok(()) } else { write!(f, "; {}", self.note) }
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.path.join("."), self.why, self.remedy)
    }
}

/// What differs between a spec and what it became, as a unified diff.
#[must_use]
pub fn difference(path: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().context_radius(2).header(path, path).to_string()
}

/// Merges the facts of a page, which is in the language of `site`, into a spec.
#[must_use]
pub fn merge(spec: &Endpoint, page: &Endpoint, site: Site) -> Merged {
    let (changes, left, departures) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut merger = Merger { spec, page, site, changes, left, departures };
    let mut spec = spec.clone();
    merger.endpoint(&mut spec);
    let Merger { changes, left, departures, .. } = merger;
    Merged { spec, changes, left, departures }
}

/// Prints a spec with the comments that its file has.
///
/// # Errors
///
/// The file is not YAML.
pub fn print_over(file: &File, spec: &Endpoint) -> Result<String, Box<Problem>> {
    Ok(spec::print(spec, &spec::comments(file)?))
}

const GONE: &str = "the page does not have it";
const REMOVE: &str = "remove it, or say in `departs` why it stays";

struct Merger<'a> {
    spec: &'a Endpoint,
    page: &'a Endpoint,
    site: Site,
    changes: Vec<Change>,
    left: Vec<Left>,
    departures: BTreeSet<usize>,
}

impl Merger<'_> {
    fn endpoint(&mut self, own: &mut Endpoint) {
        let page = self.page;
        self.head(own);
        for (key, own, page, is_request) in [
            ("query", &mut own.query, &page.query, true),
            ("body", &mut own.body, &page.body, true),
            ("response", &mut own.response, &page.response, false),
        ] {
            self.fields(&[key], own, page, is_request);
        }
        self.returns(&mut own.returns);
        self.types(&mut own.types);
        self.errors(&mut own.errors);
        let has_news = own.examples.is_empty() && !page.examples.is_empty();
        if has_news && !self.is_covered(&["examples"]) {
            own.examples.clone_from(&page.examples);
            self.changed(&["examples"], None, None);
        }
    }

    fn head(&mut self, own: &mut Endpoint) {
        let (page, site) = (self.page, self.site);
        let docs = site.choose(&mut own.docs.value.en, &mut own.docs.value.zh);
        let said = site.choose(page.docs.en.as_ref(), page.docs.zh.as_ref());
        self.fact(&["docs", site.key()], docs, said, quoted);
        self.replace(&["method"], &mut own.method, &page.method, ToString::to_string);
        self.replace(&["path"], &mut own.path, &page.path, quoted);
        // Nothing said is `json`.
        let encoding = |it: &Endpoint| it.encoding.as_ref().map(|it| it.value).unwrap_or_default();
        if encoding(own) != encoding(page) {
            let said = page.encoding.as_ref();
            self.fact(&["encoding"], &mut own.encoding, said, ToString::to_string);
        }
        self.list(&["apps"], &mut own.apps, &page.apps);
        self.list(&["permissions"], &mut own.permissions, &page.permissions);
    }

    /// What a call returns is a person's choice as long as it is there.
    fn returns(&mut self, own: &mut At<String>) {
        let page = self.page;
        let is_member = !matches!(own.as_str(), "nothing" | "response");
        let is_gone = is_member && page.response.get(own).is_none();
        if is_gone && !self.is_covered(&["response", own]) {
            self.replace(&["returns"], own, &page.returns, quoted);
        } else if own.as_str() == "nothing" && page.returns.as_str() != "nothing" {
            let remedy = "choose what `returns` names, or say in `departs` why nothing";
            self.leave(&["returns"], "the page has an answer", remedy);
        }
    }

    fn types(&mut self, own: &mut Map<Type>) {
        let page = self.page;
        let sent = sent_types(self.spec, page);
        let merge = |it: &mut Self, path: &[&str], own: &mut Type, page: &Type| {
            it.object_type(path, own, page, path.last().is_some_and(|it| sent.contains(*it)));
        };
        self.map(&["types"], own, &page.types, |_| None, merge);
        self.gone(&["types"], own, &page.types, |_| true);
    }

    fn object_type(&mut self, path: &[&str], own: &mut Type, page: &Type, is_request: bool) {
        self.doc(path, &mut own.doc, page.doc.as_ref());
        // A type that is shared need not repeat its members.
        if own.same_as.is_none() || !own.fields.is_empty() {
            self.fields(&below(path, "fields"), &mut own.fields, &page.fields, is_request);
        }
    }

    fn fields(&mut self, path: &[&str], own: &mut Map<Field>, page: &Map<Field>, is_request: bool) {
        // A page that requires nothing of a table has no such column.
        let says_required = page.iter().any(|(_, it)| it.required.is_some());
        let merge = |it: &mut Self, path: &[&str], own: &mut Field, page: &Field| {
            it.field(path, own, page);
            if is_request {
                it.required(&below(path, "required"), own, page, says_required);
            }
        };
        self.map(path, own, page, |it| Some(it.page_type.to_string()), merge);
        self.gone(path, own, page, |_| true);
    }

    fn field(&mut self, path: &[&str], own: &mut Field, page: &Field) {
        // No page says that a number may have a fraction: a person does.
        if own.page_type.replace("Decimal", "Number") != page.page_type.value {
            self.replace(&below(path, "type"), &mut own.page_type, &page.page_type, quoted);
        }
        for (key, own, page) in [
            ("min_length", &mut own.min_length, &page.min_length),
            ("max_length", &mut own.max_length, &page.max_length),
            ("max_items", &mut own.max_items, &page.max_items),
        ] {
            self.fact(&below(path, key), own, page.as_ref(), ToString::to_string);
        }
        for (key, own, page) in [("min", &mut own.min, &page.min), ("max", &mut own.max, &page.max)]
        {
            self.fact(&below(path, key), own, page.as_ref(), ToString::to_string);
        }
        self.list(&below(path, "together_with"), &mut own.together_with, &page.together_with);
        let (absent, said) = (&mut own.absent_for, page.absent_for.as_ref());
        self.fact(&below(path, "absent_for"), absent, said, ToString::to_string);
        if own.example.is_none() {
            let (example, said) = (&mut own.example, page.example.as_ref());
            self.fact(&below(path, "example"), example, said, ToString::to_string);
        }
        self.doc(path, &mut own.doc, page.doc.as_ref());
    }

    fn required(&mut self, path: &[&str], own: &mut Field, page: &Field, says_required: bool) {
        match (own.is_required(), page.is_required()) {
            (false, true) => {
                self.fact(path, &mut own.required, page.required.as_ref(), ToString::to_string);
            }
            (true, false) if !says_required => self.leave(path, GONE, REMOVE),
            (true, false) if !self.is_covered(path) => {
                own.required = None;
                self.changed(path, Some("true".to_owned()), None);
            }
            _ => {}
        }
    }

    fn errors(&mut self, own: &mut Map<ErrorCode>) {
        let (page, site) = (self.page, self.site);
        self.map(&["errors"], own, &page.errors, |it| Some(it.name.to_string()), Self::error);
        // A code whose message is in the other language only is from the page in that one.
        let is_of_page =
            |it: &ErrorCode| site.choose(it.message.en.as_ref(), it.message.zh.as_ref()).is_some();
        self.gone(&["errors"], own, &page.errors, is_of_page);
    }

    fn error(&mut self, path: &[&str], own: &mut ErrorCode, page: &ErrorCode) {
        let site = self.site;
        let message = site.choose(&mut own.message.value.en, &mut own.message.value.zh);
        let said = site.choose(page.message.en.as_ref(), page.message.zh.as_ref());
        let is_judged = message.is_some() && (own.class.is_some() || own.remedy.is_some());
        let next = self.changes.len();
        self.fact(&[path, &["message", site.key()]].concat(), message, said, quoted);
        if let Some(change) = self.changes.get_mut(next).filter(|_| is_judged) {
            change.note = "see whether class and remedy still fit";
        }
    }

    /// A fact that may be missing.
    fn fact<T: Clone + PartialEq>(
        &mut self,
        path: &[&str],
        own: &mut Option<At<T>>,
        page: Option<&At<T>>,
        show: fn(&At<T>) -> String,
    ) {
        match page {
            Some(page) if own.as_ref() != Some(page) && !self.is_covered(path) => {
                self.changed(path, own.as_ref().map(show), Some(show(page)));
                *own = Some(page.clone());
            }
            None if own.is_some() => self.leave(path, GONE, REMOVE),
            _ => {}
        }
    }

    /// A fact that spec and page have always.
    fn replace<T: Clone + PartialEq>(
        &mut self,
        path: &[&str],
        own: &mut At<T>,
        page: &At<T>,
        show: fn(&At<T>) -> String,
    ) {
        if own != page && !self.is_covered(path) {
            self.changed(path, Some(show(own)), Some(show(page)));
            own.clone_from(page);
        }
    }

    /// What a person wrote stays; where there is nothing, the page's words are better than none.
    fn doc(&mut self, path: &[&str], own: &mut Option<At<String>>, page: Option<&At<String>>) {
        if own.is_none() {
            self.fact(&below(path, "doc"), own, page, quoted);
        }
    }

    /// A fact that is a list, in whatever order. What stays keeps its order.
    fn list<T: Clone + PartialEq + fmt::Display>(
        &mut self,
        path: &[&str],
        own: &mut Vec<At<T>>,
        page: &[At<T>],
    ) {
        if page.is_empty() && !own.is_empty() {
            return self.leave(path, GONE, REMOVE);
        }
        let mut items: Vec<_> = own.iter().filter(|it| page.contains(it)).cloned().collect();
        items.extend(page.iter().filter(|it| !own.contains(it)).cloned());
        if items != *own && !self.is_covered(path) {
            let show = |items: &[At<T>]| {
                let shown: Vec<String> = items.iter().map(ToString::to_string).collect();
                (!shown.is_empty()).then(|| shown.join(", "))
            };
            self.changed(path, show(own), show(&items));
            *own = items;
        }
    }

    /// The keys of the page: one that the spec has is merged, another one is added behind the key that
    /// it follows on the page.
    fn map<T: Clone>(
        &mut self,
        path: &[&str],
        own: &mut Map<T>,
        page: &Map<T>,
        show: fn(&T) -> Option<String>,
        merge: impl Fn(&mut Self, &[&str], &mut T, &T),
    ) {
        let mut last = None;
        for (key, new) in page.iter() {
            let path = below(path, key);
            if let Some(old) = own.get_mut(key) {
                merge(self, &path, old, new);
            } else if self.is_covered(&path) {
                continue;
            } else {
                self.changed(&path, None, show(new));
                own.insert_behind(last, key.clone(), new.clone());
            }
            last = Some(key.as_str());
        }
    }

    /// Lists the keys that the page does not have, less those that are of another page.
    fn gone<T>(
        &mut self,
        path: &[&str],
        own: &Map<T>,
        page: &Map<T>,
        is_of_page: impl Fn(&T) -> bool,
    ) {
        for (key, value) in own.iter().filter(|(key, _)| page.get(key).is_none()) {
            let path = below(path, key);
            if !self.is_covered(&path) && is_of_page(value) {
                self.leave(&path, GONE, REMOVE);
            }
        }
    }

    /// Lists what only the spec has, unless a departure covers it.
    fn leave(&mut self, path: &[&str], why: &'static str, remedy: &'static str) {
        if !self.is_covered(path) {
            self.left.push(Left { path: owned(path), why, remedy });
        }
    }

    fn changed(&mut self, path: &[&str], old: Option<String>, new: Option<String>) {
        self.changes.push(Change { path: owned(path), old, new, note: "" });
    }

    /// Whether a departure says that the spec knows better: there, or where the spec has the parameter
    /// instead. This is asked only where spec and page differ, so that the departure is needed.
    fn is_covered(&mut self, path: &[&str]) -> bool {
        let places = [Some(path.join(".")), self.moved(path)];
        let covers = |at: &str| places.iter().flatten().any(|it| is_within(it, at));
        let departs = self.spec.departs.iter().enumerate();
        let found: Vec<usize> = departs.filter(|(_, it)| covers(&it.at)).map(|it| it.0).collect();
        self.departures.extend(&found);
        !found.is_empty()
    }

    /// The path of a parameter in the spec, if that has it in the query and the page in the body, or
    /// the other way round.
    fn moved(&self, path: &[&str]) -> Option<String> {
        let [place @ ("query" | "body"), key, rest @ ..] = path else { return None };
        let (here, there, other) = match *place {
            "query" => (&self.spec.query, &self.spec.body, "body"),
            _ => (&self.spec.body, &self.spec.query, "query"),
        };
        let is_moved = here.get(key).is_none() && there.get(key).is_some();
        is_moved.then(|| [&[other, *key], rest].concat().join("."))
    }
}

/// Whether a path is another one, or below it.
pub(crate) fn is_within(path: &str, of: &str) -> bool {
    path.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn below<'a>(path: &[&'a str], key: &'a str) -> Vec<&'a str> {
    [path, &[key]].concat()
}

fn owned(path: &[&str]) -> Vec<String> {
    path.iter().map(ToString::to_string).collect()
}

fn quoted(text: &At<String>) -> String {
    format!("`{text}`")
}

/// The types that requests are made of, in the spec and on the page.
fn sent_types(spec: &Endpoint, page: &Endpoint) -> BTreeSet<String> {
    let named = |fields: &Map<Field>| {
        let types = fields.iter().filter_map(|(_, it)| PageType::parse(&it.page_type));
        types.filter_map(|it| it.named().map(str::to_owned)).collect::<Vec<_>>()
    };
    let mut todo: Vec<String> =
        [spec, page].iter().flat_map(|it| [&it.query, &it.body]).flat_map(named).collect();
    let mut found = BTreeSet::new();
    while let Some(name) = todo.pop() {
        if found.insert(name.clone()) {
            let types = [spec, page].into_iter().filter_map(|it| it.types.get(&name));
            todo.extend(types.flat_map(|it| named(&it.fields)));
        }
    }
    found
}
