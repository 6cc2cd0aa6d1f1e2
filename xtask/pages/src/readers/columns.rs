//! What the cells of a table's columns look like, and where the cells of a row that does not have
//! its header's width belong.

use crate::vocabulary::{Basic, Column, ErrorColumn, vocabulary};

/// A longer cell is not looked at for what it may be.
const LONGEST_WORD: usize = 80;
/// A cell that is moved must fit this much better there.
const MARGIN: i32 = 15;
/// Rows with more cells than this are not searched.
const MOST_CELLS: usize = 40;

/// What a column holds, as far as it can be told from a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Name,
    Type,
    Required,
    Example,
    Description,
    Code,
    Message,
    Solution,
    HttpStatus,
    Label,
    Value,
    Other,
}

/// The kinds of a header's columns.
pub(crate) fn kinds(header: &[String]) -> Vec<Kind> {
    let words = vocabulary();
    let is_errors = header.iter().any(|cell| words.error_column(cell) == Some(ErrorColumn::Code))
        && !header.iter().any(|cell| words.column(cell) == Some(Column::Type));
    if is_errors {
        return header.iter().map(|cell| error_kind(cell)).collect();
    }
    if is_basics(header) {
        return vec![Kind::Label, Kind::Value];
    }
    header.iter().map(|cell| field_kind(cell)).collect()
}

/// Whether a header is that of the table of basic information.
pub(crate) fn is_basics(header: &[String]) -> bool {
    let words = vocabulary();
    header.len() == 2
        && words.basic(&header[0]) == Some(Basic::Header)
        && words.column(&header[1]) != Some(Column::Type)
}

fn error_kind(cell: &str) -> Kind {
    match vocabulary().error_column(cell) {
        Some(ErrorColumn::HttpStatus) => Kind::HttpStatus,
        Some(ErrorColumn::Code) => Kind::Code,
        Some(ErrorColumn::Message) => Kind::Message,
        Some(ErrorColumn::Solution) => Kind::Solution,
        None => Kind::Other,
    }
}

fn field_kind(cell: &str) -> Kind {
    match vocabulary().column(cell) {
        Some(Column::Name) => Kind::Name,
        Some(Column::Type) => Kind::Type,
        Some(Column::Required) => Kind::Required,
        Some(Column::Example) => Kind::Example,
        Some(Column::Description) => Kind::Description,
        None => Kind::Other,
    }
}

/// How well a text fits a column: the more, the better.
pub(crate) fn fit(kind: Kind, cell: &str) -> i32 {
    let cell = cell.trim();
    match kind {
        Kind::Name | Kind::Code => graded(cell, -30, is_identifier(cell), 30),
        Kind::Type => graded(cell, -25, is_type(cell), 40),
        Kind::Required => graded(cell, -30, is_answer(cell), 40),
        Kind::HttpStatus => graded(cell, -20, is_number(cell), 40),
        Kind::Label => graded(cell, -10, vocabulary().basic(cell).is_some(), 30),
        Kind::Example if cell.is_empty() => 0,
        Kind::Example if cell.split('|').any(|part| is_sentence(part.trim())) => -15,
        Kind::Example => 5,
        Kind::Description | Kind::Message | Kind::Solution if cell.is_empty() => -6,
        Kind::Description if is_sentence(cell) => 20,
        Kind::Description if is_number(cell) || is_structure(cell) => -8,
        Kind::Description | Kind::Message | Kind::Solution => 6,
        Kind::Value | Kind::Other => {
            if cell.is_empty() {
                -2
            } else {
                0
            }
        }
    }
}

/// Empty, as it should be, or else.
fn graded(cell: &str, empty: i32, fits: bool, good: i32) -> i32 {
    match (cell.is_empty(), fits) {
        (true, _) => empty,
        (false, true) => good,
        (false, false) => -40,
    }
}

/// Whether a word may be the name of a field, or a code.
pub(crate) fn is_identifier(cell: &str) -> bool {
    let mut chars = cell.chars();
    cell.len() <= LONGEST_WORD
        && chars.next().is_some_and(|c| c.is_ascii_alphanumeric() || "_-$".contains(c))
        && chars.all(|c| c.is_ascii_alphanumeric() || "_.-[]└$".contains(c))
}

