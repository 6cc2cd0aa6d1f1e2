//! What has to hold of every answer and of every page, whatever its bytes.

use dingtalk_protocol::{Answer, Endpoint, Failure, decode};
use serde_json::Value;
use xtask_pages::{Block, Document};

/// Reads bytes as the answer of an endpoint.
///
/// # Panics
///
/// An error is read as a success: that is a defect.
pub fn read<E: Endpoint>(bytes: &[u8]) {
    check(bytes, &decode::<E>(bytes));
}

/// Checks what was read from bytes.
///
/// # Panics
///
/// An error was read as a success: that is a defect.
pub fn check<T>(bytes: &[u8], read: &Result<Answer<T>, Failure>) {
    assert!(read.is_err() || !is_refusal(bytes), "an error is read as a success");
    if let Err(Failure::Decode(failure)) = read {
        assert!(failure.path.starts_with('$'), "{failure} has no path");
    }
}

/// Whether bytes are JSON that plainly has an error code, as another reader sees it. What that one
/// cannot read is not plain.
fn is_refusal(bytes: &[u8]) -> bool {
    let answer = serde_json::from_slice::<Value>(bytes).ok();
    let code = answer.as_ref().and_then(|answer| answer.get("errcode"));
    code.and_then(Value::as_i64).is_some_and(|code| code != 0)
}

/// Checks what was read from a page.
///
/// # Panics
///
/// A row has not as many cells as its header, or something has no line: that is a defect.
pub fn check_page(page: &Document) {
    for block in page.sections.iter().flat_map(|section| &section.blocks) {
        let line = match block {
            Block::Paragraph(paragraph) => paragraph.line,
            Block::Code(code) => code.line,
            Block::Table(table) => {
                for row in &table.rows {
                    assert_eq!(row.cells.len(), table.header.len(), "{row:?}");
                    assert!(row.line > 0, "{row:?} has no line");
                }
                table.line
            }
        };
        assert!(line > 0, "{block:?} has no line");
    }
}
