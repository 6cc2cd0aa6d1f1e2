//! The tree of an HTML page, each node with its line. Tags that no page has are left out, so that
//! time and memory stay in proportion to the page.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, Tracer, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, QualName, local_name, ns};

use crate::document::finding::{Ambiguity, Finding};

/// More attributes than this has no tag of a page.
const MOST_ATTRIBUTES: usize = 500;
/// No page nests its elements deeper.
const DEEPEST: usize = 250;
/// Elements that only format text. HTML reopens those that a paragraph leaves open, over and over.
const FORMATS: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// An element, or text; comments and the like are nodes without both.
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) text: StrTendril,
    pub(super) children: Vec<usize>,
    name: QualName,
    attributes: Vec<Attribute>,
    pub(super) parent: Option<usize>,
}

impl Node {
    /// The name of an element; nothing for any other node.
    pub(super) fn name(&self) -> &str {
        &self.name.local
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|own| &*own.name.local == name).map(|own| &*own.value)
    }
}

/// The tree of a page.
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// The elements that the page does not close.
    pub(super) findings: Vec<Finding>,
}

impl Tree {
    /// The page itself.
    pub(super) const ROOT: usize = 0;

    /// Parses a page; `has_to_close` says which elements are reported if they stay open.
    pub(super) fn parse(text: &str, has_to_close: fn(&Node) -> bool) -> Self {
        let sink = Sink::default();
        sink.text(StrTendril::new());
        let builder = TreeBuilder::new(sink, TreeBuilderOpts::default());
        let tokenizer = Tokenizer::new(Filter { builder, has_to_close }, TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(&*without_long_tags(text)));
        // The result names a script to run; none is run, and none stops the tokenizer.
        while !input.is_empty() {
            let _ = tokenizer.feed(&input);
        }
        tokenizer.end();
        tokenizer.sink.builder.sink.finish()
    }

    pub(super) fn node(&self, id: usize) -> &Node {
        &self.nodes[id]
    }

    /// All nodes, in the order in which the page begins them.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (usize, &Node)> {
        self.nodes.iter().enumerate()
    }
}

