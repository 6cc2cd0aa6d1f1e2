//! How tolerantly each type without members is read.
//!
//! Documentation and service disagree about kinds: a number arrives as a string, a boolean as
//! `"true"`, an ID as a number. A value that can be converted without a guess is converted; any
//! other is a mismatch.

use std::borrow::Cow;

use serde::de::{MapAccess, SeqAccess};
use serde_json::{Map, Value};

use crate::argb::Argb;
use crate::de::{DecodePath, Key, Read, Reader, Scalar, skip_object};
use crate::member::Member;
use crate::secret::Secret;
use crate::view::ValueRef;

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
            // The names of such an object may be personal data, so the path does not show them.
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

/// Overwrites a value with one that fits. Returns whether there is one.
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
        // The empty string that it overwrites has no allocation to reuse.
        #[allow(clippy::assigning_clones)]
        {
            *self = text.to_owned();
        }
        true
    }

    /// Integers become strings. Larger numbers and fractions do not: serde has changed their digits.
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
        // Rust would also accept `inf` and `NaN`, which no page means by a number.
        put(self, text.parse().ok().filter(|it: &Self| it.is_finite()))
    }

    // A decimal number means the nearest `f64`, also for integers beyond 2^53.
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
