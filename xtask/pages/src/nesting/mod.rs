//! The tree that flat rows stand for.

pub(crate) mod dotted;
pub(crate) mod nest;
pub(crate) mod object;
pub(crate) mod shape;
