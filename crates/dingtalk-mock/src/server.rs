//! The one room that speaks HTTP: a thread with a runtime of its own, which turns each request into
//! a [`Call`] and each [`Answer`] into a response. What is answered is decided in `dispatch`.

use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::thread::{self, JoinHandle};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::answer::Answer;
use crate::call::Call;
use crate::cut::Cut;
use crate::dispatch;
use crate::request;
use crate::state::Shared;

/// The largest body of a request, in bytes.
const BODY_LIMIT: usize = 1024 * 1024;

/// A running server. Dropping it stops it.
pub(crate) struct Server {
    address: SocketAddr,
    /// Dropping it is the signal to stop.
    stop: Option<oneshot::Sender<()>>,
    /// Ends when the thread has let go of everything.
    ended: oneshot::Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on a port of 127.0.0.1; 0 means any free one.
    pub(crate) async fn start(port: u16, state: Shared) -> io::Result<Self> {
        let (ready, bound) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        let (end, ended) = oneshot::channel();
        let thread = thread::Builder::new().name("dingtalk-mock".to_owned()).spawn(move || {
            run(port, state, ready, stopped);
            drop(end);
        })?;
        let lost = |_| io::Error::other("the thread of the mock ended before it listened");
        let address = bound.await.map_err(lost)??;
        Ok(Self { address, stop: Some(stop), ended, thread: Some(thread) })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) async fn shutdown(mut self) {
        self.stop = None;
        // An error is the news that is waited for: the other end is gone.
        let _ = (&mut self.ended).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // If it panicked, it has still let go of the port.
            let _ = thread.join();
        }
    }
}

/// The whole life of the thread. When the runtime goes, all open connections go with it.
fn run(
    port: u16,
    state: Shared,
    ready: oneshot::Sender<io::Result<SocketAddr>>,
    stopped: oneshot::Receiver<()>,
) {
    match listen(port) {
        Err(error) => drop(ready.send(Err(error))),
        Ok((runtime, listener, address)) => {
            runtime.spawn(axum::serve(listener, router(state)).into_future());
            if ready.send(Ok(address)).is_ok() {
                // An error is the signal: the other end is gone.
                let _ = runtime.block_on(stopped);
            }
        }
    }
}

fn listen(port: u16) -> io::Result<(Runtime, TcpListener, SocketAddr)> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))?;
    let address = listener.local_addr()?;
    Ok((runtime, listener, address))
}

/// One handler for all paths: the tables are the routes.
fn router(state: Shared) -> Router {
    Router::new().fallback(handle).layer(DefaultBodyLimit::max(BODY_LIMIT)).with_state(state)
}

async fn handle(
    State(state): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body.to_vec(),
        Err(rejection) => return refuse(&state, &method, &rejection),
    };
    let call = Call::new(
        method.as_str(),
        uri.path(),
        pairs(&headers),
        request::pairs(uri.query().unwrap_or_default().as_bytes()),
        body,
    );
    let answer = dispatch::answer(&mut state.lock(), call);
    if !answer.delay.is_zero() {
        tokio::time::sleep(answer.delay).await;
    }
    respond(&method, answer)
}

/// A body that is too large or was cut off.
fn refuse(state: &Shared, method: &Method, rejection: &BytesRejection) -> Response {
    let status = rejection.status();
    let why = match status {
        StatusCode::PAYLOAD_TOO_LARGE => format!("the body is larger than {BODY_LIMIT} bytes"),
        _ => "the body could not be read".to_owned(),
    };
    respond(method, dispatch::refuse(&mut state.lock(), status.as_u16(), &why))
}

fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect()
}

fn respond(method: &Method, answer: Answer) -> Response {
    write(method, answer).unwrap_or_else(|error| {
        // Only an injected answer can get here.
        let text = format!("the injected answer is no HTTP: {error}\n");
        (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
    })
}

fn write(method: &Method, answer: Answer) -> Result<Response, Box<dyn Error>> {
    let mut status = StatusCode::from_u16(answer.status)?;
    if status.is_informational() {
        return Err(format!("the status {} only announces an answer", answer.status).into());
    }
    if method == Method::CONNECT && status.is_success() {
        // Success would open a tunnel, and the answer would have no body.
        status = StatusCode::NOT_FOUND;
    }
    let content_type = answer.content_type.as_ref();
    let builder = Response::builder().status(status).header(CONTENT_TYPE, content_type);
    if answer.is_cut {
        // The length is that of the whole body, so that the half is no complete answer.
        let builder = builder.header(CONTENT_LENGTH, answer.body.len());
        return Ok(builder.body(Body::from_stream(Cut::Whole(answer.body.into())))?);
    }
    Ok(builder.body(Body::from(answer.body))?)
}
