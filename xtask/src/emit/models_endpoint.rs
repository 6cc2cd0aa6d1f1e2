//! An endpoint's module of the models crate: request, answer, types, error codes, table.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::code::{app_name, ident, path, rust_type};
use super::doc::{Doc, code, joined};
use super::file::{File, Printed};
use super::models_lib::PRELUDE;
use super::{models_codes, models_record};
use crate::api::names;
use crate::api::{App, CredentialUse, Encoding, Endpoint, Method, Pagination, Returns, Shared};

/// The module.
pub(super) fn module(endpoint: &Endpoint) -> Printed {
    let mut file = File::new(&endpoint.source.path, &(head(endpoint) + PRELUDE));
    endpoint.shared.iter().for_each(|it| file.items(shared(it)));
    models_record::items(&mut file, &endpoint.request, &request_doc(endpoint));
    file.items(implementation(endpoint));
    file.items(endpoint.pagination.as_ref().map(paged).unwrap_or_default());
    if matches!(endpoint.returns, Returns::Whole) {
        models_record::items(&mut file, &endpoint.response, &Doc::new(&endpoint.response.doc));
    } else {
        models_record::answer(&mut file, &endpoint.response);
    }
    for record in &endpoint.types {
        models_record::items(&mut file, record, &Doc::new(&record.doc));
    }
    if !endpoint.codes.is_empty() {
        models_codes::table(&mut file, &endpoint.codes, Some(&endpoint.name));
    }
    file.finish()
}

fn head(endpoint: &Endpoint) -> String {
    Doc::new(&endpoint.summary).markdown(&links(endpoint)).inner()
}

/// Links to the endpoint's page.
pub(super) fn links(endpoint: &Endpoint) -> String {
    // A parenthesis would end the link.
    let target =
        |url: &str| if url.contains(['(', ')']) { format!("<{url}>") } else { url.to_owned() };
    let link = |url: &Option<String>, language: &str| {
        url.as_ref().map(|url| format!("[{language}]({})", target(url)))
    };
    let links = [link(&endpoint.docs_en, "English"), link(&endpoint.docs_zh, "Chinese")];
    let links: Vec<String> = links.into_iter().flatten().collect();
    format!("Documentation: {}.", links.join(", "))
}

fn request_doc(endpoint: &Endpoint) -> Doc {
    let doc = Doc::default().markdown(&format!("A request to {}.", code(&endpoint.path)));
    let doc = doc.text(&endpoint.summary);
    doc.markdown(&access(endpoint).join(" "))
}

/// Who may call it.
pub(super) fn access(endpoint: &Endpoint) -> Vec<String> {
    let apps: Vec<String> = endpoint.apps.iter().map(|app| app_name(*app).to_owned()).collect();
    let permissions: Vec<String> = endpoint.permissions.iter().map(|it| code(it)).collect();
    let mut sentences = Vec::new();
    if !apps.is_empty() {
        sentences.push(format!("For {}.", joined(&apps)));
    }
    if !permissions.is_empty() {
        let plural = if permissions.len() == 1 { "" } else { "s" };
        sentences.push(format!("Needs the permission{plural} {}.", joined(&permissions)));
    }
    sentences
}

/// A type that another endpoint has too.
fn shared(shared: &Shared) -> TokenStream {
    let module = path(&shared.module);
    let (name, original) = (ident(&shared.name), ident(&shared.original));
    let rename = |original: &proc_macro2::Ident, name: &proc_macro2::Ident| {
        if original == name {
            quote! { #name }
        } else {
            quote! { #original as #name }
        }
    };
    let first = rename(&original, &name);
    let second = shared.has_init.then(|| {
        let (name, original) =
            (ident(&names::init(&shared.name)), ident(&names::init(&shared.original)));
        let renamed = rename(&original, &name);
        quote! { , #renamed }
    });
    quote! { pub use crate::#module::{#first #second}; }
}

fn implementation(endpoint: &Endpoint) -> TokenStream {
    let Endpoint { name, path, idempotent, .. } = endpoint;
    let (output, payload, returns) = returns(&endpoint.returns);
    let method = format_ident!("{}", method(endpoint.http_method));
    let encoding = format_ident!("{}", encoding(endpoint.encoding));
    let access_token = endpoint.credential == CredentialUse::AccessToken;
    let apps = endpoint.apps.iter().map(|it| format_ident!("{}", app(*it)));
    let response = match endpoint.returns {
        Returns::Whole => quote! { Response::SHAPE },
        Returns::Key { .. } | Returns::Nothing => quote! { RESPONSE },
    };
    let codes = if endpoint.codes.is_empty() {
        quote! { &[] }
    } else {
        quote! { CODES }
    };
    quote! {
        impl Endpoint for Request {
            type Output = #output;
            type Payload = #payload;

            const META: &'static Meta = &Meta {
                name: #name,
                method: Method::#method,
                path: #path,
                encoding: Encoding::#encoding,
                access_token: #access_token,
                idempotent: #idempotent,
                request: Request::SHAPE,
                response: #response,
                returns: #returns,
                codes: #codes,
                apps: &[#(App::#apps),*],
                dialect: &crate::DIALECT,
            };
        }
    }
}

/// What a call returns, how an answer holds it, and the table's word for that.
fn returns(returns: &Returns) -> (TokenStream, TokenStream, TokenStream) {
    match returns {
        Returns::Key { key, ty } => {
            let ty = rust_type(ty, &TokenStream::new());
            (ty.clone(), quote! { Keyed<#ty> }, quote! { Returns::Key(#key) })
        }
        Returns::Whole => {
            (quote! { Response }, quote! { Whole<Response> }, quote! { Returns::Whole })
        }
        Returns::Nothing => (quote! { () }, quote! { Nothing }, quote! { Returns::Nothing }),
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Delete => "Delete",
        Method::Get => "Get",
        Method::Patch => "Patch",
        Method::Post => "Post",
        Method::Put => "Put",
    }
}

fn app(app: App) -> &'static str {
    match app {
        App::Internal => "Internal",
        App::ThirdParty => "ThirdParty",
        App::Personal => "Personal",
    }
}

fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Form => "Form",
        Encoding::Json => "Json",
    }
}

/// How the list is fetched page by page.
fn paged(pagination: &Pagination) -> TokenStream {
    let item = rust_type(&pagination.item, &TokenStream::new());
    let (offset, size) = (ident(&pagination.offset), ident(&pagination.size));
    let default = Literal::i64_unsuffixed(pagination.default_size);
    let items = pagination.items.as_ref().map(|name| ident(name)).map(|name| quote! { .#name });
    quote! {
        impl Paged for Request {
            type Item = #item;

            const SIZE: i64 = #default;

            fn page(&self) -> (Option<i64>, Option<i64>) {
                (self.#offset, self.#size)
            }

            fn set_page(&mut self, offset: i64, size: i64) {
                self.#offset = Some(offset);
                self.#size = Some(size);
            }

            fn items(output: Self::Output) -> Vec<Self::Item> {
                output #items
            }
        }
    }
}
