//! Access tokens: cached, fetched by one caller while the others wait, renewed ahead of their end.
//!
//! A fetch runs as a task of its own. Callers only wait for it, so that one that is dropped takes
//! nothing from the others. A valid token is read without waiting; no lock is held while anything is
//! awaited.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;

use crate::credentials::Source;
use crate::error::{Error, TokenError};

/// How long before its end a token is renewed.
const AHEAD: Duration = Duration::from_secs(10 * 60);

/// How long after a renewal that failed the next one is tried, while the old token is still valid, and
/// how long a token is kept that came in the place of one that was refused.
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
    /// Until when it is kept although it is refused, if it never was accepted: it came in the place of
    /// one that was refused.
    kept_until: Duration,
    was_accepted: AtomicBool,
}

impl Token {
    /// One that is never renewed.
    pub(crate) fn fixed(token: String) -> Arc<Self> {
        Arc::new(Self {
            access: AccessToken::new(token, Duration::MAX),
            number: 0,
            renew_at: Duration::MAX,
            ends_at: Duration::MAX,
            kept_until: Duration::ZERO,
            was_accepted: AtomicBool::new(false),
        })
    }

    /// One that was asked for at a moment, perhaps in the place of one that was refused.
    fn fetched(token: AccessToken, number: u64, asked_at: Duration, is_another: bool) -> Arc<Self> {
        let lifetime = token.lifetime;
        Arc::new(Self {
            access: token,
            number,
            // One that does not hold for long is used for most of its life.
            renew_at: asked_at.saturating_add(lifetime.saturating_sub(AHEAD.min(lifetime / 4))),
            ends_at: asked_at.saturating_add(lifetime),
            kept_until: if is_another { asked_at.saturating_add(PAUSE) } else { Duration::ZERO },
            was_accepted: AtomicBool::new(false),
        })
    }

    /// The service took a call with it.
    pub(crate) fn accepted(&self) {
        // Nearly always that is known, and reading costs less than writing.
        if !self.was_accepted.load(Ordering::Relaxed) {
            self.was_accepted.store(true, Ordering::Relaxed);
        }
    }
}

type Fetched = Result<Arc<Token>, Error>;

/// The token of one app at one organization, or none yet.
#[derive(Default)]
pub(crate) struct Cell(Mutex<State>);

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// The token that the service refused last, until another fetch was told of it.
    rejected: Option<AccessToken>,
    /// What the fetch that is running will tell; closed if it died.
    fetch: Option<watch::Receiver<Option<Fetched>>>,
    /// How many fetches were begun.
    fetches: u64,
    /// No renewal begins before.
    pause_until: Duration,
}

impl State {
    fn valid(&self, now: Duration) -> Option<Arc<Token>> {
        self.token.as_ref().filter(|token| now < token.ends_at).map(Arc::clone)
    }

    fn is_fetching(&self) -> bool {
        self.fetch.as_ref().is_some_and(|fetch| fetch.has_changed().is_ok())
    }
}

impl Cell {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token that is there, valid or not.
    pub(crate) fn current(&self) -> Option<Arc<Token>> {
        self.state().token.clone()
    }

    /// The token if there is a valid one. If it is due, its renewal begins and nobody waits for it.
    pub(crate) fn valid(self: &Arc<Self>, source: &Source) -> Option<Arc<Token>> {
        let mut state = self.state();
        let now = source.now();
        let token = state.valid(now)?;
        if token.renew_at <= now && state.pause_until <= now && !state.is_fetching() {
            // Should it fail, calls go on with the token that is still valid.
            state.pause_until = now + PAUSE;
            drop(self.begin(&mut state, source));
        }
        Some(token)
    }

    /// A valid token; where there is none, what a fetch brings: the one that is running, or another.
    pub(crate) async fn token(self: &Arc<Self>, source: &Source) -> Fetched {
        for _ in 0..2 {
            let mut fetch = match self.look(source) {
                Ok(token) => return Ok(token),
                Err(fetch) => fetch,
            };
            let told = fetch.wait_for(Option::is_some).await;
            if let Some(told) = told.ok().and_then(|told| told.clone()) {
                return told;
            }
            // The task died: its runtime ended, or the source panicked.
        }
        Err(Error::Token(TokenError::aborted()))
    }

    /// The token, which may have come a moment ago, or the fetch that is to bring one.
    fn look(
        self: &Arc<Self>,
        source: &Source,
    ) -> Result<Arc<Token>, watch::Receiver<Option<Fetched>>> {
        let mut state = self.state();
        if let Some(token) = state.valid(source.now()) {
            return Ok(token);
        }
        Err(match &state.fetch {
            Some(fetch) if fetch.has_changed().is_ok() => fetch.clone(),
            _ => self.begin(&mut state, source),
        })
    }

    /// Forgets a token that the service refused, unless another one has come meanwhile; `false` if
    /// there is no other one to be had for now. A service that refuses whatever it gives must not be
    /// asked for tokens with every call: it would block that too.
    pub(crate) fn invalidate(&self, refused: &Token, now: Duration) -> bool {
        let mut state = self.state();
        if state.token.as_ref().is_none_or(|token| token.number != refused.number) {
            return true;
        }
        let is_kept = now < refused.kept_until && !refused.was_accepted.load(Ordering::Relaxed);
        if !is_kept {
            state.rejected = state.token.take().map(|token| token.access.clone());
        }
        !is_kept
    }

