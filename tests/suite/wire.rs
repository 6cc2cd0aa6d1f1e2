//! What goes over the socket: method, path, query, headers and body of real requests.

use case_client::models::bodies::{many_required, nested};
use dingtalk_client::{Client, Error, Host, TransportKind};
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

#[tokio::test]
async fn pages_are_fetched_until_one_is_short_or_fails() {
    let server = Server::json(r#"{"errcode":0,"results":[{"id":1},{"id":2}]}"#).await;
    let call = || cases(&server.url).payload().in_results();
    let mut pages = call().size(2).offset(4).pages();
    for _ in 0..2 {
        let page = pages.next().await.expect("there is more").expect("it succeeds");
        assert_eq!(page.iter().map(|it| it.id).collect::<Vec<_>>(), [Some(1), Some(2)]);
    }
    let bodies: Vec<String> = server.seen().into_iter().map(|it| it.body).collect();
    assert_eq!(bodies, [r#"{"size":2,"offset":4}"#, r#"{"size":2,"offset":6}"#]);

    // Without settings the first page is the largest that is documented; two items are fewer.
    let mut items = call().items();
    assert_eq!(items.next().await.expect("it is there").expect("it succeeds").id, Some(1));
    assert_eq!(items.next().await.expect("it is there").expect("it succeeds").id, Some(2));
    assert!(items.next().await.is_none());
    assert_eq!(server.seen().last().map(|it| it.body.as_str()), Some(r#"{"size":100,"offset":0}"#));

    let empty = Server::json(r#"{"errcode":0,"results":[]}"#).await;
    assert!(cases(&empty.url).payload().in_results().pages().next().await.is_none());
    let broken = Server::json(r#"{"errcode":-1}"#).await;
    let mut pages = cases(&broken.url).payload().in_results().pages();
    assert!(pages.next().await.is_some_and(|page| page.is_err()));
    assert!(pages.next().await.is_none());
}

#[test]
fn pages_and_items_are_iterators_where_calls_wait() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let server = runtime.block_on(Server::json(r#"{"errcode":0,"names":["a","b"],"total":9}"#));
    let client = case_client::blocking::Client::builder().base_url(&server.url).access_token("tok");
    let client = client.build().expect("it can be built");
    let items: Result<Vec<String>, Error> = client.payload().whole_pages().items().collect();
    assert_eq!(items.expect("it succeeds"), ["a", "b"]);
    let pages = client.payload().whole_pages().count(1).pages().take(2);
    assert_eq!(pages.map(|page| page.map_or(0, |page| page.len())).collect::<Vec<_>>(), [2, 2]);
    let lines: Vec<String> = server.seen().into_iter().map(|it| it.line).collect();
    assert_eq!(
        lines,
        [
            "GET /topapi/payload/whole_pages?start=0&count=20&access_token=tok HTTP/1.1",
            "GET /topapi/payload/whole_pages?start=0&count=1&access_token=tok HTTP/1.1",
            "GET /topapi/payload/whole_pages?start=2&count=1&access_token=tok HTTP/1.1",
        ]
    );
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
