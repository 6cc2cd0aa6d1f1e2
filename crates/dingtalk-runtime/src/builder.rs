//! Builds a [`Core`] from settings. Wrong settings are reported here and not by the first call.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::base_url::BaseUrl;
#[cfg(feature = "blocking")]
use crate::blocking::Worker;
use crate::clock::{Clock, MachineClock};
use crate::core::{Account, Connection, Core};
use crate::credentials::Credentials;
use crate::error::{Cause, ConfigurationError, Error};
use crate::fetch::TokenFetcher;
use crate::ip_block::CircuitBreaker;
use crate::mask::Mask;
use crate::observe::Observer;
use crate::pacer::Pacer;
use crate::policy::{CallLimits, Policy, YEAR};
use crate::retry::RetryBudget;
use crate::tokens::TokenCache;

const USER_AGENT: &str = concat!("dingtalk-client/", env!("CARGO_PKG_VERSION"));

/// Whether this build supports `https`.
const TLS: bool =
    cfg!(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"));

/// A host of DingTalk's server API. An organization's data is on one of them only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Host {
    /// `https://oapi.dingtalk.io`
    #[default]
    International,
    /// `https://oapi.dingtalk.com`
    China,
}

impl Host {
    /// The base URL of the host.
    #[must_use]
    pub const fn base_url(self) -> &'static str {
        match self {
            Self::International => "https://oapi.dingtalk.io",
            Self::China => "https://oapi.dingtalk.com",
        }
    }
}

/// Collects the settings of a client `C` and builds it.
///
/// Everything has a default except the credentials, without which only the endpoints that need
/// no access token can be called.
#[must_use = "a builder does nothing until `build` is called"]
pub struct Builder<C> {
    credentials: Option<Credentials>,
    /// Borrowed from a [`Host`], or owned if the caller gave it.
    base: Cow<'static, str>,
    connect_timeout: Duration,
    policy: Policy,
    max_answer_size: usize,
    http: Option<reqwest::Client>,
    clock: Option<Arc<dyn Clock>>,
    observer: Option<Arc<dyn Observer>>,
    report_unknown: bool,
    pace: Option<u32>,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Core>> Builder<C> {
    /// A builder with all defaults. Clients offer it as `Client::builder()`.
    #[doc(hidden)]
    #[allow(clippy::new_without_default)] // Callers have `Client::builder()` instead.
    pub fn new() -> Self {
        Self {
            credentials: None,
            base: Cow::Borrowed(Host::default().base_url()),
            connect_timeout: Duration::from_secs(10),
            policy: Policy::new(),
            max_answer_size: 16 * 1024 * 1024,
            http: None,
            clock: None,
            observer: None,
            report_unknown: false,
            pace: None,
            client: PhantomData,
        }
    }

    /// Builds the client. No connection is made yet.
    ///
    /// A client belongs to the tokio runtime in which its first call runs. Build one for each
    /// runtime (each `#[tokio::test]` is one): a call over a connection that another runtime opened
    /// waits for that runtime, and until the time limit if it does not run. A blocking client has a
    /// runtime of its own and can be used from any thread.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if a part of the credentials is blank, the base URL is not one, a
    /// limit is zero, `https` is asked of a build without TLS, or the HTTP client cannot be set up.
    ///
    /// # Panics
    ///
    /// Only with the feature `rustls-no-provider` and without [`http_client`](Self::http_client),
    /// if no `rustls` crypto provider was installed before: install one first.
    pub fn build(self) -> Result<C, Error> {
        self.core().map(C::from).map_err(Error::Configuration)
    }
}

impl<C> Builder<C> {
    /// Sets what access tokens are fetched with. The first call that needs a token fetches it. The
    /// token is cached in memory, renewed before it expires, and fetched again if the service
    /// refuses it.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets an access token, as [`Credentials::access_token`] does. It is never renewed; DingTalk's
    /// tokens are valid for two hours.
    pub fn access_token(self, token: impl Into<String>) -> Self {
        self.credentials(Credentials::access_token(token))
    }

