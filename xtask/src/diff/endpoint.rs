//! What an endpoint says of itself: its names, how it is called, and who may call it.

use super::codes;
use super::finding::{Finding, Findings, Statement, says, word};
use super::members;
use super::models::Models;
use super::pagination;
use super::returns;
use super::rule::Rule;
use super::types;
use super::versions::RecordVersions;
use crate::api::{App, Endpoint, Place};

/// Compares an endpoint.
pub(super) fn compare(models: &Models<'_>, old: &Endpoint, new: &Endpoint) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut findings = Findings::new(&new.name, &mut found);
    names(old, new, &mut findings);
    transport(old, new, &mut findings);
    access(old, new, &mut findings);
    permissions(old, new, &mut findings);
    pages(old, new, &mut findings);
    let renames = types::compare(models, [old, new], &mut findings);
    let request = RecordVersions {
        rust: format!("{}::Request", new.module.join("::")),
        prefix: String::new(),
        old: &old.request,
        new: &new.request,
    };
    members::compare(&request, &renames, &mut findings);
    returns::compare(&renames, [old, new], &mut findings);
    pagination::compare(&renames, [old, new], &mut findings);
    codes::compare(models, [old, new], &mut findings);
    found
}

/// Reports an endpoint that is gone.
pub(super) fn removed(endpoint: &Endpoint, found: &mut Vec<Finding>) {
    let effect = format!("`{}` and module `{}` are gone", endpoint.call(), module(endpoint));
    Findings::new(&endpoint.name, found).removed(Rule::EndpointRemoved, "", url(endpoint), &effect);
}

/// Reports an endpoint that is new.
pub(super) fn added(endpoint: &Endpoint, found: &mut Vec<Finding>) {
    let effect = format!("there is `{}`, with module `{}`", endpoint.call(), module(endpoint));
    Findings::new(&endpoint.name, found).added(Rule::EndpointAdded, "", url(endpoint), &effect);
}

fn url(endpoint: &Endpoint) -> Statement {
    says(format!("{} {}", endpoint.http_method.as_str(), endpoint.path), &endpoint.source)
}

fn module(endpoint: &Endpoint) -> String {
    format!("models::{}", endpoint.module.join("::"))
}

fn names(old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    let both = [old, new].map(|it| says(format!("{}: {}", it.name, it.call()), &it.source));
    if old.module != new.module || old.method != new.method {
        let rule = if old.name == new.name { Rule::EndpointRenamed } else { Rule::EndpointMoved };
        let effect = format!("`{}` is `{}`, in module `{}`", old.call(), new.call(), module(new));
        findings.changed(rule, "", both, &effect);
    } else if old.name != new.name {
        let effect = format!("`error.endpoint()` is `{}`", new.name);
        findings.changed(Rule::EndpointRelabelled, "", both, &effect);
    }
}

fn transport(old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    let mut compare = |rule: Rule, member: &str, fact: fn(&Endpoint) -> &str, what: &str| {
        let both = [old, new].map(|it| says(fact(it), &it.place(member)));
        let effect = format!("requests {what} {}", word(fact(new)));
        findings.compare(rule, member, both, &effect);
    };
    compare(Rule::MethodChanged, "method", |it| it.http_method.as_str(), "are sent by");
    compare(Rule::PathChanged, "path", |it| &it.path, "are sent to");
    // Without a body there is nothing to be encoded.
    let has_body = |it: &Endpoint| it.request.fields.iter().any(|it| it.place == Place::Body);
    if has_body(old) && has_body(new) {
        compare(Rule::EncodingChanged, "encoding", |it| it.encoding.as_str(), "have a body of");
    }
    compare(
        Rule::CredentialChanged,
        "credential",
        |it| it.credential.as_str(),
        "carry as credential",
    );
    let (rule, effect) = if new.idempotent {
        (Rule::IdempotenceGained, "is sent again")
    } else {
        (Rule::IdempotenceLost, "is not sent again any more")
    };
    let both = [old, new].map(|it| says(it.idempotent.to_string(), &it.place("idempotent")));
    let effect = format!("`{}` {effect} when its answer is lost", new.call());
    findings.compare(rule, "idempotent", both, &effect);
}

fn access(old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    // Where a page names no kind of app, any may call.
    let may_call = |it: &Endpoint, app: App| it.apps.is_empty() || it.apps.contains(&app);
    for app in App::ALL.iter().copied() {
        let name = app.as_str();
        let kind = |it: &Endpoint| says(name, &it.place("apps"));
        match (may_call(old, app), may_call(new, app)) {
            (false, true) => {
                let effect = format!("apps of the kind `{name}` may call it");
                findings.added(Rule::AppAdded, "apps", kind(new), &effect);
            }
            (true, false) => {
                // The mock knows whose token it is of third-party apps only.
                let mock = if app == App::ThirdParty { ", by the mock too" } else { "" };
                let effect = format!("apps of the kind `{name}` are refused{mock}");
                findings.removed(Rule::AppRemoved, "apps", kind(old), &effect);
            }
            _ => {}
        }
    }
    let is_same = App::ALL.iter().all(|app| may_call(old, *app) == may_call(new, *app));
    if is_same && old.apps.is_empty() != new.apps.is_empty() {
        let both = [old, new].map(|it| {
            let apps: Vec<&str> = it.apps.iter().map(|app| app.as_str()).collect();
            says(apps.join(", "), &it.place("apps"))
        });
        let effect = "the documentation tells the kinds of apps";
        findings.compare(Rule::AppsStated, "apps", both, effect);
    }
}

fn permissions(old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    let permission = |it: &Endpoint, name: &String| says(name, &it.place("permissions"));
    for name in new.permissions.iter().filter(|it| !old.permissions.contains(it)) {
        let effect = format!(
            "the documentation names {}; without it the service refuses the call",
            word(name)
        );
        findings.added(Rule::PermissionAdded, "permissions", permission(new, name), &effect);
    }
    for name in old.permissions.iter().filter(|it| !new.permissions.contains(it)) {
        let effect = format!("the documentation does not name {} any more", word(name));
        findings.removed(Rule::PermissionRemoved, "permissions", permission(old, name), &effect);
    }
}

fn pages(old: &Endpoint, new: &Endpoint, findings: &mut Findings<'_>) {
    let summary = [old, new].map(|it| says(&it.summary, &it.place("summary")));
    let effect = "the documentation of the method and its module";
    findings.compare(Rule::SummaryChanged, "summary", summary, effect);
    let mut compare = |member: &str, link: fn(&Endpoint) -> &Option<String>| {
        let both =
            [old, new].map(|it| says(link(it).clone().unwrap_or_default(), &it.place("docs")));
        findings.compare(Rule::PageChanged, member, both, "the links in the documentation");
    };
    compare("docs.en", |it| &it.docs_en);
    compare("docs.zh", |it| &it.docs_zh);
}
