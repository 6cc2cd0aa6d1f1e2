//! The types that a member of a request or an answer can have, how tolerantly each is read, and the
//! one visitor that reads them all.
//!
//! Documentation and service disagree about kinds: a number arrives as a text, a truth value as
//! `"true"`, an id as a number. What can be read without a guess is read; all else is a mismatch.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::{Map, Value};

use crate::argb::Argb;
use crate::path::DecodePath;
use crate::record::{Key, Record, RecordBuilder};
use crate::secret::Secret;
use crate::view::ValueRef;

/// The only key of the object as which `serde_json` gives out numbers that are neither `i64` nor
/// `u64`, once any crate of a build has turned on its feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// A type that can be read from an answer: it says what it makes of each kind of value. What it
/// does not mention is a mismatch.
///
/// A value is read into an empty one, where it is to be: nothing is moved. One that does not fit is
/// noted in the path and passed over to its end: what comes behind it can still be read, since of a
/// duplicated key the last one wins, and since an error of the server's counts more than any
/// payload.
#[doc(hidden)]
pub trait Read: Sized {
    /// What is expected, as an error says it.
    const EXPECTED: &'static str;

    /// Becomes what a text says; `false` if it fits no rule.
    fn string(&mut self, _: &str) -> bool {
        false
    }

    /// Becomes a scalar; `false` if it fits no rule.
    fn scalar(&mut self, _: Scalar) -> bool {
        false
    }

    /// Becomes a list, of which nothing is left; `false` if it fits no rule, which the path tells.
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

    /// Becomes an object, of which nothing is left; its first key has been read. `false` if it fits
    /// no rule, which the path tells.
    ///
    /// # Errors
    ///
    /// The input is broken.
    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        first: Option<Cow<'de, str>>,
        map: A,
        path: &DecodePath,
    ) -> Result<bool, A::Error> {
        skip_object(first.is_some(), map)?;
        Ok(path.report(Self::EXPECTED, "an object"))
    }
}

/// Passes over what is left of a list.
pub(crate) fn skip_list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<(), A::Error> {
    while items.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

/// Passes over what is left of an object, and before it over the value of a key that has been read.
pub(crate) fn skip_object<'de, A: MapAccess<'de>>(value: bool, mut map: A) -> Result<(), A::Error> {
    if value {
        map.next_value::<IgnoredAny>()?;
    }
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

/// A type that a member of a request or an answer can have.
pub trait Member: Read {
    /// A value to be overwritten.
    #[doc(hidden)]
    fn empty() -> Self;

    /// What a missing value means; `None` where only an error is honest.
    #[doc(hidden)]
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// The value without its type.
    #[doc(hidden)]
    fn value_ref(&self) -> ValueRef<'_>;
}

/// A value that is neither a list nor an object nor a text.
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
    /// The kind, as an error names it.
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
    // As `serde_json` reads an integer that is too large.
    #[allow(clippy::cast_precision_loss)]
    fn from(number: i128) -> Self {
        let signed = i64::try_from(number).map(Self::Signed);
        let unsigned = signed.or_else(|_| u64::try_from(number).map(Self::Unsigned));
        unsigned.unwrap_or(Self::Fraction(number as f64))
    }
}

/// The number that a text is; `None` if it is none, or beyond an `f64`.
fn number(text: &str) -> Option<Scalar> {
    let signed = text.parse().map(Scalar::Signed).ok();
    let integer = signed.or_else(|| text.parse().map(Scalar::Unsigned).ok());
    let fraction = || text.parse().ok().filter(|it: &f64| it.is_finite()).map(Scalar::Fraction);
    integer.or_else(fraction)
}

/// Reads into a `T` at the end of a path, and tells whether it fits: the one visitor of all types.
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

    /// See [`NUMBER`].
    #[cold]
    fn number<'de, A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut text = String::new();
        let is_text = map.next_value_seed(Reader::new(self.path, &mut text))?;
        skip_object(false, map)?;
        // Where it is no text, the path tells of it.
        Ok(is_text
            && match number(&text) {
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

    fn visit_bool<E>(self, truth: bool) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Boolean(truth)))
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

    // As `serde_json` reads an integer that is too large.
    #[allow(clippy::cast_precision_loss)]
    fn visit_u128<E>(self, number: u128) -> Result<bool, E> {
        let signed = i128::try_from(number).map(Scalar::from);
        Ok(self.scalar(signed.unwrap_or(Scalar::Fraction(number as f64))))
    }

    fn visit_f64<E>(self, number: f64) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Fraction(number)))
    }

    // Most values are texts that stand in the answer as they are.
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

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let first = map.next_key_seed(Key)?;
        if first.as_deref() == Some(NUMBER) {
            self.number(map)
        } else {
            self.into.object(first, map, self.path)
        }
    }

    /// There is no passing over a variant whose kind is not known: reading ends here.
    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<bool, A::Error> {
        self.path.report(T::EXPECTED, "an enum");
        Err(A::Error::custom("an enum"))
    }
}

