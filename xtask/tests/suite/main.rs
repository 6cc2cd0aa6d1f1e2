//! The tests of the generator, in one binary.

mod cases;
mod changes;
mod cli;
mod diagnostics;
mod explaining;
mod folder;
mod generating;
mod names;
mod schema;
mod support;
mod verdicts;
