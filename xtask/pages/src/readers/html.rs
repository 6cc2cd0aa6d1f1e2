//! Reads a saved page in HTML: what its article says, without the site around it.
//!
//! The tags are taken as they come, without building a tree: that keeps their lines, and keeps time
//! and memory in proportion to the page however deep its tags are nested.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::document::builder::DocumentBuilder;
use crate::document::finding::Ambiguity;
use crate::document::{Block, Document, Table};
use crate::readers::columns::{self, seated};
use crate::readers::flow::Flow;
use crate::readers::grid::Grid;
use crate::vocabulary::vocabulary;

/// Elements around the article, and those that show no text of it.
const OUTSIDE: &[&str] = &[
    "aside", "button", "dialog", "footer", "form", "iframe", "nav", "noscript", "script", "select",
    "style", "svg", "template", "textarea",
];
/// Parts of the words by which sites name elements around the article.
const OUTSIDE_NAMES: &[&str] = &[
    "breadcrumb",
    "feedback",
    "hash-link",
    "pagination",
    "skip-to",
    "skiptocontent",
    "sr-only",
    "table-of-contents",
    "theme-doc-toc",
    "theme-doc-footer",
    "tocmobile",
    "tableofcontents",
    "visually-hidden",
];
/// Elements before and after which text is cut.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "section",
    "summary",
    "ul",
];
/// More tabs than this has no row of tabs.
const MOST_TABS: usize = 100;
/// More attributes than this has no tag of a page.
const MOST_ATTRIBUTES: usize = 500;

/// Reads a page in HTML.
#[must_use]
pub fn read(text: &str) -> Document {
    let text = tamed(text);
    let mut best = Document::default();
    for root in [Root::Element("article"), Root::Element("main"), Root::Content, Root::Page] {
        if !root.occurs_in(&text) {
            continue;
        }
        let document = read_inside(&text, root);
        let has_table = blocks(&document).any(|block| matches!(block, Block::Table(_)));
        if has_table || blocks(&document).count() > blocks(&best).count() {
            best = document;
        }
        if has_table {
            break;
        }
    }
    best
}

fn blocks(document: &Document) -> impl Iterator<Item = &Block> {
    document.sections.iter().flat_map(|section| &section.blocks)
}

fn read_inside(text: &str, root: Root) -> Document {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(text));
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Page::new(root))), TokenizerOpts::default());
    // No script is run, so that nothing interrupts it.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

/// The text without tags that no page has, which would take long to read.
fn tamed(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut kept = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(offset) = text[at..].find('<') {
        let start = at + offset;
        at = start + 1;
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let length = bytes[at..].iter().position(|byte| *byte == b'>').unwrap_or(text.len() - at);
        let blanks =
            bytes[at..at + length].iter().filter(|byte| byte.is_ascii_whitespace()).count();
        at += length;
        if blanks > MOST_ATTRIBUTES {
            out.push_str(&text[kept..start]);
            kept = at;
        }
    }
    if kept == 0 {
        return text.into();
    }
    out.push_str(&text[kept..]);
    out.into()
}

/// What is taken to be the article.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Root {
    Element(&'static str),
    /// An element that the site calls its content.
    Content,
    Page,
}

impl Root {
    const CONTENT: &'static [&'static str] =
        &["content", "content-area", "content-container", "main-content"];

    fn occurs_in(self, text: &str) -> bool {
        match self {
            Self::Element(name) => text.match_indices('<').any(|(at, _)| {
                let tag = text.as_bytes().get(at + 1..at + 1 + name.len());
                tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
            }),
            Self::Content => Self::CONTENT.iter().any(|id| {
                text.contains(&format!("id=\"{id}\"")) || text.contains(&format!("id={id}"))
            }),
            Self::Page => true,
        }
    }

    fn is(self, tag: &Tag) -> bool {
        match self {
            Self::Element(name) => &*tag.name == name,
            Self::Content => attribute(tag, "id").is_some_and(|id| Self::CONTENT.contains(&id)),
            Self::Page => &*tag.name == "body",
        }
    }
}

