//! The endpoints of external contacts work on one memory, and refuse with the codes of their pages.

use dingtalk_mock::{Argb, Mock, OpenExtContact, OpenLabel, OpenLabelGroup};
use serde_json::{Value, json};

use crate::http::{FORM, JSON, post};

async fn call(mock: &Mock, endpoint: &str, body: &Value) -> Value {
    let target = format!("/topapi/extcontact/{endpoint}?access_token={}", Mock::TOKEN);
    post(&mock.url(), &target, JSON, &body.to_string()).await.json()
}

async fn call_form(mock: &Mock, endpoint: &str, pairs: &[(&str, &str)]) -> Value {
    let target = format!("/topapi/extcontact/{endpoint}?access_token={}", Mock::TOKEN);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    post(&mock.url(), &target, FORM, &body).await.json()
}

/// A contact to be added, with all that is required.
fn new(mobile: &str) -> Value {
    json!({
        "label_ids": [1_561_077_310],
        "follower_user_id": "manager4220",
        "name": "张三",
        "state_code": "86",
        "mobile": mobile,
    })
}

/// The same contact with some members replaced.
fn with(mut contact: Value, members: &Value) -> Value {
    for (name, value) in members.as_object().unwrap() {
        contact[name] = value.clone();
    }
    contact
}

/// A contact to be changed, with all that is required.
fn changed(user_id: &str) -> Value {
    json!({
        "label_ids": [1_561_077_311],
        "follower_user_id": "manager4221",
        "name": "李四",
        "user_id": user_id,
    })
}

async fn create(mock: &Mock, contact: &Value) -> Value {
    call(mock, "create", &json!({"contact": contact})).await
}

async fn update(mock: &Mock, contact: &Value) -> Value {
    call(mock, "update", &json!({"contact": contact})).await
}

/// Adds as many contacts and returns their user IDs.
async fn fill(mock: &Mock, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..count {
        ids.push(id(&create(mock, &new(&format!("130{number:08}"))).await));
    }
    ids
}

