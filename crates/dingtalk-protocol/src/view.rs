//! Any value of a request or an answer, seen without its type: what the one writer, the checks and
//! the encoders work on.

use std::fmt::{self, Debug, Formatter};

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use crate::member::Member;
use crate::meta::{Field, Place, Shape};
use crate::record::Record;

/// A borrowed value.
#[derive(Clone, Copy)]
pub enum ValueRef<'a> {
    /// No value: the member is left out.
    Absent,
    /// A text.
    String(&'a str),
    /// A text that must not be shown.
    Secret(&'a str),
    /// An integer.
    Number(i64),
    /// A number with a fraction.
    Decimal(f64),
    /// A truth value.
    Boolean(bool),
    /// Any JSON.
    Json(&'a Value),
    /// A list.
    List(&'a dyn List),
    /// An object.
    Object(&'a dyn Object),
}

impl Debug for ValueRef<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("None"),
            Self::String(text) => text.fmt(f),
            Self::Secret(_) => f.write_str("***"),
            Self::Number(number) => number.fmt(f),
            Self::Decimal(number) => number.fmt(f),
            Self::Boolean(truth) => truth.fmt(f),
            Self::Json(value) => value.fmt(f),
            Self::List(list) => {
                f.debug_list().entries((0..list.count()).map(|i| list.item(i))).finish()
            }
            Self::Object(object) => debug(*object, f),
        }
    }
}

/// A list of any type.
pub trait List {
    /// How many items it has.
    fn count(&self) -> usize;

    /// The item at `index`; absent behind the end.
    fn item(&self, index: usize) -> ValueRef<'_>;
}

impl<T: Member> List for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> ValueRef<'_> {
        self.get(index).map_or(ValueRef::Absent, Member::value_ref)
    }
}

/// A generated type, without its type.
pub trait Object {
    /// Its members.
    fn shape(&self) -> &'static Shape;

    /// The value of the member at `index` of the shape.
    fn member(&self, index: usize) -> ValueRef<'_>;
}

impl<T: Record> Object for T {
    fn shape(&self) -> &'static Shape {
        T::SHAPE
    }

    fn member(&self, index: usize) -> ValueRef<'_> {
        Record::member(self, index)
    }
}

/// The members that are there, by name.
pub(crate) fn members(object: &dyn Object) -> impl Iterator<Item = (&'static str, ValueRef<'_>)> {
    fields(object).map(|(field, value)| (field.name, value))
}

/// The members that are there and stand in one place of a request, by name.
pub(crate) fn members_in(
    object: &dyn Object,
    place: Place,
) -> impl Iterator<Item = (&'static str, ValueRef<'_>)> {
    let here = fields(object).filter(move |(field, _)| field.place == place);
    here.map(|(field, value)| (field.name, value))
}

/// The members that are there, with what is known of them.
pub(crate) fn fields(object: &dyn Object) -> impl Iterator<Item = (&'static Field, ValueRef<'_>)> {
    let all = object.shape().fields.iter().enumerate();
    let valued = all.map(|(index, field)| (field, object.member(index)));
    valued.filter(|(_, value)| !matches!(value, ValueRef::Absent))
}

/// Writes members as one object, in their order.
pub(crate) fn serialize_members<'a, S: Serializer>(
    members: impl Iterator<Item = (&'static str, ValueRef<'a>)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for (name, value) in members {
        map.serialize_entry(name, &value)?;
    }
    map.end()
}

/// Whether two values of a generated type are equal: the one line of every `PartialEq`.
#[must_use]
pub fn equal(a: &dyn Object, b: &dyn Object) -> bool {
    a.shape().name == b.shape().name
        && (0..a.shape().fields.len()).all(|index| a.member(index) == b.member(index))
}

/// Shows a value of a generated type, its members as they are called in JSON and secrets as stars:
/// the one line of every `Debug`.
///
/// # Errors
///
/// Whatever the formatter returns.
pub fn debug(object: &dyn Object, f: &mut Formatter<'_>) -> fmt::Result {
    let mut out = f.debug_struct(object.shape().name);
    for (index, field) in object.shape().fields.iter().enumerate() {
        out.field(field.name, &object.member(index));
    }
    out.finish()
}

impl PartialEq for ValueRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent, Self::Absent) => true,
            (Self::String(a), Self::String(b)) | (Self::Secret(a), Self::Secret(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::Decimal(a), Self::Decimal(b)) => a == b,
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Json(a), Self::Json(b)) => a == b,
            (Self::List(a), Self::List(b)) => {
                a.count() == b.count() && (0..a.count()).all(|index| a.item(index) == b.item(index))
            }
            (Self::Object(a), Self::Object(b)) => equal(*a, *b),
            _ => false,
        }
    }
}

/// Every secret text inside a value, so that it can be masked wherever text is shown.
pub fn secrets<'a>(value: ValueRef<'a>, found: &mut Vec<&'a str>) {
    match value {
        ValueRef::Secret(text) => found.push(text),
        ValueRef::List(list) => {
            (0..list.count()).for_each(|index| secrets(list.item(index), found));
        }
        ValueRef::Object(object) => members(object).for_each(|(_, member)| secrets(member, found)),
        _ => {}
    }
}

impl Serialize for ValueRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            ValueRef::Absent => serializer.serialize_none(),
            ValueRef::String(text) | ValueRef::Secret(text) => serializer.serialize_str(text),
            ValueRef::Number(number) => serializer.serialize_i64(number),
            ValueRef::Decimal(number) => serializer.serialize_f64(number),
            ValueRef::Boolean(truth) => serializer.serialize_bool(truth),
            ValueRef::Json(value) => value.serialize(serializer),
            ValueRef::List(list) => {
                let mut items = serializer.serialize_seq(Some(list.count()))?;
                for index in 0..list.count() {
                    items.serialize_element(&list.item(index))?;
                }
                items.end()
            }
            ValueRef::Object(object) => serialize_members(members(object), serializer),
        }
    }
}
