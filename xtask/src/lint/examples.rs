//! Examples: of the kind that their fields have, by the rules that answers are read by. They are
//! also what proves that a member of an answer is always there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::{Map as JsonMap, Value};

use super::context::{Key, Scope, is_blank};
use super::types::described;
use crate::api::original;
use crate::spec::Problem;
use crate::spec::words::PageType;
use crate::spec::{At, Example, Field, Format, Located, Map, Provenance, Specs};

/// Returns what the examples prove.
pub(super) fn check<'a>(scope: &mut Scope<'a>) -> Proof<'a> {
    for object in scope.objects() {
        let fields = object.fields.iter();
        let found = fields.filter_map(|(wire, it)| field_example(scope.located.file, wire, it));
        scope.problems.extend(found.collect::<Vec<_>>());
    }
    let mut proof = Proof::default();
    for example in &scope.spec.examples {
        check_example(scope, example, &mut proof);
    }
    proof
}

/// Which objects were seen in answers, and which of their members were missing there.
#[derive(Default)]
pub(super) struct Proof<'a> {
    /// By the type, where it is described.
    objects: BTreeMap<Key<'a>, Seen<'a>>,
}

impl Proof<'_> {
    /// Adds what the examples of another endpoint prove.
    pub(super) fn add(&mut self, other: Self) {
        for (key, seen) in other.objects {
            let own = self.objects.entry(key).or_default();
            own.recorded |= seen.recorded;
            for (wire, endpoint) in seen.missing {
                own.missing.entry(wire).or_insert(endpoint);
            }
        }
    }
}

#[derive(Default)]
struct Seen<'a> {
    recorded: bool,
    /// The members that were missing, each with an endpoint whose example shows it.
    missing: BTreeMap<&'a str, &'a str>,
}

/// What `response:` itself is called in a proof; no type can have this name.
const TOP: &str = "";

/// The example values of what all endpoints share.
pub(super) fn check_common(specs: &Specs, problems: &mut Vec<Problem>) {
    let common = &specs.common;
    let fields = common.envelope.iter();
    problems.extend(fields.filter_map(|(wire, field)| field_example(common.file, wire, field)));
    let credential = &common.credential;
    let example = credential.example.as_ref().map(|it| At {
        value: credential_value(&credential.page_type, it),
        place: it.place.clone(),
    });
    let field = Field { page_type: credential.page_type.clone(), example, ..Field::default() };
    problems.extend(field_example(common.file, &credential.name, &field));
}

/// The example of a credential, which is read as a text whatever it looks like.
fn credential_value(ty: &str, text: &str) -> Value {
    let is_text = matches!(PageType::parse(ty), Some(PageType::String | PageType::Date));
    let value = serde_json::from_str(text).ok().filter(|_| !is_text);
    value.unwrap_or_else(|| Value::String(text.to_owned()))
}

/// What is wrong with an example value in a field: it needs the field's type, a text that looks
/// like a number needs quotes, and the field's own limits hold for it.
fn field_example(file: usize, wire: &At<String>, field: &Field) -> Option<Problem> {
    let (example, ty) = (field.example.as_ref()?, PageType::parse(&field.page_type)?);
    // Objects are shown by the page's own example.
    if matches!(ty.innermost(), PageType::Json | PageType::Named(_)) {
        return None;
    }
    let new = |message| Problem::new("example-contradicts", file, &example.place, message);
    let is_color = field.format.as_ref().is_some_and(|it| it.value == Format::Argb);
    let is_fit = fits_strictly(&ty, &example.value);
    let is_fit = is_fit.and(if is_color { fits_argb(&example.value) } else { Ok(()) });
    if let Err(found) = is_fit {
        let message =
            format!("the example of `{wire}` is {found}, but its type is `{}`", field.page_type);
        let quotes = *ty.innermost() == PageType::String || *ty.innermost() == PageType::Date;
        return Some(new(message).help(if quotes {
            "put a text that looks like a number or a truth value in quotes"
        } else {
            "correct the example or the type"
        }));
    }
    let limit = broken_limit(field, &example.value)?;
    let message = format!("the example of `{wire}` does not keep to its `{limit}`");
    Some(new(message).help("correct the example or the limit"))
}

