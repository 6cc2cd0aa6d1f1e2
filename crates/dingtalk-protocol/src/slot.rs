//! The value of a member, before it is known what to do with it.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess};

use crate::de::{DecodePath, Read, Reader};
use crate::member::Member;

/// The value of a member whose name has been read.
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

    /// Reads the value into a member and replaces what was there. A mismatch is recorded in the path.
    ///
    /// # Errors
    ///
    /// The input is broken.
    pub fn fill<T: Member>(self, member: &mut T) -> Result<(), A::Error> {
        *member = T::empty();
        self.read(member).map(drop)
    }

    /// Reads the value into an empty one. Returns whether it fits; if not, the path holds the
    /// mismatch.
    pub(crate) fn read<T: Read>(self, into: &mut T) -> Result<bool, A::Error> {
        self.map.next_value_seed(Reader::new(self.path, into))
    }

    /// Skips the value.
    ///
    /// # Errors
    ///
    /// The input is broken.
    pub fn skip(self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }
}
