//! What a call sent, held against the table of its endpoint: whether everything required is there,
//! of the right kind and within its limits.
//!
//! The rules are those of the protocol crate, which are the client's too: a value is as tolerantly
//! read as one in an answer, and limits are checked by the same walk as before sending.

use std::borrow::Cow;

use dingtalk_models::gateway::ErrorCode;
use dingtalk_protocol::{
    Field, Kind, List, Member, Meta, Object, Place, Shape, Value, View, check, read,
};
use serde_json::Map;

use crate::answer::{Refusal, gateway_message};
use crate::call::Call;
use crate::request::{Body, value};

/// The parameters of a call, or the members of an object in one of them, beside their table.
#[derive(Debug)]
pub(crate) struct Parameters {
    shape: &'static Shape,
    /// One for each field of the shape.
    values: Vec<Option<Parameter>>,
}

#[derive(Debug)]
enum Parameter {
    Text(String),
    Number(i64),
    Decimal(f64),
    Boolean(bool),
    Json(Value),
    List(Items),
    Object(Parameters),
}

#[derive(Debug)]
struct Items(Vec<Parameter>);

impl Parameter {
    fn view(&self) -> View<'_> {
        match self {
            Self::Text(text) => View::Text(text),
            Self::Number(number) => View::Number(*number),
            Self::Decimal(number) => View::Decimal(*number),
            Self::Boolean(truth) => View::Boolean(*truth),
            Self::Json(value) => View::Json(value),
            Self::List(items) => View::List(items),
            Self::Object(members) => View::Object(members),
        }
    }
}

impl List for Items {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn item(&self, index: usize) -> View<'_> {
        self.0.get(index).map_or(View::Absent, Parameter::view)
    }
}

impl Object for Parameters {
    fn shape(&self) -> &'static Shape {
        self.shape
    }

    fn member(&self, index: usize) -> View<'_> {
        self.values.get(index).and_then(Option::as_ref).map_or(View::Absent, Parameter::view)
    }
}

/// The parameters of a call; what the endpoint's table does not know is ignored.
pub(crate) fn parameters(meta: &Meta, call: &Call, body: &Body) -> Result<Parameters, Refusal> {
    let has_body = meta.request.fields.iter().any(|field| field.place == Place::Body);
    if has_body && *body == Body::Unreadable {
        return Err(missing("json"));
    }
    let given = |field: &Field| match (field.place, body) {
        (Place::Query, _) => value(&call.query, field.name).map(|text| of_text(&field.kind, text)),
        (_, Body::Form(pairs)) => value(pairs, field.name).map(|text| of_text(&field.kind, text)),
        (_, Body::Json(members)) => members.get(field.name).map(Cow::Borrowed),
        (_, Body::Unreadable) => None,
    };
    let parameters = members(meta.request, given, "")?;
    match check(&parameters).first() {
        None => Ok(parameters),
        Some(violation) => Err(unfit(&violation.to_string())),
    }
}

/// A text of a form or a query string, which writes everything but scalars as JSON.
pub(crate) fn of_text(kind: &Kind, text: &str) -> Cow<'static, Value> {
    let parsed = match kind {
        Kind::List(_) | Kind::Object(_) | Kind::Json => serde_json::from_str(text).ok(),
        _ => None,
    };
    Cow::Owned(parsed.unwrap_or_else(|| Value::from(text)))
}

/// Reads the members of a shape from what `given` has for each field.
fn members<'a>(
    shape: &'static Shape,
    given: impl Fn(&Field) -> Option<Cow<'a, Value>>,
    path: &str,
) -> Result<Parameters, Refusal> {
    let read = |field: &'static Field| {
        let path = if path.is_empty() { field.name } else { &format!("{path}.{}", field.name) };
        match given(field).filter(|value| !value.is_null()) {
            Some(value) => parameter(&field.kind, &value, path).map(Some),
            None if field.required => Err(missing(path)),
            None => Ok(None),
        }
    };
    let values = shape.fields.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Parameters { shape, values })
}

// The set of kinds is open: what a later one allows is not checked.
#[allow(clippy::match_wildcard_for_single_variants)]
fn parameter(kind: &Kind, value: &Value, path: &str) -> Result<Parameter, Refusal> {
    Ok(match kind {
        Kind::Text => Parameter::Text(scalar(value, path)?),
        Kind::Number => Parameter::Number(scalar(value, path)?),
        Kind::Decimal => Parameter::Decimal(scalar(value, path)?),
        Kind::Boolean => Parameter::Boolean(scalar(value, path)?),
        Kind::List(item) => Parameter::List(items(item, value, path)?),
        Kind::Object(shape) => Parameter::Object(object(shape(), value, path)?),
        _ => Parameter::Json(value.clone()),
    })
}

fn scalar<T: Member>(value: &Value, path: &str) -> Result<T, Refusal> {
    read(value).map_err(|_| wrong_kind(path, T::DUE, value))
}

fn items(item: &Kind, value: &Value, path: &str) -> Result<Items, Refusal> {
    let Value::Array(values) = value else { return Err(wrong_kind(path, "a list", value)) };
    let read = |(index, value)| parameter(item, value, &format!("{path}[{index}]"));
    values.iter().enumerate().map(read).collect::<Result<_, _>>().map(Items)
}

fn object(shape: &'static Shape, value: &Value, path: &str) -> Result<Parameters, Refusal> {
    let Value::Object(values) = value else { return Err(wrong_kind(path, "an object", value)) };
    let given = |field: &Field| Map::get(values, field.name).map(Cow::Borrowed);
    members(shape, given, path)
}

fn missing(path: &str) -> Refusal {
    Refusal::new(&ErrorCode::INVALID_PARAMETER, format!("Missing parameter {path}"))
}

fn wrong_kind(path: &str, due: &str, found: &Value) -> Refusal {
    unfit(&format!("`{path}` takes {due}, given: {}", kind(found)))
}

fn unfit(what: &str) -> Refusal {
    let code = ErrorCode::INVALID_PARAMETER;
    Refusal::new(&code, format!("{}: {what}", gateway_message(&code)))
}

/// The kind of a value: the value itself may be a secret.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a fraction",
        Value::Number(_) => "an integer",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
