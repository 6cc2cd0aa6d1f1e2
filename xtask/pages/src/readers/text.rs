//! Reads a page as a text extractor delivers it: no marks, headings that only their words give away,
//! and tables whose cells ran together, set apart by tabs, or on lines of their own.

use crate::document::builder::DocumentBuilder;
use crate::document::finding::Ambiguity;
use crate::document::whitespace::normalize_whitespace;
use crate::document::{Document, Table};
use crate::readers::columns::{self, Kind, is_answer, is_identifier, is_type, place, seated};
use crate::readers::sample_index::SampleIndex;
use crate::readers::split_cells::{Split, Splitter, split_error, split_header};
use crate::vocabulary::words::Words;
use crate::vocabulary::{Basic, Heading, Language, vocabulary};

/// No heading, label or word of a header is longer, in bytes.
const WORD: usize = 60;
/// Sections of a request or a response are of this level, their parts of the next.
const LEVEL: u8 = 2;

/// Reads a page in plain text.
#[must_use]
pub fn read(text: &str) -> Document {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Reader {
        lines: &lines,
        at: 0,
        section: None,
        out: DocumentBuilder::default(),
        samples: SampleIndex::new(&lines),
        words: PageWords::new(),
    };
    while reader.at < lines.len() {
        reader.block();
    }
    reader.out.finish()
}

/// The words that are looked for at the beginning of texts.
struct PageWords {
    columns: Words,
    error_columns: Words,
    basics: Words,
    basics_header: Words,
    types: Words,
    answers: Words,
}

impl PageWords {
    fn new() -> Self {
        let words = vocabulary();
        let basics = |header: bool| {
            let all = words.basic_words();
            all.filter(move |(_, basic)| (*basic == Basic::Header) == header).map(|(word, _)| word)
        };
        Self {
            columns: Words::new(words.column_words()),
            error_columns: Words::new(words.error_column_words()),
            basics: Words::new(basics(false)),
            basics_header: Words::new(basics(true)),
            types: Words::new(words.type_words()),
            answers: Words::new(words.answer_words()),
        }
    }
}

/// How the cells of a row stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Without anything between them.
    Glued,
    /// With a blank between them.
    Spaced,
    /// With a mark between them that no cell has.
    Apart(&'static str),
    /// Each on a line of its own.
    Stacked,
}

struct Reader<'a> {
    lines: &'a [&'a str],
    at: usize,
    /// What the last heading says.
    section: Option<Heading>,
    out: DocumentBuilder,
    samples: SampleIndex<'a>,
    words: PageWords,
}

impl<'a> Reader<'a> {
    fn block(&mut self) {
        let line = self.lines[self.at].trim();
        if line.is_empty() || vocabulary().is_boilerplate(line) {
            self.at += 1;
        } else if self.basics() || self.heading(line) || self.table() || self.code(line) {
            // They went on by themselves.
        } else {
            self.at += 1;
            self.out.paragraph(self.at, normalize_whitespace(line));
        }
    }

    fn heading(&mut self, line: &str) -> bool {
        if !is_heading(line) {
            return false;
        }
        self.section = vocabulary().heading(line);
        let is_outer = matches!(self.section, None | Some(Heading::Request | Heading::Response));
        self.at += 1;
        self.out.heading(
            if is_outer { LEVEL } else { LEVEL + 1 },
            self.at,
            normalize_whitespace(line),
        );
        true
    }

    /// The next line from a place on that says something.
    fn next_filled(&self, from: usize) -> Option<(usize, &'a str)> {
        let rest = self.lines.get(from..)?.iter().enumerate();
        let mut filled = rest.map(|(offset, line)| (from + offset, line.trim()));
        filled.find(|(_, line)| !line.is_empty())
    }

    // Basic information.

