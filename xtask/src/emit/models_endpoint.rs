//! An endpoint's module of the models crate: request, answer, types, error codes, table.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::code::{app_name, rust_type};
use super::doc::{Doc, code, joined};
use super::rust::{file, ident, imports, path};
use super::{models_codes, models_record};
use crate::api::{Api, CredentialUse, Encoding, Endpoint, Method, Pagination, Returns, Shared};

/// The module.
pub(super) fn module(api: &Api, endpoint: &Endpoint) -> String {
    let mut items: Vec<TokenStream> = endpoint.shared.iter().map(shared).collect();
    items.extend(models_record::items(&endpoint.request, &request_doc(endpoint)));
    items.push(implementation(api, endpoint));
    items.extend(endpoint.pagination.as_ref().map(paged));
    if matches!(endpoint.returns, Returns::Whole) {
        items.extend(models_record::items(&endpoint.response, &Doc::new(&endpoint.response.doc)));
    }
    for record in &endpoint.types {
        items.extend(models_record::items(record, &Doc::new(&record.doc)));
    }
    if !endpoint.codes.is_empty() {
        items.extend(models_codes::items(&endpoint.codes, Some(&endpoint.name)));
    }
    file(&endpoint.source.path, &head(endpoint), &imports(&items), &items)
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
        let (name, original) = (ident(&format!("{name}Init")), ident(&format!("{original}Init")));
        let renamed = rename(&original, &name);
        quote! { , #renamed }
    });
    quote! { pub use crate::#module::{#first #second}; }
}

fn implementation(api: &Api, endpoint: &Endpoint) -> TokenStream {
    let (output, payload) = output(endpoint);
    let meta = meta(api, endpoint);
    quote! {
        impl Endpoint for Request {
            type Output = #output;
            type Payload = #payload;

            const META: &'static Meta = {
                static META: Meta = #meta;
                &META
            };
        }
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

fn output(endpoint: &Endpoint) -> (TokenStream, TokenStream) {
    match &endpoint.returns {
        Returns::Key { ty, .. } => {
            let ty = rust_type(ty, &TokenStream::new());
            (ty.clone(), quote! { Keyed<#ty> })
        }
        Returns::Whole => (quote! { Response }, quote! { Whole<Response> }),
        Returns::Nothing => (quote! { () }, quote! { Nothing }),
    }
}

fn meta(api: &Api, endpoint: &Endpoint) -> TokenStream {
    let (name, path, idempotent) = (&endpoint.name, &endpoint.path, endpoint.idempotent);
    let method = ident(match endpoint.http_method {
        Method::Delete => "Delete",
        Method::Get => "Get",
        Method::Patch => "Patch",
        Method::Post => "Post",
        Method::Put => "Put",
    });
    let encoding = ident(match endpoint.encoding {
        Encoding::Form => "Form",
        Encoding::Json => "Json",
    });
    let parameter = &api.credential;
    let credential = match endpoint.credential {
        CredentialUse::AccessToken => quote! { Credential::Query(#parameter) },
        CredentialUse::None => quote! { Credential::None },
    };
    let returns = match &endpoint.returns {
        Returns::Key { key, .. } => quote! { Returns::Key(#key) },
        Returns::Whole => quote! { Returns::Whole },
        Returns::Nothing => quote! { Returns::Nothing },
    };
    let response = match endpoint.returns {
        Returns::Whole => quote! { Response::SHAPE },
        Returns::Key { .. } | Returns::Nothing => {
            let shape = models_record::shape(&endpoint.response);
            quote! { &#shape }
        }
    };
    let codes = models_codes::table(&endpoint.codes);
    quote! {
        Meta {
            name: #name,
            method: Method::#method,
            path: #path,
            encoding: Encoding::#encoding,
            credential: #credential,
            idempotent: #idempotent,
            request: Request::SHAPE,
            response: #response,
            returns: #returns,
            codes: #codes,
            gateway: crate::gateway::CODES,
        }
    }
}
