//! Error codes: their constants, and what is known of each number.
//!
//! A number means what the endpoint's page says, else the gateway, else the global table; as a
//! `sub_code` the gateway's meaning comes first. A change is told where the entry is that causes it.

use std::collections::{BTreeSet, HashMap};

use super::Sides;
use super::finding::{Finding, Findings, Side, side, word};
use super::pair::{Key, pair};
use super::rule::Rule;
use crate::api::{Api, Class, Code, CodeEntry, Endpoint, ErrorCode};

/// The codes that all endpoints share, by number.
pub(crate) struct Shared<'a> {
    gateway: HashMap<&'a Code, &'a CodeEntry>,
    global: HashMap<&'a Code, &'a CodeEntry>,
}

impl<'a> Shared<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self {
            gateway: api.gateway.iter().map(|it| (&it.entry.code, &it.entry)).collect(),
            global: api.global.iter().map(|it| (&it.code, it)).collect(),
        }
    }

    /// What is known of a number that no endpoint explains.
    fn explain(&self, code: &Code) -> Option<&'a CodeEntry> {
        self.gateway.get(code).or_else(|| self.global.get(code)).copied()
    }
}

/// The gateway's codes and the global table.
pub(super) fn compare_shared(sides: &Sides<'_>, found: &mut Vec<Finding>) {
    let (old, new) = (sides.old.api, sides.new.api);
    let mut findings = Findings::new("common", found);
    constants(&old.gateway, &new.gateway, "gateway::ErrorCode", &mut findings);
    for code in numbers([&old.gateway, &new.gateway]) {
        meaning(code, sides.old.codes.explain(code), sides.new.codes.explain(code), &mut findings);
    }
    global(sides, &mut Findings::new("global-errors", found));
}

fn numbers(lists: [&[ErrorCode]; 2]) -> BTreeSet<&Code> {
    lists.into_iter().flatten().map(|it| &it.entry.code).collect()
}

/// The codes of an endpoint.
pub(super) fn compare(
    sides: &Sides<'_>,
    old: &Endpoint,
    new: &Endpoint,
    findings: &mut Findings<'_>,
) {
    let owner = format!("{}::ErrorCode", new.module.join("::"));
    constants(&old.codes, &new.codes, &owner, findings);
    for code in numbers([&old.codes, &new.codes]) {
        let known_before = entry(old, code);
        let known_after = entry(new, code);
        meaning(
            code,
            known_before.or_else(|| sides.old.codes.explain(code)),
            known_after.or_else(|| sides.new.codes.explain(code)),
            findings,
        );
        if let Some((before, after)) = known_before.zip(known_after) {
            origin(sides, before, after, findings);
        }
    }
}

fn entry<'a>(endpoint: &'a Endpoint, code: &Code) -> Option<&'a CodeEntry> {
    endpoint.codes.iter().map(|it| &it.entry).find(|it| it.code == *code)
}