/// The limit of a field that a value does not keep to. The limit on items is the outer list's; those
/// of texts and numbers are for every value inside.
pub fn broken_limit(field: &Field, value: &Value) -> Option<String> {
    let items = value.as_array().map_or(0, Vec::len);
    let many = limit(field.max_items.as_ref()).filter(|most| count(items) > *most);
    let many = many.map(|most| format!("max_items: {most}"));
    many.or_else(|| broken_inside(field, value))
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn limit(stated: Option<&At<u64>>) -> Option<u64> {
    stated.map(|it| it.value)
}

/// The limit that a text or a number, or one inside of a list, does not keep to.
fn broken_inside(field: &Field, value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => items.iter().find_map(|item| broken_inside(field, item)),
        Value::String(text) => {
            let length = count(text.chars().count());
            let short = limit(field.min_length.as_ref()).filter(|least| length < *least);
            let long = limit(field.max_length.as_ref()).filter(|most| length > *most);
            let short = short.map(|least| format!("min_length: {least}"));
            let long = long.map(|most| format!("max_length: {most}"));
            // A number may come as a text.
            short.or(long).or_else(|| broken_range(field, text.parse().ok()?))
        }
        Value::Number(number) => broken_range(field, number.as_f64()?),
        _ => None,
    }
}

/// The limit of a field that a number does not keep to.
// Limits beyond 2^53 are no page's.
#[allow(clippy::cast_precision_loss)]
fn broken_range(field: &Field, number: f64) -> Option<String> {
    let small = field.min.as_ref().filter(|min| number < min.value as f64);
    let large = field.max.as_ref().filter(|max| number > max.value as f64);
    let small = small.map(|min| format!("min: {min}"));
    small.or_else(|| large.map(|max| format!("max: {max}")))
}

/// Whether a YAML value is of a type, without the tolerance that answers get: here a person writes.
fn fits_strictly(ty: &PageType, value: &Value) -> Result<(), &'static str> {
    let fits = match (ty, value) {
        (PageType::List(item), Value::Array(items)) => {
            return items.iter().try_for_each(|value| fits_strictly(item, value));
        }
        (PageType::String, it) => it.is_string(),
        (PageType::Date, it) => it.is_string() || it.is_i64(),
        (PageType::Number, it) => it.is_i64(),
        (PageType::Decimal, it) => it.is_number(),
        (PageType::Boolean, it) => it.is_boolean(),
        (PageType::List(_), _) => false,
        (PageType::Json | PageType::Named(_), _) => true,
    };
    if fits { Ok(()) } else { Err(kind(value)) }
}

/// Whether all numbers of a value are colours.
fn fits_argb(value: &Value) -> Result<(), &'static str> {
    match value {
        Value::Array(items) => items.iter().try_for_each(fits_argb),
        Value::Number(number) => {
            let color = number.as_i64().is_some_and(|it| i32::try_from(it).is_ok());
            if color { Ok(()) } else { Err("beyond 32 bits") }
        }
        _ => Ok(()),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(number) if !number.is_i64() => "a fraction or a number beyond 64 bits",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn check_example<'a>(scope: &mut Scope<'a>, example: &'a Example, proof: &mut Proof<'a>) {
    if let Some((text, request)) = object_of(scope, example.request.as_ref()) {
        check_request(scope, text, &request);
    }
    if let Some((text, response)) = object_of(scope, example.response.as_ref()) {
        let recorded = example.from.value == Provenance::Recorded;
        if is_success(&response) {
            check_payload(scope, text, &response);
            let page = scope.located;
            let proof = Some((proof, recorded));
            let mut walk = Walk { scope, text, page, proof, told: BTreeSet::new() };
            let fields = &walk.scope.spec.response;
            walk.object(TOP, fields, &response, "");
        }
    }
    for (path, why) in example.repaired.iter().flat_map(Map::iter) {
        if is_blank(why) {
            let problem = scope.problem(
                "empty-text",
                &path.place,
                format!("the repair of `{path}` has no reason"),
            );
            scope.report(problem.help("say what was wrong with the page's value"));
        }
    }
}

