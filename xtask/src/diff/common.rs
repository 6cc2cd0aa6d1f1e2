//! What all endpoints share, and the groups.

use std::collections::BTreeMap;

use super::Sides;
use super::finding::{Finding, Findings, side};
use super::rule::Rule;
use crate::api::{Api, Fact, Group, Source, names};

pub(super) fn compare(sides: &Sides<'_>, found: &mut Vec<Finding>) {
    let (old, new) = (sides.old.api, sides.new.api);
    let mut findings = Findings::new("common", found);
    findings.compare(
        Rule::CredentialRenamed,
        "credential",
        side(&old.credential, &old.common),
        side(&new.credential, &new.common),
        format!("every call that wants a credential sends it as `{}`", new.credential),
    );
    facts(Rule::HostChanged, "hosts", [&old.hosts, &new.hosts], &mut findings);
    facts(Rule::EnvelopeChanged, "envelope", [&old.envelope, &new.envelope], &mut findings);
    groups(old, new, found);
}

/// Facts that no generated item shows.
fn facts(rule: Rule, what: &str, [old, new]: [&[Fact]; 2], findings: &mut Findings<'_>) {
    let effect = "no generated item; see whether what is written by hand has to follow";
    let mut both: BTreeMap<&str, [Option<&Fact>; 2]> = BTreeMap::new();
    for (at, facts) in [old, new].into_iter().enumerate() {
        for fact in facts {
            both.entry(&fact.name).or_default()[at] = Some(fact);
        }
    }
    for (name, [old, new]) in both {
        let says = |it: Option<&Fact>| it.map(|it| it.says.clone());
        if says(old) != says(new) {
            let side = |it: Option<&Fact>| it.map(|it| side(&it.says, &it.source));
            findings.note(rule, format!("{what}.{name}"), side(old), side(new), effect);
        }
    }
}

fn groups(old: &Api, new: &Api, found: &mut Vec<Finding>) {
    let by_module = |api: &'_ Api| -> BTreeMap<String, usize> {
        api.groups.iter().enumerate().map(|(at, it)| (it.module.clone(), at)).collect()
    };
    let (before, after) = (by_module(old), by_module(new));
    for (module, at) in &after {
        match before.get(module) {
            Some(from) => features(&old.groups[*from], &new.groups[*at], found),
            None => whole(Rule::GroupAdded, &new.groups[*at], found),
        }
    }
    for at in before.iter().filter(|(module, _)| !after.contains_key(*module)).map(|(_, at)| at) {
        whole(Rule::GroupRemoved, &old.groups[*at], found);
    }
}

/// A group that is on one side only.
fn whole(rule: Rule, group: &Group, found: &mut Vec<Finding>) {
    let name = names::bare(&group.module);
    let source = place(group);
    let is_new = rule == Rule::GroupAdded;
    let verb = if is_new { "there is" } else { "there is no more" };
    let effect = format!("{verb} feature `{name}`, module `models::{name}` and `client.{name}()`");
    let says = Some(side(format!("group {}", group.folder), &source));
    let (old, new) = if is_new { (None, says) } else { (says, None) };
    Findings::new(&group.folder, found).note(rule, "", old, new, effect);
}

/// The other groups that a feature turns on.
fn features(old: &Group, new: &Group, found: &mut Vec<Finding>) {
    let mut findings = Findings::new(&new.folder, found);
    let feature = names::bare(&new.module);
    for other in new.needs.iter().filter(|it| !old.needs.contains(it)) {
        let effect = format!("feature `{feature}` turns on the models of `{other}` too");
        let says = side(names::bare(other), &place(new));
        findings.note(Rule::FeatureWidened, "", None, Some(says), effect);
    }
    for other in old.needs.iter().filter(|it| !new.needs.contains(it)) {
        let effect =
            format!("feature `{feature}` does not turn on the models of `{other}` any more");
        let says = side(names::bare(other), &place(old));
        findings.note(Rule::FeatureNarrowed, "", Some(says), None, effect);
    }
}

fn place(group: &Group) -> Source {
    group.endpoints.first().map_or_else(
        || Source { path: group.folder.clone(), line: 1 },
        |endpoint| endpoint.source.clone(),
    )
}
