//! A page as every reader delivers it: sections of paragraphs, tables and code. All that follows
//! works on this alone.

pub(crate) mod builder;
pub(crate) mod finding;
pub(crate) mod whitespace;

use crate::document::finding::Finding;

/// A documentation page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What stands about the page in front of it (front matter, `<meta>`), by its name.
    pub about: Vec<(String, String)>,
    /// The sections, in the page's order; what stands before the first heading has an empty one.
    pub sections: Vec<Section>,
    /// What the reader had to guess or could not make out.
    pub findings: Vec<Finding>,
}

impl Document {
    /// What stands about the page under a name.
    #[must_use]
    pub fn about(&self, name: &str) -> Option<&str> {
        self.about.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// A heading and what follows it, up to the next heading of any level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading's level, from 1; 0 for what stands before the first.
    pub level: u8,
    /// The heading, without any mark-up.
    pub heading: String,
    /// The line of the heading, from 1.
    pub line: usize,
    /// What follows it.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph, an item of a list, or a note, without any mark-up.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
    /// A block of code.
    Code(Code),
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its first line, from 1.
    pub line: usize,
    /// The text.
    pub text: String,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The line of the header, from 1.
    pub line: usize,
    /// The cells of the header, without any mark-up.
    pub header: Vec<String>,
    /// The rows, each with as many cells as the header has.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its line, from 1.
    pub line: usize,
    /// The cells, without any mark-up; a line break inside a cell is `\n`.
    pub cells: Vec<String>,
}

/// A block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The line of its first line of code, from 1.
    pub line: usize,
    /// Its language as the page says it: on the fence, or as a label above.
    pub language: Option<String>,
    /// The code.
    pub text: String,
}
