//! A page into a spec that is there already: facts come from the page, what a person set stays.
//!
//! Nothing is taken out because the page does not have it: that is listed for a person, who takes it
//! out or adds a departure. What a departure covers is as the spec has it. Either can be asked for
//! otherwise, to see what the spec would be if the page alone were right.

pub(crate) mod canon;

use std::collections::BTreeSet;
use std::fmt;

use similar::TextDiff;

use crate::vocabulary::naming::Site;
use crate::yaml::{Node, Place, Sheet, build, lost};
use xtask::spec::words::PageType;
use xtask::spec::{self, App, At, Encoding, Endpoint, ErrorCode, Field, File, Map, Problem, Type};

/// How to merge.
#[derive(Clone, Copy, Debug, Default)]
pub struct MergeOptions {
    /// The language of the page.
    pub site: Site,
    /// Take out what only the spec has, instead of listing it. Values that hang on what was taken out,
    /// such as examples, are then the page's, so that the result is a spec to compare with.
    pub removes: bool,
    /// Take the page's word also where the spec says that it knows better.
    pub ignores_departures: bool,
}

/// A spec with the facts of a page.
#[derive(Debug)]
pub struct Merged {
    /// The text of the spec; the very same where nothing changed.
    pub text: String,
    /// What changed, in the order of the spec.
    pub changes: Vec<Change>,
    /// What a person has to look at.
    pub left: Vec<Left>,
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

/// Merges the facts of a page into the file of an endpoint.
///
/// # Errors
///
/// The file is no spec of an endpoint, or has something that cannot be changed without losing it. The
/// problem's place is in the file.
pub fn merge(
    existing: &File,
    page: &Endpoint,
    options: &MergeOptions,
) -> Result<Merged, Box<Problem>> {
    let spec: Endpoint = spec::read(existing)?;
    let sheet = Sheet::new(existing)?;
    let comments = sheet.comments();
    let mut merger = Merger {
        spec: &spec,
        page,
        options: *options,
        sheet,
        changes: Vec::new(),
        left: Vec::new(),
        is_reshaped: false,
    };
    merger.run();
    let Merger { sheet, changes, left, .. } = merger;
    if changes.is_empty() {
        return Ok(Merged { text: existing.text().to_owned(), changes, left });
    }
    let text = sheet.text();
    let written = File::new("", &existing.name, text.clone().into());
    let is_read = spec::read::<Endpoint>(&written).is_ok();
    if !is_read || Sheet::new(&written)?.comments() != comments {
        return Err(lost());
    }
    Ok(Merged { text, changes, left })
}

const GONE: &str = "the page does not have it";
const TAKE_OUT: &str = "remove it, or say in `departs` why it stays";

struct Merger<'a> {
    spec: &'a Endpoint,
    page: &'a Endpoint,
    options: MergeOptions,
    sheet: Sheet,
    changes: Vec<Change>,
    left: Vec<Left>,
    /// Whether a member was taken out or has another type, so that old examples may not fit.
    is_reshaped: bool,
}

/// The fields of one mapping, in the spec and on the page.
struct Fields<'a> {
    path: &'a [&'a str],
    spec: &'a Map<Field>,
    page: &'a Map<Field>,
    is_request: bool,
}

impl<'a> Merger<'a> {
    fn run(&mut self) {
        let (spec, page) = (self.spec, self.page);
        self.head();
        for (key, spec, page, is_request) in [
            ("query", &spec.query, &page.query, true),
            ("body", &spec.body, &page.body, true),
            ("response", &spec.response, &page.response, false),
        ] {
            self.fields(&Fields { path: &[key], spec, page, is_request });
        }
        self.returns();
        self.types();
        self.errors();
        if self.options.removes {
            self.pagination();
            self.departures();
        }
        self.examples();
    }

    fn examples(&mut self) {
        let new = build::list(&self.page.examples, |it| build::example(it));
        if self.spec.examples.is_empty() {
            self.fill(&["examples"], new, "");
        } else if self.options.removes && self.is_reshaped {
            match new {
                Some(new) => self.sheet.set(&["examples"], Place::Usual, new),
                None => self.sheet.remove(&["examples"]),
            }
        }
    }

    /// A departure cannot be where nothing is any more.
    fn departures(&mut self) {
        let removed = self.changes.iter().filter(|it| it.new.is_none());
        let gone = removed.map(|it| it.path.as_str()).collect::<Vec<_>>();
        if self.spec.departs.iter().any(|own| gone.iter().any(|it| is_within(&own.at, it))) {
            self.sheet.remove(&["departs"]);
        }
    }

