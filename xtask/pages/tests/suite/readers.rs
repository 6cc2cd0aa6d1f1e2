//! The readers on whole pages: one page in every form, and the pages of others where they are.

use std::fs;
use std::time::Instant;

use xtask_pages::readers::{markdown, text};
use xtask_pages::{Ambiguity, Block, Code, Document, Table, read};

use crate::support::{real_texts, workspace};

fn lamp(name: &str) -> Document {
    read(&fs::read(workspace().join("tests/pages").join(name)).unwrap()).unwrap()
}

fn blocks(document: &Document) -> impl Iterator<Item = &Block> {
    document.sections.iter().flat_map(|section| &section.blocks)
}

fn tables(document: &Document) -> Vec<&Table> {
    let all = blocks(document);
    all.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
        .collect()
}

fn codes(document: &Document) -> Vec<&Code> {
    let all = blocks(document);
    all.filter_map(|block| if let Block::Code(code) = block { Some(code) } else { None }).collect()
}

/// Text without its blanks: an extractor may deliver a line break as a blank, or as nothing.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn squeezed_row<'a>(cells: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    cells.into_iter().map(|cell| squeezed(cell)).collect()
}

/// The tables of two forms of a page are the same, cell by cell, and so is their code.
fn assert_same(name: &str, form: &Document, expected: &Document, cell: fn(&str) -> String) {
    let rows = |document: &Document| -> Vec<Vec<String>> {
        let all = tables(document).into_iter();
        let rows = all.flat_map(|table| {
            [&table.header].into_iter().chain(table.rows.iter().map(|row| &row.cells))
        });
        rows.map(|cells| cells.iter().map(|text| cell(text)).collect()).collect()
    };
    for (own, expected) in rows(form).iter().zip(rows(expected)) {
        assert_eq!(*own, expected, "{name}");
    }
    assert_eq!(rows(form).len(), rows(expected).len(), "{name}");
    for (own, expected) in codes(form).iter().zip(codes(expected)) {
        assert_eq!(own.text, expected.text, "{name}");
        if expected.language.is_some() {
            assert_eq!(own.language, expected.language, "{name}");
        }
    }
    assert_eq!(codes(form).len(), codes(expected).len(), "{name}");
    let headings = |document: &Document| -> Vec<(u8, String)> {
        let inner = document.sections.iter().filter(|section| section.level > 1);
        inner.map(|section| (section.level, section.heading.clone())).collect()
    };
    assert_eq!(headings(form), headings(expected), "{name}");
}

#[test]
fn html_of_every_site_reads_like_markdown() {
    for (name, other) in [
        ("lamp.en.html", "lamp.en.md"),
        ("lamp.zh.html", "lamp.zh.md"),
        ("lamp.plain.en.html", "lamp.en.md"),
    ] {
        let (form, expected) = (lamp(name), lamp(other));
        assert_same(name, &form, &expected, str::to_owned);
        assert_eq!(form.findings, [], "{name}");
        for key in ["title", "source_url", "description"] {
            assert_eq!(form.about(key), expected.about(key), "{name}");
        }
    }
}

#[test]
fn text_of_every_extractor_reads_like_markdown() {
    for name in [
        "lamp.en.txt",
        "lamp.zh.txt",
        "lamp.tabs.en.txt",
        "lamp.tabs.zh.txt",
        "lamp.lines.en.txt",
        "lamp.lines.zh.txt",
    ] {
        let other = if name.contains("zh") { "lamp.zh.md" } else { "lamp.en.md" };
        assert_same(name, &lamp(name), &lamp(other), squeezed);
    }
}

#[test]
fn what_stands_around_the_article_is_not_read() {
    for name in ["lamp.en.html", "lamp.zh.html", "lamp.en.txt", "lamp.zh.txt"] {
        let page = lamp(name);
        let texts = blocks(&page).filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.text.as_str()),
            _ => None,
        });
        for text in texts {
            let site =
                ["Skip", "menu", "Next", "Copy", "Edit", "2024", "目录", "复制", "下一页", "公司"];
            assert!(site.iter().all(|word| !text.contains(word)), "{name}: {text}");
        }
    }
}

