//! An object type of the models crate: the struct, how a caller makes one, and what the one visitor
//! and the one writer need of it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::code::{Owner, Parameter, field_doc, kind, member_type, rust_type, setter};
use super::doc::{Doc, Docs};
use super::rust::{Code, Template, holding, ident, method, print, signature};
use crate::api::{Construction, Direction, Field, Limits, Place, Record, Type};

/// The items of a type.
pub(super) fn items(record: &Record, doc: &Doc, docs: &Docs) -> Vec<Code> {
    let mut items = vec![definition(record, doc)];
    items.extend(making(record));
    items.extend(init(record, docs).into_iter().map(Code::from));
    items.push(implementation(record));
    items
}

static DEFINITION: Template = Template::new(|| {
    print(quote! {
        #[doc = " doc__"]
        #[derive(Clone, derive__)]
        #[non_exhaustive]
        pub struct Name__ { fields__: () }
    })
});

fn definition(record: &Record, doc: &Doc) -> Code {
    let fields = record.fields.iter().map(|field| {
        let doc = field_doc(field).above("    ");
        format!("{doc}    pub {}: {},\n", field.name, member_type(field))
    });
    let fields: String = fields.collect();
    let braces = if fields.is_empty() { "{}".to_owned() } else { format!("{{\n{fields}}}") };
    let default = record.construction == Construction::Default;
    DEFINITION.fill(&[
        ("/// doc__\n", &doc.above("")),
        (", derive__", if default { ", Default" } else { "" }),
        ("Name__", &record.name),
        ("{\n    fields__: (),\n}", &braces),
    ])
}