    /// Pages of a list cannot be asked for by what the page does not have.
    fn pagination(&mut self) {
        let Some(own) = &self.spec.pagination else { return };
        let page = self.page;
        let sends = |name: &str| page.query.get(name).or_else(|| page.body.get(name)).is_some();
        let is_there =
            sends(&own.offset) && sends(&own.size) && page.response.get(&own.items).is_some();
        let keys = [["query", &own.offset], ["body", &own.offset], ["response", &own.items]];
        if !is_there && !keys.iter().any(|it| self.is_covered(it)) {
            self.leave(&["pagination"], GONE, TAKE_OUT);
        }
    }

    fn head(&mut self) {
        let (spec, page) = (self.spec, self.page);
        let (old, new) = (&spec.docs, &page.docs);
        let old = self.options.site.choose(old.en.as_ref(), old.zh.as_ref());
        let new = self.options.site.choose(new.en.as_ref(), new.zh.as_ref());
        self.text(&["docs", self.options.site.key()], old, new, "");
        let (old, new) = (spec.method.as_str(), page.method.as_str());
        self.word(&["method"], Some(&old), Some(&new));
        self.text(&["path"], Some(&spec.path), Some(&page.path), "");
        self.encoding();
        let app = |it: &At<App>| it.value.as_str().to_owned();
        let old: Vec<String> = spec.apps.iter().map(app).collect();
        let new: Vec<String> = page.apps.iter().map(app).collect();
        self.list(&["apps"], &old, &new, build::word);
        self.texts(&["permissions"], &spec.permissions, &page.permissions);
    }

    fn encoding(&mut self) {
        let (old, new) = (self.spec.encoding.as_ref(), self.page.encoding.as_ref());
        // Nothing said is `json`.
        let is_same =
            old.map_or(Encoding::Json, |it| it.value) == new.map_or(Encoding::Json, |it| it.value);
        if !is_same {
            let word = |it: &At<Encoding>| it.value.as_str();
            self.word(&["encoding"], old.map(word).as_ref(), new.map(word).as_ref());
        }
    }

    /// What a call returns is a person's choice as long as it is there.
    fn returns(&mut self) {
        let (old, new) = (&self.spec.returns, &self.page.returns);
        let is_word = matches!(old.as_str(), "nothing" | "response");
        let is_there = self.page.response.get(old).is_some();
        let has_gone = !is_word && !is_there && !self.is_covered(&["response", old]);
        let has_come = old.as_str() == "nothing" && new.as_str() != "nothing";
        if has_gone || has_come && self.options.removes {
            self.text(&["returns"], Some(old), Some(new), "");
        } else if has_come {
            let remedy = "choose what `returns` names, or say in `departs` why nothing";
            self.leave(&["returns"], "the page has an answer", remedy);
        }
    }

    fn types(&mut self) {
        let (spec, page) = (self.spec, self.page);
        let sent = sent_types(spec, page);
        let mut behind = None;
        for (name, new) in page.types.iter() {
            let path = ["types", name.as_str()];
            let is_there = match spec.types.get(name) {
                Some(old) => {
                    self.object_type(&path, old, new, sent.contains(name.as_str()));
                    true
                }
                None => self.add(&path, behind, build::object_type(new), ""),
            };
            behind = if is_there { Some(name.as_str()) } else { behind };
        }
        self.gone(&["types"], &spec.types, &page.types, &[]);
    }

    fn object_type(&mut self, path: &[&str], old: &'a Type, new: &'a Type, is_request: bool) {
        self.doc(path, old.doc.as_ref(), new.doc.as_ref());
        // A type that is shared need not repeat its members.
        if old.same_as.is_none() || !old.fields.is_empty() {
            let path = [path, &["fields"]].concat();
            if self.options.removes && !old.fields.is_empty() && new.fields.is_empty() {
                return self.list_left(&path, GONE, TAKE_OUT);
            }
            self.fields(&Fields { path: &path, spec: &old.fields, page: &new.fields, is_request });
        }
    }

    fn fields(&mut self, fields: &Fields<'_>) {
        // A page that requires nothing of a table has no such column.
        let says_required = fields.page.iter().any(|(_, it)| it.required.is_some());
        let mut behind = None;
        for (key, new) in fields.page.iter() {
            let path = [fields.path, &[key.as_str()]].concat();
            let is_there = match fields.spec.get(key) {
                Some(old) => {
                    self.field(&path, old, new);
                    if fields.is_request {
                        self.required(&path, old, new, says_required);
                    }
                    true
                }
                None => self.add(&path, behind, build::field(new), &new.page_type),
            };
            behind = if is_there { Some(key.as_str()) } else { behind };
        }
        self.gone(fields.path, fields.spec, fields.page, &[]);
    }

