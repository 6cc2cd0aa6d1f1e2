//! The types that a member of a request or an answer can have, and the containers among them.

use serde::de::{MapAccess, SeqAccess};

use crate::de::{DecodePath, Members, Read, Reader, Scalar, Slot, skip_list};
use crate::view::{List, ValueRef};

/// A type that a member of a request or an answer can have.
pub trait Member: Read {
    /// The value that decoding starts with.
    #[doc(hidden)]
    fn empty() -> Self;

    /// What a missing member means. `None` if it is an error.
    #[doc(hidden)]
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// What a null among the items of a list is. `None` if it is left out.
    #[doc(hidden)]
    #[must_use]
    fn null_item() -> Option<Self> {
        None
    }

    /// Reads a value and replaces what was there. A mismatch is recorded in the path.
    ///
    /// # Errors
    ///
    /// The input is broken.
    #[doc(hidden)]
    fn fill<'de, A: MapAccess<'de>>(&mut self, slot: Slot<'_, A>) -> Result<(), A::Error> {
        *self = Self::empty();
        slot.read(self).map(drop)
    }

    /// A reference to the value, whatever its type is.
    #[doc(hidden)]
    fn value_ref(&self) -> ValueRef<'_>;
}

/// A null is `None`. An `Option<Value>` that holds a null is therefore written as a null and read
/// back as `None`.
impl<T: Member> Read for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    #[inline]
    fn string(&mut self, text: &str) -> bool {
        self.insert(T::empty()).string(text)
    }

    fn scalar(&mut self, scalar: Scalar) -> bool {
        if matches!(scalar, Scalar::Null) {
            *self = None;
            return true;
        }
        self.insert(T::empty()).scalar(scalar)
    }

    fn list<'de, A: SeqAccess<'de>>(
        &mut self,
        items: A,
        path: &DecodePath,
    ) -> Result<bool, A::Error> {
        self.insert(T::empty()).list(items, path)
    }

    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        members: Members<'_, 'de, A>,
    ) -> Result<bool, A::Error> {
        self.insert(T::empty()).object(members)
    }
}

impl<T: Member> Member for Option<T> {
    fn empty() -> Self {
        None
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn value_ref(&self) -> ValueRef<'_> {
        self.as_ref().map_or(ValueRef::Absent, Member::value_ref)
    }
}

/// A null is an empty list. A null among the items is left out, unless it is a value of their type.
impl<T: Member> Read for Vec<T> {
    const EXPECTED: &'static str = "a list";

    fn scalar(&mut self, scalar: Scalar) -> bool {
        matches!(scalar, Scalar::Null)
    }

    fn list<'de, A: SeqAccess<'de>>(
        &mut self,
        mut items: A,
        path: &DecodePath,
    ) -> Result<bool, A::Error> {
        for index in 0.. {
            // The service sends a null where an item is gone; it is no reason to lose the others.
            let mut item: Option<T> = None;
            let read = items.next_element_seed(Reader::new(path, &mut item));
            match read.inspect_err(|_| path.push_item(index))? {
                Some(true) => self.extend(item.or_else(T::null_item)),
                Some(false) => {
                    path.push_item(index);
                    return skip_list(items).map(|()| false);
                }
                None => break,
            }
        }
        Ok(true)
    }
}

impl<T: Member> Member for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::List(self)
    }
}

impl<T: Member> List for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> ValueRef<'_> {
        self.get(index).map_or(ValueRef::Absent, Member::value_ref)
    }
}
