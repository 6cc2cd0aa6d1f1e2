//! A group's module of the client crate: the accessor's type, a method for each endpoint, setters
//! of optional parameters on the call.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::{Owner, ident, parameters, path, setter};
use super::doc::{Doc, code};
use super::example::{self, Flavour};
use super::file::{File, Printed};
use super::models_endpoint::{access, links};
use crate::api::{Api, Construction, Endpoint, Group, Returns, names};

/// Imports what the generated modules of the client name.
pub(super) const PRELUDE: &str = "\nuse crate::client::generated::*;\n";

/// The module.
pub(super) fn module(api: &Api, group: &Group, package: &str) -> Printed {
    let source = format!("{}/{}", api.spec_folder(), group.folder);
    let doc = Doc::default().markdown(&format!("The calls of {}.", code(&group.folder)));
    let mut file = File::new(&source, &(doc.inner() + PRELUDE));
    file.items(definition(group));
    file.items(accessors(group));
    let methods = group.endpoints.iter().map(|it| method(it, Receiver::Group, package));
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
    let (waiting, blocking) = (accessor(&quote! { Async }), accessor(&quote! { Blocking }));
    quote! {
        impl Client { #waiting }

        #[cfg(feature = "blocking")]
        impl blocking::Client { #blocking }
    }
}

/// The type that has a call as its method.
#[derive(Clone, Copy)]
pub(super) enum Receiver {
    /// The accessor of a group, in both flavours.
    Group,
    /// The client itself, for endpoints without a group.
    Client,
    /// Its blocking twin.
    BlockingClient,
}

impl Receiver {
    /// The client's core, as the method reaches it.
    fn core(self) -> TokenStream {
        match self {
            Self::Group => quote! { self.core },
            Self::Client | Self::BlockingClient => quote! { &self.0 },
        }
    }

    fn mode(self) -> TokenStream {
        match self {
            Self::Group => quote! { M },
            Self::Client => quote! { Async },
            Self::BlockingClient => quote! { Blocking },
        }
    }

    /// How the example of the method calls. What both flavours share shows the usual one.
    fn flavour(self) -> Flavour {
        match self {
            Self::Group | Self::Client => Flavour::Async,
            Self::BlockingClient => Flavour::Blocking,
        }
    }
}

/// The method that makes the call of an endpoint.
pub(super) fn method(endpoint: &Endpoint, receiver: Receiver, package: &str) -> TokenStream {
    let module = models(endpoint);
    let (parameters, request) = if let Construction::Init(_) = endpoint.request.construction {
        let parameter = quote! { request: impl Into<#module::Request> };
        (vec![parameter], quote! { request.into() })
    } else {
        let names = endpoint.request.required().map(|field| ident(&field.name));
        let parameters = parameters(&endpoint.request, &quote! { #module:: });
        (parameters, quote! { #module::Request::new(#(#names),*) })
    };
    let (name, core, mode) = (ident(&endpoint.method), receiver.core(), receiver.mode());
    let doc = method_doc(endpoint, receiver.flavour(), package).outer();
    quote! {
        #doc
        pub fn #name(&self, #(#parameters),*) -> Call<#module::Request, #mode> {
            Call::new(#core, #request)
        }
    }
}

/// The module of an endpoint's types.
fn models(endpoint: &Endpoint) -> TokenStream {
    let module = path(&endpoint.module);
    quote! { models::#module }
}

fn method_doc(endpoint: &Endpoint, flavour: Flavour, package: &str) -> Doc {
    let mut facts = access(endpoint);
    let repeat = if endpoint.idempotent {
        "Idempotent: it may be sent again when an answer is lost."
    } else {
        "Not idempotent: when an answer is lost, look before sending it again."
    };
    facts.push(repeat.to_owned());
    let doc = Doc::new(&endpoint.summary).markdown(&facts.join(" ")).markdown(&returns(endpoint));
    // Awaiting the call of a list returns one page of it, which the method's name does not say.
    let pages = "An answer is one page: [`items`](Call::items) and [`pages`](Call::pages) of the \
                 call go through the whole list.";
    let doc = if endpoint.pagination.is_some() { doc.markdown(pages) } else { doc };
    let doc = doc.markdown(&links(endpoint));
    let doc = match example::call(endpoint, package, flavour) {
        Some(lines) => doc.heading("Example").code_block(lines),
        None => doc,
    };
    doc.heading("Errors").markdown(&errors(endpoint))
}

/// Leads to the codes instead of repeating them.
fn errors(endpoint: &Endpoint) -> String {
    if endpoint.codes.is_empty() {
        return "Every kind of [`Error`].".to_owned();
    }
    // A link has no `r#`: there a `#` begins an anchor.
    let module = endpoint.module.iter().map(|it| names::bare(it)).collect::<Vec<_>>().join("::");
    format!(
        "Every kind of [`Error`]. The codes of the endpoint's page are constants of \
         [`ErrorCode`](models::{module}::ErrorCode)."
    )
}

fn returns(endpoint: &Endpoint) -> String {
    match &endpoint.returns {
        Returns::Key { key, .. } => format!("Returns {} of the answer.", code(key)),
        Returns::Whole => "Returns all of the answer beside its envelope.".to_owned(),
        Returns::Nothing => "Returns nothing beside its success.".to_owned(),
    }
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
