//! A page into a spec that is there already: facts come from the page, what a person set stays.
//!
//! Nothing is taken out because the page does not have it, unless that is asked for: it is listed for a
//! person, who takes it out or adds a departure. What a departure covers is as the spec has it.

pub(crate) mod fingerprint;

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;
use similar::TextDiff;

use crate::vocabulary::naming::Site;
use xtask::spec::words::PageType;
use xtask::spec::{
    At, Departure, Encoding, Endpoint, ErrorCode, Example, Field, File, Map, Pagination, Problem,
    Type, comments, print,
};

/// How to merge.
#[derive(Clone, Copy, Debug, Default)]
pub struct MergeOptions {
    /// The language of the page.
    pub site: Site,
    /// Take out what only the spec has, instead of listing it. Values that hang on what was taken out,
    /// such as examples, are then the page's, so that the result is a spec to compare with.
    pub removes: bool,
}

/// A spec with the facts of a page.
#[derive(Debug)]
pub struct Merged {
    /// The spec.
    pub spec: Endpoint,
    /// What changed, in the order of the spec.
    pub changes: Vec<Change>,
    /// What a person has to look at.
    pub left: Vec<Left>,
    /// The departures, by their number, without which something would have changed.
    pub needed: BTreeSet<usize>,
}

/// A fact that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The keys that lead to it, as in `departs`.
    pub path: String,
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
    pub path: String,
    /// Why it is listed.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, old, new, note } = self;
        match (old, new) {
            (Some(old), Some(new)) => write!(f, "{path}: {old} is now {new}")?,
            (Some(old), None) => write!(f, "{path}: no longer {old}")?,
            (None, Some(new)) => write!(f, "{path}: new, {new}")?,
            (None, None) => write!(f, "{path}: new")?,
        }
        if note.is_empty() { Ok(()) } else { write!(f, "; {note}") }
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.path, self.why, self.remedy)
    }
}

/// What differs between a spec and what it became, as a unified diff.
#[must_use]
pub fn difference(path: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().context_radius(2).header(path, path).to_string()
}

/// Merges the facts of a page into the spec of an endpoint.
#[must_use]
pub fn merge(spec: &Endpoint, page: &Endpoint, options: &MergeOptions) -> Merged {
    let mut result = spec.clone();
    let mut merger = Merger {
        spec,
        page,
        options: *options,
        changes: Vec::new(),
        left: Vec::new(),
        needed: BTreeSet::new(),
        is_reshaped: false,
    };
    merger.run(&mut result);
    let Merger { changes, left, needed, .. } = merger;
    Merged { spec: result, changes, left, needed }
}

impl Merged {
    /// The text of the spec, whose file was this one; the very same where nothing changed.
    ///
    /// # Errors
    ///
    /// The file is not YAML.
    pub fn text(&self, file: &File) -> Result<String, Box<Problem>> {
        if self.changes.is_empty() {
            return Ok(file.text().to_owned());
        }
        Ok(print(&self.spec, &comments(file)?))
    }
}

const GONE: &str = "the page does not have it";
const TAKE_OUT: &str = "remove it, or say in `departs` why it stays";

/// What is known while a page is merged. The spec that comes out is passed along, in parts.
struct Merger<'a> {
    /// The spec as it was.
    spec: &'a Endpoint,
    page: &'a Endpoint,
    options: MergeOptions,
    changes: Vec<Change>,
    left: Vec<Left>,
    needed: BTreeSet<usize>,
    /// Whether a member was taken out or has another type, so that old examples may not fit.
    is_reshaped: bool,
}

