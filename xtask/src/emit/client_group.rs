//! A group's module of the client crate: the accessor's type, a method for each endpoint, setters
//! of optional parameters on the call.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::{Owner, Parameter, setter};
use super::doc::{Doc, Docs, code};
use super::example::{self, Flavour};
use super::models_codes;
use super::models_endpoint::{access, links};
use super::rust::{self, Code, Uses, file, holding, ident, signature, tokens};
use crate::api::{Api, Construction, Endpoint, Field, Group, Returns, names};

/// The module.
pub(super) fn module(api: &Api, group: &Group, package: &str) -> String {
    let source = format!("{}/{}", api.spec_folder(), group.folder);
    let doc = Doc::default().markdown(&format!("The calls of {}.", code(&group.folder)));
    let docs = Docs::default();
    let mut code: Vec<Code> = vec![
        definition(group, &docs).into(),
        accessors(group, &docs).into(),
        methods(group, package),
    ];
    code.extend(group.endpoints.iter().filter_map(setters));
    let models = ident(&group.module);
    let uses = vec![
        quote! { use crate::{Async, Call, Client}; },
        quote! { use dingtalk_models::#models as models; },
        quote! { use dingtalk_runtime::Core; },
        quote! { use std::marker::PhantomData; },
    ];
    file(&source, &doc.inner(), Uses::Named(uses), code, &docs)
}

fn definition(group: &Group, docs: &Docs) -> TokenStream {
    let name = ident(&group.accessor);
    let bare = names::bare(&group.module);
    let doc = Doc::default()
        .markdown(&format!("The calls of {}, from [`Client::{bare}`].", code(&group.folder)))
        .outer(docs);
    quote! {
        #doc
        #[derive(Clone, Copy, Debug)]
        pub struct #name<'c, M = Async> {
            core: &'c Core,
            mode: PhantomData<fn() -> M>,
        }
    }
}

fn accessors(group: &Group, docs: &Docs) -> TokenStream {
    let (name, module) = (ident(&group.accessor), ident(&group.module));
    let doc =
        Doc::default().markdown(&format!("The calls of {}.", code(&group.folder))).outer(docs);
    let accessor = |mode: &TokenStream| {
        quote! {
            #doc
            #[must_use]
            pub fn #module(&self) -> #name<'_, #mode> {
                #name { core: &self.0, mode: PhantomData }
            }
        }
    };
    let (waiting, blocking) = (accessor(&quote! { Async }), accessor(&quote! { crate::Blocking }));
    quote! {
        impl Client { #waiting }

        #[cfg(feature = "blocking")]
        impl crate::blocking::Client { #blocking }
    }
}

fn methods(group: &Group, package: &str) -> Code {
    let name = ident(&group.accessor);
    let methods: Vec<String> =
        group.endpoints.iter().map(|it| call(it, "self.core", "M", package)).collect();
    holding(quote! { impl<M> #name<'_, M> {} }, &methods)
}

/// The method of an endpoint without a group, on the client itself.
pub(super) fn method(endpoint: &Endpoint, mode: &str, package: &str) -> String {
    call(endpoint, "&self.0", mode, package)
}

fn call(endpoint: &Endpoint, core: &str, mode: &str, package: &str) -> String {
    let scope = scope(endpoint);
    let request = format!("{scope}Request");
    let required: Vec<_> = endpoint.request.required().collect();
    let (mut parameters, value) = match &endpoint.request.construction {
        Construction::Init(_) => {
            (vec![format!("request: impl Into<{request}>")], "request.into()".to_owned())
        }
        Construction::Default | Construction::New | Construction::Decoded => {
            let parameter =
                |field: &&Field| format!("{}: {}", field.name, Parameter::of(&field.ty, &scope).ty);
            let names: Vec<&str> = required.iter().map(|field| field.name.as_str()).collect();
            let parameters = required.iter().map(parameter).collect();
            (parameters, format!("{request}::new({})", names.join(", ")))
        }
    };
    let name = &endpoint.method;
    parameters.insert(0, "&self".to_owned());
    let head = signature(name, &parameters, &format!("Call<{request}, {mode}>"));
    let text = format!("{head}        Call::new({core}, {value})\n    }}\n");
    // What both flavours share shows the usual one.
    let flavour = if mode == "Blocking" { Flavour::Blocking } else { Flavour::Async };
    rust::method(&call_doc(endpoint, package, flavour), &text)
}

/// The module of an endpoint's types, as the client's modules import it.
fn models(endpoint: &Endpoint) -> TokenStream {
    tokens(scope(endpoint).trim_end_matches("::"))
}

fn call_doc(endpoint: &Endpoint, package: &str, flavour: Flavour) -> Doc {
    let grouped = endpoint.module.len() > 1;
    let error = if grouped { "[`Error`](crate::Error)" } else { "[`Error`]" };
    let mut facts = access(endpoint);
    let repeat = if endpoint.idempotent {
        "Idempotent: it may be sent again when an answer is lost."
    } else {
        "Not idempotent: when an answer is lost, look before sending it again."
    };
    facts.push(repeat.to_owned());
    let module = endpoint.module.iter().map(|it| names::bare(it)).collect::<Vec<_>>().join("::");
    let doc = Doc::new(&endpoint.summary).markdown(&facts.join(" ")).markdown(&returns(endpoint));
    let doc = match &endpoint.pagination {
        Some(_) => doc.markdown(&pages(grouped)),
        None => doc,
    };
    let doc = doc.markdown(&links(endpoint));
    let doc = match example::call(endpoint, package, flavour) {
        Some(lines) => doc.heading("Example").code_block(lines),
        None => doc,
    };
    let doc = doc.heading("Errors");
    let doc = doc.markdown(&format!("Every kind of {error}."));
    if endpoint.codes.is_empty() {
        return doc;
    }
    let doc = doc.markdown(&format!(
        "The codes of its page are constants of `models::{module}::ErrorCode`:"
    ));
    doc.list(endpoint.codes.iter().map(models_codes::line))
}

fn returns(endpoint: &Endpoint) -> String {
    match &endpoint.returns {
        Returns::Key { key, .. } => format!("Returns {} of the answer.", code(key)),
        Returns::Whole => "Returns all of the answer beside its envelope.".to_owned(),
        Returns::Nothing => "Returns nothing beside its success.".to_owned(),
    }
}

/// Whoever awaits the call of a list has one page of it, which its name does not tell.
fn pages(grouped: bool) -> String {
    let call = if grouped { "crate::Call" } else { "Call" };
    format!(
        "An answer is one page: [`items`]({call}::items) and [`pages`]({call}::pages) of the call go \
         through the whole list."
    )
}

/// The setters of the optional parameters, on the call.
pub(super) fn setters(endpoint: &Endpoint) -> Option<Code> {
    let module = models(endpoint);
    let scope = scope(endpoint);
    let setters = endpoint.request.optional().map(|field| setter(field, &scope, Owner::Call));
    let setters: Vec<String> = setters.collect();
    (!setters.is_empty())
        .then(|| holding(quote! { impl<M> Call<#module::Request, M> {} }, &setters))
}

/// What leads to the module of an endpoint's types.
fn scope(endpoint: &Endpoint) -> String {
    let below = endpoint.module.get(1..).filter(|below| !below.is_empty());
    format!("models::{}::", below.unwrap_or(&endpoint.module).join("::"))
}
