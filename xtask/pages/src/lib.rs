//! Documentation pages: from a page to a spec, and from pages read again to what changed.
//!
//! ```text
//! Markdown ─┐
//! HTML     ─┼─► Document ──► facts, nesting ──► spec::Endpoint and findings ──► merge, drift
//! text     ─┘
//! ```

pub mod document;
pub mod drift;
mod facts;
pub mod fetch;
pub mod import;
mod kinds;
pub mod lenient_json;
pub mod merge;
mod nesting;
pub mod readers;
pub mod samples;
pub mod survey;
mod url;
pub mod verb;
mod vocabulary;

pub use document::finding::{Ambiguity, Finding};
pub use document::{Block, Code, Document, Paragraph, Row, Section, Table};
pub use fetch::source::Source;
pub use fetch::{FetchCause, FetchError, FetchLimits, Fetched, fetch};
pub use import::{Context, Imported, Refusal, endpoint, import};
pub use merge::fingerprint::fingerprint;
pub(crate) use merge::is_within;
pub use merge::{Change, Left, Merged, difference, merge, print_over};
pub use nesting::tree::Statistics;
pub use readers::read::{LARGEST, Unreadable, read};
pub use vocabulary::naming::Site;
