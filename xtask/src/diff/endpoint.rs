//! One endpoint: what it says of itself, its types and its codes.

use std::collections::BTreeMap;

use super::field::{self, app_name};
use super::finding::{Finding, Findings, side, word};
use super::pair::{Key, pair};
use super::record::{self, Owner, member_type};
use super::rule::Rule;
use super::ty::{self, Names};
use super::{Index, Sides, codes};
use crate::api::{
    App, CredentialUse, Encoding, Endpoint, Field, Pagination, Place, Record, Returns, Shared,
    Type, names,
};

/// Compares an endpoint.
pub(super) fn compare(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut findings = Findings::new(&new.name, &mut found);
    names_of(old, new, &mut findings);
    transport(old, new, &mut findings);
    access(old, new, &mut findings);
    pages(old, new, &mut findings);
    let types = Types { old: types(&sides.old, old), new: types(&sides.new, new) };
    let names = types.compare(sides, [old, new], &mut findings);
    request(&names, old, new, &mut findings);
    returns(&names, old, new, &mut findings);
    pagination(&names, old, new, &mut findings);
    codes::compare(sides, old, new, &mut findings);
    found
}

/// Notes an endpoint that is gone.
pub(super) fn removed(endpoint: &Endpoint, found: &mut Vec<Finding>) {
    let says = Some(side(url(endpoint), &endpoint.source));
    let effect = format!("`{}` and module `{}` are gone", call(endpoint), module(endpoint));
    Findings::new(&endpoint.name, found).note(Rule::EndpointRemoved, "", says, None, effect);
}

/// Notes an endpoint that is new.
pub(super) fn added(endpoint: &Endpoint, found: &mut Vec<Finding>) {
    let says = Some(side(url(endpoint), &endpoint.source));
    let effect = format!("there is `{}`, with module `{}`", call(endpoint), module(endpoint));
    Findings::new(&endpoint.name, found).note(Rule::EndpointAdded, "", None, says, effect);
}

fn url(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.http_method.as_str(), endpoint.path)
}

fn module(endpoint: &Endpoint) -> String {
    format!("models::{}", endpoint.module.join("::"))
}

/// The call of an endpoint, as callers write it.
fn call(endpoint: &Endpoint) -> String {
    let group = match &endpoint.module[..] {
        [group, _, ..] => format!(".{group}()"),
        _ => String::new(),
    };
    format!("client{group}.{}(…)", endpoint.method)
}

/// All that an endpoint takes and answers, but not what it is called; `None` if that is too little to
/// know it by.
pub(super) fn shape(endpoint: &Endpoint) -> Option<String> {
    let records = [&endpoint.request, &endpoint.response].into_iter().chain(&endpoint.types);
    let fields: Vec<String> = records
        .flat_map(|it| &it.fields)
        .map(|it| format!("{}: {} {}", it.wire, member_type(it), it.doc))
        .collect();
    (fields.len() > 2).then(|| format!("{fields:?} {:?}", endpoint.returns))
}

fn names_of(old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    let says = |it: &Endpoint| Some(side(format!("{}: {}", it.name, call(it)), &it.source));
    let is_same = old.module == new.module && old.method == new.method;
    if !is_same {
        let rule = if old.name == new.name { Rule::EndpointRenamed } else { Rule::EndpointMoved };
        let effect = format!("`{}` is `{}`, in module `{}`", call(old), call(new), module(new));
        findings.note(rule, "", says(old), says(new), effect);
    } else if old.name != new.name {
        let effect = format!("`error.endpoint()` is `{}`", new.name);
        findings.note(Rule::EndpointRelabelled, "", says(old), says(new), effect);
    }
}

