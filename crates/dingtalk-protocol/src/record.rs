//! Object types: one visitor reads them all and one writer writes them all, by the table of each
//! type. Serde's derive would refuse an answer with a duplicated key, and costs four times as much
//! to compile.

use serde::de::{Deserializer, Error as _, MapAccess};
use serde::ser::Serializer;

use crate::de::{DecodePath, Members, Read, Reader, Slot};
use crate::member::Member;
use crate::shape::Shape;
use crate::view::{Object, ValueRef, members, serialize_members};

/// An object type whose members are known. [`record!`](crate::record) implements it.
pub trait Record: Sized {
    /// Its members.
    const SHAPE: &'static Shape;

    /// The value that decoding starts with: every member is empty, required ones too.
    #[doc(hidden)]
    fn empty() -> Self;

    /// Reads a value into the member at `index` of the shape.
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

/// The members of a type. The tables of other types refer to it by this function, since a type may
/// contain itself.
#[doc(hidden)]
#[must_use]
pub fn shape<T: Record>() -> &'static Shape {
    T::SHAPE
}

impl<T: Record> Object for T {
    fn shape(&self) -> &'static Shape {
        T::SHAPE
    }

    fn member(&self, index: usize) -> ValueRef<'_> {
        Record::member(self, index)
    }
}

impl<T: Record> Read for T {
    const EXPECTED: &'static str = "an object";

    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        mut members: Members<'_, 'de, A>,
    ) -> Result<bool, A::Error> {
        let mut builder = RecordBuilder::of::<T>();
        while let Some((name, slot)) = members.next()? {
            builder.member(self, &name, slot)?;
        }
        Ok(builder.finish::<T>(members.path))
    }
}

impl<T: Record> Member for T {
    fn empty() -> Self {
        T::empty()
    }

    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Object(self)
    }
}

/// Fills a record member by member. Of a duplicated key the last one wins.
#[derive(Default)]
pub(crate) struct RecordBuilder {
    /// Which members have been read. Empty if no member is required.
    seen: Vec<bool>,
    /// The members whose last value does not fit, with the mismatch. Nearly always empty.
    mismatches: Vec<(usize, DecodePath)>,
    /// The index of the member that comes next in the page's order.
    next: usize,
    /// Whether any known member has been read.
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
        slot: Slot<'_, A>,
    ) -> Result<(), A::Error> {
        let path = slot.path;
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

    /// Returns whether all required members were present and valid. If not, the path holds the first
    /// problem.
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

/// Replaces the mismatch of a member's earlier value by that of its last value, if there is one.
#[cold]
fn replace(mismatches: &mut Vec<(usize, DecodePath)>, index: usize, name: &str, path: &DecodePath) {
    mismatches.retain(|(of, _)| *of != index);
    mismatches.extend(path.take_member(name).map(|noted| (index, noted)));
}

/// Reads a value of a generated type. Its `Deserialize` only calls this.
///
/// # Errors
///
/// The input is broken, or a value does not fit. The error then has its JSON path, the kind that was
/// expected and the kind that was found.
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

/// Writes a value of a generated type. Its `Serialize` only calls this.
///
/// # Errors
///
/// Whatever the serializer returns.
pub fn write<S: Serializer>(record: &dyn Object, serializer: S) -> Result<S::Ok, S::Error> {
    serialize_members(members(record), serializer)
}
