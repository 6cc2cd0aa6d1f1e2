//! Reads a saved page in HTML: what its article says, without the site around it.

mod grid;
mod tree;

use self::grid::{Cell, spread};
use self::tree::{Node, Tree};
use crate::document::builder::DocumentBuilder;
use crate::document::finding::Ambiguity;
use crate::document::whitespace::Normalizer;
use crate::document::{Block, Document, Table};
use crate::readers::columns::{self, seated};
use crate::vocabulary::vocabulary;

/// What may be the article, the likeliest first.
const ROOTS: [fn(&Node) -> bool; 4] = [
    |node| node.name() == "article",
    |node| node.name() == "main",
    |node| node.attribute("id").is_some_and(|id| CONTENT_IDS.contains(&id)),
    |node| node.name() == "body",
];
/// Ids of an element that the site calls its content.
const CONTENT_IDS: &[&str] = &["content", "content-area", "content-container", "main-content"];
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
/// What cuts text, too, if it stands inside of a cell.
const BLOCKS_IN_CELLS: &[&str] =
    &["br", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "td", "th", "tr"];
/// More tabs than this has no row of tabs.
const MOST_TABS: usize = 100;

/// Reads a page in HTML.
#[must_use]
pub fn read(text: &str) -> Document {
    let has_to_close = |node: &Node| matches!(node.name(), "pre" | "table") || is_around(node);
    let tree = Tree::parse(text, has_to_close);
    let mut best: Option<Document> = None;
    for is_root in ROOTS {
        let document = Reader::new(&tree).read(is_root);
        if blocks(&document).any(|block| matches!(block, Block::Table(_))) {
            return document;
        }
        if best.as_ref().is_none_or(|best| blocks(&document).count() > blocks(best).count()) {
            best = Some(document);
        }
    }
    best.unwrap_or_default()
}

fn blocks(document: &Document) -> impl Iterator<Item = &Block> {
    document.sections.iter().flat_map(|section| &section.blocks)
}

/// A walk over the tree.
struct Reader<'a> {
    tree: &'a Tree,
    out: DocumentBuilder,
    /// The text of the paragraph, and the line on which it began.
    text: Normalizer,
    start: usize,
    /// The language that an element around the next code names.
    language: Option<String>,
    /// The ids and the labels of the tabs above.
    tabs: Vec<(&'a str, String)>,
    /// The panel that comes next belongs to this tab.
    panel: usize,
}

impl<'a> Reader<'a> {
    fn new(tree: &'a Tree) -> Self {
        Self {
            tree,
            out: DocumentBuilder::default(),
            text: Normalizer::html(),
            start: 1,
            language: None,
            tabs: Vec::new(),
            panel: 0,
        }
    }

    fn read(mut self, is_root: fn(&Node) -> bool) -> Document {
        for (id, node) in self.tree.nodes() {
            self.about(id, node);
        }
        for finding in &self.tree.findings {
            self.out.push_finding(finding.clone());
        }
        self.roots(Tree::ROOT, is_root);
        self.out.finish()
    }

    /// Reads the outermost elements of a kind. They may stand inside of an element of the site that
    /// the page does not close.
    fn roots(&mut self, id: usize, is_root: fn(&Node) -> bool) {
        if is_root(self.tree.node(id)) {
            self.children(id);
            self.end_paragraph();
            return;
        }
        for child in &self.tree.node(id).children {
            self.roots(*child, is_root);
        }
    }

    /// What stands about the page in its head.
    fn about(&mut self, id: usize, node: &Node) {
        let name = node.attribute("name").or_else(|| node.attribute("property"));
        let (key, value) = match (node.name(), name) {
            // A drawing may have a title, too.
            ("title", _) if node.parent.is_some_and(|id| self.tree.node(id).name() != "svg") => {
                let title = self.text_of(id);
                // The name of the site is not part of it.
                return self.out.about("title", title.split(" | ").next().unwrap_or(&title));
            }
            ("meta", Some("description" | "og:description")) => ("description", "content"),
            ("meta", Some("og:url")) => ("source_url", "content"),
            ("link", _) if node.attribute("rel") == Some("canonical") => ("source_url", "href"),
            _ => return,
        };
        if let Some(value) = node.attribute(value) {
            self.out.about(key, value);
        }
    }

    fn children(&mut self, id: usize) {
        let tree = self.tree;
        for child in &tree.node(id).children {
            self.node(*child);
        }
    }