fn transport(old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    let mut compare = |rule: Rule, member: &str, says: fn(&Endpoint) -> &str, what: &str| {
        let [old, new] = [old, new].map(|it| side(says(it), &it.place(member)));
        let effect = format!("requests {what} {}", word(&new.says));
        findings.compare(rule, member, old, new, effect);
    };
    compare(Rule::MethodChanged, "method", |it| it.http_method.as_str(), "are sent by");
    compare(Rule::PathChanged, "path", |it| &it.path, "are sent to");
    // Without a body there is nothing to be encoded.
    if [old, new].into_iter().all(has_body) {
        compare(Rule::EncodingChanged, "encoding", encoding, "have a body of");
    }
    compare(Rule::CredentialChanged, "credential", credential, "carry as credential");
    if old.idempotent != new.idempotent {
        let says = |it: &Endpoint| Some(side(it.idempotent.to_string(), &it.place("idempotent")));
        let (rule, effect) = if new.idempotent {
            (Rule::IdempotenceGained, "is sent again")
        } else {
            (Rule::IdempotenceLost, "is not sent again any more")
        };
        let effect = format!("`{}` {effect} when its answer is lost", call(new));
        findings.note(rule, "idempotent", says(old), says(new), effect);
    }
}

fn has_body(endpoint: &Endpoint) -> bool {
    endpoint.request.fields.iter().any(|it| it.place == Place::Body)
}

fn encoding(endpoint: &Endpoint) -> &str {
    match endpoint.encoding {
        Encoding::Form => "form",
        Encoding::Json => "json",
    }
}

fn credential(endpoint: &Endpoint) -> &str {
    match endpoint.credential {
        CredentialUse::AccessToken => "access_token",
        CredentialUse::None => "none",
    }
}

/// All kinds of apps: where a page names none, any is let in.
const APPS: [App; 3] = [App::Internal, App::ThirdParty, App::Personal];

fn access(old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    let may_call = |it: &Endpoint, app: App| it.apps.is_empty() || it.apps.contains(&app);
    let is_same = APPS.iter().all(|app| may_call(old, *app) == may_call(new, *app));
    for app in APPS {
        let says = |it: &Endpoint| Some(side(app_name(app), &it.place("apps")));
        let name = app_name(app);
        if may_call(new, app) && !may_call(old, app) {
            let effect = format!("apps of the kind `{name}` may call it");
            findings.note(Rule::AppAdded, "apps", None, says(new), effect);
        } else if may_call(old, app) && !may_call(new, app) {
            // The mock knows whose token it is of third-party apps only.
            let mock = if app == App::ThirdParty { ", by the mock too" } else { "" };
            let effect = format!("apps of the kind `{name}` are refused{mock}");
            findings.note(Rule::AppRemoved, "apps", says(old), None, effect);
        }
    }
    if is_same && old.apps.is_empty() != new.apps.is_empty() {
        let says = |it: &Endpoint| {
            let apps: Vec<&str> = it.apps.iter().map(|app| app_name(*app)).collect();
            side(apps.join(", "), &it.place("apps"))
        };
        let effect = "the documentation tells the kinds of apps";
        findings.compare(Rule::AppsStated, "apps", says(old), says(new), effect);
    }
    permissions(old, new, findings);
}

fn permissions(old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    for name in new.permissions.iter().filter(|it| !old.permissions.contains(it)) {
        let effect = format!(
            "the documentation names {}; without it the service refuses the call",
            word(name)
        );
        let says = Some(side(name, &new.place("permissions")));
        findings.note(Rule::PermissionAdded, "permissions", None, says, effect);
    }
    for name in old.permissions.iter().filter(|it| !new.permissions.contains(it)) {
        let effect = format!("the documentation does not name {} any more", word(name));
        let says = Some(side(name, &old.place("permissions")));
        findings.note(Rule::PermissionRemoved, "permissions", says, None, effect);
    }
}

fn pages(old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    findings.compare(
        Rule::SummaryChanged,
        "summary",
        side(&old.summary, &old.place("summary")),
        side(&new.summary, &new.place("summary")),
        "the documentation of the method and its module",
    );
    let links = [("docs.en", &old.docs_en, &new.docs_en), ("docs.zh", &old.docs_zh, &new.docs_zh)];
    for (member, before, after) in links {
        let says = |it: &Endpoint, link: &Option<String>| {
            side(link.clone().unwrap_or_default(), &it.place("docs"))
        };
        let effect = "the links in the documentation";
        findings.compare(Rule::PageChanged, member, says(old, before), says(new, after), effect);
    }
}

