//! What a downstream developer writes, and what comes of it.

use std::future::IntoFuture;

use case_client::models::gettoken;
use case_client::models::shapes::tree;
use dingtalk_client::models::extcontact::get;
use dingtalk_client::{
    Answer, Call, Class, Client, Code, Endpoint, EndpointCode, Error, blocking, gateway,
};
use dingtalk_mock::Mock;

use crate::server::Server;

fn client(mock: &Mock) -> Client {
    Client::builder()
        .base_url(mock.url())
        .access_token(Mock::TOKEN)
        .build()
        .expect("it can be built")
}

async fn mock() -> Mock {
    let mock = Mock::start().await.expect("a port is free");
    let mut contact = get::OpenExtContact::default();
    contact.userid = Some("0112".into());
    contact.name = Some("Zhang San".into());
    contact.label_ids = vec![1, 2];
    mock.add_contact(contact).expect("it has a user ID");
    mock
}

#[tokio::test]
async fn a_contact_is_fetched_by_awaiting_or_sending_or_spawning_a_call() {
    let mock = mock().await;
    let client = client(&mock);
    let contact: Answer<get::OpenExtContact> =
        client.extcontact().get("0112").await.expect("it is there");
    assert_eq!(contact.name.as_deref(), Some("Zhang San"));
    assert_eq!(contact.label_ids, [1, 2]);
    assert!(contact.request_id().is_some());
    assert_eq!(
        client.extcontact().get("0112").send().await.expect("it is there").into_inner(),
        contact.into_inner()
    );
    let spawned = tokio::spawn(client.extcontact().get(String::from("0112")).send());
    assert!(spawned.await.expect("it ran").is_ok());
    let spawned = tokio::spawn(client.extcontact().get("0112").into_future());
    assert!(spawned.await.expect("it ran").is_ok());
    assert_eq!(mock.count("extcontact/get"), 4);
}

