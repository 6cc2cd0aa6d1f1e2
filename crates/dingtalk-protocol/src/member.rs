//! The types that a member of a request or an answer can have, how tolerantly each is read, and the
//! one visitor that reads them all.
//!
//! Documentation and service disagree about kinds: a number arrives as a text, a truth value as
//! `"true"`, an id as a number. What can be read without a guess is read; all else is a mismatch.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::argb::Argb;
use crate::record::{Filling, Key, Record};
use crate::secret::Secret;
use crate::trail::Trail;
use crate::view::View;

/// A type that can be read from an answer: it says what it makes of each kind of value. What it
/// does not mention is a mismatch.
#[doc(hidden)]
pub trait Read: Sized {
    /// What is due, as an error says it.
    const DUE: &'static str;

    /// The value of a scalar, or the scalar back if it fits no rule.
    ///
    /// # Errors
    ///
    /// The scalar fits no rule.
    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        Err(scalar)
    }

    /// The value of a list.
    ///
    /// # Errors
    ///
    /// An item does not fit, or the list does not.
    fn list<'de, A: SeqAccess<'de>>(items: A, trail: &Trail) -> Result<Self, A::Error> {
        let _ = items;
        Err(trail.mismatch(Self::DUE, "a list"))
    }

    /// The value of an object.
    ///
    /// # Errors
    ///
    /// A member does not fit, or the object does not.
    fn object<'de, A: MapAccess<'de>>(map: A, trail: &Trail) -> Result<Self, A::Error> {
        let _ = map;
        Err(trail.mismatch(Self::DUE, "an object"))
    }
}

/// A type that a member of a request or an answer can have.
pub trait Member: Read {
    /// A value to be overwritten.
    #[doc(hidden)]
    fn blank() -> Self;

    /// What a missing value means; `None` where only an error is honest.
    #[doc(hidden)]
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// The value without its type.
    #[doc(hidden)]
    fn view(&self) -> View<'_>;
}

/// A value that is neither a list nor an object.
#[doc(hidden)]
#[derive(Debug)]
pub enum Scalar<'a> {
    Null,
    Boolean(bool),
    Signed(i64),
    Unsigned(u64),
    Fraction(f64),
    Text(Cow<'a, str>),
}

impl Scalar<'_> {
    /// The kind, as an error names it.
    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Signed(_) => "an integer",
            Self::Unsigned(number) if i64::try_from(*number).is_ok() => "an integer",
            Self::Unsigned(_) => "an integer beyond the signed 64 bits",
            Self::Fraction(_) => "a fraction or a number beyond 64 bits",
            Self::Text(_) => "a text",
        }
    }
}

/// Reads a `T` at the end of a trail: the one visitor of all types.
pub(crate) struct Reader<'t, T>(&'t Trail, PhantomData<T>);

impl<'t, T> Reader<'t, T> {
    pub(crate) fn new(trail: &'t Trail) -> Self {
        Self(trail, PhantomData)
    }
}

impl<T: Read> Reader<'_, T> {
    fn scalar<E: serde::de::Error>(self, scalar: Scalar<'_>) -> Result<T, E> {
        T::scalar(scalar).map_err(|scalar| self.0.mismatch(T::DUE, scalar.kind()))
    }
}

