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
mod facts;
mod finding;
mod limits;
mod nest;
mod shape;
mod sloppy;
mod types;
mod vocabulary;
mod words;

pub use document::{Block, Code, Document, Paragraph, Row, Section, Table};
pub use finding::{Doubt, Finding};
pub use words::Site;
