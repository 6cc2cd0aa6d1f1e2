//! Values that know where they stand in their file, and mappings that keep the file's order.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, Range};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_saphyr::{Location, Spanned};

/// A value and the bytes of its file that hold it. Equality and order are the value's alone.
#[derive(Clone)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// The bytes that hold it; empty where the reader does not tell.
    pub place: Range<usize>,
}

impl<T> From<T> for At<T> {
    /// A value that was read from no file.
    fn from(value: T) -> Self {
        Self { value, place: 0..0 }
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for At<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for At<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<T>::deserialize(deserializer)?;
        Ok(Self { value: spanned.value, place: bytes(spanned.referenced).unwrap_or_default() })
    }
}

impl<T: Serialize> Serialize for At<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: Default> Default for At<T> {
    fn default() -> Self {
        Self { value: T::default(), place: Range::default() }
    }
}

/// The name of the newtype that marks a string as whole lines for the printer.
pub(super) const LINES: &str = "Lines";

/// Serializes a string that is printed as lines of its own.
#[expect(clippy::ref_option, reason = "the signature is serde's")]
pub(super) fn lines<S: Serializer>(
    text: &Option<At<String>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match text {
        Some(text) => serializer.serialize_newtype_struct(LINES, &text.value),
        None => serializer.serialize_none(),
    }
}

/// The bytes of a location, where the YAML reader knows them.
pub(super) fn bytes(location: Location) -> Option<Range<usize>> {
    let span = location.span();
    let start = usize::try_from(span.byte_offset()?).ok()?;
    let len = usize::try_from(span.byte_len()?).ok()?;
    Some(start..start + len)
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A mapping in the file's order. The reader has refused duplicated keys.
#[derive(Clone, PartialEq)]
pub struct Map<V> {
    entries: Vec<(At<String>, V)>,
    /// The entries in the order of their keys, so that a file of many keys is looked up in fast.
    by_key: Vec<usize>,
}

impl<V> Default for Map<V> {
    fn default() -> Self {
        Self { entries: Vec::new(), by_key: Vec::new() }
    }
}

impl<V> Map<V> {
    fn new(entries: Vec<(At<String>, V)>) -> Self {
        let mut by_key: Vec<usize> = (0..entries.len()).collect();
        by_key.sort_by_key(|at| &entries[*at].0.value);
        Self { entries, by_key }
    }

    fn entry(&self, key: &str) -> Option<&(At<String>, V)> {
        let found = self.by_key.binary_search_by_key(&key, |at| self.entries[*at].0.as_str());
        found.ok().map(|at| &self.entries[self.by_key[at]])
    }

    /// The entries, in the file's order.
    #[must_use = "it is lazy"]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&At<String>, &V)> + ExactSizeIterator {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&V> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The key as it stands in the file.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<&At<String>> {
        self.entry(key).map(|(own, _)| own)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        let at = self.entries.iter().position(|(own, _)| own.as_str() == key)?;
        self.entries.get_mut(at).map(|(_, value)| value)
    }

    /// Puts a new key behind another one; in front of all where there is none.
    pub fn insert_behind(&mut self, other: Option<&str>, key: At<String>, value: V) {
        let other = self.entries.iter().position(|(own, _)| Some(own.as_str()) == other);
        let mut entries = std::mem::take(&mut self.entries);
        entries.insert(other.map_or(0, |at| at + 1), (key, value));
        *self = Self::new(entries);
    }

    /// Takes out the keys for which a condition does not hold.
    pub fn retain(&mut self, mut stays: impl FnMut(&str, &V) -> bool) {
        let entries = std::mem::take(&mut self.entries);
        *self = Self::new(entries.into_iter().filter(|(key, value)| stays(key, value)).collect());
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<V> FromIterator<(At<String>, V)> for Map<V> {
    /// A mapping in the iterator's order; of a key that comes again, the first stays.
    fn from_iter<I: IntoIterator<Item = (At<String>, V)>>(entries: I) -> Self {
        let mut seen = HashSet::new();
        let first = entries.into_iter().filter(|(key, _)| seen.insert(key.value.clone()));
        Self::new(first.collect())
    }
}

impl<V: fmt::Debug> fmt::Debug for Map<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Map<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }
}

impl<V: Serialize> Serialize for Map<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

struct MapVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for MapVisitor<V> {
    type Value = Map<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Map<V>, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Map::new(map))
    }
}

impl<V: JsonSchema> JsonSchema for Map<V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("MapOf{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": generator.subschema_for::<V>(),
        })
    }
}
