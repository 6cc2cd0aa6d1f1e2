//! Access tokens: cached, fetched by one caller while the others wait, renewed ahead of their end.
//!
//! A fetch runs as a task of its own. Callers only wait for it, so that one that is dropped takes
//! nothing from the others. A valid token is read without waiting; no lock is held while anything is
//! awaited.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;

use crate::credentials::Source;
use crate::error::{Error, TokenError};

/// How long before its end a token is renewed.
const AHEAD: Duration = Duration::from_secs(10 * 60);

/// How long after a renewal that failed the next one is tried, while the old token is still valid.
const PAUSE: Duration = Duration::from_secs(30);

/// Shorter lifetimes are those of no token: with them, every call would fetch one.
const SHORTEST: Duration = Duration::from_secs(10);

/// An access token that was fetched, as a [`TokenSource`](crate::TokenSource) returns it.
#[derive(Clone)]
pub struct AccessToken {
    text: SecretString,
    lifetime: Duration,
}

impl AccessToken {
    /// A token that holds for so long from now on; a lifetime of less than ten seconds counts as ten.
    #[must_use]
    pub fn new(token: impl Into<String>, lifetime: Duration) -> Self {
        Self { text: token.into().into(), lifetime: lifetime.max(SHORTEST) }
    }

    /// The text itself. Whoever asks for it answers for where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    /// How long it holds from when it was fetched.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }
}

/// Shows no token.
impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessToken").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

/// A token in the cache. The number tells it from one of the same text that was fetched again.
pub(crate) struct Token {
    pub(crate) access: AccessToken,
    number: u64,
    renew_at: Duration,
    ends_at: Duration,
}

impl Token {
    /// One that is never renewed.
    pub(crate) fn fixed(token: String) -> Arc<Self> {
        let token = AccessToken::new(token, Duration::MAX);
        Arc::new(Self { access: token, number: 0, renew_at: Duration::MAX, ends_at: Duration::MAX })
    }

    /// One that was asked for at a moment.
    fn fetched(token: AccessToken, number: u64, asked_at: Duration) -> Arc<Self> {
        let lifetime = token.lifetime;
        // One that does not hold for long is used for most of its life.
        let renew_at = asked_at.saturating_add(lifetime.saturating_sub(AHEAD.min(lifetime / 4)));
        Arc::new(Self {
            access: token,
            number,
            renew_at,
            ends_at: asked_at.saturating_add(lifetime),
        })
    }
}

type Fetched = Result<Arc<Token>, Error>;

/// The token of one app at one organization, or none yet.
#[derive(Default)]
pub(crate) struct Cell(Mutex<State>);

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// What the fetch that is running will tell; closed if it died.
    fetch: Option<watch::Receiver<Option<Fetched>>>,
    /// How many fetches were begun.
    fetches: u64,
    /// No renewal begins before.
    pause_until: Duration,
}

impl State {
    fn is_fetching(&self) -> bool {
        self.fetch.as_ref().is_some_and(|fetch| fetch.has_changed().is_ok())
    }
}

impl Cell {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The text of the token that is there, valid or not.
    pub(crate) fn current(&self) -> Option<String> {
        self.state().token.as_ref().map(|token| token.access.expose().to_owned())
    }

    /// A valid token, fetched if there is none.
    pub(crate) async fn token(self: &Arc<Self>, source: &Source) -> Fetched {
        let mut fetch = match self.look(source) {
            Ok(token) => return Ok(token),
            Err(fetch) => fetch,
        };
        let told = fetch.wait_for(Option::is_some).await;
        let told = told.ok().and_then(|told| told.clone());
        told.unwrap_or_else(|| Err(Error::Token(TokenError::aborted())))
    }

    /// The token if it is valid, else the fetch that is to bring one. Begins what has to begin.
    fn look(
        self: &Arc<Self>,
        source: &Source,
    ) -> Result<Arc<Token>, watch::Receiver<Option<Fetched>>> {
        let mut state = self.state();
        let now = source.now();
        let valid = state.token.as_ref().filter(|token| now < token.ends_at).map(Arc::clone);
        let is_due = match &valid {
            Some(token) => token.renew_at <= now && state.pause_until <= now,
            None => true,
        };
        if is_due && !state.is_fetching() {
            self.begin(&mut state, source, None, now);
        }
        match (valid, &state.fetch) {
            (Some(token), _) => Ok(token),
            (None, Some(fetch)) => Err(fetch.clone()),
            // A fetch was begun just now.
            (None, None) => Err(watch::channel(None).1),
        }
    }

    /// Forgets a token that the service refused, unless another one has come meanwhile, and fetches.
    pub(crate) fn invalidate(self: &Arc<Self>, refused: &Token, source: &Source) {
        let mut state = self.state();
        let is_current = state.token.as_ref().is_some_and(|token| token.number == refused.number);
        if is_current {
            let token = state.token.take().map(|token| token.access.clone());
            // A renewal may be running already: what it brings is another one.
            if !state.is_fetching() {
                let now = source.now();
                self.begin(&mut state, source, token, now);
            }
        }
    }

    fn begin(
        self: &Arc<Self>,
        state: &mut State,
        source: &Source,
        rejected: Option<AccessToken>,
        now: Duration,
    ) {
        let (tell, fetch) = watch::channel(None);
        state.fetch = Some(fetch);
        state.fetches += 1;
        let (cell, source, number) = (Arc::clone(self), source.clone(), state.fetches);
        tokio::spawn(async move {
            let fetched = source.fetch(rejected.as_ref()).await;
            let fetched = fetched.map(|token| Token::fetched(token, number, now));
            cell.end(&source, &fetched);
            // Nobody may be waiting any more.
            drop(tell.send(Some(fetched)));
        });
    }

    fn end(&self, source: &Source, fetched: &Fetched) {
        let mut state = self.state();
        state.fetch = None;
        match fetched {
            Ok(token) => state.token = Some(Arc::clone(token)),
            Err(_) => state.pause_until = source.now() + PAUSE,
        }
    }
}

/// Whose token it is: host, kind of credentials, app and organization.
pub(crate) type Key = (Arc<str>, &'static str, Arc<str>, Arc<str>);

/// The cells of all clients that share their connections.
#[derive(Default)]
pub(crate) struct Tokens(Mutex<HashMap<Key, Arc<Cell>>>);

impl Tokens {
    /// The cell of a key, the same each time.
    pub(crate) fn cell(&self, key: Key) -> Arc<Cell> {
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(cells.entry(key).or_default())
    }
}
