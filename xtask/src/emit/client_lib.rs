//! The root of the client crate: the client and its blocking twin, a call that is ready to go, and
//! what is re-exported.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::ident;
use super::file::{File, Printed};
use super::models_lib::ALLOWED;
use super::{Layout, client_group};
use crate::api::{Api, Group, names};

/// `lib.rs`
pub(super) fn root(api: &Api, layout: &Layout) -> Printed {
    let head = format!(
        "#![doc = include_str!(\"../guide.md\")]\n#![cfg_attr(rustfmt, rustfmt_skip)]\n{ALLOWED}{}{IMPORTS}",
        unused(api)
    );
    let mut file = File::new(api.spec_folder(), &head);
    for group in &api.groups {
        let (module, feature) = (ident(&group.module), names::bare(&group.module));
        file.items(quote! { #[cfg(feature = #feature)] #[rustfmt::skip] pub mod #module; });
    }
    for items in [generated(), re_exports(), client(), blocking(), call(), sending()] {
        file.items(items);
    }
    ungrouped(&mut file, api, &layout.client.name);
    // Only the crate of a release has this documentation.
    if layout.is_release() {
        file.items(quote! { #[doc = include_str!("../faults.md")] pub mod faults {} });
    }
    file.finish()
}

/// What the root itself names.
const IMPORTS: &str = "
use dingtalk_runtime::{Core, Options, send};
use std::fmt::{Debug, Formatter};
use std::marker::PhantomData;
";

/// What the modules of the groups name.
fn generated() -> TokenStream {
    quote! {
        #[doc = " What the modules of the groups name."]
        mod generated {
            #![allow(unreachable_pub, unused_imports)]
            pub use crate::{Async, Call, Client};
            pub use dingtalk_protocol::{Argb, Secret, Value};
            pub use dingtalk_runtime::Core;
            pub use std::marker::PhantomData;
        }
    }
}

/// What a build without any endpoint does not use.
fn unused(api: &Api) -> String {
    if !api.ungrouped.is_empty() {
        return String::new();
    }
    let feature = |group: &Group| format!("feature = \"{}\"", names::bare(&group.module));
    let features: Vec<String> = api.groups.iter().map(feature).collect();
    let features = features.join(", ");
    format!(
        "// Without a group there is nothing to call.\n#![cfg_attr(not(any({features})), allow(dead_code))]\n"
    )
}

fn re_exports() -> TokenStream {
    quote! {
        pub use dingtalk_models as models;
        pub use dingtalk_models::gateway;
        pub use dingtalk_protocol::{Answer, ApiCode, Argb, Class, Code, Endpoint, EndpointCode, Gateway, Paged, Secret, Value, Violation};
        pub use dingtalk_protocol::Method;
        pub use dingtalk_runtime::{
            AccessToken, ApiError, Async, AttemptEnded, AttemptStarted, Blocking, BoxFuture, Builder, Cause, Clock, ConfigurationError, Credentials, DecodeError, Error, Host,
            InvalidRequest, IpBlockedError, Items, Observer, Pages, Policy, RawCall, SourceError, SuiteTicket, TokenError, TokenSource, TransportError, TransportKind, Unknown, reqwest,
        };
    }
}

fn client() -> TokenStream {
    let common = common();
    quote! {
        /// A client of DingTalk's server API.
        ///
        /// It is cheap to clone: clones share one pool of connections. These belong to the tokio
        /// runtime that opened them, so use one client in one runtime.
        #[derive(Clone, Debug)]
        pub struct Client(Core);

        impl Client {
            /// A client to be configured.
            pub fn builder() -> Builder<Self> {
                Builder::new()
            }

            #common

            /// A call of an endpoint that has no method here yet, by its path.
            pub fn raw(&self, path: impl Into<String>) -> RawCall {
                RawCall::new(&self.0, path)
            }
        }

        impl From<Core> for Client {
            fn from(core: Core) -> Self {
                Self(core)
            }
        }
    }
}

/// The methods that both clients have.
fn common() -> TokenStream {
    quote! {
        /// A client for somebody else at the same host, such as for another organization that
        /// authorized a third-party app. Connections, tokens, retry budget and pace are shared.
        ///
        /// # Errors
        ///
        /// [`Error::Configuration`] if a part of the credentials is
        /// blank.
        pub fn with_credentials(&self, credentials: Credentials) -> Result<Self, Error> {
            self.0.with_credentials(credentials).map(Self)
        }
    }
}

/// The twin, whose calls wait.
fn blocking() -> TokenStream {
    let common = common();
    quote! {
        /// The blocking twin of the client, for programs without an async runtime.
        #[cfg(feature = "blocking")]
        pub mod blocking {
            use dingtalk_runtime::{Blocking, Builder, Core, Credentials, Error, RawCall};

            /// A client of DingTalk's server API whose calls wait for their answers.
            ///
            /// It has the same groups and methods as [`crate::Client`]; a call's `send()` returns
            /// the answer itself. It must not be used inside an async runtime.
            #[derive(Clone, Debug)]
            pub struct Client(pub(crate) Core);

            impl Client {
                /// A client to be configured.
                pub fn builder() -> Builder<Self> {
                    Builder::new()
                }

                #common

                /// A call of an endpoint that has no method here yet, by its path.
                pub fn raw(&self, path: impl Into<String>) -> RawCall<Blocking> {
                    RawCall::new(&self.0, path)
                }
            }

            impl From<Core> for Client {
                fn from(core: Core) -> Self {
                    Self(core)
                }
            }
        }
    }
}

fn call() -> TokenStream {
    quote! {
        /// A request that is ready to go: awaiting it, or its `send()`, makes the call.
        ///
        /// Optional parameters are set by methods on it.
        #[derive(Clone)]
        #[must_use = "a call does nothing until it is awaited or sent"]
        pub struct Call<E, M = Async> {
            core: Core,
            request: E,
            options: Options,
            mode: PhantomData<fn() -> M>,
        }

        impl<E, M> Call<E, M> {
            fn new(core: &Core, request: E) -> Self {
                Self { core: core.clone(), request, options: Options::default(), mode: PhantomData }
            }

            /// How often and how long this call is tried; what is not set is as the client has it.
            pub fn policy(mut self, policy: Policy) -> Self {
                self.options = self.options.policy(policy);
                self
            }

            /// Keeps the answer's bytes, for [`Answer::raw`].
            pub fn keep_raw(mut self) -> Self {
                self.options = self.options.keep_raw();
                self
            }
        }

        impl<E: Debug, M> Debug for Call<E, M> {
            fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple("Call").field(&self.request).finish()
            }
        }
    }
}

fn sending() -> TokenStream {
    quote! {
        impl<E: Paged, M> Call<E, M> {
            /// The pages of the list, from the one that the call asks for. Each is fetched when it
            /// is asked for.
            pub fn pages(self) -> Pages<E, M> {
                Pages::new(self.core, self.request, self.options)
            }

            /// The items of the list, one by one, from the page that the call asks for.
            pub fn items(self) -> Items<E, M> {
                self.pages().items()
            }
        }

        impl<E: Endpoint> Call<E> {
            /// Makes the call.
            ///
            /// # Errors
            ///
            /// Every kind of [`Error`]; each says what happened and what to do.
            ///
            /// # Panics
            ///
            /// In a tokio runtime that was built without timers or I/O, which cannot be told before.
            pub fn send(self) -> impl Future<Output = Result<Answer<E::Output>, Error>> + Send + 'static {
                send(self.core, self.request, self.options)
            }
        }

        #[cfg(feature = "blocking")]
        impl<E: Endpoint> Call<E, Blocking> {
            /// Makes the call and waits for its answer.
            ///
            /// # Errors
            ///
            /// Every kind of [`Error`]; inside an async runtime an [`Error::Configuration`].
            pub fn send(self) -> Result<Answer<E::Output>, Error> {
                let core = self.core.clone();
                dingtalk_runtime::block_on(&core, send(self.core, self.request, self.options))?
            }
        }

        impl<E: Endpoint> IntoFuture for Call<E> {
            type Output = Result<Answer<E::Output>, Error>;
            type IntoFuture = BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.send())
            }
        }
    }
}

/// Adds the methods of endpoints without a group, and the setters of their optional parameters.
fn ungrouped(file: &mut File, api: &Api, package: &str) {
    if api.ungrouped.is_empty() {
        return;
    }
    let methods = |mode: &str| -> Vec<TokenStream> {
        api.ungrouped.iter().map(|it| client_group::method(it, mode, package)).collect()
    };
    let (waiting, blocking) = (methods("Async"), methods("Blocking"));
    file.items(quote! {
        #[doc = " The endpoints without a group."]
        impl Client { #(#waiting)* }

        #[doc = " The endpoints without a group."]
        #[cfg(feature = "blocking")]
        impl blocking::Client { #(#blocking)* }
    });
    api.ungrouped.iter().for_each(|it| file.items(client_group::setters(it)));
}