    /// The table of basic information, if it begins here.
    fn basics(&mut self) -> bool {
        let line = self.lines[self.at].trim();
        let (header, first) = if let Some(header) = self.basics_header(line) {
            let Some((first, text)) = self.next_filled(self.at + 1) else { return false };
            if self.label(text).is_none() {
                return false;
            }
            (header, first)
        } else if self.label(line).is_some_and(|end| line[end..].trim_start().starts_with("http")) {
            (vec![String::new(); 2], self.at)
        } else {
            return false;
        };
        self.out.table(Table { line: self.at + 1, header, rows: Vec::new() });
        self.at = first;
        while let Some((at, line)) = self.next_filled(self.at) {
            let Some(end) = self.label(line) else { break };
            self.at = at + 1;
            self.basic(at + 1, line, end);
        }
        true
    }

    fn basics_header(&self, line: &str) -> Option<Vec<String>> {
        let mut cells = split_header(line, &self.words.basics_header)?;
        cells.resize(2, String::new());
        Some(cells)
    }

    /// The end of the label of basic information with which a line begins.
    fn label(&self, line: &str) -> Option<usize> {
        let end = self.words.basics.at(line).into_iter().max()?;
        // A permission's own name may begin with the word.
        (!line[end..].starts_with(['-', '_', '/', '.'])).then_some(end)
    }

    fn basic(&mut self, number: usize, line: &str, end: usize) {
        let mut value = line[end..].trim_start_matches([':', '：', '|', ' ', '\t']).to_owned();
        while let Some(more) = self.lines.get(self.at).map(|line| line.trim()) {
            if more.is_empty() || self.label(more).is_some() || self.ends_table(more) {
                break;
            }
            if !value.is_empty() {
                value.push('\n');
            }
            value.push_str(more);
            self.at += 1;
        }
        self.out.row(number, vec![line[..end].to_owned(), normalize_whitespace(&value)]);
    }

    // Tables of fields and of errors.

    fn table(&mut self) -> bool {
        let Some((header, layout, end)) = self.header(self.at) else { return false };
        let line = self.at + 1;
        let kinds = columns::kinds(&header);
        self.out.table(Table { line, header, rows: Vec::new() });
        self.at = end;
        let is_errors = kinds.contains(&Kind::Code);
        match layout {
            Layout::Stacked => self.stacked_rows(&kinds),
            Layout::Apart(mark) => self.rows(|reader, line| reader.apart_row(&kinds, mark, line)),
            _ if is_errors => self.rows(|reader, line| reader.error_row(&kinds, line)),

            _ => self.rows(|reader, line| reader.glued_row(&kinds, layout == Layout::Spaced, line)),
        }
        true
    }

    /// The header at a line, how its cells stand, and the line behind it.
    fn header(&self, at: usize) -> Option<(Vec<String>, Layout, usize)> {
        let line = self.lines[at].trim();
        for mark in ["\t", "|", "  "] {
            let cells: Vec<String> = line.split(mark).map(|cell| cell.trim().to_owned()).collect();
            let cells: Vec<String> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
            if cells.len() > 1 && is_header(&cells) {
                return Some((cells, Layout::Apart(mark), at + 1));
            }
        }
        for words in [&self.words.columns, &self.words.error_columns] {
            let Some(cells) = split_header(line, words) else { continue };
            if cells.len() > 1 && is_header(&cells) {
                let is_spaced = line[cells[0].len()..].starts_with(' ');
                let layout = if is_spaced { Layout::Spaced } else { Layout::Glued };
                return Some((cells, layout, at + 1));
            }
        }
        self.stacked_header(at)
    }

    fn stacked_header(&self, at: usize) -> Option<(Vec<String>, Layout, usize)> {
        let mut cells: Vec<String> = Vec::new();
        let mut end = at;
        while let Some((next, line)) = self.next_filled(end) {
            cells.push(line.to_owned());
            let kinds = columns::kinds(&cells);
            let is_new = kinds.iter().enumerate().all(|(at, kind)| !kinds[..at].contains(kind));
            if line.len() > WORD || !is_new || !is_column(line) {
                cells.pop();
                break;
            }
            end = next + 1;
        }
        (cells.len() > 2 && is_header(&cells)).then_some((cells, Layout::Stacked, end))
    }