fn request(names: &Names<'_>, old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    let owner = Owner {
        rust: format!("{}::Request", new.module.join("::")),
        prefix: String::new(),
        old: &old.request,
        new: &new.request,
    };
    record::compare(&owner, names, findings);
}

/// What a call returns, and the answer where it has a type of its own.
fn returns(names: &Names<'_>, old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    let says = |it: &Endpoint| Some(side(returns_text(&it.returns), &it.response.source));
    let output = |it: &Returns, renamed: bool| match it {
        Returns::Key { ty, .. } if renamed => ty::renamed(ty, names).rust(),
        Returns::Key { ty, .. } => ty.rust(),
        Returns::Whole => "Response".to_owned(),
        Returns::Nothing => "()".to_owned(),
    };
    let (before, after) = (output(&old.returns, true), output(&new.returns, false));
    if before != after {
        let before = output(&old.returns, false);
        let effect = format!("`{}` returns `{after}` instead of `{before}`", call(new));
        findings.note(Rule::ReturnsChanged, "returns", says(old), says(new), effect);
    } else if key(&old.returns) != key(&new.returns) {
        let effect = format!(
            "`{}` returns what stands at {}",
            call(new),
            key(&new.returns).map_or_else(|| "another key".to_owned(), word)
        );
        findings.note(Rule::PayloadMoved, "returns", says(old), says(new), effect);
    }
    match (&old.returns, &new.returns) {
        (Returns::Whole, Returns::Whole) => {
            let rust = format!("{}::Response", new.module.join("::"));
            let prefix = "response".to_owned();
            let owner = Owner { rust, prefix, old: &old.response, new: &new.response };
            record::compare(&owner, names, findings);
        }
        (Returns::Whole, _) | (_, Returns::Whole) => {}
        _ => table(names, old, new, findings),
    }
}

fn returns_text(returns: &Returns) -> String {
    match returns {
        Returns::Key { key, ty } => format!("{key}: {}", ty.rust()),
        Returns::Whole => "response".to_owned(),
        Returns::Nothing => "nothing".to_owned(),
    }
}

fn key(returns: &Returns) -> Option<&str> {
    match returns {
        Returns::Key { key, .. } => Some(key),
        Returns::Whole | Returns::Nothing => None,
    }
}

/// The members of an answer that has no type of its own: they stand in its table.
fn table(names: &Names<'_>, old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    let mut members: BTreeMap<&str, [Option<&Field>; 2]> = BTreeMap::new();
    for (at, endpoint) in [old, new].into_iter().enumerate() {
        for field in &endpoint.response.fields {
            members.entry(&field.wire).or_default()[at] = Some(field);
        }
    }
    for (wire, [before, after]) in members {
        let path = format!("response.{wire}");
        // What a call returns has been told of with the call.
        let is_returned = |it: &Endpoint| key(&it.returns) == Some(wire);
        let typed = !(is_returned(old) && is_returned(new));
        let says = |field: &Field, ty: &Type| {
            let required = if field.required { ", required" } else { "" };
            format!("{}{required}", if typed { ty.rust() } else { "returned".to_owned() })
        };
        let now = before.map(|it| says(it, &ty::renamed(&it.ty, names)));
        if now != after.map(|it| says(it, &it.ty)) {
            let side = |it: Option<&Field>| it.map(|it| side(says(it, &it.ty), &it.source));
            let effect = "the table of the answer, by which unknown members are reported";
            findings.note(Rule::TableChanged, &path, side(before), side(after), effect);
        }
        if let Some((before, after)) = before.zip(after) {
            field::texts(&path, before, after, findings);
        }
    }
}

