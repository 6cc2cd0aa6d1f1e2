//! Fetches a page from a web site, within limits of size and time, and never by a redirect from https
//! to http.

pub mod crawl;
mod error;
pub(crate) mod source;

use std::io::Read;
use std::time::{Duration, Instant};

use ureq::http::{Response, Uri, header::LOCATION};
use ureq::{Agent, Body, Error};

use self::error::MOST_REDIRECTS;
use crate::readers::read::LARGEST;
use crate::url::without_secrets;

pub use error::{FetchCause, FetchError};

/// How much is fetched, and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchLimits {
    /// The largest page, in bytes.
    pub bytes: usize,
    /// The longest time for all of it, redirects included.
    pub time: Duration,
}

impl Default for FetchLimits {
    fn default() -> Self {
        Self { bytes: LARGEST, time: Duration::from_secs(30) }
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

/// Fetches a page, and returns where it came from.
///
/// # Errors
///
/// If the URL is none of a page, the site cannot be reached or refuses, or a limit is exceeded.
pub fn fetch(url: &str, limits: &FetchLimits) -> Result<Fetched, FetchError> {
    let error = |cause| FetchError { url: without_secrets(url), cause };
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
                return Ok(Fetched { bytes, url: without_secrets(&place.to_string()) });
            }
            300..=399 => place = target(&place, &response).map_err(error)?,
            status => return Err(error(FetchCause::Status(status))),
        }
    }
    Err(error(FetchCause::TooManyRedirects))
}

fn get(place: &Uri, deadline: Instant, limits: &FetchLimits) -> Result<Response<Body>, FetchCause> {
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

fn body(response: Response<Body>, limits: &FetchLimits) -> Result<Vec<u8>, FetchCause> {
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
    let refused = || FetchCause::Redirect(without_secrets(location));
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
fn cause(error: &Error, limits: &FetchLimits) -> FetchCause {
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

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use super::*;

    const LIMITS: FetchLimits = FetchLimits { bytes: 1000, time: Duration::from_secs(5) };

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

    fn cause_of(url: &str, limits: &FetchLimits) -> FetchCause {
        fetch(url, limits).unwrap_err().cause
    }

    #[test]
    fn a_page_is_fetched_through_redirects() {
        let url = site(vec![redirect("/lamps/b"), redirect("c?x=1"), page("# Lamp")]);
        let fetched = fetch(&format!("{url}/a"), &LIMITS).unwrap();
        assert_eq!(fetched.bytes, b"# Lamp");
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
        let limits = FetchLimits { time: Duration::from_millis(200), ..LIMITS };
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
