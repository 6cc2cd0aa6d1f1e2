//! What a page says, section by section, as it says it: nothing is interpreted yet but the place
//! that a table has on the page.

mod columns;
mod rows;

use self::columns::{Columns, error_columns, guess, is_basics, looks_like_json, says_something};
pub(crate) use self::rows::{ErrorRow, Member};
use crate::document::finding::{Ambiguity, Finding};
use crate::document::{Block, Code, Document, Paragraph, Row, Section, Table};
use crate::vocabulary::naming::Site;
use crate::vocabulary::{Basic, ErrorColumn, Heading, Language, vocabulary};

/// A table of members longer than this is none that anybody wrote; the longest that is known has 55
/// rows.
pub(crate) const MOST_ROWS: usize = 1_000;

/// What a page says.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The title of the page.
    pub(crate) title: String,
    /// The first paragraph below the title.
    pub(crate) intro: String,
    /// The cells of the basic information.
    pub(crate) basics: Vec<(Basic, Said)>,
    /// The rows of the query table.
    pub(crate) query: Vec<Member>,
    /// The rows of the body table.
    pub(crate) body: Vec<Member>,
    /// The rows of the tables that no spec has a place for: of headers and of the path.
    pub(crate) elsewhere: Vec<Member>,
    /// The rows of the response table.
    pub(crate) response: Vec<Member>,
    /// The rows of the table of error codes.
    pub(crate) errors: Vec<ErrorRow>,
    /// The request samples.
    pub(crate) samples: Vec<(Language, Code)>,
    /// The response examples.
    pub(crate) examples: Vec<Code>,
    /// What is in doubt.
    pub(crate) findings: Vec<Finding>,
}

/// A cell and its line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Facts {
    /// What a document says.
    pub(crate) fn of(document: &Document) -> Self {
        let mut reading = Reading::default();
        reading.facts.findings.clone_from(&document.findings);
        for section in &document.sections {
            reading.section(section);
        }
        reading.facts
    }

    /// A cell of the basic information.
    pub(crate) fn basic(&self, wanted: Basic) -> Option<&Said> {
        self.basics.iter().find(|(basic, _)| *basic == wanted).map(|(_, said)| said)
    }

    /// Adds a cell of the basic information. One with several values may be several rows.
    fn say(&mut self, basic: Basic, line: usize, text: &str) {
        let several = matches!(basic, Basic::Apps | Basic::Permissions);
        match self.basics.iter_mut().find(|(own, _)| *own == basic && several) {
            Some((_, said)) => said.text = format!("{}, {text}", said.text),
            None => self.basics.push((basic, Said { line, text: text.to_owned() })),
        }
    }

    /// The language that the page is written in: that of most of its words.
    pub(crate) fn site(&self) -> Site {
        let members = self.body.iter().chain(&self.query).chain(&self.response);
        let texts = members.map(|it| it.description.as_str());
        let errors = self.errors.iter().map(|it| it.message.as_str());
        let text: String = texts.chain(errors).chain([self.title.as_str(), &self.intro]).collect();
        Site::of(&text)
    }
}

/// A walk over the sections: a heading that nobody knows belongs to the one above that is known.
#[derive(Default)]
struct Reading {
    facts: Facts,
    /// What the last heading that is known says.
    inside: Option<Heading>,
    /// Its level.
    level: u8,
}

