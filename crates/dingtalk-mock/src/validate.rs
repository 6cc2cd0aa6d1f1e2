//! What a call sent, held against the table of its endpoint: whether everything required is there,
//! of the right kind and within its limits.
//!
//! The rules are those of the protocol crate, which are the client's too: a value is as tolerantly
//! read as one in an answer, and limits are checked by the same walk as before sending.

use std::borrow::Cow;
use std::fmt;

use dingtalk_models::gateway::ErrorCode;
use dingtalk_protocol::{
    Field, FieldKind, List, Member, Meta, Object, Place, Shape, Value, ValueRef, Violation, check,
    read,
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
    fn view(&self) -> ValueRef<'_> {
        match self {
            Self::Text(text) => ValueRef::String(text),
            Self::Number(number) => ValueRef::Number(*number),
            Self::Decimal(number) => ValueRef::Decimal(*number),
            Self::Boolean(truth) => ValueRef::Boolean(*truth),
            Self::Json(value) => ValueRef::Json(value),
            Self::List(items) => ValueRef::List(items),
            Self::Object(members) => ValueRef::Object(members),
        }
    }
}

impl List for Items {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn item(&self, index: usize) -> ValueRef<'_> {
        self.0.get(index).map_or(ValueRef::Absent, Parameter::view)
    }
}

impl Object for Parameters {
    fn shape(&self) -> &'static Shape {
        self.shape
    }

    fn member(&self, index: usize) -> ValueRef<'_> {
        self.values.get(index).and_then(Option::as_ref).map_or(ValueRef::Absent, Parameter::view)
    }
}

/// What is wrong with a call. It shows names, sizes and numbers, never a text.
#[derive(Debug)]
pub(crate) struct Problem {
    /// The place in the request, such as `contact.label_ids`.
    path: String,
    wrong: Wrong,
}

#[derive(Debug)]
enum Wrong {
    /// It must be there and is not.
    Missing,
    /// It is of another kind: what was due, and what was given.
    Kind(&'static str, &'static str),
    /// It does not keep to a limit.
    Limit(Violation),
}

impl Problem {
    fn missing(path: &str) -> Self {
        Self { path: path.to_owned(), wrong: Wrong::Missing }
    }

    fn kind(path: &str, due: &'static str, found: &Value) -> Self {
        Self { path: path.to_owned(), wrong: Wrong::Kind(due, kind(found)) }
    }

    fn limit(violation: Violation) -> Self {
        Self { path: violation.field.clone(), wrong: Wrong::Limit(violation) }
    }

    /// The place in the request, such as `contact.label_ids`.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn is_missing(&self) -> bool {
        matches!(self.wrong, Wrong::Missing)
    }

    pub(crate) fn is_limit(&self) -> bool {
        matches!(self.wrong, Wrong::Limit(_))
    }

    /// With the code that any endpoint answers.
    pub(crate) fn refusal(&self) -> Refusal {
        let code = ErrorCode::INVALID_PARAMETER;
        match self.wrong {
            Wrong::Missing => Refusal::new(&code, self.to_string()),
            _ => Refusal::new(&code, gateway_message(&code).to_owned()).because(&self.to_string()),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.wrong {
            Wrong::Missing => write!(f, "Missing parameter {path}"),
            Wrong::Kind(due, found) => write!(f, "`{path}` takes {due}, given: {found}"),
            Wrong::Limit(violation) => violation.fmt(f),
        }
    }
}

/// What a call gave, by name. It may have more than the endpoint's table knows.
pub(crate) type Given = Map<String, Value>;

/// What a call gave for its endpoint's table. What has no effect is left out as far as the table
/// knows it.
pub(crate) fn given(meta: &Meta, call: &Call, body: Body) -> Result<Given, Problem> {
    let fields = meta.request.fields;
    let mut given = match body {
        Body::Json(members) => members,
        Body::Form(pairs) => of_pairs(fields, Place::Body, &pairs).collect(),
        Body::Unreadable if fields.iter().any(|field| field.place == Place::Body) => {
            return Err(Problem::missing("json"));
        }
        Body::Unreadable => Given::new(),
    };
    for field in fields.iter().filter(|field| field.place == Place::Query) {
        given.remove(field.name);
    }
    given.extend(of_pairs(fields, Place::Query, &call.query));
    drop_the_lonely(fields, &mut given);
    Ok(given)
}