#[test]
fn lines_are_those_of_the_page() {
    let text = fs::read_to_string(workspace().join("tests/pages/lamp.en.md")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let page = markdown::read(&text);
    for section in page.sections.iter().filter(|section| section.level > 0) {
        assert!(lines[section.line - 1].contains(&section.heading), "{}", section.heading);
    }
    for table in tables(&page) {
        for row in &table.rows {
            assert!(lines[row.line - 1].starts_with("| "), "{row:?}");
        }
    }
    for code in codes(&page) {
        assert_eq!(lines[code.line - 1], code.text.lines().next().unwrap());
    }
}

/// A cell of raw Markdown with as little of Markdown in it as a few replacements leave.
fn bare(cell: &str) -> String {
    let mut cell = cell.replace("<p>", "").replace("</p>", "");
    while let Some(end) = cell.find("](") {
        let close = cell[end..].find(')').map_or(cell.len(), |at| end + at + 1);
        cell.replace_range(end..close, "");
        if let Some(open) = cell[..end].rfind('[') {
            cell.replace_range(open..=open, "");
        }
    }
    squeezed(&cell.replace(['\\', '*', '`'], ""))
}

#[test]
fn every_row_of_real_pages_is_a_row() {
    let mut count = 0;
    for (name, text) in real_texts("oapi") {
        let page = markdown::read(&text);
        let rows: Vec<_> = tables(&page).into_iter().flat_map(|table| &table.rows).collect();
        let (mut in_code, mut wide) = (false, Vec::new());
        for (at, line) in text.lines().enumerate() {
            in_code ^= line.starts_with("```");
            let is_row = line.starts_with("| ") && !line.starts_with("| ---") && !in_code;
            if !is_row || text.lines().nth(at + 1).is_some_and(|next| next.starts_with("| ---")) {
                continue;
            }
            let row = rows.iter().find(|row| row.line == at + 1);
            let row = row.unwrap_or_else(|| panic!("{name}:{}: no row", at + 1));
            let raw: Vec<_> = line.trim_matches('|').split('|').map(bare).collect();
            let own: Vec<_> = row.cells.iter().map(|cell| bare(cell)).collect();
            assert_eq!(own.join("|"), raw.join("|"), "{name}:{}", at + 1);
            // A cell with a bar in it is one cell for the reader, which says so.
            if own.len() != raw.len() {
                wide.push((Ambiguity::RowWidth, at + 1));
            }
            count += 1;
        }
        let found: Vec<_> = page.findings.iter().map(|it| (it.ambiguity, it.line)).collect();
        assert_eq!(found, wide, "{name}");
        let languages = codes(&page).iter().filter(|code| code.language.is_some()).count();
        assert!(languages >= 4, "{name}: {languages} samples have a language");
    }
    assert!(count == 0 || count > 1000, "{count} rows");
}

/// A page as an extractor would deliver it that glues all cells.
fn glued(document: &Document) -> String {
    let mut lines = Vec::new();
    for section in &document.sections {
        lines.push(format!("{}\n", section.heading));
        for block in &section.blocks {
            match block {
                Block::Paragraph(paragraph) => lines.push(paragraph.text.clone()),
                Block::Code(code) => {
                    lines.extend(code.language.clone().filter(|language| language != "curl"));
                    lines.push(code.text.clone());
                }
                Block::Table(table) => {
                    let rows = table.rows.iter().map(|row| row.cells.join("").replace('\n', " "));
                    lines.extend([table.header.join("")].into_iter().chain(rows));
                }
            }
        }
        lines.push(String::new());
    }
    lines.join("\n")
}

/// Where a Chinese example meets a Chinese description, nothing shows the seam: what must be right is
/// all that precedes it, and nearly every row as a whole.
#[test]
fn glued_rows_of_real_pages_are_taken_apart() {
    let (mut all, mut heads, mut whole) = (0, 0, 0);
    for (_, text) in real_texts("oapi") {
        let page = markdown::read(&text);
        let again = text::read(&glued(&page));
        let (old, new) = (tables(&page), tables(&again));
        let wide = |table: &&&Table| table.header.len() > 2;
        for (old, new) in old.iter().filter(wide).zip(new.iter().filter(wide)) {
            all += old.rows.len();
            for (old, new) in old.rows.iter().zip(&new.rows) {
                let (old, new) = (squeezed_row(&old.cells), squeezed_row(&new.cells));
                let head = if old.len() == 3 { 1 } else { old.len() - 2 };
                heads += usize::from(old[..head] == new[..head]);
                whole += usize::from(old == new);
            }
        }
    }
    assert!(heads * 1000 >= all * 990, "{heads} of {all} rows begin as they should");
    assert!(whole * 1000 >= all * 950, "{whole} of {all} rows are as they should be");
}

#[test]
fn the_glued_page_has_the_rows_of_its_markdown() {
    for (name, text) in real_texts("text") {
        let page = text::read(&text);
        let other = real_texts("oapi").into_iter().find(|(own, _)| *own == name);
        let other = markdown::read(&other.unwrap().1);
        assert_eq!(page.findings, [], "{name}");
        assert_eq!(tables(&page).len(), tables(&other).len());
        for (own, other) in tables(&page).into_iter().zip(tables(&other)) {
            assert_eq!(own.rows.len(), other.rows.len(), "{:?}", own.header);
            for (own, other) in own.rows.iter().zip(&other.rows) {
                assert_alike(&own.cells, &other.cells);
            }
        }
        let languages = |page: &Document| -> Vec<Option<String>> {
            codes(page).iter().map(|code| code.language.clone()).collect()
        };
        assert_eq!(languages(&page), languages(&other));
    }
}

/// Names, types and codes are the same in both languages; examples, where they are no words.
fn assert_alike(own: &[String], other: &[String]) {
    match own.len() {
        4 | 5 => assert_eq!(own[..2], other[..2]),
        3 => assert_eq!(own[0], other[0]),
        _ => return,
    }
    if own.len() == 5 {
        assert_eq!(own[2] == "Yes", other[2] == "是");
    }
    let last = own.last().unwrap();
    assert!(last.starts_with(char::is_uppercase) && last.ends_with('.'), "{own:?}");
    let (example, expected) = (&own[own.len() - 2], &other[other.len() - 2]);
    if own.len() > 3 && expected.is_ascii() {
        assert_eq!(example.replace(['“', '”'], "\""), *expected, "{own:?}");
    }
}

/// Pages that could take long or much, with this many of what they have many of.
fn heavy(many: usize) -> Vec<(&'static str, String)> {
    let rows = |row: &str| format!("Name | Type\n--- | ---\n{}", format!("{row}\n").repeat(many));
    let glued = |row: &str, count: usize| {
        format!("NameTypeExampleDescription\n{}", format!("{row}\n").repeat(count))
    };
    let html = |part: &str| format!("<html>{}", part.repeat(many));
    let below = |part: &str| format!("# x\n{}", part.repeat(many));
    vec![
        ("rows", rows("a | String")),
        ("rows that are too wide", rows("a | b | c | d")),
        ("glued rows", glued("lampIdStringL-1The ID of the lamp.", many)),
        ("glued rows of seams", glued(&"aA".repeat(100), many / 10)),
        ("a long glued row", glued("lampIdString", 1) + &"xYz ".repeat(many * 10)),
        ("lines of cells", format!("Name\nType\nDescription\n{}", "a\nString\n".repeat(many))),
        ("brackets", format!("# {}", "[".repeat(many))),
        ("links", format!("# {}", "![](<".repeat(many))),
        ("bold", format!("# {}", "**a_*".repeat(many))),
        ("quotes in quotes", below("> ")),
        ("lists in lists", below("- ")),
        ("open rows", below("| a\n")),
        ("fences", below("```\n~~~\n")),
        ("open tags", below("<Note>\n")),
        ("open comments", below("{/*\n")),
        ("other open comments", below("<!--\n")),
        ("brackets of code", format!("Request example\n{}", "{".repeat(many))),
        ("divs in divs", html("<div>")),
        ("tables in tables", html("<table><tr><td>")),
        ("spans", html("<table><tr><td colspan=100 rowspan=1000>x")),
        ("attributes", format!("<html><b {}>", "a b=c ".repeat(many))),
        ("open code", html("<pre><h1>")),
        ("open dress", html("<p><b id=1><i>")),
        ("nothing", format!("lamp{}", "\0x\0yzabcdefghijklmnopqrst".repeat(many))),
    ]
}

#[test]
fn no_page_is_too_much() {
    for (name, page) in heavy(1000) {
        let document = read(page.as_bytes()).unwrap();
        let says = document.findings.iter().map(|finding| finding.ambiguity).collect::<Vec<_>>();
        let open = ["open tags", "open comments", "open code", "tables in tables", "spans"];
        assert!(!open.contains(&name) || says.contains(&Ambiguity::Unclosed), "{name}: {says:?}");
    }
}

#[test]
#[ignore = "for timing by hand, in release"]
fn large_pages_take_time_in_proportion() {
    for (name, page) in heavy(100_000) {
        let start = Instant::now();
        let findings = read(page.as_bytes()).unwrap().findings.len();
        println!(
            "{:>9} bytes, {findings:>6} findings, {:>6} ms: {name}",
            page.len(),
            start.elapsed().as_millis()
        );
    }
}
