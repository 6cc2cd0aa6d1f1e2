//! The family of external contacts: what each operation sends, and what comes of its page's answer.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use dingtalk_client::models::extcontact::{create, delete, get, list, list_label_groups, update};
use dingtalk_client::{Argb, Client, Endpoint, Error, Policy, blocking};
use dingtalk_mock::Mock;
use dingtalk_protocol::decode;
use futures_core::Stream;
use serde_json::{Value, json};

use crate::server::{Seen, Server};
use crate::support::specs;

fn client(server: &Server) -> Client {
    let client = Client::builder().base_url(&server.url).access_token("t").build();
    client.expect("it can be built")
}

/// The only request of a server, less its host: request line, content type and body.
fn sent(server: &Server) -> (String, String, String) {
    let Seen { line, body, .. } = server.only();
    let content_type = server.only().header("content-type").unwrap_or_default().to_owned();
    (line, content_type, body)
}

const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";

fn line(operation: &str) -> String {
    format!("POST /topapi/extcontact/{operation}?access_token=t HTTP/1.1")
}

fn contact() -> create::OpenExtContactInit {
    create::OpenExtContactInit {
        label_ids: vec![1, 2],
        follower_user_id: "manager".to_owned(),
        name: "Zhang San".to_owned(),
        state_code: "86".to_owned(),
        mobile: "13088888888".to_owned(),
    }
}

