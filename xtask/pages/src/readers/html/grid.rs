//! A table of HTML: cells that span columns and rows are put into every place that they cover.

use crate::document::Row;

/// No cell covers more columns or rows.
const WIDEST: usize = 100;
const HIGHEST: usize = 1000;
/// What cells that span others may add to a table, in bytes.
const MOST_COPIED: usize = 16 << 20;
/// What a cell costs, whatever is in it.
const CELL: usize = size_of::<Cell>();

/// A cell as the page writes it.
#[derive(Clone, Default)]
pub(super) struct Cell {
    text: String,
    columns: usize,
    rows: usize,
}

impl Cell {
    pub(super) fn new(text: String, columns: usize, rows: usize) -> Self {
        Self { text, columns: columns.clamp(1, WIDEST), rows: rows.clamp(1, HIGHEST) }
    }
}

/// The rows of a table, each with a cell in every place; the first is the header.
pub(super) fn spread(rows: Vec<(usize, Vec<Cell>)>) -> Vec<Row> {
    let mut covered: Vec<Cell> = Vec::new();
    let mut copied = 0;
    let filled = rows.into_iter().filter(|(_, cells)| !cells.is_empty());
    let row = |(line, cells)| Row { line, cells: spread_row(cells, &mut covered, &mut copied) };
    filled.map(row).collect()
}

/// The cells of a row in all places that they cover, those from rows above included.
fn spread_row(cells: Vec<Cell>, covered: &mut Vec<Cell>, copied: &mut usize) -> Vec<String> {
    let mut row = Vec::new();
    for cell in cells {
        take_covered(&mut row, covered, copied);
        for column in 0..cell.columns {
            *copied += if column == 0 { 0 } else { CELL };
            if column > 0 && *copied > MOST_COPIED {
                break;
            }
            let at = row.len();
            if covered.len() <= at {
                covered.resize(at + 1, Cell::default());
            }
            if cell.rows > 1 {
                covered[at] = Cell { rows: cell.rows - 1, ..cell.clone() };
            }
            row.push(if column == 0 { cell.text.clone() } else { String::new() });
        }
    }
    take_covered(&mut row, covered, copied);
    row
}

/// Adds the cells from above that cover the next places.
fn take_covered(row: &mut Vec<String>, covered: &mut [Cell], copied: &mut usize) {
    while let Some(cell) = covered.get_mut(row.len()).filter(|cell| cell.rows > 0) {
        cell.rows -= 1;
        *copied += CELL + cell.text.len();
        if *copied > MOST_COPIED {
            return;
        }
        row.push(cell.text.clone());
    }
}
