//! The cache of access tokens. One fetch at a time fills a cell while all callers wait for it, and
//! a token is renewed before it expires.
//!
//! A fetch runs as a task of its own, and callers only wait for its result: dropping one call does
//! not affect the others. Reading a valid token never waits, and no lock is held across an `await`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;

use crate::error::{Error, TokenError};
use futures_core::future::BoxFuture;

/// How long before it expires a token is renewed.
const RENEW_AHEAD: Duration = Duration::from_secs(10 * 60);

/// How long after a failed renewal the next one is tried while the old token is still valid. A
/// token that replaced a refused one is kept at least as long.
const PAUSE: Duration = Duration::from_secs(30);

/// The shortest lifetime that is believed. With a shorter one, every call would fetch a token.
const SHORTEST: Duration = Duration::from_secs(10);

/// An access token that was fetched, as a [`TokenSource`](crate::TokenSource) returns it.
#[derive(Clone)]
pub struct AccessToken {
    secret: SecretString,
    lifetime: Duration,
}

impl AccessToken {
    /// A token that is valid for `lifetime` from now on. A lifetime below ten seconds counts as
    /// ten.
    #[must_use]
    pub fn new(token: impl Into<String>, lifetime: Duration) -> Self {
        Self { secret: token.into().into(), lifetime: lifetime.max(SHORTEST) }
    }

    /// The token itself. Take care where it ends up.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.secret.expose_secret()
    }

    /// How long it is valid from when it was fetched.
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

/// A token in the cache.
pub(crate) struct Token {
    pub(crate) access: AccessToken,
    renew_at: Duration,
    expires_at: Duration,
    /// A token that replaced a refused one is kept until then even if it is refused too and never
    /// was accepted.
    kept_until: Duration,
    was_accepted: AtomicBool,
}

impl Token {
    /// A token that never expires and is never renewed.
    pub(crate) fn fixed(token: &SecretString) -> Arc<Self> {
        let access = AccessToken { secret: token.clone(), lifetime: Duration::MAX };
        Self::fetched(access, Duration::ZERO, false)
    }

    /// A token that was requested at `asked_at`. `replaces_refused` if the one before it was
    /// refused.
    fn fetched(token: AccessToken, asked_at: Duration, replaces_refused: bool) -> Arc<Self> {
        let lifetime = token.lifetime;
        // A short-lived token is used for at least three quarters of its lifetime.
        let renew_after = lifetime.saturating_sub(RENEW_AHEAD.min(lifetime / 4));
        let kept_for = if replaces_refused { PAUSE } else { Duration::ZERO };
        Arc::new(Self {
            access: token,
            renew_at: asked_at.saturating_add(renew_after),
            expires_at: asked_at.saturating_add(lifetime),
            kept_until: asked_at.saturating_add(kept_for),
            was_accepted: AtomicBool::new(false),
        })
    }

    /// Notes that the service accepted a call with this token.
    pub(crate) fn mark_accepted(&self) {
        // The flag is nearly always set already, and reading costs less than writing.
        if !self.was_accepted.load(Ordering::Relaxed) {
            self.was_accepted.store(true, Ordering::Relaxed);
        }
    }
}

/// Fetches access tokens.
pub(crate) trait FetchToken: Send + Sync {
    /// The time by the client's clock.
    fn now(&self) -> Duration;

    /// Fetches a token. `rejected` is one that the service refused, if that is why this is called;
    /// `known` is the cached token, valid or not.
    fn fetch<'a>(
        &'a self,
        rejected: Option<&'a AccessToken>,
        known: Option<&'a AccessToken>,
    ) -> BoxFuture<'a, Result<AccessToken, Error>>;
}

type FetchResult = Result<Arc<Token>, Error>;

/// Receives the result of a fetch; closed if the task of the fetch died.
type FetchReceiver = watch::Receiver<Option<FetchResult>>;

/// The token of one app at one organization, or none yet.
#[derive(Default)]
pub(crate) struct TokenCell(Mutex<CellState>);

#[derive(Default)]
struct CellState {
    token: Option<Arc<Token>>,
    /// The token that the service refused last, until a fetch that knew of it has succeeded.
    rejected: Option<AccessToken>,
    /// The running fetch.
    fetch: Option<FetchReceiver>,
    /// No renewal starts before.
    pause_until: Duration,
}

impl CellState {
    fn valid(&self, now: Duration) -> Option<Arc<Token>> {
        self.token.as_ref().filter(|token| now < token.expires_at).map(Arc::clone)
    }

    /// The running fetch, unless its task died.
    fn running(&self) -> Option<&FetchReceiver> {
        self.fetch.as_ref().filter(|fetch| fetch.has_changed().is_ok())
    }
}

impl TokenCell {
    fn state(&self) -> MutexGuard<'_, CellState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The cached token, valid or not.
    pub(crate) fn current(&self) -> Option<Arc<Token>> {
        self.state().token.clone()
    }

    /// The cached token if it is valid. Starts its renewal in the background when it is time.
    pub(crate) fn valid(self: &Arc<Self>, fetcher: &Arc<dyn FetchToken>) -> Option<Arc<Token>> {
        let mut state = self.state();
        let now = fetcher.now();
        let token = state.valid(now)?;
        if token.renew_at <= now && state.pause_until <= now && state.running().is_none() {
            // If the renewal fails, calls continue with the token that is still valid.
            state.pause_until = now + PAUSE;
            drop(self.start(&mut state, fetcher));
        }
        Some(token)
    }

