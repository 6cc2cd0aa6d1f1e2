//! From an endpoint to the tree of its file, in the order of the canonical style.

use serde_json::Value;

use super::tree::{Block, Entry, Kind, Node, Scalar};
use xtask::spec::{
    At, Departure, Docs, Endpoint, ErrorCode, Example, Field, Map, Message, Pagination, Type,
};

/// A mapping that is put together key by key; what is not there is passed over.
#[derive(Default)]
struct Record(Vec<Entry>);

impl Record {
    fn put(mut self, key: &str, value: impl Into<Option<Node>>) -> Self {
        self.0.extend(value.into().map(|value| Entry::new(key, value)));
        self
    }

    fn block(self) -> Block {
        Block { entries: self.0, ..Block::new(Kind::Mapping) }
    }

    fn node(self) -> Node {
        Node::Block(self.block())
    }
}

/// A whole file.
pub(crate) fn endpoint(it: &Endpoint) -> Block {
    Record::default()
        .put("name", optional(it.name.as_ref()))
        .put("docs", docs(&it.docs))
        .put("summary", text(&it.summary))
        .put("method", word(it.method.as_str()))
        .put("path", text(&it.path))
        .put("credential", it.credential.as_ref().map(|it| word(it.value.as_str())))
        .put("encoding", it.encoding.as_ref().map(|it| word(it.value.as_str())))
        .put("apps", list(&it.apps, |it| word(it.value.as_str())))
        .put("permissions", texts(&it.permissions))
        .put("idempotent", it.idempotent.as_ref().map(word))
        .put("query", map(&it.query, field))
        .put("body", map(&it.body, field))
        .put("response", map(&it.response, field))
        .put("returns", text(&it.returns))
        .put("pagination", it.pagination.as_ref().map(|it| pagination(it)))
        .put("types", map(&it.types, object_type))
        .put("errors", map(&it.errors, error_code))
        .put("examples", list(&it.examples, |it| example(it)))
        .put("departs", list(&it.departs, |it| departure(it)))
        .block()
}

fn docs(it: &Docs) -> Node {
    Record::default().put("en", optional(it.en.as_ref())).put("zh", optional(it.zh.as_ref())).node()
}

/// A parameter or a member.
pub(crate) fn field(it: &Field) -> Node {
    Record::default()
        .put("type", text(&it.page_type))
        .put("name", optional(it.name.as_ref()))
        .put("required", it.required.as_ref().map(word))
        .put("secret", it.secret.as_ref().map(word))
        .put("format", it.format.as_ref().map(|it| word(it.value.as_str())))
        .put("min_length", it.min_length.as_ref().map(word))
        .put("max_length", it.max_length.as_ref().map(word))
        .put("max_items", it.max_items.as_ref().map(word))
        .put("example", it.example.as_ref().map(|it| value(it)))
        .put("min", it.min.as_ref().map(word))
        .put("max", it.max.as_ref().map(word))
        .put("together_with", texts(&it.together_with))
        .put("doc", optional(it.doc.as_ref()))
        .put("absent_for", it.absent_for.as_ref().map(|it| word(it.value.as_str())))
        .node()
}

/// An object type.
pub(crate) fn object_type(it: &Type) -> Node {
    Record::default()
        .put("name", optional(it.name.as_ref()))
        .put("doc", optional(it.doc.as_ref()))
        .put("same_as", optional(it.same_as.as_ref()))
        .put("fields", map(&it.fields, field))
        .node()
}

/// An error code.
pub(crate) fn error_code(it: &ErrorCode) -> Node {
    Record::default()
        .put("name", text(&it.name))
        .put("message", message(&it.message))
        .put("class", it.class.as_ref().map(|it| word(it.as_str())))
        .put("remedy", optional(it.remedy.as_ref()))
        .node()
}

fn message(it: &Message) -> Node {
    Record::default().put("en", optional(it.en.as_ref())).put("zh", optional(it.zh.as_ref())).node()
}

fn pagination(it: &Pagination) -> Node {
    Record::default()
        .put("style", word(it.style.value.as_str()))
        .put("offset", text(&it.offset))
        .put("size", text(&it.size))
        .put("items", text(&it.items))
        .node()
}

/// A request with its answer.
pub(crate) fn example(it: &Example) -> Node {
    let repair =
        |it: &Map<At<String>>| map(it, |it| text(it)).unwrap_or_else(|| Record::default().node());
    Record::default()
        .put("from", word(it.from.value.as_str()))
        .put("request", optional(it.request.as_ref()))
        .put("response", optional(it.response.as_ref()))
        .put("repaired", list(&it.repaired, repair))
        .node()
}

fn departure(it: &Departure) -> Node {
    Record::default()
        .put("at", text(&it.at))
        .put("why", text(&it.why))
        .put("since", text(&it.since))
        .node()
}

/// Any value.
pub(crate) fn value(it: &Value) -> Node {
    match it {
        Value::Null => word("null"),
        Value::Bool(it) => word(it),
        Value::Number(it) => word(it),
        Value::String(it) => text(it),
        Value::Array(items) => {
            list(items, value).unwrap_or_else(|| Node::Block(Block::new(Kind::List)))
        }
        Value::Object(members) => {
            let put = |record: Record, (key, it): (&String, &Value)| record.put(key, value(it));
            members.iter().fold(Record::default(), put).node()
        }
    }
}

/// A text.
pub(crate) fn text(it: &str) -> Node {
    Node::Scalar(Scalar::text(it))
}

fn optional(it: Option<&At<String>>) -> Option<Node> {
    it.map(|it| text(it))
}

/// A word, number or truth value.
pub(crate) fn word<T: ToString + ?Sized>(it: &T) -> Node {
    Node::Scalar(Scalar::word(it.to_string()))
}

/// A list of texts, if there are any.
pub(crate) fn texts(items: &[At<String>]) -> Option<Node> {
    list(items, |it| text(it))
}

/// A list, if it has items.
pub(crate) fn list<T>(items: &[T], item: impl Fn(&T) -> Node) -> Option<Node> {
    let entries: Vec<Entry> = items.iter().map(|it| Entry::new("", item(it))).collect();
    let block = Block { entries, ..Block::new(Kind::List) };
    (!items.is_empty()).then_some(Node::Block(block))
}

/// A mapping in its own order, if it has entries.
pub(crate) fn map<T>(entries: &Map<T>, value: impl Fn(&T) -> Node) -> Option<Node> {
    let put = |record: Record, (key, it): (&At<String>, &T)| record.put(key, value(it));
    (!entries.is_empty()).then(|| entries.iter().fold(Record::default(), put).node())
}
