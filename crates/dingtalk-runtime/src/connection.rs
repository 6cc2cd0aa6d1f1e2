//! What all clients of one host share, whatever their credentials. The builder makes it once; calls read
//! it without a lock.

use std::net::IpAddr;
use std::sync::Arc;

use reqwest::Url;

use crate::budget::{CircuitBreaker, RetryBudget};
use crate::clock::Clock;
use crate::observe::Observer;
use crate::pacer::Pacer;
use crate::policy::Policy;
use crate::tokens::TokenCache;
#[cfg(feature = "blocking")]
use crate::worker::Worker;

/// The HTTP client of one host, its limits, and the state that its calls share.
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

/// The base URL, parsed once and not by every call.
pub(crate) struct BaseUrl {
    /// Without query, fragment and user info.
    pub(crate) url: Url,
    /// The path that stands before every endpoint's path, without a slash at its end.
    pub(crate) prefix: Box<str>,
    /// Host and port, as errors and events name them.
    pub(crate) host: Arc<str>,
    /// The whole URL, as part of the key of cached tokens.
    pub(crate) key: Arc<str>,
}

impl BaseUrl {
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

    /// The URL of an endpoint. The query string has to be encoded already.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_on_this_machine_are_recognized() {
        let is_loopback =
            |url: &str| BaseUrl::new(Url::parse(url).expect("it is one")).is_loopback();
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
