//! Reads a page in Markdown or MDX. Blocks are found line by line, which keeps the time for any
//! input in proportion to its length; only the text inside a block is left to a Markdown parser.

use crate::document::builder::DocumentBuilder;
use crate::document::finding::{Ambiguity, Finding};
use crate::document::whitespace::is_invisible;
use crate::document::{Block, Document, Table};
use crate::readers::html;
use crate::readers::inline::{is_dress, plain, tag_name};
use crate::readers::pipes;
use crate::vocabulary::vocabulary;

/// A heading that stands without marks, as bold text, is taken to be of this level.
const BOLD_LEVEL: u8 = 3;
/// With these begin the lines about a page that the crawler of the stored pages puts in front of it.
const CRAWLER_MARKS: &[&str] = &["Source:", "Path:", "Updated:"];
/// Front matter is not longer.
const FRONT_MATTER: usize = 200;

/// Reads a page in Markdown or MDX.
#[must_use]
pub fn read(text: &str) -> Document {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Reader {
        lines: &lines,
        at: 0,
        out: DocumentBuilder::default(),
        open: Vec::new(),
        missing: Vec::new(),
        crawler_marks: CRAWLER_MARKS,
    };
    reader.front_matter();
    while reader.at < lines.len() {
        reader.block();
    }
    reader.finish()
}

struct Reader<'a> {
    lines: &'a [&'a str],
    /// The line that is read next.
    at: usize,
    out: DocumentBuilder,
    /// The MDX tags that are open, with their lines.
    open: Vec<(String, usize)>,
    /// Ends of comments that do not occur any more, so that they are searched for only once.
    missing: Vec<&'static str>,
    /// A paragraph in front of the first heading that begins with one of these is left out.
    crawler_marks: &'static [&'static str],
}

impl<'a> Reader<'a> {
    /// `key: "value"` between two `---` at the very beginning.
    fn front_matter(&mut self) {
        let start = self.lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(0);
        if self.lines.get(start).is_none_or(|line| line.trim_end() != "---") {
            return;
        }
        let inside = self.lines[start + 1..].iter().take(FRONT_MATTER);
        let Some(length) = inside.clone().position(|line| line.trim_end() == "---") else {
            self.out.report(
                Ambiguity::Unclosed,
                start + 1,
                "---",
                "front matter is not closed",
                "read as text",
            );
            self.at = start + 1;
            return;
        };
        for line in inside.take(length) {
            if let Some((key, value)) = line.split_once(':') {
                self.out.about(key.trim(), unquoted(value.trim()));
            }
        }
        self.at = start + length + 2;
    }

    /// Reads whatever begins at this line.
    fn block(&mut self) {
        let line = self.line();
        if line.trim().is_empty() {
            self.at += 1;
        } else if let Some(fence) = Fence::open(line) {
            self.fence(&fence);
        } else if let Some((level, heading)) = heading(line) {
            self.heading(level, heading);
        } else if self.table() || self.mdx() {
            // They went on by themselves.
        } else {
            self.text();
        }
    }