/// Whether a text is a type: a word of the vocabulary, alone or in brackets, or the name of a class.
pub(crate) fn is_type(cell: &str) -> bool {
    if cell.is_empty() || cell.len() > LONGEST_WORD {
        return false;
    }
    let bare = cell.trim_end_matches("[]").trim();
    vocabulary().type_word(bare).is_some() || is_class(bare) || is_compound(cell)
}

/// Whether a text is the name of a class.
pub(crate) fn is_class(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c))
        && text.chars().any(|c| c.is_ascii_lowercase())
}

/// Whether a text is several types, such as `Array of String` or `Map<String, String>`.
fn is_compound(cell: &str) -> bool {
    let mut words = cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let has_joint = cell.contains(['<', '(', '[']) || cell.contains(" of ");
    has_joint
        && words
            .all(|word| word == "of" || vocabulary().type_word(word).is_some() || is_class(word))
}

/// Whether a cell is a yes or a no.
pub(crate) fn is_answer(cell: &str) -> bool {
    cell.len() <= LONGEST_WORD && vocabulary().answer(cell).is_some()
}

/// Whether a cell is a number.
pub(crate) fn is_number(cell: &str) -> bool {
    cell.len() <= LONGEST_WORD
        && cell.parse::<f64>().is_ok()
        && !cell.starts_with(char::is_alphabetic)
}

/// Whether a cell is an object or a list.
fn is_structure(cell: &str) -> bool {
    (cell.starts_with('{') && cell.ends_with('}')) || (cell.starts_with('[') && cell.ends_with(']'))
}

/// Whether a text reads like a sentence.
pub(crate) fn is_sentence(cell: &str) -> bool {
    if cell.contains(['。', '；', '，', '：']) {
        return true;
    }
    let starts = cell.starts_with(|c: char| c.is_uppercase());
    starts && cell.ends_with('.') && cell.contains(' ')
}

/// Where the cells of a row belong: for each column the first and the last cell (exclusive) that
/// make it. `join` gives the text of neighbouring cells.
pub(crate) fn place(
    kinds: &[Kind],
    cells: usize,
    join: impl Fn(usize, usize) -> String,
) -> Vec<(usize, usize)> {
    if cells > MOST_CELLS || kinds.len() > MOST_CELLS {
        return plainly(kinds.len(), cells);
    }
    // texts[start][length]: what the cells from `start` on make, computed once.
    let texts: Vec<Vec<String>> =
        (0..=cells).map(|start| (start..=cells).map(|end| join(start, end)).collect()).collect();
    // best[column][cell]: the score of the columns from `column` on with the cells from `cell` on.
    let worst = i32::MIN / 2;
    let mut best = vec![vec![worst; cells + 1]; kinds.len() + 1];
    let mut ends = vec![vec![0; cells + 1]; kinds.len()];
    best[kinds.len()][cells] = 0;
    for column in (0..kinds.len()).rev() {
        for start in 0..=cells {
            for end in start..=cells {
                let rest = best[column + 1][end];
                if rest == worst {
                    continue;
                }
                let score = rest + fit(kinds[column], &texts[start][end - start])
                    - merged(kinds[column], end - start);
                if score > best[column][start] {
                    best[column][start] = score;
                    ends[column][start] = end;
                }
            }
        }
    }
    follow(&ends)
}

/// What it costs to make one cell of several: only texts have a `|` inside.
fn merged(kind: Kind, cells: usize) -> i32 {
    let each = match kind {
        Kind::Example => 3,
        Kind::Description | Kind::Message | Kind::Solution | Kind::Value | Kind::Other => 4,
        _ => 15,
    };
    each * i32::try_from(cells.saturating_sub(1)).unwrap_or(i32::MAX / 100)
}

fn follow(ends: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let mut start = 0;
    let mut spans = Vec::with_capacity(ends.len());
    for column in ends {
        let end = column[start];
        spans.push((start, end));
        start = end;
    }
    spans
}

