//! A table of HTML: cells that span columns and rows are put into every place that they cover.

use crate::document::Row;

/// No cell covers more columns or rows.
const WIDEST: usize = 100;
const HIGHEST: usize = 1000;
/// What cells that span others may add to a table, in bytes.
const MOST_COPIED: usize = 16 << 20;
/// What a cell costs, whatever is in it.
const CELL: usize = size_of::<Cell>();

/// A table that is being read.
pub(crate) struct Grid {
    line: usize,
    /// A table inside a cell is text of that cell.
    is_text: bool,
    rows: Vec<GridRow>,
    cell: Option<Cell>,
}

#[derive(Default)]
struct GridRow {
    line: usize,
    cells: Vec<Cell>,
    is_open: bool,
}

#[derive(Clone, Default)]
struct Cell {
    text: String,
    columns: usize,
    rows: usize,
}

impl Grid {
    pub(crate) fn new(line: usize, is_text: bool) -> Self {
        Self { line, is_text, rows: Vec::new(), cell: None }
    }

    pub(crate) fn line(&self) -> usize {
        self.line
    }

    pub(crate) fn is_text(&self) -> bool {
        self.is_text
    }

    pub(crate) fn in_cell(&self) -> bool {
        self.is_text || self.cell.is_some()
    }

    /// Begins a row; `text` is that of the cell that is still open.
    pub(crate) fn open_row(&mut self, line: usize, text: String) {
        self.end_row(text);
        self.rows.push(GridRow { line, cells: Vec::new(), is_open: true });
    }

    /// Begins a cell.
    pub(crate) fn open_cell(&mut self, line: usize, text: String, columns: usize, rows: usize) {
        self.end_cell(text);
        if self.rows.last().is_none_or(|row| !row.is_open) {
            self.rows.push(GridRow { line, cells: Vec::new(), is_open: true });
        }
        let (columns, rows) = (columns.clamp(1, WIDEST), rows.clamp(1, HIGHEST));
        self.cell = Some(Cell { text: String::new(), columns, rows });
    }

    /// Ends the cell that is open, if any.
    pub(crate) fn end_cell(&mut self, text: String) {
        let Some(cell) = self.cell.take() else { return };
        if let Some(row) = self.rows.last_mut() {
            row.cells.push(Cell { text, ..cell });
        }
    }

    /// Ends the row that is open, if any.
    pub(crate) fn end_row(&mut self, text: String) {
        self.end_cell(text);
        if let Some(row) = self.rows.last_mut() {
            row.is_open = false;
        }
    }

    /// The header, which is the first row, and the other rows.
    pub(crate) fn finish(self) -> (Vec<String>, Vec<Row>) {
        let mut covered: Vec<Cell> = Vec::new();
        let mut copied = 0;
        let filled = self.rows.into_iter().filter(|row| !row.cells.is_empty());
        let mut rows = filled.map(|row| {
            let cells = spread(row.cells, &mut covered, &mut copied);
            Row { line: row.line, cells }
        });
        let header = rows.next().map(|row| row.cells).unwrap_or_default();
        (header, rows.collect())
    }
}

/// The cells of a row in all places that they cover, those from rows above included.
fn spread(cells: Vec<Cell>, covered: &mut Vec<Cell>, copied: &mut usize) -> Vec<String> {
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
