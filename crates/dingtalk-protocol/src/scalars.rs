//! How tolerantly each type without members is read.
//!
//! Documentation and service disagree about kinds: a number arrives as a string, a boolean as
//! `"true"`, an ID as a number. A value that can be converted without a guess is converted; any
//! other is a mismatch.

use serde::de::{MapAccess, SeqAccess};
use serde_json::{Map, Value};

use crate::argb::Argb;
use crate::de::{DecodePath, Members, Read, Scalar};
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
            Scalar::Boolean(boolean) => Self::from(boolean),
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
        mut members: Members<'_, 'de, A>,
    ) -> Result<bool, A::Error> {
        let (mut map, path) = (Map::new(), members.path);
        while let Some((name, slot)) = members.next()? {
            let mut value = Self::Null;
            // The names of such an object may be personal data, so the path does not show them.
            if !slot.read(&mut value).inspect_err(|_| path.push_member("*"))? {
                path.push_member("*");
                return members.skip().map(|()| false);
            }
            map.insert(name.into_owned(), value);
        }
        *self = Self::Object(map);
        Ok(true)
    }
}

/// Implements [`Member`] for types whose empty value is their default.
macro_rules! members {
    ($($type:ident: |$value:ident| $value_ref:expr;)*) => {
        $(
            impl Member for $type {
                fn empty() -> Self {
                    Self::default()
                }

                fn value_ref(&self) -> ValueRef<'_> {
                    let $value = self;
                    $value_ref
                }
            }
        )*
    };
}

impl Member for Value {
    fn empty() -> Self {
        Self::Null
    }

    fn null_item() -> Option<Self> {
        Some(Self::Null)
    }

    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Json(self)
    }
}

members! {
    String: |it| ValueRef::String(it);
    i64: |it| ValueRef::Number(*it);
    f64: |it| ValueRef::Decimal(*it);
    bool: |it| ValueRef::Boolean(*it);
    Secret: |it| ValueRef::Secret(it.expose());
    Argb: |it| ValueRef::Number(i64::from(i32::from(*it)));
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

/// The integer that a number with a fraction or an exponent is, such as `1.0` or `1e3`. Beyond 2^53 an
/// `f64` does not hold every integer, so that digits may be lost already.
fn exact_integer(number: f64) -> Option<i64> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation)] // It has no fraction and is small enough.
    (number.fract() == 0.0 && number.abs() <= MOST).then_some(number as i64)
}

/// The integer that a string says, in any spelling of JSON.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    text.parse().ok().or_else(|| exact_integer(text.parse().ok()?))
}

impl Read for i64 {
    const EXPECTED: &'static str = "an integer";

    fn string(&mut self, text: &str) -> bool {
        put(self, integer(text))
    }

    #[inline]
    fn scalar(&mut self, scalar: Scalar) -> bool {
        put(
            self,
            match scalar {
                Scalar::Signed(number) => Some(number),
                Scalar::Unsigned(number) => Self::try_from(number).ok(),
                Scalar::Fraction(number) => exact_integer(number),
                Scalar::Null | Scalar::Boolean(_) => None,
            },
        )
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

impl Read for bool {
    const EXPECTED: &'static str = "a boolean";

    fn string(&mut self, text: &str) -> bool {
        put(self, text.parse().ok())
    }

    fn scalar(&mut self, scalar: Scalar) -> bool {
        put(
            self,
            match scalar {
                Scalar::Boolean(boolean) => Some(boolean),
                _ => None,
            },
        )
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

impl Read for Argb {
    const EXPECTED: &'static str = "a signed 32-bit integer";

    fn string(&mut self, text: &str) -> bool {
        put(self, integer(text).and_then(|it| i32::try_from(it).ok()).map(Self::from))
    }

    fn scalar(&mut self, scalar: Scalar) -> bool {
        let mut number = 0_i64;
        number.scalar(scalar) && put(self, i32::try_from(number).ok().map(Self::from))
    }
}
