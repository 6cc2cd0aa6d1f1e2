//! The bytes of a page become a [`Document`](crate::Document): Markdown, HTML and plain text.

pub(crate) mod columns;
pub mod html;
pub(crate) mod inline;
pub mod markdown;
pub(crate) mod pipes;
pub(crate) mod read;
pub(crate) mod sample_index;
pub(crate) mod split_cells;
pub mod text;
