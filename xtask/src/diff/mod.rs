//! Two resolved models become findings: whom a change breaks, and how much that matters.
//!
//! One pure function. Old and new items are paired first, so that a rename is known as one; then each
//! fact of a pair is compared. A finding says what happens to the generated Rust. Order, prose and
//! what no item shows are no changes above `docs`, with one exception: where `new(a, b)` takes two
//! parameters, their order is part of what callers wrote.

mod codes;
mod common;
mod endpoint;
mod field;
mod finding;
mod limits;
mod members;
mod models;
mod pagination;
mod pair;
pub mod report;
mod returns;
mod rule;
mod ty;
mod types;
mod versions;

use crate::api::Api;
use crate::parallel;

pub use finding::{Finding, Statement};
pub use rule::{Rule, Severity};

/// Everything that is different in the new model, the worst first.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Vec<Finding> {
    let models = models::Models::new(old, new);
    let mut found = Vec::new();
    common::compare(&models, &mut found);
    codes::compare_shared(&models, &mut found);
    let both = &models.endpoints.both;
    let compared = parallel::map(both, |(old, new)| endpoint::compare(&models, old, new));
    found.extend(compared.into_iter().flatten());
    for gone in &models.endpoints.removed {
        endpoint::removed(gone, &mut found);
    }
    for new in &models.endpoints.added {
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
