//! The credentials of a client, which it fetches its access tokens with.

use std::error::Error as StdError;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::tokens::{AccessToken, CacheKey};
use futures_core::future::BoxFuture;

/// What a client fetches its access tokens with.
///
/// ```
/// use dingtalk_runtime::{Credentials, SuiteTicket};
///
/// let internal = Credentials::internal_app("dingeqqpkv3xxxx", "GT-lsu-taDAsTsxxxx");
/// let ticket = SuiteTicket::new("test");
/// let third_party =
///     Credentials::third_party_app("suitexxxxyun", "_FPxxxxj3e", "ding123456", &ticket);
/// // Whenever DingTalk pushes another one:
/// ticket.set("next");
/// assert!(!format!("{internal:?} {third_party:?}").contains("FPxxxx"));
/// ```
#[derive(Clone)]
pub struct Credentials(pub(crate) Identity);

#[derive(Clone)]
pub(crate) enum Identity {
    /// A token that the caller renews.
    AccessToken(SecretString),
    InternalApp(App),
    ThirdPartyApp {
        app: App,
        corp: Arc<str>,
        ticket: SuiteTicket,
    },
    OwnSource(Arc<dyn TokenSource>),
}

/// Key and secret of an app.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) key: Arc<str>,
    pub(crate) secret: Arc<SecretString>,
}

impl Credentials {
    /// A given access token, which is never renewed. DingTalk's tokens are valid for two hours.
    #[must_use]
    pub fn access_token(token: impl Into<String>) -> Self {
        Self(Identity::AccessToken(token.into().into()))
    }

    /// An app of one's own organization: its client ID (formerly `AppKey`) and client secret
    /// (formerly `AppSecret`), as the developer console shows them. Tokens are fetched from
    /// `gettoken`.
    #[must_use]
    pub fn internal_app(key: impl Into<String>, secret: impl Into<String>) -> Self {
        Self(Identity::InternalApp(App::new(key.into(), secret.into())))
    }

    /// An app for other organizations, at one that authorized it: `SuiteKey` and `SuiteSecret` of
    /// the app, `CorpId` of the organization, and the ticket that DingTalk pushes to the app.
    /// Tokens are fetched from `service/get_corp_token`. A client for another organization is made
    /// by `with_credentials`, and shares all connections.
    #[must_use]
    pub fn third_party_app(
        key: impl Into<String>,
        secret: impl Into<String>,
        corp_id: impl Into<String>,
        ticket: &SuiteTicket,
    ) -> Self {
        let app = App::new(key.into(), secret.into());
        Self(Identity::ThirdPartyApp { app, corp: corp_id.into().into(), ticket: ticket.clone() })
    }

    /// Tokens from elsewhere, such as a store that several processes share.
    #[must_use]
    pub fn source(source: impl TokenSource) -> Self {
        Self(Identity::OwnSource(Arc::new(source)))
    }
}

impl App {
    fn new(key: String, secret: String) -> Self {
        Self { key: key.into(), secret: Arc::new(secret.into()) }
    }
}

/// Shows no secret.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Credentials").field(&format_args!("{}", self.kind())).finish()
    }
}

/// The ticket that DingTalk pushes to a third-party app about every five hours. Clones are the same
/// ticket: the program that receives the pushes sets it, while clients use it.
#[derive(Clone)]
pub struct SuiteTicket(Arc<RwLock<SecretString>>);

impl SuiteTicket {
    /// The ticket that was pushed last. A customized app may use any string.
    #[must_use]
    pub fn new(ticket: impl Into<String>) -> Self {
        Self(Arc::new(RwLock::new(ticket.into().into())))
    }

    /// Replaces the ticket. Tokens that were fetched with the previous one stay valid.
    pub fn set(&self, ticket: impl Into<String>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = ticket.into().into();
    }

    pub(crate) fn current(&self) -> String {
        self.0.read().unwrap_or_else(PoisonError::into_inner).expose_secret().to_owned()
    }
}

/// Shows no ticket.
impl fmt::Debug for SuiteTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SuiteTicket(***)")
    }
}