/// The constants of a type of codes. A constant is known by its name first: what callers wrote.
fn constants(old: &[ErrorCode], new: &[ErrorCode], owner: &str, findings: &mut Findings<'_>) {
    let name = |it: &ErrorCode| Some(it.name.clone());
    let number = |it: &ErrorCode| Some(it.entry.code.to_string());
    let keys: [Key<'_, ErrorCode>; 2] = [&name, &number];
    let paired = pair(old.iter().collect(), new.iter().collect(), &keys);
    let says =
        |it: &ErrorCode| Some(side(format!("{} = {}", it.name, it.entry.code), &it.entry.source));
    for it in paired.removed {
        let effect = format!("`{owner}::{}` is gone", it.name);
        findings.note(Rule::CodeRemoved, member(&it.entry.code), says(it), None, effect);
    }
    for it in paired.added {
        let effect = format!("there is `{owner}::{}`", it.name);
        findings.note(Rule::CodeAdded, member(&it.entry.code), None, says(it), effect);
    }
    for (old, new) in paired.both {
        let path = member(&new.entry.code);
        if old.name != new.name {
            let effect = format!("`{owner}::{}` is called `{}`", old.name, new.name);
            findings.note(Rule::CodeRenamed, path, says(old), says(new), effect);
        } else if old.entry.code != new.entry.code {
            let effect = format!("`{owner}::{}` stands for {}", new.name, word(&new.entry.code));
            findings.note(Rule::CodeRenumbered, path, says(old), says(new), effect);
        }
        texts(&old.entry, &new.entry, findings);
    }
}

fn member(code: &Code) -> String {
    format!("errors.{code}")
}

/// What is said of a code beside its class.
fn texts(old: &CodeEntry, new: &CodeEntry, findings: &mut Findings<'_>) {
    let path = member(&new.code);
    findings.compare(
        Rule::MessageChanged,
        &path,
        side(&old.message, &old.source),
        side(&new.message, &new.source),
        "the table and the documentation have another message",
    );
    let other = |it: &CodeEntry| side(it.message_zh.clone().unwrap_or_default(), &it.source);
    findings.compare(
        Rule::TranslationChanged,
        &path,
        other(old),
        other(new),
        "the documentation shows another message",
    );
    findings.compare(
        Rule::RemedyChanged,
        &path,
        side(&old.remedy, &old.source),
        side(&new.remedy, &new.source),
        "`error.remedy()` says something else",
    );
}

/// The class of a number, wherever it is found.
fn meaning(
    code: &Code,
    old: Option<&CodeEntry>,
    new: Option<&CodeEntry>,
    findings: &mut Findings<'_>,
) {
    let class = |it: Option<&CodeEntry>| it.and_then(|it| it.class);
    let (before, after) = (class(old), class(new));
    let says = |it: Option<&CodeEntry>| it.map(|it| side(class_text(it.class), &it.source));
    let (left, right) = (says(old), says(new));
    if action(before) != action(after) {
        let effect = format!(
            "an answer with {}: the runtime {} instead of this: it {}",
            word(code),
            action(after),
            action(before)
        );
        findings.note(Rule::RetryChanged, member(code), left, right, effect);
    } else if before != after && old.is_some() && new.is_some() {
        let effect = format!("`error.class()` is {} for {}", class_text(after), word(code));
        findings.note(Rule::ClassChanged, member(code), left, right, effect);
    }
}

fn class_text(class: Option<Class>) -> String {
    class.map_or_else(|| "no class".to_owned(), |it| it.as_str().to_owned())
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
fn origin(sides: &Sides<'_>, old: &CodeEntry, new: &CodeEntry, findings: &mut Findings<'_>) {
    let gateway = |codes: &Shared<'_>| -> Option<Side> {
        let entry = codes.gateway.get(&new.code);
        entry.map(|it| side(format!("gateway ({})", class_text(it.class)), &it.source))
    };
    let own = |it: &CodeEntry| side(format!("endpoint ({})", class_text(it.class)), &it.source);
    let (before, after) = (gateway(&sides.old.codes), gateway(&sides.new.codes));
    if before.is_some() != after.is_some() {
        let effect =
            format!("an error whose `sub_code` is {} matches other constants", word(&new.code));
        let (old, new_side) =
            (before.unwrap_or_else(|| own(old)), after.unwrap_or_else(|| own(new)));
        findings.note(Rule::OriginChanged, member(&new.code), Some(old), Some(new_side), effect);
    }
}

/// The global table, whose codes have no constants.
fn global(sides: &Sides<'_>, findings: &mut Findings<'_>) {
    let (old, new) = (&sides.old.codes, &sides.new.codes);
    let numbers: BTreeSet<&Code> = old.global.keys().chain(new.global.keys()).copied().collect();
    for code in numbers {
        let (before, after) = (old.global.get(code).copied(), new.global.get(code).copied());
        let covered = [old, new].map(|it| it.gateway.contains_key(code));
        match covered {
            [true, true] => covered_entry(code, before, after, findings),
            [false, false] => global_entry(code, before, after, findings),
            // What the gateway's own entry does to the number has been told with it.
            _ => {}
        }
    }
}

fn global_entry(
    code: &Code,
    old: Option<&CodeEntry>,
    new: Option<&CodeEntry>,
    findings: &mut Findings<'_>,
) {
    meaning(code, old, new, findings);
    let says = |it: &CodeEntry| Some(side(entry_text(it), &it.source));
    match (old, new) {
        (Some(old), Some(new)) => texts(old, new, findings),
        (None, Some(new)) => {
            let effect =
                format!("errors with {} have a class and advice, as far as known", word(code));
            findings.note(Rule::GlobalCodeAdded, member(code), None, says(new), effect);
        }
        (Some(old), None) => {
            let effect = format!("errors with {} have no class and no advice any more", word(code));
            findings.note(Rule::GlobalCodeRemoved, member(code), says(old), None, effect);
        }
        (None, None) => {}
    }
}

fn covered_entry(
    code: &Code,
    old: Option<&CodeEntry>,
    new: Option<&CodeEntry>,
    findings: &mut Findings<'_>,
) {
    let text = |it: Option<&CodeEntry>| it.map(entry_text);
    if text(old) != text(new) {
        let says = |it: Option<&CodeEntry>| it.map(|it| side(entry_text(it), &it.source));
        let effect = "nothing: the gateway's own entry is found first";
        findings.note(Rule::CoveredEntryChanged, member(code), says(old), says(new), effect);
    }
}

fn entry_text(it: &CodeEntry) -> String {
    let other = it.message_zh.as_ref().map(|it| format!(" / {it}")).unwrap_or_default();
    let remedy = if it.remedy.is_empty() { String::new() } else { format!(": {}", it.remedy) };
    format!("{}{other} ({}){remedy}", it.message, class_text(it.class))
}
