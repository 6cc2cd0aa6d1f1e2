//! The members of an object that is being read.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess};

use super::key::Key;
use super::path::DecodePath;
use super::reader::{Read, Reader};

/// The members of an object, one by one.
#[doc(hidden)]
pub struct Members<'p, 'de, A> {
    /// Whether the name of the next member has been read, and that name.
    is_peeked: bool,
    peeked: Option<Cow<'de, str>>,
    map: A,
    pub(crate) path: &'p DecodePath,
}

impl<A> fmt::Debug for Members<'_, '_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Members")
    }
}

impl<'p, 'de, A: MapAccess<'de>> Members<'p, 'de, A> {
    pub(super) fn new(map: A, path: &'p DecodePath) -> Self {
        Self { is_peeked: false, peeked: None, map, path }
    }

    /// The name of the next member, which stays the next one.
    pub(super) fn peek(&mut self) -> Result<Option<&str>, A::Error> {
        self.peeked = self.map.next_key_seed(Key)?;
        self.is_peeked = true;
        Ok(self.peeked.as_deref())
    }

    /// The name and the value of the next member.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<Member<'_, 'de, A>>, A::Error> {
        let is_peeked = std::mem::take(&mut self.is_peeked);
        let name = if is_peeked { self.peeked.take() } else { self.map.next_key_seed(Key)? };
        Ok(name.map(|name| (name, Slot { map: &mut self.map, path: self.path })))
    }

    /// Skips the members that have not been read.
    pub(crate) fn skip(mut self) -> Result<(), A::Error> {
        if self.peeked.take().is_some() {
            self.map.next_value::<IgnoredAny>()?;
        }
        // Names are not read here, since half of a character may stand in one.
        while self.map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// A name and the value behind it.
type Member<'m, 'de, A> = (Cow<'de, str>, Slot<'m, A>);

/// The value of a member, before it is known what to do with it.
#[doc(hidden)]
pub struct Slot<'m, A> {
    map: &'m mut A,
    pub(crate) path: &'m DecodePath,
}

impl<A> fmt::Debug for Slot<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot")
    }
}

impl<'de, A: MapAccess<'de>> Slot<'_, A> {
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
