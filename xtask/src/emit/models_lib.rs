//! The root of the models crate and the modules that hold other modules.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::{ident, path};
use super::doc::{Doc, code};
use super::file::{File, Printed};
use crate::api::{Api, Folder, names};

/// Lints about names, prose, numbers and member counts, which the pages decide.
pub(super) const ALLOWED: &str = "\
// Names, prose, numbers and how many members there are: the pages decide.
#![allow(
    clippy::doc_markdown,
    clippy::iter_not_returning_iterator,
    clippy::module_inception,
    clippy::new_ret_no_self,
    clippy::should_implement_trait,
    clippy::similar_names,
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    clippy::too_many_lines,
    clippy::type_complexity,
    clippy::unreadable_literal
)]
";

/// What a file of the models crate names, and where that is from.
pub(super) const PRELUDE: &str = "\nuse dingtalk_protocol::generated::*;\n";

/// `lib.rs`
pub(super) fn root(api: &Api) -> Printed {
    let head = format!(
        "#![doc = include_str!(\"../README.md\")]\n#![cfg_attr(rustfmt, rustfmt_skip)]\n{ALLOWED}"
    );
    let mut file = File::new(api.spec_folder(), &head);
    file.items(module("gateway", None));
    file.items(module("global", None));
    for endpoint in &api.ungrouped {
        file.items(module(&endpoint.module[0], None));
    }
    for group in &api.groups {
        file.items(module(&group.module, Some(names::bare(&group.module))));
    }
    file.items(dialect(api));
    file.items(endpoints(api));
    file.finish()
}

/// What all endpoints share.
fn dialect(api: &Api) -> TokenStream {
    let access_token = &api.credential;
    quote! {
        #[doc = " What all endpoints share."]
        pub static DIALECT: dingtalk_protocol::Dialect = dingtalk_protocol::Dialect {
            access_token: #access_token,
            gateway: gateway::CODES,
            global: global::CODES,
        };
    }
}

fn module(name: &str, feature: Option<&str>) -> TokenStream {
    let name = ident(name);
    let feature = feature.map(|feature| quote! { #[cfg(feature = #feature)] });
    quote! { #feature #[rustfmt::skip] pub mod #name; }
}

/// The tables of all endpoints that are compiled.
fn endpoints(api: &Api) -> TokenStream {
    let entries = api.endpoints().map(|endpoint| {
        let feature = (endpoint.module.len() > 1).then(|| names::bare(&endpoint.module[0]));
        let feature = feature.map(|feature| quote! { #[cfg(feature = #feature)] });
        let module = path(&endpoint.module);
        quote! { #feature <#module::Request as dingtalk_protocol::Endpoint>::META }
    });
    quote! {
        #[doc = " Every endpoint that this build has."]
        pub static ENDPOINTS: &[&dingtalk_protocol::Meta] = &[#(#entries),*];
    }
}

/// A module that holds other modules.
pub(super) fn folder(api: &Api, folder: &Folder) -> Printed {
    let source = format!("{}/{}", api.spec_folder(), folder.specs);
    let doc = Doc::default().markdown(&format!("The endpoints of {}.", code(&folder.specs)));
    let mut file = File::new(&source, &doc.inner());
    folder.children.iter().for_each(|child| file.items(module(child, None)));
    file.finish()
}

#[cfg(test)]
mod tests {
    use proc_macro2::{TokenStream, TokenTree};

    use crate::api::names;

    const GENERATED: &str = include_str!("../../../crates/dingtalk-protocol/src/generated.rs");

    fn types(tokens: TokenStream, found: &mut Vec<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => types(group.stream(), found),
                TokenTree::Ident(ident) => found.push(ident.to_string()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
        found.retain(|name| name.starts_with(char::is_uppercase));
    }

    #[test]
    fn no_type_of_a_page_takes_a_name_of_the_prelude() {
        let mut found = Vec::new();
        types(GENERATED.parse().expect("it is Rust"), &mut found);
        assert!(found.len() > 10, "{found:?}");
        for name in found {
            assert!(names::is_taken_type(&name), "{name} is in the prelude and not taken");
        }
    }
}