    /// Returns a valid token, and waits for a fetch if there is none.
    pub(crate) async fn token(self: &Arc<Self>, fetcher: &Arc<dyn FetchToken>) -> FetchResult {
        for _ in 0..2 {
            let mut fetch = match self.token_or_fetch(fetcher) {
                Ok(token) => return Ok(token),
                Err(fetch) => fetch,
            };
            let result = fetch.wait_for(Option::is_some).await;
            if let Some(result) = result.ok().and_then(|result| result.clone()) {
                return result;
            }
            // The task died: its runtime ended, or the source panicked.
        }
        Err(Error::Token(TokenError::new("the task that fetched it ended")))
    }

    /// Returns a valid token, which may have come a moment ago, or the running fetch, or a new one.
    fn token_or_fetch(
        self: &Arc<Self>,
        fetcher: &Arc<dyn FetchToken>,
    ) -> Result<Arc<Token>, FetchReceiver> {
        let mut state = self.state();
        if let Some(token) = state.valid(fetcher.now()) {
            return Ok(token);
        }
        let running = state.running().cloned();
        Err(running.unwrap_or_else(|| self.start(&mut state, fetcher)))
    }

    /// Removes a token that the service refused, unless another one replaced it already. Returns
    /// `false` if no other token can be fetched for now: a service that refuses every token that it
    /// issues must not be asked for one with every call, or it would block the fetches too.
    pub(crate) fn invalidate(&self, refused: &Arc<Token>, now: Duration) -> bool {
        let mut state = self.state();
        // Another fetch may have brought the same string, so strings are not compared.
        if state.token.as_ref().is_none_or(|token| !Arc::ptr_eq(token, refused)) {
            return true;
        }
        let is_kept = now < refused.kept_until && !refused.was_accepted.load(Ordering::Relaxed);
        if !is_kept {
            state.rejected = state.token.take().map(|token| token.access.clone());
        }
        !is_kept
    }

    /// Starts a fetch as a task.
    fn start(
        self: &Arc<Self>,
        state: &mut CellState,
        fetcher: &Arc<dyn FetchToken>,
    ) -> FetchReceiver {
        let (sender, receiver) = watch::channel(None);
        state.fetch = Some(receiver.clone());
        let (cell, fetcher) = (Arc::clone(self), Arc::clone(fetcher));
        tokio::spawn(async move {
            let result = cell.run(&*fetcher).await;
            // Sending fails where no call waits any more.
            drop(sender.send(Some(result)));
        });
        receiver
    }

    /// Fetches a token, and once more if the service refused that very token meanwhile.
    async fn run(&self, fetcher: &dyn FetchToken) -> FetchResult {
        loop {
            let (rejected, known) = {
                let state = self.state();
                (state.rejected.clone(), state.token.clone())
            };
            let (asked_at, knew_rejected) = (fetcher.now(), rejected.is_some());
            let known = known.as_ref().map(|token| &token.access);
            let result = fetcher.fetch(rejected.as_ref(), known).await;
            let result = result.map(|token| Token::fetched(token, asked_at, knew_rejected));
            if self.store(&result, knew_rejected) {
                return result;
            }
        }
    }

    /// Stores the result of a fetch. Returns `false` if the token has to be fetched once more,
    /// because it was refused meanwhile and the fetch did not know that.
    fn store(&self, result: &FetchResult, knew_rejected: bool) -> bool {
        let mut state = self.state();
        if let Ok(token) = result {
            let rejected = state.rejected.as_ref();
            let is_rejected = rejected.is_some_and(|it| it.expose() == token.access.expose());
            if is_rejected && !knew_rejected {
                return false;
            }
            state.token = Some(Arc::clone(token));
            state.rejected = None;
        }
        state.fetch = None;
        true
    }
}

/// What a cached token belongs to, as a hash: host, kind of the credentials, app, organization, and
/// the app's secret, so that clients with different secrets never share a token.
pub(crate) type CacheKey = [u8; 32];

/// Unused cells are removed once there are this many.
const MANY: usize = 1024;

/// The cells of all clients that share a connection.
#[derive(Default)]
pub(crate) struct TokenCache(Mutex<Cells>);

#[derive(Default)]
struct Cells {
    by_key: HashMap<CacheKey, Arc<TokenCell>>,
    /// The number of cells from which on unused ones are removed.
    limit: usize,
}

impl TokenCache {
    /// The cell of a key. It stays the same as long as a client uses it or its token is valid.
    pub(crate) fn cell(&self, key: CacheKey, now: impl FnOnce() -> Duration) -> Arc<TokenCell> {
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cells.by_key.len() >= cells.limit.max(MANY) {
            cells.remove_unused(now());
        }
        Arc::clone(cells.by_key.entry(key).or_default())
    }
}

impl Cells {
    /// Removes the cells that no client uses and whose token has expired.
    fn remove_unused(&mut self, now: Duration) {
        self.by_key.retain(|_, cell| {
            let is_used = Arc::strong_count(cell) > 1;
            is_used || cell.state().valid(now).is_some()
        });
        // Doubled, because each removal visits all cells.
        self.limit = 2 * self.by_key.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn key(corp: usize) -> CacheKey {
        let mut key = CacheKey::default();
        key[..8].copy_from_slice(&corp.to_le_bytes());
        key
    }

    #[test]
    fn only_cells_with_a_client_or_a_valid_token_are_kept_for_ever() {
        let tokens = TokenCache::default();
        let cell = |corp, hours| tokens.cell(key(corp), || hours * HOUR);
        let used = cell(0, 0);
        let valid = Token::fetched(AccessToken::new("t", 2 * HOUR), Duration::ZERO, false);
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
        let tokens = TokenCache::default();
        let cell = |corp| tokens.cell(key(corp), || HOUR);
        let used: Vec<_> = (0..5 * MANY).map(cell).collect();
        assert!(used.iter().enumerate().all(|(corp, it)| Arc::ptr_eq(it, &cell(corp))));
    }
}
