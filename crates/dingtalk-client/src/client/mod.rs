//! What the generated modules of the groups build on: the client, a call, and what both of them name.
//!
//! `tests/bindings/client` compiles these files too, with the groups of the test cases. So nothing
//! here may name a group.

#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
pub(crate) mod generated;

pub use call::Call;
pub use dingtalk_models as models;
pub use dingtalk_models::gateway;
pub use dingtalk_protocol::{
    Answer, ApiCode, Argb, Class, Code, Endpoint, EndpointCode, Gateway, Method, Paged, Secret,
    Value, Violation,
};
pub use dingtalk_runtime::{
    AccessToken, ApiError, Async, AttemptEnded, AttemptStarted, Blocking, BoxFuture, Builder,
    Cause, Clock, ConfigurationError, Credentials, DecodeError, Error, Host, InvalidRequest,
    IpBlockedError, Items, Observer, Pages, Policy, RawCall, SourceError, SuiteTicket, TokenError,
    TokenSource, TransportError, TransportKind, Unknown, reqwest,
};

use dingtalk_runtime::Core;

/// A client of DingTalk's server API.
///
/// It is cheap to clone: clones share one pool of connections. These belong to the tokio
/// runtime that opened them, so use one client in one runtime.
#[derive(Clone, Debug)]
pub struct Client(pub(crate) Core);

impl Client {
    /// A client to be configured.
    pub fn builder() -> Builder<Self> {
        Builder::new()
    }

    /// A client with other credentials for the same host, such as for another organization that
    /// authorized a third-party app. Connections, tokens, retry budget and pace are shared.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if a part of the credentials is blank.
    pub fn with_credentials(&self, credentials: Credentials) -> Result<Self, Error> {
        self.0.with_credentials(credentials).map(Self)
    }

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