impl Merger<'_> {
    fn run(&mut self, spec: &mut Endpoint) {
        let page = self.page;
        self.head(spec);
        self.fields(&["query"], &mut spec.query, &page.query, true);
        self.fields(&["body"], &mut spec.body, &page.body, true);
        self.fields(&["response"], &mut spec.response, &page.response, false);
        self.returns(&mut spec.returns);
        self.types(&mut spec.types);
        self.errors(&mut spec.errors);
        if self.options.removes {
            self.pagination(&mut spec.pagination);
            self.departures(&mut spec.departs);
        }
        self.examples(&mut spec.examples);
    }

    fn examples(&mut self, examples: &mut Vec<At<Example>>) {
        let new = &self.page.examples;
        if self.options.removes && self.is_reshaped {
            examples.clone_from(new);
        } else if examples.is_empty() && !new.is_empty() && !self.is_covered(&["examples"]) {
            examples.clone_from(new);
            self.changed(&["examples"], None, None, "");
        }
    }

    /// A departure cannot be where nothing is any more.
    fn departures(&self, departs: &mut Vec<At<Departure>>) {
        let removed: Vec<_> = self.changes.iter().filter(|it| it.new.is_none()).collect();
        departs.retain(|own| !removed.iter().any(|it| is_within(&own.at, &it.path)));
    }

    /// Pages of a list cannot be asked for by what the page does not have.
    fn pagination(&mut self, pagination: &mut Option<At<Pagination>>) {
        let Some(own) = &self.spec.pagination else { return };
        let page = self.page;
        let sends = |name: &str| page.query.get(name).or_else(|| page.body.get(name)).is_some();
        let is_there =
            sends(&own.offset) && sends(&own.size) && page.response.get(&own.items).is_some();
        let keys = [["query", &own.offset], ["body", &own.offset], ["response", &own.items]];
        let is_covered = !is_there && keys.iter().any(|it| self.is_covered(it));
        if !is_there && !is_covered && self.leave(&["pagination"]) {
            *pagination = None;
        }
    }

    fn head(&mut self, spec: &mut Endpoint) {
        let page = self.page;
        let site = self.options.site;
        let docs = &mut spec.docs.value;
        let (old, new) = site.choose((&mut docs.en, &page.docs.en), (&mut docs.zh, &page.docs.zh));
        self.fact(&["docs", site.key()], old, new.as_ref(), quoted, "");
        self.replaced(&["method"], &mut spec.method, &page.method, ToString::to_string);
        self.replaced(&["path"], &mut spec.path, &page.path, quoted);
        // Nothing said is `json`.
        let encoding =
            |it: &Option<At<Encoding>>| it.as_ref().map_or(Encoding::Json, |it| it.value);
        if encoding(&spec.encoding) != encoding(&page.encoding) {
            self.fact(
                &["encoding"],
                &mut spec.encoding,
                page.encoding.as_ref(),
                ToString::to_string,
                "",
            );
        }
        self.list(&["apps"], &mut spec.apps, &page.apps);
        self.list(&["permissions"], &mut spec.permissions, &page.permissions);
    }

    /// What a call returns is a person's choice as long as it is there.
    fn returns(&mut self, returns: &mut At<String>) {
        let (old, new) = (&self.spec.returns, &self.page.returns);
        let is_word = matches!(old.as_str(), "nothing" | "response");
        let is_there = self.page.response.get(old).is_some();
        let has_gone = !is_word && !is_there && !self.is_covered(&["response", old]);
        let has_come = old.as_str() == "nothing" && new.as_str() != "nothing";
        if has_gone || has_come && self.options.removes {
            self.replaced(&["returns"], returns, new, quoted);
        } else if has_come {
            let remedy = "choose what `returns` names, or say in `departs` why nothing";
            self.list_left(&["returns"], "the page has an answer", remedy);
        }
    }

    fn types(&mut self, types: &mut Map<Type>) {
        let page = self.page;
        let sent = sent_types(self.spec, page);
        self.map(
            &["types"],
            types,
            &page.types,
            |_| "",
            |merger, path, name, old, new| {
                merger.object_type(path, old, new, sent.contains(name));
            },
        );
        self.gone(&["types"], types, &page.types, |_| false);
    }

    fn object_type(&mut self, path: &[&str], old: &mut Type, new: &Type, is_request: bool) {
        self.doc(path, &mut old.doc, new.doc.as_ref());
        // A type that is shared need not repeat its members.
        if old.same_as.is_none() || !old.fields.is_empty() {
            let path = [path, &["fields"]].concat();
            if self.options.removes && !old.fields.is_empty() && new.fields.is_empty() {
                return self.list_left(&path, GONE, TAKE_OUT);
            }
            self.fields(&path, &mut old.fields, &new.fields, is_request);
        }
    }

    fn fields(
        &mut self,
        path: &[&str],
        fields: &mut Map<Field>,
        page: &Map<Field>,
        is_request: bool,
    ) {
        // A page that requires nothing of a table has no such column.
        let says_required = page.iter().any(|(_, it)| it.required.is_some());
        self.map(
            path,
            fields,
            page,
            |it| &it.page_type,
            |merger, path, _, old, new| {
                merger.field(path, old, new);
                if is_request {
                    merger.required(path, old, new, says_required);
                }
            },
        );
        self.gone(path, fields, page, |_| false);
    }

    /// Merges the keys of a mapping that the page has: those that the spec has, too, by `merge_value`;
    /// the others go behind the key that is in front of them on the page.
    fn map<T: Clone>(
        &mut self,
        path: &[&str],
        spec: &mut Map<T>,
        page: &Map<T>,
        shown: impl Fn(&T) -> &str,
        mut merge_value: impl FnMut(&mut Self, &[&str], &str, &mut T, &T),
    ) {
        let mut behind = None;
        for (key, new) in page.iter() {
            let path = [path, &[key.as_str()]].concat();
            if let Some(old) = spec.get_mut(key) {
                merge_value(self, &path, key, old, new);
            } else if self.is_covered(&path) {
                continue;
            } else {
                spec.insert_behind(behind, key.clone(), new.clone());
                let shown = Some(shown(new).to_owned()).filter(|it| !it.is_empty());
                self.changed(&path, None, shown, "");
            }
            behind = Some(key.as_str());
        }
    }

    fn field(&mut self, path: &[&str], old: &mut Field, new: &Field) {
        let below = |key| [path, &[key]].concat();
        // No page says that a number may have a fraction: a person does.
        let is_decimal = old.page_type.replace("Decimal", "Number") == *new.page_type.value;
        if !is_decimal && old.page_type != new.page_type {
            self.replaced(&below("type"), &mut old.page_type, &new.page_type, quoted);
            if self.options.removes && !self.is_covered(&below("type")) {
                // The example of another type is not one any more.
                self.is_reshaped = true;
                old.example.clone_from(&new.example);
            }
        }
        self.fact(
            &below("min_length"),
            &mut old.min_length,
            new.min_length.as_ref(),
            ToString::to_string,
            "",
        );
        self.fact(
            &below("max_length"),
            &mut old.max_length,
            new.max_length.as_ref(),
            ToString::to_string,
            "",
        );
        self.fact(
            &below("max_items"),
            &mut old.max_items,
            new.max_items.as_ref(),
            ToString::to_string,
            "",
        );
        self.fact(&below("min"), &mut old.min, new.min.as_ref(), ToString::to_string, "");
        self.fact(&below("max"), &mut old.max, new.max.as_ref(), ToString::to_string, "");
        self.list(&below("together_with"), &mut old.together_with, &new.together_with);
        self.fact(
            &below("absent_for"),
            &mut old.absent_for,
            new.absent_for.as_ref(),
            ToString::to_string,
            "",
        );
        if let (None, Some(example)) = (&old.example, &new.example) {
            let shown = |it: &Value| it.to_string();
            self.fact(&below("example"), &mut old.example, Some(example), shown, "");
        }
        self.doc(path, &mut old.doc, new.doc.as_ref());
    }

    fn required(&mut self, path: &[&str], old: &mut Field, new: &Field, says_required: bool) {
        let path = [path, &["required"]].concat();
        match (old.is_required(), new.is_required()) {
            (false, true) => {
                self.fact(&path, &mut old.required, Some(&true.into()), ToString::to_string, "");
            }
            (true, false) if !says_required => self.list_left(&path, GONE, TAKE_OUT),
            (true, false) if !self.is_covered(&path) => {
                old.required = None;
                self.changed(&path, Some("true".to_owned()), None, "");
            }
            _ => {}
        }
    }

    fn errors(&mut self, errors: &mut Map<ErrorCode>) {
        let page = self.page;
        self.map(
            &["errors"],
            errors,
            &page.errors,
            |it| &it.name,
            |merger, path, _, old, new| {
                merger.error(path, old, new);
            },
        );
        // A code whose message is in the other language only is from the page in that one.
        let site = self.options.site;
        let is_of_another =
            |it: &ErrorCode| site.choose(it.message.en.as_ref(), it.message.zh.as_ref()).is_none();
        self.gone(&["errors"], errors, &page.errors, is_of_another);
    }

    fn error(&mut self, path: &[&str], old: &mut ErrorCode, new: &ErrorCode) {
        let has_more = old.class.is_some() || old.remedy.is_some();
        let site = self.options.site;
        let path = [path, &["message", site.key()]].concat();
        let (old, new) = (&mut old.message.value, &new.message);
        let (old, new) = site.choose((&mut old.en, &new.en), (&mut old.zh, &new.zh));
        if self.options.removes && old.is_some() && new.is_none() {
            // Without a message there is no code.
            return self.list_left(&path, GONE, TAKE_OUT);
        }
        let note = "see whether class and remedy still fit";
        let note = if has_more && old.is_some() { note } else { "" };
        self.fact(&path, old, new.as_ref(), quoted, note);
    }

    /// What a person wrote stays; where there is nothing, the page's words are better than none.
    fn doc(&mut self, path: &[&str], old: &mut Option<At<String>>, new: Option<&At<String>>) {
        if old.is_none() && new.is_some() {
            self.fact(&[path, &["doc"]].concat(), old, new, quoted, "");
        }
    }

    /// Changes a fact, unless a departure covers it.
    fn fact<T: Clone + PartialEq>(
        &mut self,
        path: &[&str],
        old: &mut Option<At<T>>,
        new: Option<&At<T>>,
        shown: impl Fn(&T) -> String,
        note: &'static str,
    ) {
        if old.as_ref() == new {
            return;
        }
        let Some(new) = new else {
            if self.leave(path) {
                *old = None;
            }
            return;
        };
        if !self.is_covered(path) {
            let before = old.as_ref().map(|it| shown(it));
            self.changed(path, before, Some(shown(new)), note);
            *old = Some(new.clone());
        }
    }

    /// Changes a fact that every spec has.
    fn replaced<T: Clone + PartialEq>(
        &mut self,
        path: &[&str],
        old: &mut At<T>,
        new: &At<T>,
        shown: impl Fn(&T) -> String,
    ) {
        let mut value = Some(old.clone());
        self.fact(path, &mut value, Some(new), shown, "");
        if let Some(value) = value {
            *old = value;
        }
    }

    /// A fact that is a list, in whatever order. What stays keeps its order.
    fn list<T: Clone + PartialEq + fmt::Display>(
        &mut self,
        path: &[&str],
        old: &mut Vec<At<T>>,
        new: &[At<T>],
    ) {
        let (gone, stays): (Vec<_>, Vec<_>) = old.iter().cloned().partition(|it| !new.contains(it));
        let come: Vec<_> = new.iter().filter(|it| !old.contains(it)).cloned().collect();
        if gone.is_empty() && come.is_empty() {
            return;
        }
        if new.is_empty() {
            if self.leave(path) {
                old.clear();
            }
        } else if !self.is_covered(path) {
            let shown =
                |it: &[At<T>]| it.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let before = (!old.is_empty()).then(|| shown(old));
            *old = [stays, come].concat();
            self.changed(path, before, Some(shown(old)), "");
        }
    }

    /// Lists the keys that the page does not have, or takes them out; not those that are of another page.
    fn gone<T>(
        &mut self,
        path: &[&str],
        spec: &mut Map<T>,
        page: &Map<T>,
        is_of_another: impl Fn(&T) -> bool,
    ) {
        spec.retain(|key, value| {
            let path = [path, &[key]].concat();
            let is_there = page.get(key).is_some();
            // The departure may be needed for the other page.
            let is_of_another = !is_there && is_of_another(value) && {
                self.is_covered(&path);
                true
            };
            is_there || is_of_another || !self.leave(&path)
        });
    }

    /// Lists what only the spec has, or returns that it is to be taken out.
    fn leave(&mut self, path: &[&str]) -> bool {
        // A page that does not say where it is has an address all the same.
        let is_kept = !self.options.removes || path.first() == Some(&"docs");
        if is_kept || self.is_covered(path) {
            self.list_left(path, GONE, TAKE_OUT);
            return false;
        }
        self.is_reshaped |= matches!(path, [.., "fields", _] | ["query" | "body" | "response", _]);
        self.changed(path, Some("in the spec".to_owned()), None, "");
        true
    }

    fn list_left(&mut self, path: &[&str], why: &'static str, remedy: &'static str) {
        if !self.is_covered(path) {
            self.left.push(Left { path: path.join("."), why, remedy });
        }
    }

    fn changed(
        &mut self,
        path: &[&str],
        old: Option<String>,
        new: Option<String>,
        note: &'static str,
    ) {
        self.changes.push(Change { path: path.join("."), old, new, note });
    }

    /// Whether the spec says that it knows better: there, or where it has the parameter instead. Asked
    /// only where something would change.
    fn is_covered(&mut self, path: &[&str]) -> bool {
        let paths = [Some(path.join(".")), self.moved(path)];
        let departs = self.spec.departs.iter().enumerate();
        let covers = |own: &Departure| paths.iter().flatten().any(|it| is_within(it, &own.at));
        let covering: Vec<usize> = departs.filter(|(_, it)| covers(it)).map(|(at, _)| at).collect();
        self.needed.extend(&covering);
        !covering.is_empty()
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

fn quoted(text: &String) -> String {
    format!("`{text}`")
}

/// The types that requests are made of, in the spec and on the page.
fn sent_types<'a>(spec: &'a Endpoint, page: &'a Endpoint) -> BTreeSet<String> {
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

#[cfg(test)]
mod tests;
