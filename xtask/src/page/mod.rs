//! Documentation pages: from a page to a spec.
//!
//! ```text
//! Markdown ─┐
//! HTML     ─┼─► Document ──► facts, nesting ──► spec::Endpoint and findings ──► YAML
//! text     ─┘
//! ```

// The parts below are put together one by one.
#![allow(dead_code)]

mod document;
mod finding;
mod vocabulary;

pub use document::{Block, Code, Document, Paragraph, Row, Section, Table};
pub use finding::{Doubt, Finding};
