//! Something goes wrong with a call, as it does with the service.

use std::time::{Duration, Instant};

use dingtalk_mock::{Fault, Injected, Mock};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::http::{FORM, PATIENCE, Reply, connect, exchange, post};

async fn mock() -> Mock {
    let mock = Mock::start().await.unwrap();
    mock.seed(r#"{"contacts": [{"userid": "a"}]}"#).unwrap();
    mock
}

async fn get_with(mock: &Mock, token: &str) -> Reply {
    let target = format!("/topapi/extcontact/get?access_token={token}");
    post(&mock.url(), &target, FORM, "user_id=a").await
}

async fn get(mock: &Mock) -> Reply {
    get_with(mock, Mock::TOKEN).await
}

async fn token(mock: &Mock) -> String {
    let target = format!("/gettoken?appkey={}&appsecret={}", Mock::APP_KEY, Mock::APP_SECRET);
    let answer = exchange(&mock.url(), "GET", &target, "", "").await.json();
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn assert_over(mock: &Mock) {
    assert_eq!(get(mock).await.json()["errcode"], 0);
}

#[tokio::test]
async fn an_expired_token_is_refused_once_and_the_next_one_is_new() {
    let mock = mock().await;
    let first = token(&mock).await;
    mock.fault(Fault::TokenExpired);
    let answer = get_with(&mock, &first).await.json();
    assert_eq!((&answer["errcode"], &answer["sub_code"]), (&json!(88), &json!("40014")));
    let second = token(&mock).await;
    assert_ne!(first, second);
    assert_eq!(get_with(&mock, &second).await.json()["errcode"], 0);
    assert_over(&mock).await;
}

#[tokio::test]
async fn throttled_calls_are_told_when_the_block_ends() {
    let mock = mock().await;
    mock.fault(Fault::Throttled(2));
    for _ in 0..2 {
        let reply = get(&mock).await;
        assert_eq!(reply.status, 200);
        let answer = reply.json();
        assert_eq!((&answer["errcode"], &answer["sub_code"]), (&json!(88), &json!("90018")));
        let sub_msg = answer["sub_msg"].as_str().unwrap();
        let start = "this app calls this API too often[api=/topapi/extcontact/get,window=1s,\
            blocked until ";
        let until = sub_msg.strip_prefix(start).unwrap_or_else(|| panic!("{sub_msg}"));
        assert_eq!(until.len(), "2026-11-25 08:30:00]".len(), "{until}");
        let errmsg = format!("ding talk error[subcode=90018,submsg={sub_msg}]");
        assert_eq!(answer["errmsg"], errmsg);
    }
    assert_over(&mock).await;
}

#[tokio::test]
async fn the_other_refusals_come_as_often_as_said_and_in_the_order_given() {
    let mock = mock().await;
    mock.fault(Fault::Busy(2));
    mock.fault(Fault::IpBlocked(1));
    mock.fault(Fault::Html(1));
    mock.fault(Fault::Http500(1));
    for _ in 0..2 {
        let answer = get(&mock).await.json();
        assert_eq!((&answer["errcode"], &answer["errmsg"]), (&json!(-1), &json!("系统繁忙")));
    }
    let ban = get(&mock).await;
    assert_eq!((ban.status, &ban.json()["status"]), (200, &json!(1111)));
    assert!(ban.json().get("errcode").is_none());
    let page = get(&mock).await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html;charset=utf-8")));
    assert!(page.body.starts_with("<!DOCTYPE html>"));
    assert_eq!(get(&mock).await.status, 500);
    assert_over(&mock).await;
    assert_eq!(mock.count("extcontact/get"), 6);
}

#[tokio::test]
async fn a_slow_answer_comes_late_and_holds_up_no_other() {
    const DELAY: Duration = Duration::from_millis(300);
    let mock = mock().await;
    mock.fault(Fault::Slow(DELAY));
    let start = Instant::now();
    let (slow, other) = tokio::join!(get(&mock), async {
        // The other call is not the first.
        while mock.calls().is_empty() {
            tokio::task::yield_now().await;
        }
        let other = get(&mock).await;
        (other, start.elapsed())
    });
    assert!(start.elapsed() >= DELAY && other.1 < start.elapsed());
    for reply in [slow, other.0] {
        assert_eq!(reply.json()["errcode"], 0);
    }
}

#[tokio::test]
async fn a_slow_answer_does_not_hold_up_the_end() {
    let mock = mock().await;
    mock.fault(Fault::Slow(PATIENCE * 2));
    let mut stream = connect(&mock.url()).await.unwrap();
    let request = "POST /topapi/extcontact/list HTTP/1.1\r\nhost: mock\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    while mock.calls().is_empty() {
        tokio::task::yield_now().await;
    }
    timeout(PATIENCE, mock.shutdown()).await.unwrap();
}

#[tokio::test]
async fn a_cut_answer_ends_in_the_middle_and_its_call_is_done() {
    let mock = mock().await;
    mock.fault(Fault::CutBody(1));
    let body = "user_id=a";
    let request = format!(
        "POST /topapi/extcontact/delete?access_token={} HTTP/1.1\r\nhost: mock\r\n\
         content-length: {}\r\n\r\n{body}",
        Mock::TOKEN,
        body.len()
    );
    let mut stream = connect(&mock.url()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // The end of the connection may be an error too.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
    let due = r#"{"errcode":0,"errmsg":"ok","request_id":""}"#.len() + 12;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(head.contains(&format!("content-length: {due}")), "{head}");
    assert_eq!(body, &r#"{"errcode":0,"errmsg":"ok","request_id":""#[..due / 2]);
    assert!(mock.contacts().is_empty());
    assert_eq!(get(&mock).await.json()["errcode"], 33012);
}

#[tokio::test]
async fn a_fault_waits_while_tokens_are_fetched_and_injected_answers_come() {
    let mock = mock().await;
    mock.fault(Fault::Busy(1));
    mock.inject("extcontact/get", Injected::json(json!({"errcode": 7})));
    token(&mock).await;
    assert_eq!(exchange(&mock.url(), "POST", "/unknown", "", "").await.json()["errcode"], 22);
    assert_eq!(get(&mock).await.json()["errcode"], 7);
    assert_eq!(get(&mock).await.json()["errcode"], -1);
    assert_over(&mock).await;
    mock.fault(Fault::Busy(1));
    mock.reset();
    assert_eq!(get(&mock).await.json()["errcode"], 33012);
}
