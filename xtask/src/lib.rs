//! The generator of the bindings: specs become Rust.
//!
//! Every step is a pure function; only [`tree`] touches the disk, and only [`git`] asks git.
//!
//! ```text
//! spec/*.yaml ──► spec::load, lint::lint ──► api::resolve ──► emit::emit ──► tree::write
//! old and new model ──► diff::diff ──► diff::report, release
//! ```

// What tests of both packages take in names this one as the other does.
#[cfg(test)]
extern crate self as xtask;

pub mod api;
pub mod cargo;
pub mod checked;
pub mod compare;
pub mod day;
pub mod diff;
pub mod emit;
pub mod git;
pub mod lint;
pub mod outcome;
pub mod parallel;
pub mod release;
pub mod spec;
pub mod tree;
pub mod ui;
pub mod verb;

/// The workspace that this program was built in.
#[must_use]
pub fn workspace() -> std::path::PathBuf {
    let manifest = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}
