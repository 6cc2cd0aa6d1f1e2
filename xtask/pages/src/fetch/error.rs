//! Why a page was not fetched.

use std::fmt;
use std::time::Duration;

/// The most redirects that are followed.
pub(super) const MOST_REDIRECTS: usize = 5;

/// Why a page was not fetched. The page is named without what stands in its URL's query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchError {
    /// The URL without its query.
    pub url: String,
    /// What went wrong.
    pub cause: FetchCause,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchCause {
    /// Not an `http` or `https` URL.
    NotAUrl,
    /// The site answered with a status that is no success.
    Status(u16),
    /// More redirects than are followed.
    TooManyRedirects,
    /// A redirect to a place that is not followed: its URL without its query.
    Redirect(String),
    /// The page is larger than the limit, in bytes.
    TooLarge(usize),
    /// It took longer than the limit.
    TooLong(Duration),
    /// The site's name is unknown.
    UnknownHost,
    /// The site could not be reached, or broke off.
    Connection(String),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, cause } = self;
        match cause {
            FetchCause::NotAUrl => write!(f, "{url}: not an http or https URL of a page"),
            FetchCause::Status(status) => {
                write!(
                    f,
                    "{url}: the site answers with status {status}; check the URL in a browser"
                )
            }
            FetchCause::TooManyRedirects => {
                write!(f, "{url}: more than {MOST_REDIRECTS} redirects")
            }
            FetchCause::Redirect(target) => write!(
                f,
                "{url}: redirected to {target}, which is not followed; fetch the page's last URL"
            ),
            FetchCause::TooLarge(limit) => write!(f, "{url}: larger than {limit} bytes"),
            FetchCause::TooLong(limit) => {
                write!(
                    f,
                    "{url}: took longer than {} seconds; try again later",
                    limit.as_secs_f32()
                )
            }
            FetchCause::UnknownHost => write!(f, "{url}: the site's name is unknown"),
            FetchCause::Connection(cause) => write!(f, "{url}: the connection failed: {cause}"),
        }
    }
}

impl std::error::Error for FetchError {}

impl FetchError {
    /// Whether the page may come if it is asked for again.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self.cause {
            FetchCause::Status(status) => status == 429 || status >= 500,
            FetchCause::Connection(_) | FetchCause::TooLong(_) => true,
            _ => false,
        }
    }
}
