//! An endpoint's module of the models crate: request, answer, types, error codes, table.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::code::{app_name, rust_type};
use super::doc::{Doc, Docs, code, joined};
use super::rust::{Code, Template, Uses, file, ident, path, print};
use super::{models_codes, models_record};
use crate::api::names;
use crate::api::{
    Api, App, CredentialUse, Encoding, Endpoint, Method, Pagination, Returns, Shared,
};

/// The module.
pub(super) fn module(api: &Api, endpoint: &Endpoint) -> String {
    let docs = Docs::default();
    let mut code: Vec<Code> = endpoint.shared.iter().map(|it| shared(it).into()).collect();
    code.extend(models_record::items(&endpoint.request, &request_doc(endpoint), &docs));
    code.push(implementation(api, endpoint));
    code.extend(endpoint.pagination.as_ref().map(|it| paged(it).into()));
    if matches!(endpoint.returns, Returns::Whole) {
        let doc = Doc::new(&endpoint.response.doc);
        code.extend(models_record::items(&endpoint.response, &doc, &docs));
    }
    for record in &endpoint.types {
        code.extend(models_record::items(record, &Doc::new(&record.doc), &docs));
    }
    if !endpoint.codes.is_empty() {
        code.push(models_codes::items(&endpoint.codes, Some(&endpoint.name)));
    }
    file(&endpoint.source.path, &head(endpoint), Uses::Named(Vec::new()), code, &docs)
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

static IMPLEMENTATION: Template = Template::new(|| {
    print(quote! {
        impl Endpoint for Request {
            type Output = Output__;
            type Payload = Payload__;

            const META: &'static Meta = &Meta {
                name: name__,
                method: method__,
                path: path__,
                encoding: encoding__,
                credential: credential__,
                idempotent: idempotent__,
                request: Request::SHAPE,
                response: response__,
                returns: returns__,
                codes: codes__,
                gateway: crate::gateway::CODES,
                global: crate::global::CODES,
                apps: apps__,
            };
        }
    })
});

fn implementation(api: &Api, endpoint: &Endpoint) -> Code {
    let (output, payload, returns) = match &endpoint.returns {
        Returns::Key { key, ty } => {
            let ty = ty.rust("");
            let key = Literal::string(key);
            (ty.clone(), format!("Keyed<{ty}>"), format!("Returns::Key({key})"))
        }
        Returns::Whole => {
            ("Response".to_owned(), "Whole<Response>".to_owned(), "Returns::Whole".to_owned())
        }
        Returns::Nothing => ("()".to_owned(), "Nothing".to_owned(), "Returns::Nothing".to_owned()),
    };
    let response = match endpoint.returns {
        Returns::Whole => "Response::SHAPE".to_owned(),
        Returns::Key { .. } | Returns::Nothing => {
            format!("&{}", models_record::shape(&endpoint.response, 8))
        }
    };
    let credential = match endpoint.credential {
        CredentialUse::AccessToken => {
            format!("Credential::Query({})", Literal::string(&api.credential))
        }
        CredentialUse::None => "Credential::None".to_owned(),
    };
    IMPLEMENTATION.fill(&[
        ("Output__", &output),
        ("Payload__", &payload),
        ("method__", method(endpoint.http_method)),
        ("encoding__", encoding(endpoint.encoding)),
        ("credential__", &credential),
        ("apps__", &apps(&endpoint.apps)),
        ("idempotent__", if endpoint.idempotent { "true" } else { "false" }),
        ("returns__", &returns),
        ("name__", &Literal::string(&endpoint.name).to_string()),
        ("path__", &Literal::string(&endpoint.path).to_string()),
        ("response__", &response),
        ("codes__", &models_codes::table(endpoint.codes.iter().map(|it| &it.entry), 8)),
    ])
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Delete => "Method::Delete",
        Method::Get => "Method::Get",
        Method::Patch => "Method::Patch",
        Method::Post => "Method::Post",
        Method::Put => "Method::Put",
    }
}

/// The kinds of apps that may call an endpoint.
fn apps(apps: &[App]) -> String {
    let words = apps.iter().map(|app| match app {
        App::Internal => "App::Internal",
        App::ThirdParty => "App::ThirdParty",
        App::Personal => "App::Personal",
    });
    format!("&[{}]", words.collect::<Vec<_>>().join(", "))
}

fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Form => "Encoding::Form",
        Encoding::Json => "Encoding::Json",
    }
}

/// How the list is fetched page by page.
fn paged(pagination: &Pagination) -> TokenStream {
    let item = rust_type(&pagination.item, "");
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