/// `new` and the setters of what a caller makes.
fn making(record: &Record) -> Option<Code> {
    if record.direction == Direction::Response {
        return None;
    }
    let name = ident(&record.name);
    let setters = record.optional().map(|field| setter(field, "", Owner::Record));
    let methods: Vec<String> = new(record).into_iter().chain(setters).collect();
    (!methods.is_empty()).then(|| holding(quote! { impl #name {} }, &methods))
}

fn new(record: &Record) -> Option<String> {
    let (doc, parameters, value) = match record.construction {
        Construction::Default => {
            ("With nothing set.", Vec::new(), "        Self::default()\n".to_owned())
        }
        Construction::New => ("With what is required.", parameters(record), literal(record)),
        Construction::Init(_) | Construction::Decoded => return None,
    };
    let head = signature("new", &parameters, "Self");
    Some(method(&Doc::new(doc), &format!("    #[must_use]\n{head}{value}    }}\n")))
}

/// What is required, as parameters.
fn parameters(record: &Record) -> Vec<String> {
    let parameter = |field: &Field| format!("{}: {}", field.name, Parameter::of(&field.ty, "").ty);
    record.required().map(parameter).collect()
}

/// A value made of such parameters; a single member stands on one line.
fn literal(record: &Record) -> String {
    let required = record.required().map(|field| {
        let (name, value) = (&field.name, Parameter::of(&field.ty, "").convert(&field.name));
        if value == *name { value } else { format!("{name}: {value}") }
    });
    let optional = record.optional().map(|field| format!("{}: None", field.name));
    let members: Vec<String> = required.chain(optional).collect();
    if let [only] = members.as_slice() {
        return format!("        Self {{ {only} }}\n");
    }
    format!("        Self {{\n            {},\n        }}\n", members.join(",\n            "))
}

fn absent(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    quote! { #name: None }
}

/// The struct that holds exactly the required members, where there are many.
fn init(record: &Record, docs: &Docs) -> Vec<TokenStream> {
    let Construction::Init(init) = &record.construction else { return Vec::new() };
    let (name, init) = (ident(&record.name), ident(init));
    let doc = Doc::default()
        .markdown(&format!("What [`{name}`] requires; it becomes one by `into()`."))
        .outer(docs);
    let fields = record.required().map(|field| {
        let (doc, name) = (field_doc(field).outer(docs), ident(&field.name));
        let ty = rust_type(&field.ty, "");
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

/// Most of a generated file is this: it is printed once, and its lines are filled in.
static IMPLEMENTATION: Template = Template::new(|| {
    template(
        &quote! {
            fn set<'de, A: MapAccess<'de>>(&mut self, index: usize, slot: Slot<'_, A>) -> Result<(), A::Error> {
                match index {
                    slots__ => {}
                    _ => slot.skip(),
                }
            }
        },
        &quote! {
            fn member(&self, index: usize) -> View<'_> {
                match index {
                    views__ => {}
                    _ => View::Absent,
                }
            }
        },
    )
});

/// The same for a type without members.
static EMPTY: Template = Template::new(|| {
    template(
        &quote! {
            fn set<'de, A: MapAccess<'de>>(&mut self, _: usize, slot: Slot<'_, A>) -> Result<(), A::Error> {
                slot.skip()
            }
        },
        &quote! {
            fn member(&self, _: usize) -> View<'_> {
                View::Absent
            }
        },
    )
});

fn template(set: &TokenStream, member: &TokenStream) -> String {
    print(quote! {
        impl Record for Name__ {
            const SHAPE: &'static Shape = &shape__;

            fn blank() -> Self {
                blank__
            }

            #set

            #member
        }

        impl Debug for Name__ {
            fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                debug(self, f)
            }
        }

        impl PartialEq for Name__ {
            fn eq(&self, other: &Self) -> bool {
                equal(self, other)
            }
        }

        impl<'de> Deserialize<'de> for Name__ {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read(deserializer)
            }
        }

        impl Serialize for Name__ {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                write(self, serializer)
            }
        }
    })
}

/// A line for each member.
fn lines(record: &Record, indent: usize, line: impl Fn(usize, &Field) -> String) -> String {
    let line = |(index, field)| format!("{:indent$}{}\n", "", line(index, field));
    record.fields.iter().enumerate().map(line).collect()
}

fn implementation(record: &Record) -> Code {
    let blank = if record.construction == Construction::Default {
        "Self::default()".to_owned()
    } else {
        let blanks = lines(record, 12, |_, field| format!("{}: Member::blank(),", field.name));
        format!("Self {{\n{blanks}        }}")
    };
    let slots = lines(record, 12, |index, field| {
        format!("{index} => slot.fill(&mut self.{}),", field.name)
    });
    let views =
        lines(record, 12, |index, field| format!("{index} => Member::view(&self.{}),", field.name));
    let template = if record.fields.is_empty() { &EMPTY } else { &IMPLEMENTATION };
    template.fill(&[
        ("shape__", &shape(record, 4)),
        ("blank__", &blank),
        ("            slots__ => {}\n", &slots),
        ("            views__ => {}\n", &views),
        ("Name__", &record.name),
    ])
}

/// The table of a type's members.
pub(super) fn shape(record: &Record, indent: usize) -> String {
    let name = Literal::string(&record.name);
    let fields = lines(record, indent + 4, |_, it| field(it, indent + 4));
    if fields.is_empty() {
        format!("Shape::new({name}, &[])")
    } else {
        format!("Shape::new({name}, &[\n{fields}{:indent$}])", "")
    }
}

/// The entry of a member, over several lines where it is long.
fn field(field: &Field, indent: usize) -> String {
    let flags = [
        (field.place == Place::Query).then(|| ".query()".to_owned()),
        field.required.then(|| ".required()".to_owned()),
        field.secret.then(|| ".secret()".to_owned()),
    ];
    let mut calls: Vec<String> = flags.into_iter().flatten().collect();
    calls.extend(limits(&field.limits));
    let name = Literal::string(&field.wire);
    // The two that are nearly all have words of their own: shorter to read, faster to check.
    let new = match field.ty {
        Type::String | Type::Secret => format!("Field::text({name})"),
        Type::Integer | Type::Argb => format!("Field::number({name})"),
        _ => format!("Field::new({name}, {})", kind(&field.ty)),
    };
    let length = indent + new.len() + calls.iter().map(String::len).sum::<usize>();
    let gap = if length > WIDTH { format!("\n{:1$}", "", indent + 4) } else { String::new() };
    calls.iter().fold(new, |line, call| line + &gap + call) + ","
}

/// So that a line of a table stays within 100 columns.
const WIDTH: usize = 96;

fn limits(limits: &Limits) -> impl Iterator<Item = String> {
    let call = |name: &str, value: Option<String>| value.map(|value| format!(".{name}({value})"));
    let together: Vec<String> =
        limits.together_with.iter().map(|it| Literal::string(it).to_string()).collect();
    let together = (!together.is_empty()).then(|| format!("&[{}]", together.join(", ")));
    [
        call("min_length", limits.min_length.map(|it| it.to_string())),
        call("max_length", limits.max_length.map(|it| it.to_string())),
        call("max_items", limits.max_items.map(|it| it.to_string())),
        call("min", limits.min.map(|it| it.to_string())),
        call("max", limits.max.map(|it| it.to_string())),
        call("together_with", together),
    ]
    .into_iter()
    .flatten()
}
