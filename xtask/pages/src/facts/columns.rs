//! Which columns of a table say what, and what kind of table it is.

use crate::document::{Row, Table};
use crate::facts::rows::Member;
use crate::vocabulary::{Basic, Column, ErrorColumn, Language, vocabulary};

/// Whether a cell is neither a word for nothing nor a line.
pub(super) fn says_something(cell: &str) -> bool {
    cell.contains(char::is_alphanumeric) && !vocabulary().is_nothing(cell)
}

/// Where the columns of a table of members stand.
pub(super) struct Columns {
    pub(super) name: usize,
    pub(super) ty: usize,
    pub(super) required: Option<usize>,
    pub(super) example: Option<usize>,
    pub(super) description: Option<usize>,
    /// Whether names have marks for their depth in front.
    pub(super) has_marks: bool,
}

impl Columns {
    pub(super) fn of(table: &Table) -> Option<Self> {
        let named: Vec<Option<Column>> =
            table.header.iter().map(|it| vocabulary().column(it)).collect();
        let at = |wanted| named.iter().position(|it| *it == Some(wanted));
        let name = at(Column::Name)?;
        let is_marked = |row: &Row| row.cells.get(name).is_some_and(|it| it.contains(['└', '├']));
        Some(Self {
            name,
            has_marks: table.rows.iter().any(is_marked),
            ty: at(Column::Type)?,
            required: at(Column::Required),
            example: at(Column::Example),
            description: at(Column::Description),
        })
    }

    /// Whether a row does not say if it must be given, though its table has a column for that.
    pub(super) fn is_odd(&self, row: &Row) -> bool {
        let cell = self.required.and_then(|at| row.cells.get(at));
        cell.is_some_and(|it| !vocabulary().is_nothing(it) && vocabulary().answer(it).is_none())
    }

    /// A row; `None` for an empty one.
    pub(super) fn member(&self, row: &Row) -> Option<Member> {
        let cell = |at: usize| row.cells.get(at).map(|it| it.trim()).unwrap_or_default();
        let optional = |at: Option<usize>| at.map(cell).unwrap_or_default();
        let name = cell(self.name);
        let depth = name.chars().take_while(|c| " └├─│".contains(*c)).filter(|c| "└├".contains(*c));
        let depth = self.has_marks.then(|| depth.count());
        let name = name.trim_matches(['`', '*', '"', '└', '├', '│', '─', ' ']).to_owned();
        (!name.is_empty()).then(|| Member {
            line: row.line,
            name,
            depth,
            type_text: cell(self.ty).to_owned(),
            required: vocabulary().answer(optional(self.required)),
            example: optional(self.example).to_owned(),
            description: optional(self.description).to_owned(),
        })
    }
}

/// The columns of a table of error codes, if it is one.
pub(super) fn error_columns(table: &Table) -> Option<Vec<Option<ErrorColumn>>> {
    let mut columns: Vec<Option<ErrorColumn>> =
        table.header.iter().map(|it| vocabulary().error_column(it)).collect();
    let has = |columns: &[Option<ErrorColumn>], wanted| columns.contains(&Some(wanted));
    // Two columns that mean a message: the first is the server's, the second says what to do.
    let mut messages = columns.iter_mut().filter(|it| **it == Some(ErrorColumn::Message));
    if let (Some(_), Some(second)) = (messages.next(), messages.next()) {
        *second = Some(ErrorColumn::Solution);
    }
    (has(&columns, ErrorColumn::Code) && has(&columns, ErrorColumn::Message)).then_some(columns)
}

/// Whether a table is the basic information: a row of it is the URL.
pub(super) fn is_basics(table: &Table) -> bool {
    let first = |cells: &[String]| cells.first().and_then(|it| vocabulary().basic(it));
    let mut names = table.rows.iter().map(|row| first(&row.cells)).chain([first(&table.header)]);
    table.header.len() <= 3 && names.any(|it| matches!(it, Some(Basic::Url | Basic::Method)))
}

pub(super) fn looks_like_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) || text.trim_start().starts_with("HTTP/")
}

/// The language of a sample without a label.
pub(super) fn guess(text: &str) -> Option<Language> {
    let start = text.trim_start();
    let verbs = ["curl ", "POST ", "GET ", "PUT ", "DELETE ", "PATCH "];
    if verbs.iter().any(|it| start.starts_with(it)) {
        return Some(Language::Curl);
    }
    start.starts_with('{').then_some(Language::Json)
}
