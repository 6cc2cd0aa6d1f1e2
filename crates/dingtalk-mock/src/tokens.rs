//! The access tokens of the mock: which are valid, who gets one, and until when.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

// The app and the suite that are there from the start, as the constants of `Mock` describe them.
pub(crate) const APP_KEY: &str = "mock-app-key";
pub(crate) const APP_SECRET: &str = "mock-app-secret";
pub(crate) const SUITE_KEY: &str = "mock-suite-key";
pub(crate) const SUITE_SECRET: &str = "mock-suite-secret";
pub(crate) const SUITE_TICKET: &str = "mock-suite-ticket";

/// How long an access token is valid, in seconds.
pub(crate) const LIFETIME_SECONDS: u32 = 7200;

const LIFETIME: Duration = Duration::from_secs(LIFETIME_SECONDS as u64);

/// How every issued token begins. A call that shows none of these shows no issued token.
const ISSUED: &str = "mock-issued-";

/// How many tokens for organizations are kept, so that a server that runs for days does not fill
/// the memory: each call issues a new one.
const KEPT: usize = 10_000;

/// The apps, and the tokens that are valid.
pub(crate) struct Tokens {
    /// How far the clock is ahead of the machine's.
    ahead: Duration,
    /// The tokens that are valid for ever.
    accepted: Vec<String>,
    /// The internal apps, by key.
    apps: BTreeMap<String, App>,
    /// The tokens for organizations, the oldest first.
    for_organizations: VecDeque<Issued>,
    /// The ticket of the suite.
    ticket: String,
    /// How many tokens were issued.
    issued: usize,
    /// What must not be shown. Shared with the calls.
    secrets: Arc<Vec<String>>,
}

/// An internal app.
struct App {
    secret: String,
    /// The token that it was given last.
    token: Option<Issued>,
}

/// A token that holds for a while.
struct Issued {
    token: String,
    /// Since 1970.
    until: Duration,
}

impl Tokens {
    /// Of the app and the suite that are there from the start, without a valid token.
    pub(crate) fn new() -> Self {
        let secrets = [ISSUED, SUITE_SECRET].map(str::to_owned);
        let mut tokens = Self {
            ahead: Duration::ZERO,
            accepted: Vec::new(),
            apps: BTreeMap::new(),
            for_organizations: VecDeque::new(),
            ticket: String::new(),
            issued: 0,
            secrets: Arc::new(secrets.into()),
        };
        tokens.add_app(APP_KEY.to_owned(), APP_SECRET.to_owned());
        tokens.set_ticket(SUITE_TICKET.to_owned());
        tokens
    }

    pub(crate) fn accept(&mut self, token: String) {
        self.hide(token.clone());
        self.accepted.push(token);
    }

    pub(crate) fn add_app(&mut self, key: String, secret: String) {
        self.hide(secret.clone());
        self.apps.insert(key, App { secret, token: None });
    }

    pub(crate) fn set_ticket(&mut self, ticket: String) {
        self.hide(ticket.clone());
        self.ticket = ticket;
    }

    /// What must not be shown, wherever it stands.
    pub(crate) fn secrets(&self) -> Arc<Vec<String>> {
        Arc::clone(&self.secrets)
    }

    fn hide(&mut self, secret: String) {
        Arc::make_mut(&mut self.secrets).push(secret);
    }

    /// Whether a token is valid now.
    pub(crate) fn accepts(&self, token: &str) -> bool {
        let now = self.now();
        let of_apps = self.apps.values().filter_map(|app| app.token.as_ref());
        self.accepted.iter().any(|valid| valid == token)
            || of_apps.chain(&self.for_organizations).any(|it| it.token == token && it.until > now)
    }

    /// Whether a token is one of a third-party app.
    pub(crate) fn is_third_party(&self, token: &str) -> bool {
        self.for_organizations.iter().any(|it| it.token == token)
    }

    /// The token of an internal app. While one is valid, it comes again and holds for longer.
    pub(crate) fn for_app(&mut self, key: &str, secret: &str) -> Option<String> {
        let now = self.now();
        let app = self.apps.get_mut(key).filter(|app| app.secret == secret)?;
        let valid = app.token.take().filter(|it| it.until > now).map(|it| it.token);
        let token = valid.unwrap_or_else(|| next(&mut self.issued));
        app.token = Some(Issued { token: token.clone(), until: now.saturating_add(LIFETIME) });
        Some(token)
    }

