//! What goes over the socket: method, path, query, headers and body of real requests.

use case_client::models::bodies::{many_required, nested};
use dingtalk_client::{Client, Error, Host, Policy, TransportKind};
use serde_json::Value;

use crate::server::{Seen, Server};

fn client(url: &str) -> Client {
    Client::builder().base_url(url).access_token("t/o+k e&n").build().expect("it can be built")
}

fn cases(url: &str) -> case_client::Client {
    case_client::Client::builder()
        .base_url(url)
        .access_token("tok")
        .build()
        .expect("it can be built")
}

fn json(seen: &Seen) -> Value {
    serde_json::from_str(&seen.body).expect("the body is JSON")
}

#[tokio::test]
async fn the_real_request_is_a_form_with_the_token_in_the_query() {
    let server = Server::json(r#"{"errcode":0,"result":{"userid":"u"},"request_id":"r"}"#).await;
    let contact = client(&server.url).extcontact().get("a b&c=d/ü").await.expect("it succeeds");
    assert_eq!((contact.userid.as_deref(), contact.request_id()), (Some("u"), Some("r")));

    let seen = server.only();
    assert_eq!(seen.line, "POST /topapi/extcontact/get?access_token=t%2Fo%2Bk%20e%26n HTTP/1.1");
    assert_eq!(
        seen.header("content-type"),
        Some("application/x-www-form-urlencoded;charset=utf-8")
    );
    assert_eq!(seen.body, "user_id=a%20b%26c%3Dd%2F%C3%BC");
    assert_eq!(seen.header("content-length"), Some(seen.body.len().to_string().as_str()));
    assert_eq!(seen.header("accept"), Some("*/*"));
    assert!(seen.header("user-agent").is_some_and(|it| it.starts_with("dingtalk-client/")));
    assert_eq!(seen.header("referer"), None);
}

#[tokio::test]
async fn the_path_stands_behind_that_of_the_base_url() {
    let server = Server::json(r#"{"errcode":0,"result":{}}"#).await;
    for base in [format!("{}/proxy/ding", server.url), format!("{}/proxy/ding/", server.url)] {
        client(&base).extcontact().get("u").await.expect("it succeeds");
    }
    for seen in server.seen() {
        assert!(
            seen.line.starts_with("POST /proxy/ding/topapi/extcontact/get?access_token="),
            "{}",
            seen.line
        );
    }
}

#[tokio::test]
async fn a_get_has_its_parameters_in_the_query_and_no_body() {
    let server = Server::json(r#"{"errcode":0,"access_token":"t","expires_in":7200}"#).await;
    let without_token =
        case_client::Client::builder().base_url(&server.url).build().expect("it can be built");
    let token = without_token.gettoken("key", "s&cret").lang("zh_CN").await.expect("it succeeds");
    assert_eq!((token.access_token.expose(), token.expires_in), ("t", 7200));
    let seen = server.only();
    assert_eq!(seen.line, "GET /gettoken?appkey=key&appsecret=s%26cret&lang=zh_CN HTTP/1.1");
    assert_eq!((seen.body.as_str(), seen.header("content-type")), ("", None));
}

#[tokio::test]
async fn query_and_body_each_carry_their_own() {
    let server = Server::json(r#"{"errcode":0,"access_token":"t"}"#).await;
    let call = cases(&server.url)
        .bodies()
        .query_and_body("sig/=", "corp")
        .timestamp(1_732_250_000_000)
        .depth(1.5);
    call.await.expect("it succeeds");
    let seen = server.only();
    assert_eq!(
        seen.line,
        "POST /topapi/bodies/query_and_body?signature=sig%2F%3D&timestamp=1732250000000&access_token=tok HTTP/1.1"
    );
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.body, r#"{"auth_corpid":"corp","depth":1.5}"#);
}

#[tokio::test]
async fn nested_bodies_are_json_without_what_was_not_set() {
    let server = Server::json(r#"{"errcode":0,"userid":"0112"}"#).await;
    let init = nested::ContactInit { name: "A".into(), mobile: "1".into(), label_ids: vec![1, 2] };
    let id = cases(&server.url).bodies().nested(init.clone()).await.expect("it succeeds");
    assert_eq!(*id, "0112");
    let contact = nested::Contact::from(init)
        .title("CFO")
        .addresses([nested::Address::new("B").street("C"), nested::Address::new("D")])
        .extra(serde_json::json!({"k": [1]}));
    let notice = nested::Notice::new().user_ids(["u", "v"]);
    cases(&server.url).bodies().nested(contact).notify(notice).await.expect("it succeeds");
    cases(&server.url)
        .bodies()
        .nested(
            nested::Contact::from(nested::ContactInit {
                name: "A".into(),
                mobile: "1".into(),
                label_ids: vec![],
            })
            .addresses(Vec::<nested::Address>::new()),
        )
        .await
        .expect("it succeeds");

    let seen = server.seen();
    assert_eq!(
        json(&seen[0]),
        serde_json::json!({"contact": {"name": "A", "mobile": "1", "label_ids": [1, 2]}})
    );
    assert_eq!(
        json(&seen[1]),
        serde_json::json!({
            "contact": {
                "name": "A", "mobile": "1", "label_ids": [1, 2], "title": "CFO", "extra": {"k": [1]},
                "addresses": [{"city": "B", "street": "C"}, {"city": "D"}],
            },
            "notify": {"user_ids": ["u", "v"]},
        })
    );
    // An empty list clears; absence leaves alone.
    assert_eq!(json(&seen[2])["contact"]["addresses"], serde_json::json!([]));
}

#[tokio::test]
async fn every_method_goes_out_as_its_page_says() {
    let server = Server::json(r#"{"errcode":0}"#).await;
    let client = cases(&server.url);
    client.names().r#type().await.expect("it succeeds");
    client.names().list_label_groups().await.expect("it succeeds");
    client.names().deep_inner(7).await.expect("it succeeds");
    client.r#async().r#await().await.expect("it succeeds");
    let lines: Vec<String> = server.seen().into_iter().map(|it| it.line).collect();
    assert_eq!(
        lines,
        [
            "GET /topapi/names/type?access_token=tok HTTP/1.1",
            "PUT /topapi/names/listlabelgroups?access_token=tok HTTP/1.1",
            "DELETE /topapi/names/deep/inner?id=7&access_token=tok HTTP/1.1",
            "PATCH /topapi/async/await?access_token=tok HTTP/1.1",
        ]
    );
}

#[tokio::test]
async fn ugly_names_travel_as_they_are_written_on_the_page() {
    let server = Server::json(
        r#"{"errcode":0,"result":{"Self":"s","option":{"some":"o"},"field":[{"index":1}]}}"#,
    )
    .await;
    let call = cases(&server.url).names().obstacles("t", "s");
    let call =
        call.r#async(true).x_client_token("x").n3d(3).camel_dept_id(1).dept_id(2).send_text("z");
    let result = call.u59d3_u540d("n").unnamed("e").a_b_c("q").await.expect("it succeeds");
    assert_eq!(result.self_.as_deref(), Some("s"));
    assert_eq!(result.option.as_ref().and_then(|it| it.some.as_deref()), Some("o"));
    assert_eq!(result.field[0].index, Some(1));
    assert_eq!(
        json(&server.only()),
        serde_json::json!({
            "type": "t", "self": "s", "async": true, "x-client-token": "x", "3d": 3, "deptId": 1,
            "dept_id": 2, "send": "z", "姓名": "n", "": "e", "a\"b\\c": "q",
        })
    );
}

#[tokio::test]
async fn a_body_whose_members_are_all_left_out_is_an_empty_object() {
    let server = Server::json(r#"{"errcode":0,"results":[]}"#).await;
    cases(&server.url).payload().in_results().await.expect("it succeeds");
    assert_eq!(server.only().body, "{}");
}

/// A page with items of these numbers.
fn page_of(numbers: impl IntoIterator<Item = i64>) -> String {
    let items: Vec<Value> = numbers.into_iter().map(|id| serde_json::json!({ "id": id })).collect();
    serde_json::json!({ "errcode": 0, "results": items }).to_string()
}

#[tokio::test]
async fn a_short_page_ends_no_list_and_the_next_one_begins_behind_the_items_that_came() {
    // 130 items from a server that sends 50 at most, and 19 in the middle.
    let pages = [page_of(0..50), page_of(50..69), page_of(69..119), page_of(119..130), page_of([])];
    let server = Server::json_in_turn(&pages.each_ref().map(String::as_str)).await;
    let mut items = cases(&server.url).payload().in_results().size(100).items();
    for number in 0..130 {
        assert_eq!(items.position(), number);
        let item = items.next().await.expect("there is more").expect("it succeeds");
        assert_eq!(item.id, Some(number));
    }
    assert!(items.next().await.is_none());
    let bodies: Vec<String> = server.seen().into_iter().map(|it| it.body).collect();
    let body = |offset| format!(r#"{{"size":100,"offset":{offset}}}"#);
    assert_eq!(bodies, [0, 50, 69, 119, 130].map(body));
}

#[tokio::test]
async fn a_server_that_repeats_a_page_ends_the_list_with_an_error() {
    let server = Server::json(&page_of([1, 2])).await;
    let mut pages = cases(&server.url).payload().in_results().size(2).offset(4).pages();
    assert_eq!(pages.position(), 4);
    assert_eq!(pages.next().await.expect("there is more").expect("it succeeds").len(), 2);
    let error = pages.next().await.expect("there is more").expect_err("it is the same page");
    assert!(matches!(error, Error::Decode(_)), "{error}");
    assert!(error.to_string().contains("found the page before it again"), "{error}");
    assert!(pages.next().await.is_none());
    assert_eq!((server.seen().len(), pages.position()), (2, 6));
}

#[tokio::test]
async fn a_list_goes_on_later_from_where_an_error_ended_it() {
    let (first, second) = (page_of([1, 2]), page_of([3]));
    let failed = r#"{"errcode":33009}"#;
    let server = Server::json_in_turn(&[&first, failed, &second, &page_of([])]).await;
    let call = || cases(&server.url).payload().in_results().policy(Policy::once());
    let mut items = call().items();
    for number in [1, 2] {
        assert_eq!(items.next().await.expect("one").expect("it succeeds").id, Some(number));
    }
    assert!(items.next().await.is_some_and(|it| it.is_err()));
    assert!(items.next().await.is_none());
    let mut items = call().offset(items.position()).items();
    assert_eq!(items.next().await.expect("one").expect("it succeeds").id, Some(3));
    assert!(items.next().await.is_none());
    let last = server.seen().pop().map(|it| it.body);
    assert_eq!(last.as_deref(), Some(r#"{"size":100,"offset":3}"#));
}

#[test]
fn pages_and_items_are_iterators_where_calls_wait() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let bodies = [
        r#"{"errcode":0,"names":["a","b"],"total":9}"#,
        r#"{"errcode":0,"names":["c"],"total":9}"#,
        r#"{"errcode":0,"names":[],"total":9}"#,
    ];
    let server = runtime.block_on(Server::json_in_turn(&bodies));
    let client = case_client::blocking::Client::builder().base_url(&server.url).access_token("tok");
    let client = client.build().expect("it can be built");
    let items: Result<Vec<String>, Error> = client.payload().whole_pages().items().collect();
    assert_eq!(items.expect("it succeeds"), ["a", "b", "c"]);
    let lines: Vec<String> = server.seen().into_iter().map(|it| it.line).collect();
    let line = |start| {
        format!("GET /topapi/payload/whole_pages?start={start}&count=20&access_token=tok HTTP/1.1")
    };
    assert_eq!(lines, [0, 2, 3].map(line));
}

#[tokio::test]
async fn a_blocking_list_that_cannot_begin_ends_after_its_error() {
    let client = case_client::blocking::Client::builder().base_url("http://127.0.0.1:9");
    let client = client.access_token("tok").build().expect("it can be built");
    let mut pages = client.payload().whole_pages().pages();
    assert!(matches!(pages.next(), Some(Err(Error::Configuration(_)))));
    assert!(pages.next().is_none());
    let mut items = client.payload().whole_pages().items();
    assert!(matches!(items.next(), Some(Err(Error::Configuration(_)))));
    assert!(items.next().is_none());
}

#[tokio::test]
async fn limits_are_checked_before_anything_is_sent() {
    let server = Server::json(r#"{"errcode":0}"#).await;
    let Err(error) = client(&server.url).extcontact().get("x".repeat(65)).await else {
        panic!("it is too long")
    };
    let text = error.to_string();
    assert!(text.contains("extcontact/get") && text.contains("user_id"), "{text}");
    assert!(text.contains("at most 64 characters") && text.contains("65 characters"), "{text}");
    assert!(!error.maybe_sent());

    let many = many_required::RequestInit { first: String::new(), second: 1, third: true };
    cases(&server.url).bodies().many_required(many).await.expect("it has no limits");
    let label_ids = vec![0; 21];
    let contact = nested::ContactInit { name: "n".repeat(21), mobile: "1".into(), label_ids };
    let Err(Error::InvalidRequest(error)) = cases(&server.url).bodies().nested(contact).await
    else {
        panic!("it has two faults")
    };
    let found: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "`contact.name` takes at most 20 characters, given: 21 characters",
            "`contact.label_ids` takes at most 20 items, given: 21 items",
        ]
    );
    let Err(Error::InvalidRequest(error)) =
        cases(&server.url).payload().in_results().size(101).await
    else {
        panic!("it has two faults")
    };
    let found: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "`size` takes effect only together with `offset`, given: no `offset`",
            "`size` takes 100 or less, given: 101",
        ]
    );
    let Err(Error::InvalidRequest(error)) =
        cases(&server.url).bodies().form("").number(-6).ratio(f64::NAN).await
    else {
        panic!("it has three faults")
    };
    assert_eq!(error.violations().len(), 3, "{error}");
    let sent: Vec<String> = server.seen().into_iter().map(|it| it.line).collect();
    assert_eq!(sent.len(), 1, "{sent:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::json(r#"{"errcode":0,"result":{}}"#).await;
    let answer = format!(
        "HTTP/1.1 302 Found\r\nlocation: {}/x?access_token=y\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        elsewhere.url
    );
    let server = Server::raw(answer).await;
    let Err(Error::Transport(error)) = client(&server.url).extcontact().get("u").await else {
        panic!("it is redirected")
    };
    assert_eq!(error.kind(), TransportKind::Status(302));
    assert_eq!(elsewhere.seen(), []);
}

#[test]
fn the_hosts_are_those_of_the_spec() {
    let specs = crate::support::specs();
    let host = |name: &str| specs.common.hosts.get(name).map(|it| it.value.clone());
    assert_eq!(host("international").as_deref(), Some(Host::International.base_url()));
    assert_eq!(host("china").as_deref(), Some(Host::China.base_url()));
}
