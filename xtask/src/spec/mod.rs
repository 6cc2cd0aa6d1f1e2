//! The spec format: the YAML files as Rust types, every value with its place.
//!
//! The structs of `types.rs` are the format's only definition. The loader reads through them,
//! `spec/schema.json` is derived from them, files are printed from them with the keys in the order of
//! their members, and `spec/README.md` explains them to people. What follows from a spec is decided in
//! [`crate::api`], not here.

mod file;
mod load;
mod place;
mod print;
mod problem;
mod types;
pub mod words;

pub use file::File;
pub use load::{Loaded, load, read, read_value};
pub use place::{At, Map};
pub use print::{Comments, comments, format, print};
pub use problem::{ColorChoice, Problem, render};
pub use types::*;
pub use words::{PageType, days_of_month, is_day, nearest};
