//! The list of the client's generated modules, and the module of the endpoints without a group.

use quote::quote;

use super::client_group::{PRELUDE, Receiver, method, setters};
use super::code::ident;
use super::doc::Doc;
use super::file::{File, Printed};
use super::models_lib::ALLOWED;
use crate::api::{Api, names};

/// `groups.rs`
pub(super) fn list(api: &Api) -> Printed {
    let doc = Doc::default().markdown("The calls of all endpoints, a module for each group.");
    let mut file = File::new(api.spec_folder(), &format!("{}\n{ALLOWED}", doc.inner()));
    if !api.ungrouped.is_empty() {
        file.items(quote! { mod ungrouped; });
    }
    for group in &api.groups {
        let (module, feature) = (ident(&group.module), names::bare(&group.module));
        file.items(quote! { #[cfg(feature = #feature)] pub mod #module; });
    }
    file.finish()
}

/// `groups/ungrouped.rs`: their calls are methods of the client itself.
pub(super) fn ungrouped(api: &Api, package: &str) -> Printed {
    let doc = Doc::default().markdown("The calls of the endpoints without a group.");
    let mut file = File::new(api.spec_folder(), &(doc.inner() + PRELUDE));
    let waiting = api.ungrouped.iter().map(|it| method(it, Receiver::Client, package));
    let blocking = api.ungrouped.iter().map(|it| method(it, Receiver::BlockingClient, package));
    file.items(quote! {
        #[doc = " The endpoints without a group."]
        impl Client { #(#waiting)* }

        #[doc = " The endpoints without a group."]
        #[cfg(feature = "blocking")]
        impl blocking::Client { #(#blocking)* }
    });
    api.ungrouped.iter().for_each(|it| file.items(setters(it)));
    file.finish()
}
