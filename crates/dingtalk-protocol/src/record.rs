//! How every generated type is read and written: by one visitor and one writer, driven by the
//! type's table. Serde's derive would stop at a duplicated key, which answers have, and costs four
//! times as much to compile.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::Serializer;

use crate::member::{Member, Read, Reader};
use crate::meta::Shape;
use crate::path::DecodePath;
use crate::view::{Object, ValueRef, members, serialize_members};

/// A generated object type. Its hidden functions are for the one visitor and the one writer.
pub trait Record: Sized {
    /// Its members.
    const SHAPE: &'static Shape;

    /// A value to be filled; empty where a value is required.
    #[doc(hidden)]
    fn empty() -> Self;

    /// Fills the member at `index` of the shape.
    ///
    /// # Errors
    ///
    /// The input is broken.
    #[doc(hidden)]
    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        slot: Slot<'_, A>,
    ) -> Result<(), A::Error>;

    /// The value of the member at `index` of the shape.
    #[doc(hidden)]
    fn member(&self, index: usize) -> ValueRef<'_>;
}

/// The members of a type, as tables of other types refer to it.
#[doc(hidden)]
#[must_use]
pub fn shape<T: Record>() -> &'static Shape {
    T::SHAPE
}

/// A value that waits to be read.
#[doc(hidden)]
pub struct Slot<'m, A> {
    map: &'m mut A,
    path: &'m DecodePath,
}

impl<A> fmt::Debug for Slot<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot")
    }
}

impl<'m, 'de, A: MapAccess<'de>> Slot<'m, A> {
    pub(crate) fn new(map: &'m mut A, path: &'m DecodePath) -> Self {
        Self { map, path }
    }

    /// Reads the value into a member, whatever was there before. One that does not fit is noted.
    ///
    /// # Errors
    ///
    /// The input is broken.
    pub fn fill<T: Member>(self, member: &mut T) -> Result<(), A::Error> {
        *member = T::empty();
        self.read(member).map(drop)
    }

    /// Reads the value into an empty one; `false` if it does not fit, which the path then tells.
    pub(crate) fn read<T: Read>(self, into: &mut T) -> Result<bool, A::Error> {
        self.map.next_value_seed(Reader::new(self.path, into))
    }

    /// Passes over the value.
    ///
    /// # Errors
    ///
    /// The input is broken.
    pub fn skip(self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }
}

/// Reads a key, borrowed where the input allows: a derived `Cow` would always allocate.
///
/// Formats other than JSON have keys that are no texts. An integer is read as JSON would write it;
/// what cannot be a name becomes the empty one, which nobody has.
pub(crate) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }

    fn visit_string<E>(self, key: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key))
    }

    fn visit_bytes<E>(self, key: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(std::str::from_utf8(key).unwrap_or_default().to_owned()))
    }

    fn visit_bool<E>(self, key: bool) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_string()))
    }

    fn visit_i64<E>(self, key: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_string()))
    }

    fn visit_u64<E>(self, key: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_string()))
    }

    fn visit_i128<E>(self, key: i128) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_string()))
    }

    fn visit_u128<E>(self, key: u128) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_string()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(""))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(""))
    }
}

/// How far a record is filled, member by member. Of a duplicated key the last one wins.
#[derive(Default)]
pub(crate) struct RecordBuilder {
    /// Which members have come; empty where none is required.
    seen: Vec<bool>,
    /// Members whose last value does not fit, and why; nearly always empty.
    mismatches: Vec<(usize, DecodePath)>,
    /// The member that comes next in the page's order.
    next: usize,
    /// Whether any known member has come.
    pub(crate) touched: bool,
}

impl RecordBuilder {
    pub(crate) fn of<T: Record>() -> Self {
        let seen = if T::SHAPE.strict { vec![false; T::SHAPE.fields.len()] } else { Vec::new() };
        Self { seen, ..Self::default() }
    }

    #[inline]
    pub(crate) fn member<'de, T: Record, A: MapAccess<'de>>(
        &mut self,
        record: &mut T,
        name: &str,
        map: &mut A,
        path: &DecodePath,
    ) -> Result<(), A::Error> {
        let slot = Slot::new(map, path);
        let Some(index) = T::SHAPE.position(name, self.next) else { return slot.skip() };
        self.next = index + 1;
        self.touched = true;
        if let Some(seen) = self.seen.get_mut(index) {
            *seen = true;
        }
        record.set(index, slot).inspect_err(|_| path.push_member(name))?;
        if !self.mismatches.is_empty() || path.mismatch().is_some() {
            replace(&mut self.mismatches, index, name, path);
        }
        Ok(())
    }

    /// Whether the record is whole; what it lacks is told by the path.
    pub(crate) fn finish<T: Record>(&self, path: &DecodePath) -> bool {
        if let Some((_, mismatch)) = self.mismatches.first() {
            path.restore(mismatch);
            return false;
        }
        let missing =
            T::SHAPE.fields.iter().zip(&self.seen).find(|(field, seen)| field.required && !**seen);
        missing.is_none_or(|(field, _)| {
            path.push_member(field.name);
            path.report(field.kind.expected(), "nothing")
        })
    }
}

/// Forgets what was wrong with the value that a member had before, and keeps what is wrong with the
/// one that has just come, if anything is.
#[cold]
fn replace(mismatches: &mut Vec<(usize, DecodePath)>, index: usize, name: &str, path: &DecodePath) {
    mismatches.retain(|(of, _)| *of != index);
    mismatches.extend(path.take_member(name).map(|noted| (index, noted)));
}

/// Reads a value of a generated type: the one line of every `Deserialize`.
///
/// # Errors
///
/// The input is broken, or a value fits no rule; then the error tells its JSON path, the kind that
/// was expected and the kind that was found.
pub fn read<'de, T: Member, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let (path, mut value) = (DecodePath::default(), T::empty());
    let read = deserializer.deserialize_any(Reader::new(&path, &mut value));
    match (read, path.mismatch()) {
        (Ok(true), _) => Ok(value),
        (_, Some(it)) => {
            let path = path.json_path();
            Err(D::Error::custom(format_args!(
                "{path}: expected {}, found {}",
                it.expected, it.found
            )))
        }
        (Err(error), None) => Err(error),
        (Ok(false), None) => Err(D::Error::custom(T::EXPECTED)),
    }
}

/// Writes a value of a generated type: the one line of every `Serialize`.
///
/// # Errors
///
/// Whatever the serializer returns.
pub fn write<S: Serializer>(record: &dyn Object, serializer: S) -> Result<S::Ok, S::Error> {
    serialize_members(members(record), serializer)
}