/// Whether an answer is one of success, by the rules that answers are read by.
fn is_success(answer: &JsonMap<String, Value>) -> bool {
    let text = |key: &str| match answer.get(key) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let fine = |key| ["", "0"].contains(&text(key).as_str());
    fine("errcode") && fine("sub_code") && text("success") != "false"
}

/// A successful answer has what the call returns. A list may be left out, but not beside a list or an
/// object that `response:` does not know: there the items are, and no call would return them.
fn check_payload(scope: &mut Scope<'_>, text: &At<String>, answer: &JsonMap<String, Value>) {
    let (key, common) = (&scope.spec.returns, &scope.specs.common);
    let Some(field) = scope.spec.response.get(key) else { return };
    let is_list = field.page_type.ends_with("[]");
    let is_known =
        |name| scope.spec.response.get(name).is_some() || common.envelope.get(name).is_some();
    let is_elsewhere = || {
        let holds = |value: &Value| value.is_array() || value.is_object();
        answer.iter().any(|(name, value)| holds(value) && !is_known(name))
    };
    let is_missing = answer.get(key.as_str()).is_none_or(Value::is_null);
    if is_missing && (!is_list || is_elsewhere()) {
        let message = format!("the example leaves out `{key}`, which the call returns");
        let problem = scope.problem("example-contradicts", &text.place, message);
        scope.report(problem.help("correct the example, or `returns:`"));
    }
}

/// An example's text as a JSON object. Of a duplicated key the last one wins, as in answers.
fn object_of<'a>(
    scope: &mut Scope<'_>,
    text: Option<&'a At<String>>,
) -> Option<(&'a At<String>, JsonMap<String, Value>)> {
    let text = text?;
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Some((text, object)),
        Ok(other) => {
            let problem = scope.problem(
                "example-not-json",
                &text.place,
                format!("the example is {}", kind(&other)),
            );
            scope.report(problem.help(OBJECTS));
            None
        }
        Err(error) => {
            let place = scope.inside(text, error.line(), error.column());
            let problem = scope.problem("example-not-json", &place, "the example is no JSON");
            // What does not begin like one was not broken: a form, or the end of a URL.
            let is_broken = text.trim_start().starts_with(['{', '[']);
            scope.report(problem.help(if is_broken {
                "repair it, and say under `repaired:` what was wrong"
            } else {
                OBJECTS
            }));
            None
        }
    }
}

/// How an example is written.
const OBJECTS: &str =
    "requests and answers are JSON objects, also where a form or the query holds the parameters";

fn check_request<'a>(
    scope: &mut Scope<'a>,
    text: &'a At<String>,
    request: &JsonMap<String, Value>,
) {
    let spec = scope.spec;
    let known = |name: &str| spec.query.get(name).or_else(|| spec.body.get(name));
    for name in request.keys().filter(|name| known(name).is_none()) {
        let problem = scope.problem(
            "example-contradicts",
            &text.place,
            format!("the request has no parameter `{name}`"),
        );
        scope.report(problem.help("add it to `query:` or `body:`, or remove it from the example"));
    }
    for (fields, place) in [(&spec.query, "query"), (&spec.body, "body")] {
        let told = BTreeSet::new();
        let mut walk = Walk { page: scope.located, scope, text, proof: None, told };
        walk.members(fields, request, "");
        walk.required(fields, request, place);
        walk.limits(fields, request, "");
    }
}

/// A walk over an example beside its types.
struct Walk<'s, 'a, 'p> {
    scope: &'s mut Scope<'a>,
    text: &'a At<String>,
    /// The page whose types names stand for.
    page: &'a Located,
    /// For an answer: what it proves, and whether it was recorded.
    proof: Option<(&'p mut Proof<'a>, bool)>,
    /// The members that were found to contradict, and what was found: of many items the first tells.
    told: BTreeSet<(String, &'static str)>,
}

