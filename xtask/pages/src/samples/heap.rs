//! The objects that a program builds. They refer to each other, so that one that is filled after it
//! was added is full all the same.

use crate::lenient_json::Value;

/// More objects are not kept.
const OBJECTS: usize = 2_000;
/// More is not written out, in bytes: shared objects multiply.
const ROOM: usize = 4 << 20;
/// Longer texts, in bytes, choose nothing.
const LONGEST_TEXT: usize = 64;
/// Deeper values are not written out.
const DEPTH: usize = 24;

/// An object of the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(usize);

/// What an object is.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A value that is no object, or unknown.
    Scalar(Value),
    List(Vec<Id>),
    /// Members, and the class if it is one of the program's own.
    Object(Vec<(String, Id)>, Option<String>),
}

/// All objects of a program.
pub(super) struct Heap {
    nodes: Vec<Node>,
    /// The texts that members were set to, by name; the last one is the object's.
    texts: Vec<(String, String)>,
}

impl Heap {
    /// An object that is nothing known.
    pub(super) const UNKNOWN: Id = Id(0);

    pub(super) fn new() -> Self {
        Self { nodes: vec![Node::Scalar(Value::Null)], texts: Vec::new() }
    }

    /// Adds an object.
    pub(super) fn add(&mut self, node: Node) -> Id {
        if self.nodes.len() >= OBJECTS {
            return Self::UNKNOWN;
        }
        self.nodes.push(node);
        Id(self.nodes.len() - 1)
    }

    pub(super) fn scalar(&mut self, value: Value) -> Id {
        self.add(Node::Scalar(value))
    }

    pub(super) fn object(&mut self) -> Id {
        self.add(Node::Object(Vec::new(), None))
    }

    /// What an object is.
    pub(super) fn node(&self, id: Id) -> &Node {
        &self.nodes[id.0]
    }

    /// The text that an object is.
    pub(super) fn text(&self, id: Id) -> Option<&str> {
        match self.node(id) {
            Node::Scalar(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_object(&self, id: Id) -> bool {
        matches!(self.node(id), Node::Object(..))
    }

    /// Sets a member; what was no object becomes one.
    pub(super) fn set(&mut self, id: Id, name: &str, value: Id) {
        if id == Self::UNKNOWN {
            return;
        }
        self.note_text(name, value);
        if !self.is_object(id) {
            self.nodes[id.0] = Node::Object(Vec::new(), None);
        }
        let Node::Object(members, _) = &mut self.nodes[id.0] else { return };
        match members.iter().position(|(own, _)| own == name) {
            Some(at) => members[at].1 = value,
            None if members.len() < OBJECTS => members.push((name.to_owned(), value)),
            None => {}
        }
    }

    fn note_text(&mut self, name: &str, value: Id) {
        let text = self.text(value).filter(|it| it.len() <= LONGEST_TEXT).map(str::to_owned);
        let text = text.filter(|_| self.texts.len() < OBJECTS);
        self.texts.extend(text.map(|it| (name.to_owned(), it)));
    }

    /// All short texts that members were ever set to, with the name of the member.
    pub(super) fn texts(&self) -> &[(String, String)] {
        &self.texts
    }

    /// A member.
    pub(super) fn member(&self, id: Id, name: &str) -> Option<Id> {
        let Node::Object(members, _) = self.node(id) else { return None };
        members.iter().find(|(own, _)| own == name).map(|(_, value)| *value)
    }

    /// Adds an item; what was no list becomes one.
    pub(super) fn push(&mut self, id: Id, item: Id) {
        if id == Self::UNKNOWN {
            return;
        }
        match &mut self.nodes[id.0] {
            Node::List(items) if items.len() < OBJECTS => items.push(item),
            Node::List(_) => {}
            node => *node = Node::List(vec![item]),
        }
    }

    /// An object as a value.
    pub(super) fn export(&self, id: Id) -> Value {
        self.exporter().value(id)
    }

    /// All objects of a class, whether anything holds them or not, with the class.
    pub(super) fn classes(&self) -> Vec<(String, Value)> {
        let mut export = self.exporter();
        let of_class = |(at, node): (usize, &Node)| match node {
            Node::Object(_, Some(class)) => Some((class.clone(), export.value(Id(at)))),
            _ => None,
        };
        self.nodes.iter().enumerate().filter_map(of_class).collect()
    }

    fn exporter(&self) -> Export<'_> {
        Export { heap: self, open: Vec::new(), room: ROOM }
    }
}

struct Export<'h> {
    heap: &'h Heap,
    /// The objects that are being written out.
    open: Vec<Id>,
    room: usize,
}

impl Export<'_> {
    fn value(&mut self, id: Id) -> Value {
        let text = self.heap.text(id).map_or(0, str::len);
        let fits = self.spend(200 + text);
        if !fits || self.open.len() >= DEPTH || self.open.contains(&id) {
            return Value::Null;
        }
        self.open.push(id);
        let value = match self.heap.node(id) {
            Node::Scalar(value) => value.clone(),
            Node::List(items) => Value::List(items.iter().map(|item| self.value(*item)).collect()),
            Node::Object(members, _) => {
                let members =
                    members.iter().map(|(name, value)| (name.clone(), self.value(*value)));
                Value::Object(members.collect())
            }
        };
        self.open.pop();
        value
    }

    /// Takes room; false where none is left.
    fn spend(&mut self, bytes: usize) -> bool {
        let fits = bytes <= self.room;
        self.room = self.room.saturating_sub(bytes);
        fits
    }
}
