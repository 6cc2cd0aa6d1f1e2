//! One HTTP/1.1 exchange, written by hand: the mock is tested without the client that it tests.

// Each test binary uses a part of it.
#![allow(dead_code)]

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";
pub(crate) const JSON: &str = "application/json";

/// Far more than anything here takes: whoever waits longer waits for ever.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect(&self.body)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs.filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

pub(crate) async fn post(url: &str, target: &str, content_type: &str, body: &str) -> Reply {
    exchange(url, "POST", target, &format!("content-type: {content_type}\r\n"), body).await
}

/// Sends one request and reads until the server closes the connection.
pub(crate) async fn exchange(
    url: &str,
    method: &str,
    target: &str,
    headers: &str,
    body: &str,
) -> Reply {
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nhost: mock\r\nconnection: close\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    );
    send(url, &request).await
}

/// Sends these bytes and reads until the server closes the connection.
pub(crate) async fn send(url: &str, request: &str) -> Reply {
    let answer = timeout(PATIENCE, async {
        let mut stream = connect(url).await.expect("the mock listens");
        stream.write_all(request.as_bytes()).await.expect("the mock reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("the mock answers");
        answer
    });
    parse(&answer.await.expect("the mock answers in time"))
}

pub(crate) async fn connect(url: &str) -> std::io::Result<TcpStream> {
    TcpStream::connect(url.strip_prefix("http://").expect("an address")).await
}

fn parse(answer: &[u8]) -> Reply {
    let text = String::from_utf8(answer.to_vec()).expect("UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).expect("a status");
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}
