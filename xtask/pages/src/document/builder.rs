//! Builds a [`Document`] block by block: what the three readers share.

use crate::document::finding::{Ambiguity, Finding};
use crate::document::whitespace::is_invisible;
use crate::document::{Block, Code, Document, Paragraph, Row, Section, Table};
use crate::vocabulary::vocabulary;

/// No label above code is longer.
const LABEL: usize = 40;

/// A document in the making.
pub(crate) struct DocumentBuilder {
    document: Document,
    /// The language that a tab around the next code names.
    tab: Option<String>,
}

impl Default for DocumentBuilder {
    fn default() -> Self {
        let document = Document { sections: vec![Section::default()], ..Document::default() };
        Self { document, tab: None }
    }
}

impl DocumentBuilder {
    /// Notes something that stands about the page; the first value of a name stays.
    pub(crate) fn about(&mut self, name: &str, value: &str) {
        if self.document.about(name).is_none() {
            self.document.about.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Starts a section.
    pub(crate) fn heading(&mut self, level: u8, line: usize, heading: String) {
        self.tab = None;
        self.document.sections.push(Section { level, heading, line, blocks: Vec::new() });
    }

    /// The level of the section that is being written.
    pub(crate) fn level(&self) -> u8 {
        self.document.sections.last().map_or(0, |section| section.level)
    }

    /// Adds a paragraph, if it says anything.
    pub(crate) fn paragraph(&mut self, line: usize, text: String) {
        if !text.is_empty() {
            self.push(Block::Paragraph(Paragraph { line, text }));
        }
    }

    /// Remembers the label of a tab, for the code in it.
    pub(crate) fn tab(&mut self, label: &str) {
        self.tab = Some(label.to_owned());
    }

    /// Adds code. Its language is the label above it, or that of its tab, or what its fence says.
    pub(crate) fn code(&mut self, line: usize, fence: Option<&str>, text: &str) {
        let tab = self.tab.take();
        let language = self.label().or(tab).or_else(|| fence.map(str::to_owned));
        let text = text.trim_matches('\n').trim_end();
        let text = text.chars().filter(|c| !is_invisible(*c)).collect();
        self.push(Block::Code(Code { line, language, text }));
    }

    /// Adds a table.
    pub(crate) fn table(&mut self, table: Table) {
        self.push(Block::Table(table));
    }

    /// The table that was added last, if nothing followed it.
    pub(crate) fn last_table(&mut self) -> Option<&mut Table> {
        match self.blocks().last_mut() {
            Some(Block::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// Adds a row to the table that was added last.
    pub(crate) fn row(&mut self, line: usize, cells: Vec<String>) {
        if let Some(table) = self.last_table() {
            table.rows.push(Row { line, cells });
        }
    }

    /// Reports an ambiguity.
    pub(crate) fn report(
        &mut self,
        ambiguity: Ambiguity,
        line: usize,
        subject: &str,
        evidence: &str,
        decided: &str,
    ) {
        let subject = shorten(subject);
        self.document.findings.push(Finding::new(ambiguity, line, subject, evidence, decided));
    }

    /// Adds a finding of another reader.
    pub(crate) fn push_finding(&mut self, finding: Finding) {
        self.document.findings.push(finding);
    }

    /// The document; a first section without content is left out.
    pub(crate) fn finish(mut self) -> Document {
        if self.document.sections.first().is_some_and(|first| first.blocks.is_empty()) {
            self.document.sections.remove(0);
        }
        self.document
    }

    /// Takes the paragraph above if it is nothing but the name of a language.
    fn label(&mut self) -> Option<String> {
        let blocks = self.blocks();
        let Some(Block::Paragraph(Paragraph { text, .. })) = blocks.last() else { return None };
        let label = text.trim_end_matches([':', '：']);
        if label.len() > LABEL || vocabulary().language(label).is_none() {
            return None;
        }
        let label = label.to_owned();
        blocks.pop();
        Some(label)
    }

    fn push(&mut self, block: Block) {
        self.blocks().push(block);
    }

    fn blocks(&mut self) -> &mut Vec<Block> {
        if self.document.sections.is_empty() {
            self.document.sections.push(Section::default());
        }
        let last = self.document.sections.len() - 1;
        &mut self.document.sections[last].blocks
    }
}

/// The beginning of a text, to be named in a finding.
pub(crate) fn shorten(text: &str) -> String {
    const LENGTH: usize = 60;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
