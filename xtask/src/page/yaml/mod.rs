//! Spec files as text: the canonical style, and a tree that loses nothing of a file.
//!
//! ```text
//! text ─────────► parse ─┐
//! spec::Endpoint ► build ─┴─► Block ──► arrange (order, quotes, blank lines) ──► text
//! ```
//!
//! What the words of the format mean is said in [`crate::spec`]; here is only how they are laid out.

#[cfg(test)]
pub(super) mod arbitrary;
mod arrange;
mod build;
mod scalar;
mod shape;
#[cfg(test)]
mod tests;
mod tree;

use crate::spec::Endpoint;

/// A whole new spec file.
///
/// Reading it gives an equal endpoint. A request or an answer that ends in a line break is written
/// behind `|`, any other behind `|-`. `idempotent:` is always written, since it is for a person to
/// decide.
#[must_use]
pub fn write(endpoint: &Endpoint) -> String {
    let mut root = build::endpoint(endpoint);
    arrange::root(&mut root, &shape::ENDPOINT);
    root.text()
}