impl<'a> Walk<'_, 'a, '_> {
    fn object(
        &mut self,
        name: &'a str,
        fields: &'a Map<Field>,
        object: &JsonMap<String, Value>,
        path: &str,
    ) {
        if let Some((proof, recorded)) = &mut self.proof {
            let key = described_key(self.scope.specs, self.page, name);
            let seen = proof.objects.entry(key).or_default();
            seen.recorded |= *recorded;
            for (wire, _) in fields
                .iter()
                .filter(|(wire, _)| object.get(wire.as_str()).is_none_or(Value::is_null))
            {
                seen.missing.entry(wire.as_str()).or_insert(&self.scope.located.name);
            }
        } else {
            self.required(fields, object, path);
            self.limits(fields, object, path);
        }
        self.members(fields, object, path);
    }

    fn members(&mut self, fields: &'a Map<Field>, object: &JsonMap<String, Value>, path: &str) {
        for (wire, field) in fields.iter() {
            if let (Some(value), Some(ty)) =
                (object.get(wire.as_str()), PageType::parse(&field.page_type))
            {
                let path = below(path, wire);
                let is_color = field.format.as_ref().is_some_and(|it| it.value == Format::Argb);
                if is_color && fits_argb(value).is_err() {
                    self.contradiction("a signed 32-bit number", value, &path);
                }
                self.value(&ty, value, &path);
            }
        }
    }

    /// What a request must have.
    fn required(&mut self, fields: &Map<Field>, object: &JsonMap<String, Value>, path: &str) {
        let missing = fields
            .iter()
            .filter(|(wire, field)| field.is_required() && !object.contains_key(wire.as_str()));
        for (wire, _) in missing {
            let message = format!("the example leaves out `{wire}`, which is required in `{path}`");
            let problem = self.scope.problem("example-contradicts", &self.text.place, message);
            self.scope.report(problem.help("correct the example, or remove `required:`"));
        }
    }

    /// What the values of a request must keep to.
    fn limits(&mut self, fields: &Map<Field>, object: &JsonMap<String, Value>, path: &str) {
        for (wire, field) in fields.iter() {
            let Some(value) = object.get(wire.as_str()) else { continue };
            let path = below(path, wire);
            if let Some(limit) = broken_limit(field, value) {
                self.broken(format!("`{path}` of the example does not keep to its `{limit}`"));
            }
            for other in field.together_with.iter().filter(|it| !object.contains_key(it.as_str())) {
                self.broken(format!(
                    "the example has `{path}` without `{other}`, but it has `together_with: [{other}]`"
                ));
            }
        }
    }

    fn broken(&mut self, message: String) {
        let problem = self.scope.problem("example-contradicts", &self.text.place, message);
        self.scope.report(problem.help("correct the example or the limit"));
    }

    fn value(&mut self, ty: &PageType, value: &Value, path: &str) {
        match (ty, value) {
            // An answer's null is as good as nothing; a request has no reason to send one.
            (_, Value::Null) if self.proof.is_some() => {}
            // An unknown type is reported where it stands.
            (PageType::Named(name), _) if self.page.spec.types.get(name).is_none() => {}
            (PageType::List(item), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    let path = format!("{path}[{index}]");
                    // Nothing can stand for a member, but for an item only where any value can.
                    if value.is_null() && !matches!(**item, PageType::List(_) | PageType::Json) {
                        self.contradiction(due(item), value, &path);
                    } else {
                        self.value(item, value, &path);
                    }
                }
            }
            (PageType::Named(name), Value::Object(object)) => {
                let (page, specs) = (self.page, self.scope.specs);
                let types = &page.spec.types;
                let Some((key, ty)) = types.key(name).zip(types.get(name)) else { return };
                // A shared type without members of its own is described on the other page.
                let there = original(specs, name, ty).filter(|_| ty.fields.is_empty());
                let (there, fields) = there.map_or((page, &ty.fields), |(it, ty)| (it, &ty.fields));
                self.page = there;
                self.object(key.as_str(), fields, object, path);
                self.page = page;
            }
            (ty, value) if fits_tolerantly(ty, value) => {}
            (ty, value) => self.contradiction(due(ty), value, path),
        }
    }

    fn contradiction(&mut self, due: &str, value: &Value, path: &str) {
        if !self.told.insert((without_numbers(path), kind(value))) {
            return;
        }
        let message = format!("the example has {} at `{path}`, where {due} is due", kind(value));
        let problem = self.scope.problem("example-contradicts", &self.text.place, message);
        self.scope
            .report(problem.help("correct the type; or the example, and say so under `repaired:`"));
    }
}

