//! The error codes of an endpoint and of the gateway: an open type with constants, and the table
//! that says what can be done about each.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::code::class;
use super::doc::{Doc, code as inline, escape};
use super::rust::{file, ident, imports};
use crate::api::{Api, Code, ErrorCode};

/// The module of the gateway's codes.
pub(super) fn gateway(api: &Api) -> String {
    let doc = Doc::default().markdown("The codes that any endpoint may answer.").markdown(
        "They match at every endpoint, unless its own page gives the number another meaning.",
    );
    let mut items = items(&api.gateway, None);
    let entries = table(&api.gateway);
    items.push(quote! {
        #[doc = " What is known of each code."]
        pub static CODES: &[CodeEntry] = #entries;
    });
    file(&api.common.path, &doc.inner(), &imports(&items), &items)
}

/// The open type and its constants; nothing where no code is documented.
pub(super) fn items(codes: &[ErrorCode], endpoint: Option<&str>) -> Vec<TokenStream> {
    let of = endpoint.map_or_else(|| "any endpoint".to_owned(), inline);
    let doc = Doc::default()
        .markdown(&format!("An error code of {of}."))
        .markdown("The set is open: a code that is not documented is an ordinary value.")
        .outer();
    let constants = codes.iter().map(|it| {
        let (doc, name, code) = (code_doc(it).outer(), ident(&it.name), value(&it.code));
        quote! { #doc pub const #name: Self = Self(#code); }
    });
    let endpoint = endpoint.map_or_else(|| quote! { None }, |name| quote! { Some(#name) });
    vec![
        quote! {
            #doc
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            pub struct ErrorCode(Code);
        },
        quote! { impl ErrorCode { #(#constants)* } },
        quote! {
            impl ApiCode for ErrorCode {
                const ENDPOINT: Option<&'static str> = #endpoint;

                fn code(&self) -> &Code {
                    &self.0
                }
            }
        },
        quote! {
            impl From<Code> for ErrorCode {
                fn from(code: Code) -> Self {
                    Self(code)
                }
            }
        },
        quote! {
            impl Display for ErrorCode {
                fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                    self.0.fmt(f)
                }
            }
        },
    ]
}

/// The table of some codes.
pub(super) fn table(codes: &[ErrorCode]) -> TokenStream {
    let entries = codes.iter().map(|it| {
        let (code, message, remedy) = (value(&it.code), &it.message, &it.remedy);
        let class = it.class.map(class).map_or_else(|| quote! { None }, |it| quote! { Some(#it) });
        quote! { CodeEntry { code: #code, message: #message, class: #class, remedy: #remedy } }
    });
    quote! { &[#(#entries),*] }
}

fn value(code: &Code) -> TokenStream {
    match code {
        Code::Number(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote! { Code::Number(#number) }
        }
        Code::Text(text) => quote! { Code::Text(std::borrow::Cow::Borrowed(#text)) },
    }
}

fn code_doc(code: &ErrorCode) -> Doc {
    let number = match &code.code {
        Code::Number(number) => number.to_string(),
        Code::Text(text) => inline(text),
    };
    let class = code.class.map_or_else(String::new, |class| format!(" ({})", class.as_str()));
    let other = code
        .message_zh
        .as_ref()
        .map_or_else(String::new, |it| format!(", in Chinese {}", inline(it)));
    let doc =
        Doc::default().markdown(&format!("{number}{class}: {}{other}.", inline(&code.message)));
    doc.text(&code.remedy)
}

/// A code with message and remedy, as one line of a list.
pub(super) fn line(code: &ErrorCode) -> String {
    let class = code.class.map_or_else(String::new, |class| format!(" ({})", class.as_str()));
    let remedy =
        if code.remedy.is_empty() { String::new() } else { format!(" {}", escape(&code.remedy)) };
    format!("`{}`{class}: {}.{remedy}", code.name, inline(&code.message))
}
