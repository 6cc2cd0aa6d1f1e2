//! The visitor that reads values of all types, and the trait by which each type says what it makes
//! of a value.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};

use super::key::Key;
use super::path::DecodePath;

/// The key of the object by which `serde_json` represents a number that is neither `i64` nor `u64`.
/// It does so once any crate of a build has turned on its feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// A type that can be read from an answer. It says what it makes of each kind of value; a kind that
/// it does not mention is a mismatch.
///
/// Values are decoded in place, into an empty value, to avoid moves. A value that does not fit is
/// recorded in the path, and reading goes on behind it for two reasons: of a duplicated key the last
/// one wins, and an error that the server reports matters more than a mismatch in the payload.
#[doc(hidden)]
pub trait Read: Sized {
    /// The kind that this type expects, as errors name it.
    const EXPECTED: &'static str;

    /// Takes the value of a string. Returns whether it fits.
    fn string(&mut self, _: &str) -> bool {
        false
    }

    /// Takes the value of a scalar. Returns whether it fits.
    fn scalar(&mut self, _: Scalar) -> bool {
        false
    }

    /// Takes the items of a list and reads it to its end. Returns whether it fits; if not, the
    /// path holds the mismatch.
    ///
    /// # Errors
    ///
    /// The input is broken.
    fn list<'de, A: SeqAccess<'de>>(
        &mut self,
        items: A,
        path: &DecodePath,
    ) -> Result<bool, A::Error> {
        skip_list(items)?;
        Ok(path.report(Self::EXPECTED, "a list"))
    }

    /// Takes the members of an object and reads it to its end. Returns whether it fits; if not, the
    /// path holds the mismatch.
    ///
    /// # Errors
    ///
    /// The input is broken.
    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        members: Members<'_, 'de, A>,
    ) -> Result<bool, A::Error> {
        let path = members.path;
        members.skip()?;
        Ok(path.report(Self::EXPECTED, "an object"))
    }
}

/// Skips the items of a list that have not been read.
pub(crate) fn skip_list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<(), A::Error> {
    while items.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

/// A value that is neither a list, an object nor a string.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Scalar {
    Null,
    Boolean(bool),
    Signed(i64),
    Unsigned(u64),
    Fraction(f64),
}

impl Scalar {
    /// The kind, as errors name it.
    fn kind(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Signed(_) => "an integer",
            Self::Unsigned(number) if i64::try_from(number).is_ok() => "an integer",
            Self::Unsigned(_) => "an integer beyond the signed 64 bits",
            Self::Fraction(_) => "a fraction or a number beyond 64 bits",
        }
    }
}

impl From<i128> for Scalar {
    // `serde_json` loses the same digits where an integer is too large.
    #[allow(clippy::cast_precision_loss)]
    fn from(number: i128) -> Self {
        let signed = i64::try_from(number).map(Self::Signed);
        let unsigned = signed.or_else(|_| u64::try_from(number).map(Self::Unsigned));
        unsigned.unwrap_or(Self::Fraction(number as f64))
    }
}

/// Parses a number. `None` if the string is no number, or one beyond an `f64`.
fn number(text: &str) -> Option<Scalar> {
    let signed = text.parse().map(Scalar::Signed).ok();
    let integer = signed.or_else(|| text.parse().map(Scalar::Unsigned).ok());
    let fraction = || text.parse().ok().filter(|it: &f64| it.is_finite()).map(Scalar::Fraction);
    integer.or_else(fraction)
}

/// The visitor of all types: reads into a `T`, and returns whether the value fits.
pub(crate) struct Reader<'r, T> {
    path: &'r DecodePath,
    into: &'r mut T,
}

impl<'r, T> Reader<'r, T> {
    pub(crate) fn new(path: &'r DecodePath, into: &'r mut T) -> Self {
        Self { path, into }
    }
}

impl<T: Read> Reader<'_, T> {
    fn scalar(self, scalar: Scalar) -> bool {
        self.into.scalar(scalar) || self.path.report(T::EXPECTED, scalar.kind())
    }

    #[inline]
    fn string(self, text: &str) -> bool {
        self.into.string(text) || self.path.report(T::EXPECTED, "a string")
    }

    /// Reads a number that [`NUMBER`] announced.
    #[cold]
    fn number<'de, A: MapAccess<'de>>(
        self,
        mut members: Members<'_, 'de, A>,
    ) -> Result<bool, A::Error> {
        let mut digits = String::new();
        let is_string = match members.next()? {
            Some((_, slot)) => slot.read(&mut digits)?,
            None => false,
        };
        members.skip()?;
        // If it is no string, the path holds that mismatch already.
        Ok(is_string
            && match number(&digits) {
                Some(scalar) => self.scalar(scalar),
                None => self.path.report(T::EXPECTED, "a number beyond 64 bits"),
            })
    }
}

impl<'de, T: Read> DeserializeSeed<'de> for Reader<'_, T> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Read> Visitor<'de> for Reader<'_, T> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Null))
    }

    fn visit_none<E>(self) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Boolean(boolean)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Signed(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Unsigned(number)))
    }

    fn visit_i128<E>(self, number: i128) -> Result<bool, E> {
        Ok(self.scalar(number.into()))
    }

    // `serde_json` loses the same digits where an integer is too large.
    #[allow(clippy::cast_precision_loss)]
    fn visit_u128<E>(self, number: u128) -> Result<bool, E> {
        let signed = i128::try_from(number).map(Scalar::from);
        Ok(self.scalar(signed.unwrap_or(Scalar::Fraction(number as f64))))
    }

    fn visit_f64<E>(self, number: f64) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Fraction(number)))
    }

    // The most frequent case: strings without escapes.
    #[inline]
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<bool, E> {
        Ok(self.string(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<bool, E> {
        Ok(self.string(text))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<bool, E> {
        Ok(self.path.report(T::EXPECTED, "bytes"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<bool, A::Error> {
        self.into.list(items, self.path)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<bool, A::Error> {
        let mut members = Members::new(map, self.path);
        if members.peek()? == Some(NUMBER) {
            self.number(members)
        } else {
            self.into.object(members)
        }
    }

    /// Ends reading: a variant of unknown kind cannot be skipped.
    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<bool, A::Error> {
        self.path.report(T::EXPECTED, "an enum");
        Err(A::Error::custom("an enum"))
    }
}

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
