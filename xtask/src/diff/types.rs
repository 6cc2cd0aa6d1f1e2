//! The object types of an endpoint: its own, and those that it shares with others.

use super::finding::{Findings, Statement, says};
use super::members;
use super::models::{Index, Models};
use super::pair::{Key, pair};
use super::rule::Rule;
use super::ty::Renames;
use super::versions::RecordVersions;
use crate::api::{Endpoint, Record, Shared, names};

/// A type of an endpoint, wherever it is described.
struct Typed<'a> {
    /// Its name here.
    name: &'a str,
    record: &'a Record,
    /// The endpoint of the type.
    here: &'a Endpoint,
    /// The endpoint that it is shared with.
    shared: Option<&'a Endpoint>,
}

impl Typed<'_> {
    /// The path of the type in Rust, below the models.
    fn rust(&self) -> String {
        format!("{}::{}", self.here.module.join("::"), self.name)
    }

    /// The path of the type in the spec.
    fn member(&self) -> String {
        format!("types.{}", self.record.page_name)
    }

    fn named(&self) -> Statement {
        says(self.name, &self.record.source)
    }
}

fn types<'a>(index: &Index<'a>, here: &'a Endpoint) -> Vec<Typed<'a>> {
    let own = here.types.iter();
    let own = own.map(|record| Typed { name: &record.name, record, here, shared: None });
    own.chain(here.shared.iter().filter_map(|it| shared(index, here, it))).collect()
}

fn shared<'a>(index: &Index<'a>, here: &'a Endpoint, it: &'a Shared) -> Option<Typed<'a>> {
    let there = index.modules.get(it.module.as_slice())?;
    let record = there.types.iter().find(|record| record.name == it.original)?;
    Some(Typed { name: &it.name, record, here, shared: Some(there) })
}

/// Compares the types, and returns what each is called now.
pub(super) fn compare<'a>(
    models: &Models<'a>,
    [old, new]: [&'a Endpoint; 2],
    findings: &mut Findings<'_>,
) -> Renames<'a> {
    let name = |it: &Typed<'_>| Some(it.name.to_owned());
    let page = |it: &Typed<'_>| Some(it.record.page_name.clone());
    let fields = |it: &Typed<'_>| {
        let fields = it.record.fields.iter();
        let fields: Vec<String> =
            fields.map(|it| format!("{}: {}", it.wire, it.page_type)).collect();
        Some(format!("{:?} {}", it.record.direction, fields.join(", ")))
    };
    let keys: [Key<'_, Typed<'_>>; 3] = [&name, &page, &fields];
    let (before, after) = (types(&models.old, old), types(&models.new, new));
    let paired = pair(before.iter().collect(), after.iter().collect(), &keys);
    let renames: Renames<'a> = paired.both.iter().map(|(old, new)| (old.name, new.name)).collect();
    for (old, new) in paired.both {
        compare_type(models, [old, new], &renames, findings);
    }
    for it in paired.removed {
        let effect = format!("`{}` is gone", it.rust());
        findings.removed(Rule::TypeRemoved, &it.member(), it.named(), &effect);
    }
    for it in paired.added {
        let effect = format!("there is `{}`", it.rust());
        findings.added(Rule::TypeAdded, &it.member(), it.named(), &effect);
    }
    renames
}

fn compare_type(
    models: &Models<'_>,
    [old, new]: [&Typed<'_>; 2],
    renames: &Renames<'_>,
    findings: &mut Findings<'_>,
) {
    let rust = new.rust();
    if old.name != new.name {
        let effect = format!("`{}` is `{rust}`", old.rust());
        findings.changed(Rule::TypeRenamed, &new.member(), [old.named(), new.named()], &effect);
    }
    if sharing(models, [old, new], findings) {
        return;
    }
    let record = RecordVersions { rust, prefix: new.member(), old: old.record, new: new.record };
    members::compare(&record, renames, findings);
    let doc = [old, new].map(|it| says(&it.record.doc, &it.record.source));
    findings.compare(Rule::TypeDocChanged, &new.member(), doc, "the documentation of the type");
}

/// Compares whose type it is. Returns whether it is another endpoint's as before, where its changes
/// are reported.
fn sharing(models: &Models<'_>, [old, new]: [&Typed<'_>; 2], findings: &mut Findings<'_>) -> bool {
    let before = old.shared.map(|it| models.renames.get(it.name.as_str()).copied());
    let after = new.shared.map(|it| Some(it.name.as_str()));
    if before == after {
        return before.is_some();
    }
    let rust = new.rust();
    let owners =
        [old, new].map(|it| says(it.shared.map_or("its own", |it| &it.name), &it.here.source));
    if let Some(there) = old.shared {
        let effect = format!("`{rust}` is no longer the type of `{}`", names::bare(&there.name));
        findings.changed(Rule::TypeUnshared, &new.member(), owners.clone(), &effect);
    }
    if let Some(there) = new.shared {
        let effect = format!("`{rust}` is the type of `{}`", there.name);
        findings.changed(Rule::TypeShared, &new.member(), owners, &effect);
    }
    false
}
