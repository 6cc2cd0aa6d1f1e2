//! How every generated type is read and written: by one visitor and one writer, driven by the
//! type's table. Serde's derive would stop at a duplicated key, which answers have, and costs four
//! times as much to compile.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::Serializer;

use crate::member::{Member, Read, Reader};
use crate::meta::Shape;
use crate::trail::Trail;
use crate::view::{Object, View, members, serialize_members};

/// A generated object type. Its hidden functions are for the one visitor and the one writer.
pub trait Record: Sized {
    /// Its members.
    const SHAPE: &'static Shape;

    /// A value to be filled; empty where a value is required.
    #[doc(hidden)]
    fn blank() -> Self;

    /// Fills the member at `index` of the shape.
    ///
    /// # Errors
    ///
    /// The value does not fit the member.
    #[doc(hidden)]
    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        slot: Slot<'_, A>,
    ) -> Result<(), A::Error>;

    /// The value of the member at `index` of the shape.
    #[doc(hidden)]
    fn member(&self, index: usize) -> View<'_>;
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
    trail: &'m Trail,
}

impl<A> fmt::Debug for Slot<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot")
    }
}

impl<'m, 'de, A: MapAccess<'de>> Slot<'m, A> {
    pub(crate) fn new(map: &'m mut A, trail: &'m Trail) -> Self {
        Self { map, trail }
    }

    /// Reads the value into a member.
    ///
    /// # Errors
    ///
    /// The value does not fit the member.
    pub fn fill<T: Member>(self, member: &mut T) -> Result<(), A::Error> {
        *member = self.read()?;
        Ok(())
    }

    /// Reads the value.
    pub(crate) fn read<T: Read>(self) -> Result<T, A::Error> {
        self.map.next_value_seed(Reader::new(self.trail))
    }

    /// Passes over the value.
    ///
    /// # Errors
    ///
    /// The value is broken.
    pub fn skip(self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }
}

/// Reads a key, borrowed where the input allows: a derived `Cow` would always allocate.
pub(crate) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
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
}

/// A record that is being filled, member by member. Of a duplicated key the last one wins.
pub(crate) struct Filling<T> {
    record: T,
    /// Which members have come; empty where none is required.
    seen: Vec<bool>,
    /// Whether any known member has come.
    pub(crate) touched: bool,
}

impl<T: Record> Filling<T> {
    pub(crate) fn new() -> Self {
        let seen = if T::SHAPE.strict { vec![false; T::SHAPE.fields.len()] } else { Vec::new() };
        Self { record: T::blank(), seen, touched: false }
    }

    pub(crate) fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
        trail: &Trail,
    ) -> Result<(), A::Error> {
        let slot = Slot::new(map, trail);
        let Some(index) = T::SHAPE.position(name) else { return slot.skip() };
        self.touched = true;
        if let Some(seen) = self.seen.get_mut(index) {
            *seen = true;
        }
        self.record.set(index, slot).inspect_err(|_| trail.under(name))
    }

    pub(crate) fn finish<E: serde::de::Error>(self, trail: &Trail) -> Result<T, E> {
        let missing =
            T::SHAPE.fields.iter().zip(&self.seen).find(|(field, seen)| field.required && !**seen);
        match missing {
            None => Ok(self.record),
            Some((field, _)) => {
                trail.under(field.name);
                Err(trail.mismatch("a value", "nothing"))
            }
        }
    }
}

/// Reads a value of a generated type: the one line of every `Deserialize`.
///
/// # Errors
///
/// The input is broken, or a value fits no rule; then the error tells its JSON path, the kind that
/// was due and the kind that was found.
pub fn read<'de, T: Read, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let trail = Trail::default();
    deserializer.deserialize_any(Reader::<T>::new(&trail)).map_err(|error| match trail.found() {
        Some(it) => D::Error::custom(format_args!(
            "{}: {} was due, found {}",
            trail.path(),
            it.due,
            it.found
        )),
        None => error,
    })
}

/// Writes a value of a generated type: the one line of every `Serialize`.
///
/// # Errors
///
/// Whatever the serializer returns.
pub fn write<S: Serializer>(record: &dyn Object, serializer: S) -> Result<S::Ok, S::Error> {
    serialize_members(members(record), serializer)
}
