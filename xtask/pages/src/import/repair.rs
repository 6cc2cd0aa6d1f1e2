//! Brings the values of an example to the types of its spec, and names each repair.

use std::collections::HashSet;

use serde_json::Value as Json;

use crate::lenient_json::{self, Defect, Value};
use crate::nesting::shape::{is_boolean, is_numeric};
use crate::vocabulary::naming::fold_name;
use xtask::spec::{At, Endpoint, Field, Map, PageType};

/// An example's repairs: each a path and what was wrong there.
pub(crate) type Repairs = Vec<(At<String>, At<String>)>;

/// Objects within objects deeper than this are no page's.
const DEEPEST: usize = 32;

/// A walk over an example beside the types of its spec.
pub(super) struct Repair<'a> {
    pub(super) spec: &'a Endpoint,
    pub(super) is_request: bool,
    /// Whether a request has all that is required, and keeps to all limits.
    pub(super) is_whole: bool,
    pub(super) done: Repairs,
    pub(super) seen: HashSet<(String, String)>,
}

impl<'a> Repair<'a> {
    pub(super) fn new(spec: &'a Endpoint) -> Self {
        Self { spec, is_request: false, is_whole: true, done: Vec::new(), seen: HashSet::new() }
    }

    fn note(&mut self, path: &str, what: &str) {
        // Items of a list are one place.
        let path: String =
            path.split('[').map(|it| it.split_once(']').map_or(it, |it| it.1)).collect();
        if self.seen.insert((path.clone(), what.to_owned())) {
            self.done.push((path.into(), what.to_owned().into()));
        }
    }

    pub(super) fn defects(&mut self, defects: &[Defect]) {
        for defect in defects {
            let path = if defect.path.is_empty() { "response" } else { &defect.path };
            self.note(path, defect.kind.meaning());
        }
    }

    /// An object with the types of its fields. Answers keep what the spec does not know; requests
    /// are only what it does.
    pub(super) fn object(
        &mut self,
        value: &Value,
        fields: &Map<Field>,
        path: &str,
        depth: usize,
    ) -> Value {
        let Value::Object(members) = value else { return value.clone() };
        if self.is_request {
            return self.parameters(members, fields, path, depth);
        }
        let mut repaired = Vec::new();
        for (key, value) in members {
            let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            match fields.get(key) {
                Some(field) => {
                    if let Some(value) = self.member(value, field, &below, depth) {
                        repaired.push((key.clone(), value));
                    }
                }
                None => repaired.push((key.clone(), value.clone())),
            }
        }
        Value::Object(repaired)
    }

    /// The members of a request, in the spec's order and writing.
    fn parameters(
        &mut self,
        members: &[(String, Value)],
        fields: &Map<Field>,
        path: &str,
        depth: usize,
    ) -> Value {
        let mut repaired = Vec::new();
        for (wire, field) in fields.iter() {
            let folded = fold_name(wire);
            let same = members.iter().find(|(key, _)| *key == wire.value);
            let sent = same.or_else(|| members.iter().find(|(key, _)| fold_name(key) == folded));
            let value = sent.filter(|(_, value)| *value != Value::Null);
            let value = value.and_then(|(_, value)| self.member(value, field, path, depth));
            match value {
                Some(value) => {
                    let json: Json = serde_json::from_str(&value.to_json()).unwrap_or_default();
                    self.is_whole &= !breaks(&json, field);
                    repaired.push((wire.value.clone(), value));
                }
                None => self.is_whole &= !field.is_required(),
            }
        }
        let has = |name: &str| repaired.iter().any(|(key, _)| key == name);
        let alone = |(key, field): (&At<String>, &Field)| {
            has(key) && field.together_with.iter().any(|it| !has(it))
        };
        self.is_whole &= !fields.iter().any(alone);
        Value::Object(repaired)
    }

    fn member(&mut self, value: &Value, field: &Field, path: &str, depth: usize) -> Option<Value> {
        let ty = PageType::parse(&field.page_type)?;
        self.value(value, &ty, path, depth)
    }

    /// A value of a type; `None` where it cannot be one.
    fn value(&mut self, value: &Value, ty: &PageType, path: &str, depth: usize) -> Option<Value> {
        if *value == Value::Null || depth > DEEPEST {
            return (!self.is_request).then_some(Value::Null);
        }
        match ty {
            PageType::List(item) => self.list(value, item, path, depth),
            PageType::Named(name) => self.named(value, name, path, depth),
            PageType::Json => Some(value.clone()),
            PageType::Number => self.number(value, path),
            PageType::Decimal | PageType::Boolean => self.lenient(value, ty, path),
            PageType::String | PageType::Date => Some(self.text(value, path)),
        }
    }

