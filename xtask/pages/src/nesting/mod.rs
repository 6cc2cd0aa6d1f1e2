//! The tree that flat rows stand for.

mod adjust;
mod build;
pub(crate) mod dotted;
pub(crate) mod nest;
pub(crate) mod shape;
mod table;
pub(crate) mod tree;
pub(crate) mod weights;