    /// The host to call; default [`Host::International`]. The last of `host` and
    /// [`base_url`](Self::base_url) counts.
    pub fn host(mut self, host: Host) -> Self {
        self.base = Cow::Borrowed(host.base_url());
        self
    }

    /// Any other base URL, such as that of a proxy, a private deployment or a mock: `http` or
    /// `https`, a host, and where needed a port and a path that stands before the endpoints' paths.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base = Cow::Owned(url.into());
        self
    }

    /// The time allowed for opening a connection; default 10 seconds, at most a year. No effect
    /// beside [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit.min(YEAR);
        self
    }

    /// The time allowed for one attempt, as [`Policy::timeout`]; default 30 seconds. At most a
    /// year.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.policy = self.policy.timeout(limit);
        self
    }

    /// Sets how often and how long calls are tried, unless a call has its own policy. What `policy`
    /// does not set stays as it was.
    ///
    /// These failures are retried:
    ///
    /// - The server could not answer for now, or no answer came. The call is repeated after a wait,
    ///   if the endpoint may be called twice or the request surely never arrived. A repeated call
    ///   may see the effect of the first one, such as that there is nothing to delete any more.
    /// - The call was refused because of too many calls. It is repeated after the window of a
    ///   second in which DingTalk counts.
    /// - The access token was refused. The call is repeated once, with another token.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy.or(self.policy);
        self
    }

    /// Spreads the calls of one app to one endpoint evenly, this many in a second; off by default.
    /// DingTalk's standard edition allows 20 calls a second to each endpoint, counting all programs
    /// that use the app.
    pub fn pace(mut self, calls_per_second: u32) -> Self {
        self.pace = Some(calls_per_second);
        self
    }

    /// An observer of every attempt, such as for metrics.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Sets whether to report members of answers and error codes that the spec does not know to the
    /// observer. Off by default, because it reads every answer twice.
    pub fn report_unknown(mut self, report: bool) -> Self {
        self.report_unknown = report;
        self
    }

    /// Replaces the machine's clock, for tests.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The largest answer that is read, in bytes after decompression; default 16 MiB.
    pub fn max_answer_size(mut self, bytes: usize) -> Self {
        self.max_answer_size = bytes;
        self
    }

    /// Your own HTTP client instead of the built-in one: for other proxies, own certificates, or to
    /// share a connection pool. The built-in one takes the proxies of the environment
    /// (such as `HTTPS_PROXY`), except for loopback addresses.
    ///
    /// [`timeout`](Self::timeout) and [`max_answer_size`](Self::max_answer_size) apply to it too.
    /// Everything else is yours to set:
    ///
    /// - **Redirects**: `redirect(reqwest::redirect::Policy::none())`. By default `reqwest` follows
    ///   them, and the URL holds the access token. It does not report at which of several hosts a
    ///   connection failed, so with your own client no request counts as one that surely never
    ///   arrived.
    /// - **Referer**: `referer(false)`, for the same reason.
    /// - **Connect timeout** and **read timeout**: `reqwest` has none by default.
    /// - **TLS**: the client must have been built with a TLS feature of `reqwest`, or every `https`
    ///   call fails to connect.
    /// - **Proxies**, **user agent** and default headers, as you need them.
    ///
    /// A client's connections belong to the tokio runtime that opened them: use it in one runtime.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    fn core(self) -> Result<Core, ConfigurationError> {
        let limits = self.policy.limits();
        self.check_limits(&limits)?;
        let base = BaseUrl::parse(&self.base)?;
        let own_http = self.http.is_some();
        if base.is_https() && !own_http && !TLS {
            return Err(ConfigurationError::new(
                "`https` was asked for, but this build has no TLS",
                "Enable one of the features `rustls`, `rustls-no-provider` and `native-tls`, or \
                 pass an own client to `Builder::http_client`.",
            ));
        }
        let http = match self.http {
            Some(http) => http,
            None => built_in(self.connect_timeout, limits.timeout, base.is_loopback())?,
        };
        let connection = Arc::new(Connection {
            http,
            base,
            policy: self.policy,
            max_answer_size: self.max_answer_size,
            own_http,
            clock: self.clock.unwrap_or_else(|| Arc::new(MachineClock::new())),
            tokens: TokenCache::default(),
            budget: RetryBudget::new(),
            breaker: CircuitBreaker::default(),
            pacer: self.pace.map(Pacer::new),
            observer: self.observer,
            report_unknown: self.report_unknown,
            #[cfg(feature = "blocking")]
            worker: Worker::default(),
        });
        match self.credentials {
            None => Ok(Core { connection, account: Arc::new(Account::without_tokens(None)) }),
            Some(credentials) => with_credentials(connection, credentials),
        }
    }

    fn check_limits(&self, limits: &CallLimits) -> Result<(), ConfigurationError> {
        let zero = [
            ("connect_timeout", self.connect_timeout.is_zero()),
            ("timeout", limits.timeout.is_zero()),
            ("deadline", limits.deadline.is_zero()),
            ("max_answer_size", self.max_answer_size == 0),
            ("pace", self.pace == Some(0)),
        ];
        match zero.into_iter().find(|(_, is_zero)| *is_zero) {
            None => Ok(()),
            Some((setter, _)) => Err(ConfigurationError::new(
                format!("`Builder::{setter}` was given zero, with which no call succeeds"),
                "Pass a limit above zero, or leave the call out.",
            )),
        }
    }
}

