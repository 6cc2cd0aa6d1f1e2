//! The errors of lower layers, as masked strings. The only place that reads the messages of
//! the HTTP library.

use std::error::Error as StdError;
use std::fmt;

use crate::mask::Mask;

/// The error of a lower layer and its sources, as masked strings. The errors themselves show URLs
/// and cannot be cloned.
#[derive(Clone, Debug)]
pub struct Cause {
    message: Box<str>,
    source: Option<Box<Cause>>,
}

impl Cause {
    /// A cause that no lower layer reports.
    pub(crate) fn new(message: &str) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Copies the messages of an error and of its sources, without URLs and secrets.
    pub(crate) fn of(error: &(dyn StdError + 'static), mask: &Mask) -> Self {
        let source = error.source().map(|source| Box::new(Self::of(source, mask)));
        let mut message = error.to_string();
        // Errors of the HTTP library show whole URLs, also where one is the source of another.
        if let Some(url) = error.downcast_ref().and_then(reqwest::Error::url) {
            message =
                message.replace(&format!(" for url ({url})"), "").replace(url.as_str(), "***");
        }
        Self { message: mask.boxed(&message), source }
    }

    /// The message of the innermost source, which is the most specific one.
    pub(crate) fn root(&self) -> &str {
        self.source.as_ref().map_or(&self.message, |source| source.root())
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An error that wraps one of the HTTP library, as redirects make them.
    #[derive(Debug)]
    struct Outer(reqwest::Error);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the redirect is refused")
        }
    }

    impl StdError for Outer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&self.0)
        }
    }

    #[tokio::test]
    async fn no_cause_shows_a_url_however_deep_it_is() {
        let http = reqwest::Client::builder().build().expect("it can be built");
        let refused = http.get("ftp://host/secret?key=secret").send().await;
        let outer = Outer(refused.expect_err("it is no HTTP"));
        assert!(outer.0.to_string().contains("secret"), "there is something to hide");
        let cause = Cause::of(&outer, &Mask::default());
        let shown = format!("{cause} {} {cause:?}", cause.root());
        assert!(!shown.contains("secret") && !shown.contains("ftp:"), "{shown}");
    }
}
