//! A group's module of the client crate: the accessor's type, a method for each endpoint, setters
//! of optional parameters on the call.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::{Owner, ident, parameters, path, setter};
use super::doc::{Doc, code};
use super::example::{self, Flavour};
use super::file::{File, Printed};
use super::models_codes;
use super::models_endpoint::{access, links};
use crate::api::{Api, Construction, Endpoint, Group, Returns, names};

/// The module.
pub(super) fn module(api: &Api, group: &Group, package: &str) -> Printed {
    let source = format!("{}/{}", api.spec_folder(), group.folder);
    let doc = Doc::default().markdown(&format!("The calls of {}.", code(&group.folder)));
    let models = &group.module;
    let prelude = format!("\nuse crate::generated::*;\nuse dingtalk_models::{models} as models;\n");
    let mut file = File::new(&source, &(doc.inner() + &prelude));
    file.items(definition(group));
    file.items(accessors(group));
    let methods =
        group.endpoints.iter().map(|it| call(it, &quote! { self.core }, &quote! { M }, package));
    let name = ident(&group.accessor);
    file.items(quote! { impl<M> #name<'_, M> { #(#methods)* } });
    group.endpoints.iter().for_each(|it| file.items(setters(it)));
    file.finish()
}

fn definition(group: &Group) -> TokenStream {
    let name = ident(&group.accessor);
    let bare = names::bare(&group.module);
    let doc = format!("The calls of {}, from [`Client::{bare}`].", code(&group.folder));
    let doc = Doc::default().markdown(&doc).outer();
    quote! {
        #doc
        #[derive(Clone, Copy, Debug)]
        pub struct #name<'c, M = Async> {
            core: &'c Core,
            mode: PhantomData<fn() -> M>,
        }
    }
}

fn accessors(group: &Group) -> TokenStream {
    let (name, module) = (ident(&group.accessor), ident(&group.module));
    let doc = Doc::default().markdown(&format!("The calls of {}.", code(&group.folder))).outer();
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

/// The method of an endpoint without a group, on the client itself.
pub(super) fn method(endpoint: &Endpoint, mode: &str, package: &str) -> TokenStream {
    let mode = ident(mode);
    call(endpoint, &quote! { &self.0 }, &quote! { #mode }, package)
}

fn call(endpoint: &Endpoint, core: &TokenStream, mode: &TokenStream, package: &str) -> TokenStream {
    let module = models(endpoint);
    let (parameters, value) = if let Construction::Init(_) = endpoint.request.construction {
        let parameter = quote! { request: impl Into<#module::Request> };
        (vec![parameter], quote! { request.into() })
    } else {
        let names = endpoint.request.required().map(|field| ident(&field.name));
        let parameters = parameters(&endpoint.request, &quote! { #module:: });
        (parameters, quote! { #module::Request::new(#(#names),*) })
    };
    let name = ident(&endpoint.method);
    // What both flavours share shows the usual one.
    let is_blocking = mode.to_string() == "Blocking";
    let flavour = if is_blocking { Flavour::Blocking } else { Flavour::Async };
    let doc = call_doc(endpoint, package, flavour).outer();
    quote! {
        #doc
        pub fn #name(&self, #(#parameters),*) -> Call<#module::Request, #mode> {
            Call::new(#core, #value)
        }
    }
}

/// The module of an endpoint's types, as the client's modules import it.
fn models(endpoint: &Endpoint) -> TokenStream {
    let below = endpoint.module.get(1..).filter(|below| !below.is_empty());
    let module = path(below.unwrap_or(&endpoint.module));
    quote! { models::#module }
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
pub(super) fn setters(endpoint: &Endpoint) -> TokenStream {
    let module = models(endpoint);
    let scope = quote! { #module:: };
    let optional = endpoint.request.optional();
    let mut setters = optional.map(|field| setter(field, &scope, Owner::Call)).peekable();
    if setters.peek().is_none() {
        return TokenStream::new();
    }
    quote! { impl<M> Call<#module::Request, M> { #(#setters)* } }
}
