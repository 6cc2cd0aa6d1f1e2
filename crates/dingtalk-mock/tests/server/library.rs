//! What a test does with the mock.

use dingtalk_mock::{Injected, Mock, OpenExtContact};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::http::{FORM, JSON, PATIENCE, connect, exchange, post};

const GET: &str = "extcontact/get";
const PATH: &str = "/topapi/extcontact/get";

async fn get(mock: &Mock, token: &str) -> serde_json::Value {
    let target = format!("{PATH}?access_token={token}");
    post(&mock.url(), &target, FORM, "user_id=nobody").await.json()
}

#[tokio::test]
async fn a_contact_without_userid_is_refused() {
    let mock = Mock::start().await.unwrap();
    let mut contact = OpenExtContact::default();
    for userid in [None, Some(String::new())] {
        contact.userid = userid;
        let error = mock.add_contact(contact.clone()).unwrap_err();
        assert!(error.to_string().contains("no `userid`"), "{error}");
    }
}

#[tokio::test]
async fn a_contact_of_the_same_userid_is_replaced() {
    let mock = Mock::start().await.unwrap();
    let mut contact = OpenExtContact::default();
    contact.userid = Some("nobody".to_owned());
    mock.add_contact(contact.clone()).unwrap();
    contact.title = Some("CFO".to_owned());
    mock.add_contact(contact).unwrap();
    assert_eq!(get(&mock, Mock::TOKEN).await["result"]["title"], "CFO");
}