    fn field(&mut self, path: &[&str], old: &Field, new: &Field) {
        let below = |key| [path, &[key]].concat();
        // No page says that a number may have a fraction: a person does.
        let is_decimal = old.page_type.replace("Decimal", "Number") == *new.page_type.value;
        if !is_decimal {
            self.text(&below("type"), Some(&old.page_type), Some(&new.page_type), "");
            self.retyped(path, old, new);
        }
        for (key, old, new) in [
            ("min_length", &old.min_length, &new.min_length),
            ("max_length", &old.max_length, &new.max_length),
            ("max_items", &old.max_items, &new.max_items),
        ] {
            self.word(&below(key), old.as_ref(), new.as_ref());
        }
        for (key, old, new) in [("min", &old.min, &new.min), ("max", &old.max, &new.max)] {
            self.word(&below(key), old.as_ref(), new.as_ref());
        }
        self.texts(&below("together_with"), &old.together_with, &new.together_with);
        let app = |it: &At<App>| it.value.as_str();
        let (before, after) = (old.absent_for.as_ref().map(app), new.absent_for.as_ref().map(app));
        self.word(&below("absent_for"), before.as_ref(), after.as_ref());
        if let (None, Some(example)) = (&old.example, &new.example) {
            self.fill(&below("example"), Some(build::value(example)), &example.to_string());
        }
        self.doc(path, old.doc.as_ref(), new.doc.as_ref());
    }

    /// The example of another type is not one any more.
    fn retyped(&mut self, path: &[&str], old: &Field, new: &Field) {
        let path = [path, &["type"]].concat();
        if !self.options.removes || old.page_type == new.page_type || self.is_covered(&path) {
            return;
        }
        self.is_reshaped = true;
        let path = [&path[..path.len() - 1], &["example"]].concat();
        match &new.example {
            Some(example) => self.sheet.set(&path, Place::Usual, build::value(example)),
            None => self.sheet.remove(&path),
        }
    }

    fn required(&mut self, path: &[&str], old: &Field, new: &Field, says_required: bool) {
        let path = [path, &["required"]].concat();
        match (old.is_required(), new.is_required()) {
            (false, true) => {
                self.put(&path, old.required.as_ref(), build::word("true"), "true", "");
            }
            (true, false) if !says_required => self.list_left(&path, GONE, TAKE_OUT),
            (true, false) if !self.is_covered(&path) => {
                self.sheet.remove(&path);
                self.changed(&path, Some("true".to_owned()), None, "");
            }
            _ => {}
        }
    }

    fn errors(&mut self) {
        let (spec, page) = (self.spec, self.page);
        let mut behind = None;
        for (code, new) in page.errors.iter() {
            let path = ["errors", code.as_str()];
            let is_there = match spec.errors.get(code) {
                Some(old) => {
                    self.error(&path, old, new);
                    true
                }
                None => self.add(&path, behind, build::error_code(new), &new.name),
            };
            behind = if is_there { Some(code.as_str()) } else { behind };
        }
        let is_of_page = |it: &ErrorCode| self.is_of_page(it);
        let others: Vec<&str> = spec
            .errors
            .iter()
            .filter(|(_, it)| !is_of_page(it))
            .map(|(code, _)| code.as_str())
            .collect();
        self.gone(&["errors"], &spec.errors, &page.errors, &others);
    }

    /// Whether a code may be from a page of this language. One whose message is in the other language
    /// only is from the page in that one.
    fn is_of_page(&self, code: &ErrorCode) -> bool {
        let (en, zh) = (code.message.en.as_ref(), code.message.zh.as_ref());
        self.options.ignores_departures || self.options.site.choose(en, zh).is_some()
    }

    fn error(&mut self, path: &[&str], old: &ErrorCode, new: &ErrorCode) {
        let note = match (&old.class, &old.remedy) {
            (None, None) => "",
            _ => "see whether class and remedy still fit",
        };
        let path = [path, &["message", self.options.site.key()]].concat();
        let before = self.options.site.choose(old.message.en.as_ref(), old.message.zh.as_ref());
        let after = self.options.site.choose(new.message.en.as_ref(), new.message.zh.as_ref());
        let note = if before.is_some() { note } else { "" };
        if self.options.removes && before.is_some() && after.is_none() {
            // Without a message there is no code.
            return self.list_left(&path, GONE, TAKE_OUT);
        }
        self.text(&path, before, after, note);
    }

    /// What a person wrote stays; where there is nothing, the page's words are better than none.
    fn doc(&mut self, path: &[&str], old: Option<&At<String>>, new: Option<&At<String>>) {
        if let (None, Some(new)) = (old, new) {
            self.text(&[path, &["doc"]].concat(), None, Some(new), "");
        }
    }

    /// A fact that is a text.
    fn text(
        &mut self,
        path: &[&str],
        old: Option<&At<String>>,
        new: Option<&At<String>>,
        note: &'static str,
    ) {
        match new {
            Some(new) if old != Some(new) => {
                self.put(path, old.map(|it| quoted(it)), build::text(new), &quoted(new), note);
            }
            None if old.is_some() => self.leave(path, GONE, TAKE_OUT),
            _ => {}
        }
    }

