//! Example values and example answers, brought to the types of the spec: lenient JSON of a page
//! is written as it is meant, and each repair is named.

use serde_json::{Value as Json, json};

use crate::import::repair::{Repair, unquoted};
pub(crate) use crate::import::repair::{Repairs, breaks};
use crate::lenient_json::{self, Defect, Duplicates, Value};
use crate::nesting::shape::is_numeric;
use crate::nesting::tree::{Node, Ty, is_open};
use crate::samples::Sample;
use crate::vocabulary::vocabulary;
use xtask::spec::Endpoint;

/// The value of an example cell; nothing where the cell is empty, or for an object.
///
/// # Errors
///
/// What the cell is instead of a value of the member's type.
pub(crate) fn cell(text: &str, node: &Node) -> Result<Option<Json>, &'static str> {
    let text = text.trim();
    let Ty::Plain(word) = &node.ty else { return Ok(None) };
    if vocabulary().is_nothing(text) || is_open(word) {
        return Ok(None);
    }
    if node.lists == 0 {
        return scalar(word, text);
    }
    if node.lists > 1 {
        return Ok(None);
    }
    let items: Option<Vec<Json>> = items(text).iter().map(|it| scalar(word, it).ok()?).collect();
    items.map(|items| Some(Json::Array(items))).ok_or("no list of such values")
}

/// The items of a list as cells write them: as JSON, or with commas between.
fn items(text: &str) -> Vec<String> {
    let value = if text.contains(['[', '［']) { lenient_json::read(text).value } else { None };
    if let Some(Value::List(items)) = value {
        return items.iter().map(plain).collect();
    }
    let parts = text.split([',', '，', '、']).map(unquoted).filter(|it| !it.is_empty());
    parts.map(str::to_owned).collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Number(text) => text.clone(),
        other => other.to_json(),
    }
}

/// The value of a cell for a type that is no list.
fn scalar(word: &str, text: &str) -> Result<Option<Json>, &'static str> {
    let bare = unquoted(text);
    match word {
        "Number" => {
            let digits = bare.trim_end_matches(['L', 'l']);
            let masked = is_numeric(digits) && !digits.contains('.');
            match digits.parse::<i64>() {
                Ok(number) => Ok(Some(json!(number))),
                // A masked number is one, but which?
                Err(_) if masked => Ok(None),
                Err(_) => Err("no number"),
            }
        }
        "Decimal" => bare.parse::<f64>().map(|it| Some(json!(it))).map_err(|_| "no number"),
        "Boolean" => match bare.to_ascii_lowercase().as_str() {
            "true" => Ok(Some(Json::Bool(true))),
            "false" => Ok(Some(Json::Bool(false))),
            _ => Err("no truth value"),
        },
        // A string may be JSON itself; then its quotes belong to it.
        _ if text.starts_with(['{', '[']) => Ok(Some(Json::String(text.to_owned()))),
        _ => Ok(Some(Json::String(bare.to_owned())).filter(|it| *it != json!(""))),
    }
}

/// Whether an answer is one of success, by the rules that answers are read by.
pub(crate) fn is_success(answer: &Value) -> bool {
    let fine = |key: &str| match answer.get(key) {
        None | Some(Value::Null) => true,
        Some(Value::Text(text) | Value::Number(text)) => ["", "0"].contains(&text.trim()),
        Some(_) => false,
    };
    let refused = match answer.get("success") {
        Some(Value::Bool(success)) => !success,
        Some(Value::Text(text)) => text == "false",
        _ => false,
    };
    fine("errcode") && fine("sub_code") && !refused
}

/// An answer as a spec shows it: well-formed, and of the spec's types.
pub(crate) fn answer(value: &Value, defects: &[Defect], spec: &Endpoint) -> (String, Repairs) {
    let mut repair = Repair::new(spec);
    repair.defects(defects);
    let answer = repair.object(value, &spec.response, "", 0);
    (answer.pretty(Duplicates::Drop) + "\n", repair.done)
}

/// Whether an answer has a member that is something.
pub(crate) fn has(text: &str, key: &str) -> bool {
    let answer: Option<Json> = serde_json::from_str(text).ok();
    answer.and_then(|it| it.get(key).cloned()).is_some_and(|it| !it.is_null())
}

/// A request as a spec shows it: the sample that fits best, if it has all that is required.
pub(crate) fn request(samples: &[Sample], spec: &Endpoint) -> Option<String> {
    let mut candidates: Vec<&Sample> = samples.iter().collect();
    candidates.sort_by_key(|it| !it.exact_names);
    let requests = candidates.into_iter().filter_map(|sample| {
        let mut sent: Vec<(String, Value)> = sample.query.clone();
        if let Some(Value::Object(members)) = &sample.body {
            sent.extend(members.iter().cloned());
        }
        fitting(&Value::Object(sent), spec)
    });
    let mut fitting: Vec<Value> = requests.collect();
    // Of several, the one that shows most.
    fitting.sort_by_key(|it| std::cmp::Reverse(size(it)));
    let best = fitting.into_iter().next()?;
    let is_empty = matches!(&best, Value::Object(members) if members.is_empty());
    (!is_empty).then(|| best.pretty(Duplicates::Drop) + "\n")
}

fn size(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.iter().map(|(_, it)| 1 + size(it)).sum(),
        Value::List(items) => items.iter().map(size).sum(),
        _ => 0,
    }
}

/// A request with the names and types of the spec; `None` where it lacks what is required.
fn fitting(sent: &Value, spec: &Endpoint) -> Option<Value> {
    let mut repair = Repair::new(spec);
    repair.is_request = true;
    let query = repair.object(sent, &spec.query, "", 0);
    let body = repair.object(sent, &spec.body, "", 0);
    let (Value::Object(mut members), Value::Object(body)) = (query, body) else { return None };
    members.extend(body);
    repair.is_whole.then_some(Value::Object(members))
}
