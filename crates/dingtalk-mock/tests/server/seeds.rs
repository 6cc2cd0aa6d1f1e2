//! What a test puts into the memory of the mock and takes out of it.

use dingtalk_mock::{Injected, Mock};
use serde_json::{Value, json};

use crate::http::{FORM, post};

const CONTACTS: &str = r#"{"contacts": [{"userid": "a", "name": "Li", "state_code": "86",
    "mobile": "13000000000"}, {"userid": "b", "email": "b@example.com"}]}"#;

const YAML: &str = "
contacts:
  - userid: 0112500
    name: 李
    mobile: 013000000000
    label_ids: [7]
label_groups:
  - {name: kind, color: -1, labels: [{name: friend, id: 7}]}
";

async fn mock() -> Mock {
    let mock = Mock::start().await.unwrap();
    mock.seed(CONTACTS).unwrap();
    mock
}

async fn call(mock: &Mock, endpoint: &str, body: &str) -> Value {
    let target = format!("/topapi/extcontact/{endpoint}?access_token={}", Mock::TOKEN);
    post(&mock.url(), &target, FORM, body).await.json()
}

#[tokio::test]
async fn contacts_of_a_seed_are_there_in_its_order() {
    let mock = mock().await;
    let names: Vec<_> = mock.contacts().into_iter().map(|it| it.userid.unwrap()).collect();
    assert_eq!(names, ["a", "b"]);
    let answer = call(&mock, "get", "user_id=b").await;
    assert_eq!(answer["result"]["email"], "b@example.com");
    assert_eq!(call(&mock, "listlabelgroups", "").await["results"][0]["name"], "类型");
}

#[tokio::test]
async fn a_seed_may_be_yaml_whose_numbers_keep_their_zeros() {
    let mock = Mock::start().await.unwrap();
    mock.seed(YAML).unwrap();
    let contact = call(&mock, "get", "user_id=0112500").await["result"].clone();
    assert_eq!((&contact["name"], &contact["mobile"]), (&json!("李"), &json!("013000000000")));
    let groups = call(&mock, "listlabelgroups", "").await["results"].clone();
    assert_eq!(
        groups,
        json!([{"name": "kind", "color": -1, "labels": [{"name": "friend", "id": 7}]}])
    );
}

#[tokio::test]
async fn a_seed_of_yaml_may_be_as_long_as_one_of_json() {
    let mock = Mock::start().await.unwrap();
    let contact = |number| format!("- {{userid: u{number}, title: a, name: b, remark: c}}\n");
    let contacts: String = (0..30_000).map(contact).collect();
    mock.seed(&format!("contacts:\n{contacts}")).unwrap();
    assert_eq!(mock.contacts().len(), 30_000);
}

#[tokio::test]
async fn contacts_without_a_mobile_number_do_not_share_it() {
    let mock = Mock::start().await.unwrap();
    let without = r#"{"contacts": [{"userid": "a", "mobile": ""}, {"userid": "b", "mobile": ""}]}"#;
    mock.seed(without).unwrap();
    assert_eq!(mock.contacts().len(), 2);
}

#[tokio::test]
async fn a_seed_replaces_the_contacts_of_the_same_userid() {
    let mock = mock().await;
    mock.seed(
        r#"{"contacts": [{"userid": "a", "name": "Wu", "state_code": "86",
        "mobile": "13000000000"}]}"#,
    )
    .unwrap();
    let contacts = mock.contacts();
    assert_eq!((contacts.len(), contacts[0].name.as_deref()), (2, Some("Wu")));
}

#[tokio::test]
async fn a_broken_seed_says_where_and_changes_nothing() {
    let mock = mock().await;
    let before = mock.contacts();
    let cases = [
        ("", "$: expected an object, found null"),
        ("contacts: [", "line 1"),
        ("a: 1\na: 2", "line 2"),
        (r#"{"contacts": [], "contacts": []}"#, "`contacts` stands there twice at line 1"),
        ("{\n\"contacts\": [{\"name\": 1, \"name\": 2}]}", "`name` stands there twice at line 2"),
        ("contacts: &x []\nlabel_groups: *x", "budget"),
        (r#"{"contacts": [{"userid": "c"}, {}]}"#, "$.contacts[1]: the contact has no `userid`"),
        (
            r#"{"contacts": [{"userid": "c"}, {"userid": "c"}]}"#,
            "$.contacts[1]: another contact before it has this `userid`",
        ),
        (
            r#"{"contacts": [{"userid": "c", "mobile": "13000000000", "state_code": 86}]}"#,
            "$.contacts[0]: another contact has this `state_code` and `mobile`",
        ),
        (
            r#"{"contacts": [{"userid": "c", "user_id": "c"}]}"#,
            "$.contacts[0].user_id: there is no such member",
        ),
        (
            "label_groups:\n- labels:\n  - {id: 1, colour: 2}",
            "$.label_groups[0].labels[0].colour: there is no such member",
        ),
        (r#"{"label_groups": [{"color": "red"}]}"#, "$.label_groups[0].color: "),
    ];
    for (text, due) in cases {
        let error = mock.seed(text).unwrap_err().to_string();
        assert!(error.contains(due), "{text:?}: {error}");
    }
    assert_eq!(mock.contacts(), before);
    let error = mock.seed_file("/no/such/seed.json").unwrap_err().to_string();
    assert!(error.starts_with("/no/such/seed.json: "), "{error}");
}

#[tokio::test]
async fn after_a_reset_everything_but_the_tokens_is_as_at_the_start() {
    let mock = mock().await;
    mock.accept_token("second");
    mock.set_label_groups([]);
    mock.inject("extcontact/get", Injected::json(json!({"errcode": -1})));
    let first = call(&mock, "list", "").await["request_id"].clone();
    mock.reset();

    assert!(mock.contacts().is_empty() && mock.calls().is_empty());
    assert_eq!(mock.count("extcontact/list"), 0);
    assert_eq!(call(&mock, "list", "").await["request_id"], first);
    assert_eq!(call(&mock, "listlabelgroups", "").await["results"][0]["name"], "类型");
    let target = "/topapi/extcontact/get?access_token=second";
    let answer = post(&mock.url(), target, FORM, "user_id=a").await.json();
    assert_eq!(answer["errcode"], 33012);
}
