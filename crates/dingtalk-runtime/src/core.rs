//! What all calls of one client share: made once by the builder, read without a lock.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use reqwest::Url;

use crate::budget::{Breaker, Budget, Pacer};
use crate::clock::Clock;
use crate::credentials::{Account, Credentials};
use crate::error::{ConfigurationError, Error};
use crate::observe::Observer;
use crate::policy::Policy;
use crate::tokens::Tokens;

/// What all calls of one client share. A clone is cheap and shares it too.
///
/// Its open connections belong to the tokio runtime in which they were opened: use it in one
/// runtime. In another one that lives at the same time a call may hang until its time limit.
#[derive(Clone)]
pub struct Core {
    pub(crate) link: Arc<Link>,
    pub(crate) account: Arc<Account>,
}

impl Core {
    /// The same with other credentials.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if something in the credentials is blank.
    #[doc(hidden)]
    pub fn with_credentials(&self, credentials: Credentials) -> Result<Self, Error> {
        Self::new(Arc::clone(&self.link), credentials).map_err(Error::Configuration)
    }

    pub(crate) fn new(
        link: Arc<Link>,
        credentials: Credentials,
    ) -> Result<Self, ConfigurationError> {
        if let Some(what) = credentials.blank() {
            return Err(ConfigurationError::blank(what));
        }
        let account = Arc::new(Account::new(&link, credentials));
        Ok(Self { link, account })
    }
}

/// The way to one host, whoever goes it: connections, limits, and what is known of the host.
pub(crate) struct Link {
    pub(crate) http: reqwest::Client,
    pub(crate) base: Base,
    pub(crate) policy: Policy,
    pub(crate) max_answer_size: usize,
    /// Whether the caller brought `http`, whose TLS and timeouts are then the caller's.
    pub(crate) own_http: bool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) tokens: Tokens,
    pub(crate) budget: Budget,
    pub(crate) breaker: Breaker,
    pub(crate) pacer: Option<Pacer>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) report_unknown: bool,
    #[cfg(feature = "blocking")]
    pub(crate) worker: crate::blocking::Worker,
}

/// The base URL, taken apart once so that no call has to parse it.
pub(crate) struct Base {
    /// Without query, fragment and user info.
    pub(crate) url: Url,
    /// The path that every endpoint's path is put behind; no slash at its end.
    pub(crate) prefix: Box<str>,
    /// Host and port, as errors and events name them.
    pub(crate) host: Arc<str>,
    /// The whole URL, by which tokens are kept apart.
    pub(crate) key: Arc<str>,
}

impl Base {
    pub(crate) fn new(url: Url) -> Self {
        let prefix = url.path().trim_end_matches('/').into();
        let (host, key) = (url.authority().into(), url.as_str().into());
        Self { url, prefix, host, key }
    }

    /// Whether the server is on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.url.host_str().is_some_and(|host| {
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            host == "localhost" || bare.parse().is_ok_and(|it: IpAddr| it.is_loopback())
        })
    }

    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The URL of an endpoint; the query string is already encoded.
    pub(crate) fn join(&self, path: &str, query: &str) -> Url {
        let mut url = self.url.clone();
        if self.prefix.is_empty() {
            url.set_path(path);
        } else {
            url.set_path(&format!("{}{path}", self.prefix));
        }
        if !query.is_empty() {
            url.set_query(Some(query));
        }
        url
    }
}

/// Shows the base URL and the limits, never a secret.
impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base_url", &self.link.base.url.as_str())
            .field("credentials", &format_args!("{}", self.account.shown()))
            .field("policy", &self.link.policy)
            .field("max_answer_size", &self.link.max_answer_size)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_on_this_machine_are_known_as_such() {
        let is_loopback = |url: &str| Base::new(Url::parse(url).expect("it is one")).is_loopback();
        for url in
            ["http://localhost:1", "http://127.0.0.1", "http://127.9.9.9:8/x", "http://[::1]:8"]
        {
            assert!(is_loopback(url), "{url}");
        }
        for url in ["https://oapi.dingtalk.io", "http://localhost.example", "http://10.0.0.1"] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