/// The text without tags of very many attributes, which would take long to parse.
fn without_long_tags(text: &str) -> Cow<'_, str> {
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
        let tag = &bytes[at..at + length];
        at += length;
        if tag.iter().filter(|byte| byte.is_ascii_whitespace()).count() > MOST_ATTRIBUTES {
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

/// Stands before the tree builder. It ends what a heading shows to be over, and keeps the builder's
/// stack of open elements short, which is searched for nearly every tag.
struct Filter {
    builder: TreeBuilder<usize, Sink>,
    has_to_close: fn(&Node) -> bool,
}

impl TokenSink for Filter {
    type Handle = usize;

    fn process_token(&self, mut token: Token, line: u64) -> TokenSinkResult<usize> {
        match &mut token {
            Token::TagToken(tag) => {
                let is_start = tag.kind == TagKind::StartTag;
                if is_start && matches!(tag.name.as_bytes(), [b'h', b'1'..=b'6']) {
                    self.close_before_heading(line);
                }
                if FORMATS.contains(&&*tag.name) {
                    tag.name = local_name!("span");
                }
                if is_start && self.open().len() > DEEPEST {
                    return TokenSinkResult::Continue;
                }
            }
            Token::EOFToken => {
                // The outermost is enough: all others in it follow from it.
                let nodes = self.builder.sink.nodes.borrow();
                let open = self.open().into_iter().find(|id| (self.has_to_close)(&nodes[*id]));
                if let Some(id) = open {
                    let evidence = "the tag is not closed";
                    self.builder.sink.report(&nodes[id], evidence, "it ends with the page");
                }
            }
            _ => {}
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Filter {
    /// The elements that are open, from the outermost on.
    fn open(&self) -> Vec<usize> {
        let open = Open::default();
        self.builder.trace_handles(&open);
        open.0.into_inner()
    }

    /// Ends code that a heading stands in, and a table with a heading between its cells.
    fn close_before_heading(&self, line: u64) {
        let open = self.open();
        let ends = |name: &str| {
            let nodes = self.builder.sink.nodes.borrow();
            let at = |name: &str| open.iter().rposition(|id| nodes[*id].name() == name);
            let cell = at("td").max(at("th")).max(at("caption"));
            let id = open[at(name).filter(|at| cell.is_none_or(|cell| cell < *at))?];
            self.builder.sink.report(
                &nodes[id],
                "a heading stands inside of it",
                "it ends before the heading",
            );
            Some(())
        };
        for name in [local_name!("pre"), local_name!("table")] {
            if ends(&name).is_some() {
                let end = Tag {
                    kind: TagKind::EndTag,
                    name,
                    self_closing: false,
                    attrs: Vec::new(),
                    had_duplicate_attributes: false,
                };
                let _ = self.builder.process_token(Token::TagToken(end), line);
            }
        }
    }
}

/// Collects the elements that the tree builder has open.
#[derive(Default)]
struct Open(RefCell<Vec<usize>>);

impl Tracer for Open {
    type Handle = usize;

    fn trace_handle(&self, id: &usize) {
        self.0.borrow_mut().push(*id);
    }
}

/// Where the tree builder puts its nodes.
#[derive(Default)]
struct Sink {
    nodes: RefCell<Vec<Node>>,
    findings: RefCell<Vec<Finding>>,
    line: Cell<usize>,
}

impl Sink {
    fn create(&self, name: QualName, attributes: Vec<Attribute>, text: StrTendril) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        let line = self.line.get().max(1);
        let children = Vec::new();
        nodes.push(Node { line, text, children, name, attributes, parent: None });
        nodes.len() - 1
    }

    /// A node that is no element.
    fn text(&self, text: StrTendril) -> usize {
        self.create(QualName::new(None, ns!(), LocalName::default()), Vec::new(), text)
    }

    fn node_of(&self, child: NodeOrText<usize>) -> usize {
        match child {
            NodeOrText::AppendNode(id) => id,
            NodeOrText::AppendText(text) => self.text(text),
        }
    }

    /// Makes a node a child, at a place among the others or as the last.
    fn insert(&self, parent: usize, child: usize, at: Option<usize>) {
        let mut nodes = self.nodes.borrow_mut();
        let at = at.unwrap_or(nodes[parent].children.len());
        nodes[parent].children.insert(at, child);
        nodes[child].parent = Some(parent);
    }

    /// The parent of a node, and the node's place among its children.
    fn place(&self, id: usize) -> Option<(usize, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[id].parent?;
        // Nearly always, it is the last.
        Some((parent, nodes[parent].children.iter().rposition(|child| *child == id)?))
    }

    fn report(&self, node: &Node, evidence: &str, decided: &str) {
        let finding = Finding::new(Ambiguity::Unclosed, node.line, node.name(), evidence, decided);
        self.findings.borrow_mut().push(finding);
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        Tree { nodes: self.nodes.into_inner(), findings: self.findings.into_inner() }
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(usize::try_from(line).unwrap_or(usize::MAX));
    }

    fn get_document(&self) -> usize {
        Tree::ROOT
    }

    fn elem_name<'a>(&'a self, id: &'a usize) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| &nodes[*id].name)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> usize {
        self.create(name, attrs, StrTendril::new())
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.text(StrTendril::new())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.text(StrTendril::new())
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.insert(*parent, self.node_of(child), None);
    }

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        let child = self.node_of(child);
        self.remove_from_parent(&child);
        if let Some((parent, at)) = self.place(*sibling) {
            self.insert(parent, child, Some(at));
        }
    }

    fn append_based_on_parent_node(
        &self,
        element: &usize,
        previous: &usize,
        child: NodeOrText<usize>,
    ) {
        if self.place(*element).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn remove_from_parent(&self, id: &usize) {
        if let Some((parent, at)) = self.place(*id) {
            self.nodes.borrow_mut()[parent].children.remove(at);
            self.nodes.borrow_mut()[*id].parent = None;
        }
    }

    fn reparent_children(&self, id: &usize, parent: &usize) {
        let children = std::mem::take(&mut self.nodes.borrow_mut()[*id].children);
        for child in children {
            self.insert(*parent, child, None);
        }
    }

    // What a template holds is of no interest, and is read like any other element.
    fn get_template_contents(&self, id: &usize) -> usize {
        *id
    }

    fn same_node(&self, one: &usize, other: &usize) -> bool {
        one == other
    }

    fn add_attrs_if_missing(&self, id: &usize, attributes: Vec<Attribute>) {
        self.nodes.borrow_mut()[*id].attributes.extend(attributes);
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn set_quirks_mode(&self, _: QuirksMode) {}
}
