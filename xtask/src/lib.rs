//! The generator of the bindings: specs become Rust.
//!
//! Every step is a pure function; only [`tree`] touches the disk, and only [`git`] asks git.
//!
//! ```text
//! spec/*.yaml ──► spec::load, spec::lint ──► api::resolve ──► emit::emit ──► tree::write
//! old and new model ──► diff::diff ──► diff::report, release
//! ```

pub mod api;
pub mod diff;
#[cfg(feature = "pages")]
pub mod drift;
pub mod emit;
pub mod git;
#[cfg(feature = "pages")]
pub mod page;
mod parallel;
pub mod release;
pub mod spec;
pub mod tree;
pub mod verb;