    fn node(&mut self, id: usize) {
        let node = self.tree.node(id);
        if !node.text.is_empty() && self.text.is_empty() {
            self.start = node.line;
        }
        self.text.push(&node.text);
        if is_around(node) {
            return;
        }
        if let Some(language) = language(node) {
            self.language = Some(language);
        }
        match node.attribute("role") {
            Some("tablist") => {
                self.tabs.clear();
                self.panel = 0;
            }
            Some("tab") => return self.tab(id),
            Some("tabpanel") => self.panel(node),
            _ => {}
        }
        match node.name() {
            "br" => self.text.line_break(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(id),
            "pre" => self.code(id),
            "table" => self.table(id),
            name if BLOCKS.contains(&name) => {
                self.end_paragraph();
                self.children(id);
                self.end_paragraph();
            }
            _ => self.children(id),
        }
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::replace(&mut self.text, Normalizer::html()).finish();
        if !vocabulary().is_boilerplate(&text) {
            self.out.paragraph(self.start, text);
        }
    }

    fn heading(&mut self, id: usize) {
        self.end_paragraph();
        let node = self.tree.node(id);
        let text = self.text_of(id).replace('\n', " ");
        let level = node.name()[1..].parse().unwrap_or(1);
        self.out.heading(level, node.line, text.trim_end_matches('#').trim().to_owned());
    }

    fn code(&mut self, id: usize) {
        self.end_paragraph();
        let mut code = String::new();
        self.push_code(id, &mut code);
        let language = self.language.take();
        let line = self.tree.node(id).line;
        self.out.code(line, language.as_deref(), &code.replace('\u{a0}', " "));
    }

    /// The sites make an element of each line; not all put a line break between them.
    fn push_code(&mut self, id: usize, code: &mut String) {
        let tree = self.tree;
        for child in &tree.node(id).children {
            let node = tree.node(*child);
            code.push_str(&node.text);
            if is_around(node) {
                continue;
            }
            if let Some(language) = language(node) {
                self.language = Some(language);
            }
            let mut classes = node.attribute("class").unwrap_or_default().split_whitespace();
            let is_line = classes.any(|class| ["token-line", "line", "view-line"].contains(&class));
            let is_inside = !code.is_empty() && !code.ends_with('\n');
            if node.name() == "br" || is_line && is_inside {
                code.push('\n');
            }
            self.push_code(*child, code);
        }
    }

    fn tab(&mut self, id: usize) {
        self.end_paragraph();
        if self.tabs.len() < MOST_TABS {
            let tree = self.tree;
            let name = tree.node(id).attribute("id").unwrap_or_default();
            self.tabs.push((name, self.text_of(id)));
        }
    }

    /// The label of a panel is that of the tab that it names, or of the next one.
    fn panel(&mut self, node: &Node) {
        self.end_paragraph();
        let owner = node.attribute("aria-labelledby").unwrap_or_default();
        let named = self.tabs.iter().find(|(id, _)| !owner.is_empty() && *id == owner);
        if let Some((_, label)) = named.or_else(|| self.tabs.get(self.panel)) {
            self.out.tab(label);
        }
        self.panel += 1;
    }

    fn table(&mut self, id: usize) {
        self.end_paragraph();
        let mut rows = Vec::new();
        self.rows(id, &mut rows);
        let mut rows = spread(rows).into_iter();
        let header = rows.next().map(|row| row.cells).unwrap_or_default();
        let kinds = columns::kinds(&header);
        self.out.table(Table { line: self.tree.node(id).line, header, rows: Vec::new() });
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

    /// The lines and the cells of a table's rows.
    fn rows(&self, id: usize, rows: &mut Vec<(usize, Vec<Cell>)>) {
        for child in &self.tree.node(id).children {
            let node = self.tree.node(*child);
            match node.name() {
                "thead" | "tbody" | "tfoot" => self.rows(*child, rows),
                "tr" => {
                    let cells = node.children.iter();
                    let cells =
                        cells.filter(|id| matches!(self.tree.node(**id).name(), "td" | "th"));
                    rows.push((node.line, cells.map(|id| self.cell(*id)).collect()));
                }
                _ => {}
            }
        }
    }

    fn cell(&self, id: usize) -> Cell {
        let span = |name| self.tree.node(id).attribute(name).and_then(|it| it.trim().parse().ok());
        Cell::new(self.text_of(id), span("colspan").unwrap_or(1), span("rowspan").unwrap_or(1))
    }

    /// The text of an element; a table inside of it is text, too.
    fn text_of(&self, id: usize) -> String {
        let mut text = Normalizer::html();
        self.push_text(id, &mut text);
        text.finish()
    }

    fn push_text(&self, id: usize, text: &mut Normalizer) {
        for child in &self.tree.node(id).children {
            let node = self.tree.node(*child);
            text.push(&node.text);
            if is_around(node) {
                continue;
            }
            let name = node.name();
            let is_block = BLOCKS.contains(&name) || BLOCKS_IN_CELLS.contains(&name);
            if is_block {
                text.line_break();
            }
            if name == "li" {
                text.push("- ");
            }
            self.push_text(*child, text);
            if is_block {
                text.line_break();
            }
        }
    }
}

/// Whether an element belongs to the site around the article.
fn is_around(node: &Node) -> bool {
    const NEVER: &[&str] = &[
        "article", "body", "html", "main", "p", "li", "td", "th", "tr", "table", "meta", "link",
        "input", "img", "br", "hr",
    ];
    let role = node.attribute("role");
    if NEVER.contains(&node.name()) || matches!(role, Some("tab" | "tablist" | "tabpanel")) {
        return false;
    }
    let name = |name: &str| node.attribute(name).unwrap_or_default().to_ascii_lowercase();
    let names = [name("id"), name("class")];
    OUTSIDE.contains(&node.name())
        || node.attribute("hidden").is_some()
        || role == Some("navigation")
        || names.iter().any(|names| OUTSIDE_NAMES.iter().any(|part| names.contains(part)))
}

/// The language that an element of code says.
fn language(node: &Node) -> Option<String> {
    if !matches!(node.name(), "pre" | "span" | "div") {
        return None;
    }
    let classes = node.attribute("class").unwrap_or_default().split_whitespace();
    let mut class = classes.filter_map(|class| {
        class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-"))
    });
    let own = node.attribute("language").or_else(|| node.attribute("data-language"));
    own.or_else(|| class.next_back()).filter(|word| !word.is_empty()).map(str::to_owned)
}
