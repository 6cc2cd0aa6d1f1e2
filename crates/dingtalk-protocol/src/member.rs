//! The types that a member of a request or an answer can have, how tolerantly each is read, and the
//! one visitor that reads them all.
//!
//! Documentation and service disagree about kinds: a number arrives as a text, a truth value as
//! `"true"`, an id as a number. What can be read without a guess is read; all else is a mismatch.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::{Map, Value};

use crate::argb::Argb;
use crate::record::{Filling, Key, Record};
use crate::secret::Secret;
use crate::trail::Trail;
use crate::view::View;

/// The only key of the object as which `serde_json` gives out numbers that are neither `i64` nor
/// `u64`, once any crate of a build has turned on its feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// A type that can be read from an answer: it says what it makes of each kind of value. What it
/// does not mention is a mismatch.
///
/// A value that does not fit is noted in the trail, passed over to its end, and read as `None`: what
/// comes behind it can still be read, since of a duplicated key the last one wins, and since an
/// error of the server's counts more than any payload.
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

    /// The value of a list, of which nothing is left.
    ///
    /// # Errors
    ///
    /// The input is broken.
    fn list<'de, A: SeqAccess<'de>>(items: A, trail: &Trail) -> Result<Option<Self>, A::Error> {
        skip_list(items)?;
        Ok(trail.mismatch(Self::DUE, "a list"))
    }

    /// The value of an object, of which nothing is left; its first key has been read.
    ///
    /// # Errors
    ///
    /// The input is broken.
    fn object<'de, A: MapAccess<'de>>(
        first: Option<Cow<'de, str>>,
        map: A,
        trail: &Trail,
    ) -> Result<Option<Self>, A::Error> {
        skip_object(first.is_some(), map)?;
        Ok(trail.mismatch(Self::DUE, "an object"))
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

impl From<i128> for Scalar<'_> {
    // As `serde_json` reads an integer that is too large.
    #[allow(clippy::cast_precision_loss)]
    fn from(number: i128) -> Self {
        let signed = i64::try_from(number).map(Self::Signed);
        let unsigned = signed.or_else(|_| u64::try_from(number).map(Self::Unsigned));
        unsigned.unwrap_or(Self::Fraction(number as f64))
    }
}

/// The number that a text is; `None` if it is none, or beyond an `f64`.
fn number(text: &str) -> Option<Scalar<'static>> {
    let signed = text.parse().map(Scalar::Signed).ok();
    let integer = signed.or_else(|| text.parse().map(Scalar::Unsigned).ok());
    let fraction = || text.parse().ok().filter(|it: &f64| it.is_finite()).map(Scalar::Fraction);
    integer.or_else(fraction)
}

/// Reads a `T` at the end of a trail: the one visitor of all types.
pub(crate) struct Reader<'t, T>(&'t Trail, PhantomData<T>);

impl<'t, T> Reader<'t, T> {
    pub(crate) fn new(trail: &'t Trail) -> Self {
        Self(trail, PhantomData)
    }
}

impl<T: Read> Reader<'_, T> {
    fn scalar(self, scalar: Scalar<'_>) -> Option<T> {
        match T::scalar(scalar) {
            Ok(value) => Some(value),
            Err(scalar) => self.0.mismatch(T::DUE, scalar.kind()),
        }
    }

    /// See [`NUMBER`].
    #[cold]
    fn number<'de, A: MapAccess<'de>>(self, mut map: A) -> Result<Option<T>, A::Error> {
        let text: Option<String> = map.next_value_seed(Reader::new(self.0))?;
        skip_object(false, map)?;
        // Where it is no text, the trail tells of it.
        Ok(text.and_then(|text| match number(&text) {
            Some(scalar) => self.scalar(scalar),
            None => self.0.mismatch(T::DUE, "a number beyond 64 bits"),
        }))
    }
}

