//! The rows of a page's tables, as the page writes them.

/// A row of a table of parameters or members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its line, from 1.
    pub(crate) line: usize,
    /// The wire name.
    pub(crate) name: String,
    /// How many marks stand in front of its name for its depth, in a table that has such.
    pub(crate) depth: Option<usize>,
    /// The type, as the page writes it.
    pub(crate) type_text: String,
    /// Whether it must be given; `None` where the page does not say.
    pub(crate) required: Option<bool>,
    /// The example value, or nothing.
    pub(crate) example: String,
    /// What the page says about it.
    pub(crate) description: String,
}

/// A row of a table of error codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorRow {
    pub(crate) line: usize,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) solution: String,
}
