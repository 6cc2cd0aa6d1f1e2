//! Error codes: their constants, and what is known of each number.
//!
//! A number means what the endpoint's page says, else the gateway, else the global table; as a
//! `sub_code` the gateway's meaning comes first. A change is reported where the entry is that causes it.

use std::collections::BTreeSet;

use super::finding::{Finding, Findings, Statement, says, word};
use super::models::{Index, Models};
use super::pair::{Key, pair};
use super::rule::Rule;
use crate::api::{Class, Code, CodeEntry, Endpoint, ErrorCode};

/// The gateway's codes and the global table.
pub(super) fn compare_shared(models: &Models<'_>, found: &mut Vec<Finding>) {
    let (old, new) = (&models.old, &models.new);
    let mut findings = Findings::new("common", found);
    constants([&old.api.gateway, &new.api.gateway], "gateway::ErrorCode", &mut findings);
    for code in numbers([&old.api.gateway, &new.api.gateway]) {
        meaning(code, [old, new].map(|it| it.explain(code)), &mut findings);
    }
    global(models, &mut Findings::new("global-errors", found));
}

fn numbers(lists: [&[ErrorCode]; 2]) -> BTreeSet<&Code> {
    lists.into_iter().flatten().map(|it| &it.entry.code).collect()
}

/// The codes of an endpoint.
pub(super) fn compare(
    models: &Models<'_>,
    [old, new]: [&Endpoint; 2],
    findings: &mut Findings<'_>,
) {
    let owner = format!("{}::ErrorCode", new.module.join("::"));
    constants([&old.codes, &new.codes], &owner, findings);
    for code in numbers([&old.codes, &new.codes]) {
        let [before, after] = [entry(old, code), entry(new, code)];
        let known = [
            before.or_else(|| models.old.explain(code)),
            after.or_else(|| models.new.explain(code)),
        ];
        meaning(code, known, findings);
        if let Some((before, after)) = before.zip(after) {
            origin(models, [before, after], findings);
        }
    }
}

fn entry<'a>(endpoint: &'a Endpoint, code: &Code) -> Option<&'a CodeEntry> {
    endpoint.codes.iter().map(|it| &it.entry).find(|it| it.code == *code)
}

/// The constants of a type of codes. A constant is known by its name first: what callers wrote.
fn constants([old, new]: [&[ErrorCode]; 2], owner: &str, findings: &mut Findings<'_>) {
    let name = |it: &ErrorCode| Some(it.name.clone());
    let number = |it: &ErrorCode| Some(it.entry.code.to_string());
    let keys: [Key<'_, ErrorCode>; 2] = [&name, &number];
    let paired = pair(old.iter().collect(), new.iter().collect(), &keys);
    let constant =
        |it: &ErrorCode| says(format!("{} = {}", it.name, it.entry.code), &it.entry.source);
    for it in paired.removed {
        let effect = format!("`{owner}::{}` is gone", it.name);
        findings.removed(Rule::CodeRemoved, &member(&it.entry.code), constant(it), &effect);
    }
    for it in paired.added {
        let effect = format!("there is `{owner}::{}`", it.name);
        findings.added(Rule::CodeAdded, &member(&it.entry.code), constant(it), &effect);
    }
    for (old, new) in paired.both {
        let (path, both) = (member(&new.entry.code), [old, new].map(constant));
        if old.name != new.name {
            let effect = format!("`{owner}::{}` is called `{}`", old.name, new.name);
            findings.changed(Rule::CodeRenamed, &path, both, &effect);
        } else if old.entry.code != new.entry.code {
            let effect = format!("`{owner}::{}` stands for {}", new.name, word(&new.entry.code));
            findings.changed(Rule::CodeRenumbered, &path, both, &effect);
        }
        texts([&old.entry, &new.entry], findings);
    }
}

fn member(code: &Code) -> String {
    format!("errors.{code}")
}

/// What is said of a code beside its class.
fn texts(both: [&CodeEntry; 2], findings: &mut Findings<'_>) {
    let path = member(&both[1].code);
    let message = both.map(|it| says(&it.message, &it.source));
    let effect = "the table and the documentation have another message";
    findings.compare(Rule::MessageChanged, &path, message, effect);
    let translation = both.map(|it| says(it.message_zh.clone().unwrap_or_default(), &it.source));
    let effect = "the documentation shows another message";
    findings.compare(Rule::TranslationChanged, &path, translation, effect);
    let remedy = both.map(|it| says(&it.remedy, &it.source));
    findings.compare(Rule::RemedyChanged, &path, remedy, "`error.remedy()` says something else");
}

/// The class of a number, wherever it is found.
fn meaning(code: &Code, known: [Option<&CodeEntry>; 2], findings: &mut Findings<'_>) {
    let [before, after] = known.map(|it| it.and_then(|it| it.class));
    let classes = known.map(|it| it.map(|it| says(class_name(it.class), &it.source)));
    let [old, new] = [before, after].map(action);
    if old != new {
        let effect =
            format!("an answer with {}: the runtime {new} instead of this: it {old}", word(code));
        findings.report(Rule::RetryChanged, &member(code), classes, &effect);
    } else if before != after && known.iter().all(Option::is_some) {
        let effect = format!("`error.class()` is {} for {}", class_name(after), word(code));
        findings.report(Rule::ClassChanged, &member(code), classes, &effect);
    }
}

fn class_name(class: Option<Class>) -> &'static str {
    class.map_or("no class", Class::as_str)
}