#[tokio::test]
async fn list_and_list_label_groups_send_forms_with_both_parameters_or_none() {
    let server = Server::json(r#"{"errcode":0,"results":[{"userid":"1"}]}"#).await;
    let contacts = client(&server).extcontact().list().offset(20).size(10).await;
    let contacts: Vec<get::OpenExtContact> = contacts.expect("it succeeds").into_inner();
    assert_eq!(contacts[0].userid.as_deref(), Some("1"));
    assert_eq!(sent(&server), (line("list"), FORM.to_owned(), "size=10&offset=20".to_owned()));

    let server = Server::json(r#"{"errcode":0}"#).await;
    let groups = client(&server).extcontact().list_label_groups().await.expect("it succeeds");
    assert!(groups.is_empty());
    assert_eq!(sent(&server), (line("listlabelgroups"), FORM.to_owned(), String::new()));
}

#[tokio::test]
async fn create_and_update_send_the_contact_as_json_and_nothing_that_is_not_set() {
    let server = Server::json(r#"{"errcode":0,"userid":"0112"}"#).await;
    let contact = create::OpenExtContact::from(contact()).title("CFO").share_dept_ids([7]);
    let userid = client(&server).extcontact().create(contact).await.expect("it succeeds");
    assert_eq!(*userid, "0112");
    let (line_sent, content_type, body) = sent(&server);
    assert_eq!((line_sent, content_type.as_str()), (line("create"), "application/json"));
    let body: Value = serde_json::from_str(&body).expect("it is JSON");
    assert_eq!(
        body,
        json!({ "contact": {
            "title": "CFO", "label_ids": [1, 2], "share_dept_ids": [7],
            "follower_user_id": "manager", "name": "Zhang San", "state_code": "86",
            "mobile": "13088888888",
        }})
    );

    let server = Server::json(r#"{"errcode":0}"#).await;
    let contact = update::OpenExtContactInit {
        label_ids: vec![1],
        follower_user_id: "manager".to_owned(),
        name: "Li Si".to_owned(),
        user_id: "0112".to_owned(),
    };
    let contact = update::OpenExtContact::from(contact).share_user_ids(Vec::<String>::new());
    client(&server).extcontact().update(contact).await.expect("it succeeds");
    let body: Value = serde_json::from_str(&sent(&server).2).expect("it is JSON");
    assert_eq!(
        body,
        json!({ "contact": {
            "label_ids": [1], "follower_user_id": "manager", "name": "Li Si", "user_id": "0112",
            "share_user_ids": [],
        }})
    );
}

#[tokio::test]
async fn delete_sends_a_form_and_returns_nothing() {
    let server = Server::json(r#"{"errcode":0,"request_id":"r"}"#).await;
    let answer = client(&server).extcontact().delete("0112").await.expect("it succeeds");
    assert_eq!(answer.request_id(), Some("r"));
    let () = answer.into_inner();
    assert_eq!(sent(&server), (line("delete"), FORM.to_owned(), "user_id=0112".to_owned()));
}

#[tokio::test]
async fn every_limit_that_is_broken_is_named_before_anything_is_sent() {
    let server = Server::json("{}").await;
    let many = create::OpenExtContactInit { label_ids: vec![1; 21], ..contact() };
    let many = create::OpenExtContact::from(many)
        .share_dept_ids(vec![1; 22])
        .share_user_ids(vec!["u"; 23]);
    let error = client(&server).extcontact().create(many).await.expect_err("there are too many");
    let text = error.to_string();
    for part in ["`contact.label_ids`", "`contact.share_dept_ids`", "`contact.share_user_ids`"] {
        assert!(text.contains(part), "{text}");
    }
    for given in ["given: 21 items", "given: 22 items", "given: 23 items"] {
        assert!(text.contains(given), "{text}");
    }
    let pages = [(0, 0), (0, 101), (-1, 20)];
    for (offset, size) in pages {
        let call = client(&server).extcontact().list().offset(offset).size(size);
        assert!(matches!(call.await, Err(Error::InvalidRequest(_))), "{offset}, {size}");
    }
    let alone = client(&server).extcontact().list().size(20).await;
    assert!(matches!(alone, Err(Error::InvalidRequest(_))));
    assert!(server.seen().is_empty());
}

/// The answer that an endpoint's page shows, repaired as its spec says.
fn example<E: Endpoint>() -> E::Output {
    let specs = specs();
    let endpoint = specs.endpoints.iter().find(|it| it.name == E::META.name).expect("it is there");
    let answer = endpoint.spec.examples[0].response.as_ref().expect("it has an answer");
    decode::<E>(answer.as_bytes()).expect("it decodes").into_inner()
}

#[test]
fn the_answers_of_the_pages_decode_completely() {
    let contacts = example::<list::Request>();
    assert_eq!(contacts.len(), 1);
    assert_eq!(contacts[0].label_ids, [1517]);
    assert_eq!(contacts[0].share_user_ids, ["0423752"]);
    assert_eq!(contacts[0].mobile.as_deref(), Some("1360054xxxx"));

    let groups = example::<list_label_groups::Request>();
    let labels: Vec<usize> = groups.iter().map(|group| group.labels.len()).collect();
    assert_eq!((groups.len(), labels[0]), (labels.len(), 6));
    assert_eq!(groups[0].color, Some(Argb::from(-15_220_075)));
    assert_eq!(groups[1].name.as_deref(), Some("级别"));
    assert_eq!(groups[1].labels[2].id, Some(1_561_077_319));

    assert_eq!(example::<create::Request>(), "011250026469774889");
    example::<update::Request>();
    example::<delete::Request>();
}

/// Takes the next of a stream, as adapters do.
async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|cx: &mut Context<'_>| Pin::new(&mut *stream).poll_next(cx)).await
}

#[tokio::test]
async fn pages_and_items_are_streams_that_lose_nothing_when_a_wait_is_given_up() {
    let server = Server::json_in_turn(&[
        r#"{"errcode":0,"results":[{"userid":"1"},{"userid":"2"}]}"#,
        r#"{"errcode":0,"results":[{"userid":"3"}]}"#,
    ])
    .await;
    let mut items = client(&server).extcontact().list().size(2).offset(4).items();
    // Given up before anything came; the fetch goes on with the next poll.
    let first = poll_fn(|cx| Poll::Ready(Pin::new(&mut items).poll_next(cx).is_pending()));
    assert!(first.await);
    for due in ["1", "2", "3"] {
        let item = next(&mut items).await.expect("there is one").expect("it succeeds");
        assert_eq!(item.userid.as_deref(), Some(due));
    }
    let bodies: Vec<String> = server.seen().into_iter().map(|seen| seen.body).collect();
    assert_eq!(bodies, ["size=2&offset=4", "size=2&offset=6"]);

    let broken = Server::json(r#"{"errcode":33009}"#).await;
    let list = client(&broken).extcontact().list().policy(Policy::once());
    let mut pages = list.pages();
    assert!(next(&mut pages).await.is_some_and(|page| page.is_err()));
    assert!(next(&mut pages).await.is_none());
    assert_eq!(broken.seen().len(), 1);
}

#[test]
fn all_operations_work_without_async() {
    let runtime = tokio::runtime::Runtime::new().expect("it can be started");
    let mock = runtime.block_on(Mock::start()).expect("a port is free");
    let client = blocking::Client::builder().base_url(mock.url()).access_token(Mock::TOKEN).build();
    let client = client.expect("it can be built");
    let contacts = client.extcontact();
    let groups: Result<Vec<_>, Error> = contacts.list_label_groups().items().collect();
    assert!(groups.expect("it succeeds").iter().any(|group| !group.labels.is_empty()));
    let user_id = contacts.create(contact()).send().expect("it succeeds").into_inner();
    let changed = update::OpenExtContactInit {
        label_ids: vec![2],
        follower_user_id: "manager".to_owned(),
        name: "Li Si".to_owned(),
        user_id: user_id.clone(),
    };
    contacts.update(changed).send().expect("it succeeds");
    let read = contacts.get(&*user_id).send().expect("it succeeds").into_inner();
    assert_eq!((read.name.as_deref(), read.label_ids.as_slice()), (Some("Li Si"), &[2][..]));
    assert_eq!(read.mobile.as_deref(), Some("13088888888"), "it is not to be changed");
    let names: Result<Vec<_>, Error> =
        contacts.list().items().map(|it| it.map(|contact| contact.name)).collect();
    assert!(names.expect("it succeeds").contains(&Some("Li Si".to_owned())));
    contacts.delete(&*user_id).send().expect("it succeeds");
    let error = contacts.delete(&*user_id).send().expect_err("it is gone");
    assert!(error.is(delete::ErrorCode::INVALID_USER_ID), "{error}");
}
