//! The base URL of a host.

use std::net::IpAddr;
use std::sync::Arc;

use reqwest::Url;

use crate::error::ConfigurationError;

/// The base URL, parsed once and not by every call.
pub(crate) struct BaseUrl {
    /// Without query, fragment and user info.
    pub(crate) url: Url,
    /// The path that stands before every endpoint's path, without a slash at its end.
    pub(crate) prefix: Box<str>,
    /// Host and port, as errors and events name them.
    pub(crate) host: Arc<str>,
}

impl BaseUrl {
    /// Parses and checks a base URL. The error does not show it, since it may hold a password or a
    /// token.
    pub(crate) fn parse(url: &str) -> Result<Self, ConfigurationError> {
        let error = |problem: &str| {
            ConfigurationError::new(
                format!("the URL given to `Builder::base_url` cannot be used: {problem}"),
                "Pass scheme, host and where needed port and path, such as \
                 `https://proxy.example/dingtalk`.",
            )
        };
        let url = Url::parse(url).map_err(|parse_error| error(&parse_error.to_string()))?;
        problem_of(&url).map_or(Ok(()), |problem| Err(error(problem)))?;
        Ok(Self::new(url))
    }

    fn new(url: Url) -> Self {
        let prefix = url.path().trim_end_matches('/').into();
        Self { prefix, host: url.authority().into(), url }
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

/// What is wrong with a base URL.
fn problem_of(url: &Url) -> Option<&'static str> {
    if !matches!(url.scheme(), "http" | "https") {
        Some("its scheme is neither http nor https")
    } else if !url.username().is_empty() || url.password().is_some() {
        Some("it has user info")
    } else if url.query().is_some() {
        Some("it has a query string")
    } else if url.fragment().is_some() {
        Some("it has a fragment")
    } else {
        None
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