#[track_caller]
fn id(answer: &Value) -> String {
    answer["userid"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn ids(answer: &Value) -> Vec<&str> {
    let results = answer["results"].as_array().unwrap_or_else(|| panic!("{answer}"));
    results.iter().filter_map(|contact| contact["userid"].as_str()).collect()
}

#[track_caller]
fn assert_refused(answer: &Value, code: i64, message: &str) {
    assert_eq!((&answer["errcode"], &answer["errmsg"]), (&json!(code), &json!(message)));
}

#[track_caller]
fn assert_bare(answer: &Value) {
    let names: Vec<_> = answer.as_object().unwrap().keys().collect();
    assert_eq!(answer["errcode"], 0, "{answer}");
    assert_eq!(names, ["errcode", "errmsg", "request_id"]);
}

#[tokio::test]
async fn a_contact_lives_from_create_over_get_list_and_update_to_delete() {
    let mock = Mock::start().await.unwrap();
    let given = with(new("13000000000"), &json!({"title": "CFO", "share_dept_ids": [1, 2]}));
    let created = create(&mock, &given).await;
    let user_id = id(&created);
    assert_eq!(created.as_object().unwrap().len(), 4, "{created}");

    let due = with(given, &json!({"userid": user_id, "share_user_ids": []}));
    let user = json!({"user_id": user_id});
    assert_eq!(call(&mock, "get", &user).await["result"], due);
    assert_eq!(call(&mock, "list", &json!({})).await["results"], json!([due]));

    assert_bare(&update(&mock, &changed(&user_id)).await);
    let mut members = changed(&user_id);
    members.as_object_mut().unwrap().remove("user_id");
    let due = with(due, &members);
    assert_eq!(call(&mock, "get", &user).await["result"], due);
    assert_eq!(call(&mock, "list", &json!({})).await["results"], json!([due]));
    assert_eq!(mock.contacts()[0].name.as_deref(), Some("李四"));

    assert_bare(&call(&mock, "delete", &user).await);
    assert_refused(&call(&mock, "get", &user).await, 33012, "Invalid userId");
    assert_refused(&call(&mock, "delete", &user).await, 33012, "无效的userId");
    assert_refused(&update(&mock, &changed(&user_id)).await, 60121, "未找到对应的用户");
    assert_eq!(call(&mock, "list", &json!({})).await["results"], json!([]));
    assert!(mock.contacts().is_empty());
}

#[tokio::test]
async fn a_form_holds_the_contact_as_a_json_text() {
    let mock = Mock::start().await.unwrap();
    let contact = new("13000000000").to_string();
    let user_id = id(&call_form(&mock, "create", &[("contact", &contact)]).await);
    let contact = changed(&user_id).to_string();
    assert_bare(&call_form(&mock, "update", &[("contact", &contact)]).await);
    let listed = call_form(&mock, "list", &[("offset", "0"), ("size", "1")]).await;
    assert_eq!(listed["results"][0]["name"], "李四");
    assert_bare(&call_form(&mock, "delete", &[("user_id", &user_id)]).await);
    for contact in ["null", ""] {
        let answer = call_form(&mock, "create", &[("contact", contact)]).await;
        assert_refused(&answer, 40036, "参数为空: Missing parameter contact");
    }
}

#[tokio::test]
async fn user_ids_are_the_same_in_every_run_and_never_taken() {
    let (one, two) = (Mock::start().await.unwrap(), Mock::start().await.unwrap());
    let ids = fill(&one, 2).await;
    assert_eq!(ids, ["011250020000000001", "011250020000000002"]);
    let mut taken = OpenExtContact::default();
    taken.userid = Some(ids[0].clone());
    two.add_contact(taken).unwrap();
    assert_eq!(fill(&two, 1).await, [ids[1].clone()]);
}

#[tokio::test]
async fn create_refuses_what_is_missing_or_wrong_and_adds_nothing() {
    let mock = Mock::start().await.unwrap();
    let long = "a".repeat(65);
    let items: Vec<_> = (0..21).collect();
    let cases = [
        (json!({"name": null}), 40036, "参数为空: Missing parameter contact.name"),
        (json!({"mobile": null}), 40036, "参数为空: Missing parameter contact.mobile"),
        (json!({"mobile": ""}), 40036, "参数为空: `contact.mobile` is empty"),
        (json!({"state_code": " "}), 40036, "参数为空: `contact.state_code` is empty"),
        (json!({"follower_user_id": ""}), 40036, "参数为空: `contact.follower_user_id` is empty"),
        (
            json!({"label_ids": null}),
            60204,
            "需要外部联系人标签: Missing parameter contact.label_ids",
        ),
        (json!({"label_ids": []}), 60204, "需要外部联系人标签: `contact.label_ids` is empty"),
        (json!({"name": " "}), 60112, "无效的用户名称: `contact.name` is empty"),
        (
            json!({"name": long}),
            60112,
            "无效的用户名称: `contact.name` has more than 64 characters",
        ),
        (
            json!({"state_code": "+86"}),
            60103,
            "无效的电话号码: `contact.state_code` is not made of digits",
        ),
        (
            json!({"label_ids": items}),
            40035,
            "不合法的参数: `contact.label_ids` takes at most 20 items, given: 21 items",
        ),
        (
            json!({"title": {}}),
            40035,
            "不合法的参数: `contact.title` takes a string, given: an object",
        ),
    ];
    for (members, code, message) in cases {
        let answer = create(&mock, &with(new("13000000000"), &members)).await;
        assert_refused(&answer, code, message);
    }
    let answer = call(&mock, "create", &json!({})).await;
    assert_refused(&answer, 40036, "参数为空: Missing parameter contact");
    for mobile in ["130xxxx8888", "+8613000000000", "130 0000", "1234", "1234567890123456"] {
        let answer = create(&mock, &new(mobile)).await;
        let due = "无效的电话号码: `contact.mobile` is not made of 5 to 15 digits";
        assert_refused(&answer, 60103, due);
    }
    assert!(mock.contacts().is_empty());
    fill(&mock, 1).await;
}

#[tokio::test]
async fn a_phone_is_taken_until_its_contact_is_deleted() {
    let mock = Mock::start().await.unwrap();
    let user_id = id(&create(&mock, &new("13000000000")).await);
    let again = create(&mock, &new("13000000000")).await;
    assert_refused(&again, 22005, "该外部联系人已经存在");
    let elsewhere = with(new("13000000000"), &json!({"state_code": "852"}));
    id(&create(&mock, &elsewhere).await);
    assert_eq!(mock.contacts().len(), 2);
    assert_bare(&call(&mock, "delete", &json!({"user_id": user_id})).await);
    id(&create(&mock, &new("13000000000")).await);
}

#[tokio::test]
async fn update_refuses_what_is_missing_or_wrong_and_changes_nothing() {
    let mock = Mock::start().await.unwrap();
    let user_id = fill(&mock, 1).await.remove(0);
    let before = mock.contacts();
    let cases = [
        (json!({"user_id": "nobody"}), 60121, "未找到对应的用户"),
        (json!({"user_id": ""}), 40003, "无效的userId: `contact.user_id` is empty"),
        (json!({"user_id": null}), 40036, "参数为空: Missing parameter contact.user_id"),
        (json!({"name": null}), 40036, "参数为空: Missing parameter contact.name"),
        (json!({"name": ""}), 60112, "无效的用户名称: `contact.name` is empty"),
        (json!({"follower_user_id": ""}), 40036, "参数为空: `contact.follower_user_id` is empty"),
        (json!({"label_ids": []}), 60204, "需要外部联系人的label: `contact.label_ids` is empty"),
        (
            json!({"label_ids": null}),
            60204,
            "需要外部联系人的label: Missing parameter contact.label_ids",
        ),
    ];
    for (members, code, message) in cases {
        let answer = update(&mock, &with(changed(&user_id), &members)).await;
        assert_refused(&answer, code, message);
    }
    assert_eq!(mock.contacts(), before);
}

#[tokio::test]
async fn update_replaces_what_is_present_and_leaves_the_rest_alone() {
    let mock = Mock::start().await.unwrap();
    let optional = json!({
        "title": "CFO",
        "address": "北京",
        "remark": "a",
        "company_name": "钉钉",
        "share_dept_ids": [1],
        "share_user_ids": ["b"],
    });
    let user_id = id(&create(&mock, &with(new("13000000000"), &optional)).await);
    let get = async || call(&mock, "get", &json!({"user_id": user_id})).await["result"].clone();

    assert_bare(&update(&mock, &changed(&user_id)).await);
    let first = get().await;
    for (name, value) in optional.as_object().unwrap() {
        assert_eq!(&first[name], value, "{name}");
    }
    assert_eq!((&first["mobile"], &first["state_code"]), (&json!("13000000000"), &json!("86")));

    let given = json!({"title": "CTO", "remark": "", "share_dept_ids": [], "share_user_ids": null});
    assert_bare(&update(&mock, &with(changed(&user_id), &given)).await);
    let due = with(first, &json!({"title": "CTO", "remark": "", "share_dept_ids": []}));
    assert_eq!(get().await, due);
}

#[tokio::test]
async fn pages_are_in_the_order_of_creation_and_stable() {
    let mock = Mock::start().await.unwrap();
    let made = fill(&mock, 25).await;
    let mut seen = Vec::new();
    for offset in (0..30).step_by(10) {
        let page = call(&mock, "list", &json!({"offset": offset, "size": 10})).await;
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        // What is changed keeps its place.
        assert_bare(&update(&mock, &changed(&made[offset])).await);
    }
    assert_eq!(seen, made);
    let behind = json!({"offset": i64::MAX, "size": 100});
    assert!(ids(&call(&mock, "list", &behind).await).is_empty());
}

#[tokio::test]
async fn size_and_offset_take_effect_only_together() {
    let mock = Mock::start().await.unwrap();
    let made = fill(&mock, 22).await;
    for body in [json!({}), json!({"size": 3}), json!({"offset": 3}), json!({"size": 1000})] {
        assert_eq!(ids(&call(&mock, "list", &body).await), made[..20], "{body}");
    }
    let groups = call(&mock, "listlabelgroups", &json!({"size": 1})).await;
    assert_eq!(groups["results"].as_array().map(Vec::len), Some(4));
    let calls = mock.calls();
    assert_eq!(calls[calls.len() - 1].ignored(), ["size"]);
    assert!(calls[22].ignored().is_empty());
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused_with_the_codes_of_its_endpoint() {
    let mock = Mock::start().await.unwrap();
    for (endpoint, size_code) in [("list", 40069), ("listlabelgroups", 41101)] {
        for (size, given) in [(json!(0), "1 or more"), (json!(101), "100 or less")] {
            let answer = call(&mock, endpoint, &json!({"offset": 0, "size": size})).await;
            assert_eq!(answer["errcode"], size_code);
            let due = format!("无效的size: `size` takes {given}, given: {size}");
            assert_eq!(answer["errmsg"], due);
        }
        let answer = call(&mock, endpoint, &json!({"offset": 0, "size": "many"})).await;
        assert_refused(&answer, size_code, "无效的size: `size` takes an integer, given: a string");
        let answer = call(&mock, endpoint, &json!({"offset": -1, "size": 1})).await;
        assert_refused(&answer, 40068, "无效的偏移量: `offset` takes 0 or more, given: -1");
    }
}

#[tokio::test]
async fn label_groups_are_those_of_the_page_until_others_are_set() {
    let mock = Mock::start().await.unwrap();
    let groups = call(&mock, "listlabelgroups", &json!({"offset": 1, "size": 2})).await;
    let labels = [(1_561_077_317, "一般"), (1_561_077_318, "重要"), (1_561_077_319, "核心")]
        .map(|(id, name)| json!({"id": id, "name": name}));
    let due = json!({"name": "级别", "color": -11_687_445, "labels": labels});
    assert_eq!(groups["results"].as_array().map(Vec::len), Some(2));
    assert_eq!(groups["results"][0], due);

    let (mut label, mut group) = (OpenLabel::default(), OpenLabelGroup::default());
    label.id = Some(7);
    label.name = Some("friend".to_owned());
    group.name = Some("kind".to_owned());
    group.color = Some(Argb::new(255, 0, 0, 0));
    group.labels = vec![label];
    mock.set_label_groups([group]);
    let groups = call(&mock, "listlabelgroups", &json!({})).await;
    let labels = json!([{"id": 7, "name": "friend"}]);
    let due = json!([{"name": "kind", "color": -16_777_216, "labels": labels}]);
    assert_eq!(groups["results"], due);
}

#[tokio::test]
async fn get_and_delete_name_the_user_id_that_is_missing() {
    let mock = Mock::start().await.unwrap();
    for endpoint in ["get", "delete"] {
        let answer = call(&mock, endpoint, &json!({"userid": "a"})).await;
        assert_refused(&answer, 40035, "Missing parameter user_id");
        assert_eq!(call(&mock, endpoint, &json!({"user_id": ""})).await["errcode"], 33012);
    }
}

#[tokio::test]
async fn what_no_table_knows_is_not_refused_and_stands_in_the_call() {
    let mock = Mock::start().await.unwrap();
    let contact = with(new("13000000000"), &json!({"email": "CANARY", "phone": "CANARY"}));
    let body = json!({"contact": contact, "access_token": "CANARY"});
    assert_eq!(call(&mock, "create", &body).await["errcode"], 0);
    let (contact, token) = (contact.to_string(), Mock::TOKEN);
    let pairs = [("contact", &*contact), ("access_token", token), ("stray", "CANARY")];
    assert_eq!(call_form(&mock, "create", &pairs).await["errcode"], 22005);

    let calls = mock.calls();
    assert_eq!(calls[0].ignored(), ["access_token", "contact.email", "contact.phone"]);
    assert_eq!(calls[1].ignored(), ["contact.email", "contact.phone", "stray"]);
}
