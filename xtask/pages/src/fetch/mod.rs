//! Fetches a page from a web site: no more of it, no longer, and from no other place than allowed.

pub mod crawl;
pub(crate) mod source;

use std::fmt;
use std::io::Read;
use std::time::{Duration, Instant};

use ureq::http::{Response, Uri, header::LOCATION};
use ureq::{Agent, Body, Error};

use crate::readers::read::LARGEST;

/// The most redirects that are followed.
const MOST_REDIRECTS: usize = 5;

/// How much is fetched, and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest page, in bytes.
    pub bytes: usize,
    /// The longest time for all of it, redirects included.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: LARGEST, time: Duration::from_secs(30) }
    }
}

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

/// A page that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Where it came from, redirects followed, without the query.
    pub url: String,
}

/// Fetches a page.
///
/// # Errors
///
/// If the URL is none of a page, the site cannot be reached or refuses, or a limit is exceeded.
pub fn fetch(url: &str, limits: &Limits) -> Result<Vec<u8>, FetchError> {
    fetch_from(url, limits).map(|it| it.bytes)
}

/// Fetches a page, and returns where it came from.
///
/// # Errors
///
/// If the URL is none of a page, the site cannot be reached or refuses, or a limit is exceeded.
pub fn fetch_from(url: &str, limits: &Limits) -> Result<Fetched, FetchError> {
    let error = |cause| FetchError { url: without_query(url), cause };
    let mut place: Uri = url.parse().map_err(|_| error(FetchCause::NotAUrl))?;
    if !matches!(place.scheme_str(), Some("http" | "https"))
        || place.host().is_none_or(str::is_empty)
    {
        return Err(error(FetchCause::NotAUrl));
    }
    let deadline = Instant::now() + limits.time;
    for _ in 0..=MOST_REDIRECTS {
        let response = get(&place, deadline, limits).map_err(error)?;
        match response.status().as_u16() {
            200..=299 => {
                let bytes = body(response, limits).map_err(error)?;
                return Ok(Fetched { bytes, url: without_query(&place.to_string()) });
            }
            300..=399 => place = target(&place, &response).map_err(error)?,
            status => return Err(error(FetchCause::Status(status))),
        }
    }
    Err(error(FetchCause::TooManyRedirects))
}

fn get(place: &Uri, deadline: Instant, limits: &Limits) -> Result<Response<Body>, FetchCause> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(FetchCause::TooLong(limits.time));
    }
    // Redirects are followed above: the library would go from https to http.
    let config = Agent::config_builder()
        .timeout_global(Some(left))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .build();
    Agent::new_with_config(config).get(place).call().map_err(|error| cause(&error, limits))
}

fn body(response: Response<Body>, limits: &Limits) -> Result<Vec<u8>, FetchCause> {
    let mut bytes = Vec::new();
    let one_more = u64::try_from(limits.bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut reader = response.into_body().into_reader().take(one_more);
    reader.read_to_end(&mut bytes).map_err(|error| cause(&Error::from(error), limits))?;
    if bytes.len() > limits.bytes { Err(FetchCause::TooLarge(limits.bytes)) } else { Ok(bytes) }
}

/// Where a redirect leads to.
fn target(from: &Uri, response: &Response<Body>) -> Result<Uri, FetchCause> {
    let status = FetchCause::Status(response.status().as_u16());
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let location = location.ok_or(status)?;
    let refused = || FetchCause::Redirect(without_query(location));
    let target: Uri = absolute(from, location).parse().map_err(|_| refused())?;
    match (from.scheme_str(), target.scheme_str()) {
        (_, Some("https")) | (Some("http"), Some("http")) => Ok(target),
        _ => Err(refused()),
    }
}

/// A location as the site gives it, which may be only a path.
fn absolute(from: &Uri, location: &str) -> String {
    let scheme = from.scheme_str().unwrap_or("https");
    let host = from.authority().map_or("", |authority| authority.as_str());
    if location.starts_with("//") {
        format!("{scheme}:{location}")
    } else if location.starts_with('/') {
        format!("{scheme}://{host}{location}")
    } else if location.contains("://") {
        location.to_owned()
    } else {
        let path = from.path();
        let folder = path.rfind('/').map_or("/", |end| &path[..=end]);
        format!("{scheme}://{host}{folder}{location}")
    }
}

/// What an error of the library means. Its own message may show the URL.
fn cause(error: &Error, limits: &Limits) -> FetchCause {
    match error {
        Error::Timeout(_) => FetchCause::TooLong(limits.time),
        Error::HostNotFound => FetchCause::UnknownHost,
        Error::BodyExceedsLimit(_) => FetchCause::TooLarge(limits.bytes),
        Error::ConnectionFailed => FetchCause::Connection("the site cannot be reached".to_owned()),
        Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
            Some(inner) => cause(inner, limits),
            None => FetchCause::Connection(error.kind().to_string()),
        },
        Error::BadUri(_) | Error::Http(_) => FetchCause::NotAUrl,
        Error::Tls(cause) => FetchCause::Connection(format!("TLS: {cause}")),
        Error::Rustls(cause) => FetchCause::Connection(format!("TLS: {cause}")),
        _ => FetchCause::Connection("the site's answer is no HTTP".to_owned()),
    }
}

