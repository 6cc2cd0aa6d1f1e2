//! Checks what a call sent against the table of its endpoint: whether everything required is there,
//! of the right kind and within its limits.
//!
//! The rules are those of the protocol crate, which are the client's too: a value is read as
//! tolerantly as one in an answer, and limits are checked by the same walk as before sending.

use std::fmt;

use dingtalk_models::gateway::ErrorCode;
use dingtalk_protocol::{
    Field, FieldKind, List, Member, Meta, Object, Shape, Value, ValueRef, Violation, check, read,
};

use crate::answer::{Refusal, gateway_message};
use crate::request::Given;

/// The parameters of a call, or the members of an object in one of them, beside their table.
#[derive(Debug)]
struct Parameters {
    shape: &'static Shape,
    /// One for each field of the shape.
    values: Vec<Option<Parameter>>,
}

#[derive(Debug)]
enum Parameter {
    String(String),
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
            Self::String(text) => ValueRef::String(text),
            Self::Number(number) => ValueRef::Number(*number),
            Self::Decimal(number) => ValueRef::Decimal(*number),
            Self::Boolean(boolean) => ValueRef::Boolean(*boolean),
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

/// What is wrong with a call. It shows names, sizes and numbers, never a string.
#[derive(Debug)]
pub(crate) struct Problem {
    /// The place in the request, such as `contact.label_ids`.
    pub(crate) path: String,
    pub(crate) wrong: Wrong,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Wrong {
    /// It must be there and is not.
    Missing,
    /// It is of another kind: what was expected, and what was given.
    Kind(&'static str, &'static str),
    /// It does not keep to a limit.
    Limit(Violation),
}

impl Problem {
    pub(crate) fn missing(path: &str) -> Self {
        Self { path: path.to_owned(), wrong: Wrong::Missing }
    }

    fn kind(path: &str, expected: &'static str, found: &Value) -> Self {
        Self { path: path.to_owned(), wrong: Wrong::Kind(expected, kind(found)) }
    }

    /// A refusal with the code that any endpoint answers.
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
            Wrong::Kind(expected, found) => write!(f, "`{path}` takes {expected}, given: {found}"),
            Wrong::Limit(violation) => violation.fmt(f),
        }
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
        (FieldKind::List(item), Value::Array(items)) => {
            items.iter().all(|value| is_complete_inside(item, value))
        }
        _ => true,
    }
}

/// Checks the parameters of a call. Returns the first problem.
pub(crate) fn check_parameters(meta: &Meta, given: &Given) -> Result<(), Problem> {
    let parameters = members(meta.request, given, "")?;
    match check(&parameters).into_iter().next() {
        None => Ok(()),
        Some(limit) => Err(Problem { path: limit.field.clone(), wrong: Wrong::Limit(limit) }),
    }
}

/// Reads the members of a shape.
fn members(shape: &'static Shape, given: &Given, path: &str) -> Result<Parameters, Problem> {
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
    Ok(match (kind, value) {
        (FieldKind::String, _) => Parameter::String(scalar(value, path)?),
        (FieldKind::Number, _) => Parameter::Number(scalar(value, path)?),
        (FieldKind::Decimal, _) => Parameter::Decimal(scalar(value, path)?),
        (FieldKind::Boolean, _) => Parameter::Boolean(scalar(value, path)?),
        (FieldKind::Json, _) => Parameter::Json(value.clone()),
        (FieldKind::List(item), Value::Array(values)) => {
            let read = |(index, value)| parameter(item, value, &format!("{path}[{index}]"));
            let items: Result<_, _> = values.iter().enumerate().map(read).collect();
            Parameter::List(Items(items?))
        }
        (FieldKind::Object(shape), Value::Object(given)) => {
            Parameter::Object(members(shape(), given, path)?)
        }
        (FieldKind::List(_), _) => return Err(Problem::kind(path, "a list", value)),
        (FieldKind::Object(_), _) => return Err(Problem::kind(path, "an object", value)),
    })
}

fn scalar<T: Member>(value: &Value, path: &str) -> Result<T, Problem> {
    read(value).map_err(|_| Problem::kind(path, T::EXPECTED, value))
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