/// How a list is fetched page by page.
fn pagination(names: &Names<'_>, old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    let says = |it: &Endpoint| {
        let pages = it.pagination.as_ref();
        pages.map(|pages| side(pages_text(it, pages), &it.place("pagination")))
    };
    let (left, right) = (says(old), says(new));
    let (before, after) = match (&old.pagination, &new.pagination) {
        (Some(before), Some(after)) => (before, after),
        (None, Some(_)) => {
            let effect = format!("`{}` has `pages()` and `items()`", call(new));
            return findings.note(Rule::PaginationAdded, "pagination", left, right, effect);
        }
        (Some(_), None) => {
            let effect = format!("`{}` has no `pages()` and no `items()` any more", call(new));
            return findings.note(Rule::PaginationRemoved, "pagination", left, right, effect);
        }
        (None, None) => return,
    };
    if left.as_ref().map(|it| &it.says) != right.as_ref().map(|it| &it.says) {
        let item = [ty::renamed(&before.item, names), after.item.clone()];
        let is_other_list = items(old, before) != items(new, after);
        let (rule, effect) = if is_other_list && item[0] != item[1] {
            (Rule::PageItemsChanged, format!("`items()` gives `{}`", item[1].rust()))
        } else {
            (
                Rule::PaginationChanged,
                "`pages()` asks for pages, or finds their items, otherwise".to_owned(),
            )
        };
        findings.note(rule, "pagination", left, right, effect);
    }
    let size = |it: &Endpoint, pages: &Pagination| {
        side(pages.default_size.to_string(), &it.place("pagination"))
    };
    let effect =
        format!("`pages()` asks for {} items at a time where no size is set", after.default_size);
    findings.compare(
        Rule::PageSizeChanged,
        "pagination",
        size(old, before),
        size(new, after),
        effect,
    );
}

/// How pages are asked for, in names of the wire: those of Rust are told of with their members.
fn pages_text(endpoint: &Endpoint, pages: &Pagination) -> String {
    let request = &endpoint.request;
    let (offset, size) = (wire(request, &pages.offset), wire(request, &pages.size));
    format!("offset: {offset}, size: {size}, items: {}", items(endpoint, pages))
}

/// The list that holds the items; of an answer of one key the key is told of with what is returned.
fn items<'a>(endpoint: &'a Endpoint, pages: &'a Pagination) -> &'a str {
    pages.items.as_ref().map_or("all", |name| wire(&endpoint.response, name))
}

fn wire<'a>(record: &'a Record, name: &'a str) -> &'a str {
    record.fields.iter().find(|it| it.name == name).map_or(name, |it| &it.wire)
}

/// A type of an endpoint, wherever it is described.
struct Typed<'a> {
    /// Its name here.
    name: &'a str,
    record: &'a Record,
    /// The endpoint that it is shared with.
    shared: Option<&'a Endpoint>,
}

/// The types of both sides.
struct Types<'a> {
    old: Vec<Typed<'a>>,
    new: Vec<Typed<'a>>,
}

fn types<'a>(index: &Index<'a>, endpoint: &'a Endpoint) -> Vec<Typed<'a>> {
    let own = endpoint.types.iter();
    let own = own.map(|record| Typed { name: &record.name, record, shared: None });
    own.chain(endpoint.shared.iter().filter_map(|it| shared(index, it))).collect()
}

fn shared<'a>(index: &Index<'a>, it: &'a Shared) -> Option<Typed<'a>> {
    let there = index.modules.get(it.module.as_slice())?;
    let record = there.types.iter().find(|record| record.name == it.original)?;
    Some(Typed { name: &it.name, record, shared: Some(there) })
}