/// The pairs of a form or a query string that the table knows there. Some of the pages' samples send
/// an empty text for an object that they do not send.
fn of_pairs(
    fields: &'static [Field],
    place: Place,
    pairs: &[(String, String)],
) -> impl Iterator<Item = (String, Value)> {
    let here = fields.iter().filter(move |field| field.place == place);
    here.filter_map(|field| {
        let text = value(pairs, field.name)?;
        let is_nothing =
            text.is_empty() && matches!(field.kind, FieldKind::List(_) | FieldKind::Object(_));
        (!is_nothing).then(|| (field.name.to_owned(), of_text(&field.kind, text).into_owned()))
    })
}

/// Forgets what takes effect only together with something that is not there.
fn drop_the_lonely(fields: &[Field], given: &mut Given) {
    let is_there = |name: &&str| given.get(*name).is_some_and(|value| !value.is_null());
    let is_lonely = |field: &&Field| !field.together_with.iter().all(is_there);
    let lonely: Vec<_> = fields.iter().filter(is_lonely).map(|field| field.name).collect();
    for name in lonely {
        given.remove(name);
    }
}

/// Whether everything required is there. A type takes a list that is missing for an empty one.
pub(crate) fn is_complete(shape: &Shape, given: &Given) -> bool {
    shape.fields.iter().all(|field| match given.get(field.name) {
        None | Some(Value::Null) => !field.required,
        Some(value) => is_complete_inside(&field.kind, value),
    })
}

fn is_complete_inside(kind: &FieldKind, value: &Value) -> bool {
    match (kind, value) {
        (FieldKind::Object(shape), Value::Object(given)) => is_complete(shape(), given),
        (FieldKind::List(FieldKind::Object(shape)), Value::Array(items)) => items
            .iter()
            .all(|item| item.as_object().is_none_or(|given| is_complete(shape(), given))),
        _ => true,
    }
}

/// The parameters of a call, or what is wrong with them.
pub(crate) fn parameters(meta: &Meta, given: &Given) -> Result<Parameters, Problem> {
    let parameters = object_of(meta.request, given, "")?;
    match check(&parameters).into_iter().next() {
        None => Ok(parameters),
        Some(violation) => Err(Problem::limit(violation)),
    }
}

/// A text of a form or a query string, which writes everything but scalars as JSON.
pub(crate) fn of_text(kind: &FieldKind, text: &str) -> Cow<'static, Value> {
    let parsed = match kind {
        FieldKind::List(_) | FieldKind::Object(_) | FieldKind::Json => {
            serde_json::from_str(text).ok()
        }
        _ => None,
    };
    Cow::Owned(parsed.unwrap_or_else(|| Value::from(text)))
}

/// Reads the members of a shape.
fn object_of(shape: &'static Shape, given: &Given, path: &str) -> Result<Parameters, Problem> {
    let read = |field: &'static Field| {
        let path = if path.is_empty() { field.name } else { &format!("{path}.{}", field.name) };
        match given.get(field.name).filter(|value| !value.is_null()) {
            Some(value) => parameter(&field.kind, value, path).map(Some),
            None if field.required => Err(Problem::missing(path)),
            None => Ok(None),
        }
    };
    let values = shape.fields.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Parameters { shape, values })
}

fn parameter(kind: &FieldKind, value: &Value, path: &str) -> Result<Parameter, Problem> {
    Ok(match kind {
        FieldKind::String => Parameter::Text(scalar(value, path)?),
        FieldKind::Number => Parameter::Number(scalar(value, path)?),
        FieldKind::Decimal => Parameter::Decimal(scalar(value, path)?),
        FieldKind::Boolean => Parameter::Boolean(scalar(value, path)?),
        FieldKind::List(item) => Parameter::List(items(item, value, path)?),
        FieldKind::Object(shape) => Parameter::Object(object(shape(), value, path)?),
        FieldKind::Json => Parameter::Json(value.clone()),
    })
}

fn scalar<T: Member>(value: &Value, path: &str) -> Result<T, Problem> {
    read(value).map_err(|_| Problem::kind(path, T::EXPECTED, value))
}

fn items(item: &FieldKind, value: &Value, path: &str) -> Result<Items, Problem> {
    let Value::Array(values) = value else { return Err(Problem::kind(path, "a list", value)) };
    let read = |(index, value)| parameter(item, value, &format!("{path}[{index}]"));
    values.iter().enumerate().map(read).collect::<Result<_, _>>().map(Items)
}

fn object(shape: &'static Shape, value: &Value, path: &str) -> Result<Parameters, Problem> {
    let Value::Object(values) = value else { return Err(Problem::kind(path, "an object", value)) };
    object_of(shape, values, path)
}

/// The kind of a value: the value itself may be a secret.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a fraction",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