impl<'de, T: Read> DeserializeSeed<'de> for Reader<'_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Read> Visitor<'de> for Reader<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::DUE)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(self.scalar(Scalar::Null))
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(self.scalar(Scalar::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Option<T>, E> {
        Ok(self.scalar(Scalar::Boolean(truth)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Option<T>, E> {
        Ok(self.scalar(Scalar::Signed(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Option<T>, E> {
        Ok(self.scalar(Scalar::Unsigned(number)))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Option<T>, E> {
        Ok(self.scalar(number.into()))
    }

    // As `serde_json` reads an integer that is too large.
    #[allow(clippy::cast_precision_loss)]
    fn visit_u128<E>(self, number: u128) -> Result<Option<T>, E> {
        Ok(self
            .scalar(i128::try_from(number).map_or(Scalar::Fraction(number as f64), Scalar::from)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Option<T>, E> {
        Ok(self.scalar(Scalar::Fraction(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Option<T>, E> {
        Ok(self.scalar(Scalar::Text(Cow::Borrowed(text))))
    }

    fn visit_string<E>(self, text: String) -> Result<Option<T>, E> {
        Ok(self.scalar(Scalar::Text(Cow::Owned(text))))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Option<T>, E> {
        Ok(self.0.mismatch(T::DUE, "bytes"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Option<T>, A::Error> {
        T::list(items, self.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<T>, A::Error> {
        let first = map.next_key_seed(Key)?;
        if first.as_deref() == Some(NUMBER) {
            self.number(map)
        } else {
            T::object(first, map, self.0)
        }
    }

    /// There is no passing over a variant whose kind is not known: reading ends here.
    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Option<T>, A::Error> {
        self.0.mismatch::<T>(T::DUE, "an enum");
        Err(A::Error::custom("an enum"))
    }
}

impl<T: Record> Read for T {
    const DUE: &'static str = "an object";

    fn object<'de, A: MapAccess<'de>>(
        first: Option<Cow<'de, str>>,
        mut map: A,
        trail: &Trail,
    ) -> Result<Option<Self>, A::Error> {
        let (mut filling, mut next) = (Filling::new(), first);
        while let Some(name) = next {
            filling.member(&name, &mut map, trail)?;
            next = map.next_key_seed(Key)?;
        }
        Ok(filling.finish(trail))
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

/// A null is `None`. So an `Option<Value>` that holds a null is not read back as what was written.
impl<T: Read> Read for Option<T> {
    const DUE: &'static str = T::DUE;

    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        match scalar {
            Scalar::Null => Ok(None),
            other => T::scalar(other).map(Some),
        }
    }

    fn list<'de, A: SeqAccess<'de>>(items: A, trail: &Trail) -> Result<Option<Self>, A::Error> {
        Ok(T::list(items, trail)?.map(Some))
    }

    fn object<'de, A: MapAccess<'de>>(
        first: Option<Cow<'de, str>>,
        map: A,
        trail: &Trail,
    ) -> Result<Option<Self>, A::Error> {
        Ok(T::object(first, map, trail)?.map(Some))
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

    fn list<'de, A: SeqAccess<'de>>(mut items: A, trail: &Trail) -> Result<Option<Self>, A::Error> {
        let mut list = Self::new();
        loop {
            let item = items.next_element_seed(Reader::new(trail));
            match item.inspect_err(|_| trail.at(list.len()))? {
                Some(Some(item)) => list.push(item),
                Some(None) => {
                    trail.at(list.len());
                    return skip_list(items).map(|()| None);
                }
                None => return Ok(Some(list)),
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

    fn list<'de, A: SeqAccess<'de>>(items: A, trail: &Trail) -> Result<Option<Self>, A::Error> {
        Ok(Vec::list(items, trail)?.map(Self::Array))
    }

    fn object<'de, A: MapAccess<'de>>(
        first: Option<Cow<'de, str>>,
        mut map: A,
        trail: &Trail,
    ) -> Result<Option<Self>, A::Error> {
        let (mut members, mut next) = (Map::new(), first);
        while let Some(name) = next {
            let value = map.next_value_seed(Reader::new(trail));
            // Its names are values too, and so are not told.
            let Some(value) = value.inspect_err(|_| trail.under("*"))? else {
                trail.under("*");
                return skip_object(false, map).map(|()| None);
            };
            members.insert(name.into_owned(), value);
            next = map.next_key_seed(Key)?;
        }
        Ok(Some(Self::Object(members)))
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
