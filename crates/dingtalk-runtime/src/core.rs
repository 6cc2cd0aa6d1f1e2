//! A client: the connection to its host, which clients with other credentials share, and the account
//! that it calls with.

use std::fmt;
use std::sync::Arc;

use crate::base_url::BaseUrl;
#[cfg(feature = "blocking")]
use crate::blocking::Worker;
use crate::clock::Clock;
use crate::credentials::{Credentials, Identity};
#[cfg(feature = "blocking")]
use crate::error::Error;
use crate::ip_block::CircuitBreaker;
use crate::observe::Observer;
use crate::pacer::Pacer;
use crate::policy::Policy;
use crate::retry::RetryBudget;
use crate::tokens::{FetchToken, Token, TokenCache, TokenCell};

/// The flavour of a client whose calls are futures.
#[derive(Clone, Copy, Debug)]
pub enum Async {}

/// The flavour of a client whose calls block the thread.
#[derive(Clone, Copy, Debug)]
pub enum Blocking {}

/// What all calls of one client share. A clone is cheap and shares it too.
///
/// Its open connections belong to the tokio runtime in which they were opened: use it in one
/// runtime. In another one that lives at the same time a call may hang until its time limit.
#[derive(Clone)]
pub struct Core {
    pub(crate) connection: Arc<Connection>,
    pub(crate) account: Arc<Account>,
}

/// Shows the base URL and the limits, never a secret.
impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.account.credentials.as_ref().map_or("none", Credentials::kind);
        f.debug_struct("Core")
            .field("base_url", &self.connection.base.url.as_str())
            .field("credentials", &format_args!("{kind}"))
            .field("policy", &self.connection.policy)
            .field("max_answer_size", &self.connection.max_answer_size)
            .finish_non_exhaustive()
    }
}

/// The HTTP client of one host, its limits, and the state that its calls share. The builder makes it
/// once; calls read it without a lock.
pub(crate) struct Connection {
    pub(crate) http: reqwest::Client,
    pub(crate) base: BaseUrl,
    pub(crate) policy: Policy,
    pub(crate) max_answer_size: usize,
    /// Whether the caller made `http`, and so is responsible for its TLS and timeouts.
    pub(crate) own_http: bool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) tokens: TokenCache,
    pub(crate) budget: RetryBudget,
    pub(crate) breaker: CircuitBreaker,
    pub(crate) pacer: Option<Pacer>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) report_unknown: bool,
    #[cfg(feature = "blocking")]
    pub(crate) worker: Worker,
}

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
    /// The account of a client without tokens, such as the one that fetches them.
    pub(crate) fn without_tokens(credentials: Option<Credentials>) -> Self {
        let app = credentials.as_ref().map_or_else(|| "".into(), Credentials::app_key);
        Self { app, credentials, tokens: Tokens::None }
    }

    /// The account of a client whose tokens `fetcher` fetches, unless they are fixed.
    pub(crate) fn new(
        connection: &Connection,
        credentials: Credentials,
        fetcher: Arc<dyn FetchToken>,
    ) -> Self {
        let tokens = if let Identity::AccessToken(token) = &credentials.0 {
            Tokens::Fixed(Token::fixed(token))
        } else {
            let cell = match credentials.cache_key(connection.base.url.as_str()) {
                Some(key) => connection.tokens.cell(key, || connection.clock.now()),
                None => Arc::default(),
            };
            Tokens::Cached(cell, fetcher)
        };
        Self { tokens, ..Self::without_tokens(Some(credentials)) }
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
}

/// Waits for a future of a client on this thread.
///
/// # Errors
///
/// [`Error::Configuration`] if this thread belongs to an async runtime, which blocking would stop (a
/// thread of `spawn_blocking` counts too, since tokio does not distinguish them), or if no runtime
/// can be started.
#[cfg(feature = "blocking")]
pub fn block_on<F: Future>(core: &Core, future: F) -> Result<F::Output, Error> {
    core.connection.worker.block_on(future).map_err(Error::Configuration)
}
