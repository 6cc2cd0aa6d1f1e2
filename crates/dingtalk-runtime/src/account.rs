//! What a client calls with: the app that is paced, and where access tokens come from.

use std::sync::Arc;

use crate::connection::Connection;
use crate::credentials::{Credentials, Identity};
use crate::tokens::{FetchToken, Token, TokenCell};

/// What the calls of a client are made with.
pub(crate) struct Account {
    /// The app. Calls are paced for each app.
    pub(crate) app: Arc<str>,
    credentials: Option<Credentials>,
    pub(crate) tokens: Tokens,
}

/// Where the access tokens of a client come from.
pub(crate) enum Tokens {
    /// Nowhere: only endpoints that need no token can be called.
    None,
    /// From the caller, who renews it.
    Fixed(Arc<Token>),
    /// From a cache, which is filled by fetching.
    Cached(Arc<TokenCell>, Arc<dyn FetchToken>),
}

impl Account {
    /// The account of a client without credentials.
    pub(crate) fn none() -> Self {
        Self { app: "".into(), credentials: None, tokens: Tokens::None }
    }

    /// The account of whoever fetches tokens, and so has none yet.
    pub(crate) fn without_token(credentials: Credentials) -> Self {
        Self { app: credentials.app(), credentials: Some(credentials), tokens: Tokens::None }
    }

    /// The account of a client whose tokens `fetcher` fetches, unless they are fixed.
    pub(crate) fn new(
        connection: &Connection,
        credentials: Credentials,
        fetcher: Arc<dyn FetchToken>,
    ) -> Self {
        let app = credentials.app();
        let tokens = if let Identity::AccessToken(token) = &credentials.0 {
            Tokens::Fixed(Token::fixed(token))
        } else {
            let cell = match credentials.cache_key(&connection.base.key) {
                Some(key) => connection.tokens.cell(key, || connection.clock.now()),
                None => Arc::default(),
            };
            Tokens::Cached(cell, fetcher)
        };
        Self { app, credentials: Some(credentials), tokens }
    }

    /// Calls `add` with every secret of the account, including the cached token. The token of a
    /// running call may be another one.
    pub(crate) fn each_secret(&self, add: &mut dyn FnMut(&str)) {
        if let Some(credentials) = &self.credentials {
            credentials.each_secret(add);
        }
        if let Tokens::Cached(cell, _) = &self.tokens
            && let Some(token) = cell.current()
        {
            add(token.access.expose());
        }
    }

    /// The kind of the credentials, for `Debug`.
    pub(crate) fn kind(&self) -> &'static str {
        self.credentials.as_ref().map_or("none", Credentials::kind)
    }
}
