//! The tree that flat rows stand for.

mod adjust;
mod build;
mod costs;
mod dotted;
mod rows;
mod search;
pub(crate) mod shape;
mod table;
pub(crate) mod tree;
mod types;
mod unlisted;
mod weights;
