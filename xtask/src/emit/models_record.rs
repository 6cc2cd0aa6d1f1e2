//! An object type of the models crate: the struct, how a caller makes one, and its table.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::code::{Owner, converted, field_doc, ident, parameters, rust_type, setter, tokens};
use super::doc::Doc;
use super::file::{File, Rows};
use crate::api::{Construction, Direction, Field, Limits, Passing, Place, Record, Type};

/// Adds the items of a type.
pub(super) fn items(file: &mut File, record: &Record, doc: &Doc) {
    file.items(definition(record, doc));
    let mut rows = Rows::default();
    let default = if record.construction == Construction::Default { ": Default" } else { "" };
    rows.row(&format!("{}{default};", record.name));
    for (index, field) in record.fields.iter().enumerate() {
        let (wire, name) = (Literal::string(&field.wire), &field.name);
        rows.row(&format!("[{index}] {wire} => {name}: {};", facts(field)));
    }
    file.table("record", &rows);
    file.items(making(record));
    file.items(init(record));
}

/// Adds the table of an answer that has no type.
pub(super) fn answer(file: &mut File, record: &Record) {
    let mut rows = Rows::default();
    rows.row(&format!("static RESPONSE = {};", Literal::string(&record.name)));
    for field in &record.fields {
        rows.row(&format!("{}: {};", Literal::string(&field.wire), facts(field)));
    }
    file.table("shape", &rows);
}

fn definition(record: &Record, doc: &Doc) -> TokenStream {
    let (doc, name) = (doc.outer(), ident(&record.name));
    let fields = record.fields.iter().map(|field| {
        let (doc, name, ty) = (field_doc(field).outer(), ident(&field.name), tokens(&field.rust()));
        quote! { #doc pub #name: #ty }
    });
    quote! {
        #doc
        #[derive(Clone)]
        #[non_exhaustive]
        pub struct #name { #(#fields),* }
    }
}

/// `new` and the setters of what a caller makes.
fn making(record: &Record) -> TokenStream {
    if record.direction == Direction::Response {
        return TokenStream::new();
    }
    let (name, new) = (ident(&record.name), new(record));
    let setters = record.optional();
    let mut setters =
        setters.map(|field| setter(field, &TokenStream::new(), Owner::Record)).peekable();
    if new.is_none() && setters.peek().is_none() {
        return TokenStream::new();
    }
    quote! { impl #name { #new #(#setters)* } }
}

fn new(record: &Record) -> Option<TokenStream> {
    match record.construction {
        Construction::Default => Some(quote! {
            #[doc = " With nothing set."]
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }
        }),
        Construction::New => {
            let parameters = parameters(record, &TokenStream::new());
            let required = record.required().map(required);
            let absent = record.optional().map(absent);
            Some(quote! {
                #[doc = " With what is required."]
                #[must_use]
                pub fn new(#(#parameters),*) -> Self {
                    Self { #(#required,)* #(#absent),* }
                }
            })
        }
        Construction::Init(_) | Construction::Decoded => None,
    }
}

/// A member that is made of the parameter of its name.
fn required(field: &Field) -> TokenStream {
    let (name, value) = (ident(&field.name), converted(field));
    if field.passing == Passing::Plain {
        quote! { #name }
    } else {
        quote! { #name: #value }
    }
}

fn absent(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    quote! { #name: None }
}

/// The struct that holds exactly the required members, where there are many.
fn init(record: &Record) -> TokenStream {
    let Construction::Init(init) = &record.construction else { return TokenStream::new() };
    let (name, init) = (ident(&record.name), ident(init));
    let doc = format!("What [`{name}`] requires; it becomes one by `into()`.");
    let doc = Doc::default().markdown(&doc).outer();
    let fields = record.required().map(|field| {
        let (doc, name) = (field_doc(field).outer(), ident(&field.name));
        let ty = rust_type(&field.ty, &TokenStream::new());
        quote! { #doc pub #name: #ty }
    });
    let moved = record.required().map(|field| {
        let name = ident(&field.name);
        quote! { #name: init.#name }
    });
    let absent = record.optional().map(absent);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        pub struct #init { #(#fields),* }

        impl From<#init> for #name {
            fn from(init: #init) -> Self {
                Self { #(#moved,)* #(#absent),* }
            }
        }
    }
}

/// What a row says of a member: its kind, and what else is known of it.
fn facts(field: &Field) -> String {
    let flags = [
        (field.place == Place::Query).then_some("query"),
        field.required.then_some("required"),
        field.secret.then_some("secret"),
    ];
    let flags = flags.into_iter().flatten().map(str::to_owned);
    let facts = [kind(&field.ty)].into_iter().chain(flags).chain(limits(&field.limits));
    facts.collect::<Vec<_>>().join(", ")
}

/// The table's word for a type.
fn kind(ty: &Type) -> String {
    match ty {
        Type::String | Type::Secret => "string".to_owned(),
        Type::Integer | Type::Argb => "number".to_owned(),
        Type::Decimal => "decimal".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Json => "json".to_owned(),
        Type::List(item) => format!("list({})", kind(item)),
        Type::Record(name) => format!("object({name})"),
    }
}

fn limits(limits: &Limits) -> impl Iterator<Item = String> {
    let limit = |name: &str, value: Option<String>| value.map(|value| format!("{name}({value})"));
    let together: Vec<String> =
        limits.together_with.iter().map(|it| Literal::string(it).to_string()).collect();
    let together = (!together.is_empty()).then(|| format!("&[{}]", together.join(", ")));
    [
        limit("min_length", limits.min_length.map(|it| it.to_string())),
        limit("max_length", limits.max_length.map(|it| it.to_string())),
        limit("max_items", limits.max_items.map(|it| it.to_string())),
        limit("min", limits.min.map(|it| it.to_string())),
        limit("max", limits.max.map(|it| it.to_string())),
        limit("together_with", together),
    ]
    .into_iter()
    .flatten()
}
