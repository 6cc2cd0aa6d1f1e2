//! Calls against a server with one fault at a time.

use std::error::Error as StdError;
use std::fmt::{self, Write};
use std::net::Ipv4Addr;
use std::sync::Mutex;
use std::time::Duration;

use dingtalk_protocol::{
    Answer, ApiCode, Class, Code, CodeEntry, Dialect, Encoding, Endpoint, Field, FieldKind, Keyed,
    Meta, Method, Nothing, Record, Returns, Secret, Shape, record,
};
use dingtalk_runtime::{
    Builder, Core, Credentials, Error, Host, Options, Policy, SuiteTicket, TransportKind, reqwest,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tracing::span::{Attributes, Id};
use tracing::{Event, Metadata, Subscriber};

/// Needs escaping in URLs and in JSON, so that each of its spellings is another string.
const TOKEN: &str = "token CANARY/\"é\n";
/// A secret inside the request.
const SIGN: &str = "sign&CANARY=\"";

// ---- Two endpoints -----------------------------------------------------------------------------

static GATEWAY: &[CodeEntry] = &[
    entry(60020, "ip not in white list", Some(Class::Permission), "Add the address."),
    entry(90002, "blocked", Some(Class::Throttled), ""),
    entry(40035, "invalid parameter", Some(Class::Invalid), ""),
];

static CODES: &[CodeEntry] = &[
    entry(33012, "Invalid userId", Some(Class::NotFound), "Pass a `userid` that exists."),
    entry(90002, "empty key", Some(Class::Credentials), ""),
    entry(40035, "wrong size", Some(Class::Invalid), ""),
    entry(1002, "busy, or not", None, ""),
];

const fn entry(
    code: i64,
    message: &'static str,
    class: Option<Class>,
    remedy: &'static str,
) -> CodeEntry {
    CodeEntry { code: Code::Number(code), message, class, remedy }
}

/// A POST with a form, a query and a token.
#[derive(Clone, Default)]
struct Get {
    user_id: String,
    sign: Option<Secret>,
    size: Option<i64>,
}

record! {
    Get;
    [0] "user_id" => user_id: string, required, max_length(8);
    [1] "sign" => sign: string, secret;
    [2] "size" => size: number, query, max(100);
}

static DIALECT: Dialect = Dialect { access_token: "access_token", gateway: GATEWAY, global: &[] };

static GET: Meta = Meta {
    name: "test/get",
    method: Method::Post,
    path: "/topapi/test/get",
    encoding: Encoding::Form,
    access_token: true,
    idempotent: true,
    request: Get::SHAPE,
    response: &Shape::new("Response", &[Field::new("result", FieldKind::String)]),
    returns: Returns::Key("result"),
    codes: CODES,
    apps: &[],
    dialect: &DIALECT,
};

impl Endpoint for Get {
    type Output = String;
    type Payload = Keyed<String>;
    const META: &'static Meta = &GET;
}

/// A GET that needs no token and returns nothing.
#[derive(Clone)]
struct Ping {}

record! {
    Ping;
}

static PING: Meta = Meta {
    name: "test/ping",
    method: Method::Get,
    path: "/ping",
    access_token: false,
    idempotent: false,
    request: Ping::SHAPE,
    response: &Shape::new("Response", &[]),
    returns: Returns::Nothing,
    ..GET
};

impl Endpoint for Ping {
    type Output = ();
    type Payload = Nothing;
    const META: &'static Meta = &PING;
}

struct OwnCode(Code);

impl ApiCode for OwnCode {
    const ENDPOINT: Option<&'static str> = Some("test/get");

    fn code(&self) -> &Code {
        &self.0
    }
}

struct OtherCode(Code);

impl ApiCode for OtherCode {
    const ENDPOINT: Option<&'static str> = Some("test/other");

    fn code(&self) -> &Code {
        &self.0
    }
}

struct GatewayCode(Code);

impl ApiCode for GatewayCode {
    const ENDPOINT: Option<&'static str> = None;

    fn code(&self) -> &Code {
        &self.0
    }
}

// ---- A server that answers one connection --------------------------------------------------------

/// Writes these bytes after a request, then closes, or holds the connection open until the client
/// closes it. The task returns the request.
async fn serve(answer: Vec<u8>, hold: bool) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = read_request(&mut stream).await;
        // The client may have closed the connection, as some tests want.
        let _ = stream.write_all(&answer).await;
        while hold && stream.read(&mut [0; 64]).await.is_ok_and(|count| count > 0) {}
        request
    });
    (url, task)
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 1024];
        let count = stream.read(&mut chunk).await.unwrap();
        bytes.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&bytes);
        if count == 0 || is_complete(&text) {
            return text.into_owned();
        }
    }
}