/// A URL without what may be secret in it: its query, its fragment and who asks.
pub(crate) fn without_query(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let bare = &url[..end];
    let Some((scheme, rest)) = bare.split_once("://") else { return bare.to_owned() };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit('@').next().unwrap_or(host);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use super::*;

    const LIMITS: Limits = Limits { bytes: 1000, time: Duration::from_secs(5) };

    /// A site that gives these answers, one for each connection; its URL.
    fn site(answers: Vec<String>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for answer in answers {
                let (stream, _) = listener.accept().unwrap();
                give(stream, &answer);
            }
        });
        url
    }

    fn give(mut stream: TcpStream, answer: &str) {
        let mut request = [0; 1000];
        let _ = stream.read(&mut request);
        let _ = stream.write_all(answer.as_bytes());
        if answer.is_empty() {
            thread::sleep(Duration::from_secs(2));
        }
    }

    fn page(text: &str) -> String {
        format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
            text.len()
        )
    }

    fn redirect(location: &str) -> String {
        format!(
            "HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    }

    fn cause_of(url: &str, limits: &Limits) -> FetchCause {
        fetch(url, limits).unwrap_err().cause
    }

    #[test]
    fn a_page_is_fetched_through_redirects() {
        let url = site(vec![redirect("/lamps/b"), redirect("c?x=1"), page("# Lamp")]);
        assert_eq!(fetch(&format!("{url}/a"), &LIMITS), Ok(b"# Lamp".to_vec()));
    }

    #[test]
    fn endless_redirects_end() {
        let url = site(vec![redirect("/again"); 10]);
        assert_eq!(cause_of(&url, &LIMITS), FetchCause::TooManyRedirects);
    }

    #[test]
    fn what_is_too_large_is_not_fetched_whether_it_says_so_or_not() {
        let large = "x".repeat(2000);
        let url = site(vec![
            page(&large),
            format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{large}"),
        ]);
        assert_eq!(cause_of(&url, &LIMITS), FetchCause::TooLarge(1000));
        assert_eq!(cause_of(&url, &LIMITS), FetchCause::TooLarge(1000));
    }

    #[test]
    fn a_site_that_does_not_answer_is_given_up() {
        let url = site(vec![String::new()]);
        let limits = Limits { time: Duration::from_millis(200), ..LIMITS };
        assert_eq!(cause_of(&url, &limits), FetchCause::TooLong(limits.time));
    }

    #[test]
    fn errors_do_not_show_the_query() {
        let url = site(vec!["HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned()]);
        let error = fetch(&format!("{url}/lamp?key=secret"), &LIMITS).unwrap_err();
        assert_eq!(error.cause, FetchCause::Status(404));
        assert_eq!(
            error.to_string(),
            format!("{url}/lamp: the site answers with status 404; check the URL in a browser")
        );
        for url in ["ftp://a.example/x?key=secret", "lamp", "http://", "https://me:secret@/"] {
            let error = fetch(url, &LIMITS).unwrap_err();
            assert_eq!(error.cause, FetchCause::NotAUrl, "{url}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_redirect_never_gives_up_encryption() {
        let from = "https://a.example/x".parse().unwrap();
        let response = |location: &str| {
            Response::builder()
                .status(302)
                .header(LOCATION, location)
                .body(Body::builder().data(""))
                .unwrap()
        };
        let refused = target(&from, &response("http://b.example/y?key=secret"));
        assert_eq!(refused, Err(FetchCause::Redirect("http://b.example/y".to_owned())));
        let followed = target(&from, &response("//b.example/y"));
        assert_eq!(followed.unwrap().to_string(), "https://b.example/y");
    }

    #[test]
    fn a_site_that_is_not_there_is_a_failed_connection() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let cause = cause_of(&format!("http://127.0.0.1:{port}/"), &LIMITS);
        assert!(matches!(cause, FetchCause::Connection(_)), "{cause:?}");
    }
}
