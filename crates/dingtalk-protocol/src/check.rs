//! Limits, checked before a request is sent: one walk over the request beside its table.

use std::fmt;

use crate::shape::{Field, Limits};
use crate::view::{List, Object, ValueRef, fields};

/// One limit that a request does not keep to. It shows sizes and numbers, never a string.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Violation {
    /// The place in the request, such as `contact.label_ids`.
    pub field: String,
    /// The limit, such as `at most 20 items`.
    pub limit: String,
    /// What was given, such as `21 items`.
    pub given: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` takes {}, given: {}", self.field, self.limit, self.given)
    }
}

/// Checks a request against its limits. Returns every violation, in the order of the page.
#[must_use]
pub fn check(request: &dyn Object) -> Vec<Violation> {
    let mut found = Vec::new();
    check_object(request, &Path::Top, &mut found);
    found
}

/// The place of a value. It becomes text only for a violation.
enum Path<'a> {
    Top,
    Member(&'a Path<'a>, &'static str),
    Item(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => Ok(()),
            Self::Member(Self::Top, name) => f.write_str(name),
            Self::Member(parent, name) => write!(f, "{parent}.{name}"),
            Self::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

fn check_object(object: &dyn Object, path: &Path<'_>, found: &mut Vec<Violation>) {
    for (field, value) in fields(object) {
        let path = Path::Member(path, field.name);
        check_company(object, field, &path, found);
        check_value(value, &field.limits, &path, found);
    }
}

/// A field that says `together_with` needs the others.
fn check_company(object: &dyn Object, field: &Field, path: &Path<'_>, found: &mut Vec<Violation>) {
    let given = |name: &str| fields(object).any(|(other, _)| other.name == name);
    for name in field.together_with.iter().filter(|name| !given(name)) {
        found.push(Violation {
            field: path.to_string(),
            limit: format!("effect only together with `{name}`"),
            given: format!("no `{name}`"),
        });
    }
}

fn check_value(value: ValueRef<'_>, limits: &Limits, path: &Path<'_>, found: &mut Vec<Violation>) {
    let mut exceeds = |limit: String, given: String| {
        found.push(Violation { field: path.to_string(), limit, given });
    };
    match value {
        ValueRef::String(text) | ValueRef::Secret(text) => check_length(text, limits, &mut exceeds),
        ValueRef::Number(number) => check_range(&number, |limit| limit, limits, &mut exceeds),
        ValueRef::Decimal(number) => check_decimal(number, limits, &mut exceeds),
        ValueRef::List(list) => {
            let items = list.count() as u64;
            if let Some(max) = limits.max_items.filter(|max| items > *max) {
                exceeds(format!("at most {}", counted(max)), counted(items));
            }
            check_items(list, limits, path, found);
        }
        ValueRef::Object(object) => check_object(object, path, found),
        ValueRef::Absent | ValueRef::Boolean(_) | ValueRef::Json(_) => {}
    }
}

fn check_items(list: &dyn List, limits: &Limits, path: &Path<'_>, found: &mut Vec<Violation>) {
    // The limit on items is the outer list's; those on values are for every value inside.
    let inner = Limits { max_items: None, ..*limits };
    for index in 0..list.count() {
        check_value(list.item(index), &inner, &Path::Item(path, index), found);
    }
}

fn check_length(text: &str, limits: &Limits, exceeds: &mut impl FnMut(String, String)) {
    if limits.min_length.is_none() && limits.max_length.is_none() {
        return;
    }
    let length = text.chars().count() as u64;
    if let Some(min) = limits.min_length.filter(|min| length < *min) {
        exceeds(format!("at least {}", characters(min)), characters(length));
    }
    if let Some(max) = limits.max_length.filter(|max| length > *max) {
        exceeds(format!("at most {}", characters(max)), characters(length));
    }
}

fn counted(items: u64) -> String {
    if items == 1 { "1 item".to_owned() } else { format!("{items} items") }
}

fn characters(count: u64) -> String {
    if count == 1 { "1 character".to_owned() } else { format!("{count} characters") }
}

fn check_decimal(number: f64, limits: &Limits, exceeds: &mut impl FnMut(String, String)) {
    if number.is_finite() {
        // The limits of pages are small round numbers, which an `f64` holds exactly.
        #[allow(clippy::cast_precision_loss)]
        check_range(&number, |limit| limit as f64, limits, exceeds);
    } else {
        exceeds("a finite number".to_owned(), number.to_string());
    }
}

fn check_range<N: PartialOrd + fmt::Display>(
    number: &N,
    of: impl Fn(i64) -> N,
    limits: &Limits,
    exceeds: &mut impl FnMut(String, String),
) {
    if let Some(min) = limits.min.filter(|min| *number < of(*min)) {
        exceeds(format!("{min} or more"), number.to_string());
    }
    if let Some(max) = limits.max.filter(|max| *number > of(*max)) {
        exceeds(format!("{max} or less"), number.to_string());
    }
}