impl Reading {
    fn section(&mut self, section: &Section) {
        match vocabulary().heading(&section.heading) {
            Some(heading) => {
                self.inside = Some(heading);
                self.level = section.level;
            }
            // A new chapter, such as one about message templates behind the error codes.
            None if section.level <= self.level.min(2) && self.inside.is_some() => {
                self.inside = Some(Heading::Aside);
                self.level = section.level;
            }
            None => {}
        }
        if section.level <= 1 && self.facts.title.is_empty() {
            self.facts.title.clone_from(&section.heading);
        }
        for block in &section.blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(paragraph) => {
                let is_first = self.inside.is_none() && self.facts.intro.is_empty();
                if is_first {
                    self.facts.intro.clone_from(&paragraph.text);
                }
                self.loose_rows(paragraph);
            }
            Block::Table(table) => self.table(table),
            Block::Code(code) => self.code(code),
        }
    }

    /// Rows of a table whose header is missing are no table.
    fn loose_rows(&mut self, paragraph: &Paragraph) {
        let is_rows = paragraph.text.starts_with('|') && paragraph.text.matches('|').count() > 3;
        if is_rows && !matches!(self.inside, None | Some(Heading::Aside)) {
            let start: String = paragraph.text.chars().take(40).collect();
            self.facts.findings.push(Finding::new(
                Ambiguity::UnknownTable,
                paragraph.line,
                start,
                "these are rows without a header",
                "they are passed over",
            ));
        }
    }

    fn code(&mut self, code: &Code) {
        let said = code.language.as_deref().and_then(|it| vocabulary().language(it));
        match self.inside {
            Some(Heading::ResponseExample) => self.facts.examples.push(code.clone()),
            Some(Heading::Response | Heading::ResponseBody) if looks_like_json(&code.text) => {
                self.facts.examples.push(code.clone());
            }
            Some(Heading::RequestExample | Heading::Request | Heading::Body) => {
                if let Some(language) = said.or_else(|| guess(&code.text)) {
                    self.facts.samples.push((language, code.clone()));
                }
            }
            _ => {}
        }
    }

    fn table(&mut self, table: &Table) {
        if self.inside == Some(Heading::Aside) {
            self.aside(table);
            return;
        }
        if is_basics(table) {
            self.basics(table);
        } else if self.inside == Some(Heading::Errors) || error_columns(table).is_some() {
            self.errors(table);
        } else if let Some(columns) = Columns::of(table) {
            self.members(table, &columns);
        } else if self.inside.is_some() {
            self.facts.findings.push(Finding::new(
                Ambiguity::UnknownTable,
                table.line,
                table.header.join(" | "),
                "the header has no columns for a name and a type",
                "the table is passed over",
            ));
        }
    }

    /// A table of members where no spec has a place for one.
    fn aside(&mut self, table: &Table) {
        if Columns::of(table).is_some() {
            self.facts.findings.push(Finding::new(
                Ambiguity::Aside,
                table.line,
                table.header.join(" | "),
                "the table is not about the request over HTTP or its answer",
                "the table is passed over",
            ));
        }
    }

    fn basics(&mut self, table: &Table) {
        let header = Row { line: table.line, cells: table.header.clone() };
        for row in [&header].into_iter().chain(&table.rows) {
            let (Some(name), Some(value)) = (row.cells.first(), row.cells.get(1)) else { continue };
            match vocabulary().basic(name) {
                Some(Basic::Header) => {}
                Some(basic) => self.facts.say(basic, row.line, value.trim()),
                None if name.trim().is_empty() => {}
                None => self.facts.findings.push(Finding::new(
                    Ambiguity::UnknownWord,
                    row.line,
                    name.trim(),
                    "no row of the basic information is called that",
                    "the row is passed over",
                )),
            }
        }
    }

    fn members(&mut self, table: &Table, columns: &Columns) {
        let rows = table.rows.iter().filter_map(|row| columns.member(row));
        let (rows, nameless): (Vec<Member>, Vec<Member>) =
            rows.partition(|row| says_something(&row.name));
        // A row of nothing but such words says that there are no parameters, or is a line.
        let odd = nameless.into_iter().filter(|row| says_something(&row.type_text));
        self.facts.findings.extend(odd.map(|row| {
            let evidence = "the row has a type, but no name";
            Finding::new(Ambiguity::UnknownWord, row.line, row.name, evidence, "it is left out")
        }));
        if rows.len() > MOST_ROWS {
            self.facts.findings.push(Finding::new(
                Ambiguity::TooManyRows,
                table.line,
                format!("{} rows", rows.len()),
                format!("a table of members has {MOST_ROWS} rows at most"),
                "the table is passed over",
            ));
            return;
        }
        self.unknown_columns(table, |it| vocabulary().column(it).is_some());
        let odd = table.rows.iter().filter(|row| columns.is_odd(row)).map(|row| {
            let cell = columns.required.and_then(|at| row.cells.get(at)).map_or("", |it| it.trim());
            let name = row.cells.get(columns.name).map_or("", |it| it.trim());
            let evidence = format!("`{cell}` is neither yes nor no");
            Finding::new(Ambiguity::UnknownWord, row.line, name, evidence, "it is not required")
        });
        self.facts.findings.extend(odd);
        let facts = &mut self.facts;
        match self.inside {
            Some(Heading::Query) if facts.query.is_empty() => facts.query.extend(rows),
            Some(Heading::Headers | Heading::Path) => facts.elsewhere.extend(rows),
            Some(Heading::Response | Heading::ResponseBody | Heading::ResponseExample) => {
                facts.response.extend(rows);
            }
            // A second table of the query is that of the body, whose heading is missing.
            Some(Heading::Query | Heading::Body | Heading::RequestExample) => {
                facts.body.extend(rows);
            }
            // Without a heading, a table with the column "required" is of a request.
            _ if columns.required.is_some() => facts.body.extend(rows),
            _ => facts.response.extend(rows),
        }
    }

    /// Reports the columns that nothing reads.
    fn unknown_columns(&mut self, table: &Table, is_known: impl Fn(&str) -> bool) {
        let unknown = table.header.iter().filter(|it| !it.trim().is_empty() && !is_known(it));
        let found = unknown.map(|it| {
            let evidence = "no column is called that";
            Finding::new(
                Ambiguity::UnknownWord,
                table.line,
                it.trim(),
                evidence,
                "it is passed over",
            )
        });
        self.facts.findings.extend(found);
    }

    fn errors(&mut self, table: &Table) {
        let Some(columns) = error_columns(table) else {
            self.facts.findings.push(Finding::new(
                Ambiguity::UnknownTable,
                table.line,
                table.header.join(" | "),
                "the header has no columns for a code and a message",
                "the table is passed over",
            ));
            return;
        };
        self.unknown_columns(table, |it| vocabulary().error_column(it).is_some());
        let cell = |row: &Row, wanted: ErrorColumn| {
            let at = columns.iter().position(|it| *it == Some(wanted));
            at.and_then(|at| row.cells.get(at)).map(|it| it.trim().to_owned()).unwrap_or_default()
        };
        for row in &table.rows {
            let error = ErrorRow {
                line: row.line,
                code: cell(row, ErrorColumn::Code),
                message: cell(row, ErrorColumn::Message),
                solution: cell(row, ErrorColumn::Solution),
            };
            if !vocabulary().is_nothing(&error.code) {
                self.facts.errors.push(error);
            } else if !vocabulary().is_nothing(&error.message) {
                self.facts.findings.push(Finding::new(
                    Ambiguity::UnknownWord,
                    row.line,
                    error.message,
                    "the row has a message, but no code",
                    "it is left out",
                ));
            }
        }
    }
}