    /// This line, without the marks of quotes around it.
    fn line(&self) -> &'a str {
        unquote(self.lines[self.at])
    }

    fn next_line(&self) -> Option<&'a str> {
        self.lines.get(self.at + 1).map(|line| unquote(line))
    }

    fn heading(&mut self, level: u8, text: &str) {
        let heading = heading_text(text);
        self.at += 1;
        self.out.heading(level, self.at, heading);
    }

    /// Code between fences. A heading of the page ends code that nobody closed.
    fn fence(&mut self, fence: &Fence<'_>) {
        let opened = self.at + 1;
        self.at += 1;
        let mut code = String::new();
        while let Some(raw) = self.lines.get(self.at) {
            let line = if fence.quoted { unquote(raw) } else { raw };
            if fence.is_closed_by(line) {
                self.at += 1;
                self.out.code(opened + 1, fence.language(), &code);
                return;
            }
            if heading(line).is_some_and(|(_, text)| vocabulary().heading(text).is_some()) {
                break;
            }
            code.push_str(fence.inside(line));
            code.push('\n');
            self.at += 1;
        }
        let evidence = "the fence of the code is not closed";
        self.out.report(Ambiguity::Unclosed, opened, "code", evidence, "ended at the next heading");
        self.out.code(opened + 1, fence.language(), &code);
    }

    /// A table of pipes, if one begins here.
    fn table(&mut self) -> bool {
        let line = self.line();
        if !line.contains('|') {
            return false;
        }
        let rules = self.next_line().and_then(pipes::rules);
        if rules.is_none() && !self.is_unruled_header(line) {
            return self.late_row(line);
        }
        let start = self.at + 1;
        let mut header = pipes::header(line);
        let width = header.len().max(rules.unwrap_or(0));
        header.resize(width, String::new());
        self.at += 1 + usize::from(rules.is_some());
        if rules.is_none() {
            let evidence = "the line below the table's header is missing";
            self.out.report(Ambiguity::Unclosed, start, &header[0], evidence, "read as a table");
        }
        let kinds = pipes::kinds_of(&header);
        self.out.table(Table { line: start, header, rows: Vec::new() });
        let has_edges = line.trim_start().starts_with('|');
        while let Some((number, row)) = self.row_text(has_edges) {
            pipes::push(&mut self.out, &kinds, number, &row);
        }
        true
    }

    /// Whether the words of a line leave no ambiguity that it is a header, although no line of dashes
    /// follows it.
    fn is_unruled_header(&self, line: &str) -> bool {
        let starts = |line: &str| line.trim_start().starts_with('|');
        starts(line) && self.next_line().is_some_and(starts) && pipes::is_known_header(line)
    }

    /// A row that an empty line cut off from its table.
    fn late_row(&mut self, line: &str) -> bool {
        let is_row = line.trim_start().starts_with('|');
        let Some(table) = self.out.last_table().filter(|_| is_row) else { return false };
        let kinds = pipes::kinds_of(&table.header);
        while let Some((number, row)) = self.row_text(true) {
            pipes::push(&mut self.out, &kinds, number, &row);
        }
        true
    }

    /// The text of the row at this line, with its first line's number. A line break inside a cell
    /// cuts a row into lines; they are put together again.
    fn row_text(&mut self, has_edges: bool) -> Option<(usize, String)> {
        /// No cell has more lines.
        const MOST_LINES: usize = 60;
        let line = self.lines.get(self.at).map(|line| unquote(line))?;
        let starts =
            if has_edges { line.trim_start().starts_with('|') } else { line.contains('|') };
        if !starts {
            return None;
        }
        let number = self.at + 1;
        self.at += 1;
        let mut row = line.to_owned();
        if !has_edges || pipes::is_ended(line) {
            return Some((number, row));
        }
        let rest = self.lines[self.at..].iter().take(MOST_LINES).map(|line| unquote(line));
        let more =
            rest.clone().take_while(|line| !line.trim().is_empty() && heading(line).is_none());
        let mut more = more.take_while(|line| !line.trim_start().starts_with('|'));
        let end = more.position(pipes::is_ended);
        let Some(end) = end else {
            self.out.report(
                Ambiguity::Unclosed,
                number,
                line.trim(),
                "the row does not end with a pipe",
                "ended at its line",
            );
            return Some((number, row));
        };
        for line in rest.take(end + 1) {
            row.push_str("<br>");
            row.push_str(line);
        }
        self.at += end + 1;
        self.out.report(
            Ambiguity::RowWidth,
            number,
            line.trim(),
            "a cell goes on in the next line",
            "read as one row",
        );
        Some((number, row))
    }

    /// What MDX and HTML put between the blocks.
    fn mdx(&mut self) -> bool {
        let line = self.line().trim();
        if line.starts_with("{/*") {
            self.skip_to("*/");
        } else if line.starts_with("<!--") {
            self.skip_to("-->");
        } else if is_module_line(line) {
            self.skip_module();
        } else if line.starts_with("<table") {
            return self.html_table();
        } else if line.starts_with('<') {
            return self.tag(line);
        } else {
            return false;
        }
        true
    }

    /// Goes on behind a comment.
    fn skip_to(&mut self, end: &'static str) {
        let is_missing = self.missing.contains(&end);
        let mut rest = self.lines[self.at..].iter();
        let length = rest.position(|line| line.contains(end) || is_missing);
        self.at += length.unwrap_or(0) + 1;
        if length.is_none() {
            self.missing.push(end);
            let evidence = "a comment is not closed";
            self.out.report(Ambiguity::Unclosed, self.at, end, evidence, "read on below it");
        }
    }

    /// Tables in HTML, up to the end of the last of them that begins at this line.
    fn html_table(&mut self) -> bool {
        const END: &str = "</table>";
        let is_missing = self.missing.contains(&END);
        let mut rest = self.lines[self.at..].iter();
        let Some(length) = rest.position(|line| line.contains(END) || is_missing) else {
            self.missing.push(END);
            return false;
        };
        if is_missing {
            return false;
        }
        let above = self.at;
        self.at += length + 1;
        let inner = html::read(&self.lines[above..self.at].join("\n"));
        for block in inner.sections.into_iter().flat_map(|section| section.blocks) {
            if let Block::Table(mut table) = block {
                table.line += above;
                table.rows.iter_mut().for_each(|row| row.line += above);
                self.out.table(table);
            }
        }
        for finding in inner.findings {
            self.out.push_finding(Finding { line: finding.line + above, ..finding });
        }
        true
    }

    /// Goes on behind `import` or `export`, which end at an empty line.
    fn skip_module(&mut self) {
        let rest = &self.lines[self.at..];
        self.at += rest.iter().position(|line| line.trim().is_empty()).unwrap_or(rest.len());
    }

    /// A line that begins with a tag: what the tag says, and then what stands behind it.
    fn tag(&mut self, line: &str) -> bool {
        let name = tag_name(line);
        if !is_dress(name) && !name.starts_with(|c: char| c.is_ascii_uppercase()) {
            return false;
        }
        let Some(end) = line.find('>') else { return false };
        let (tag, rest) = line.split_at(end + 1);
        self.at += 1;
        self.note_tag(name, tag, rest);
        if let Some(title) = attribute(tag, "title").or_else(|| attribute(tag, "label")) {
            if vocabulary().language(title).is_some() {
                self.out.tab(title);
            } else {
                self.out.paragraph(self.at, plain(title));
            }
        }
        self.out.paragraph(self.at, plain(rest));
        true
    }

    fn note_tag(&mut self, name: &str, tag: &str, rest: &str) {
        if tag.starts_with("</") {
            if let Some(open) = self.open.iter().rposition(|(own, _)| own == name) {
                self.open.truncate(open);
            }
        } else if name.starts_with(|c: char| c.is_ascii_uppercase())
            && !tag.ends_with("/>")
            && !rest.contains("</")
        {
            self.open.push((name.to_owned(), self.at));
        }
    }

    /// A paragraph, an item of a list, or a heading that is underlined or only bold.
    fn text(&mut self) {
        let start = self.at + 1;
        let first = self.line();
        self.at += 1;
        let level = self.lines.get(self.at).and_then(|next| underline(next));
        if let Some(level) = level.filter(|_| item(first).is_none()) {
            self.at += 1;
            self.out.heading(level, start, heading_text(first));
            return;
        }
        if is_rule(first) {
            return;
        }
        if is_bold(first) && vocabulary().heading(first).is_some() {
            let level = BOLD_LEVEL.max(self.out.level());
            self.out.heading(level, start, heading_text(first));
            return;
        }
        let mut text = plain(item(first).unwrap_or(first));
        while let Some(line) = self.more_text() {
            text.push('\n');
            text.push_str(&plain(line));
            self.at += 1;
        }
        let is_mark = |mark: &&str| text.starts_with(mark);
        if self.out.level() > 0 || !self.crawler_marks.iter().any(is_mark) {
            self.out.paragraph(start, text);
        }
    }

    /// The next line, if it belongs to the paragraph above it.
    fn more_text(&self) -> Option<&'a str> {
        let line = unquote(self.lines.get(self.at)?);
        let starts_other = line.trim().is_empty()
            || heading(line).is_some()
            || Fence::open(line).is_some()
            || item(line).is_some()
            || line.trim_start().starts_with(['|', '<'])
            || is_rule(line)
            || self
                .next_line()
                .is_some_and(|next| line.contains('|') && pipes::rules(next).is_some());
        (!starts_other).then_some(line)
    }

    fn finish(mut self) -> Document {
        // The outermost is enough: all others in it follow from it.
        if let Some((name, line)) = self.open.first() {
            let evidence = "the tag is not closed";
            self.out.report(
                Ambiguity::Unclosed,
                *line,
                name,
                evidence,
                "read as if it ended with the page",
            );
        }
        self.out.finish()
    }
}

