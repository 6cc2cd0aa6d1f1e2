//! How well a folder of pages imports.

pub mod report;
pub mod trial;
