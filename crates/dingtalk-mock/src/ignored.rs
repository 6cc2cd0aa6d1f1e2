//! What a call sent in vain: no table knows it, or something that belongs to it is missing.

use std::collections::BTreeSet;

use dingtalk_protocol::{Credential, FieldKind, Meta, Place, Shape, Value};

use crate::call::Call;
use crate::request::{Body, Given, given, of_text, without_partner};

/// Places in a request, such as `contact.phone`.
pub(crate) type Places = BTreeSet<String>;

impl Call {
    /// The parameters that were sent and have no effect, such as `contact.phone`: those that the
    /// endpoint's table does not know, and those that take effect only together with one that is
    /// missing. The service says nothing of them; a misspelt name is found here.
    ///
    /// `Debug` shows them only as far as it shows what was sent: anything can stand in a name.
    #[must_use]
    pub fn ignored(&self) -> Vec<String> {
        let Some(meta) = self.meta else { return Vec::new() };
        let body = Body::of(self);
        let mut found = Places::new();
        in_pairs(meta, Place::Query, &self.query, &mut found);
        match &body {
            Body::Form(pairs) => in_pairs(meta, Place::Body, pairs, &mut found),
            Body::Json(sent) => unknown_members(meta.request, sent, "", &mut found),
            Body::Unreadable => {}
        }
        let given = given(meta, &self.query, body);
        found.extend(without_partner(meta.request, &given).into_iter().map(str::to_owned));
        found.into_iter().collect()
    }
}

/// The pairs of a query string or a form.
fn in_pairs(meta: &Meta, place: Place, pairs: &[(String, String)], found: &mut Places) {
    let is_credential =
        |name: &str| matches!(meta.credential(), Credential::Query(own) if own == name);
    for (name, text) in pairs {
        match meta.request.field(name).filter(|field| field.place == place) {
            Some(field) => inside(&field.kind, &of_text(&field.kind, text), name, found),
            None if is_credential(name) => {}
            None => drop(found.insert(name.clone())),
        }
    }
}

/// The members of an object that its table does not know.
pub(crate) fn unknown_members(shape: &Shape, sent: &Given, path: &str, found: &mut Places) {
    for (name, value) in sent {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match shape.field(name).filter(|field| field.place == Place::Body) {
            Some(field) => inside(&field.kind, value, &path, found),
            None => drop(found.insert(path)),
        }
    }
}

fn inside(kind: &FieldKind, value: &Value, path: &str, found: &mut Places) {
    match (kind, value) {
        (FieldKind::Object(shape), Value::Object(sent)) => {
            unknown_members(shape(), sent, path, found);
        }
        (FieldKind::List(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                inside(item, value, &format!("{path}[{index}]"), found);
            }
        }
        _ => {}
    }
}
