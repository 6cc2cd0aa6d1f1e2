//! Members of an answer that the endpoint's tables do not have, and nulls that are left out of lists.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::de::readable;
use crate::envelope::is_envelope;
use crate::meta::Meta;
use crate::shape::{FieldKind, Shape};

/// Returns the JSON paths of the members that the endpoint's tables do not have, such as
/// `$.result.labels[].color`, and of lists with a null among their items, such as `$.result.labels[]`:
/// each path once, and no values. Empty if the answer is no JSON.
#[must_use]
pub fn unknown(meta: &Meta, answer: &[u8]) -> Vec<String> {
    let mut found = BTreeSet::new();
    if let Ok(Value::Object(mut members)) = serde_json::from_str(&readable(answer)) {
        members.retain(|name, _| !is_envelope(name));
        object(meta.response, &Value::Object(members), "$", &mut found);
    }
    found.into_iter().collect()
}

fn object(shape: &Shape, value: &Value, path: &str, found: &mut BTreeSet<String>) {
    let Value::Object(members) = value else { return };
    for (name, value) in members {
        let path = format!("{path}.{name}");
        match shape.field(name) {
            Some(field) => kind(&field.kind, value, &path, found),
            None => drop(found.insert(path)),
        }
    }
}

fn kind(expected: &FieldKind, value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match (expected, value) {
        (FieldKind::Object(shape), value) => object(shape(), value, path, found),
        (FieldKind::List(item), Value::Array(items)) => {
            let path = format!("{path}[]");
            for value in items {
                if value.is_null() && !matches!(item, FieldKind::Json) {
                    found.insert(path.clone());
                }
                kind(item, value, &path, found);
            }
        }
        _ => {}
    }
}
