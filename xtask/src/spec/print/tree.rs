//! A value as a tree whose mappings keep their order, which a printer walks. `serde_json::Value` would
//! sort the keys.

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use crate::spec::place::LINES;

/// A value of a spec file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// An optional value that is not there.
    Absent,
    /// A number, a boolean, a word of the format, or `null`.
    Word(String),
    /// A string.
    Text(String),
    /// A string that is printed as lines of its own, where YAML can say it that way.
    Lines(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping whose keys the spec chooses.
    Map(Vec<(String, Node)>),
    /// A mapping of the format's keys.
    Record(Vec<(String, Node)>),
}

impl Node {
    /// The tree of a value.
    pub(super) fn of(value: &impl Serialize) -> Self {
        value.serialize(ToNode).expect("the types of a spec hold nothing that has no YAML")
    }

    /// The entries of a mapping.
    pub(super) fn entries(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Map(entries) | Self::Record(entries) => Some(entries),
            _ => None,
        }
    }

    /// Whether a record leaves this value out: an option, a list or a map that is empty.
    fn is_left_out(&self) -> bool {
        match self {
            Self::Absent => true,
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            Self::Word(_) | Self::Text(_) | Self::Lines(_) | Self::Record(_) => false,
        }
    }
}

type Error = serde::de::value::Error;

/// Makes a [`Node`].
struct ToNode;

fn word(value: &impl ToString) -> Node {
    Node::Word(value.to_string())
}

impl Serializer for ToNode {
    type Ok = Node;
    type Error = Error;
    type SerializeSeq = List;
    type SerializeTuple = Impossible<Node, Error>;
    type SerializeTupleStruct = Impossible<Node, Error>;
    type SerializeTupleVariant = Impossible<Node, Error>;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Impossible<Node, Error>;

    fn serialize_bool(self, v: bool) -> Result<Node, Error> {
        Ok(word(&v))
    }
    fn serialize_i8(self, v: i8) -> Result<Node, Error> {
        Ok(word(&v))
    }
    fn serialize_i16(self, v: i16) -> Result<Node, Error> {
        Ok(word(&v))
    }
    fn serialize_i32(self, v: i32) -> Result<Node, Error> {
        Ok(word(&v))
    }
    fn serialize_i64(self, v: i64) -> Result<Node, Error> {
        Ok(word(&v))
    }
    fn serialize_u8(self, v: u8) -> Result<Node, Error> {
        Ok(word(&v))
    }
    fn serialize_u16(self, v: u16) -> Result<Node, Error> {
        Ok(word(&v))
    }
    fn serialize_u32(self, v: u32) -> Result<Node, Error> {
        Ok(word(&v))
    }
    fn serialize_u64(self, v: u64) -> Result<Node, Error> {
        Ok(word(&v))
    }
    fn serialize_f32(self, v: f32) -> Result<Node, Error> {
        self.serialize_f64(v.into())
    }
    fn serialize_f64(self, v: f64) -> Result<Node, Error> {
        // JSON keeps the fraction of 1.0, without which it would be read as an integer.
        Ok(word(&serde_json::Value::from(v)))
    }
    fn serialize_char(self, v: char) -> Result<Node, Error> {
        Ok(Node::Text(v.to_string()))
    }
    fn serialize_str(self, v: &str) -> Result<Node, Error> {
        Ok(Node::Text(v.to_owned()))
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<Node, Error> {
        Err(Error::custom("bytes"))
    }
    fn serialize_none(self) -> Result<Node, Error> {
        Ok(Node::Absent)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Node, Error> {
        // An example value may be an empty list, which is not the same as no example.
        Ok(match value.serialize(self)? {
            Node::List(items) if items.is_empty() => Node::Word("[]".to_owned()),
            Node::Map(entries) if entries.is_empty() => Node::Word("{}".to_owned()),
            node => node,
        })
    }
    fn serialize_unit(self) -> Result<Node, Error> {
        Ok(word(&"null"))
    }
    fn serialize_unit_struct(self, name: &'static str) -> Result<Node, Error> {
        Err(Error::custom(name))
    }
    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Node, Error> {
        Ok(word(&variant))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Node, Error> {
        Ok(match value.serialize(self)? {
            Node::Text(text) if name == LINES => Node::Lines(text),
            node => node,
        })
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Node, Error> {
        Err(Error::custom(name))
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<List, Error> {
        Ok(List(Vec::new()))
    }
    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Error> {
        Err(Error::custom("a tuple"))
    }
    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Error> {
        Err(Error::custom(name))
    }
    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(Error::custom(name))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Entries, Error> {
        Ok(Entries::default())
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries, Error> {
        Ok(Entries::default())
    }
    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(Error::custom(name))
    }
}

struct List(Vec<Node>);

impl SerializeSeq for List {
    type Ok = Node;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.push(value.serialize(ToNode)?);
        Ok(())
    }
    fn end(self) -> Result<Node, Error> {
        Ok(Node::List(self.0))
    }
}

#[derive(Default)]
struct Entries {
    entries: Vec<(String, Node)>,
    key: String,
}

impl SerializeMap for Entries {
    type Ok = Node;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        if let Node::Text(key) = key.serialize(ToNode)? {
            self.key = key;
        }
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.entries.push((std::mem::take(&mut self.key), value.serialize(ToNode)?));
        Ok(())
    }
    fn end(self) -> Result<Node, Error> {
        Ok(Node::Map(self.entries))
    }
}

impl SerializeStruct for Entries {
    type Ok = Node;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let node = value.serialize(ToNode)?;
        if !node.is_left_out() {
            self.entries.push((key.to_owned(), node));
        }
        Ok(())
    }
    fn end(self) -> Result<Node, Error> {
        Ok(Node::Record(self.entries))
    }
}
