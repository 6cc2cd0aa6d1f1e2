//! Who a client is, and where its access tokens come from: the only module that names endpoints.

use std::error::Error as StdError;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use base64::prelude::{BASE64_STANDARD, Engine};
use dingtalk_models::{get_corp_token, gettoken};
use dingtalk_protocol::Secret;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::core::{Core, Link};
use crate::error::{DecodeError, Error, TokenError};
use crate::mask::Mask;
use crate::options::Options;
use crate::policy::Policy;
use crate::send::{BoxFuture, send};
use crate::tokens::{AccessToken, Cell, Key, Token};

/// Who a client is: what it gets its access tokens with.
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
pub struct Credentials(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    /// A token that the caller looks after.
    Fixed(SecretString),
    Internal(App),
    ThirdParty {
        app: App,
        corp: Arc<str>,
        ticket: SuiteTicket,
    },
    Own(Arc<dyn TokenSource>),
}

/// Key and secret of an app.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) key: Arc<str>,
    secret: Arc<SecretString>,
}

impl Credentials {
    /// An access token as it is, never renewed: DingTalk's tokens hold for two hours.
    #[must_use]
    pub fn access_token(token: impl Into<String>) -> Self {
        Self(Kind::Fixed(token.into().into()))
    }

    /// An app of one's own organization: its client ID (formerly `AppKey`) and client secret (formerly
    /// `AppSecret`), as the developer console shows them. Tokens are fetched from `gettoken`.
    #[must_use]
    pub fn internal_app(key: impl Into<String>, secret: impl Into<String>) -> Self {
        Self(Kind::Internal(App::new(key.into(), secret.into())))
    }

    /// An app for other organizations, at one that authorized it: `SuiteKey` and `SuiteSecret` of the
    /// app, `CorpId` of the organization, and the ticket that DingTalk pushes to the app. Tokens are
    /// fetched from `service/get_corp_token`. A client for another organization is made by
    /// `with_credentials`, and shares all connections.
    #[must_use]
    pub fn third_party_app(
        key: impl Into<String>,
        secret: impl Into<String>,
        corp_id: impl Into<String>,
        ticket: &SuiteTicket,
    ) -> Self {
        let app = App::new(key.into(), secret.into());
        Self(Kind::ThirdParty { app, corp: corp_id.into().into(), ticket: ticket.clone() })
    }

    /// Tokens from elsewhere, such as a store that several processes share.
    #[must_use]
    pub fn source(source: impl TokenSource) -> Self {
        Self(Kind::Own(Arc::new(source)))
    }

    /// A setting that was left blank, by its name.
    pub(crate) fn blank(&self) -> Option<&'static str> {
        let blank = |text: &str| text.trim().is_empty();
        let of_app = |app: &App| {
            let key = blank(&app.key).then_some("the app's key");
            key.or_else(|| blank(app.secret.expose_secret()).then_some("the app's secret"))
        };
        match &self.0 {
            Kind::Fixed(token) => blank(token.expose_secret()).then_some("the access token"),
            Kind::Internal(app) => of_app(app),
            Kind::ThirdParty { app, corp, .. } => {
                of_app(app).or_else(|| blank(corp).then_some("the organization's CorpId"))
            }
            Kind::Own(_) => None,
        }
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
        f.debug_tuple("Credentials").field(&format_args!("{}", self.0.name())).finish()
    }
}

/// The ticket that DingTalk pushes to a third-party app about every five hours. Clones are the same
/// ticket: the program that receives the pushes sets it, while clients use it.
#[derive(Clone)]
pub struct SuiteTicket(Arc<RwLock<SecretString>>);

impl SuiteTicket {
    /// The ticket that was pushed last. A customized app may use any text.
    #[must_use]
    pub fn new(ticket: impl Into<String>) -> Self {
        Self(Arc::new(RwLock::new(ticket.into().into())))
    }

    /// Takes the next one. Tokens that were fetched with the one before stay valid.
    pub fn set(&self, ticket: impl Into<String>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = ticket.into().into();
    }

    fn current(&self) -> String {
        self.0.read().unwrap_or_else(PoisonError::into_inner).expose_secret().to_owned()
    }
}

/// Shows no ticket.
impl fmt::Debug for SuiteTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SuiteTicket(***)")
    }
}

/// Gives access tokens, such as those of a store that several processes share.
///
/// The client keeps what it is given, asks for the next one ahead of the end, and never twice at
/// once. A source that fails makes all calls fail that wait for it.
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
    /// A token to call with. `rejected` is one that the service has just refused, if that is why
    /// another one is asked for; it may have been refused by mistake.
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

/// Why a [`TokenSource`] has no token.
pub type SourceError = Box<dyn StdError + Send + Sync>;

