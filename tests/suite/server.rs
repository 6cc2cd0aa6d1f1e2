//! A server on the loopback address that answers every connection with the same bytes and keeps
//! what it was sent, to the byte.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came over the socket.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Seen {
    /// The request line.
    pub(crate) line: String,
    /// The headers, names in lower case, in order.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: String,
}

impl Seen {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The server; it stops with the runtime of its test.
pub(crate) struct Server {
    /// Its base URL.
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Answers HTTP 200 with a JSON body.
    pub(crate) async fn json(body: &str) -> Self {
        Self::json_in_turn(&[body]).await
    }

    /// Answers HTTP 200 with one JSON body after the other, and then with the last one.
    pub(crate) async fn json_in_turn(bodies: &[&str]) -> Self {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
        let answer =
            |body: &&str| format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        Self::raw_in_turn(bodies.iter().map(answer).collect()).await
    }

    /// Answers with these bytes and closes the connection.
    pub(crate) async fn raw(answer: String) -> Self {
        Self::raw_in_turn(vec![answer]).await
    }

    async fn raw_in_turn(answers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        tokio::spawn(async move {
            let mut answers = answers.into_iter();
            let mut answer = String::new();
            while let Ok((stream, _)) = listener.accept().await {
                answer = answers.next().unwrap_or(answer);
                // A client that goes away is its own affair.
                drop(exchange(stream, &answer, &kept).await);
            }
        });
        Self { url, seen }
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The only request.
    pub(crate) fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "one request is due");
        seen[0].clone()
    }
}

async fn exchange(
    mut stream: TcpStream,
    answer: &str,
    seen: &Mutex<Vec<Seen>>,
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    };
    let mut request = parse_head(&String::from_utf8_lossy(&bytes[..head]));
    let length = request.header("content-length").and_then(|it| it.parse().ok()).unwrap_or(0);
    let mut body = bytes.split_off(head + 4);
    while body.len() < length && stream.read_buf(&mut body).await? > 0 {}
    request.body = String::from_utf8_lossy(&body).into_owned();
    seen.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

fn parse_head(head: &str) -> Seen {
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap_or_default().to_owned();
    let header = |line: &str| {
        line.split_once(':')
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    Seen { line, headers: lines.filter_map(header).collect(), body: String::new() }
}