/// The opening line of a block of code.
struct Fence<'a> {
    mark: char,
    length: usize,
    indent: usize,
    info: &'a str,
    quoted: bool,
}

impl<'a> Fence<'a> {
    fn open(line: &'a str) -> Option<Self> {
        let bare = line.trim_start();
        let mark = bare.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = bare.trim_start_matches(mark);
        let length = bare.len() - info.len();
        // What is closed in the same line is code inside text.
        let is_fence = length >= 3 && !(mark == '`' && info.contains('`'));
        let indent = line.len() - bare.len();
        is_fence.then_some(Self { mark, length, indent, info, quoted: false })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }

    /// A line of the code, without the indentation of the fence.
    fn inside<'b>(&self, line: &'b str) -> &'b str {
        let blanks = line.bytes().take(self.indent).take_while(|byte| *byte == b' ').count();
        &line[blanks..]
    }

    /// The first word behind the fence.
    fn language(&self) -> Option<&'a str> {
        let word = self.info.split_whitespace().next()?;
        let word = word.trim_matches(['{', '}', '.']);
        (!word.is_empty()).then_some(word)
    }
}

/// The level and the text of a heading with `#`.
fn heading(line: &str) -> Option<(u8, &str)> {
    let bare = line.trim_start();
    let text = bare.trim_start_matches('#');
    let level =
        u8::try_from(bare.len() - text.len()).ok().filter(|level| (1..=6).contains(level))?;
    let is_heading = text.is_empty() || text.starts_with([' ', '\t', '*', '\u{3000}']);
    let text = text.trim().trim_end_matches('#').trim_end();
    (is_heading && line.len() - bare.len() < 4).then_some((level, text))
}