/// What the calls of a client are made with.
pub(crate) struct Account {
    /// The app, by which calls are paced.
    pub(crate) app: Arc<str>,
    credentials: Option<Credentials>,
    pub(crate) tokens: Tokens,
}

/// Where the tokens come from.
pub(crate) enum Tokens {
    None,
    Fixed(Arc<Token>),
    Fetched(Arc<Cell>, Source),
}

impl Account {
    /// Of a client without credentials.
    pub(crate) fn none() -> Self {
        Self { app: "".into(), credentials: None, tokens: Tokens::None }
    }

    /// Of a client with these.
    pub(crate) fn new(link: &Arc<Link>, credentials: Credentials) -> Self {
        let (app, corp) = credentials.app();
        let source = Source { link: Arc::clone(link), credentials: credentials.clone() };
        let tokens = match &credentials.0 {
            Kind::Fixed(token) => Tokens::Fixed(Token::fixed(token.expose_secret().to_owned())),
            // Nobody can tell whether two sources are one.
            Kind::Own(_) => Tokens::Fetched(Arc::default(), source),
            kind => {
                let (host, kind) = (Arc::clone(&link.base.key), kind.name());
                let secret = credentials.fingerprint();
                let key = Key { host, kind, app: Arc::clone(&app), corp, secret };
                Tokens::Fetched(link.tokens.cell(key, || link.clock.now()), source)
            }
        };
        Self { app, credentials: Some(credentials), tokens }
    }

    /// Tells what must never be shown, beside the token that a call was made with.
    pub(crate) fn each_secret(&self, tell: &mut dyn FnMut(&str)) {
        if let Some(credentials) = &self.credentials {
            credentials.each_secret(tell);
        }
        if let Tokens::Fetched(cell, _) = &self.tokens
            && let Some(token) = cell.current()
        {
            tell(token.access.expose());
        }
    }

    /// How a `Debug` tells of it.
    pub(crate) fn shown(&self) -> &'static str {
        self.credentials.as_ref().map_or("none", |credentials| credentials.0.name())
    }
}

impl Credentials {
    /// The app and the organization; blank where there are none.
    fn app(&self) -> (Arc<str>, Arc<str>) {
        match &self.0 {
            // Each is an app of its own, as far as anybody can tell.
            Kind::Fixed(_) | Kind::Own(_) => (unique(), "".into()),
            Kind::Internal(app) => (Arc::clone(&app.key), "".into()),
            Kind::ThirdParty { app, corp, .. } => (Arc::clone(&app.key), Arc::clone(corp)),
        }
    }

    /// A hash of the app's secret.
    fn fingerprint(&self) -> Vec<u8> {
        match &self.0 {
            Kind::Internal(app) | Kind::ThirdParty { app, .. } => {
                Sha256::digest(app.secret.expose_secret().as_bytes()).to_vec()
            }
            Kind::Fixed(_) | Kind::Own(_) => Vec::new(),
        }
    }

    /// Tells what of it must never be shown.
    fn each_secret(&self, tell: &mut dyn FnMut(&str)) {
        match &self.0 {
            Kind::Fixed(token) => tell(token.expose_secret()),
            Kind::Internal(app) => app.each_secret(tell),
            Kind::ThirdParty { app, ticket, .. } => {
                app.each_secret(tell);
                tell(&ticket.current());
            }
            Kind::Own(_) => {}
        }
    }
}

/// A name that no other app has.
fn unique() -> Arc<str> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("#{}", NEXT.fetch_add(1, Ordering::Relaxed)).into()
}

impl Kind {
    /// By which tokens are kept apart, and as a `Debug` tells of it.
    fn name(&self) -> &'static str {
        match self {
            Self::Fixed(_) => "an access token",
            Self::Internal(_) => "an internal app",
            Self::ThirdParty { .. } => "a third-party app",
            Self::Own(_) => "an own source",
        }
    }
}

impl App {
    /// The key is none by itself, but the service puts it into messages.
    fn each_secret(&self, tell: &mut dyn FnMut(&str)) {
        tell(self.secret.expose_secret());
        tell(&self.key);
    }
}

/// Fetches tokens: the service's own endpoints, or what the caller brought.
#[derive(Clone)]
pub(crate) struct Source {
    link: Arc<Link>,
    credentials: Credentials,
}

impl Source {
    /// The time by the client's clock.
    pub(crate) fn now(&self) -> Duration {
        self.link.clock.now()
    }