impl<'a> Types<'a> {
    /// Compares the types, and returns what each is called now.
    fn compare(
        &self,
        sides: &Sides<'_>,
        [old, new]: [&Endpoint; 2],
        findings: &mut Findings<'_>,
    ) -> Names<'a> {
        let name = |it: &Typed<'_>| Some(it.name.to_owned());
        let page = |it: &Typed<'_>| Some(it.record.page_name.clone());
        let members = |it: &Typed<'_>| {
            let fields = it.record.fields.iter();
            let fields: Vec<String> =
                fields.map(|it| format!("{}: {}", it.wire, it.page_type)).collect();
            Some(format!("{:?} {}", it.record.direction, fields.join(", ")))
        };
        let keys: [Key<'_, Typed<'_>>; 3] = [&name, &page, &members];
        let paired = pair(self.old.iter().collect(), self.new.iter().collect(), &keys);
        let names: Names<'a> = paired.both.iter().map(|(old, new)| (old.name, new.name)).collect();
        for (before, after) in &paired.both {
            let both = Pair { before, after, endpoints: [old, new], names: &names };
            both.compare(sides, findings);
        }
        let path = |endpoint: &Endpoint, it: &Typed<'_>| {
            format!("{}::{}", endpoint.module.join("::"), it.name)
        };
        for it in paired.removed {
            let effect = format!("`{}` is gone", path(old, it));
            let says = Some(side(it.name, &it.record.source));
            findings.note(Rule::TypeRemoved, member(it), says, None, effect);
        }
        for it in paired.added {
            let effect = format!("there is `{}`", path(new, it));
            let says = Some(side(it.name, &it.record.source));
            findings.note(Rule::TypeAdded, member(it), None, says, effect);
        }
        names
    }
}

fn member(it: &Typed<'_>) -> String {
    format!("types.{}", it.record.page_name)
}

/// A type on both sides.
struct Pair<'p, 'a> {
    before: &'p Typed<'a>,
    after: &'p Typed<'a>,
    endpoints: [&'p Endpoint; 2],
    names: &'p Names<'a>,
}

impl Pair<'_, '_> {
    fn compare(&self, sides: &Sides<'_>, findings: &mut Findings<'_>) {
        let Self { before, after, endpoints: [old, new], names } = self;
        let rust = format!("{}::{}", new.module.join("::"), after.name);
        if before.name != after.name {
            let says = |it: &Typed<'_>| Some(side(it.name, &it.record.source));
            let effect = format!("`{}::{}` is `{rust}`", old.module.join("::"), before.name);
            findings.note(Rule::TypeRenamed, member(after), says(before), says(after), effect);
        }
        if self.sharing(sides, &rust, findings) {
            return;
        }
        let owner = Owner { rust, prefix: member(after), old: before.record, new: after.record };
        record::compare(&owner, names, findings);
        findings.compare(
            Rule::TypeDocChanged,
            member(after),
            side(&before.record.doc, &before.record.source),
            side(&after.record.doc, &after.record.source),
            "the documentation of the type",
        );
    }

    /// Whose type it is; `true` if it is another endpoint's as before, where its changes are told.
    fn sharing(&self, sides: &Sides<'_>, rust: &str, findings: &mut Findings<'_>) -> bool {
        let now = |it: &Endpoint| sides.moved.get(it.name.as_str()).map(|it| (*it).to_owned());
        let before = self.before.shared.map(now);
        let after = self.after.shared.map(|it| Some(it.name.clone()));
        if before == after {
            return before.is_some();
        }
        let says = |it: &Typed<'_>, at: &Endpoint| {
            side(it.shared.map_or("its own", |it| &it.name), &at.source)
        };
        let [old, new] = self.endpoints;
        let (left, right) = (says(self.before, old), says(self.after, new));
        if let Some(there) = self.before.shared {
            let there = names::bare(&there.name);
            let effect = format!("`{rust}` is no longer the type of `{there}`");
            let (left, right) = (Some(left.clone()), Some(right.clone()));
            findings.note(Rule::TypeUnshared, member(self.after), left, right, effect);
        }
        if let Some(there) = self.after.shared {
            let effect = format!("`{rust}` is the type of `{}`", there.name);
            findings.note(Rule::TypeShared, member(self.after), Some(left), Some(right), effect);
        }
        false
    }
}