/// The text of a heading, without its mark-up and its anchor.
fn heading_text(text: &str) -> String {
    let text = text.trim();
    let anchored = text.ends_with('}').then(|| text.rfind("{#")).flatten();
    let text = anchored.map_or(text, |start| &text[..start]);
    let plain = plain(text);
    plain.trim_end_matches(['#', ' ']).to_owned()
}

/// The level of a heading whose underline this is.
fn underline(line: &str) -> Option<u8> {
    let line = line.trim_end();
    let all = |mark: char| line.len() >= 2 && line.chars().all(|c| c == mark);
    if all('=') {
        Some(1)
    } else if all('-') {
        Some(2)
    } else {
        None
    }
}

/// Whether a line is only a rule between paragraphs.
fn is_rule(line: &str) -> bool {
    let marks = line.chars().filter(|c| !c.is_whitespace());
    let mut count = 0;
    let mut first = None;
    for mark in marks {
        if !"-*_".contains(mark) || *first.get_or_insert(mark) != mark {
            return false;
        }
        count += 1;
    }
    count >= 3
}

/// Whether a line is one piece of bold text.
fn is_bold(line: &str) -> bool {
    let line = line.trim();
    line.len() > 4 && line.starts_with("**") && line.ends_with("**")
}

/// The text of an item of a list.
fn item(line: &str) -> Option<&str> {
    let bare = line.trim_start();
    let rest = bare.strip_prefix(['-', '*', '+']).or_else(|| {
        let rest = bare.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_numbered = (1..=9).contains(&(bare.len() - rest.len()));
        rest.strip_prefix(['.', ')']).filter(|_| is_numbered)
    })?;
    rest.starts_with([' ', '\t']).then(|| rest.trim_start())
}

/// A line without the `>` of the quotes that it stands in.
fn unquote(line: &str) -> &str {
    if !line.trim_start().starts_with('>') {
        return line;
    }
    line.trim_start_matches(|c: char| c == '>' || c == ' ' || is_invisible(c))
}

