//! Documentation pages: from a page to a spec.
//!
//! ```text
//! Markdown ─┐
//! HTML     ─┼─► Document ──► facts, nesting ──► spec::Endpoint and findings ──► YAML
//! text     ─┘
//! ```

mod canon;
mod choices;
mod columns;
pub mod crawl;
mod document;
mod dotted;
mod endpoint;
mod example;
mod facts;
mod fetch;
mod finding;
mod flow;
mod glue;
mod grid;
pub mod html;
mod inline;
mod limits;
pub mod markdown;
pub mod merge;
mod messages;
mod naming;
mod nest;
mod object;
#[cfg(test)]
mod odd_pages;
mod outline;
mod pipes;
mod read;
pub mod report;
pub mod sample;
mod sampled;
mod shape;
pub mod sloppy;
mod source;
pub mod text;
mod tidy;
pub mod trial;
mod types;
mod vocabulary;
mod witness;
mod words;
mod yaml;

pub use canon::{canonical, facts_hash};
pub use document::{Block, Code, Document, Paragraph, Row, Section, Table};
pub use endpoint::{Context, Imported, Refusal, import};
pub use fetch::{FetchCause, FetchError, Fetched, Limits, fetch, fetch_from};
pub use finding::{Doubt, Finding};
pub(crate) use merge::is_within;
pub use merge::{Change, Left, MergeOptions, Merged, difference, merge};
pub use naming::Site;
pub use object::Census;
pub use read::{LARGEST, Unreadable, read};
pub use sampled::sampled_encodings;
pub use source::Source;
pub use yaml::{format, write};
