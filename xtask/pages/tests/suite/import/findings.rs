//! The project's own pages: what is read of them, what becomes of it, and what is in doubt.

use std::fmt::Write;
use std::fs;

use xtask::spec::{Comments, print};
use xtask_pages::{Block, Document, read};

use crate::support::import_bytes;

/// The outline of a document: every heading, table, row and block of code in a line.
fn outline(document: &Document) -> String {
    let mut text = String::new();
    for section in &document.sections {
        let _ = writeln!(
            text,
            "{}: {} {}",
            section.line,
            "#".repeat(section.level.into()),
            section.heading
        );
        for block in &section.blocks {
            let _ = match block {
                Block::Paragraph(it) => writeln!(text, "{}:   {:?}", it.line, it.text),
                Block::Code(it) => {
                    let language = it.language.as_deref().unwrap_or("no language");
                    writeln!(
                        text,
                        "{}:   code, {language}, {} lines",
                        it.line,
                        it.text.lines().count()
                    )
                }
                Block::Table(it) => {
                    let _ = writeln!(text, "{}:   | {}", it.line, it.header.join(" | "));
                    let rows = it.rows.iter();
                    let rows = rows.map(|row| format!("{}:   | {:?}\n", row.line, row.cells));
                    write!(text, "{}", rows.collect::<String>())
                }
            };
        }
    }
    text
}

#[test]
fn own_pages_are_read_as_a_person_would() {
    insta::glob!("../../../../../tests/pages", "*.*", |path| {
        let bytes = fs::read(path).expect("the page can be read");
        let name = path.file_name().and_then(|it| it.to_str()).expect("a file has a name");
        let stem = name.split('.').next().unwrap_or(name);
        let document = read(&bytes).expect("it is a page");
        let imported = import_bytes(&bytes, stem);
        let findings: Vec<String> = imported.findings.iter().map(ToString::to_string).collect();
        let text = format!(
            "{}\n-- {}\n{}\n-- in doubt\n{}\n",
            outline(&document),
            imported.name,
            print(&imported.spec, &Comments::default()),
            findings.join("\n"),
        );
        insta::assert_snapshot!(text);
    });
}
