//! What was sent and has no effect, since no table knows it or something that belongs to it is
//! missing.

use std::collections::BTreeSet;

use dingtalk_protocol::{Credential, Field, FieldKind, Meta, Place, Shape, Value};
use serde_json::Map;

use crate::call::Call;
use crate::request::{Body, value};
use crate::validate::of_text;

/// Places in a request, such as `contact.phone`.
pub(crate) type Found = BTreeSet<String>;

/// The places of all that has no effect, each once and in the order of their names.
pub(crate) fn ignored(meta: &Meta, call: &Call) -> Vec<String> {
    let body = Body::of(call);
    let mut found = Found::new();
    in_pairs(meta, Place::Query, &call.query, &mut found);
    match &body {
        Body::Form(pairs) => in_pairs(meta, Place::Body, pairs, &mut found),
        Body::Json(sent) => members(meta.request, sent, "", &mut found),
        Body::Unreadable => {}
    }
    let is_sent = |field: &Field| match (field.place, &body) {
        (Place::Query, _) => value(&call.query, field.name).is_some(),
        (Place::Body, Body::Form(pairs)) => value(pairs, field.name).is_some(),
        (Place::Body, Body::Json(sent)) => sent.get(field.name).is_some_and(|it| !it.is_null()),
        (Place::Body, Body::Unreadable) => false,
    };
    lonely(meta.request, is_sent, &mut found);
    found.into_iter().collect()
}

/// The pairs of a query string or a form.
fn in_pairs(meta: &Meta, place: Place, pairs: &[(String, String)], found: &mut Found) {
    let here = |field: &&Field| field.place == place;
    let is_credential =
        |name: &str| matches!(meta.credential(), Credential::Query(own) if own == name);
    for (name, text) in pairs {
        match field(meta.request, name).filter(here) {
            Some(field) => inside(&field.kind, &of_text(&field.kind, text), name, found),
            None if is_credential(name) => {}
            None => drop(found.insert(name.clone())),
        }
    }
}

/// The members of an object that its table does not know.
pub(crate) fn members(shape: &Shape, sent: &Map<String, Value>, path: &str, found: &mut Found) {
    for (name, value) in sent {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match field(shape, name).filter(|field| field.place == Place::Body) {
            Some(field) => inside(&field.kind, value, &path, found),
            None => drop(found.insert(path)),
        }
    }
}

fn inside(kind: &FieldKind, value: &Value, path: &str, found: &mut Found) {
    match (kind, value) {
        (FieldKind::Object(shape), Value::Object(sent)) => members(shape(), sent, path, found),
        (FieldKind::List(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                inside(item, value, &format!("{path}[{index}]"), found);
            }
        }
        _ => {}
    }
}

/// The parameters that take effect only together with others, of which one was not sent.
fn lonely(shape: &Shape, is_sent: impl Fn(&Field) -> bool, found: &mut Found) {
    let is_there = |name: &&str| field(shape, name).is_some_and(&is_sent);
    for field in shape.fields.iter().filter(|field| is_sent(field)) {
        if !field.together_with.iter().all(is_there) {
            found.insert(field.name.to_owned());
        }
    }
}

fn field<'a>(shape: &'a Shape, name: &str) -> Option<&'a Field> {
    shape.fields.iter().find(|field| field.name == name)
}