struct Sink(RefCell<Page>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        page.line = usize::try_from(line).unwrap_or(usize::MAX).max(1);
        match token {
            Token::TagToken(tag) => return page.tag(&tag),
            Token::CharacterTokens(text) => page.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// An element that is waited for the end of: its name, and how many of that name are open in it.
struct Until {
    name: String,
    depth: usize,
}

impl Until {
    fn new(tag: &Tag) -> Self {
        Self { name: tag.name.to_string(), depth: 1 }
    }

    /// Whether the element ends with a tag.
    fn ends_with(&mut self, tag: &Tag) -> bool {
        if *tag.name == *self.name {
            match tag.kind {
                TagKind::StartTag if tag.self_closing => {}
                TagKind::StartTag => self.depth += 1,
                TagKind::EndTag => self.depth -= 1,
            }
        }
        self.depth == 0
    }
}

/// What the text belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    Heading(u8),
    Code,
    Tab,
    Title,
}

/// The page, as far as it is read.
struct Page {
    root: Root,
    out: DocumentBuilder,
    line: usize,
    /// The article, once it began; `None` where it is the whole page.
    inside: Option<Until>,
    /// What is being skipped.
    outside: Option<Until>,
    place: Place,
    /// The line on which the text began, and the text.
    start: usize,
    text: Flow,
    code: String,
    language: Option<String>,
    tables: Vec<Grid>,
    tabs: Vec<Tab>,
    /// The panel that comes next belongs to this tab.
    panel: usize,
}

/// The label of a tab.
#[derive(Default)]
struct Tab {
    id: String,
    label: String,
}

impl Page {
    fn new(root: Root) -> Self {
        Self {
            root,
            out: DocumentBuilder::default(),
            line: 1,
            inside: None,
            outside: None,
            place: Place::Paragraph,
            start: 1,
            text: Flow::default(),
            code: String::new(),
            language: None,
            tables: Vec::new(),
            tabs: Vec::new(),
            panel: 0,
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let is_start = tag.kind == TagKind::StartTag;
        if is_start {
            self.about(tag);
        }
        if self.is_outside(tag) {
            return raw(tag);
        }
        if self.inside.as_mut().is_some_and(|inside| inside.ends_with(tag)) {
            self.cut();
            self.inside = None;
        } else if self.inside.is_none() && is_start && self.root.is(tag) {
            self.inside = Some(Until::new(tag));
        }
        match &*tag.name {
            "title" => self.place = if is_start { Place::Title } else { self.end_title() },
            _ if self.inside.is_none() && self.root != Root::Page => {}
            _ if is_start => self.open(tag),
            _ => self.close(&tag.name),
        }
        raw(tag)
    }

    /// Whether a tag belongs to what is skipped.
    fn is_outside(&mut self, tag: &Tag) -> bool {
        if let Some(outside) = &mut self.outside {
            // The site around an article does not go on behind its beginning.
            let is_root = tag.kind == TagKind::StartTag && self.root.is(tag);
            if outside.ends_with(tag) || is_root {
                self.outside = None;
            }
            return !is_root;
        }
        let is_around = tag.kind == TagKind::StartTag && !tag.self_closing && is_around(tag);
        if is_around {
            self.outside = Some(Until::new(tag));
        }
        is_around
    }

    /// What stands about the page in its head.
    fn about(&mut self, tag: &Tag) {
        let name = attribute(tag, "name").or_else(|| attribute(tag, "property"));
        let (key, value) = match (&*tag.name, name) {
            ("meta", Some("description" | "og:description")) => ("description", "content"),
            ("meta", Some("og:url")) => ("source_url", "content"),
            ("link", _) if attribute(tag, "rel") == Some("canonical") => ("source_url", "href"),
            _ => return,
        };
        if let Some(value) = attribute(tag, value) {
            self.out.about(key, value);
        }
    }

    /// Ends the title; the name of the site is not part of it.
    fn end_title(&mut self) -> Place {
        let title = self.text.take();
        let own = title.split(" | ").next().unwrap_or(&title);
        self.out.about("title", own);
        Place::Paragraph
    }

    fn open(&mut self, tag: &Tag) {
        if let Some(language) = language(tag) {
            self.language = Some(language);
        }
        match attribute(tag, "role") {
            Some("tablist") => {
                self.tabs.clear();
                self.panel = 0;
            }
            Some("tab") => return self.open_tab(tag),
            Some("tabpanel") => self.open_panel(tag),
            _ => {}
        }
        match &*tag.name {
            "br" => self.line_break(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.open_heading(&tag.name),
            "pre" => self.open_code(),
            "table" => self.open_table(),
            "tr" | "td" | "th" | "thead" | "tbody" | "tfoot" | "caption" => self.open_part(tag),
            "li" if self.in_cell() => {
                self.text.line_break();
                self.text.push("- ");
            }
            _ if self.place == Place::Code => self.open_in_code(tag),
            name if BLOCKS.contains(&name) => self.cut(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "pre" if self.place == Place::Code => self.end_code(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.end_heading(),
            "table" => self.end_table(),
            "td" | "th" | "tr" => self.end_part(name),
            _ if self.place == Place::Tab
                && matches!(name, "li" | "button" | "a" | "div" | "label") =>
            {
                self.end_tab();
            }
            _ if self.place == Place::Code => {}
            name if BLOCKS.contains(&name) => self.cut(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let is_in = self.inside.is_some() || self.root == Root::Page || self.place == Place::Title;
        if self.outside.is_some() || !is_in {
            return;
        }
        if self.place == Place::Code {
            self.code.push_str(text);
            return;
        }
        // Text between the cells of a table belongs to nothing.
        if self.tables.last().is_some_and(|table| !table.in_cell()) {
            return;
        }
        if self.text.is_empty() {
            self.start = self.line;
        }
        self.text.push(text);
    }

    fn line_break(&mut self) {
        if self.place == Place::Code {
            self.code.push('\n');
        } else {
            self.text.line_break();
        }
    }

    /// Ends a paragraph; inside a cell it is only a line.
    fn cut(&mut self) {
        if self.in_cell() || self.place == Place::Title {
            self.text.line_break();
        } else if self.place == Place::Paragraph {
            let text = self.text.take();
            if !vocabulary().is_boilerplate(&text) {
                self.out.paragraph(self.start, text);
            }
        }
    }

    fn in_cell(&self) -> bool {
        self.tables.last().is_some_and(Grid::in_cell)
    }

    // Headings.

    fn open_heading(&mut self, name: &str) {
        if self.place == Place::Code {
            self.out.report(
                Ambiguity::Unclosed,
                self.line,
                "pre",
                "a heading inside code",
                "the code ends before it",
            );
            self.end_code();
        }
        if self.in_cell() {
            return self.text.line_break();
        }
        while let Some(table) = self.tables.pop() {
            self.out.report(
                Ambiguity::Unclosed,
                table.line(),
                "table",
                "a heading inside the table",
                "the table ends before it",
            );
            self.put(table);
        }
        self.cut();
        self.end_heading();
        self.start = self.line;
        self.place = Place::Heading(name[1..].parse().unwrap_or(1));
    }

    fn end_heading(&mut self) {
        let Place::Heading(level) = self.place else {
            if self.in_cell() {
                self.text.line_break();
            }
            return;
        };
        let text = self.text.take();
        self.place = Place::Paragraph;
        self.out.heading(level, self.start, text.trim_end_matches('#').trim().replace('\n', " "));
    }

    // Code.

    fn open_code(&mut self) {
        if self.in_cell() {
            return self.text.line_break();
        }
        self.end_heading();
        self.cut();
        self.start = self.line;
        self.place = Place::Code;
        self.code.clear();
    }

    /// The sites make an element of each line; not all put a line break between them.
    fn open_in_code(&mut self, tag: &Tag) {
        let is_line = attribute(tag, "class").is_some_and(|class| {
            class
                .split_whitespace()
                .any(|class| matches!(class, "token-line" | "line" | "view-line"))
        });
        if is_line && !self.code.is_empty() && !self.code.ends_with('\n') {
            self.code.push('\n');
        }
    }

    fn end_code(&mut self) {
        self.place = Place::Paragraph;
        let code = std::mem::take(&mut self.code);
        let language = self.language.take();
        self.out.code(self.start, language.as_deref(), &code.replace('\u{a0}', " "));
    }

    // Tabs.

    fn open_tab(&mut self, tag: &Tag) {
        self.cut();
        self.end_heading();
        self.place = Place::Tab;
        let id = attribute(tag, "id").unwrap_or_default().to_owned();
        if self.tabs.len() < MOST_TABS {
            self.tabs.push(Tab { id, label: String::new() });
        }
    }

    fn end_tab(&mut self) {
        self.place = Place::Paragraph;
        let label = self.text.take();
        if let Some(tab) = self.tabs.last_mut() {
            tab.label = label;
        }
    }

    /// The label of a panel is that of the tab that it names, or of the next one.
    fn open_panel(&mut self, tag: &Tag) {
        if self.place == Place::Tab {
            self.end_tab();
        }
        self.cut();
        let owner = attribute(tag, "aria-labelledby").unwrap_or_default();
        let named = self.tabs.iter().find(|tab| !owner.is_empty() && tab.id == owner);
        if let Some(tab) = named.or_else(|| self.tabs.get(self.panel)) {
            self.out.tab(&tab.label);
        }
        self.panel += 1;
    }

    // Tables.

    fn open_table(&mut self) {
        self.end_heading();
        if self.in_cell() {
            // A table inside a cell is text of the cell.
            self.text.line_break();
        } else {
            self.cut();
        }
        self.tables.push(Grid::new(self.line, self.in_cell()));
    }

    fn open_part(&mut self, tag: &Tag) {
        let line = self.line;
        let Some(table) = self.tables.last_mut() else { return };
        if table.is_text() {
            return self.text.line_break();
        }
        let text = if table.in_cell() { self.text.take() } else { String::new() };
        let span =
            |name: &str| attribute(tag, name).and_then(|it| it.trim().parse().ok()).unwrap_or(1);
        match &*tag.name {
            "td" | "th" => table.open_cell(line, text, span("colspan"), span("rowspan")),
            "tr" => table.open_row(line, text),
            _ => table.end_row(text),
        }
    }

    fn end_part(&mut self, name: &str) {
        let Some(table) = self.tables.last_mut() else { return };
        if table.is_text() {
            return self.text.line_break();
        }
        let text = if table.in_cell() { self.text.take() } else { String::new() };
        if name == "tr" { table.end_row(text) } else { table.end_cell(text) }
    }

    fn end_table(&mut self) {
        let Some(mut table) = self.tables.pop() else { return };
        if table.is_text() {
            return self.text.line_break();
        }
        let text = if table.in_cell() { self.text.take() } else { String::new() };
        table.end_row(text);
        self.put(table);
    }

    /// Adds a table to the document.
    fn put(&mut self, grid: Grid) {
        let line = grid.line();
        let (header, rows) = grid.finish();
        let kinds = columns::kinds(&header);
        self.out.table(Table { line, header, rows: Vec::new() });
        for row in rows {
            let count = row.cells.len();
            let (cells, decided) = seated(&kinds, row.cells, "\n");
            if let Some(decided) = decided {
                let evidence = format!("{count} cells below {} columns", kinds.len());
                self.out.report(
                    Ambiguity::RowWidth,
                    row.line,
                    &cells.join(" | "),
                    &evidence,
                    decided,
                );
            }
            self.out.row(row.line, cells);
        }
    }

    fn finish(mut self) -> Document {
        let open = match (&self.outside, self.place) {
            (Some(outside), _) => Some(outside.name.clone()),
            (None, Place::Code) => Some("pre".to_owned()),
            (None, _) => self.tables.first().map(|_| "table".to_owned()),
        };
        if let Some(open) = open {
            self.out.report(
                Ambiguity::Unclosed,
                self.line,
                &open,
                "the tag is not closed",
                "it ends with the page",
            );
        }
        if self.place == Place::Code {
            self.end_code();
        }
        while !self.tables.is_empty() {
            self.end_table();
        }
        self.end_heading();
        self.cut();
        self.out.finish()
    }
}

/// What the tokenizer must know of an element whose content is not HTML.
fn raw(tag: &Tag) -> TokenSinkResult<()> {
    if tag.kind != TagKind::StartTag {
        return TokenSinkResult::Continue;
    }
    match &*tag.name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "iframe" | "xmp" | "noembed" | "noframes" => {
            TokenSinkResult::RawData(RawKind::Rawtext)
        }
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|own| &*own.name.local == name).map(|own| &*own.value)
}

/// Whether an element belongs to the site around the article.
fn is_around(tag: &Tag) -> bool {
    const NEVER: &[&str] = &[
        "article", "body", "html", "main", "p", "li", "td", "th", "tr", "table", "meta", "link",
        "input", "img", "br", "hr",
    ];
    let role = attribute(tag, "role");
    if NEVER.contains(&&*tag.name) || matches!(role, Some("tab" | "tablist" | "tabpanel")) {
        return false;
    }
    let name = |name: &str| attribute(tag, name).unwrap_or_default().to_ascii_lowercase();
    let names = [name("id"), name("class")];
    OUTSIDE.contains(&&*tag.name)
        || attribute(tag, "hidden").is_some()
        || role == Some("navigation")
        || names.iter().any(|names| OUTSIDE_NAMES.iter().any(|part| names.contains(part)))
}

/// The language that an element of code says.
fn language(tag: &Tag) -> Option<String> {
    if !matches!(&*tag.name, "pre" | "code" | "div") {
        return None;
    }
    let classes = attribute(tag, "class").unwrap_or_default().split_whitespace();
    let mut class = classes.filter_map(|class| {
        class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-"))
    });
    let own = attribute(tag, "language").or_else(|| attribute(tag, "data-language"));
    own.or_else(|| class.next_back()).filter(|word| !word.is_empty()).map(str::to_owned)
}
