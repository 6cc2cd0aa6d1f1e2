//! References to values of any type. The writer, the checks and the encoders work on these, so that
//! none of them is compiled for each type.

use std::fmt::{self, Debug, Formatter};

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use crate::shape::{Field, Place, Shape};

/// A reference to a value of a request or an answer.
#[derive(Clone, Copy)]
pub enum ValueRef<'a> {
    /// No value. The member is left out.
    Absent,
    /// A string.
    String(&'a str),
    /// A string that must not be shown.
    Secret(&'a str),
    /// An integer.
    Number(i64),
    /// A number with a fraction.
    Decimal(f64),
    /// A boolean.
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
            Self::Boolean(boolean) => boolean.fmt(f),
            Self::Json(value) => value.fmt(f),
            Self::List(list) => {
                f.debug_list().entries((0..list.count()).map(|i| list.item(i))).finish()
            }
            Self::Object(object) => debug(*object, f),
        }
    }
}

/// A list of values of any type.
pub trait List {
    /// How many items it has.
    fn count(&self) -> usize;

    /// The item at `index`; absent behind the end.
    fn item(&self, index: usize) -> ValueRef<'_>;
}

/// A value of any generated type.
pub trait Object {
    /// Its members.
    fn shape(&self) -> &'static Shape;

    /// The value of the member at `index` of the shape.
    fn member(&self, index: usize) -> ValueRef<'_>;
}

/// The members that have a value, by name.
pub(crate) fn members(object: &dyn Object) -> impl Iterator<Item = (&'static str, ValueRef<'_>)> {
    fields(object).map(|(field, value)| (field.name, value))
}

/// The members of one place of a request that have a value, by name.
pub(crate) fn members_in(
    object: &dyn Object,
    place: Place,
) -> impl Iterator<Item = (&'static str, ValueRef<'_>)> {
    let here = fields(object).filter(move |(field, _)| field.place == place);
    here.map(|(field, value)| (field.name, value))
}

/// The members that have a value, with their descriptions.
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

/// Returns whether two values of generated types are equal. Their `PartialEq` only calls this.
#[must_use]
pub fn equal(a: &dyn Object, b: &dyn Object) -> bool {
    a.shape().name == b.shape().name
        && (0..a.shape().fields.len()).all(|index| a.member(index) == b.member(index))
}

/// Shows a value of a generated type, with the names that members have in JSON, and secrets as
/// stars. Its `Debug` only calls this.
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

/// Collects the secrets inside a value, so that they can be masked in any text that is shown.
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
            ValueRef::Boolean(boolean) => serializer.serialize_bool(boolean),
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