fn is_complete(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}").into_bytes()
}

fn ok(body: &str) -> Vec<u8> {
    http("200 OK", "", body)
}

// ---- Calls ---------------------------------------------------------------------------------------

#[derive(Debug)]
struct Client(Core);

impl From<Core> for Client {
    fn from(core: Core) -> Self {
        Self(core)
    }
}

fn builder(url: &str) -> Builder<Client> {
    Builder::new().access_token(TOKEN).base_url(url).policy(Policy::once())
}

async fn send<E: Endpoint>(core: Core, request: E) -> Result<Answer<E::Output>, Error> {
    dingtalk_runtime::send(core, request, Options::default()).await
}

fn request() -> Get {
    Get { user_id: "u 1".to_owned(), sign: Some(Secret::from(SIGN)), size: Some(5) }
}

/// The error of a call against a server that answers like this.
async fn error(answer: Vec<u8>) -> Error {
    let (url, _task) = serve(answer, false).await;
    call(builder(&url)).await
}

async fn call(builder: Builder<Client>) -> Error {
    shown(send(builder.build().unwrap().0, request()).await.unwrap_err())
}

/// Checks that an error shows no secret, and returns it.
fn shown(error: Error) -> Error {
    let mut strings = vec![format!("{error:?}"), format!("{error:#?}")];
    let mut next: Option<&dyn StdError> = Some(&error);
    while let Some(it) = next {
        strings.push(it.to_string());
        next = it.source();
    }
    for text in strings {
        assert!(!text.contains("CANARY"), "{text}");
    }
    error
}

