//! What YAML and the format's shape cannot see: problems of meaning. All of them are found, in all
//! files; each check is a small function that sees one endpoint.

mod codes;
mod context;
mod cycles;
mod endpoint;
mod examples;
mod names;
mod types;

use std::collections::HashMap;

use self::context::{Scope, Uses, Whole};
use self::examples::Proof;
pub use self::examples::broken_limit;
pub use self::names::{MOST_FEATURES, features};
use crate::parallel;
use crate::spec::Problem;
use crate::spec::{File, Located, Specs};

/// Every problem of meaning.
#[must_use]
pub fn lint(specs: &Specs, files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    codes::check_common(specs, &mut problems);
    codes::check_global(specs, &mut problems);
    endpoint::check_common(specs, &mut problems);
    examples::check_common(specs, &mut problems);
    endpoint::check_unique(specs, &mut problems);
    names::check_modules(specs, &mut problems);
    let endless = cycles::endless(specs);
    let uses: HashMap<usize, Uses<'_>> =
        specs.endpoints.iter().map(|it| (it.file, Uses::of(it))).collect();
    let whole = Whole { specs, files, uses: &uses, endless: &endless };
    let endpoints: Vec<&Located> = specs.endpoints.iter().collect();
    let mut proof = Proof::default();
    for (found, proven) in parallel::map(&endpoints, |it| lint_endpoint(&whole, it)) {
        problems.extend(found);
        proof.add(proven);
    }
    // What an answer always has is proven by the examples of all endpoints that share its type.
    let required = parallel::map(&endpoints, |it| {
        let mut scope = Scope::new(&whole, it);
        examples::check_required(&mut scope, &proof);
        scope.problems
    });
    problems.extend(required.concat());
    problems
}

fn lint_endpoint<'a>(whole: &'a Whole<'a>, located: &'a Located) -> (Vec<Problem>, Proof<'a>) {
    let mut scope = Scope::new(whole, located);
    endpoint::check(&mut scope);
    types::check(&mut scope);
    names::check(&mut scope);
    codes::check(&mut scope);
    let proof = examples::check(&mut scope);
    (scope.problems, proof)
}