/// Provides access tokens, such as those of a store that several processes share.
///
/// The client caches a token, fetches the next one before it expires, and never fetches two at
/// once. If the source fails, all calls that wait for it fail.
///
/// ```
/// use std::time::Duration;
/// use dingtalk_runtime::{AccessToken, BoxFuture, SourceError, TokenSource};
///
/// struct Vault;
///
/// impl TokenSource for Vault {
///     fn fetch<'a>(
///         &'a self,
///         rejected: Option<&'a AccessToken>,
///     ) -> BoxFuture<'a, Result<AccessToken, SourceError>> {
///         Box::pin(async move {
///             let stored = "bE74xxxx";
///             if rejected.is_some_and(|token| token.expose() == stored) {
///                 return Err("the vault still has the token that was refused".into());
///             }
///             Ok(AccessToken::new(stored, Duration::from_secs(600)))
///         })
///     }
/// }
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// Returns a token to call with. `rejected` is a token that the service has just refused, if
    /// that is why this is called; it may have been refused by mistake.
    fn fetch<'a>(
        &'a self,
        rejected: Option<&'a AccessToken>,
    ) -> BoxFuture<'a, Result<AccessToken, SourceError>>;
}

impl<T: TokenSource + ?Sized> TokenSource for Arc<T> {
    fn fetch<'a>(
        &'a self,
        rejected: Option<&'a AccessToken>,
    ) -> BoxFuture<'a, Result<AccessToken, SourceError>> {
        (**self).fetch(rejected)
    }
}

/// Why a [`TokenSource`] returned no token.
pub type SourceError = Box<dyn StdError + Send + Sync>;

impl Credentials {
    /// The kind of the credentials, for `Debug` and as part of the cache key.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.0 {
            Identity::AccessToken(_) => "an access token",
            Identity::InternalApp(_) => "an internal app",
            Identity::ThirdPartyApp { .. } => "a third-party app",
            Identity::OwnSource(_) => "an own source",
        }
    }

    fn app(&self) -> Option<&App> {
        match &self.0 {
            Identity::AccessToken(_) | Identity::OwnSource(_) => None,
            Identity::InternalApp(app) | Identity::ThirdPartyApp { app, .. } => Some(app),
        }
    }

    /// The app's key, or a name of its own for credentials that name no app.
    pub(crate) fn app_key(&self) -> Arc<str> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        match self.app() {
            Some(app) => Arc::clone(&app.key),
            None => format!("#{}", NEXT.fetch_add(1, Ordering::Relaxed)).into(),
        }
    }

    /// The name of a part that is blank.
    pub(crate) fn blank(&self) -> Option<&'static str> {
        let mut parts = Vec::new();
        if let Some(app) = self.app() {
            parts.push((&*app.key, "the app's key"));
            parts.push((app.secret.expose_secret(), "the app's secret"));
        }
        match &self.0 {
            Identity::AccessToken(token) => parts.push((token.expose_secret(), "the access token")),
            Identity::ThirdPartyApp { corp, .. } => parts.push((corp, "the organization's CorpId")),
            Identity::InternalApp(_) | Identity::OwnSource(_) => {}
        }
        parts.into_iter().find(|(part, _)| part.trim().is_empty()).map(|(_, name)| name)
    }

    /// The key of the tokens that these credentials fetch from a host; `None` where they fetch none
    /// or cannot share them.
    pub(crate) fn cache_key(&self, host: &str) -> Option<CacheKey> {
        let app = self.app()?;
        let corp = match &self.0 {
            Identity::ThirdPartyApp { corp, .. } => corp,
            _ => "",
        };
        let mut hash = Sha256::new();
        for part in [host, self.kind(), &app.key, corp, app.secret.expose_secret()] {
            // The length says where a part ends.
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        Some(hash.finalize().into())
    }

    /// Calls `add` with every secret. The key of an app is not secret by itself, but the service
    /// puts it into messages.
    pub(crate) fn each_secret(&self, add: &mut dyn FnMut(&str)) {
        if let Some(app) = self.app() {
            add(app.secret.expose_secret());
            add(&app.key);
        }
        match &self.0 {
            Identity::AccessToken(token) => add(token.expose_secret()),
            Identity::ThirdPartyApp { ticket, .. } => add(&ticket.current()),
            Identity::InternalApp(_) | Identity::OwnSource(_) => {}
        }
    }
}
