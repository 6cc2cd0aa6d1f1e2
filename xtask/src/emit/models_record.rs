//! An object type of the models crate: the struct, how a caller makes one, and what the one visitor
//! and the one writer need of it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::code::{Owner, Parameter, field_doc, kind, member_type, rust_type, setter};
use super::doc::Doc;
use super::rust::ident;
use crate::api::{Construction, Direction, Field, Limits, Place, Record, Type};

/// The items of a type.
pub(super) fn items(record: &Record, doc: &Doc) -> Vec<TokenStream> {
    let mut items = vec![definition(record, doc), making(record)];
    items.extend(init(record));
    items.extend([implementation(record), deserialize(record), serialize(record)]);
    items
}

fn definition(record: &Record, doc: &Doc) -> TokenStream {
    let (name, doc) = (ident(&record.name), doc.outer());
    let fields = record.fields.iter().map(|field| {
        let (doc, name, ty) = (field_doc(field).outer(), ident(&field.name), member_type(field));
        quote! { #doc pub #name: #ty }
    });
    let default = (record.construction == Construction::Default).then(|| quote! { Default, });
    quote! {
        #doc
        #[derive(Clone, Debug, #default PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#fields),* }
    }
}

/// `new` and the setters of what a caller makes.
fn making(record: &Record) -> TokenStream {
    if record.direction == Direction::Response {
        return TokenStream::new();
    }
    let name = ident(&record.name);
    let none = TokenStream::new();
    let setters = record.optional().map(|field| setter(field, &none, Owner::Record));
    let new = new(record);
    let methods: Vec<TokenStream> = new.into_iter().chain(setters).collect();
    if methods.is_empty() {
        return TokenStream::new();
    }
    quote! { impl #name { #(#methods)* } }
}

fn new(record: &Record) -> Option<TokenStream> {
    let doc = match record.construction {
        Construction::Default => "With nothing set.",
        Construction::New => "With what is required.",
        Construction::Init(_) | Construction::Decoded => return None,
    };
    if record.construction == Construction::Default {
        return Some(quote! {
            #[doc = " With nothing set."]
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }
        });
    }
    let doc = format!(" {doc}");
    let none = TokenStream::new();
    let parameters = record.required().map(|field| {
        let (name, ty) = (ident(&field.name), Parameter::of(&field.ty, &none).ty);
        quote! { #name: #ty }
    });
    let values = record.required().map(|field| {
        let name = ident(&field.name);
        let value = Parameter::of(&field.ty, &none).convert(&name);
        if matches!(field.ty, Type::Integer | Type::Decimal | Type::Boolean) {
            quote! { #name }
        } else {
            quote! { #name: #value }
        }
    });
    let absent = record.optional().map(absent);
    Some(quote! {
        #[doc = #doc]
        #[must_use]
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#values,)* #(#absent),* }
        }
    })
}

fn absent(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    quote! { #name: None }
}

/// The struct that holds exactly the required members, where there are many.
fn init(record: &Record) -> Vec<TokenStream> {
    let Construction::Init(init) = &record.construction else { return Vec::new() };
    let (name, init) = (ident(&record.name), ident(init));
    let doc = Doc::default()
        .markdown(&format!("What [`{name}`] requires; it becomes one by `into()`."))
        .outer();
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
    vec![
        quote! {
            #doc
            #[derive(Clone, Debug, PartialEq)]
            #[allow(clippy::exhaustive_structs)]
            pub struct #init { #(#fields),* }
        },
        quote! {
            impl From<#init> for #name {
                fn from(init: #init) -> Self {
                    Self { #(#moved,)* #(#absent),* }
                }
            }
        },
    ]
}

fn implementation(record: &Record) -> TokenStream {
    let name = ident(&record.name);
    let shape = shape(record);
    let blanks = record.fields.iter().map(|field| {
        let name = ident(&field.name);
        quote! { #name: Member::blank() }
    });
    let blank = if record.construction == Construction::Default {
        quote! { Self::default() }
    } else {
        quote! { Self { #(#blanks),* } }
    };
    let (set, member) = (set(record), member(record));
    quote! {
        impl Record for #name {
            const SHAPE: &'static Shape = {
                static SHAPE: Shape = #shape;
                &SHAPE
            };

            fn blank() -> Self {
                #blank
            }

            #set

            #member
        }
    }
}

fn set(record: &Record) -> TokenStream {
    let arms = record.fields.iter().enumerate().map(|(index, field)| {
        let (index, name) = (Literal::usize_unsuffixed(index), ident(&field.name));
        quote! { #index => slot.fill(&mut self.#name), }
    });
    let index = if record.fields.is_empty() { ident("_") } else { ident("index") };
    let body = if record.fields.is_empty() {
        quote! { slot.skip() }
    } else {
        quote! { match index { #(#arms)* _ => slot.skip() } }
    };
    quote! {
        fn set<'de, A: MapAccess<'de>>(&mut self, #index: usize, slot: Slot<'_, A>) -> Result<(), A::Error> {
            #body
        }
    }
}

fn member(record: &Record) -> TokenStream {
    let arms = record.fields.iter().enumerate().map(|(index, field)| {
        let (index, name) = (Literal::usize_unsuffixed(index), ident(&field.name));
        quote! { #index => Member::view(&self.#name), }
    });
    if record.fields.is_empty() {
        return quote! { fn member(&self, _: usize) -> View<'_> { View::Absent } };
    }
    quote! {
        fn member(&self, index: usize) -> View<'_> {
            match index { #(#arms)* _ => View::Absent }
        }
    }
}

/// The table of a type's members.
pub(super) fn shape(record: &Record) -> TokenStream {
    let name = &record.name;
    let fields = record.fields.iter().map(field);
    quote! { Shape::new(#name, &[#(#fields),*]) }
}

fn field(field: &Field) -> TokenStream {
    let (wire, kind) = (&field.wire, kind(&field.ty));
    let query = (field.place == Place::Query).then(|| quote! { .query() });
    let required = field.required.then(|| quote! { .required() });
    let secret = field.secret.then(|| quote! { .secret() });
    let limits = limits(&field.limits);
    quote! { Field::new(#wire, #kind) #query #required #secret #limits }
}

fn limits(limits: &Limits) -> TokenStream {
    let mut calls = TokenStream::new();
    let unsigned = [
        ("min_length", limits.min_length),
        ("max_length", limits.max_length),
        ("max_items", limits.max_items),
    ];
    for (name, value) in unsigned {
        let name = ident(name);
        calls.extend(value.map(Literal::u64_unsuffixed).map(|it| quote! { .#name(#it) }));
    }
    for (name, value) in [("min", limits.min), ("max", limits.max)] {
        let name = ident(name);
        calls.extend(value.map(Literal::i64_unsuffixed).map(|it| quote! { .#name(#it) }));
    }
    if !limits.together_with.is_empty() {
        let names = &limits.together_with;
        calls.extend(quote! { .together_with(&[#(#names),*]) });
    }
    calls
}

fn deserialize(record: &Record) -> TokenStream {
    let name = ident(&record.name);
    quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read(deserializer)
            }
        }
    }
}

fn serialize(record: &Record) -> TokenStream {
    let name = ident(&record.name);
    quote! {
        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                write(self, serializer)
            }
        }
    }
}
