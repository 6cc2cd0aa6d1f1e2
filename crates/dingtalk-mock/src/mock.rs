//! The server as a caller sees it.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dingtalk_models::extcontact::get::OpenExtContact;
use dingtalk_models::extcontact::list_label_groups::OpenLabelGroup;

use crate::answer::Injected;
use crate::call::Call;
use crate::fault::Fault;
use crate::seed::{Seed, SeedError};
use crate::server::Server;
use crate::state::{ContactError, Shared, State, lock};
use crate::tokens;

/// A server on 127.0.0.1 that answers as DingTalk does, until it is dropped.
///
/// It runs on a thread of its own. So it answers whatever runtime the test has, also while a
/// blocking client occupies the test's only thread, and when dropping it returns the port is free.
///
/// Any request to an endpoint's path is a call of that endpoint, however wrong it is. For a call of
/// an endpoint the mock looks in this order for what to answer: an injected answer, a fault, the HTTP
/// method, the access token, the parameters against the endpoint's table, the endpoint's behaviour.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use dingtalk_mock::{Injected, Mock};
/// use serde_json::json;
///
/// let mock = Mock::start().await?;
/// mock.inject("extcontact/get", Injected::json(json!({"errcode": -1, "errmsg": "系统繁忙"})));
/// // A client whose base URL is `mock.url()` gets once that the system is busy.
/// # Ok(())
/// # }
/// ```
pub struct Mock {
    server: Server,
    state: Shared,
}

impl Mock {
    /// The access token that is valid unless another is chosen with [`Builder::token`].
    ///
    /// It is valid for ever, whatever becomes of the tokens that the mock issues.
    pub const TOKEN: &str = "mock-access-token";

    /// The key of an internal app, to which `gettoken` issues an access token.
    pub const APP_KEY: &str = tokens::APP_KEY;

    /// The secret of the app of [`Mock::APP_KEY`].
    pub const APP_SECRET: &str = tokens::APP_SECRET;

    /// The key of a third-party app, to which `get_corp_token` issues access tokens.
    pub const SUITE_KEY: &str = tokens::SUITE_KEY;

    /// The secret with which the app of [`Mock::SUITE_KEY`] signs.
    pub const SUITE_SECRET: &str = tokens::SUITE_SECRET;

    /// The ticket of the app of [`Mock::SUITE_KEY`], until [`Mock::set_suite_ticket`] sets another.
    pub const SUITE_TICKET: &str = tokens::SUITE_TICKET;

    /// An organization that authorized the app of [`Mock::SUITE_KEY`]. The mock takes any other for
    /// one that did so too.
    pub const CORP_ID: &str = "mock-corp-id";

    /// Starts a server on a free port with the valid token [`Mock::TOKEN`] and no contacts.
    ///
    /// # Errors
    ///
    /// The system gives no port or no thread.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A server whose port and token can be chosen.
    pub fn builder() -> Builder {
        Builder { port: 0, token: Self::TOKEN.to_owned() }
    }

    /// The address, such as `http://127.0.0.1:49152`: the base URL for a client.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Makes one more access token valid.
    pub fn accept_token(&self, token: impl Into<String>) {
        lock(&self.state).store.tokens.accept(token.into());
    }

    /// Adds an internal app, to which `gettoken` issues an access token, or gives the one of this
    /// key another secret.
    pub fn add_app(&self, key: impl Into<String>, secret: impl Into<String>) {
        lock(&self.state).store.tokens.add_app(key.into(), secret.into());
    }

    /// Takes this ticket, and no other, for the one that was pushed to the app of
    /// [`Mock::SUITE_KEY`] last.
    pub fn set_suite_ticket(&self, ticket: impl Into<String>) {
        lock(&self.state).store.tokens.set_ticket(ticket.into());
    }

    /// Moves the mock's clock ahead. It starts at the machine's time and goes on like that; an
    /// issued token holds for 7200 seconds of it.
    ///
    /// `get_corp_token` compares timestamps with this clock: a client whose own clock stays more
    /// than a minute behind is refused with 853002. [`Mock::expire_tokens`] leaves the clock alone.
    pub fn advance(&self, time: Duration) {
        lock(&self.state).store.tokens.advance(time);
    }

    /// Makes all tokens invalid that were issued so far: a call with one of them is refused with
    /// 88 and the `sub_code` 40014, and `gettoken` issues a new one.
    pub fn expire_tokens(&self) {
        lock(&self.state).store.tokens.expire();
    }

    /// How many tokens were issued. One that `gettoken` gives once more counts once.
    #[must_use]
    pub fn issued_tokens(&self) -> usize {
        lock(&self.state).store.tokens.issued()
    }

    /// Adds an external contact, or replaces the one of the same `userid`.
    ///
    /// # Errors
    ///
    /// The contact has no `userid`, without which no call can name it.
    pub fn add_contact(&self, contact: OpenExtContact) -> Result<(), ContactError> {
        lock(&self.state).store.add_contact(contact)
    }

