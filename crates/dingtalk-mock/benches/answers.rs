//! How many answers the mock gives in a second, beside a bare hyper server that gives the same bytes
//! whatever it is asked. The mock shall never be what a benchmark of a client measures: it should
//! give at least 0.6 of the other's answers.
//!
//! One thread asks on several connections and each server answers on another. The two alternate in
//! short rounds, so that what disturbs the machine disturbs both. Nothing is asserted.

use std::convert::Infallible;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Instant;

use dingtalk_mock::Mock;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How many calls are under way at once.
const CONNECTIONS: usize = 32;

/// How often each connection asks in a round.
const CALLS: usize = 100;

const ROUNDS: usize = 9;

/// The contacts that are there: a full page of a list.
const CONTACTS: usize = 100;

fn main() -> Result<()> {
    // `cargo test` only sees that it was built.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mock = runtime.block_on(Mock::start())?;
    mock.seed(&seed())?;
    let target = |endpoint| format!("/topapi/extcontact/{endpoint}?access_token={}", Mock::TOKEN);
    println!("answers per second (median of {ROUNDS} rounds)");
    compare(&mock, "get", &request(&target("get"), r#"{"user_id":"contact-7"}"#))?;
    compare(&mock, "update", &request(&target("update"), UPDATE))?;
    compare(&mock, "list of 100", &request(&target("list"), r#"{"offset":0,"size":100}"#))
}

const UPDATE: &str = r#"{"contact":{"user_id":"contact-7","name":"Wu","title":"CFO",
    "follower_user_id":"manager4220","label_ids":[1561077310]}}"#;

fn seed() -> String {
    let contact = |number| {
        format!(
            r#"{{"userid":"contact-{number}","name":"Zhang San","title":"Engineer",
            "company_name":"DingTalk","state_code":"86","mobile":"130{number:08}",
            "follower_user_id":"manager4220","label_ids":[1561077310]}}"#
        )
    };
    let contacts: Vec<_> = (0..CONTACTS).map(contact).collect();
    format!(r#"{{"contacts":[{}]}}"#, contacts.join(","))
}

fn request(target: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = "host: mock\r\ncontent-type: application/json\r\naccept: */*\r\nuser-agent: bench";
    format!("POST {target} HTTP/1.1\r\n{head}\r\ncontent-length: {length}\r\n\r\n{body}").into()
}

/// Prints how many answers to one request both give.
fn compare(mock: &Mock, what: &str, request: &[u8]) -> Result<()> {
    let mut ours = Connections::open(mock.url().trim_start_matches("http://").parse()?)?;
    let answer = ours.first(request)?;
    let body = answer.split("\r\n\r\n").nth(1).ok_or("no body")?.to_owned();
    let mut bare = Connections::open(serve(body)?)?;
    if bare.first(request)?.len() != answer.len() {
        return Err("the servers answer differently".into());
    }
    let (mut of_ours, mut of_bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (our, other) = (ours.round(request, answer.len())?, bare.round(request, answer.len())?);
        of_ours.push(our);
        of_bare.push(other);
        ratios.push(our / other);
    }
    let [ours, bare, ratio] = [of_ours, of_bare, ratios].map(median);
    println!("{what:<12} mock {ours:>8.0}  bare hyper {bare:>8.0}  ratio {ratio:.2}");
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The connections of the one who asks.
struct Connections(Vec<TcpStream>);

impl Connections {
    fn open(address: SocketAddr) -> Result<Self> {
        let open = |_| {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            Ok(stream)
        };
        (0..CONNECTIONS).map(open).collect::<Result<_>>().map(Self)
    }

    /// The answer to a request.
    fn first(&mut self, request: &[u8]) -> Result<String> {
        let stream = &mut self.0[0];
        stream.write_all(request)?;
        let mut answer = vec![0; 64 * 1024];
        let mut length = 0;
        // Every body ends the object that it is.
        while !answer[..length].ends_with(b"\"}") {
            length += stream.read(&mut answer[length..])?;
        }
        answer.truncate(length);
        Ok(String::from_utf8(answer)?)
    }

    /// Answers per second, all of the same length.
    fn round(&mut self, request: &[u8], length: usize) -> Result<f64> {
        let mut answer = vec![0; length];
        let start = Instant::now();
        for stream in &mut self.0 {
            stream.write_all(request)?;
        }
        for call in 1..=CALLS {
            for stream in &mut self.0 {
                stream.read_exact(&mut answer)?;
                if call < CALLS {
                    stream.write_all(request)?;
                }
            }
        }
        // A round has a few thousand answers, which an `f64` holds exactly.
        #[allow(clippy::cast_precision_loss)]
        Ok((CALLS * CONNECTIONS) as f64 / start.elapsed().as_secs_f64())
    }
}

/// Starts the bare server, which ends with the process.
fn serve(body: String) -> Result<SocketAddr> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    thread::spawn(move || accept(&runtime, &listener, &Bytes::from(body)));
    Ok(address)
}

fn accept(runtime: &Runtime, listener: &TcpListener, body: &Bytes) {
    while let Ok((stream, _)) = runtime.block_on(listener.accept()) {
        runtime.spawn(answer(stream, body.clone()));
    }
}

/// Answers the requests of a connection.
async fn answer(stream: tokio::net::TcpStream, body: Bytes) {
    let respond = |request: Request<Incoming>| {
        let body = body.clone();
        async move {
            // It reads what is sent, as any server must.
            drop(request.into_body().collect().await);
            let mut response = Response::new(Full::new(body));
            let content_type = "application/json;charset=utf-8".parse();
            response.headers_mut().extend(content_type.ok().map(|it| (CONTENT_TYPE, it)));
            Ok::<_, Infallible>(response)
        }
    };
    // Whoever asked is gone.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(respond)).await;
}
