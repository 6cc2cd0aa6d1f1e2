//! Rust types, the table's words for them, and how a caller hands a value over.

use proc_macro2::TokenStream;

use super::doc::{Doc, code};
use super::rust::{method, signature, tokens};
use crate::api::{App, Class, Field, Limits, Presence, Type};

/// The bare type, as tokens. `scope` leads to the module of the endpoint's types.
pub(super) fn rust_type(ty: &Type, scope: &str) -> TokenStream {
    tokens(&ty.rust(scope))
}

/// The type of a member.
pub(super) fn member_type(field: &Field) -> String {
    let ty = field.ty.rust("");
    match field.presence {
        Presence::Required | Presence::List => ty,
        Presence::Optional => format!("Option<{ty}>"),
    }
}

/// The table's word for a type.
pub(super) fn kind(ty: &Type) -> String {
    match ty {
        Type::String | Type::Secret => "Kind::Text".to_owned(),
        Type::Integer | Type::Argb => "Kind::Number".to_owned(),
        Type::Decimal => "Kind::Decimal".to_owned(),
        Type::Boolean => "Kind::Boolean".to_owned(),
        Type::Json => "Kind::Json".to_owned(),
        Type::List(item) => format!("Kind::List(&{})", kind(item)),
        Type::Record(name) => format!("Kind::Object(shape::<{name}>)"),
    }
}

/// How a caller hands a value over: the parameter's type, and what makes it the member's.
pub(super) struct Parameter {
    /// Its type.
    pub(super) ty: String,
    conversion: &'static str,
}

impl Parameter {
    /// For a value of a type.
    pub(super) fn of(ty: &Type, scope: &str) -> Self {
        let rust = ty.rust(scope);
        match ty {
            Type::Integer | Type::Decimal | Type::Boolean => Self { ty: rust, conversion: "" },
            Type::List(item) => Self::list(item, scope),
            Type::String | Type::Json | Type::Secret | Type::Argb | Type::Record(_) => {
                Self { ty: format!("impl Into<{rust}>"), conversion: ".into()" }
            }
        }
    }

    fn list(item: &Type, scope: &str) -> Self {
        let rust = item.rust(scope);
        match item {
            Type::Integer | Type::Decimal | Type::Boolean | Type::List(_) => Self {
                ty: format!("impl IntoIterator<Item = {rust}>"),
                conversion: ".into_iter().collect()",
            },
            Type::String | Type::Json | Type::Secret | Type::Argb | Type::Record(_) => Self {
                ty: format!("impl IntoIterator<Item = impl Into<{rust}>>"),
                conversion: ".into_iter().map(Into::into).collect()",
            },
        }
    }

    /// The expression that makes the parameter of a name the member's value.
    pub(super) fn convert(&self, name: &str) -> String {
        format!("{name}{}", self.conversion)
    }
}

/// What a setter is a method of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The type itself.
    Record,
    /// A call, which holds the request.
    Call,
}

/// A setter of an optional member.
pub(super) fn setter(field: &Field, scope: &str, owner: Owner) -> String {
    let parameter = Parameter::of(&field.ty, scope);
    let (name, ty, value) = (&field.name, &parameter.ty, parameter.convert(&field.name));
    // A call is marked as a whole.
    let (mark, owner) = match owner {
        Owner::Record => ("    #[must_use]\n", "self"),
        Owner::Call => ("", "self.request"),
    };
    let head = signature(name, &["mut self".to_owned(), format!("{name}: {ty}")], "Self");
    let body = format!("        {owner}.{name} = Some({value});\n        self\n    }}\n");
    method(&field_doc(field), &format!("{mark}{head}{body}"))
}

/// What a member means, its type on the page, an example, and when it is not there.
pub(super) fn field_doc(field: &Field) -> Doc {
    let doc = if field.doc.is_empty() {
        Doc::default().markdown(&format!("The page's {}, not described yet.", code(&field.wire)))
    } else {
        Doc::new(&field.doc)
    };
    let mut facts = vec![format!("{} on the page", code(&field.page_type))];
    facts.extend(field.example.as_ref().map(|example| format!("for example {}", code(example))));
    let mut sentences = vec![facts.join(", ")];
    sentences.extend(field.absent_for.map(|app| format!("Absent for {}", app_name(app))));
    sentences.extend(limits(&field.limits));
    doc.markdown(&(sentences.join(". ") + "."))
}

/// What a value must keep to, in words.
pub(crate) fn limits(limits: &Limits) -> Vec<String> {
    let counted = |before: &str, count: Option<u64>, what: &str| {
        let plural = if count == Some(1) { "" } else { "s" };
        count.map(|count| format!("{before} {count} {what}{plural}"))
    };
    let mut words: Vec<String> = [
        counted("At least", limits.min_length, "character"),
        counted("At most", limits.max_length, "character"),
        limits.min.map(|min| format!("From {min}")),
        limits.max.map(|max| format!("Up to {max}")),
        counted("At most", limits.max_items, "item"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !limits.together_with.is_empty() {
        let names: Vec<String> = limits.together_with.iter().map(|it| code(it)).collect();
        words.push(format!("Only together with {}", names.join(" and ")));
    }
    words
}

/// A kind of app, in words.
pub(super) fn app_name(app: App) -> &'static str {
    match app {
        App::Internal => "internal apps",
        App::ThirdParty => "third-party enterprise apps",
        App::Personal => "personal apps",
    }
}

/// The table's word for a class.
pub(super) fn class(class: Class) -> &'static str {
    match class {
        Class::Transient => "Class::Transient",
        Class::Throttled => "Class::Throttled",
        Class::Token => "Class::Token",
        Class::Credentials => "Class::Credentials",
        Class::Permission => "Class::Permission",
        Class::NotFound => "Class::NotFound",
        Class::Conflict => "Class::Conflict",
        Class::Invalid => "Class::Invalid",
        Class::Quota => "Class::Quota",
    }
}