impl<T: Record> Read for T {
    const EXPECTED: &'static str = "an object";

    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        first: Option<Cow<'de, str>>,
        mut map: A,
        path: &DecodePath,
    ) -> Result<bool, A::Error> {
        let (mut builder, mut next) = (RecordBuilder::of::<T>(), first);
        while let Some(name) = next {
            builder.member(self, &name, &mut map, path)?;
            next = map.next_key_seed(Key)?;
        }
        Ok(builder.finish::<T>(path))
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

/// A null is `None`. So an `Option<Value>` that holds a null is not read back as what was written.
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
        first: Option<Cow<'de, str>>,
        map: A,
        path: &DecodePath,
    ) -> Result<bool, A::Error> {
        self.insert(T::empty()).object(first, map, path)
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
        loop {
            let mut item = T::empty();
            let read = items.next_element_seed(Reader::new(path, &mut item));
            match read.inspect_err(|_| path.push_item(self.len()))? {
                Some(true) => self.push(item),
                Some(false) => {
                    path.push_item(self.len());
                    return skip_list(items).map(|()| false);
                }
                None => return Ok(true),
            }
        }
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

impl Read for Value {
    const EXPECTED: &'static str = "a value";

    fn string(&mut self, text: &str) -> bool {
        *self = Self::from(text);
        true
    }

    fn scalar(&mut self, scalar: Scalar) -> bool {
        *self = match scalar {
            Scalar::Null => Self::Null,
            Scalar::Boolean(truth) => Self::from(truth),
            Scalar::Signed(number) => Self::from(number),
            Scalar::Unsigned(number) => Self::from(number),
            Scalar::Fraction(number) => Self::from(number),
        };
        true
    }

    fn list<'de, A: SeqAccess<'de>>(
        &mut self,
        items: A,
        path: &DecodePath,
    ) -> Result<bool, A::Error> {
        let mut list = Vec::new();
        let fits = list.list(items, path)?;
        *self = Self::Array(list);
        Ok(fits)
    }

    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        first: Option<Cow<'de, str>>,
        mut map: A,
        path: &DecodePath,
    ) -> Result<bool, A::Error> {
        let (mut members, mut next) = (Map::new(), first);
        while let Some(name) = next {
            let mut value = Self::Null;
            let read = map.next_value_seed(Reader::new(path, &mut value));
            // Its names are values too, and so are not told.
            if !read.inspect_err(|_| path.push_member("*"))? {
                path.push_member("*");
                return skip_object(false, map).map(|()| false);
            }
            members.insert(name.into_owned(), value);
            next = map.next_key_seed(Key)?;
        }
        *self = Self::Object(members);
        Ok(true)
    }
}

impl Member for Value {
    fn empty() -> Self {
        Self::Null
    }

    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Json(self)
    }
}

/// Puts a value in its place, if there is one.
fn put<T>(place: &mut T, value: Option<T>) -> bool {
    let fits = value.is_some();
    if let Some(value) = value {
        *place = value;
    }
    fits
}