    /// Fetches one, within the deadline that the client has for calls.
    // Boxed here: the future of a call holds this one, and this one that of a call.
    ///
    /// `known` is the token that is there, valid or not.
    pub(crate) fn fetch<'a>(
        &'a self,
        rejected: Option<&'a AccessToken>,
        known: Option<&'a AccessToken>,
    ) -> BoxFuture<'a, Result<AccessToken, Error>> {
        Box::pin(async move {
            match &self.credentials.0 {
                Kind::Fixed(token) => Ok(AccessToken::new(token.expose_secret(), Duration::MAX)),
                Kind::Internal(app) => self.internal(app).await,
                Kind::ThirdParty { app, corp, ticket } => {
                    self.third_party(app, corp, ticket.current()).await
                }
                Kind::Own(source) => self.own(&**source, rejected, known).await,
            }
        })
    }

    /// What the caller brought keeps no deadline by itself, as the calls of the endpoints do.
    async fn own(
        &self,
        source: &dyn TokenSource,
        rejected: Option<&AccessToken>,
        known: Option<&AccessToken>,
    ) -> Result<AccessToken, Error> {
        let limit = self.link.policy.limits().deadline;
        let fetched = tokio::time::timeout(limit, source.fetch(rejected)).await;
        let fetched = fetched.map_err(|_| Error::Token(TokenError::late()))?;
        let fetched = fetched.and_then(|token| match token.expose().trim() {
            "" => Err("it gave a blank token".into()),
            _ => Ok(token),
        });
        fetched.map_err(|error| {
            let mut mask = Mask::default();
            for token in [rejected, known].into_iter().flatten() {
                mask.add(token.expose());
            }
            Error::Token(TokenError::of_source(&*error, &mask))
        })
    }

    /// A client that fetches tokens and has none.
    fn core(&self) -> Core {
        let (app, _) = self.credentials.app();
        let credentials = Some(self.credentials.clone());
        let account = Account { app, credentials, tokens: Tokens::None };
        Core { link: Arc::clone(&self.link), account: Arc::new(account) }
    }

    async fn internal(&self, app: &App) -> Result<AccessToken, Error> {
        let request = gettoken::Request::new(app.key.as_ref(), app.secret.expose_secret());
        let answer = send(self.core(), request, Options::default()).await?;
        let gettoken::Response { access_token, expires_in, .. } = answer.into_inner();
        token::<gettoken::Request>(access_token, expires_in)
    }

    async fn third_party(
        &self,
        app: &App,
        corp: &Arc<str>,
        ticket: String,
    ) -> Result<AccessToken, Error> {
        let now = self.link.clock.time_of_day();
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let timestamp = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        let signature = sign(app.secret.expose_secret(), timestamp, &ticket);
        let request = get_corp_token::RequestInit {
            access_key: app.key.as_ref().to_owned(),
            timestamp,
            suite_ticket: ticket.into(),
            signature: signature.into(),
            auth_corpid: corp.as_ref().to_owned(),
        };
        let request = get_corp_token::Request::from(request);
        // What is signed stays the same in all attempts.
        let deadline = self.link.policy.limits().deadline.min(FRESH);
        let options = Options::default().policy(Policy::new().deadline(deadline));
        let answer = send(self.core(), request, options).await?;
        let get_corp_token::Response { access_token, expires_in, .. } = answer.into_inner();
        token::<get_corp_token::Request>(access_token, expires_in)
    }
}

/// How long a signature may be sent. The service takes it for a minute, and clocks differ.
const FRESH: Duration = Duration::from_secs(50);

/// How long a token holds whose answer does not say so: as the pages say.
const LIFETIME: i64 = 7200;

/// The token of an answer.
fn token<E: dingtalk_protocol::Endpoint>(
    token: Option<Secret>,
    expires_in: Option<i64>,
) -> Result<AccessToken, Error> {
    let lifetime = u64::try_from(expires_in.unwrap_or(LIFETIME)).unwrap_or_default();
    let token = token.filter(|token| !token.expose().trim().is_empty());
    let token = token.ok_or_else(|| {
        Error::Decode(DecodeError::missing(&E::META.name.into(), "$.access_token"))
    })?;
    Ok(AccessToken::new(token.expose(), Duration::from_secs(lifetime)))
}

/// The base64 text of the HMAC-SHA256 of timestamp, line feed and ticket.
fn sign(secret: &str, timestamp: i64, ticket: &str) -> String {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{timestamp}\n{ticket}").as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_other_tools() {
        // printf '1527130370219\ntest' | openssl dgst -sha256 -hmac '_FPxxxxj3e' -binary | base64
        assert_eq!(
            sign("_FPxxxxj3e", 1_527_130_370_219, "test"),
            "cEq8VpdOEqmNUnsVELp0H+KvWcNzyGWqnPIEeomAWY0="
        );
    }
}
