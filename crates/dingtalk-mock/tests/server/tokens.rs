//! The mock issues access tokens as the service does.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use dingtalk_mock::Mock;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::http::{FORM, JSON, exchange, post};

/// Half of the time for which a token holds.
const HOUR: Duration = Duration::from_secs(3600);

async fn get(mock: &Mock, target: &str) -> Value {
    exchange(&mock.url(), "GET", target, "", "").await.json()
}

async fn app_token(mock: &Mock, key: &str, secret: &str) -> Value {
    get(mock, &format!("/gettoken?appkey={key}&appsecret={secret}")).await
}

/// The token of the app that the mock knows.
async fn token(mock: &Mock) -> String {
    text(&app_token(mock, Mock::APP_KEY, Mock::APP_SECRET).await)
}

#[track_caller]
fn text(answer: &Value) -> String {
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// What a call of another endpoint is answered: 33012 if the token is valid.
async fn call(mock: &Mock, token: &str) -> Value {
    let target = format!("/topapi/extcontact/get?access_token={token}");
    post(&mock.url(), &target, FORM, "user_id=nobody").await.json()
}

async fn assert_valid(mock: &Mock, token: &str) {
    assert_eq!(call(mock, token).await["errcode"], 33012);
}

async fn assert_invalid(mock: &Mock, token: &str) {
    let answer = call(mock, token).await;
    assert_eq!((&answer["errcode"], &answer["sub_code"]), (&json!(88), &json!("40014")));
}

/// A call of `get_corp_token`, right unless a test changes something.
struct Signed {
    key: &'static str,
    secret: &'static str,
    ticket: &'static str,
    timestamp: i64,
    corp_id: &'static str,
}

impl Signed {
    fn new() -> Self {
        Self {
            key: Mock::SUITE_KEY,
            secret: Mock::SUITE_SECRET,
            ticket: Mock::SUITE_TICKET,
            timestamp: now(),
            corp_id: Mock::CORP_ID,
        }
    }

    async fn send(&self, mock: &Mock) -> Value {
        let Self { key, secret, ticket, timestamp, corp_id } = self;
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{timestamp}\n{ticket}").as_bytes());
        let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("accessKey", key)
            .append_pair("timestamp", &timestamp.to_string())
            .append_pair("suiteTicket", ticket)
            .append_pair("signature", &signature)
            .finish();
        let target = format!("/service/get_corp_token?{query}");
        let body = json!({"auth_corpid": corp_id}).to_string();
        post(&mock.url(), &target, JSON, &body).await.json()
    }
}

/// Milliseconds since 1970.
fn now() -> i64 {
    let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    time.as_millis().try_into().unwrap()
}

#[tokio::test]
async fn the_right_key_and_secret_get_a_token_that_every_endpoint_accepts() {
    let mock = Mock::start().await.unwrap();
    let mut answer = app_token(&mock, Mock::APP_KEY, Mock::APP_SECRET).await;
    let token = text(&answer);
    answer["access_token"].take();
    answer["request_id"].take();
    let due = json!({
        "errcode": 0,
        "errmsg": "ok",
        "access_token": null,
        "expires_in": 7200,
        "request_id": null,
    });
    assert_eq!(answer, due);
    assert_valid(&mock, &token).await;
}

#[tokio::test]
async fn a_token_comes_again_and_holds_for_longer_until_it_is_over() {
    let mock = Mock::start().await.unwrap();
    let first = token(&mock).await;
    mock.advance(HOUR);
    assert_eq!(token(&mock).await, first);
    mock.advance(HOUR);
    assert_valid(&mock, &first).await;
    assert_eq!((token(&mock).await, mock.issued_tokens()), (first.clone(), 1));
    mock.advance(HOUR * 2);
    assert_invalid(&mock, &first).await;
    let second = token(&mock).await;
    assert_ne!(second, first);
    assert_valid(&mock, &second).await;
    assert_invalid(&mock, &first).await;
    assert_eq!(mock.issued_tokens(), 2);
}

#[tokio::test]
async fn expired_tokens_are_refused_and_the_fixed_one_is_not() {
    let mock = Mock::start().await.unwrap();
    let (app, corp) = (token(&mock).await, text(&Signed::new().send(&mock).await));
    mock.expire_tokens();
    for token in [&app, &corp] {
        assert_invalid(&mock, token).await;
    }
    assert_valid(&mock, Mock::TOKEN).await;
    mock.advance(HOUR * 1000);
    assert_valid(&mock, Mock::TOKEN).await;
    assert_ne!(token(&mock).await, app);
}

#[tokio::test]
async fn each_app_has_a_token_of_its_own() {
    let mock = Mock::start().await.unwrap();
    assert_eq!(app_token(&mock, "second", "its-secret").await["errcode"], 40096);
    mock.add_app("second", "its-secret");
    let second = text(&app_token(&mock, "second", "its-secret").await);
    assert_ne!(token(&mock).await, second);
    assert_valid(&mock, &second).await;
    mock.add_app("second", "another");
    assert_eq!(app_token(&mock, "second", "its-secret").await["errcode"], 40096);
    assert_invalid(&mock, &second).await;
}

#[tokio::test]
async fn a_wrong_an_empty_and_a_missing_key_or_secret_are_told_apart() {
    let mock = Mock::start().await.unwrap();
    let cases = [
        ("appkey=no&appsecret=mock-app-secret", 40096, "不合法的appKey或appSecret"),
        ("appkey=mock-app-key&appsecret=no", 40096, "不合法的appKey或appSecret"),
        ("appkey=&appsecret=", 90002, "appkey is empty"),
        ("appkey=mock-app-key&appsecret=", 90003, "appsecret is empty"),
        ("appsecret=mock-app-secret", 40035, "Missing parameter appkey"),
        ("appkey=mock-app-key", 40035, "Missing parameter appsecret"),
    ];
    for (query, code, message) in cases {
        let answer = get(&mock, &format!("/gettoken?{query}")).await;
        assert_eq!((&answer["errcode"], &answer["errmsg"]), (&json!(code), &json!(message)));
    }
    assert_eq!(mock.issued_tokens(), 0);
}

#[tokio::test]
async fn a_signed_call_gets_a_new_token_each_time_and_the_earlier_ones_hold() {
    let mock = Mock::start().await.unwrap();
    let answer = Signed::new().send(&mock).await;
    assert_eq!((&answer["errcode"], &answer["expires_in"]), (&json!(0), &json!(7200)));
    let first = text(&answer);
    let other = Signed { corp_id: "another", ..Signed::new() };
    let second = text(&other.send(&mock).await);
    assert_ne!(first, second);
    for token in [&first, &second] {
        assert_valid(&mock, token).await;
    }
    mock.advance(HOUR * 2);
    for token in [&first, &second] {
        assert_invalid(&mock, token).await;
    }
    assert_eq!(mock.issued_tokens(), 2);
}

#[tokio::test]
async fn each_fault_of_a_signed_call_has_its_code() {
    let mock = Mock::start().await.unwrap();
    let right = Signed::new;
    let cases = [
        (Signed { timestamp: now() / 1000, ..right() }, 853_001),
        (Signed { timestamp: -now(), ..right() }, 853_001),
        (Signed { timestamp: now() - 300_000, ..right() }, 853_002),
        (Signed { timestamp: now() + 300_000, ..right() }, 853_002),
        (Signed { key: "other", ..right() }, 853_003),
        (Signed { secret: "other", ..right() }, 853_004),
        (Signed { ticket: "other", ..right() }, 853_005),
    ];
    for (call, code) in cases {
        let answer = call.send(&mock).await;
        assert_eq!(answer["errcode"], code, "{answer}");
    }
    let bare = post(&mock.url(), "/service/get_corp_token", JSON, "{}").await.json();
    assert_eq!(bare["errcode"], 40035);
    let target = "/service/get_corp_token?accessKey=a&timestamp=now&suiteTicket=b&signature=c";
    let text = post(&mock.url(), target, JSON, r#"{"auth_corpid":"d"}"#).await.json();
    assert_eq!(text["errcode"], 853_001, "{text}");
    assert_eq!(mock.issued_tokens(), 0);
}

#[tokio::test]
async fn a_new_ticket_replaces_the_old_one() {
    let mock = Mock::start().await.unwrap();
    mock.set_suite_ticket("second");
    assert_eq!(Signed::new().send(&mock).await["errcode"], 853_005);
    let second = Signed { ticket: "second", ..Signed::new() };
    assert_eq!(second.send(&mock).await["errcode"], 0);
}

#[tokio::test]
async fn timestamps_are_held_against_the_clock_that_was_moved_ahead() {
    let mock = Mock::start().await.unwrap();
    mock.advance(HOUR);
    assert_eq!(Signed::new().send(&mock).await["errcode"], 853_002);
    let ahead = Signed { timestamp: now() + 3_600_000, ..Signed::new() };
    assert_eq!(ahead.send(&mock).await["errcode"], 0);
}

#[tokio::test]
async fn calls_show_no_issued_token_no_secret_and_no_ticket() {
    let mock = Mock::start().await.unwrap();
    mock.add_app("second", "CANARY");
    mock.set_suite_ticket("BIRD");
    let (app, corp) = (token(&mock).await, {
        let call = Signed { ticket: "BIRD", ..Signed::new() };
        text(&call.send(&mock).await)
    });
    app_token(&mock, "second", "CANARY").await;
    let secrets =
        [&*app, &*corp, "CANARY", "BIRD", Mock::APP_SECRET, Mock::SUITE_SECRET, Mock::SUITE_TICKET];
    for secret in secrets {
        let headers = format!("User-Agent: {secret}\r\n");
        let target = format!("/topapi/extcontact/get?{secret}=1&user_id={secret}");
        exchange(&mock.url(), "POST", &target, &headers, &format!("user_id={secret}")).await;
    }
    let shown = format!("{:?} {:#?}", mock.calls(), mock.calls());
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret} is in {shown}");
    }
    assert!(shown.contains("\"appkey\": \"second\""), "{shown}");
}
