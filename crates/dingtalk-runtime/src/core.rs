//! What all calls of one client share: made once by the builder, never changed, behind no lock. The
//! token source and the retry policy will live here beside the fixed token.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;

/// What all calls of one client share. A clone is cheap and shares it too.
///
/// Its open connections belong to the tokio runtime in which they were opened: use it in one
/// runtime. In another one that lives at the same time a call may hang until its time limit.
#[derive(Clone)]
pub struct Core(pub(crate) Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) http: reqwest::Client,
    pub(crate) base: Base,
    pub(crate) token: Option<SecretString>,
    pub(crate) timeout: Duration,
    pub(crate) max_answer_size: usize,
    /// Whether the caller brought `http`, whose TLS and timeouts are then the caller's.
    pub(crate) own_http: bool,
}

/// The base URL, taken apart once so that no call has to parse it.
pub(crate) struct Base {
    /// Without query, fragment and user info.
    pub(crate) url: Url,
    /// The path that every endpoint's path is put behind; no slash at its end.
    pub(crate) prefix: Box<str>,
    /// Host and port, as errors and events name them.
    pub(crate) host: Arc<str>,
}

impl Base {
    pub(crate) fn new(url: Url) -> Self {
        let prefix = url.path().trim_end_matches('/').into();
        let host = url.authority().into();
        Self { url, prefix, host }
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

/// Shows the base URL and the limits, never the token.
impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base_url", &self.0.base.url.as_str())
            .field("access_token", &self.0.token.as_ref().map(|_| "***"))
            .field("timeout", &self.0.timeout)
            .field("max_answer_size", &self.0.max_answer_size)
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