    /// A fact that is a word or number.
    fn word<T: ToString + PartialEq>(&mut self, path: &[&str], old: Option<&T>, new: Option<&T>) {
        match new {
            Some(new) if old != Some(new) => {
                let old = old.map(ToString::to_string);
                self.put(path, old, build::word(new), &new.to_string(), "");
            }
            None if old.is_some() => self.leave(path, GONE, TAKE_OUT),
            _ => {}
        }
    }

    fn texts(&mut self, path: &[&str], old: &[At<String>], new: &[At<String>]) {
        let owned = |it: &[At<String>]| it.iter().map(|it| it.value.clone()).collect::<Vec<_>>();
        self.list(path, &owned(old), &owned(new), |it| build::text(it));
    }

    /// A fact that is a list, in whatever order. What stays keeps its order.
    fn list(
        &mut self,
        path: &[&str],
        old: &[String],
        new: &[String],
        item: impl Fn(&String) -> Node,
    ) {
        let set = |it: &[String]| it.iter().cloned().collect::<BTreeSet<_>>();
        if set(old) == set(new) {
            return;
        }
        if new.is_empty() {
            return self.leave(path, GONE, TAKE_OUT);
        }
        let stays = old.iter().filter(|it| new.contains(it)).cloned();
        let mut items: Vec<String> = stays.collect();
        items.extend(new.iter().filter(|it| !old.contains(it)).cloned());
        let Some(node) = build::list(&items, item) else { return };
        let old = (!old.is_empty()).then(|| old.join(", "));
        self.put(path, old, node, &items.join(", "), "");
    }

    /// Changes a fact, unless a departure covers it.
    fn put(
        &mut self,
        path: &[&str],
        old: Option<impl ToString>,
        value: Node,
        new: &str,
        note: &'static str,
    ) {
        if !self.is_covered(path) {
            self.sheet.set(path, Place::Usual, value);
            self.changed(path, old.map(|it| it.to_string()), Some(new.to_owned()), note);
        }
    }

    /// Adds what the spec does not have at all.
    fn fill(&mut self, path: &[&str], node: Option<Node>, new: &str) {
        if let Some(node) = node.filter(|_| !self.is_covered(path)) {
            self.sheet.set(path, Place::Usual, node);
            self.changed(path, None, (!new.is_empty()).then(|| new.to_owned()), "");
        }
    }

    /// Adds a key of a mapping behind another; tells whether it is there now.
    fn add(&mut self, path: &[&str], behind: Option<&str>, node: Node, new: &str) -> bool {
        let is_due = !self.is_covered(path);
        if is_due {
            self.sheet.set(path, Place::Behind(behind), node);
            self.changed(path, None, (!new.is_empty()).then(|| new.to_owned()), "");
        }
        is_due
    }

    /// Lists the keys that the page does not have, or takes them out; not those that are of another page.
    fn gone<T>(&mut self, path: &[&str], spec: &Map<T>, page: &Map<T>, others: &[&str]) {
        let is_covered = |key: &str| self.is_covered(&[path, &[key]].concat());
        let has = |key: &str| page.get(key).is_some() || others.contains(&key);
        let stays = spec.iter().any(|(key, _)| has(key) || is_covered(key));
        let is_added = page.iter().any(|(key, _)| spec.get(key).is_none() && !is_covered(key));
        for (key, _) in spec.iter().filter(|(key, _)| !has(key)) {
            self.leave(&[path, &[key.as_str()]].concat(), GONE, TAKE_OUT);
        }
        if self.options.removes && !spec.is_empty() && !stays && !is_added {
            // A mapping without keys is none.
            self.sheet.remove(path);
        }
    }

    /// Lists what only the spec has, or takes it out.
    fn leave(&mut self, path: &[&str], why: &'static str, remedy: &'static str) {
        // A page that does not say where it is has an address all the same.
        let is_kept = !self.options.removes || path.first() == Some(&"docs");
        if is_kept || self.is_covered(path) {
            return self.list_left(path, why, remedy);
        }
        self.is_reshaped |= matches!(path, [.., "fields", _] | ["query" | "body" | "response", _]);
        self.sheet.remove(path);
        self.changed(path, Some("in the spec".to_owned()), None, "");
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

    /// Whether the spec says that it knows better: there, or where it has the parameter instead.
    fn is_covered(&self, path: &[&str]) -> bool {
        !self.options.ignores_departures
            && (self.departs(&path.join("."))
                || self.moved(path).is_some_and(|it| self.departs(&it)))
    }

    fn departs(&self, path: &str) -> bool {
        self.spec.departs.iter().any(|it| is_within(path, &it.at))
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

fn quoted(text: &str) -> String {
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
