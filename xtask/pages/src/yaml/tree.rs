//! The tree of a spec file, and its text.
//!
//! What an entry was read from is kept with it and printed again as it is, until the entry is changed
//! or laid out anew: so whoever changes one value leaves all other bytes alone.

use super::scalar;

/// What stands behind a key or a dash.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// Nothing.
    Empty,
    /// One value.
    Scalar(Scalar),
    /// Several.
    Block(Block),
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scalar {
    /// What it says, without quotes and folds.
    pub(crate) text: String,
    /// How it is written.
    pub(crate) style: Style,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// As it is.
    Plain,
    /// In double quotes.
    Quoted,
    /// As lines of their own.
    Literal,
}

/// A mapping or a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    /// Which of the two.
    pub(crate) kind: Kind,
    /// What it holds.
    pub(crate) entries: Vec<Entry>,
    /// The blank lines and comments behind its last entry.
    pub(crate) tail: Vec<String>,
    /// The column of its keys or dashes.
    pub(crate) indent: usize,
}

/// What a block is, and how it is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A mapping.
    Mapping,
    /// A list, one line or more for each item.
    List,
    /// A list within one line.
    Line,
}

/// An entry of a mapping or an item of a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// The blank lines and comments in front, as they stand there.
    pub(crate) before: Vec<String>,
    /// Comments from within, which have no place of their own once the entry is laid out anew.
    pub(crate) within: Vec<String>,
    /// The key; empty in a list.
    pub(crate) key: String,
    /// The value.
    pub(crate) value: Node,
    /// The comment behind the entry's first line.
    pub(crate) behind: Option<String>,
    /// What it was read from, from its key or dash to the end of its last line.
    pub(crate) source: Option<String>,
}

impl Scalar {
    /// A text, written as it needs to be once it is arranged.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Quoted }
    }

    /// A word, number or truth value.
    pub(crate) fn word(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Plain }
    }

    /// Within one line.
    fn inline(&self) -> String {
        match self.style {
            Style::Plain => self.text.clone(),
            Style::Quoted | Style::Literal => scalar::quoted(&self.text),
        }
    }
}

impl Block {
    /// An empty block; where it stands is decided when it is arranged.
    pub(crate) fn new(kind: Kind) -> Self {
        Self { kind, entries: Vec::new(), tail: Vec::new(), indent: 0 }
    }

    /// The text of a whole file.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        self.print(&mut out);
        out
    }

    fn print(&self, out: &mut String) {
        for entry in &self.entries {
            lines(&entry.before, out);
            if entry.source.is_none() {
                lines(&entry.within, out);
            }
            pad(self.indent, out);
            self.print_entry(entry, out);
        }
        lines(&self.tail, out);
    }

    /// An entry from its key or dash on.
    fn print_entry(&self, entry: &Entry, out: &mut String) {
        if let Some(source) = &entry.source {
            out.push_str(source);
            return;
        }
        match self.kind {
            Kind::Mapping => {
                out.push_str(&scalar::key(&entry.key));
                out.push(':');
            }
            Kind::List | Kind::Line => out.push('-'),
        }
        match &entry.value {
            Node::Block(block) if !block.is_inline() && self.kind != Kind::Mapping => {
                // The first entry stands behind the dash.
                pad(block.indent.saturating_sub(self.indent + 1), out);
                let mut rest = String::new();
                block.print(&mut rest);
                out.push_str(rest.trim_start_matches(' '));
            }
            Node::Block(block) if !block.is_inline() => {
                end_line(entry, out);
                block.print(out);
            }
            Node::Scalar(value) if value.style == Style::Literal => {
                let (header, content) = scalar::literal(&value.text).unwrap_or(("|-", &value.text));
                out.push(' ');
                out.push_str(header);
                end_line(entry, out);
                for line in content.split('\n') {
                    if !line.is_empty() {
                        pad(self.indent + 2, out);
                        out.push_str(line);
                    }
                    out.push('\n');
                }
            }
            value => {
                let text = value.inline();
                if !text.is_empty() {
                    out.push(' ');
                    out.push_str(&text);
                }
                end_line(entry, out);
            }
        }
    }

    /// Whether it stands behind its key or dash.
    fn is_inline(&self) -> bool {
        self.kind == Kind::Line || self.entries.is_empty()
    }
}

impl Node {
    /// Within one line.
    pub(crate) fn inline(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Scalar(scalar) => scalar.inline(),
            Self::Block(Block { kind: Kind::Mapping, .. }) => "{}".to_owned(),
            Self::Block(block) => {
                let items: Vec<String> = block.entries.iter().map(|it| it.value.inline()).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }
}

impl Entry {
    /// An entry without comments.
    pub(crate) fn new(key: impl Into<String>, value: Node) -> Self {
        Self {
            before: Vec::new(),
            within: Vec::new(),
            key: key.into(),
            value,
            behind: None,
            source: None,
        }
    }
}

fn lines(lines: &[String], out: &mut String) {
    for line in lines {
        out.push_str(line);
        out.push('\n');
    }
}

fn end_line(entry: &Entry, out: &mut String) {
    if let Some(comment) = &entry.behind {
        out.push(' ');
        out.push_str(comment);
    }
    out.push('\n');
}

fn pad(columns: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', columns));
}
