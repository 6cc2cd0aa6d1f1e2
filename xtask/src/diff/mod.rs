//! Two resolved models become findings: whom a change breaks, and how much that matters.
//!
//! One pure function. Old and new items are paired first, so that a rename is known as one; then each
//! fact of a pair is compared. What is told is what happens to the generated Rust: order, prose and
//! what no item shows are no changes above `docs`, with one exception. Where `new(a, b)` takes two
//! parameters, their order is part of what callers wrote.

mod codes;
mod common;
mod endpoint;
mod field;
mod finding;
mod limits;
mod pair;
mod record;
pub mod report;
mod rule;
mod ty;

use std::collections::HashMap;

use crate::api::{Api, Endpoint};
use crate::parallel;

pub use finding::{Finding, Side};
pub use rule::{Rule, Severity};

/// Everything that is different in the new model, the worst first.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Vec<Finding> {
    let sides = Sides::new(old, new);
    let mut found = Vec::new();
    common::compare(&sides, &mut found);
    codes::compare_shared(&sides, &mut found);
    found.extend(
        parallel::map(&sides.endpoints, |(old, new)| endpoint::compare(&sides, old, new))
            .into_iter()
            .flatten(),
    );
    for gone in &sides.removed {
        endpoint::removed(gone, &mut found);
    }
    for new in &sides.added {
        endpoint::added(new, &mut found);
    }
    found.sort_by_cached_key(Finding::key);
    found
}

/// The heaviest of some findings.
#[must_use]
pub fn worst(findings: &[Finding]) -> Option<Severity> {
    findings.iter().map(Finding::severity).max()
}

/// Two models, and what became of each endpoint.
pub(crate) struct Sides<'a> {
    old: Index<'a>,
    new: Index<'a>,
    endpoints: Vec<(&'a Endpoint, &'a Endpoint)>,
    removed: Vec<&'a Endpoint>,
    added: Vec<&'a Endpoint>,
    /// What the endpoints of old names are called now.
    moved: HashMap<&'a str, &'a str>,
}

/// A model, with what is looked up in it.
pub(crate) struct Index<'a> {
    api: &'a Api,
    codes: codes::Shared<'a>,
    modules: HashMap<&'a [String], &'a Endpoint>,
}

impl<'a> Index<'a> {
    fn new(api: &'a Api) -> Self {
        let modules = api.endpoints().map(|it| (it.module.as_slice(), it)).collect();
        Self { api, codes: codes::Shared::new(api), modules }
    }
}

impl<'a> Sides<'a> {
    fn new(old: &'a Api, new: &'a Api) -> Self {
        let name = |it: &Endpoint| Some(it.name.clone());
        let url = |it: &Endpoint| Some(format!("{} {}", it.http_method.as_str(), it.path));
        let (old_list, new_list) = (old.endpoints().collect(), new.endpoints().collect());
        let keys: [pair::Key<'_, Endpoint>; 3] = [&name, &url, &endpoint::shape];
        let paired = pair::pair(old_list, new_list, &keys);
        let moved = paired.both.iter().map(|(old, new)| (old.name.as_str(), new.name.as_str()));
        Self {
            old: Index::new(old),
            new: Index::new(new),
            moved: moved.collect(),
            endpoints: paired.both,
            removed: paired.removed,
            added: paired.added,
        }
    }
}