/// One cell for each column, the rest for the last.
fn plainly(columns: usize, cells: usize) -> Vec<(usize, usize)> {
    let end = |column: usize| if column + 1 == columns { cells } else { (column + 1).min(cells) };
    (0..columns).map(|column| (column.min(cells), end(column))).collect()
}

/// A row with too few cells, or with the right number of them, put right if need be.
pub(crate) fn settled(kinds: &[Kind], cells: Vec<String>) -> (Vec<String>, Option<&'static str>) {
    let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    if cells.len() == kinds.len() && filled == cells.len() {
        return (cells, None);
    }
    let join = |start: usize, end: usize| cells[start..end].join("|");
    let spans = place(kinds, filled, join);
    let placed: Vec<String> = spans.into_iter().map(|(start, end)| join(start, end)).collect();
    if cells.len() < kinds.len() {
        return (placed, Some("the missing cells are those that fit least"));
    }
    if score(kinds, &placed) >= score(kinds, &cells) + MARGIN {
        return (placed, Some("the cells are moved to the columns that they fit"));
    }
    (cells, None)
}

/// A row of any width, put right if need be; cells that become one are joined with `glue`.
pub(crate) fn seated(
    kinds: &[Kind],
    mut cells: Vec<String>,
    glue: &str,
) -> (Vec<String>, Option<&'static str>) {
    if cells.len() <= kinds.len() {
        return settled(kinds, cells);
    }
    if cells[kinds.len()..].iter().all(String::is_empty) {
        cells.truncate(kinds.len());
        return (cells, Some("the surplus cells are empty and left out"));
    }
    let join = |start: usize, end: usize| cells[start..end].join(glue);
    let spans = place(kinds, cells.len(), join);
    let seated = spans.into_iter().map(|(start, end)| join(start, end)).collect();
    (seated, Some("the surplus cells are part of a text"))
}

/// The score of a row whose cells stand where they are.
fn score(kinds: &[Kind], cells: &[String]) -> i32 {
    kinds.iter().zip(cells).map(|(kind, cell)| fit(*kind, cell)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(header: &[&str], cells: &[&str]) -> Vec<String> {
        let header: Vec<String> = header.iter().map(|it| (*it).to_owned()).collect();
        let join = |start: usize, end: usize| cells[start..end].join("|");
        let spans = place(&kinds(&header), cells.len(), join);
        spans.into_iter().map(|(start, end)| join(start, end)).collect()
    }

    const MEMBER: &[&str] = &["Name", "Type", "Example", "Description"];
    const PARAMETER: &[&str] = &["Name", "Type", "Required", "Example", "Description"];

    #[test]
    fn a_dropped_example_is_put_back_as_nothing() {
        let cells = ["result", "Lamp", "The lamp."];
        assert_eq!(placed(MEMBER, &cells), ["result", "Lamp", "", "The lamp."]);
        let cells = ["名", "lamp", "String", "Yes", "The lamp."];
        assert_eq!(placed(PARAMETER, &cells[1..]), ["lamp", "String", "Yes", "", "The lamp."]);
    }

    #[test]
    fn a_dropped_name_is_put_back_as_nothing() {
        let cells = ["String", "a@b.example", "The address of the keeper."];
        assert_eq!(placed(MEMBER, &cells)[0], "");
        assert_eq!(placed(MEMBER, &cells)[3], "The address of the keeper.");
    }

    #[test]
    fn surplus_cells_belong_to_texts() {
        let cells = ["mode", "String", "No", "on", "off", "Whether it shines."];
        assert_eq!(placed(PARAMETER, &cells)[3..], ["on|off", "Whether it shines."]);
        let cells = ["mode", "String", "No", "on", "Either on.", "Or off."];
        assert_eq!(placed(PARAMETER, &cells)[3..], ["on", "Either on.|Or off."]);
    }

    #[test]
    fn rows_of_a_thousand_cells_are_not_searched() {
        let cells = vec!["x"; 1000];
        assert_eq!(placed(MEMBER, &cells)[3].len(), 997 * 2 - 1);
    }
}