impl<'de, T: Read> DeserializeSeed<'de> for Reader<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Read> Visitor<'de> for Reader<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::DUE)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<T, E> {
        self.scalar(Scalar::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<T, E> {
        self.scalar(Scalar::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: serde::de::Error>(self, truth: bool) -> Result<T, E> {
        self.scalar(Scalar::Boolean(truth))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<T, E> {
        self.scalar(Scalar::Signed(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<T, E> {
        self.scalar(Scalar::Unsigned(number))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<T, E> {
        self.scalar(Scalar::Fraction(number))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        self.scalar(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<T, E> {
        self.scalar(Scalar::Text(Cow::Owned(text)))
    }

    fn visit_bytes<E: serde::de::Error>(self, _: &[u8]) -> Result<T, E> {
        Err(self.0.mismatch(T::DUE, "bytes"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        T::list(items, self.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::object(map, self.0)
    }
}

impl<T: Record> Read for T {
    const DUE: &'static str = "an object";

    fn object<'de, A: MapAccess<'de>>(mut map: A, trail: &Trail) -> Result<Self, A::Error> {
        let mut filling = Filling::new();
        while let Some(name) = map.next_key_seed(Key)? {
            filling.member(&name, &mut map, trail)?;
        }
        filling.finish(trail)
    }
}

impl<T: Record> Member for T {
    fn blank() -> Self {
        T::blank()
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

impl<T: Read> Read for Option<T> {
    const DUE: &'static str = T::DUE;

    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        match scalar {
            Scalar::Null => Ok(None),
            other => T::scalar(other).map(Some),
        }
    }

    fn list<'de, A: SeqAccess<'de>>(items: A, trail: &Trail) -> Result<Self, A::Error> {
        T::list(items, trail).map(Some)
    }

    fn object<'de, A: MapAccess<'de>>(map: A, trail: &Trail) -> Result<Self, A::Error> {
        T::object(map, trail).map(Some)
    }
}

impl<T: Member> Member for Option<T> {
    fn blank() -> Self {
        None
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, Member::view)
    }
}

impl<T: Read> Read for Vec<T> {
    const DUE: &'static str = "a list";

    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        match scalar {
            Scalar::Null => Ok(Self::new()),
            other => Err(other),
        }
    }

    fn list<'de, A: SeqAccess<'de>>(mut items: A, trail: &Trail) -> Result<Self, A::Error> {
        let mut list = Self::new();
        loop {
            let item = items.next_element_seed(Reader::new(trail));
            match item.inspect_err(|_| trail.at(list.len()))? {
                Some(item) => list.push(item),
                None => return Ok(list),
            }
        }
    }
}

impl<T: Member> Member for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl Read for Value {
    const DUE: &'static str = "a value";

    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        Ok(match scalar {
            Scalar::Null => Self::Null,
            Scalar::Boolean(truth) => Self::from(truth),
            Scalar::Signed(number) => Self::from(number),
            Scalar::Unsigned(number) => Self::from(number),
            Scalar::Fraction(number) => Self::from(number),
            Scalar::Text(text) => Self::String(text.into_owned()),
        })
    }

    fn list<'de, A: SeqAccess<'de>>(items: A, trail: &Trail) -> Result<Self, A::Error> {
        Vec::list(items, trail).map(Self::Array)
    }

    fn object<'de, A: MapAccess<'de>>(mut map: A, trail: &Trail) -> Result<Self, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key_seed(Key)? {
            let value =
                map.next_value_seed(Reader::new(trail)).inspect_err(|_| trail.under(&name))?;
            members.insert(name.into_owned(), value);
        }
        Ok(Self::Object(members))
    }
}

impl Member for Value {
    fn blank() -> Self {
        Self::Null
    }

    fn view(&self) -> View<'_> {
        View::Json(self)
    }
}

impl Read for String {
    const DUE: &'static str = "a text";

    /// Integers become texts; larger numbers and fractions do not, since they arrive changed.
    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        match scalar {
            Scalar::Text(text) => Ok(text.into_owned()),
            Scalar::Signed(number) => Ok(number.to_string()),
            Scalar::Unsigned(number) => Ok(number.to_string()),
            other => Err(other),
        }
    }
}

impl Member for String {
    fn blank() -> Self {
        Self::new()
    }

    fn view(&self) -> View<'_> {
        View::Text(self)
    }
}

impl Read for i64 {
    const DUE: &'static str = "an integer";

    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        match &scalar {
            Scalar::Signed(number) => Ok(*number),
            Scalar::Unsigned(number) => Self::try_from(*number).map_err(|_| scalar),
            Scalar::Text(text) => text.parse().map_err(|_| scalar),
            _ => Err(scalar),
        }
    }
}

impl Member for i64 {
    fn blank() -> Self {
        0
    }

    fn view(&self) -> View<'_> {
        View::Number(*self)
    }
}

impl Read for f64 {
    const DUE: &'static str = "a number";

    // The nearest `f64` of an integer beyond 2^53 is what a decimal number means by it.
    #[allow(clippy::cast_precision_loss)]
    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        match &scalar {
            Scalar::Signed(number) => Ok(*number as Self),
            Scalar::Unsigned(number) => Ok(*number as Self),
            Scalar::Fraction(number) => Ok(*number),
            // Rust also reads `inf` and `NaN`, which no number is.
            Scalar::Text(text) => match text.parse::<Self>() {
                Ok(number) if number.is_finite() => Ok(number),
                _ => Err(scalar),
            },
            _ => Err(scalar),
        }
    }
}

impl Member for f64 {
    fn blank() -> Self {
        0.0
    }

    fn view(&self) -> View<'_> {
        View::Decimal(*self)
    }
}

impl Read for bool {
    const DUE: &'static str = "a boolean";

    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        match &scalar {
            Scalar::Boolean(truth) => Ok(*truth),
            Scalar::Text(text) => text.parse().map_err(|_| scalar),
            _ => Err(scalar),
        }
    }
}

impl Member for bool {
    fn blank() -> Self {
        false
    }

    fn view(&self) -> View<'_> {
        View::Boolean(*self)
    }
}

impl Read for Secret {
    const DUE: &'static str = <String as Read>::DUE;

    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        String::scalar(scalar).map(Self::from)
    }
}

impl Member for Secret {
    fn blank() -> Self {
        Self::default()
    }

    fn view(&self) -> View<'_> {
        View::Secret(self.expose())
    }
}

impl Read for Argb {
    const DUE: &'static str = "a signed 32-bit integer";

    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        let number = i64::scalar(scalar)?;
        i32::try_from(number).map(Self::from).map_err(|_| Scalar::Signed(number))
    }
}

impl Member for Argb {
    fn blank() -> Self {
        Self::default()
    }

    fn view(&self) -> View<'_> {
        View::Number(i64::from(i32::from(*self)))
    }
}
