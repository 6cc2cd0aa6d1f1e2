//! The verbs of `cargo xtask`: what each does, as a function that returns how it went.

pub mod demo;
pub mod diff;
pub mod explain;
pub mod generate;
pub mod lint;
pub mod pages;
pub mod release;
