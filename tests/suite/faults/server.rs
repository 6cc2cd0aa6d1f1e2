//! A server on the loopback address that misbehaves as a script says. It closes the connection
//! after each answer.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// What a server does with a connection.
#[derive(Clone)]
pub(super) enum Act {
    /// Resets the connection before the request is read.
    ResetAtOnce,
    /// Resets the connection once a part of the request was read.
    ResetInRequest,
    /// Reads the request, sends these bytes, and ends the connection.
    Answer(Vec<u8>, End),
    /// Reads the request and sends these bytes one by one, each a second after the one before.
    Drip(Vec<u8>),
}

/// How a connection ends.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// It is closed.
    Close,
    /// It is reset.
    Reset,
    /// It stays open.
    Stall,
}

/// A complete answer of status 200 with a JSON body.
pub(super) fn json(body: &str) -> Act {
    http("200 OK", "content-type: application/json\r\n", body.as_bytes())
}

/// A complete answer.
pub(super) fn http(status: &str, headers: &str, body: &[u8]) -> Act {
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    Act::Answer([head.as_bytes(), body].concat(), End::Close)
}

/// These bytes, whether they are HTTP or not.
pub(super) fn raw(bytes: &str, end: End) -> Act {
    Act::Answer(bytes.as_bytes().to_vec(), end)
}

/// Decides what to do with a request, by its first line and the number of requests before it.
type Script = dyn Fn(&str, usize) -> Act + Send + Sync;

/// Starts a server; it stops with the runtime of its test.
pub(super) async fn serve(script: impl Fn(&str, usize) -> Act + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (script, seen): (Arc<Script>, _) = (Arc::new(script), Arc::new(AtomicUsize::new(0)));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (script, seen) = (Arc::clone(&script), Arc::clone(&seen));
            // The client may close the connection early, which is no error here.
            tokio::spawn(async move { drop(act(stream, &*script, &seen).await) });
        }
    });
    url
}

/// An address at which no server listens.
pub(super) fn nobody() -> String {
    let socket = TcpSocket::new_v4().expect("there are sockets");
    socket.bind("127.0.0.1:0".parse().expect("it is an address")).expect("a port is free");
    let url = format!("http://{}", socket.local_addr().expect("it is bound"));
    // While the socket is bound, the system gives the port to no other.
    std::mem::forget(socket);
    url
}

async fn act(mut stream: TcpStream, script: &Script, seen: &AtomicUsize) -> io::Result<()> {
    // These acts happen before the request is read, so they do not depend on it.
    match script("", 0) {
        Act::ResetAtOnce => {
            // Without waiting for a byte, the client might not have connected yet.
            stream.peek(&mut [0]).await?;
            return stream.set_zero_linger();
        }
        Act::ResetInRequest => {
            stream.read_exact(&mut [0; 16]).await?;
            return stream.set_zero_linger();
        }
        _ => {}
    }
    let line = request(&mut stream).await?;
    match script(&line, seen.fetch_add(1, Ordering::Relaxed)) {
        Act::ResetAtOnce | Act::ResetInRequest => stream.set_zero_linger(),
        Act::Answer(bytes, end) => {
            stream.write_all(&bytes).await?;
            match end {
                End::Close => stream.shutdown().await,
                End::Reset => stream.set_zero_linger(),
                End::Stall => stall(stream).await,
            }
        }
        Act::Drip(bytes) => {
            for byte in bytes {
                stream.write_all(&[byte]).await?;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Ok(())
        }
    }
}

/// Waits until the client closes the connection.
async fn stall(mut stream: TcpStream) -> io::Result<()> {
    while stream.read(&mut [0; 64]).await? > 0 {}
    Ok(())
}

/// Reads a whole request; returns its first line.
async fn request(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        let received = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = received.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.and_then(|it| it.parse().ok()).unwrap_or(0) {
                return Ok(head.lines().next().unwrap_or_default().to_owned());
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}
