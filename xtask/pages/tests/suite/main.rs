//! The tests of what is done with documentation pages, in one binary.

mod cli;
mod drift;
mod examples;
#[path = "../../../tests/suite/folder.rs"]
mod folder;
mod import;
mod readers;
mod spec_and_page;
mod support;