/// The path of a member of the object at a path.
fn below(path: &str, wire: &str) -> String {
    if path.is_empty() { wire.to_owned() } else { format!("{path}.{wire}") }
}

/// A path that is the same for all items of its lists.
fn without_numbers(path: &str) -> String {
    let parts = path.split('[').map(|it| it.split_once(']').map_or(it, |(_, behind)| behind));
    parts.collect::<Vec<_>>().join("[]")
}

/// What a type asks for, in words.
fn due(ty: &PageType) -> &'static str {
    match ty {
        PageType::List(_) => "a list",
        PageType::Named(_) => "an object",
        PageType::Number => "a number",
        PageType::Decimal => "a number or a fraction",
        PageType::Boolean => "a truth value",
        PageType::String | PageType::Date => "a text",
        PageType::Json => "a value",
    }
}

/// Whether a scalar can be read, by the tolerance that answers get.
fn fits_tolerantly(ty: &PageType, value: &Value) -> bool {
    match (ty, value) {
        (PageType::String | PageType::Date, it) => it.is_string() || it.is_i64() || it.is_u64(),
        (PageType::Number, Value::String(text)) => text.parse::<i64>().is_ok(),
        (PageType::Number, it) => it.is_i64(),
        (PageType::Decimal, Value::String(text)) => text.parse::<f64>().is_ok_and(f64::is_finite),
        (PageType::Decimal, it) => it.is_number(),
        (PageType::Boolean, Value::String(text)) => text == "true" || text == "false",
        (PageType::Boolean, it) => it.is_boolean(),
        (PageType::Json, _) => true,
        (PageType::List(_) | PageType::Named(_), _) => false,
    }
}

/// A type, where it is described: what pages share is proven together.
fn described_key<'a>(specs: &'a Specs, page: &'a Located, name: &'a str) -> Key<'a> {
    described(specs, page, name).map_or((page.file, name), |(there, name, _)| (there.file, name))
}

/// Why a member that is said to be always there may be missing.
fn doubt(located: &Located, seen: Option<&Seen<'_>>, wire: &str) -> Option<String> {
    let Some(seen) = seen else { return Some("no example has its object".to_owned()) };
    match seen.missing.get(wire) {
        Some(endpoint) if *endpoint == located.name => Some("an example leaves it out".to_owned()),
        Some(endpoint) => Some(format!("an example of `{endpoint}` leaves it out")),
        None if !seen.recorded => Some("no example that has its object was recorded".to_owned()),
        None => None,
    }
}

/// A member of an answer is required only if every example has it and one was recorded.
pub(super) fn check_required(scope: &mut Scope<'_>, proof: &Proof<'_>) {
    let spec = scope.spec;
    let mut objects = vec![(TOP, &spec.response)];
    let types = spec.types.iter().filter(|(name, _)| scope.receives(name));
    objects.extend(types.map(|(name, ty)| (name.as_str(), &ty.fields)));
    for (name, fields) in objects {
        for (wire, field) in fields.iter().filter(|(_, field)| field.is_required()) {
            let place: Range<usize> =
                field.required.as_ref().map(|it| it.place.clone()).unwrap_or_default();
            let key = described_key(scope.specs, scope.located, name);
            let seen = proof.objects.get(&key);
            let Some(doubt) = doubt(scope.located, seen, wire) else { continue };
            let message = format!("nothing proves that every answer has `{wire}`: {doubt}");
            let problem = scope.problem("unproven-required", &place, message);
            scope.report(
                problem.help("remove `required:`, or add a `from: recorded` example that has it"),
            );
        }
    }
}