    /// The rows of a table whose rows are lines. A line that is no row belongs to the row above.
    fn rows(&mut self, mut row: impl FnMut(&mut Self, &str) -> bool) {
        let mut is_after_gap = false;
        while let Some(line) = self.lines.get(self.at).map(|line| line.trim()) {
            if line.is_empty() || vocabulary().is_boilerplate(line) {
                is_after_gap = true;
                self.at += 1;
                continue;
            }
            if self.ends_table(line) {
                return;
            }
            if !row(self, line) && (is_after_gap || !self.goes_on(line)) {
                return;
            }
            is_after_gap = false;
            self.at += 1;
        }
    }

    /// Whether a line cannot belong to a table.
    fn ends_table(&self, line: &str) -> bool {
        is_heading(line)
            || line == "{"
            || (line.len() <= WORD && self.header(self.at).is_some())
            || self.basics_header(line).is_some()
    }

    /// Adds a line to the last cell of the row above.
    fn goes_on(&mut self, line: &str) -> bool {
        let row = self.out.last_table().and_then(|table| table.rows.last_mut());
        let Some(cell) = row.and_then(|row| row.cells.last_mut()) else { return false };
        if !cell.is_empty() {
            cell.push('\n');
        }
        cell.push_str(&normalize_whitespace(line));
        true
    }

    fn apart_row(&mut self, kinds: &[Kind], mark: &str, line: &str) -> bool {
        if !line.contains(mark) {
            return false;
        }
        let raw = self.lines[self.at].trim_end();
        let bare = if mark == "|" { raw.trim().trim_matches('|') } else { raw };
        let mut cells: Vec<String> = bare.split(mark).map(normalize_whitespace).collect();
        if mark == "  " {
            cells.retain(|cell| !cell.is_empty());
        }
        let count = cells.len();
        let (cells, decided) = seated(kinds, cells, mark.trim_end());
        if let Some(decided) = decided {
            let evidence = format!("{count} cells below {} columns", kinds.len());
            self.out.report(Ambiguity::RowWidth, self.at + 1, line, &evidence, decided);
        }
        self.out.row(self.at + 1, cells);
        true
    }

    fn error_row(&mut self, kinds: &[Kind], line: &str) -> bool {
        let Some(split) = split_error(line, kinds) else { return false };
        self.push(&split);
        true
    }

    fn glued_row(&mut self, kinds: &[Kind], spaced: bool, line: &str) -> bool {
        let splitter = Splitter {
            kinds,
            spaced,
            samples: &self.samples,
            types: &self.words.types,
            answers: &self.words.answers,
        };
        let Some(split) = splitter.split(line) else { return false };
        self.push(&split);
        true
    }

    fn push(&mut self, split: &Split) {
        let line = self.at + 1;
        if let Some(other) = &split.other {
            let evidence = format!("as good as this: {}", other.join(" | "));
            let decided = format!("split as {}", split.cells.join(" | "));
            self.out.report(Ambiguity::GluedCells, line, &split.cells[0], &evidence, &decided);
        }
        self.out.row(line, split.cells.iter().map(|cell| normalize_whitespace(cell)).collect());
    }

    /// The rows of a table whose cells are lines.
    fn stacked_rows(&mut self, kinds: &[Kind]) {
        let mut cells: Vec<(usize, &str)> = Vec::new();
        let is_head = |kind: &&Kind| matches!(kind, Kind::Name | Kind::Type | Kind::Required);
        let fewest = kinds.iter().filter(is_head).count().max(1);
        while let Some((at, line)) = self.next_filled(self.at) {
            self.at = at;
            // A name is a cell, even if it is a heading's or a column's word.
            if self.ends_table(line) && !self.starts_row(kinds, at) {
                break;
            }
            if (cells.is_empty() || cells.len() >= fewest) && self.starts_row(kinds, at) {
                self.stacked_row(kinds, &std::mem::take(&mut cells));
            }
            cells.push((at + 1, line));
            self.at += 1;
        }
        self.stacked_row(kinds, &cells);
    }

