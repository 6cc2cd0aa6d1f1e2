//! Recognizes the answers by which a host blocks this IP address for a while, and remembers until
//! when. They have no error code.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

/// How long DingTalk blocks an address that made more than 10,000 calls within 20 seconds.
const USUAL: Duration = Duration::from_secs(5 * 60);

/// The longest block that is believed, in minutes.
const LONGEST: u64 = 60;

/// Only so many bytes of an answer are looked at: answers that announce a block are small.
const MAX_SIZE: usize = 64 * 1024;

/// An HTML page is recognized by its first bytes.
const MAX_HEAD: usize = 1024;

/// Returns how long the block lasts, if the answer announces one.
pub(crate) fn of(status: StatusCode, answer: &[u8]) -> Option<Duration> {
    // Pages come in other encodings too, but the parts that are looked for are ASCII.
    let body = String::from_utf8_lossy(answer.get(..MAX_SIZE).unwrap_or(answer));
    let body = body.trim_start_matches('\u{feff}').trim_start();
    if body.starts_with('{') {
        return punishment(body);
    }
    // A page with another status comes from a proxy.
    (status.is_success() && is_page(body)).then_some(USUAL)
}

/// Reads an answer such as `{"status":1111,"wait":5,"source":"x5","punish":"deny"}`. The wait seems
/// to be in minutes: its usual value is 5, and the usual block lasts five minutes.
fn punishment(body: &str) -> Option<Duration> {
    // Skips the parser for nearly every answer.
    if !body.contains("punish") && !body.contains("1111") {
        return None;
    }
    let answer: Value = serde_json::from_str(body).ok()?;
    // An answer with a code comes from the service itself.
    if answer.get("errcode").is_some_and(|code| !code.is_null()) {
        return None;
    }
    let is_block = answer.get("punish").is_some_and(Value::is_string)
        || answer.get("status").and_then(Value::as_u64) == Some(1111);
    let minutes = answer.get("wait").and_then(Value::as_u64).filter(|it| *it > 0);
    is_block.then(|| minutes.map_or(USUAL, |it| Duration::from_secs(60 * it.min(LONGEST))))
}

/// Returns whether the answer is HTML. The doctype may follow a prolog or a comment.
fn is_page(body: &str) -> bool {
    let head = body.as_bytes().get(..MAX_HEAD).unwrap_or(body.as_bytes()).to_ascii_lowercase();
    let says = |what: &[u8]| head.windows(what.len()).any(|it| it == what);
    // Some firewalls leave out the space of the doctype.
    head.first() == Some(&b'<')
        && (says(b"<!doctype html") || says(b"<!doctypehtml") || says(b"<html"))
}

/// Until when the host blocks this IP address, in milliseconds by the client's clock.
#[derive(Default)]
pub(crate) struct CircuitBreaker(AtomicU64);

impl CircuitBreaker {
    /// Stops all calls until then.
    pub(crate) fn open(&self, until: Duration) {
        self.0.fetch_max(u64::try_from(until.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Until when calls are stopped; `None` if they are not.
    pub(crate) fn until(&self, now: impl FnOnce() -> Duration) -> Option<Duration> {
        let until = Duration::from_millis(self.0.load(Ordering::Relaxed));
        // The clock is read only if there ever was a block.
        (!until.is_zero() && now() < until).then_some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_punishments_are_ip_blocks() {
        let minutes = |body: &str| of(StatusCode::OK, body.as_bytes()).map(|it| it.as_secs() / 60);
        let json = r#"{"status":1111,"wait":7,"source":"x5","punish":"deny","uuid":"u"}"#;
        assert_eq!(minutes(json), Some(7));
        assert_eq!(minutes(r#"{"status":1111}"#), Some(5));
        assert_eq!(minutes(r#"{"punish":"deny","wait":100000}"#), Some(60));
        assert_eq!(minutes("\u{feff} <!DOCTYPE html><p>"), Some(5));
        assert_eq!(minutes("<HTML>"), Some(5));
        assert_eq!(minutes("<!doctypehtml><title>405</title>"), Some(5));
        assert_eq!(minutes("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\">"), Some(5));
        assert_eq!(minutes("<!-- 中文 --><html lang=\"zh\">"), Some(5));
        assert_eq!(minutes(r#"{"errcode":null,"punish":"deny"}"#), Some(5));
        assert_eq!(minutes(r#"{"errcode":0,"status":1111,"punish":"deny"}"#), None);
        for other in ["", "{}", "[]", "<xml/>", r#"{"status":1}"#, r#"{"punish":1}"#, "{"] {
            assert_eq!(minutes(other), None, "{other}");
        }
        assert_eq!(of(StatusCode::BAD_GATEWAY, b"<html>"), None);
        assert_eq!(of(StatusCode::FORBIDDEN, json.as_bytes()), Some(Duration::from_secs(420)));
    }

    #[test]
    fn a_breaker_closes_by_itself_and_never_earlier_than_announced() {
        let (breaker, second) = (CircuitBreaker::default(), Duration::from_secs(1));
        assert_eq!(breaker.until(|| second), None);
        breaker.open(5 * second);
        breaker.open(3 * second);
        assert_eq!(breaker.until(|| 4 * second), Some(5 * second));
        assert_eq!(breaker.until(|| 5 * second), None);
    }
}
