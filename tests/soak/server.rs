//! A server that returns tokens and contacts, with faults. It has a thread and a runtime of its
//! own, so that the tasks of the client can be counted.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use crate::chance::Chance;
use crate::fault::{Fault, answer};

/// How many apps have tokens here, called `app0` and so on.
pub(crate) const APPS: usize = 4;

/// How long a token holds, in seconds: short, so that renewals take part.
const LIFETIME: u32 = 30;

/// A token is refused from some moment on once in so many calls.
const CALLS_PER_REVOCATION: u64 = 2000;

/// What is known of the server while it runs.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    state: Arc<State>,
}

/// What its connections share.
struct State {
    chance: Chance,
    /// The number of the token that is valid, by app.
    tokens: [AtomicU64; APPS],
    open: AtomicUsize,
    opened: AtomicU64,
    requests: AtomicU64,
    token_requests: AtomicU64,
    refused: AtomicU64,
}

impl Server {
    /// Starts one.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub(crate) fn start(seed: u64) -> io::Result<Self> {
        let state = Arc::new(State::new(seed));
        let (sender, receiver) = mpsc::channel();
        let shared = Arc::clone(&state);
        thread::spawn(move || -> io::Result<()> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
                if sender.send(listener.local_addr()?).is_err() {
                    return Ok(());
                }
                accept(&listener, &shared).await
            })
        });
        let address = receiver.recv().map_err(io::Error::other)?;
        Ok(Self { address, state })
    }

    /// How many connections are open.
    pub(crate) fn open(&self) -> usize {
        self.state.open.load(Ordering::Relaxed)
    }

    /// The counts of what the server received.
    pub(crate) fn figures(&self) -> [(&'static str, u64); 4] {
        let State { opened, requests, token_requests, refused, .. } = &*self.state;
        [
            ("connections", opened),
            ("requests", requests),
            ("token requests", token_requests),
            ("tokens refused", refused),
        ]
        .map(|(what, figure)| (what, figure.load(Ordering::Relaxed)))
    }
}

impl State {
    fn new(seed: u64) -> Self {
        Self {
            chance: Chance::new(seed),
            tokens: Default::default(),
            open: AtomicUsize::new(0),
            opened: AtomicU64::new(0),
            requests: AtomicU64::new(0),
            token_requests: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        }
    }

    /// What to answer if nothing goes wrong.
    fn body(&self, request: &str) -> String {
        let line = request.lines().next().unwrap_or_default();
        if line.starts_with("GET /gettoken?") {
            self.token_requests.fetch_add(1, Ordering::Relaxed);
            return self.token(parameter(line, "appkey=app"));
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        if !self.accepts(parameter(line, "access_token=token-")) {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return REFUSED.to_owned();
        }
        CONTACT.to_owned()
    }

    /// The token of an app, which stays the same while it is valid.
    fn token(&self, app: &str) -> String {
        let number = app.parse().ok().and_then(|app: usize| self.tokens.get(app));
        match number.map(|it| it.load(Ordering::Relaxed)) {
            Some(number) => format!(
                r#"{{"errcode":0,"access_token":"token-{app}-{number:020}","expires_in":{LIFETIME}}}"#
            ),
            None => r#"{"errcode":40089,"errmsg":"no such app"}"#.to_owned(),
        }
    }

    /// Whether a token is valid, such as `0-00000000000000000007`.
    fn accepts(&self, token: &str) -> bool {
        let Some((app, number)) = token.split_once('-') else { return false };
        let valid = app.parse().ok().and_then(|app: usize| self.tokens.get(app));
        let Some(valid) = valid else { return false };
        if self.chance.once_in(CALLS_PER_REVOCATION) {
            valid.fetch_add(1, Ordering::Relaxed);
        }
        number.parse() == Ok(valid.load(Ordering::Relaxed))
    }
}

const REFUSED: &str = r#"{"errcode":88,"sub_code":"40014","sub_msg":"不合法的access_token"}"#;

const CONTACT: &str = r#"{"errcode":0,"result":{"share_user_ids":["66220007745510"],"follower_user_id":"manager4220","label_ids":[1561077317],"title":"CFO","userid":"011250026469774889","name":"Manager Wang","state_code":"86"},"request_id":"xrudojam4g8f"}"#;

/// The value of a query parameter.
fn parameter<'a>(line: &'a str, name: &str) -> &'a str {
    let value = line.split_once(name).map_or("", |(_, value)| value);
    value.split(['&', ' ']).next().unwrap_or_default()
}

async fn accept(listener: &TcpListener, state: &Arc<State>) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let open = Open::new(Arc::clone(state));
        tokio::spawn(async move {
            // The client may close the connection early, which is no error here.
            drop(serve(stream, &open.0).await);
        });
    }
}

/// Counts a connection as long as it is open.
struct Open(Arc<State>);

impl Open {
    fn new(state: Arc<State>) -> Self {
        state.open.fetch_add(1, Ordering::Relaxed);
        state.opened.fetch_add(1, Ordering::Relaxed);
        Self(state)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Answers the requests of a connection, one after the other, until something ends it.
async fn serve(mut stream: TcpStream, state: &State) -> io::Result<()> {
    while let Some(request) = read(&mut stream).await? {
        sleep(state.chance.milliseconds(20, 100)).await;
        let body = state.body(&request);
        match Fault::by(&state.chance) {
            None => stream.write_all(answer("200 OK", &body).as_bytes()).await?,
            Some(fault) => {
                if !fault.happen(&mut stream, &body).await? {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// Reads one request, as the client writes it: a caller waits for its answer before the next.
async fn read(stream: &mut TcpStream) -> io::Result<Option<String>> {
    let mut received = Vec::with_capacity(1024);
    while stream.read_buf(&mut received).await? > 0 {
        let request = String::from_utf8_lossy(&received);
        if is_whole(&request) {
            return Ok(Some(request.into_owned()));
        }
    }
    Ok(None)
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    body.len() >= length.unwrap_or(0)
}
