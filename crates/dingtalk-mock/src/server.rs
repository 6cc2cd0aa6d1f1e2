//! HTTP: a thread with a runtime of its own, which turns each request into a [`Call`] and each
//! [`Answer`] into a response. What is answered is decided in `dispatch`.

use std::convert::Infallible;
use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::answer::Answer;
use crate::call::Call;
use crate::dispatch;
use crate::request;
use crate::sent::Sent;
use crate::state::{Shared, lock};

/// The largest body of a request, in bytes.
const BODY_LIMIT: usize = 1024 * 1024;

/// How much is read of a larger one. A client that sends all of it before it reads would lose the
/// answer with the connection; one that sends without end is left.
const READ_LIMIT: usize = 64 * BODY_LIMIT;

/// How long a server that could not accept a connection waits before it tries again.
const PAUSE: Duration = Duration::from_millis(10);

/// A running server. Dropping it stops it.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
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
            runtime.spawn(accept(listener, state));
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

async fn accept(listener: TcpListener, state: Shared) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(serve(stream, state.clone()))),
            // The system has no room for it, which passes.
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Answers the requests of one connection: the tables are the routes.
async fn serve(stream: TcpStream, state: Shared) {
    // An answer that waits for another packet is late, and nothing worse.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(|request| handle(&state, request));
    let mut http = http1::Builder::new();
    // A client that has no more to send may still wait for its answer.
    http.half_close(true);
    // An error ends the connection, and nobody is left to report it to.
    let _ = http.serve_connection(TokioIo::new(stream), answer).await;
}

async fn handle(state: &Shared, request: Request<Incoming>) -> Result<Response<Sent>, Infallible> {
    let (head, body) = request.into_parts();
    let body = match read(body).await {
        Ok(body) => body,
        Err((status, why)) => {
            let answer = dispatch::refuse(&mut lock(state), status, &why);
            return Ok(respond(&head.method, answer));
        }
    };
    let call = Call::new(
        head.method.as_str(),
        head.uri.path(),
        pairs(&head.headers),
        request::pairs(head.uri.query().unwrap_or_default().as_bytes()),
        body,
    );
    let answer = dispatch::answer(&mut lock(state), call);
    if !answer.delay.is_zero() {
        tokio::time::sleep(answer.delay).await;
    }
    Ok(respond(&head.method, answer))
}

/// Reads a body. What is too much of it is not kept. An error has the HTTP status and the reason.
async fn read(mut body: Incoming) -> Result<Vec<u8>, (u16, String)> {
    let (mut read, mut length) = (Vec::new(), 0);
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| (400, "the body could not be read".to_owned()))?;
        // A frame without data is a trailer.
        let Ok(data) = frame.into_data() else { continue };
        length += data.len();
        if length > READ_LIMIT {
            break;
        }
        if length <= BODY_LIMIT {
            read.extend_from_slice(&data);
        }
    }
    if length > BODY_LIMIT {
        return Err((413, format!("the body is larger than {BODY_LIMIT} bytes")));
    }
    Ok(read)
}

fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let pair = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.as_str().to_owned(), text(value.as_bytes()))
    };
    headers.iter().map(pair).collect()
}

fn respond(method: &Method, answer: Answer) -> Response<Sent> {
    write(method, answer).unwrap_or_else(|error| {
        // Only an injected answer can get here.
        let text = format!("the injected answer is no HTTP: {error}\n");
        let mut response = Response::new(Sent::whole(text));
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}

fn write(method: &Method, answer: Answer) -> Result<Response<Sent>, Box<dyn Error>> {
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
    let body = if answer.is_cut { Sent::half(answer.body) } else { Sent::whole(answer.body) };
    Ok(builder.body(body)?)
}