#[tokio::test]
async fn a_missing_contact_is_a_typed_error_that_says_what_to_do() {
    let mock = mock().await;
    let Err(error) = client(&mock).extcontact().get("nobody").await else {
        panic!("it is not there")
    };
    assert!(error.is(get::ErrorCode::INVALID_USER_ID));
    assert!(!error.is(get::ErrorCode::SYSTEM_ERROR));
    assert!(!error.is(gateway::ErrorCode::INVALID_ACCESS_TOKEN));
    assert_eq!((error.code(), error.class()), (Some(&Code::from(33012)), Some(Class::NotFound)));
    assert_eq!(error.endpoint(), Some("extcontact/get"));
    assert!(error.request_id().is_some());
    let text = error.to_string();
    for part in [
        "extcontact/get",
        "33012",
        "not_found",
        "Pass a `userid`",
        error.request_id().unwrap_or("?"),
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[tokio::test]
async fn a_wrong_token_is_the_gateway_s_error_and_is_told_by_its_code() {
    let mock = mock().await;
    let wrong = Client::builder()
        .base_url(mock.url())
        .access_token("wrong")
        .build()
        .expect("it can be built");
    let Err(error) = wrong.extcontact().get("0112").await else { panic!("the token is wrong") };
    assert!(error.is(gateway::ErrorCode::INVALID_ACCESS_TOKEN));
    assert_eq!(error.class(), Some(Class::Token));
    let none = Client::builder().base_url(mock.url()).build().expect("it can be built");
    let Err(Error::Configuration(error)) = none.extcontact().get("0112").await else {
        panic!("there is no token")
    };
    assert!(error.to_string().contains("access_token"), "{error}");
}

#[tokio::test]
async fn the_same_number_is_told_apart_by_endpoint_and_by_origin() {
    let answer = |body: &'static str| async move {
        let server = Server::json(body).await;
        let client = case_client::Client::builder()
            .base_url(&server.url)
            .access_token("t")
            .build()
            .expect("it can be built");
        client.gettoken("k", "s").await.expect_err("it is an error")
    };
    let empty_key = answer(r#"{"errcode":90002,"errmsg":"appkey is empty"}"#).await;
    assert!(empty_key.is(gettoken::ErrorCode::APP_KEY_EMPTY));
    assert!(!empty_key.is(case_client::gateway::ErrorCode::THROTTLED));
    let throttled = answer(r#"{"errcode":88,"sub_code":"90002","sub_msg":"too many"}"#).await;
    assert!(throttled.is(case_client::gateway::ErrorCode::THROTTLED));
    assert!(!throttled.is(gettoken::ErrorCode::APP_KEY_EMPTY));
    assert!(!throttled.is(EndpointCode::<get::Request>::from(Code::from(90002))));
}

#[test]
fn the_blocking_twin_has_the_same_groups_and_waits() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let mock = runtime.block_on(mock());
    let client = blocking::Client::builder()
        .base_url(mock.url())
        .access_token(Mock::TOKEN)
        .build()
        .expect("it can be built");
    assert_eq!(
        client.extcontact().get("0112").send().expect("it is there").name.as_deref(),
        Some("Zhang San")
    );
    assert!(
        client
            .extcontact()
            .get("nobody")
            .send()
            .expect_err("it is not there")
            .is(get::ErrorCode::INVALID_USER_ID)
    );
    // Inside an async runtime it says so instead of panicking.
    let inside = runtime.block_on(async { client.extcontact().get("0112").send() });
    assert!(matches!(inside, Err(Error::Configuration(_))));
}

#[test]
fn types_that_a_caller_builds_are_comparable_and_serializable_both_ways() {
    let request = get::Request::new("7");
    let text = serde_json::to_string(&request).expect("it can be written");
    assert_eq!(text, r#"{"user_id":"7"}"#);
    assert_eq!(serde_json::from_str::<get::Request>(&text).expect("it can be read"), request);
    let error =
        serde_json::from_str::<get::Request>("{}").expect_err("a member is missing").to_string();
    assert!(error.starts_with("$.user_id: expected a string, found nothing"), "{error}");
    // Any self-describing format, such as YAML.
    let contact: get::OpenExtContact =
        serde_saphyr::from_str("name: A\nlabel_ids: [1, '2']\nnew: x\n").expect("it can be read");
    assert_eq!((contact.name.as_deref(), contact.label_ids), (Some("A"), vec![1, 2]));
}

#[test]
fn debug_shows_every_member_and_no_secret() {
    let mut tree = tree::Node::default();
    tree.id = Some(1);
    tree.children = vec![tree::Node::default()];
    assert_eq!(format!("{tree:?}"), "Node { id: 1, children: [Node { id: None, children: [] }] }");
    let request = gettoken::Request::new("key", "CANARY");
    assert_eq!(format!("{request:?}"), r#"Request { appkey: "key", appsecret: ***, lang: None }"#);
}

/// A wrapper that a user writes once for all calls needs nothing but the client crate.
async fn logged<E: Endpoint>(call: Call<E>) -> Result<Answer<E::Output>, Error> {
    call.send().await
}

#[tokio::test]
async fn calls_can_be_wrapped_kept_and_made_again() {
    let mock = mock().await;
    let client = client(&mock);
    let call = client.extcontact().get("0112");
    logged(call.clone()).await.expect("it is there");
    logged(call).await.expect("it is there");
    let group = client.extcontact();
    let copied = group;
    logged(group.get("0112")).await.expect("it is there");
    logged(copied.get("0112")).await.expect("it is there");
    assert_eq!(mock.count("extcontact/get"), 4);
}

#[test]
fn error_codes_are_an_open_set() {
    let new = EndpointCode::from(Code::from(1));
    assert_ne!(new, get::ErrorCode::INVALID_USER_ID);
    assert_eq!(new.to_string(), "1");
}

/// What the README shows is what a user sees.
#[tokio::test]
async fn the_readme_shows_real_errors() {
    let readme = std::fs::read_to_string(crate::support::workspace().join("README.md"))
        .expect("it is there");
    let error = |url: String, user_id: String| async move {
        let client = Client::builder()
            .base_url(url)
            .access_token("bE74xxxx")
            .build()
            .expect("it can be built");
        client.extcontact().get(user_id).await.expect_err("it fails").to_string()
    };
    let refused =
        Server::json(r#"{"errcode":33012,"errmsg":"无效的userId","request_id":"xrudojam4g8f"}"#)
            .await;
    let odd =
        Server::json(r#"{"errcode":0,"result":{"label_ids":[1,"x"]},"request_id":"xrudojam4g8f"}"#)
            .await;
    let errors = [
        error(refused.url.clone(), "0112".into()).await,
        error(refused.url.clone(), "x".repeat(65)).await,
        error(odd.url.clone(), "0112".into()).await,
        // Nobody listens on the discard port.
        error("http://127.0.0.1:9".into(), "0112".into()).await,
    ];
    for text in errors {
        assert!(readme.contains(&text), "the README does not show:\n{text}");
    }
}
