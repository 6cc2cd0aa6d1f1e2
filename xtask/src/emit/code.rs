//! Rust types, parameters and setters, and the documentation of a member.

use proc_macro2::{Ident, LexError, TokenStream};
use quote::quote;

use super::doc::{Doc, code};
use crate::api::{App, Class, Field, Limits, Passing, Record, Type};

/// Makes an identifier. `r#type` becomes a raw one.
pub(super) fn ident(name: &str) -> Ident {
    let span = proc_macro2::Span::call_site();
    match name.strip_prefix("r#") {
        Some(bare) => Ident::new_raw(bare, span),
        None => Ident::new(name, span),
    }
}

/// A path of identifiers.
pub(super) fn path(names: &[String]) -> TokenStream {
    let names = names.iter().map(|name| ident(name));
    quote! { #(#names)::* }
}

/// The bare type. `scope` leads to the module of the endpoint's types, with `::` at its end; it is
/// empty within that module.
pub(super) fn rust_type(ty: &Type, scope: &TokenStream) -> TokenStream {
    tokens(&ty.rust_from(&scope.to_string()))
}

/// The tokens of a type that the resolved model spells.
pub(super) fn tokens(ty: &str) -> TokenStream {
    ty.parse().unwrap_or_else(|error: LexError| {
        let message = error.to_string();
        quote! { compile_error!(#message) }
    })
}

/// The type of a parameter that becomes a member.
fn parameter_type(field: &Field, scope: &TokenStream) -> TokenStream {
    let ty = match (&field.ty, field.passing) {
        (Type::List(item), Passing::Items | Passing::IntoItems) => rust_type(item, scope),
        (ty, _) => rust_type(ty, scope),
    };
    match field.passing {
        Passing::Plain => ty,
        Passing::Into => quote! { impl Into<#ty> },
        Passing::Items => quote! { impl IntoIterator<Item = #ty> },
        Passing::IntoItems => quote! { impl IntoIterator<Item = impl Into<#ty>> },
    }
}

/// The expression that makes the parameter of a member's name its value.
pub(super) fn converted(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    match field.passing {
        Passing::Plain => quote! { #name },
        Passing::Into => quote! { #name.into() },
        Passing::Items => quote! { #name.into_iter().collect() },
        Passing::IntoItems => quote! { #name.into_iter().map(Into::into).collect() },
    }
}

/// What a type requires, as parameters of a function.
pub(super) fn parameters(record: &Record, scope: &TokenStream) -> Vec<TokenStream> {
    let parameter = |field: &Field| {
        let (name, ty) = (ident(&field.name), parameter_type(field, scope));
        quote! { #name: #ty }
    };
    record.required().map(parameter).collect()
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
pub(super) fn setter(field: &Field, scope: &TokenStream, owner: Owner) -> TokenStream {
    let (doc, name) = (field_doc(field).outer(), ident(&field.name));
    let (ty, value) = (parameter_type(field, scope), converted(field));
    // `Call` is `must_use` as a type.
    let (mark, owner) = match owner {
        Owner::Record => (quote! { #[must_use] }, quote! { self }),
        Owner::Call => (TokenStream::new(), quote! { self.request }),
    };
    quote! {
        #doc
        #mark
        pub fn #name(mut self, #name: #ty) -> Self {
            #owner.#name = Some(#value);
            self
        }
    }
}

/// Documents a member: its meaning, its type on the page, an example, when it is absent, its limits.
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

/// The limits of a value, in words.
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

/// The protocol's name of a class.
pub(super) fn class(class: Class) -> &'static str {
    match class {
        Class::Transient => "Transient",
        Class::Throttled => "Throttled",
        Class::Token => "Token",
        Class::Credentials => "Credentials",
        Class::Permission => "Permission",
        Class::NotFound => "NotFound",
        Class::Conflict => "Conflict",
        Class::Invalid => "Invalid",
        Class::Quota => "Quota",
    }
}