    fn begin(
        self: &Arc<Self>,
        state: &mut State,
        source: &Source,
    ) -> watch::Receiver<Option<Fetched>> {
        let (tell, fetch) = watch::channel(None);
        state.fetch = Some(fetch.clone());
        let (cell, source) = (Arc::clone(self), source.clone());
        tokio::spawn(async move {
            let fetched = cell.run(&source).await;
            // Nobody may be waiting any more.
            drop(tell.send(Some(fetched)));
        });
        fetch
    }

    /// Fetches, once more if meanwhile the service refused what the fetch brought.
    async fn run(&self, source: &Source) -> Fetched {
        loop {
            let (rejected, known, number) = self.start();
            let (asked_at, was_told) = (source.now(), rejected.is_some());
            let known = known.as_ref().map(|token| &token.access);
            let fetched = source.fetch(rejected.as_ref(), known).await;
            let fetched = fetched.map(|token| Token::fetched(token, number, asked_at, was_told));
            if self.end(&fetched, was_told) {
                return fetched;
            }
        }
    }

    fn start(&self) -> (Option<AccessToken>, Option<Arc<Token>>, u64) {
        let mut state = self.state();
        state.fetches += 1;
        (state.rejected.clone(), state.token.clone(), state.fetches)
    }

    /// Keeps what was fetched; `false` if that is to be fetched once more, since the source was not
    /// told that it was refused.
    fn end(&self, fetched: &Fetched, was_told: bool) -> bool {
        let mut state = self.state();
        if let Ok(token) = fetched {
            let rejected = state.rejected.as_ref();
            let is_rejected = rejected.is_some_and(|it| it.expose() == token.access.expose());
            if is_rejected && !was_told {
                return false;
            }
            state.token = Some(Arc::clone(token));
            state.rejected = None;
        }
        state.fetch = None;
        true
    }
}

/// Whose token it is.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// The base URL.
    pub(crate) host: Arc<str>,
    /// The kind of the credentials.
    pub(crate) kind: &'static str,
    pub(crate) app: Arc<str>,
    /// The organization; blank for the app's own.
    pub(crate) corp: Arc<str>,
    /// A hash of the app's secret: who has a wrong one must not get the token of who has the right
    /// one, nor the other way round.
    pub(crate) secret: Vec<u8>,
}

/// So many cells are kept before those that nobody needs are forgotten.
const MANY: usize = 1024;

/// The cells of all clients that share their connections.
#[derive(Default)]
pub(crate) struct Tokens(Mutex<Cells>);

#[derive(Default)]
struct Cells {
    by_key: HashMap<Key, Arc<Cell>>,
    /// How many there may be before it is looked again for those that nobody needs.
    limit: usize,
}

impl Tokens {
    /// The cell of a key: the same each time, as long as it has a client or a valid token.
    pub(crate) fn cell(&self, key: Key, now: impl FnOnce() -> Duration) -> Arc<Cell> {
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cells.by_key.len() >= cells.limit.max(MANY) {
            cells.forget(now());
        }
        Arc::clone(cells.by_key.entry(key).or_default())
    }
}

impl Cells {
    /// Forgets the cells of organizations whose clients have gone, and their tokens' time too.
    fn forget(&mut self, now: Duration) {
        self.by_key.retain(|_, cell| {
            let is_used = Arc::strong_count(cell) > 1;
            is_used || cell.state().valid(now).is_some()
        });
        // Looking through all of them costs the more, the more there are.
        self.limit = 2 * self.by_key.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn key(corp: usize) -> Key {
        let [host, app, corp] = ["http://a/", "app", &corp.to_string()].map(Arc::from);
        Key { host, kind: "a third-party app", app, corp, secret: Vec::new() }
    }

    #[test]
    fn only_cells_with_a_client_or_a_valid_token_are_kept_for_ever() {
        let tokens = Tokens::default();
        let cell = |corp, hours| tokens.cell(key(corp), || hours * HOUR);
        let used = cell(0, 0);
        let valid = Token::fetched(AccessToken::new("t", 2 * HOUR), 1, Duration::ZERO, false);
        cell(1, 0).state().token = Some(valid);
        for corp in 2..10 * MANY {
            cell(corp, 1);
        }
        assert!(Arc::ptr_eq(&used, &cell(0, 1)));
        assert!(cell(1, 1).current().is_some());
        let count = || tokens.0.lock().expect("nothing panics here").by_key.len();
        assert!(count() <= MANY, "{}", count());

        for corp in 2..10 * MANY {
            cell(corp, 2);
        }
        assert!(cell(1, 2).current().is_none());
        assert!(Arc::ptr_eq(&used, &cell(0, 2)));
    }

    #[test]
    fn cells_in_use_are_kept_however_many_there_are() {
        let tokens = Tokens::default();
        let cell = |corp| tokens.cell(key(corp), || HOUR);
        let used: Vec<_> = (0..5 * MANY).map(cell).collect();
        assert!(used.iter().enumerate().all(|(corp, it)| Arc::ptr_eq(it, &cell(corp))));
    }
}
