//! A call as a user writes it, for the documentation of its method. Documentation tests compile it.

use proc_macro2::Literal;
use serde_json::Value;

use crate::api::{Construction, Endpoint, Field, Record, Type};

/// The depth of nested types from which on there is no example.
const DEEPEST: usize = 3;

/// The number of lines of a value from which on there is no example: the call would not be seen in it.
const LONGEST: usize = 80;

/// How the client of an example calls.
#[derive(Clone, Copy)]
pub(super) enum Flavour {
    Async,
    Blocking,
}

/// The lines of a call, fenced; `None` where no example of a value can be written.
pub(super) fn call(endpoint: &Endpoint, package: &str, flavour: Flavour) -> Option<Vec<String>> {
    let package = package.replace('-', "_");
    let writer = Writer { endpoint, package: &package };
    let values = if let Construction::Init(name) = &endpoint.request.construction {
        vec![writer.init(&endpoint.request, name, 0)?]
    } else {
        let required = endpoint.request.required();
        required.map(|field| writer.argument(field)).collect::<Option<Vec<_>>>()?
    };
    let (folders, method) = (&endpoint.module[..endpoint.module.len() - 1], &endpoint.method);
    let group = folders.first().map(|group| format!("{group}().")).unwrap_or_default();
    let result = format!("-> Result<(), {package}::Error> {{");
    let (head, send) = match flavour {
        Flavour::Async => {
            (format!("# async fn example(client: {package}::Client) {result}"), "await")
        }
        // In two lines, to fit.
        Flavour::Blocking => {
            (format!("# fn example(client: {package}::blocking::Client)\n# {result}"), "send()")
        }
    };
    let call = format!("let answer = client.{group}{method}({}).{send}?;", values.join(", "));
    let uses_types = call.contains(&writer.types());
    let module = endpoint.module.join("::");
    let import = uses_types.then(|| format!("use {package}::models::{module};\n"));
    let body = [head].into_iter().chain(import).chain([call]);
    let body: Vec<String> =
        body.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let end = ["# drop(answer);", "# Ok(())", "# }", "```"].map(str::to_owned);
    Some(["```no_run".to_owned()].into_iter().chain(body).chain(end).collect())
}

/// Writes values of one endpoint.
struct Writer<'a> {
    endpoint: &'a Endpoint,
    package: &'a str,
}

impl Writer<'_> {
    /// The path of the endpoint's types, with `::` at its end.
    fn types(&self) -> String {
        let module = self.endpoint.module.last().map_or("", String::as_str);
        format!("{module}::")
    }

    /// A value as a method takes it.
    fn argument(&self, field: &Field) -> Option<String> {
        let example = field.example.as_deref();
        match &field.ty {
            Type::String | Type::Secret => Some(text(example)),
            Type::List(item) => match &**item {
                Type::Record(name) => Some(format!("[{}]", self.record(name, 1)?)),
                Type::List(_) => Some(self.list(item, example, 1)?.replacen("vec!", "", 1)),
                _ => Some(format!("[{}]", items(item, example, false)?)),
            },
            Type::Record(name) => self.record(name, 0),
            ty => self.value(ty, example, 0),
        }
    }

    /// A value as a member holds it.
    fn value(&self, ty: &Type, example: Option<&str>, depth: usize) -> Option<String> {
        match ty {
            Type::List(item) => self.list(item, example, depth),
            Type::Record(name) => self.owned(name, depth),
            Type::Json => Some(format!("{}::Value::Null", self.package)),
            Type::Argb => Some(format!("{}::Argb::from({})", self.package, integer(example))),
            scalar => scalar_of(scalar, example, true),
        }
    }

    fn list(&self, item: &Type, example: Option<&str>, depth: usize) -> Option<String> {
        match item {
            Type::Record(_) | Type::List(_) | Type::Json | Type::Argb => {
                Some(format!("vec![{}]", self.value(item, None, depth + 1)?))
            }
            scalar => Some(format!("vec![{}]", items(scalar, example, true)?)),
        }
    }

    /// An object as a member or a list holds it.
    fn owned(&self, name: &str, depth: usize) -> Option<String> {
        let value = self.record(name, depth)?;
        let is_init = matches!(self.find(name)?.construction, Construction::Init(_));
        Some(if is_init { value + ".into()" } else { value })
    }

    fn find(&self, name: &str) -> Option<&Record> {
        self.endpoint.types.iter().find(|record| record.name == name)
    }

    /// An object, or its `Init` struct, which becomes one by `into()`.
    fn record(&self, name: &str, depth: usize) -> Option<String> {
        let record = self.find(name)?;
        if depth > DEEPEST {
            return None;
        }
        match &record.construction {
            Construction::Init(init) => self.init(record, init, depth),
            Construction::New => {
                let values = record.required().map(|field| self.argument(field));
                let values = values.collect::<Option<Vec<_>>>()?.join(", ");
                Some(format!("{}{name}::new({values})", self.types()))
            }
            Construction::Default | Construction::Decoded => {
                Some(format!("{}{name}::default()", self.types()))
            }
        }
    }

    fn init(&self, record: &Record, name: &str, depth: usize) -> Option<String> {
        let indent = "    ".repeat(depth + 1);
        let mut members = String::new();
        for field in record.required() {
            let value = self.value(&field.ty, field.example.as_deref(), depth + 1)?;
            members.extend([&indent, &field.name, ": ", &value, ",\n"]);
            if members.lines().count() > LONGEST {
                return None;
            }
        }
        Some(format!("{}{name} {{\n{members}{}}}", self.types(), "    ".repeat(depth)))
    }
}

/// The items of a list's example; one item where there is no example.
fn items(item: &Type, example: Option<&str>, is_owned: bool) -> Option<String> {
    let listed = example.and_then(|text| serde_json::from_str::<Vec<Value>>(text).ok());
    let texts: Vec<Option<String>> = match listed.filter(|items| !items.is_empty()) {
        Some(items) => items.iter().map(|item| Some(shown(item))).collect(),
        None => vec![None],
    };
    let values = texts.iter().map(|text| scalar_of(item, text.as_deref(), is_owned));
    Some(values.collect::<Option<Vec<_>>>()?.join(", "))
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A value that is neither a list nor an object.
fn scalar_of(ty: &Type, example: Option<&str>, is_owned: bool) -> Option<String> {
    match ty {
        Type::String | Type::Secret if is_owned => Some(format!("{}.into()", text(example))),
        Type::String | Type::Secret => Some(text(example)),
        Type::Integer => Some(integer(example)),
        Type::Decimal => {
            let number: Option<f64> = example.and_then(|text| text.parse().ok());
            Some(format!("{:?}", number.unwrap_or(1.5)))
        }
        Type::Boolean => Some(if example == Some("false") { "false" } else { "true" }.to_owned()),
        Type::Json | Type::Argb | Type::List(_) | Type::Record(_) => None,
    }
}

fn text(example: Option<&str>) -> String {
    Literal::string(example.unwrap_or("text")).to_string()
}

fn integer(example: Option<&str>) -> String {
    example.and_then(|text| text.parse::<i64>().ok()).unwrap_or(1).to_string()
}