fn kind(error: &Error) -> TransportKind {
    match error {
        Error::Transport(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_call_sends_a_request_as_its_tables_describe_and_returns_the_value() {
    let (url, task) = serve(ok(r#"{"errcode":0,"result":"x","request_id":"r1"}"#), false).await;
    let client = builder(&format!("{url}/prefix/")).build().unwrap();
    let answer = send(client.0, request()).await.unwrap();
    assert_eq!((answer.as_str(), answer.request_id()), ("x", Some("r1")));

    let sent = task.await.unwrap();
    let first = "POST /prefix/topapi/test/get?size=5&access_token=token%20CANARY%2F%22%C3%A9%0A ";
    assert!(sent.starts_with(first), "{sent}");
    assert!(sent.contains("content-type: application/x-www-form-urlencoded;charset=utf-8"));
    assert!(sent.contains(concat!("user-agent: dingtalk-client/", env!("CARGO_PKG_VERSION"))));
    assert!(sent.ends_with("\r\n\r\nuser_id=u%201&sign=sign%26CANARY%3D%22"), "{sent}");
}

#[tokio::test]
async fn an_endpoint_without_credential_works_without_a_token() {
    let (url, task) = serve(ok(r#"{"errcode":0}"#), false).await;
    let client: Client = Builder::new().base_url(url).build().unwrap();
    send(client.0, Ping {}).await.unwrap();
    assert!(task.await.unwrap().starts_with("GET /ping HTTP/1.1"));
}

#[tokio::test]
async fn a_documented_code_brings_class_and_remedy() {
    let answer = r#"{"errcode":"33012","errmsg":"Invalid userId","request_id":"r1"}"#;
    let error = error(ok(answer)).await;
    assert_eq!(
        error.to_string(),
        "test/get: 33012 Invalid userId (not_found). Pass a `userid` that exists. [request id r1]"
    );
    assert_eq!(error.code(), Some(&Code::Number(33012)));
    assert_eq!(error.class(), Some(Class::NotFound));
    assert_eq!(error.request_id(), Some("r1"));
    assert_eq!(error.endpoint(), Some("test/get"));
    assert_eq!(error.remedy(), "Pass a `userid` that exists.");
    assert!(error.maybe_sent());
}

#[tokio::test]
async fn an_unknown_code_is_an_ordinary_error() {
    let error = error(ok(r#"{"errcode":4711,"errmsg":"No."}"#)).await;
    assert_eq!(
        error.to_string(),
        "test/get: 4711 No. This code is not documented for the endpoint: look it up on DingTalk's \
         page of global error codes."
    );
    assert_eq!(error.class(), None);
    assert!(error.is(GatewayCode(4711.into())));
}

#[tokio::test]
async fn a_failure_without_a_code_is_an_error() {
    let error = error(ok(r#"{"errcode":0,"success":false,"errmsg":"closed"}"#)).await;
    assert_eq!(
        error.to_string(),
        "test/get: no success closed. Go by the message: DingTalk gave no code."
    );
    assert_eq!(error.code(), None);
}

#[tokio::test]
async fn a_code_without_documented_remedy_gets_that_of_its_class() {
    let blocked = error(ok(r#"{"errcode":88,"sub_code":"90002","sub_msg":""}"#)).await;
    assert_eq!(
        blocked.to_string(),
        "test/get: 90002 blocked (throttled). Wait a second, then call less often."
    );
    let unclear = error(ok(r#"{"errcode":1002,"errmsg":"系统。"}"#)).await;
    assert!(unclear.to_string().starts_with("test/get: 1002 系统. Look the code up"), "{unclear}");
}

#[tokio::test]
async fn a_code_of_an_endpoint_matches_there_and_in_its_own_meaning() {
    let own = error(ok(r#"{"errcode":33012}"#)).await;
    assert!(own.is(OwnCode(33012.into())));
    assert!(!own.is(OwnCode(33013.into())));
    assert!(!own.is(OtherCode(33012.into())));

    let gateways = error(ok(r#"{"errcode":88,"sub_code":90002}"#)).await;
    assert!(gateways.is(GatewayCode(90002.into())));
    assert!(!gateways.is(OwnCode(90002.into())));
}

#[tokio::test]
async fn a_code_of_the_gateway_matches_unless_the_endpoint_means_something_else() {
    let gateways = error(ok(r#"{"errcode":60020}"#)).await;
    assert!(gateways.is(GatewayCode(60020.into())));

    let another_class = error(ok(r#"{"errcode":90002}"#)).await;
    assert!(another_class.is(OwnCode(90002.into())));
    assert!(!another_class.is(GatewayCode(90002.into())));

    let same_class = error(ok(r#"{"errcode":40035}"#)).await;
    assert!(same_class.is(OwnCode(40035.into())));
    assert!(same_class.is(GatewayCode(40035.into())));
}

#[tokio::test]
async fn an_answer_of_another_shape_is_a_decode_error_with_place_and_kinds() {
    let error = error(ok(r#"{"errcode":0,"result":[1],"request_id":"r1"}"#)).await;
    assert_eq!(
        error.to_string(),
        "test/get: the answer cannot be understood at $.result: expected a string, found a list. The \
         answer departs from DingTalk's documentation: report it to the maintainers of \
         dingtalk-client. [request id r1]"
    );
    let Error::Decode(error) = error else { panic!() };
    assert_eq!((error.path(), error.expected(), error.found()), ("$.result", "a string", "a list"));
}

#[tokio::test]
async fn only_an_answer_without_a_code_is_blamed_on_the_host() {
    let without = error(ok("{}")).await;
    assert!(without.remedy().starts_with("Check the base URL"), "{without}");
    let with = error(ok(r#"{"errcode":0.5,"errmsg":"ok","result":"x"}"#)).await;
    assert!(with.remedy().starts_with("The answer departs"), "{with}");
}

#[tokio::test]
async fn a_page_with_status_200_is_an_ip_block_of_five_minutes() {
    let now = std::time::SystemTime::now();
    let error = error(ok("<html>blocked</html>")).await;
    let Error::IpBlocked(blocked) = &error else { panic!("{error}") };
    let left = blocked.until().duration_since(now).unwrap();
    assert!((295..=301).contains(&left.as_secs()), "{left:?}");
    assert!(
        error.maybe_sent() && error.to_string().contains("answers nothing to this address until")
    );
}

#[tokio::test]
async fn text_with_status_200_says_where_it_may_come_from() {
    let error = error(ok("blocked")).await;
    assert!(matches!(error, Error::Decode(_)));
    assert!(error.to_string().contains("for five minutes after more than 10,000 calls"));
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    let error = call(builder(&format!("http://{host}"))).await;
    assert_eq!(kind(&error), TransportKind::Connect);
    assert!(!error.maybe_sent());
    let text = error.to_string();
    assert!(text.starts_with(&format!("test/get at {host}: could not connect (")), "{text}");
    assert!(
        text.ends_with(
            "). The request was not sent. Check the network, the base URL and any proxy."
        )
    );
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_connection_closed_after_the_request_may_have_been_sent() {
    let error = error(Vec::new()).await;
    assert_eq!(kind(&error), TransportKind::Interrupted);
    assert!(error.maybe_sent());
    let text = error.to_string();
    assert!(text.contains("The request may have been carried out. Call again"), "{text}");
}

#[tokio::test]
async fn an_endpoint_that_is_not_idempotent_advises_to_look_first() {
    let (url, _task) = serve(Vec::new(), false).await;
    let error = send(builder(&url).build().unwrap().0, Ping {}).await.unwrap_err();
    assert!(error.remedy().starts_with("Look whether it took effect"), "{error}");
}

#[tokio::test]
async fn a_cut_body_is_a_broken_connection_and_no_decode_error() {
    let mut answer = ok(r#"{"errcode":0,"result":"x"}"#);
    answer.truncate(answer.len() - 4);
    let error = error(answer).await;
    assert_eq!(kind(&error), TransportKind::Interrupted);
    assert!(error.maybe_sent());
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_a_broken_connection() {
    let echo = format!("{TOKEN} {SIGN}\r\n\r\n");
    assert_eq!(kind(&error(echo.into_bytes()).await), TransportKind::Interrupted);
}

#[tokio::test]
async fn an_answer_over_the_limit_is_not_read() {
    let body = r#"{"errcode":0,"result":"x"}"#;
    // It announces more than it ever sends: only counting can end this call.
    let mut answer = http("200 OK", "", &body.repeat(1000));
    answer.truncate(answer.len() / 2);
    let (url, task) = serve(answer, true).await;
    let error = call(builder(&url).max_answer_size(body.len())).await;
    assert_eq!(kind(&error), TransportKind::TooLarge { limit: body.len() });
    assert!(error.to_string().contains("than the limit of 26 bytes"), "{error}");
    assert!(error.remedy().contains("`Builder::max_answer_size`"));
    task.await.unwrap();
}

#[tokio::test]
async fn an_answer_as_large_as_the_limit_is_read() {
    let body = r#"{"errcode":0,"result":"x"}"#;
    let (url, _task) = serve(ok(body), false).await;
    let client = builder(&url).max_answer_size(body.len()).build().unwrap();
    assert_eq!(*send(client.0, request()).await.unwrap(), "x");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_not_shown() {
    let to = "location: http://127.0.0.1:1/?access_token=token%20CANARY%2F%22%C3%A9%0A\r\n";
    let error = error(http("302 Found", to, "")).await;
    assert_eq!(kind(&error), TransportKind::Status(302));
    let text = error.to_string();
    assert!(text.contains("HTTP status 302, a redirect, and redirects are not followed"), "{text}");
    assert!(text.ends_with("Check the host given to `Builder::host` or `Builder::base_url`."));
    assert!(!text.contains("127.0.0.1:1/"), "{text}");
}

#[tokio::test]
async fn a_redirect_that_an_own_client_refuses_is_named() {
    let refuse = reqwest::redirect::Policy::custom(|attempt| attempt.error("not there"));
    let own = reqwest::Client::builder().redirect(refuse).no_proxy().build().unwrap();
    let (url, _task) = serve(http("302 Found", "location: /elsewhere\r\n", ""), false).await;
    let error = call(builder(&url).http_client(own)).await;
    assert_eq!(kind(&error), TransportKind::Redirect);
    let text = error.to_string();
    assert!(text.contains("a redirect that the HTTP client refused (not there)"), "{text}");
    assert!(text.ends_with("Check the host given to `Builder::host` or `Builder::base_url`."));
}

/// Polls once, on a thread without a runtime.
#[test]
fn a_call_outside_of_a_runtime_is_an_error_and_no_panic() {
    let client = builder("http://127.0.0.1:1").build().unwrap();
    let call = std::pin::pin!(send(client.0, request()));
    let polled = call.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
    let std::task::Poll::Ready(Err(error)) = polled else { panic!("it has nothing to wait for") };
    assert!(matches!(error, Error::Configuration(_)), "{error}");
    assert!(error.to_string().contains("`#[tokio::main]`"), "{error}");
}

#[tokio::test]
async fn a_secret_in_the_id_of_a_good_answer_is_masked() {
    let body =
        format!("{{\"errcode\":0,\"result\":\"x\",\"request_id\":{}}}", serde_json::json!(TOKEN));
    let (url, _task) = serve(ok(&body), false).await;
    let client = builder(&url).build().unwrap();
    let answer = send(client.0, request()).await.unwrap();
    assert_eq!(answer.request_id(), Some("***"));
}

#[tokio::test]
async fn a_page_with_another_status_is_a_transport_error_with_that_status() {
    let error = error(http("503 Service Unavailable", "", "<html>CANARY</html>")).await;
    assert_eq!(kind(&error), TransportKind::Status(503));
    let text = error.to_string();
    assert!(text.contains("HTTP status 503 without an answer of DingTalk's"), "{text}");
}

#[tokio::test]
async fn success_with_an_error_status_is_no_success() {
    let error = error(http("500 Oops", "", r#"{"errcode":0,"result":"x"}"#)).await;
    assert_eq!(kind(&error), TransportKind::Status(500));
}

#[tokio::test]
async fn an_api_error_with_another_status_is_that_error() {
    let error = error(http("403 Forbidden", "", r#"{"errcode":33012}"#)).await;
    assert!(error.is(OwnCode(33012.into())), "{error}");
}

#[tokio::test]
async fn a_cut_page_keeps_its_status() {
    let mut answer = http("502 Bad Gateway", "", "<html>a page of a proxy</html>");
    answer.truncate(answer.len() - 4);
    assert_eq!(kind(&error(answer).await), TransportKind::Status(502));
}

#[tokio::test]
async fn a_stalled_answer_ends_with_the_time_limit() {
    // Silent from the start, and silent in the middle of the body.
    let mut half = ok(r#"{"errcode":0,"result":"x"}"#);
    half.truncate(half.len() - 4);
    for answer in [Vec::new(), half] {
        let (url, task) = serve(answer, true).await;
        let error = call(builder(&url).timeout(Duration::from_millis(50))).await;
        assert_eq!(kind(&error), TransportKind::Timeout);
        assert!(error.maybe_sent());
        assert!(error.to_string().contains("no complete answer within the time limit"), "{error}");
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_timeout_names_each_limit_that_may_have_expired() {
    let (url, _task) = serve(Vec::new(), true).await;
    let hasty = Policy::new().deadline(Duration::from_millis(50));
    let error = call(builder(&url).policy(hasty)).await;
    assert_eq!(kind(&error), TransportKind::Timeout);
    let remedy = error.remedy();
    assert!(remedy.contains("`Builder::timeout`") && remedy.contains("`Policy::deadline`"));
}

#[tokio::test]
async fn limits_hold_for_an_own_http_client() {
    let (url, task) = serve(Vec::new(), true).await;
    let limited = builder(&url).timeout(Duration::from_millis(50));
    let error = call(limited.http_client(reqwest::Client::new())).await;
    assert_eq!(kind(&error), TransportKind::Timeout);
    task.await.unwrap();
}

#[tokio::test]
async fn a_request_beyond_the_limits_is_not_sent() {
    let beyond = Get { user_id: "123456789".to_owned(), sign: None, size: Some(101) };
    let client = builder("http://127.0.0.1:1").build().unwrap();
    let error = send(client.0, beyond).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "test/get: the request was not sent: `user_id` takes at most 8 characters, given: 9 \
         characters; `size` takes 100 or less, given: 101. Correct the request and call again."
    );
    assert!(!error.maybe_sent());
    let Error::InvalidRequest(error) = error else { panic!() };
    assert_eq!(error.violations().len(), 2);
}

#[tokio::test]
async fn a_call_without_the_token_it_needs_names_the_setting() {
    let client: Client = Builder::new().base_url("http://127.0.0.1:1").build().unwrap();
    let error = send(client.0, request()).await.unwrap_err();
    assert!(matches!(error, Error::Configuration(_)));
    assert_eq!(
        error.to_string(),
        "test/get: the endpoint wants an access token and the client has none. Give it credentials \
         with `Builder::credentials`, or a token with `Builder::access_token`."
    );
}

// ---- Secrets -------------------------------------------------------------------------------------

#[tokio::test]
async fn secrets_that_the_server_echoes_are_masked_wherever_they_stand() {
    let json = serde_json::to_string(TOKEN).unwrap();
    let message = format!("raw {TOKEN}, URL token%20CANARY%2F%22%C3%A9%0A, JSON {json}, {SIGN}");
    let answer = serde_json::json!({
        "errcode": format!("code.{TOKEN}"), "errmsg": message, "request_id": format!("r-{SIGN}"),
    });
    let error = error(ok(&answer.to_string())).await;
    let Error::Api(api) = &error else { panic!("{error}") };
    assert_eq!(api.message(), "raw ***, URL ***, JSON \"***\", ***");
    assert_eq!(error.request_id(), Some("r-***"));
    assert_eq!(api.code().unwrap().to_string(), "code.***");
}

#[tokio::test]
async fn a_request_id_in_a_decode_error_is_masked() {
    let answer = serde_json::json!({ "errcode": 0, "result": {}, "request_id": TOKEN });
    assert_eq!(error(ok(&answer.to_string())).await.request_id(), Some("***"));
}

#[test]
fn no_debug_shows_a_secret() {
    let secret_url = "http://127.0.0.1:1/?CANARY";
    let strings = [
        format!("{:?}", builder("http://127.0.0.1:1")),
        format!("{:?}", builder(secret_url)),
        format!("{:?}", builder("http://127.0.0.1:1").build().unwrap()),
        format!("{:?}", request()),
    ];
    for text in strings {
        assert!(!text.contains("CANARY"), "{text}");
    }
    let core = format!("{:?}", builder("http://127.0.0.1:1/p").build().unwrap());
    assert!(core.contains("http://127.0.0.1:1/p") && core.contains("attempts: Some(1)"), "{core}");
}

/// Collects every event of the process.
struct Log(Mutex<Vec<String>>);

static LOG: Log = Log(Mutex::new(Vec::new()));

impl Subscriber for &'static Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = event.metadata().target().to_owned();
        event.record(
            &mut |field: &tracing::field::Field, value: &dyn fmt::Debug| match field.name() {
                "duration" => write!(line, " duration=?").unwrap(),
                _ => write!(line, " {field}={value:?}").unwrap(),
            },
        );
        self.0.lock().unwrap().push(line);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn each_attempt_writes_one_event_without_secrets() {
    tracing::subscriber::set_global_default(&LOG).unwrap();
    let good = serde_json::json!({ "errcode": 0, "result": "x", "request_id": TOKEN }).to_string();
    let (url, _task) = serve(ok(&good), false).await;
    send(builder(&url).build().unwrap().0, request()).await.unwrap();
    let host = url.trim_start_matches("http://").to_owned();

    let bad = r#"{"errcode":33012,"request_id":"r1"}"#;
    let (url, _task) = serve(http("403 Forbidden", "", bad), false).await;
    call(builder(&url)).await;
    let other = url.trim_start_matches("http://");

    let lines = LOG.0.lock().unwrap().clone();
    assert!(lines.iter().all(|line| !line.contains("CANARY")), "{lines:#?}");
    let of = |host: &str| -> Vec<&String> {
        let named = format!("host={host:?}");
        lines.iter().filter(|it| it.starts_with("dingtalk ") && it.contains(&named)).collect()
    };
    let size = good.len();
    assert_eq!(
        of(&host),
        [&format!(
            "dingtalk message=attempt ended endpoint=\"test/get\" host={host:?} attempt=1 duration=? \
         status=200 size={size} request_id=\"***\" outcome=\"ok\""
        )]
    );
    assert_eq!(
        of(other),
        [&format!(
            "dingtalk message=attempt ended endpoint=\"test/get\" host={other:?} attempt=1 duration=? \
         status=403 size={} code=33012 request_id=\"r1\" outcome=\"api\" class=\"not_found\"",
            bad.len()
        )]
    );
}

// ---- Settings ------------------------------------------------------------------------------------

#[test]
fn an_impossible_base_url_is_refused_without_showing_it() {
    let wrong = [
        ("ftp://CANARY", "scheme"),
        ("CANARY", "relative URL"),
        ("http://", "empty host"),
        ("http://me:CANARY@host", "user info"),
        ("http://CANARY@host", "user info"),
        ("http://host/?access_token=CANARY", "query"),
        ("http://host/?", "query"),
        ("http://host/#CANARY", "fragment"),
        ("data:CANARY", "scheme"),
    ];
    for (url, why) in wrong {
        let error = shown(builder(url).build().unwrap_err());
        let text = error.to_string();
        assert!(matches!(error, Error::Configuration(_)), "{text}");
        assert!(text.contains("`Builder::base_url`") && text.contains(why), "{url}: {text}");
        assert!(text.contains("such as `https://proxy.example/dingtalk`"), "{text}");
    }
}

#[test]
fn blank_credentials_and_limits_of_zero_are_refused() {
    let good = || builder("http://127.0.0.1:1");
    for (blank, what) in [
        (Credentials::access_token(""), "access token"),
        (Credentials::internal_app(" ", "s"), "app's key"),
        (Credentials::internal_app("k", ""), "app's secret"),
        (Credentials::third_party_app("k", "s", "", &SuiteTicket::new("t")), "CorpId"),
    ] {
        let text = good().credentials(blank).build().unwrap_err().to_string();
        assert!(text.contains(what) && text.contains("is blank"), "{text}");
    }
    for (wrong, setter) in [
        (good().timeout(Duration::ZERO), "timeout"),
        (good().connect_timeout(Duration::ZERO), "connect_timeout"),
        (good().max_answer_size(0), "max_answer_size"),
        (good().policy(Policy::new().deadline(Duration::ZERO)), "deadline"),
        (good().pace(0), "pace"),
    ] {
        let text = wrong.build().unwrap_err().to_string();
        assert!(text.contains(&format!("`Builder::{setter}`")), "{text}");
    }
}

#[test]
fn the_last_of_host_and_base_url_counts() {
    let with = |builder: Builder<Client>| {
        format!("{:?}", builder.http_client(reqwest::Client::new()).build().unwrap())
    };
    assert!(with(Builder::new()).contains("https://oapi.dingtalk.io/"));
    assert!(with(builder("http://a/").host(Host::China)).contains("https://oapi.dingtalk.com/"));
    assert!(with(Builder::new().host(Host::China).base_url("http://a/b")).contains("http://a/b"));
}

#[cfg(not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")))]
#[test]
fn https_without_tls_names_the_features() {
    let text = Builder::<Client>::new().build().unwrap_err().to_string();
    assert!(text.contains("`rustls`, `rustls-no-provider` and `native-tls`"), "{text}");
}

#[tokio::test]
async fn https_over_an_own_client_without_tls_names_the_reason() {
    let own = builder("https://127.0.0.1:1").http_client(reqwest::Client::new());
    let error = call(own).await;
    assert_eq!(kind(&error), TransportKind::Connect);
    assert!(error.remedy().contains("was built with TLS"), "{error}");
}

// ---- Types ---------------------------------------------------------------------------------------

#[test]
fn an_error_is_small_and_can_be_shared_and_copied() {
    fn check<T: Clone + Send + Sync + 'static>() {}
    check::<Error>();
    check::<Core>();
    assert!(size_of::<Error>() <= 128, "{} bytes", size_of::<Error>());
}

// ---- Blocking ------------------------------------------------------------------------------------

#[cfg(feature = "blocking")]
mod blocking {
    use super::*;
    use dingtalk_runtime::block_on;

    #[test]
    fn a_blocking_call_needs_no_runtime_around_it() {
        let body = r#"{"errcode":0,"result":"x"}"#;
        let servers = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let (url, _task) = servers.block_on(serve(ok(body), false));
        let core = builder(&url).build().unwrap().0;
        let answer = block_on(&core, send(core.clone(), request())).unwrap().unwrap();
        assert_eq!(*answer, "x");
    }

    #[tokio::test]
    async fn a_blocking_call_inside_an_async_runtime_is_refused() {
        let core = builder("http://127.0.0.1:1").build().unwrap().0;
        let error = block_on(&core, async {}).unwrap_err();
        assert!(matches!(error, Error::Configuration(_)));
        assert!(error.to_string().contains("Use the async client"), "{error}");
    }
}
