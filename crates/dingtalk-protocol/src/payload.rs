//! How an answer holds what an endpoint returns.

use std::fmt;

use serde::de::MapAccess;

use crate::de::{DecodePath, Slot};
use crate::member::Member;
use crate::meta::{Meta, Returns};
use crate::record::{Record, RecordBuilder};

/// How an answer holds what an endpoint returns.
#[doc(hidden)]
pub trait Payload: Sized {
    /// What the endpoint returns.
    type Value;

    /// A payload of which nothing has been read.
    fn new() -> Self;

    /// Reads a member of the answer that does not belong to the envelope.
    ///
    /// # Errors
    ///
    /// The input is broken.
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        meta: &Meta,
        name: &str,
        slot: Slot<'_, A>,
    ) -> Result<(), A::Error>;

    /// Whether the answer has what the documentation promises. Without an error code this is the only
    /// sign of success.
    fn documented(&self, meta: &Meta) -> bool;

    /// Returns the value. `None` if it is missing or does not fit; the path then holds the mismatch.
    fn finish(self, meta: &Meta, path: &DecodePath) -> Option<Self::Value>;
}

/// The payload is the value of one key.
#[doc(hidden)]
#[derive(Debug)]
pub struct Keyed<T> {
    value: Option<T>,
    /// The mismatch, if the value does not fit.
    mismatch: Option<DecodePath>,
    is_present: bool,
}

impl<T: Member> Payload for Keyed<T> {
    type Value = T;

    fn new() -> Self {
        Self { value: None, mismatch: None, is_present: false }
    }

    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        meta: &Meta,
        name: &str,
        slot: Slot<'_, A>,
    ) -> Result<(), A::Error> {
        let path = slot.path;
        if !matches!(meta.returns, Returns::Key(key) if key == name) {
            return slot.skip();
        }
        self.is_present = true;
        self.value = None;
        slot.read(&mut self.value).inspect_err(|_| path.push_member(name))?;
        self.mismatch = path.take_member(name);
        Ok(())
    }

    fn documented(&self, _: &Meta) -> bool {
        self.is_present
    }

    fn finish(self, meta: &Meta, path: &DecodePath) -> Option<T> {
        if let Some(mismatch) = &self.mismatch {
            path.restore(mismatch);
            return None;
        }
        self.value.or_else(T::absent).or_else(|| {
            if let Returns::Key(key) = meta.returns {
                path.push_member(key);
            }
            path.report(T::EXPECTED, if self.is_present { "null" } else { "nothing" });
            None
        })
    }
}

/// The payload is the whole answer.
#[doc(hidden)]
pub struct Whole<T> {
    record: T,
    builder: RecordBuilder,
}

impl<T> fmt::Debug for Whole<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whole")
    }
}

impl<T: Record> Payload for Whole<T> {
    type Value = T;

    fn new() -> Self {
        Self { record: T::empty(), builder: RecordBuilder::of::<T>() }
    }

    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        _: &Meta,
        name: &str,
        slot: Slot<'_, A>,
    ) -> Result<(), A::Error> {
        self.builder.member(&mut self.record, name, slot)
    }

    fn documented(&self, _: &Meta) -> bool {
        self.builder.touched
    }

    fn finish(self, _: &Meta, path: &DecodePath) -> Option<T> {
        self.builder.finish::<T>(path).then_some(self.record)
    }
}

/// There is no payload.
#[doc(hidden)]
#[derive(Debug)]
pub struct Nothing;

impl Payload for Nothing {
    type Value = ();

    fn new() -> Self {
        Self
    }

    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        _: &Meta,
        _: &str,
        slot: Slot<'_, A>,
    ) -> Result<(), A::Error> {
        slot.skip()
    }

    fn documented(&self, _: &Meta) -> bool {
        false
    }

    fn finish(self, _: &Meta, _: &DecodePath) -> Option<()> {
        Some(())
    }
}