    fn list(&mut self, value: &Value, item: &PageType, path: &str, depth: usize) -> Option<Value> {
        let items = match (value, value.inner()) {
            (Value::List(items), _) => items.clone(),
            (_, Some(Value::List(items))) => {
                self.note(path, "a list as a text");
                items
            }
            (Value::Text(text), None) if !text.is_empty() => {
                self.note(path, "a list as a text");
                text.split([',', '，']).map(|it| Value::Text(unquoted(it).to_owned())).collect()
            }
            (Value::Text(_), _) => {
                self.note(path, "a list as a text");
                Vec::new()
            }
            (other, _) => {
                let (meant, items) = match self.lone_list(other, item) {
                    Some(items) => ("a list in an object of its own", items),
                    None => ("a list as its only item", vec![other.clone()]),
                };
                self.note(path, meant);
                items
            }
        };
        // Nothing can stand for a list or for any value, but for no other item.
        let is_item =
            |it: &&Value| **it != Value::Null || matches!(item, PageType::List(_) | PageType::Json);
        if !self.is_request && !items.iter().all(|it| is_item(&it)) {
            self.note(path, "an item that is null: left out");
        }
        let items = items.iter().filter(is_item);
        let items: Vec<Value> =
            items.filter_map(|it| self.value(it, item, path, depth + 1)).collect();
        // Samples pass nothing where they pass anything.
        let is_nothing = self.is_request && items.is_empty();
        (!is_nothing).then_some(Value::List(items))
    }

    /// The items of a list that is the only member of an object, as older gateways write it:
    /// `{"string": [...]}`. An item may have such a member itself.
    fn lone_list(&self, value: &Value, item: &PageType) -> Option<Vec<Value>> {
        let Value::Object(members) = value else { return None };
        let [(key, Value::List(items))] = members.as_slice() else { return None };
        let is_member = match item {
            PageType::Named(name) => {
                self.spec.types.get(name).is_none_or(|it| it.fields.get(key).is_some())
            }
            PageType::Json => true,
            _ => false,
        };
        (!is_member).then(|| items.clone())
    }

    fn named(&mut self, value: &Value, name: &str, path: &str, depth: usize) -> Option<Value> {
        let spec = self.spec;
        let Some(ty) = spec.types.get(name) else { return Some(value.clone()) };
        let object = match (value, value.inner()) {
            (Value::Object(_), _) => value.clone(),
            (_, Some(inner @ Value::Object(_))) => {
                self.note(path, "an object as a text");
                inner
            }
            (Value::List(items), _) if matches!(items.as_slice(), [Value::Object(_)]) => {
                self.note(path, "an object in a list");
                items[0].clone()
            }
            _ => {
                self.note(path, "no object, which it should be: left out");
                return None;
            }
        };
        Some(self.object(&object, &ty.fields, path, depth + 1))
    }

    fn number(&mut self, value: &Value, path: &str) -> Option<Value> {
        let text = match value {
            Value::Number(text) | Value::Text(text) => text.trim().to_owned(),
            _ => String::new(),
        };
        let digits = text.trim_end_matches(['L', 'l']);
        if digits.parse::<i64>().is_ok() {
            if !self.is_request && digits.len() < text.len() {
                self.note(path, "a number as a program writes it");
            }
            // Requests are of the type; answers may keep their quotes, as live ones do.
            return Some(if self.is_request || digits.len() < text.len() {
                Value::Number(digits.to_owned())
            } else {
                value.clone()
            });
        }
        if is_numeric(digits) && !digits.contains('.') {
            let unmasked: String = digits
                .chars()
                .map(|c| if matches!(c, 'x' | 'X' | '*') { '0' } else { c })
                .collect();
            // The reader has reported masked digits without quotes already.
            if matches!(value, Value::Text(_)) && unmasked != digits {
                self.note(path, "digits of a number are masked");
            }
            if unmasked.parse::<i64>().is_ok() {
                return Some(Value::Number(unmasked));
            }
            if unmasked != digits {
                // Masks may stand for fewer digits than they are long.
                return Some(Value::Number("0".to_owned()));
            }
            self.note(path, "a number that is too large: left out");
            return None;
        }
        self.note(path, "no number, which it should be: left out");
        None
    }

    /// A boolean or a fraction, also as a string.
    fn lenient(&mut self, value: &Value, ty: &PageType, path: &str) -> Option<Value> {
        let fits = |text: &str| match ty {
            PageType::Boolean => is_boolean(text),
            _ => text.trim().parse::<f64>().is_ok(),
        };
        let kept = match value {
            Value::Bool(_) if *ty == PageType::Boolean => Some(value.clone()),
            Value::Number(text) if *ty == PageType::Decimal && fits(text) => Some(value.clone()),
            Value::Text(text) if fits(text) && self.is_request => {
                lenient_json::read(text.trim()).value
            }
            Value::Text(text) if fits(text) => Some(value.clone()),
            _ => None,
        };
        if kept.is_none() {
            self.note(path, "not of its type: left out");
        }
        kept
    }

    fn text(&mut self, value: &Value, path: &str) -> Value {
        match value {
            Value::Text(_) => value.clone(),
            // Integers become texts when they are read.
            Value::Number(text) if !self.is_request && text.parse::<i64>().is_ok() => value.clone(),
            Value::Number(text) => {
                if !self.is_request {
                    self.note(path, "a text without quotes");
                }
                Value::Text(text.clone())
            }
            other => {
                if !self.is_request {
                    self.note(path, "not as a text");
                }
                Value::Text(other.to_json())
            }
        }
    }
}

/// Whether an example value does not keep to the limits of its own field.
pub(crate) fn breaks(example: &Json, field: &Field) -> bool {
    xtask::lint::broken_limit(field, example).is_some()
}

/// A string without the quotes around it, whatever their kind.
pub(super) fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '“', '”', '\'', '‘', '’', '`']).trim()
}
