//! A canary is sent through everything that can go wrong, and must come out nowhere.

use std::error::Error as StdError;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use case_client::{Client, Error};

use crate::server::Server;

/// Characters that are written in another way in URLs and in JSON.
const TOKEN: &str = "canary-tok\"en/+ü";
const SECRET: &str = "canary-app&secret";

/// Every way in which a canary could be spelled.
const TRACES: [&str; 3] = ["canary", "tok%22en", "app%26secret"];

fn absent(what: &str, text: &str) {
    for trace in TRACES {
        assert!(!text.contains(trace), "{what} shows {trace}: {text}");
    }
}

/// An error, its `Debug`, and all behind it.
fn check(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n");
    let mut source = error.source();
    while let Some(cause) = source {
        // Writing to a `String` cannot fail.
        writeln!(text, "{cause} {cause:?}").expect("a string takes everything");
        source = cause.source();
    }
    text += error.request_id().unwrap_or_default();
    if let Error::Api(error) = error {
        text += error.message();
    }
    if let Error::Decode(error) = error {
        text += error.path();
    }
    absent("an error", &text);
    text
}

fn client(url: &str) -> Client {
    let builder = Client::builder().base_url(url).access_token(TOKEN);
    absent("the builder", &format!("{builder:?}"));
    let client = builder.build().expect("it can be built");
    absent("the client", &format!("{client:?} {:?}", client.payload()));
    client
}

/// Everything that is logged while a test runs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        self.note(span.metadata());
        span.record(&mut self.clone());
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        self.note(event.metadata());
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

impl Log {
    fn note(&self, what: &impl Debug) {
        let mut text = self.0.lock().expect("no test panics while it logs");
        writeln!(text, "{what:?}").expect("a string takes everything");
    }
}

impl tracing::field::Visit for Log {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        self.note(&format_args!("{field} = {value:?}"));
    }
}

#[tokio::test]
async fn no_secret_leaves_by_an_error_a_debug_or_a_log() {
    let log = Log::default();
    let _logging = tracing::subscriber::set_default(log.clone());

    // Success, in which the answer itself holds a secret.
    let server = Server::json(r#"{"errcode":0,"access_token":"canary-answer","expires_in":1,"request_id":"canary-tok\"en/+ü"}"#).await;
    let call = client(&server.url).gettoken("key", SECRET);
    absent("a call", &format!("{call:?}"));
    let answer = call.await.expect("it succeeds");
    absent("an answer", &format!("{:?} {:#?}", *answer, *answer));
    assert_eq!(answer.access_token.expose(), "canary-answer");

    // A message that echoes all there is, also as a URL and as JSON would spell it.
    let echo = r#"{"errcode":60020,"errmsg":"ip canary-tok\"en/+ü canary-tok%22en%2F%2B%C3%BC canary-tok\\\"en/+ü","request_id":"canary-tok\"en/+ü"}"#;
    let server = Server::json(echo).await;
    let error = client(&server.url).payload().at_top().await.expect_err("it is refused");
    let text = check(&error);
    assert!(text.contains("60020") && text.contains("***"), "{text}");
    let server =
        Server::json(r#"{"errcode":40089,"errmsg":"canary-app&secret canary-app%26secret"}"#).await;
    check(&client(&server.url).gettoken("key", SECRET).await.expect_err("it is refused"));

    // An answer that fits no rule, under a key that is a secret.
    let server = Server::json(
        r#"{"errcode":0,"userid":{"canary-tok\"en/+ü":"canary"},"request_id":"canary-tok\"en/+ü"}"#,
    )
    .await;
    check(&client(&server.url).payload().at_top().await.expect_err("it does not fit"));
    let server = Server::raw(
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\n<canary/>".into(),
    )
    .await;
    check(&client(&server.url).payload().at_top().await.expect_err("it is no JSON"));

    // Transport: refused, cut, redirected, an error page.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .expect("a port is free")
        .local_addr()
        .expect("it is bound");
    let error = client(&format!("http://{port}"))
        .gettoken("key", SECRET)
        .await
        .expect_err("nobody listens");
    let text = check(&error);
    assert!(
        text.contains(&port.to_string()) && text.contains("gettoken"),
        "host and endpoint stay: {text}"
    );
    assert!(!error.maybe_sent());
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\nconnection: close\r\n\r\n{\"canary\":",
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/?access_token=canary\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        "HTTP/1.1 503 canary\r\ncontent-length: 6\r\nconnection: close\r\n\r\ncanary",
        "HTTP/1.1 canary",
    ] {
        let server = Server::raw(answer.to_owned()).await;
        let error = client(&server.url).gettoken("key", SECRET).await.expect_err("it is broken");
        check(&error);
        assert!(error.maybe_sent(), "{error}");
    }

    // Before anything is sent.
    let error =
        client(&server.url).bodies().form("canary-canary").await.expect_err("it is too long");
    check(&error);

    let log = log.0.lock().expect("no test panics while it logs").clone();
    assert!(log.contains("gettoken") && log.contains("dingtalk"), "nothing was logged: {log}");
    let ours: Vec<&str> = log.lines().collect();
    absent("the log", &ours.join("\n"));
}

#[test]
fn a_request_and_its_parts_mask_their_secrets() {
    use case_client::models::{bodies::query_and_body, shapes::kinds};
    let request = query_and_body::Request::new("canary", "corp");
    absent("a request", &format!("{request:?} {request:#?}"));
    let kinds: kinds::Kinds =
        serde_json::from_str(r#"{"token":"canary","tokens":["canary"]}"#).expect("it can be read");
    absent("a type", &format!("{kinds:?} {kinds:#?}"));
    assert_eq!(serde_json::to_value(&kinds).expect("it can be written")["token"], "canary");
}

#[tokio::test]
async fn a_token_in_the_path_of_a_raw_call_is_shown_nowhere() {
    let client = Client::builder().base_url("http://127.0.0.1:9").build().expect("it can be built");
    for path in ["/robot/send?access_token=CANARY", "/robot/send#CANARY", "/robot/send?#CANARY"] {
        let call = client.raw(path).without_token();
        let shown = format!("{call:?}");
        let error = call.await.expect_err("its path has a query string");
        let shown = format!("{shown} {error} {error:?} {:?}", error.endpoint());
        assert!(shown.contains("/robot/send") && !shown.contains("CANARY"), "{shown}");
    }
}

#[tokio::test]
async fn the_debug_of_an_error_says_what_to_do() {
    let client = Client::builder().base_url("http://127.0.0.1:9").build().expect("it can be built");
    let error = client.raw("no slash").without_token().await.expect_err("its path is none");
    assert_eq!(format!("{error:?}"), error.to_string());
    assert_eq!(error.class(), Some(dingtalk_client::Class::Invalid));
}
