//! The blocking twin of the client, for programs without an async runtime.

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
    pub fn raw(&self, path: impl Into<String>) -> RawCall<Blocking> {
        RawCall::new(&self.0, path)
    }
}

impl From<Core> for Client {
    fn from(core: Core) -> Self {
        Self(core)
    }
}
