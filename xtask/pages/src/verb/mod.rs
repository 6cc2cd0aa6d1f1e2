//! The verbs of this program.

pub mod drift;
pub mod fmt;
pub mod import;
mod survey;
