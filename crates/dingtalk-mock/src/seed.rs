//! What a mock starts with, from a string: external contacts and groups of labels, as JSON or YAML.
//!
//! A seed is written by hand, so everything in it must be understood: a member that no table knows
//! is an error, unlike in a call.

use std::collections::HashSet;
use std::error::Error;
use std::fmt;
use std::path::Path;

use dingtalk_models::extcontact::get::OpenExtContact;
use dingtalk_models::extcontact::list_label_groups::OpenLabelGroup;
use dingtalk_protocol::{Record, Value, read, record};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};

use crate::ignored::{Places, unknown_members};
use crate::state::Store;

/// What a text says is to be there.
#[derive(Default)]
pub(crate) struct Seed {
    contacts: Vec<OpenExtContact>,
    /// `None` leaves the groups that are there.
    label_groups: Option<Vec<OpenLabelGroup>>,
}

record! {
    Seed;
    [0] "contacts" => contacts: list(object(OpenExtContact));
    [1] "label_groups" => label_groups: list(object(OpenLabelGroup));
}

impl Seed {
    /// Reads JSON, which is known by its first bracket, or else YAML.
    pub(crate) fn parse(text: &str) -> Result<Self, SeedError> {
        let text = text.trim_start_matches('\u{feff}');
        let value =
            if text.trim_start().starts_with(['{', '[']) { json(text) } else { yaml(text) }?;
        check_members(&value)?;
        read(&value).map_err(|error| SeedError(error.to_string()))
    }

    /// Adds the contacts and replaces the groups of labels; all of it or, after an error, nothing.
    pub(crate) fn add_to(self, store: &mut Store) -> Result<(), SeedError> {
        let mut contacts = store.contacts.clone();
        let mut seen = HashSet::new();
        for (index, contact) in self.contacts.into_iter().enumerate() {
            let wrong = |what: &str| SeedError(format!("$.contacts[{index}]: {what}"));
            let id = contact.userid.clone().filter(|id| !id.is_empty());
            let id = id.ok_or_else(|| wrong("the contact has no `userid`: give it one"))?;
            if !seen.insert(id.clone()) {
                return Err(wrong("another contact before it has this `userid`"));
            }
            contacts.put(id.clone(), contact);
            if contacts.shares_phone(&id) {
                return Err(wrong("another contact has this `state_code` and `mobile`"));
            }
        }
        store.contacts = contacts;
        if let Some(groups) = self.label_groups {
            store.label_groups = groups;
        }
        Ok(())
    }
}

fn json(text: &str) -> Result<Value, SeedError> {
    let value = serde_json::from_str::<Unique>(text).and_then(|Unique| serde_json::from_str(text));
    value.map_err(|error| SeedError(error.to_string()))
}

/// Any JSON in which no object has a member twice: of two, the first would be lost.
struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if seen.contains(&name) {
                return Err(A::Error::custom(format_args!("`{name}` stands there twice")));
            }
            seen.insert(name);
            members.next_value::<Self>()?;
        }
        Ok(self)
    }
}

/// Strict, and without anything that could make a small file large; a large one is no harm. A phone
/// number or an ID may begin with a zero.
fn yaml(text: &str) -> Result<Value, SeedError> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        strict_indentation: true,
        reject_unsupported_tags: true,
        leading_zero_numbers_as_strings: true,
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_aliases: 0,
            max_anchors: 0,
            max_depth: 64,
            max_documents: 1,
            max_nodes: usize::MAX,
            max_events: usize::MAX,
            max_total_scalar_bytes: usize::MAX,
        },
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| SeedError(error.to_string()))
}

fn check_members(seed: &Value) -> Result<(), SeedError> {
    let Value::Object(members) = seed else { return Ok(()) };
    let mut unknown = Places::new();
    unknown_members(Seed::SHAPE, members, "$", &mut unknown);
    match unknown.first() {
        Some(place) => Err(SeedError(format!("{place}: there is no such member"))),
        None => Ok(()),
    }
}

/// A seed that the mock refuses.
///
/// It says where in the text or in the file what is wrong, and the mock is as it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedError(String);

impl SeedError {
    /// Names the file before what is wrong with it.
    pub(crate) fn in_file(file: &Path, error: &impl fmt::Display) -> Self {
        Self(format!("{}: {error}", file.display()))
    }
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for SeedError {}