    /// A token for an organization: a new one each time.
    pub(crate) fn for_organization(&mut self) -> String {
        let now = self.now();
        let token = next(&mut self.issued);
        // All hold equally long, so that those which do not hold any more stand in front.
        while self.for_organizations.front().is_some_and(|it| it.until <= now)
            || self.for_organizations.len() >= KEPT
        {
            self.for_organizations.pop_front();
        }
        self.for_organizations
            .push_back(Issued { token: token.clone(), until: now.saturating_add(LIFETIME) });
        token
    }

    /// Whether this is the ticket of the suite.
    pub(crate) fn has_ticket(&self, ticket: &str) -> bool {
        self.ticket == ticket
    }

    /// Makes all issued tokens invalid.
    pub(crate) fn expire(&mut self) {
        self.for_organizations.clear();
        self.apps.values_mut().for_each(|app| app.token = None);
    }

    /// How many tokens were issued.
    pub(crate) fn issued(&self) -> usize {
        self.issued
    }

    /// Moves the clock ahead.
    pub(crate) fn advance(&mut self, time: Duration) {
        self.ahead = self.ahead.saturating_add(time);
    }

    /// The time since 1970.
    pub(crate) fn now(&self) -> Duration {
        let machine = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        machine.saturating_add(self.ahead)
    }
}

/// A new token of the service's length: the same ones in every run.
fn next(issued: &mut usize) -> String {
    *issued += 1;
    format!("{ISSUED}{issued:020}")
}

/// Whether a signature is that of a timestamp and a ticket by the secret of a suite.
pub(crate) fn is_signed(secret: &str, timestamp: i64, ticket: &str, signature: &str) -> bool {
    let Ok(mut expected) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    expected.update(format!("{timestamp}\n{ticket}").as_bytes());
    BASE64_STANDARD.decode(signature).is_ok_and(|given| expected.verify_slice(&given).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(tokens: &mut Tokens) -> String {
        tokens.for_app(APP_KEY, APP_SECRET).unwrap()
    }

    #[test]
    fn a_token_of_an_app_holds_for_longer_each_time_and_not_for_ever() {
        let mut tokens = Tokens::new();
        let first = app(&mut tokens);
        tokens.advance(LIFETIME / 2);
        assert_eq!(app(&mut tokens), first);
        tokens.advance(LIFETIME * 3 / 4);
        assert!(tokens.accepts(&first));
        tokens.advance(LIFETIME / 4);
        assert!(!tokens.accepts(&first));
        let second = app(&mut tokens);
        assert!(second != first && tokens.accepts(&second) && !tokens.accepts(&first));
        assert_eq!((first.len(), tokens.issued()), (32, 2));
    }

    #[test]
    fn a_token_for_an_organization_is_new_each_time_and_the_others_hold() {
        let mut tokens = Tokens::new();
        let (first, second) = (tokens.for_organization(), tokens.for_organization());
        assert!(first != second && tokens.accepts(&first) && tokens.accepts(&second));
        tokens.advance(LIFETIME);
        assert!(!tokens.accepts(&second));
        let third = tokens.for_organization();
        assert_eq!((tokens.for_organizations.len(), tokens.accepts(&third)), (1, true));
    }

    #[test]
    fn only_the_last_tokens_for_organizations_are_kept() {
        let mut tokens = Tokens::new();
        let first = tokens.for_organization();
        for _ in 0..KEPT {
            tokens.for_organization();
        }
        assert_eq!((tokens.for_organizations.len(), tokens.accepts(&first)), (KEPT, false));
        assert_eq!(tokens.issued(), KEPT + 1);
        assert!(tokens.secrets().len() < 10);
    }

    #[test]
    fn the_clock_never_overflows() {
        let mut tokens = Tokens::new();
        tokens.advance(Duration::MAX);
        app(&mut tokens);
        tokens.for_organization();
    }

    /// The signature was made by another implementation.
    #[test]
    fn a_signature_is_right_for_its_secret_timestamp_and_ticket_only() {
        let right = "eBOdLpjnRUOELLK0ZvA+7CmKTQZr+CHbpWrstq2mk6c=";
        assert!(is_signed("testsecret", 1_546_084_445_901, "testticket", right));
        assert!(!is_signed("other", 1_546_084_445_901, "testticket", right));
        assert!(!is_signed("testsecret", 1_546_084_445_902, "testticket", right));
        assert!(!is_signed("testsecret", 1_546_084_445_901, "other", right));
        assert!(!is_signed("testsecret", 1_546_084_445_901, "testticket", "no base64"));
        assert!(!is_signed("", 0, "", ""));
    }
}
