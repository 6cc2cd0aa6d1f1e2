//! What all endpoints share, and the groups.

use std::collections::BTreeMap;

use super::finding::{Finding, Findings, Statement, says};
use super::models::Models;
use super::rule::Rule;
use crate::api::{Api, Fact, Group, Source, names};

pub(super) fn compare(models: &Models<'_>, found: &mut Vec<Finding>) {
    let (old, new) = (models.old.api, models.new.api);
    let mut findings = Findings::new("common", found);
    let credential = [old, new].map(|it| says(&it.credential, &it.common));
    let effect = format!("every call that wants a credential sends it as `{}`", new.credential);
    findings.compare(Rule::CredentialRenamed, "credential", credential, &effect);
    facts(Rule::HostChanged, "hosts", [&old.hosts, &new.hosts], &mut findings);
    facts(Rule::EnvelopeChanged, "envelope", [&old.envelope, &new.envelope], &mut findings);
    groups(old, new, found);
}

/// Facts that no generated item shows.
fn facts(rule: Rule, what: &str, sides: [&[Fact]; 2], findings: &mut Findings<'_>) {
    let effect = "no generated item; see whether what is written by hand has to follow";
    let mut both: BTreeMap<&str, [Option<&Fact>; 2]> = BTreeMap::new();
    for (at, facts) in sides.into_iter().enumerate() {
        for fact in facts {
            both.entry(&fact.name).or_default()[at] = Some(fact);
        }
    }
    for (name, both) in both {
        let [old, new] = both.map(|it| it.map(|it| &it.says));
        if old != new {
            let statements = both.map(|it| it.map(|it| says(&it.says, &it.source)));
            findings.report(rule, &format!("{what}.{name}"), statements, effect);
        }
    }
}

fn groups(old: &Api, new: &Api, found: &mut Vec<Finding>) {
    let in_api = |api: &'_ Api, module: &str| api.groups.iter().position(|it| it.module == module);
    for group in &new.groups {
        let mut findings = Findings::new(&group.folder, found);
        match in_api(old, &group.module) {
            Some(at) => features(&old.groups[at], group, &mut findings),
            None => findings.added(Rule::GroupAdded, "", name(group), &surface("there is", group)),
        }
    }
    for group in old.groups.iter().filter(|it| in_api(new, &it.module).is_none()) {
        let effect = surface("there is no more", group);
        Findings::new(&group.folder, found).removed(Rule::GroupRemoved, "", name(group), &effect);
    }
}

fn name(group: &Group) -> Statement {
    says(format!("group {}", group.folder), &place(group))
}

/// What a group brings to a caller.
fn surface(verb: &str, group: &Group) -> String {
    let name = names::bare(&group.module);
    format!("{verb} feature `{name}`, module `models::{name}` and `client.{name}()`")
}

/// The other groups that a feature turns on.
fn features(old: &Group, new: &Group, findings: &mut Findings<'_>) {
    let feature = names::bare(&new.module);
    for other in new.needs.iter().filter(|it| !old.needs.contains(it)) {
        let effect = format!("feature `{feature}` turns on the models of `{other}` too");
        findings.added(Rule::FeatureWidened, "", says(names::bare(other), &place(new)), &effect);
    }
    for other in old.needs.iter().filter(|it| !new.needs.contains(it)) {
        let effect =
            format!("feature `{feature}` does not turn on the models of `{other}` any more");
        findings.removed(Rule::FeatureNarrowed, "", says(names::bare(other), &place(old)), &effect);
    }
}

fn place(group: &Group) -> Source {
    group.endpoints.first().map_or_else(
        || Source { path: group.folder.clone(), line: 1 },
        |endpoint| endpoint.source.clone(),
    )
}