    /// The external contacts, in the order in which they were added.
    #[must_use]
    pub fn contacts(&self) -> Vec<OpenExtContact> {
        lock(&self.state).store.contacts.all()
    }

    /// Adds what a text describes, as JSON or as YAML: an object whose `contacts` are added or replace
    /// those of the same `userid`, and whose `label_groups` replace all that are there. Either may be
    /// left out. Their members are those of the answers of `extcontact/list` and
    /// `extcontact/listlabelgroups`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = dingtalk_mock::Mock::start().await?;
    /// mock.seed(r#"{"contacts": [{"userid": "a", "name": "Li", "mobile": "13088888888"}]}"#)?;
    /// assert_eq!(mock.contacts().len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The text is neither JSON nor YAML or has a member twice, or one that is unknown or of a wrong
    /// kind; a contact has no `userid`, or the phone of another. Nothing is added then.
    pub fn seed(&self, text: &str) -> Result<(), SeedError> {
        Seed::parse(text)?.add_to(&mut lock(&self.state).store)
    }

    /// Adds what a file describes, as [`Mock::seed`] does for a text.
    ///
    /// # Errors
    ///
    /// As for a text, or the file cannot be read. The error names the file.
    pub fn seed_file(&self, file: impl AsRef<Path>) -> Result<(), SeedError> {
        let file = file.as_ref();
        let text = fs::read_to_string(file).map_err(|error| SeedError::in_file(file, &error))?;
        self.seed(&text).map_err(|error| SeedError::in_file(file, &error))
    }

    /// Forgets the contacts, the groups of labels that were set, the calls and their counts, and the
    /// answers and faults that wait: the mock is as it was when it started, but for the tokens, the apps and
    /// the clock. So a client goes on without noticing.
    pub fn reset(&self) {
        lock(&self.state).reset();
    }

    /// The groups of labels from now on, in place of those of the page's example.
    pub fn set_label_groups(&self, groups: impl IntoIterator<Item = OpenLabelGroup>) {
        // Before the lock: the iterator may be anything.
        let groups = groups.into_iter().collect();
        lock(&self.state).store.label_groups = groups;
    }

    /// What the next call of an endpoint is answered, in place of what the mock would say. Answers
    /// that are injected for one endpoint wait in line, one for each call.
    ///
    /// # Panics
    ///
    /// There is no endpoint of this name: a misspelt one would wait for ever.
    #[track_caller]
    pub fn inject(&self, endpoint: &str, answer: Injected) {
        let mut state = lock(&self.state);
        let meta = state.endpoint_named(endpoint);
        state.inject(meta.name, answer);
    }

    /// Lets something go wrong with the next call, or with as many as the fault says, whatever their
    /// endpoint. Faults come in the order given, one for each call. A call that is answered what was
    /// injected, or that is of an endpoint that hands out tokens, is none of theirs.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use dingtalk_mock::{Fault, Mock};
    ///
    /// let mock = Mock::start().await?;
    /// mock.fault(Fault::Throttled(2));
    /// mock.fault(Fault::TokenExpired);
    /// // A client is throttled twice, has to fetch another token, and then has its answer.
    /// # Ok(())
    /// # }
    /// ```
    pub fn fault(&self, fault: Fault) {
        lock(&self.state).faults.add(fault);
    }

    /// The calls so far, in the order in which they were answered. Of more than 10000, or of more
    /// than 64 MiB, only the last are kept. A request whose body has more than 1 MiB or breaks off
    /// is refused with HTTP 413 or 400 and is no call.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.state).calls()
    }

    /// How many calls of an endpoint there were, also those that are no longer kept.
    ///
    /// # Panics
    ///
    /// There is no endpoint of this name: a misspelt one would be counted as never called.
    #[must_use]
    #[track_caller]
    pub fn count(&self, endpoint: &str) -> usize {
        let state = lock(&self.state);
        state.count(state.endpoint_named(endpoint).name)
    }

    /// Stops the server and waits until its port is free. Dropping it does the same, and blocks for
    /// the moment that this takes.
    pub async fn shutdown(self) {
        self.server.shutdown().await;
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("url", &self.url()).finish_non_exhaustive()
    }
}

/// A [`Mock`] that is not yet started.
#[derive(Clone)]
#[must_use]
pub struct Builder {
    port: u16,
    token: String,
}

impl Builder {
    /// Listens on this port; 0, which is the default, means any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Takes this access token for valid instead of [`Mock::TOKEN`].
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// The port is taken, or the system gives no port or no thread.
    pub async fn start(self) -> io::Result<Mock> {
        let mut state = State::new(dingtalk_models::ENDPOINTS);
        state.store.tokens.accept(self.token);
        let state = Arc::new(Mutex::new(state));
        let server = Server::start(self.port, state.clone()).await?;
        Ok(Mock { server, state })
    }
}

/// Without the token.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("port", &self.port).finish_non_exhaustive()
    }
}
