//! The static tables that describe the members of objects. Generated code writes them; the checks,
//! the encoders and the mock server read them.
//!
//! The enums are exhaustive, as those of [`Meta`](crate::Meta).

use std::fmt;

/// Where a field of a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the body, or inside an object of a body or an answer.
    Body,
    /// In the query string of the URL.
    Query,
}

/// The kind of a field's values, in the words of the documentation pages.
#[derive(Clone, Copy)]
pub enum FieldKind {
    /// `String` and `Date`.
    String,
    /// `Number`: a 64-bit signed integer.
    Number,
    /// A number with a fraction.
    Decimal,
    /// `Boolean`.
    Boolean,
    /// `Json`, `Map` and `Object` without members: any JSON value.
    Json,
    /// `X[]`.
    List(&'static FieldKind),
    /// An object with known members. A function, since a type may contain itself.
    Object(fn() -> &'static Shape),
}

impl FieldKind {
    /// The kind that is expected where a value is missing, as errors name it.
    pub(crate) fn expected(&self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Number => "an integer",
            Self::Decimal => "a number",
            Self::Boolean => "a boolean",
            Self::Json => "a value",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

impl fmt::Debug for FieldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("String"),
            Self::Number => f.write_str("Number"),
            Self::Decimal => f.write_str("Decimal"),
            Self::Boolean => f.write_str("Boolean"),
            Self::Json => f.write_str("Json"),
            Self::List(item) => write!(f, "List({item:?})"),
            // Only its name: a type may contain itself.
            Self::Object(shape) => write!(f, "Object({})", shape().name),
        }
    }
}

/// The limits of a value. `None` means that no limit is documented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The fewest characters of a string.
    pub min_length: Option<u64>,
    /// The most characters of a string.
    pub max_length: Option<u64>,
    /// The smallest number.
    pub min: Option<i64>,
    /// The largest number.
    pub max: Option<i64>,
    /// The most items of a list.
    pub max_items: Option<u64>,
}

/// One member of a request, of an answer, or of an object inside one of them.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it stands in a request.
    pub place: Place,
    /// Its type.
    pub kind: FieldKind,
    /// Whether it must be there.
    pub required: bool,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// The limits of its value.
    pub limits: Limits,
    /// The fields that must be there if this one is.
    pub together_with: &'static [&'static str],
}

impl Field {
    /// An optional field of the body without limits.
    #[must_use]
    pub const fn new(name: &'static str, kind: FieldKind) -> Self {
        let limits =
            Limits { min_length: None, max_length: None, min: None, max: None, max_items: None };
        let (place, together_with) = (Place::Body, &[] as &[&str]);
        Self { name, place, kind, required: false, secret: false, limits, together_with }
    }

    /// Puts the field into the query string.
    #[must_use]
    pub const fn query(mut self) -> Self {
        self.place = Place::Query;
        self
    }

    /// Makes the field required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Marks the value as one that is never shown.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Limits a string to at least `characters` characters.
    #[must_use]
    pub const fn min_length(mut self, characters: u64) -> Self {
        self.limits.min_length = Some(characters);
        self
    }

    /// Limits a string to at most `characters` characters.
    #[must_use]
    pub const fn max_length(mut self, characters: u64) -> Self {
        self.limits.max_length = Some(characters);
        self
    }

    /// Limits a number to `number` or more.
    #[must_use]
    pub const fn min(mut self, number: i64) -> Self {
        self.limits.min = Some(number);
        self
    }

    /// Limits a number to `number` or less.
    #[must_use]
    pub const fn max(mut self, number: i64) -> Self {
        self.limits.max = Some(number);
        self
    }

    /// Limits a list to at most `items` items.
    #[must_use]
    pub const fn max_items(mut self, items: u64) -> Self {
        self.limits.max_items = Some(items);
        self
    }

    /// Makes the field useful only together with the fields of these names.
    #[must_use]
    pub const fn together_with(mut self, names: &'static [&'static str]) -> Self {
        self.together_with = names;
        self
    }
}

/// The members of an object, in the order of the page.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Shape {
    /// The name of the Rust type.
    pub name: &'static str,
    /// The members.
    pub fields: &'static [Field],
    /// Whether any member is required.
    pub(crate) strict: bool,
}

impl Shape {
    /// A shape of these members.
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        let (mut strict, mut at) = (false, 0);
        while at < fields.len() {
            strict |= fields[at].required;
            at += 1;
        }
        Self { name, fields, strict }
    }

    /// Returns the shape.
    ///
    /// # Panics
    ///
    /// The rows of its table are not numbered from 0. [`record!`](crate::record) calls this while it
    /// is compiled.
    #[doc(hidden)]
    #[must_use]
    pub const fn numbered(self, indexes: &[usize]) -> Self {
        let mut at = 0;
        while at < indexes.len() {
            assert!(indexes[at] == at, "the rows of a `record!` must be numbered 0, 1, 2, …");
            at += 1;
        }
        self
    }

    /// The member of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The index of the member of this name. Members mostly come in the page's order, so the search
    /// begins at `next`.
    #[inline]
    pub(crate) fn position(&self, name: &str, next: usize) -> Option<usize> {
        let (passed, ahead) = self.fields.split_at(next.min(self.fields.len()));
        let is_it = |field: &Field| field.name == name;
        let found = ahead.iter().position(is_it).map(|index| passed.len() + index);
        found.or_else(|| passed.iter().position(is_it))
    }
}
