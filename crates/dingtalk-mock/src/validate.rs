//! What a call sent, held against the table of its endpoint: whether everything required is there,
//! of the right kind and within its limits.
//!
//! The rules are those of the protocol crate, which are the client's too: a value is as tolerantly
//! read as one in an answer, and limits are checked by the same walk as before sending.

use std::borrow::Cow;
use std::fmt;

use dingtalk_models::gateway::ErrorCode;
use dingtalk_protocol::{
    Field, Kind, List, Member, Meta, Object, Place, Shape, Value, View, Violation, check, read,
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

impl Parameters {
    /// Forgets what takes effect only together with something that is not there.
    fn drop_the_lonely(&mut self) {
        let fields = self.shape.fields;
        let given: Vec<bool> = self.values.iter().map(Option::is_some).collect();
        let is_there = |name: &&str| {
            fields.iter().zip(&given).any(|(field, given)| field.name == *name && *given)
        };
        for (field, value) in fields.iter().zip(&mut self.values) {
            if !field.together_with.iter().all(is_there) {
                *value = None;
            }
        }
    }
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

/// The parameters of a call; what has no effect is ignored.
pub(crate) fn parameters(meta: &Meta, call: &Call, body: &Body) -> Result<Parameters, Problem> {
    let has_body = meta.request.fields.iter().any(|field| field.place == Place::Body);
    if has_body && *body == Body::Unreadable {
        return Err(Problem::missing("json"));
    }
    let given = |field: &Field| match (field.place, body) {
        (Place::Query, _) => value(&call.query, field.name).map(|text| of_text(&field.kind, text)),
        (_, Body::Form(pairs)) => value(pairs, field.name).map(|text| of_text(&field.kind, text)),
        (_, Body::Json(members)) => members.get(field.name).map(Cow::Borrowed),
        (_, Body::Unreadable) => None,
    };
    let mut parameters = members(meta.request, given, "")?;
    parameters.drop_the_lonely();
    match check(&parameters).into_iter().next() {
        None => Ok(parameters),
        Some(violation) => Err(Problem::limit(violation)),
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
) -> Result<Parameters, Problem> {
    let read = |field: &'static Field| {
        let path = if path.is_empty() { field.name } else { &format!("{path}.{}", field.name) };
        match given(field).filter(|value| !is_nothing(&field.kind, value)) {
            Some(value) => parameter(&field.kind, &value, path).map(Some),
            None if field.required => Err(Problem::missing(path)),
            None => Ok(None),
        }
    };
    let values = shape.fields.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Parameters { shape, values })
}

/// Null, and in a form an empty text in place of an object, which some of the page's samples send.
fn is_nothing(kind: &Kind, value: &Value) -> bool {
    value.is_null() || matches!(kind, Kind::Object(_)) && value == ""
}

// The set of kinds is open: what a later one allows is not checked.
#[allow(clippy::match_wildcard_for_single_variants)]
fn parameter(kind: &Kind, value: &Value, path: &str) -> Result<Parameter, Problem> {
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

fn scalar<T: Member>(value: &Value, path: &str) -> Result<T, Problem> {
    read(value).map_err(|_| Problem::kind(path, T::DUE, value))
}

fn items(item: &Kind, value: &Value, path: &str) -> Result<Items, Problem> {
    let Value::Array(values) = value else { return Err(Problem::kind(path, "a list", value)) };
    let read = |(index, value)| parameter(item, value, &format!("{path}[{index}]"));
    values.iter().enumerate().map(read).collect::<Result<_, _>>().map(Items)
}

fn object(shape: &'static Shape, value: &Value, path: &str) -> Result<Parameters, Problem> {
    let Value::Object(values) = value else { return Err(Problem::kind(path, "an object", value)) };
    let given = |field: &Field| Map::get(values, field.name).map(Cow::Borrowed);
    members(shape, given, path)
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