/// What the runtime does by itself about a class.
fn action(class: Option<Class>) -> &'static str {
    match class {
        Some(Class::Transient) => "waits and sends the call again, if that does no harm",
        Some(Class::Throttled) => "waits out the window and sends the call again",
        Some(Class::Token) => "fetches another access token and sends the call again",
        _ => "returns the error",
    }
}

/// Whose meaning a code of an endpoint has where it comes as `sub_code`.
fn origin(models: &Models<'_>, [old, new]: [&CodeEntry; 2], findings: &mut Findings<'_>) {
    let code = &new.code;
    let is_covered = |it: &Index<'_>| it.gateway.contains_key(code);
    if is_covered(&models.old) == is_covered(&models.new) {
        return;
    }
    let whose = |index: &Index<'_>, own: &CodeEntry| match index.gateway.get(code) {
        Some(it) => says(format!("gateway ({})", class_name(it.class)), &it.source),
        None => says(format!("endpoint ({})", class_name(own.class)), &own.source),
    };
    let both = [whose(&models.old, old), whose(&models.new, new)];
    let effect = format!("an error whose `sub_code` is {} matches other constants", word(code));
    findings.changed(Rule::OriginChanged, &member(code), both, &effect);
}

/// The global table, whose codes have no constants.
fn global(models: &Models<'_>, findings: &mut Findings<'_>) {
    let indexes = [&models.old, &models.new];
    let numbers: BTreeSet<&Code> =
        indexes.iter().flat_map(|it| it.global.keys()).copied().collect();
    for code in numbers {
        let both = indexes.map(|it| it.global.get(code).copied());
        match indexes.map(|it| it.gateway.contains_key(code)) {
            [true, true] => covered_entry(code, both, findings),
            [false, false] => global_entry(code, both, findings),
            // What the gateway's own entry does to the number has been reported with it.
            _ => {}
        }
    }
}

fn global_entry(code: &Code, both: [Option<&CodeEntry>; 2], findings: &mut Findings<'_>) {
    meaning(code, both, findings);
    match both {
        [Some(old), Some(new)] => texts([old, new], findings),
        [None, Some(new)] => {
            let effect =
                format!("errors with {} have a class and advice, as far as known", word(code));
            findings.added(Rule::GlobalCodeAdded, &member(code), whole(new), &effect);
        }
        [Some(old), None] => {
            let effect = format!("errors with {} have no class and no advice any more", word(code));
            findings.removed(Rule::GlobalCodeRemoved, &member(code), whole(old), &effect);
        }
        [None, None] => {}
    }
}

fn covered_entry(code: &Code, both: [Option<&CodeEntry>; 2], findings: &mut Findings<'_>) {
    let [old, new] = both.map(|it| it.map(whole));
    if old.as_ref().map(|it| &it.says) != new.as_ref().map(|it| &it.says) {
        let effect = "nothing: the gateway's own entry is found first";
        findings.report(Rule::CoveredEntryChanged, &member(code), [old, new], effect);
    }
}

/// All that an entry says.
fn whole(it: &CodeEntry) -> Statement {
    let other = it.message_zh.as_ref().map(|it| format!(" / {it}")).unwrap_or_default();
    let remedy = if it.remedy.is_empty() { String::new() } else { format!(": {}", it.remedy) };
    let text = format!("{}{other} ({}){remedy}", it.message, class_name(it.class));
    says(text, &it.source)
}