#[tokio::test]
async fn calls_hold_what_was_sent() {
    let mock = Mock::start().await.unwrap();
    let headers = format!("Content-Type: {JSON}\r\nUser-Agent: test/1.0\r\n");
    let target = "/topapi/extcontact/get?access_token=wr%20ong";
    exchange(&mock.url(), "POST", target, &headers, r#"{"user_id":"a"}"#).await;
    exchange(&mock.url(), "GET", "/unknown", "", "").await;

    let calls = mock.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!((&*calls[0].method, &*calls[0].path), ("POST", PATH));
    assert_eq!(calls[0].endpoint, Some(GET));
    assert_eq!(calls[0].header("content-type"), Some(JSON));
    assert_eq!(calls[0].header("user-agent"), Some("test/1.0"));
    assert_eq!(calls[0].query, [("access_token".to_owned(), "wr ong".to_owned())]);
    assert_eq!(calls[0].body, br#"{"user_id":"a"}"#);
    assert!(!format!("{calls:?}").contains("wr ong"));
    assert_eq!((&*calls[1].method, &*calls[1].path), ("GET", "/unknown"));
    assert_eq!((calls[1].endpoint, calls[1].header("user-agent")), (None, None));
    assert_eq!(mock.count(GET), 1);
}

/// What `Debug` shows of these requests: target, headers and body.
async fn shown(mock: &Mock, requests: &[(&str, &str, &str)]) -> String {
    for (target, headers, body) in requests {
        exchange(&mock.url(), "POST", target, headers, body).await;
    }
    let calls = mock.calls();
    assert_eq!(calls.len(), requests.len());
    format!("{calls:?} {calls:#?}")
}

#[tokio::test]
async fn calls_show_no_token_wherever_it_was_sent() {
    const TYPE: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
    let requests = [
        (PATH, TYPE, r#"{"access_token":"CANARY"}"#),
        (PATH, "Referer: http://x/?access_token=CANARY\r\n", ""),
        (PATH, "X-Forwarded-Uri: /?access_token=CANARY\r\n", ""),
        ("/topapi/extcontact/get?{%22access_token%22:%22CANARY%22}", "", ""),
        ("/topapi/extcontact/get?Access_Token=CANARY&access_token%20=CANARY", "", "CANARY"),
        (PATH, "Content-Type: multipart/form-data; boundary=b\r\n", "--b\r\n&user_id=CANARY"),
        (PATH, "Content-Type: text/xml\r\n", "<access_token>CANARY</access_token>"),
        (PATH, "", r#"{"user_id":"{\"access_token\":\"CANARY\"}"}"#),
        ("/unknown?access_token=CANARY", "", r#"{"sign":"CANARY"}"#),
    ];
    for request in requests {
        let mock = Mock::start().await.unwrap();
        let shown = shown(&mock, &[request]).await;
        assert!(!shown.contains("CANARY"), "{shown}");
    }
    let mock = Mock::start().await.unwrap();
    let harmless = shown(&mock, &[(PATH, TYPE, "user_id=0123&userid=CANARY")]).await;
    assert!(harmless.contains(r#"body: {"user_id": "0123", "userid": 6 bytes}"#), "{harmless}");
}

#[tokio::test]
async fn calls_show_a_valid_token_nowhere() {
    let mock = Mock::builder().token("CANARY").start().await.unwrap();
    mock.accept_token("SECOND");
    let requests = [
        (PATH, "User-Agent: CANARY\r\n", r#"{"user_id":"SECOND"}"#),
        ("/unknown/CANARY?SECOND=1", "", "user_id=CANARY"),
    ];
    let shown = shown(&mock, &requests).await;
    assert!(!shown.contains("CANARY") && !shown.contains("SECOND"), "{shown}");
}

#[tokio::test]
async fn injected_answers_come_in_line_and_as_they_are() {
    let mock = Mock::start().await.unwrap();
    mock.inject(GET, Injected::json(json!({"errcode": -1})));
    mock.inject(GET, Injected::raw(502, "text/html", "<html>"));

    let first = exchange(&mock.url(), "POST", PATH, "", "").await;
    assert_eq!((first.status, &*first.body), (200, r#"{"errcode":-1}"#));
    assert_eq!(first.header("content-type"), Some("application/json;charset=utf-8"));
    let unknown = exchange(&mock.url(), "POST", "/unknown", "", "").await;
    assert_eq!(unknown.json()["errcode"], 22);
    let second = exchange(&mock.url(), "POST", PATH, "", "").await;
    assert_eq!((second.status, &*second.body), (502, "<html>"));
    assert_eq!(second.header("content-type"), Some("text/html"));
    assert_eq!(get(&mock, Mock::TOKEN).await["errcode"], 33012);
}

#[tokio::test]
async fn an_injected_answer_that_is_no_http_says_so() {
    let mock = Mock::start().await.unwrap();
    let statuses =
        [7, 100, 101, 103, 199, 1000].map(|status| Injected::raw(status, "text/html", ""));
    for injected in statuses.into_iter().chain([Injected::raw(200, "a\r\nb", "")]) {
        mock.inject(GET, injected);
        let reply = exchange(&mock.url(), "POST", PATH, "", "").await;
        assert_eq!(reply.status, 500);
        assert!(reply.body.starts_with("the injected answer is no HTTP: "), "{}", reply.body);
    }
}

#[tokio::test]
#[should_panic(
    expected = "no endpoint is named `extcontact/gett`; there are: get_corp_token, gettoken, "
)]
async fn injecting_for_a_misspelt_endpoint_panics() {
    Mock::start().await.unwrap().inject("extcontact/gett", Injected::json(json!({})));
}

#[tokio::test]
#[should_panic(expected = "no endpoint is named `extcontact/gett`")]
async fn counting_the_calls_of_a_misspelt_endpoint_panics() {
    let _ = Mock::start().await.unwrap().count("extcontact/gett");
}

#[tokio::test]
async fn a_chosen_token_replaces_the_usual_one_and_an_accepted_one_joins_it() {
    let mock = Mock::builder().token("own").start().await.unwrap();
    assert_eq!(get(&mock, Mock::TOKEN).await["sub_code"], "40014");
    assert_eq!(get(&mock, "own").await["errcode"], 33012);
    assert_eq!(get(&mock, "second").await["sub_code"], "40014");
    mock.accept_token("second");
    assert_eq!(get(&mock, "second").await["errcode"], 33012);
    assert_eq!(get(&mock, "own").await["errcode"], 33012);
}

#[tokio::test]
async fn request_ids_are_the_same_in_every_run() {
    let (one, two) = (Mock::start().await.unwrap(), Mock::start().await.unwrap());
    let first = get(&one, "").await["request_id"].clone();
    assert_eq!(get(&two, "").await["request_id"], first);
    assert_ne!(get(&one, "").await["request_id"], first);
}

#[tokio::test]
async fn a_taken_port_is_an_error() {
    let mock = Mock::start().await.unwrap();
    let error = Mock::builder().port(port(&mock)).start().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn dropping_it_frees_the_port() {
    let mock = Mock::start().await.unwrap();
    let (url, port) = (mock.url(), port(&mock));
    drop(mock);
    assert!(connect(&url).await.is_err());
    TcpListener::bind(("127.0.0.1", port)).await.unwrap();
}

#[tokio::test]
async fn shutting_it_down_ends_connections_that_wait() {
    let mock = Mock::start().await.unwrap();
    let port = port(&mock);
    let mut idle = connect(&mock.url()).await.unwrap();
    idle.write_all(b"POST /half HTTP/1.1\r\n").await.unwrap();
    timeout(PATIENCE, mock.shutdown()).await.unwrap();
    // Closed or reset: either way it is over.
    let _ = timeout(PATIENCE, idle.read(&mut [0; 1])).await.unwrap();
    TcpListener::bind(("127.0.0.1", port)).await.unwrap();
}

#[test]
fn it_answers_while_the_only_thread_of_the_test_is_blocked() {
    use std::io::{Read, Write};

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mock = Mock::start().await.unwrap();
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port(&mock))).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains(r#"{"errcode":22,"#), "{answer}");
    });
}

#[tokio::test]
async fn it_can_be_shared_between_threads_and_shows_no_token() {
    fn shared<T: Send + Sync>(_: &T) {}
    let builder = Mock::builder().token("CANARY");
    assert!(!format!("{builder:?}").contains("CANARY"));
    let mock = builder.start().await.unwrap();
    shared(&mock);
    assert_eq!(format!("{mock:?}"), format!("Mock {{ url: {:?}, .. }}", mock.url()));
}

fn port(mock: &Mock) -> u16 {
    mock.url().rsplit(':').next().and_then(|port| port.parse().ok()).unwrap()
}