impl Read for String {
    const EXPECTED: &'static str = "a string";

    #[inline]
    fn string(&mut self, text: &str) -> bool {
        // It is empty: there is no room to use again.
        #[allow(clippy::assigning_clones)]
        {
            *self = text.to_owned();
        }
        true
    }

    /// Integers become texts; larger numbers and fractions do not, since they arrive changed.
    fn scalar(&mut self, scalar: Scalar) -> bool {
        *self = match scalar {
            Scalar::Signed(number) => number.to_string(),
            Scalar::Unsigned(number) => number.to_string(),
            Scalar::Null | Scalar::Boolean(_) | Scalar::Fraction(_) => return false,
        };
        true
    }
}

impl Member for String {
    fn empty() -> Self {
        Self::new()
    }

    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::String(self)
    }
}

impl Read for i64 {
    const EXPECTED: &'static str = "an integer";

    fn string(&mut self, text: &str) -> bool {
        put(self, text.parse().ok())
    }

    #[inline]
    fn scalar(&mut self, scalar: Scalar) -> bool {
        put(
            self,
            match scalar {
                Scalar::Signed(number) => Some(number),
                Scalar::Unsigned(number) => Self::try_from(number).ok(),
                Scalar::Null | Scalar::Boolean(_) | Scalar::Fraction(_) => None,
            },
        )
    }
}

impl Member for i64 {
    fn empty() -> Self {
        0
    }

    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Number(*self)
    }
}

impl Read for f64 {
    const EXPECTED: &'static str = "a number";

    fn string(&mut self, text: &str) -> bool {
        // Rust also reads `inf` and `NaN`, which no number is.
        put(self, text.parse().ok().filter(|it: &Self| it.is_finite()))
    }

    // The nearest `f64` of an integer beyond 2^53 is what a decimal number means by it.
    #[allow(clippy::cast_precision_loss)]
    fn scalar(&mut self, scalar: Scalar) -> bool {
        put(
            self,
            match scalar {
                Scalar::Signed(number) => Some(number as Self),
                Scalar::Unsigned(number) => Some(number as Self),
                Scalar::Fraction(number) => Some(number),
                Scalar::Null | Scalar::Boolean(_) => None,
            },
        )
    }
}

impl Member for f64 {
    fn empty() -> Self {
        0.0
    }

    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Decimal(*self)
    }
}

impl Read for bool {
    const EXPECTED: &'static str = "a boolean";

    fn string(&mut self, text: &str) -> bool {
        put(self, text.parse().ok())
    }

    fn scalar(&mut self, scalar: Scalar) -> bool {
        put(
            self,
            match scalar {
                Scalar::Boolean(truth) => Some(truth),
                _ => None,
            },
        )
    }
}

impl Member for bool {
    fn empty() -> Self {
        false
    }

    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Boolean(*self)
    }
}

impl Read for Secret {
    const EXPECTED: &'static str = <String as Read>::EXPECTED;

    fn string(&mut self, text: &str) -> bool {
        *self = Self::from(text);
        true
    }

    fn scalar(&mut self, scalar: Scalar) -> bool {
        let mut text = String::new();
        let fits = text.scalar(scalar);
        *self = Self::from(text);
        fits
    }
}

impl Member for Secret {
    fn empty() -> Self {
        Self::default()
    }

    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Secret(self.expose())
    }
}

impl Read for Argb {
    const EXPECTED: &'static str = "a signed 32-bit integer";

    fn string(&mut self, text: &str) -> bool {
        put(self, text.parse().ok().map(|number: i32| number.into()))
    }

    fn scalar(&mut self, scalar: Scalar) -> bool {
        let mut number = 0_i64;
        number.scalar(scalar) && put(self, i32::try_from(number).ok().map(Self::from))
    }
}

impl Member for Argb {
    fn empty() -> Self {
        Self::default()
    }

    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Number(i64::from(i32::from(*self)))
    }
}
