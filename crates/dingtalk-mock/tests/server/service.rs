//! The mock answers as the service does.

use std::time::Duration;

use dingtalk_mock::{Fault, Mock, OpenExtContact};
use dingtalk_models::extcontact::get;
use dingtalk_protocol::{Failure, decode};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::http::{FORM, JSON, PATIENCE, Reply, connect, exchange, post, send};

const PATH: &str = "/topapi/extcontact/get";
const WITH_TOKEN: &str = "/topapi/extcontact/get?access_token=mock-access-token";

fn contact() -> OpenExtContact {
    let mut contact = OpenExtContact::default();
    contact.userid = Some("0123456789".to_owned());
    contact.name = Some("张三 \"Zhang\"".to_owned());
    contact.label_ids = vec![1, 2];
    contact
}

async fn mock() -> Mock {
    let mock = Mock::start().await.unwrap();
    mock.add_contact(contact()).unwrap();
    mock
}

#[tokio::test]
async fn a_contact_is_found_by_form_and_by_json() {
    let mock = mock().await;
    let form = post(&mock.url(), WITH_TOKEN, FORM, "user_id=0123456789").await;
    let json = post(&mock.url(), WITH_TOKEN, JSON, r#"{"user_id":"0123456789"}"#).await;
    for reply in [form, json] {
        let answer = decode::<get::Request>(reply.body.as_bytes()).unwrap();
        assert!(answer.request_id().is_some_and(|id| id.len() == 12));
        assert_eq!(answer.into_inner(), contact());
    }
}

#[tokio::test]
async fn an_answer_is_compact_json_in_the_order_of_the_service() {
    let mock = mock().await;
    let reply = post(&mock.url(), WITH_TOKEN, FORM, "user_id=0123456789").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/json;charset=utf-8"));
    let id = reply.json()["request_id"].as_str().unwrap().to_owned();
    let due = [
        r#"{"errcode":0,"errmsg":"ok","result":{"share_dept_ids":[],"label_ids":[1,2],"#,
        r#""name":"张三 \"Zhang\"","share_user_ids":[],"userid":"0123456789"},"request_id":""#,
        &id,
        r#""}"#,
    ];
    assert_eq!(reply.body, due.concat());
}

#[tokio::test]
async fn the_token_may_stand_in_a_form_but_not_in_json() {
    let mock = mock().await;
    let body = "user_id=0123456789&access_token=mock-access-token";
    assert_eq!(post(&mock.url(), PATH, FORM, body).await.json()["errcode"], 0);
    let blank = "/topapi/extcontact/get?access_token=";
    assert_eq!(post(&mock.url(), blank, FORM, body).await.json()["errcode"], 0);
    let body = r#"{"user_id":"0123456789","access_token":"mock-access-token"}"#;
    assert_eq!(post(&mock.url(), PATH, JSON, body).await.json()["sub_code"], "40000");
}

#[tokio::test]
async fn a_wrong_token_is_refused_inside_88() {
    let mock = mock().await;
    let target = "/topapi/extcontact/get?access_token=wrong";
    let reply = post(&mock.url(), target, FORM, "user_id=0123456789").await;
    assert_eq!(reply.status, 200);
    let mut answer = reply.json();
    assert!(answer["request_id"].take().is_string());
    let due = json!({
        "errcode": 88,
        "errmsg": "ding talk error[subcode=40014,submsg=不合法的access_token]",
        "sub_code": "40014",
        "sub_msg": "不合法的access_token",
        "request_id": null,
    });
    assert_eq!(answer, due);
}

#[tokio::test]
async fn no_token_and_a_blank_one_are_refused_inside_88() {
    let mock = mock().await;
    for target in [PATH, "/topapi/extcontact/get?access_token="] {
        let reply = post(&mock.url(), target, FORM, "user_id=0123456789").await;
        let mut answer = reply.json();
        assert!(answer["request_id"].take().is_string());
        let due = json!({
            "errcode": 88,
            "errmsg": "ding talk error[subcode=40000,submsg=access_token is blank]",
            "sub_code": "40000",
            "sub_msg": "access_token is blank",
            "request_id": null,
        });
        assert_eq!(answer, due);
    }
}

#[tokio::test]
async fn an_unknown_user_is_refused_with_the_code_of_the_endpoint() {
    let mock = mock().await;
    let reply = post(&mock.url(), WITH_TOKEN, FORM, "user_id=nobody").await;
    assert_eq!(reply.status, 200);
    let Err(Failure::Api(failure)) = decode::<get::Request>(reply.body.as_bytes()) else {
        panic!("{}", reply.body);
    };
    assert_eq!(failure.code, Some(33012.into()));
    assert_eq!(failure.message, "Invalid userId");
    assert!(failure.request_id.is_some());
}

#[tokio::test]
async fn an_unknown_path_is_no_api() {
    let mock = mock().await;
    let reply = exchange(&mock.url(), "GET", "/topapi/no/such?a=1", "", "").await;
    assert_eq!(reply.status, 200);
    let mut answer = reply.json();
    assert!(answer["request_id"].take().is_string());
    let name = "不合法ApiName，ApiName = dingtalk.oapi.topapi.no.such";
    let due = json!({
        "errcode": 22,
        "errmsg": format!("Invalid method[submsg={name}]"),
        "sub_msg": name,
        "request_id": null,
    });
    assert_eq!(answer, due);
}

#[tokio::test]
async fn a_missing_and_an_overlong_parameter_are_named() {
    let mock = mock().await;
    let missing = post(&mock.url(), WITH_TOKEN, FORM, "userid=0123456789").await.json();
    assert_eq!(missing["errcode"], 40035);
    assert_eq!(missing["errmsg"], "Missing parameter user_id");
    let body = format!("user_id={}", "a".repeat(65));
    let overlong = post(&mock.url(), WITH_TOKEN, FORM, &body).await.json();
    assert_eq!(overlong["errcode"], 33012);
    let due = "Invalid userId: `user_id` takes at most 64 characters, given: 65 characters";
    assert_eq!(overlong["errmsg"], due);
}

#[tokio::test]
async fn a_get_is_told_to_be_a_post() {
    let mock = mock().await;
    let answer = exchange(&mock.url(), "GET", WITH_TOKEN, "", "").await.json();
    assert_eq!(answer["errcode"], 43002);
    assert_eq!(answer["errmsg"], "需要POST请求");
}

#[tokio::test]
async fn a_body_of_one_mebibyte_is_read_and_a_larger_one_refused() {
    let mock = mock().await;
    let fitting = format!("user_id={}", "a".repeat(1024 * 1024 - 8));
    assert_eq!(post(&mock.url(), WITH_TOKEN, FORM, &fitting).await.json()["errcode"], 33012);
    let reply = post(&mock.url(), WITH_TOKEN, FORM, &(fitting + "a")).await;
    assert_unreadable(&reply, 413, "the body is larger than 1048576 bytes");
    assert_eq!(mock.count("extcontact/get"), 1);
}

/// What such a client has not sent yet when the connection is closed costs it the answer.
#[tokio::test]
async fn a_body_that_is_much_too_large_is_refused_to_a_client_that_sends_all_before_it_reads() {
    let mock = mock().await;
    let large = format!("user_id={}", "a".repeat(32 * 1024 * 1024));
    let reply = post(&mock.url(), WITH_TOKEN, FORM, &large).await;
    assert_unreadable(&reply, 413, "the body is larger than 1048576 bytes");
}

#[tokio::test]
async fn a_body_without_an_end_is_not_read_for_ever() {
    let mock = mock().await;
    let mut stream = connect(&mock.url()).await.unwrap();
    let head = format!("POST {WITH_TOKEN} HTTP/1.1\r\nhost: mock\r\n");
    let head = head + "transfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("100000\r\n{}\r\n", "a".repeat(0x10_0000));
    for _ in 0..256 {
        if stream.write_all(chunk.as_bytes()).await.is_err() {
            return;
        }
    }
    panic!("256 MiB were taken");
}

#[tokio::test]
async fn a_client_that_has_nothing_more_to_send_is_answered_all_the_same() {
    let mock = mock().await;
    mock.fault(Fault::Slow(Duration::from_millis(20)));
    for _ in 0..2 {
        let body = "user_id=0123456789";
        let head = format!("POST {WITH_TOKEN} HTTP/1.1\r\nhost: mock\r\n");
        let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        let mut stream = connect(&mock.url()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        timeout(PATIENCE, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
        assert!(answer.contains(r#""errcode":0"#), "{answer:?}");
    }
    assert_eq!(mock.count("extcontact/get"), 2);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_answered_and_is_no_call() {
    let mock = mock().await;
    let head = format!("POST {WITH_TOKEN} HTTP/1.1\r\nhost: mock\r\nconnection: close\r\n");
    let reply = send(&mock.url(), &format!("{head}transfer-encoding: chunked\r\n\r\nno\r\n")).await;
    assert_unreadable(&reply, 400, "the body could not be read");
    assert_eq!(mock.count("extcontact/get"), 0);
}

#[track_caller]
fn assert_unreadable(reply: &Reply, status: u16, why: &str) {
    assert_eq!(reply.status, status, "{}", reply.body);
    assert_eq!(reply.header("content-type"), Some("application/json;charset=utf-8"));
    let mut answer = reply.json();
    assert!(answer["request_id"].take().is_string());
    let errmsg = format!("不合法的请求格式: {why}");
    assert_eq!(answer, json!({"errcode": 40038, "errmsg": errmsg, "request_id": null}));
}

#[tokio::test]
async fn a_connect_is_answered_as_an_unknown_path_without_success() {
    let mock = mock().await;
    let reply = exchange(&mock.url(), "CONNECT", "mock:80", "", "").await;
    assert_eq!((reply.status, &reply.json()["errcode"]), (404, &json!(22)));
    assert!(reply.json()["request_id"].is_string());
    assert_eq!(mock.calls().len(), 1);
}

#[tokio::test]
async fn bytes_that_are_no_utf_8_are_answered_too() {
    let mock = mock().await;
    let reply = post(&mock.url(), WITH_TOKEN, FORM, "user_id=%FF%FE%zz&%").await;
    assert_eq!(reply.json()["errcode"], 33012);
    let reply = exchange(&mock.url(), "POST", WITH_TOKEN, "content-type: \u{ff}\r\n", "{").await;
    assert_eq!(reply.json()["errmsg"], "Missing parameter json");
}