    /// Whether the lines from a place on are the first cells of a row.
    fn starts_row(&self, kinds: &[Kind], at: usize) -> bool {
        let Some((first, name)) = self.next_filled(at) else { return false };
        let Some((second, next)) = self.next_filled(first + 1) else { return false };
        if kinds.contains(&Kind::Code) {
            return name.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
        }
        let third = self.next_filled(second + 1).map_or("", |(_, line)| line);
        is_identifier(name)
            && is_type(next)
            && !is_answer(next)
            && (!kinds.contains(&Kind::Required) || is_answer(third))
    }

    fn stacked_row(&mut self, kinds: &[Kind], cells: &[(usize, &str)]) {
        let Some((line, _)) = cells.first() else { return };
        let texts: Vec<&str> = cells.iter().map(|(_, text)| *text).collect();
        let join = |start: usize, end: usize| texts[start..end].join("\n");
        let spans = place(kinds, texts.len(), join);
        let row = spans.into_iter().map(|(start, end)| normalize_whitespace(&join(start, end)));
        self.out.row(*line, row.collect());
    }

    // Code.

    /// Code, if it begins here: below a label, or without one where an example is expected.
    fn code(&mut self, line: &str) -> bool {
        let is_example =
            matches!(self.section, Some(Heading::RequestExample | Heading::ResponseExample));
        let label = is_label(line);
        if label {
            let Some((_, next)) = self.next_filled(self.at + 1) else { return false };
            if !is_example && !looks_like_code(next) {
                return false;
            }
            self.out.paragraph(self.at + 1, line.to_owned());
            self.at += 1;
        } else if !(line.starts_with('{') && is_lonely(line) || is_example && looks_like_code(line))
        {
            return false;
        }
        let start = self.next_filled(self.at).map_or(self.at, |(at, _)| at);
        self.at = start;
        let code = self.code_lines();
        let first = code.lines().next().unwrap_or("").trim_start();
        let is_curl = !label
            && self.section == Some(Heading::RequestExample)
            && !first.starts_with(['{', '[']);
        self.out.code(start + 1, is_curl.then_some(CURL), &code);
        true
    }

    fn code_lines(&mut self) -> String {
        let mut code = String::new();
        let mut is_after_gap = false;
        let mut last = "";
        while let Some(line) = self.lines.get(self.at) {
            let bare = line.trim();
            let is_margin = !line.starts_with([' ', '\t']);
            let is_closed = last.starts_with(['}', ']']) && is_after_gap;
            let ends = is_margin
                && !bare.is_empty()
                && (is_heading(bare)
                    || is_label(bare)
                    || vocabulary().is_boilerplate(bare)
                    || (is_closed && !looks_like_code(bare)));
            if ends && !code.is_empty() {
                break;
            }
            is_after_gap = bare.is_empty();
            if !bare.is_empty() {
                last = line;
            }
            code.push_str(line);
            code.push('\n');
            self.at += 1;
        }
        code
    }
}

/// The language of a request without a label.
const CURL: &str = "curl";

fn is_heading(line: &str) -> bool {
    line.len() <= WORD && (vocabulary().heading(line).is_some() || vocabulary().is_intro(line))
}

/// Whether a line is a label above code.
fn is_label(line: &str) -> bool {
    line.len() <= WORD && vocabulary().language(line).is_some()
}

fn is_column(cell: &str) -> bool {
    vocabulary().column(cell).is_some() || vocabulary().error_column(cell).is_some()
}

/// Whether cells can be a header: of fields with a name and a type, or of errors with a code.
fn is_header(cells: &[String]) -> bool {
    let kinds = columns::kinds(cells);
    let has = |kind: Kind| kinds.contains(&kind);
    let is_known = !has(Kind::Other);
    is_known && (has(Kind::Name) && has(Kind::Type) || has(Kind::Code) && has(Kind::Message))
}

/// Whether a line is only the beginning of an object.
fn is_lonely(line: &str) -> bool {
    line == "{" || line.starts_with("{\"") || line.starts_with("{ \"")
}