/// Whether a line imports or exports something, as MDX can.
fn is_module_line(line: &str) -> bool {
    let imports = line.starts_with("import ") && line.contains(['"', '\'']);
    let exports = ["const ", "default ", "function ", "let "];
    let rest = line.strip_prefix("export ");
    imports || rest.is_some_and(|rest| exports.iter().any(|word| rest.starts_with(word)))
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.find(&format!(" {name}="))?;
    let value = tag[at + name.len() + 2..].trim_start_matches('{');
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// A value of front matter without its quotes.
fn unquoted(value: &str) -> &str {
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Code;

    fn tables(document: &Document) -> Vec<&Table> {
        let blocks = document.sections.iter().flat_map(|section| &section.blocks);
        blocks
            .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
            .collect()
    }

    fn codes(document: &Document) -> Vec<&Code> {
        let blocks = document.sections.iter().flat_map(|section| &section.blocks);
        blocks
            .filter_map(|block| if let Block::Code(code) = block { Some(code) } else { None })
            .collect()
    }

    fn rows(text: &str) -> (Vec<Vec<String>>, Vec<Ambiguity>) {
        let document = read(text);
        let rows = tables(&document)
            .into_iter()
            .flat_map(|table| &table.rows)
            .map(|row| row.cells.clone());
        (rows.collect(), document.findings.iter().map(|finding| finding.ambiguity).collect())
    }

    const HEADER: &str =
        "| Name | Type | Required | Example | Description |\n| --- | --- | --- | --- | --- |\n";

    #[test]
    fn front_matter_is_about_the_page() {
        let document = read("\u{feff}---\ntitle: \"Get a lamp\"\nslug: get-lamp\n---\n# Lamp\n");
        assert_eq!(document.about("title"), Some("Get a lamp"));
        assert_eq!(document.about("slug"), Some("get-lamp"));
        assert_eq!(document.sections[0].heading, "Lamp");
        assert_eq!(document.sections[0].line, 5);
    }

    #[test]
    fn what_the_crawler_says_of_the_page_is_left_out() {
        let document = read("> Source: https://a.example\n> Path: Lamps\n\n# Lamp\n\nPath: x\n");
        assert_eq!(document.sections.len(), 1);
        assert_eq!(document.sections[0].blocks.len(), 1);
    }

    #[test]
    fn the_table_of_basics_has_a_header_with_an_empty_cell() {
        let document = read(
            "Lamps\n| **基本信息** | |\n| --- | --- |\n| HTTP URL | https://a.example/x\\_y |",
        );
        let table = tables(&document)[0];
        assert_eq!(table.header, ["基本信息", ""]);
        assert_eq!(table.rows[0].cells, ["HTTP URL", "https://a.example/x_y"]);
        assert_eq!((table.line, table.rows[0].line), (2, 4));
        assert_eq!(document.findings, []);
    }

    #[test]
    fn a_pipe_inside_a_cell_is_part_of_it_and_a_finding() {
        for (row, example) in [
            ("| mode | String | Yes | `on|off` | The mode. |", "on|off"),
            ("| mode | String | Yes | on | off | The mode. |", "on | off"),
        ] {
            let (rows, ambiguities) = rows(&format!("{HEADER}{row}\n"));
            assert_eq!(rows, [["mode", "String", "Yes", example, "The mode."]]);
            assert_eq!(ambiguities, [Ambiguity::RowWidth]);
        }
        let (rows, ambiguities) =
            rows(&format!("{HEADER}| mode | String | Yes | on\\|off | The mode. |\n"));
        assert_eq!((rows[0][3].as_str(), ambiguities.len()), ("on|off", 0));
    }

    #[test]
    fn cells_that_moved_left_are_moved_back() {
        for row in ["| lamp | Lamp | Yes | The lamp. |", "| lamp | Lamp | Yes | The lamp. | |"] {
            let (rows, ambiguities) = rows(&format!("{HEADER}{row}\n"));
            assert_eq!(rows, [["lamp", "Lamp", "Yes", "", "The lamp."]]);
            assert_eq!(ambiguities, [Ambiguity::RowWidth]);
        }
    }

    #[test]
    fn a_cell_over_several_lines_is_one_cell() {
        let (rows, ambiguities) = rows(&format!(
            "{HEADER}| a | String | No | x | One.\n- two\n- three |\n| b | String | No | y | Four. |\n"
        ));
        assert_eq!(rows[0][4], "One.\n- two\n- three");
        assert_eq!(rows[1][0], "b");
        assert_eq!(ambiguities, [Ambiguity::RowWidth]);
    }

    #[test]
    fn rows_behind_an_empty_line_and_rows_without_outer_pipes_are_rows() {
        let (late, _) = rows(&format!(
            "{HEADER}| a | String | No | x | One. |\n\n| b | String | No | y | Two. |\n"
        ));
        assert_eq!(late.len(), 2);
        let (bare, ambiguities) = rows("Name | Type\n--- | ---\na | String\nb | Number\n\nc");
        assert_eq!(bare, [["a", "String"], ["b", "Number"]]);
        assert_eq!(ambiguities, []);
        let (unruled, ambiguities) = rows("| Name | Type |\n| a | String |\n");
        assert_eq!(unruled, [["a", "String"]]);
        assert_eq!(ambiguities, [Ambiguity::Unclosed]);
    }

    #[test]
    fn code_has_the_language_of_its_label_its_tab_or_its_fence() {
        let document = read(
            "## Request example\n\ncurl\n\n```\ncurl -X POST\n```\n<Tabs>\n<Tab title=\"Java\">\n```text\nint x;\n```\n</Tab>\n</Tabs>\n\
             <CodeGroup>\n```python Python theme={null}\nx\n```\n</CodeGroup>\nText\n```\n# no heading\n",
        );
        let languages: Vec<_> =
            codes(&document).iter().map(|code| code.language.as_deref()).collect();
        assert_eq!(languages, [Some("curl"), Some("Java"), Some("python"), Some("Text")]);
        assert_eq!(codes(&document)[0].line, 6);
        assert_eq!(codes(&document)[3].text, "# no heading");
        assert_eq!(document.findings.len(), 1);
    }

    #[test]
    fn a_fence_that_nobody_closed_ends_at_the_next_known_heading() {
        let document = read("```json\n{\"a\": 1}\n\n### **Error codes**\n\nText\n");
        assert_eq!(codes(&document)[0].text, "{\"a\": 1}");
        assert_eq!(document.sections[1].heading, "Error codes");
        assert_eq!(document.findings[0].ambiguity, Ambiguity::Unclosed);
    }

    #[test]
    fn what_only_mdx_says_is_left_out() {
        let document = read(
            "import { Lamp } from \"/snippets/lamp.mdx\";\n\nexport const x = 1;\n\n{/* hidden\nstill */}\n<Note>\nMind the light.\n</Note>\n> **[!NOTE]**\n>\n> - One\n",
        );
        let texts = document.sections[0].blocks.iter().map(|block| match block {
            Block::Paragraph(paragraph) => paragraph.text.as_str(),
            _ => "",
        });
        assert_eq!(texts.collect::<Vec<_>>(), ["Mind the light.", "[!NOTE]", "One"]);
        assert_eq!(document.findings, []);
    }

    #[test]
    fn a_table_in_html_is_a_table() {
        let (found, ambiguities) = rows(
            "# x\n<table>\n<tr><th>Name</th><th>Type</th></tr>\n<tr><td>a</td>\n<td>String</td></tr>\n</table>\nText\n",
        );
        assert_eq!(found, [["a", "String"]]);
        assert_eq!(ambiguities, []);
        assert_eq!(rows("<table>\n<tr>\n<table>\n").0.len(), 0);
    }

    #[test]
    fn headings_are_bare() {
        let document = read(
            "## **Request** {#a}\n### Query parameter(s) ##\nError codes\n---\n**Response example**\n",
        );
        let headings = document.sections.iter().map(|section| section.heading.as_str());
        let expected = ["Request", "Query parameter(s)", "Error codes", "Response example"];
        assert_eq!(headings.collect::<Vec<_>>(), expected);
    }
}