impl Core {
    /// A client for the same host with other credentials.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if a part of the credentials is blank.
    #[doc(hidden)]
    pub fn with_credentials(&self, credentials: Credentials) -> Result<Self, Error> {
        with_credentials(Arc::clone(&self.connection), credentials).map_err(Error::Configuration)
    }
}

fn with_credentials(
    connection: Arc<Connection>,
    credentials: Credentials,
) -> Result<Core, ConfigurationError> {
    if let Some(part) = credentials.blank() {
        return Err(ConfigurationError::new(
            format!("{part} is blank"),
            "Pass it as the developer console shows it, or leave the credentials out.",
        ));
    }
    let fetcher = Arc::new(TokenFetcher::new(&connection, credentials.clone()));
    let account = Arc::new(Account::new(&connection, credentials, fetcher));
    Ok(Core { connection, account })
}

/// The HTTP client for callers that pass none.
fn built_in(
    connect: Duration,
    total: Duration,
    is_loopback: bool,
) -> Result<reqwest::Client, ConfigurationError> {
    let mut client = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        // The URL holds the access token, which must not be sent to the target of a redirect.
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(connect)
        .timeout(total);
    if is_loopback {
        // For a proxy, a loopback address is its own machine.
        client = client.no_proxy();
    }
    client.build().map_err(|error| {
        let cause = Cause::of(&error, &Mask::default());
        ConfigurationError::new(
            format!("the HTTP client could not be set up: {}", cause.root()),
            "Check the system's TLS library and certificates, or pass an own client to \
             `Builder::http_client`.",
        )
    })
}

/// Shows no token, and no URL that was not validated yet.
impl<C> fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = match &self.base {
            Cow::Borrowed(url) => url,
            Cow::Owned(_) => "given, not checked yet",
        };
        f.debug_struct("Builder")
            .field("base_url", &base)
            .field("credentials", &self.credentials)
            .field("connect_timeout", &self.connect_timeout)
            .field("policy", &self.policy)
            .field("max_answer_size", &self.max_answer_size)
            .field("http_client", &self.http.as_ref().map(|_| "given"))
            .finish_non_exhaustive()
    }
}
