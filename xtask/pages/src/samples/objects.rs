//! The objects of a program. They refer to each other, so that an object may be filled after it was
//! added to another one.

use crate::lenient_json::Value;

/// The most objects, and the most members of one, that are kept.
const MOST: usize = 2_000;
/// The most bytes that are written out, since shared objects multiply.
const MOST_BYTES: usize = 4 << 20;
/// Longer strings, in bytes, choose nothing.
const LONGEST_STRING: usize = 64;
/// Deeper values are not written out.
const DEPTH: usize = 24;

/// The number of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(usize);

impl Id {
    /// The object of which nothing is known.
    pub(super) const UNKNOWN: Self = Self(0);
}

/// What an object is.
#[derive(Clone)]
pub(super) enum Node {
    Scalar(Value),
    List(Vec<Id>),
    /// Members, and the class if the program names one.
    Object(Vec<(String, Id)>, Option<String>),
}

/// All objects of a program.
pub(super) struct Objects {
    nodes: Vec<Node>,
    /// All short strings that members were ever set to, with the name of the member.
    pub(super) strings: Vec<(String, String)>,
}

impl Objects {
    pub(super) fn new() -> Self {
        Self { nodes: vec![Node::Scalar(Value::Null)], strings: Vec::new() }
    }

    pub(super) fn add(&mut self, node: Node) -> Id {
        if self.nodes.len() >= MOST {
            return Id::UNKNOWN;
        }
        self.nodes.push(node);
        Id(self.nodes.len() - 1)
    }

    /// Adds an object without members.
    pub(super) fn add_object(&mut self, class: Option<&str>) -> Id {
        self.add(Node::Object(Vec::new(), class.map(str::to_owned)))
    }

    pub(super) fn string(&self, id: Id) -> Option<&str> {
        match &self.nodes[id.0] {
            Node::Scalar(Value::Text(string)) => Some(string),
            _ => None,
        }
    }

    pub(super) fn items(&self, id: Id) -> Option<&[Id]> {
        match &self.nodes[id.0] {
            Node::List(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn is_object(&self, id: Id) -> bool {
        matches!(self.nodes[id.0], Node::Object(..))
    }

    pub(super) fn member(&self, id: Id, name: &str) -> Option<Id> {
        let Node::Object(members, _) = &self.nodes[id.0] else { return None };
        members.iter().find(|(own, _)| own == name).map(|(_, value)| *value)
    }

    /// Sets a member. What was no object becomes one.
    pub(super) fn set(&mut self, id: Id, name: &str, value: Id) {
        if id == Id::UNKNOWN {
            return;
        }
        let string = self.string(value).filter(|it| it.len() <= LONGEST_STRING).map(str::to_owned);
        let string = string.filter(|_| self.strings.len() < MOST);
        self.strings.extend(string.map(|it| (name.to_owned(), it)));
        if !self.is_object(id) {
            self.nodes[id.0] = Node::Object(Vec::new(), None);
        }
        let Node::Object(members, _) = &mut self.nodes[id.0] else { return };
        match members.iter().position(|(own, _)| own == name) {
            Some(at) => members[at].1 = value,
            None if members.len() < MOST => members.push((name.to_owned(), value)),
            None => {}
        }
    }

    /// Adds an item. What was no list becomes one.
    pub(super) fn push(&mut self, id: Id, item: Id) {
        match &mut self.nodes[id.0] {
            _ if id == Id::UNKNOWN => {}
            Node::List(items) if items.len() < MOST => items.push(item),
            Node::List(_) => {}
            node => *node = Node::List(vec![item]),
        }
    }

    pub(super) fn value(&self, id: Id) -> Value {
        Writer { nodes: &self.nodes, open: Vec::new(), bytes: MOST_BYTES }.value(id)
    }

    /// All objects of a class, whether another one holds them or not, with the class.
    pub(super) fn classes(&self) -> Vec<(String, Value)> {
        let mut writer = Writer { nodes: &self.nodes, open: Vec::new(), bytes: MOST_BYTES };
        let of_class = |(at, node): (usize, &Node)| match node {
            Node::Object(_, Some(class)) => Some((class.clone(), writer.value(Id(at)))),
            _ => None,
        };
        self.nodes.iter().enumerate().filter_map(of_class).collect()
    }
}

/// Writes objects out as values.
struct Writer<'o> {
    nodes: &'o [Node],
    /// The objects that are being written, which must not be written inside themselves.
    open: Vec<Id>,
    /// The bytes that may still be written.
    bytes: usize,
}

impl Writer<'_> {
    fn value(&mut self, id: Id) -> Value {
        let node = &self.nodes[id.0];
        let length = if let Node::Scalar(Value::Text(string)) = node { string.len() } else { 0 };
        let fits = self.bytes.checked_sub(200 + length);
        self.bytes = fits.unwrap_or_default();
        if fits.is_none() || self.open.len() >= DEPTH || self.open.contains(&id) {
            return Value::Null;
        }
        self.open.push(id);
        let value = match node {
            Node::Scalar(value) => value.clone(),
            Node::List(items) => Value::List(items.iter().map(|item| self.value(*item)).collect()),
            Node::Object(members, _) => Value::Object(
                members.iter().map(|(name, value)| (name.clone(), self.value(*value))).collect(),
            ),
        };
        self.open.pop();
        value
    }
}
