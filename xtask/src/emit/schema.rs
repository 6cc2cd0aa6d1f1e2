//! The JSON Schema of the spec format, from the types that load it: editors complete and check with
//! it.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::layout::MARK;
use crate::spec::{Common, Endpoint, GlobalCode, Map};

/// A key of the global table.
const NUMBER: &str = "^-?[0-9]+$";

/// The schema: an endpoint's file, `common.yaml` or `global-errors.yaml`.
///
/// # Panics
///
/// Never: a schema is made of JSON values only.
#[must_use]
pub fn schema() -> String {
    let mut generator = SchemaGenerator::new(SchemaSettings::draft2020_12());
    let endpoint = generator.subschema_for::<Endpoint>();
    let common = generator.subschema_for::<Common>();
    let mut global = generator.subschema_for::<Map<GlobalCode>>();
    global.insert("propertyNames".to_owned(), json!({ "pattern": NUMBER }));
    let schema = json!({
        "$comment": MARK,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A spec of dingtalk's bindings",
        "description": "Made from the types that load the specs.",
        // A file is an endpoint's unless it names the hosts, as `common.yaml` does. Told apart this
        // way, an editor shows the problems of the one that is meant.
        "if": { "required": ["hosts"] },
        "then": common,
        "else": {
            // And unless a number is a key of it, as in `global-errors.yaml`.
            "if": { "not": { "propertyNames": { "not": { "pattern": NUMBER } } } },
            "then": global,
            "else": endpoint,
        },
        "$defs": generator.take_definitions(true),
    });
    pretty(&schema)
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
