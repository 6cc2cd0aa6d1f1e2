//! A server on the loopback address that misbehaves, one connection after the other, as it is told.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// What a server does with a connection.
#[derive(Clone)]
pub(super) enum Act {
    /// Resets it before anything of the request is read.
    ResetAtOnce,
    /// Resets it once a part of the request has come.
    ResetInRequest,
    /// Reads the request, sends this, and ends like that.
    Answer(Vec<u8>, End),
    /// Reads the request and sends this byte by byte, with a wait before each that no client has.
    Drip(Vec<u8>),
}

/// How a connection ends.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// Properly.
    Close,
    /// By a reset.
    Reset,
    /// Not at all.
    Stall,
}

/// A whole answer of status 200 with a JSON body.
pub(super) fn json(body: &str) -> Act {
    http("200 OK", "content-type: application/json\r\n", body.as_bytes())
}

/// A whole answer.
pub(super) fn http(status: &str, headers: &str, body: &[u8]) -> Act {
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    Act::Answer([head.as_bytes(), body].concat(), End::Close)
}

/// These bytes, and an end.
pub(super) fn raw(bytes: &str, end: End) -> Act {
    Act::Answer(bytes.as_bytes().to_vec(), end)
}

/// What to do with a request, by its first line and by how many came before it.
type Script = dyn Fn(&str, usize) -> Act + Send + Sync;

/// Starts a server; it stops with the runtime of its test.
pub(super) async fn serve(script: impl Fn(&str, usize) -> Act + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (script, seen): (Arc<Script>, _) = (Arc::new(script), Arc::new(AtomicUsize::new(0)));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (script, seen) = (Arc::clone(&script), Arc::clone(&seen));
            // A client that goes away is its own affair.
            tokio::spawn(async move { drop(act(stream, &*script, &seen).await) });
        }
    });
    url
}

/// An address on which nobody listens.
pub(super) fn nobody() -> String {
    let socket = TcpSocket::new_v4().expect("there are sockets");
    socket.bind("127.0.0.1:0".parse().expect("it is an address")).expect("a port is free");
    let url = format!("http://{}", socket.local_addr().expect("it is bound"));
    // As long as it is bound, nobody else is given the port.
    std::mem::forget(socket);
    url
}

async fn act(mut stream: TcpStream, script: &Script, seen: &AtomicUsize) -> io::Result<()> {
    // The same whatever comes: what is done before a request is read cannot depend on it.
    match script("", 0) {
        Act::ResetAtOnce => {
            // Earlier, it would depend on who is faster whether there was a connection at all.
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

/// Waits until the client has enough of it.
async fn stall(mut stream: TcpStream) -> io::Result<()> {
    while stream.read(&mut [0; 64]).await? > 0 {}
    Ok(())
}

/// Reads a whole request; returns its first line.
async fn request(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
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