/// Whether a line is code rather than a sentence.
fn looks_like_code(line: &str) -> bool {
    let starts = ["{", "[", "}", "]", "\"", "//", "#", "<", "$", "@", "HTTP/", "http"];
    let words = [
        "import ", "include ", "require", "using ", "package ", "public ", "const ", "var ",
        "let ", "def ", "from ", "POST ", "GET ", "PUT ", "DELETE ",
    ];
    let first = line.split_whitespace().next().unwrap_or("");
    starts.iter().any(|start| line.starts_with(start))
        || words.iter().any(|word| line.starts_with(word))
        || vocabulary().language(first) == Some(Language::Curl)
        || line.ends_with([';', '{', '\\', ','])
        || line.contains(" = ")
        || line.contains("=\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of the only table of a page.
    fn rows(text: &str) -> Vec<Vec<String>> {
        let document = read(text);
        let blocks = document.sections.iter().flat_map(|section| &section.blocks);
        let tables = blocks.filter_map(|block| match block {
            crate::Block::Table(table) => Some(table),
            _ => None,
        });
        tables.flat_map(|table| &table.rows).map(|row| row.cells.clone()).collect()
    }

    fn member(line: &str) -> Vec<String> {
        rows(&format!("NameTypeExampleDescription\n{line}\n")).remove(0)
    }

    fn parameter(line: &str) -> Vec<String> {
        rows(&format!("NameTypeRequiredExampleDescription\n{line}\n")).remove(0)
    }

    #[test]
    fn glued_cells_are_split_by_what_they_look_like() {
        let cells = parameter("lamp_idStringYes4711xxxx08The ID of the lamp.");
        assert_eq!(cells, ["lamp_id", "String", "Yes", "4711xxxx08", "The ID of the lamp."]);
        let cells = member("resultHallLampThe lamp that was found.");
        assert_eq!(cells, ["result", "HallLamp", "", "The lamp that was found."]);
        let cells = member("keeper_idsString[][“0420”]The list of keepers.");
        assert_eq!(cells, ["keeper_ids", "String[]", "[“0420”]", "The list of keepers."]);
        let cells = member("hasMoreBooleantrueWhether there are more.");
        assert_eq!(cells, ["hasMore", "Boolean", "true", "Whether there are more."]);
        let cells = member("workDateString2024-01-02The day of work.");
        assert_eq!(cells, ["workDate", "String", "2024-01-02", "The day of work."]);
    }

    #[test]
    fn a_row_goes_on_in_lines_that_are_none() {
        let cells = member("lampStringhallThe lamp.\n- on\n- off");
        assert_eq!(cells[3], "The lamp.\n- on\n- off");
    }

    #[test]
    fn what_nothing_decides_is_a_finding() {
        let page = "名称类型示例值描述\nnameString老张看灯人的姓名。\n响应示例\n{\"name\":\"x\"}";
        let document = read(page);
        assert_eq!(document.findings[0].ambiguity, Ambiguity::GluedCells);
        assert_eq!(rows(page)[0][3], "老张看灯人的姓名。");
    }

    #[test]
    fn errors_are_split_where_the_advice_begins() {
        let text = "Error codeError messageSolution\n33012Invalid lampIdCheck whether the lampId is right.";
        assert_eq!(
            rows(text)[0],
            ["33012", "Invalid lampId", "Check whether the lampId is right."]
        );
        let text = "错误码错误码描述解决方案\n-1无效的请求请检查参数";
        assert_eq!(rows(text)[0], ["-1", "无效的请求", "请检查参数"]);
        let text = "HttpCodeError codeError messageSolution\n400lamp.brokenThe lamp is brokenTry again later.";
        assert_eq!(rows(text)[0], ["400", "lamp.broken", "The lamp is broken", "Try again later."]);
    }

    #[test]
    fn a_request_without_a_label_is_curl() {
        let document = read("Request example\n\ncurl -X GET \"https://a.example\"\nJava\nint x;\n");
        let languages = document.sections[0].blocks.iter().map(|block| match block {
            crate::Block::Code(code) => code.language.as_deref(),
            _ => None,
        });
        assert_eq!(languages.collect::<Vec<_>>(), [Some("curl"), Some("Java")]);
    }
}
