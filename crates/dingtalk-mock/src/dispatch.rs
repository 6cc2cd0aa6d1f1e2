//! What answers a call: the order in which the mock looks at it, which is that of the service.

use dingtalk_models::gateway::ErrorCode;
use dingtalk_protocol::{App, Code, Credential, EndpointCode, Gateway, Meta, Method, Place, Value};

use crate::answer::{Answer, Refusal};
use crate::behaviour;
use crate::call::Call;
use crate::fault::{self, Fault};
use crate::request::{Body, given, token, without_partner};
use crate::state::{State, Store};
use crate::validate::{Problem, check_parameters};

/// Answers a call and records it.
pub(crate) fn answer(state: &mut State, mut call: Call) -> Answer {
    let request_id = state.next_request_id();
    call.secrets = state.store.tokens.secrets();
    let endpoint = state.endpoint(&call.method, &call.path);
    let answer = match endpoint {
        None => Refusal::unknown_path(&call.path).answer(&request_id),
        Some(meta) => {
            call.is_of(meta);
            of_endpoint(state, meta, &call, &request_id)
        }
    };
    state.record(call);
    answer
}

/// Answers a request that cannot become a call, with an HTTP status that says so too.
pub(crate) fn refuse(state: &mut State, status: u16, why: &str) -> Answer {
    let request_id = state.next_request_id();
    Answer { status, ..Refusal::unreadable(why).answer(&request_id) }
}

fn of_endpoint(state: &mut State, meta: &'static Meta, call: &Call, request_id: &str) -> Answer {
    if let Some(injected) = state.next_injected(meta.name) {
        return injected;
    }
    // The endpoints that issue tokens, which require none, have no faults.
    let fault = if meta.access_token { state.faults.next() } else { None };
    match fault {
        None => handle(state, meta, call, request_id),
        Some(Fault::TokenExpired) => {
            state.store.tokens.expire();
            Refusal::of_gateway(&ErrorCode::INVALID_ACCESS_TOKEN).answer(request_id)
        }
        Some(Fault::Throttled(_)) => {
            fault::throttled(meta.path, state.store.tokens.now()).answer(request_id)
        }
        Some(Fault::Busy(_)) => {
            Refusal::documented(meta, &ErrorCode::SYSTEM_BUSY).answer(request_id)
        }
        Some(Fault::IpBlocked(_)) => Answer::json(fault::IP_BLOCK),
        Some(Fault::Html(_)) => Answer::of(200, "text/html;charset=utf-8", fault::PAGE),
        Some(Fault::Http500(_)) => {
            Answer::of(500, "text/plain;charset=utf-8", "Internal Server Error\n")
        }
        Some(Fault::Slow(delay)) => Answer { delay, ..handle(state, meta, call, request_id) },
        Some(Fault::CutBody(_)) => Answer { is_cut: true, ..handle(state, meta, call, request_id) },
    }
}

/// Answers a call as the service does.
fn handle(state: &mut State, meta: &'static Meta, call: &Call, request_id: &str) -> Answer {
    match attempt(state, meta, call) {
        Ok(payload) => Answer::success(meta, &payload, request_id),
        Err(refusal) => refusal.answer(request_id),
    }
}

/// Does what the call asks and returns the payload, unless something is wrong with it.
fn attempt(state: &mut State, meta: &'static Meta, call: &Call) -> Result<String, Refusal> {
    check_method(meta, call)?;
    let body = Body::of(call);
    let is_third_party = check_token(state, meta, call, &body)?;
    let payload = run(&mut state.store, meta, call, body)?;
    Ok(if is_third_party { without_mobile(payload) } else { payload })
}

/// Runs the behaviour of an endpoint on the parameters of a call.
fn run(store: &mut Store, meta: &'static Meta, call: &Call, body: Body) -> Result<String, Refusal> {
    let behaviour = behaviour::find(meta.name);
    let explain = behaviour.map_or(Problem::refusal as fn(&Problem) -> _, |it| it.explain);
    let has_body = meta.request.fields.iter().any(|field| field.place == Place::Body);
    if has_body && body == Body::Unreadable {
        return Err(explain(&Problem::missing("json")));
    }
    let mut given = given(meta, &call.query, body);
    for name in without_partner(meta.request, &given) {
        given.remove(name);
    }
    if let Some(outcome) = behaviour.and_then(|it| (it.run)(store, &given)) {
        return outcome;
    }
    check_parameters(meta, &given).map_err(|problem| explain(&problem))?;
    Err(if behaviour.is_some() {
        // The generated tables and types come from one source and cannot disagree.
        let errmsg = format!("the type and the table of {} disagree about this call", meta.name);
        Refusal::new(&ErrorCode::SYSTEM_ERROR, errmsg)
    } else {
        let errmsg = format!("the mock has no behaviour for {}: inject an answer", meta.name);
        Refusal::new(&ErrorCode::INVALID_METHOD, errmsg)
    })
}

/// Removes the mobile numbers of contacts from a payload: third-party apps do not get them.
fn without_mobile(payload: String) -> String {
    fn strip(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(strip),
            Value::Object(members) => {
                members.remove("mobile");
                members.values_mut().for_each(strip);
            }
            _ => {}
        }
    }
    // An endpoint that returns nothing has no JSON.
    let Ok(mut value) = serde_json::from_str(&payload) else { return payload };
    strip(&mut value);
    value.to_string()
}

fn check_method(meta: &Meta, call: &Call) -> Result<(), Refusal> {
    if call.method == meta.method.as_str() {
        return Ok(());
    }
    Err(match meta.method {
        Method::Get => Refusal::documented(meta, &ErrorCode::GET_REQUIRED),
        Method::Post => Refusal::documented(meta, &ErrorCode::POST_REQUIRED),
        // The service has no code for the others: there is no such API.
        _ => Refusal::unknown_path(&call.path),
    })
}

/// Checks the access token. Returns whether it is one of a third-party app.
fn check_token(state: &State, meta: &Meta, call: &Call, body: &Body) -> Result<bool, Refusal> {
    let Credential::Query(name) = meta.credential() else { return Ok(false) };
    let Some(token) = token(call, body, name) else {
        return Err(Refusal::of_gateway(&ErrorCode::TOKEN_MISSING));
    };
    let tokens = &state.store.tokens;
    if !tokens.accepts(token) {
        return Err(Refusal::of_gateway(&ErrorCode::INVALID_ACCESS_TOKEN));
    }
    let is_third_party = tokens.is_third_party(token);
    if is_third_party && !meta.apps.is_empty() && !meta.apps.contains(&App::ThirdParty) {
        return Err(Refusal::documented(meta, &WRONG_KIND));
    }
    Ok(is_third_party)
}

/// What pages document for a token of another kind of app.
const WRONG_KIND: EndpointCode<Gateway> = EndpointCode::new(Code::Number(33009));

#[cfg(test)]
mod tests {
    use dingtalk_models::gateway;
    use dingtalk_protocol::{Dialect, Encoding, Field, FieldKind, Returns, Shape};

    use super::*;

    static CONTACT: Shape = Shape::new(
        "Contact",
        &[
            Field::new("name", FieldKind::String).required().max_length(3),
            Field::new("label_ids", FieldKind::List(&FieldKind::Number)).max_items(2),
            Field::new("sign", FieldKind::String).secret(),
            Field::new("friends", FieldKind::List(&FieldKind::Object(|| &CONTACT))),
        ],
    );

    static DIALECT: Dialect =
        Dialect { access_token: "token", gateway: gateway::CODES, global: &[] };

    /// A POST of every kind of parameter, without a behaviour.
    static POST: Meta = Meta {
        name: "test/post",
        method: Method::Post,
        path: "/topapi/test",
        encoding: Encoding::Json,
        access_token: true,
        idempotent: false,
        request: &Shape::new(
            "Request",
            &[
                Field::new("contact", FieldKind::Object(|| &CONTACT)).required(),
                Field::new("size", FieldKind::Number).min(1).max(100),
                Field::new("share", FieldKind::Decimal),
                Field::new("open", FieldKind::Boolean),
                Field::new("extra", FieldKind::Json),
                Field::new("cursor", FieldKind::String).query().together_with(&["size"]),
            ],
        ),
        response: &Shape::new("Response", &[]),
        returns: Returns::Nothing,
        codes: &[],
        apps: &[],
        dialect: &DIALECT,
    };

    /// A GET on the same path, without a token and a body.
    static GET: Meta = Meta {
        name: "test/get",
        method: Method::Get,
        access_token: false,
        request: &Shape::new("Request", &[Field::new("key", FieldKind::String).query().required()]),
        ..POST
    };

    /// A GET that is alone on its path.
    static LONE: Meta = Meta { name: "test/lone", path: "/lone", ..GET };

    const ACCEPTED: &str = "the mock has no behaviour for";
    const VALID: &str = r#"{"contact":{"name":"Li"}}"#;

    fn call(method: &str, url: &str, content_type: &str, body: &str) -> Call {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        let query = crate::request::pairs(query.as_bytes());
        Call::new(method, path, headers, query, body.into())
    }

    fn ask(call: Call) -> String {
        static ENDPOINTS: &[&Meta] = &[&POST, &GET, &LONE];
        let mut state = State::new(ENDPOINTS);
        state.store.tokens.accept("good".to_owned());
        String::from_utf8(answer(&mut state, call).body).unwrap()
    }

    fn post(query: &str, body: &str) -> String {
        let url = format!("/topapi/test?token=good&{query}");
        ask(call("POST", &url, "application/json", body))
    }

    fn post_form(body: &str) -> String {
        ask(call("POST", "/topapi/test?token=good", "application/x-www-form-urlencoded", body))
    }

    #[track_caller]
    fn assert_says(answer: &str, expected: &str) {
        assert!(answer.contains(expected), "{answer}");
    }

    #[test]
    fn a_call_that_keeps_to_the_table_reaches_the_behaviour() {
        assert_says(&post("", VALID), "the mock has no behaviour for test/post: inject an answer");
        let full = r#"{"contact":{"name":"Li","label_ids":[1,"2"],"friends":[{"name":"Wu"}]},
            "size":"100","share":0.5,"open":"true","extra":[null],"unknown":1,"sign":null}"#;
        assert_says(&post("cursor=a", full), ACCEPTED);
    }

    #[test]
    fn a_form_holds_scalars_as_texts_and_everything_else_as_json() {
        let pairs = [
            ("contact", r#"{"name":"Li","label_ids":[1,2]}"#),
            ("size", "7"),
            ("share", "0.5"),
            ("open", "false"),
            ("extra", "not json"),
        ];
        let mut form = form_urlencoded::Serializer::new(String::new());
        assert_says(&post_form(&form.extend_pairs(pairs).finish()), ACCEPTED);
        assert_says(&post_form("contact=Li"), "`contact` takes an object, given: a string");
        assert_says(&post_form("contact={\"name\":\"Li\"}&size=a"), "`size` takes an integer");
    }

    #[test]
    fn a_parameter_that_is_missing_or_null_is_named() {
        let cases = [
            ("{}", "Missing parameter contact"),
            (r#"{"contact":null}"#, "Missing parameter contact"),
            (r#"{"contact":{}}"#, "Missing parameter contact.name"),
            (
                r#"{"contact":{"name":"Li","friends":[{"name":"Wu"},{}]}}"#,
                "Missing parameter contact.friends[1].name",
            ),
        ];
        for (body, expected) in cases {
            let start = format!(r#"{{"errcode":40035,"errmsg":"{expected}","request_id":""#);
            assert!(post("", body).starts_with(&start), "{body}");
        }
        assert_says(&ask(call("GET", "/topapi/test", "", "key=a")), "Missing parameter key");
    }

    #[test]
    fn a_parameter_of_a_wrong_kind_is_named_without_its_value() {
        let cases = [
            (r#""CANARY""#, "`contact` takes an object, given: a string"),
            (r#"{"name":true}"#, "`contact.name` takes a string, given: a boolean"),
            (r#"{"name":1.5}"#, "`contact.name` takes a string, given: a fraction"),
            (
                r#"{"name":"Li","label_ids":{}}"#,
                "`contact.label_ids` takes a list, given: an object",
            ),
            (
                r#"{"name":"Li","label_ids":[1,"CANARY"]}"#,
                "`contact.label_ids[1]` takes an integer, given: a string",
            ),
            (
                r#"{"name":"Li","friends":[null]}"#,
                "`contact.friends[0]` takes an object, given: null",
            ),
        ];
        for (contact, expected) in cases {
            let answer = post("", &format!(r#"{{"contact":{contact}}}"#));
            assert_says(
                &answer,
                &format!(r#"{{"errcode":40035,"errmsg":"不合法的参数: {expected}""#),
            );
            assert!(!answer.contains("CANARY"), "{answer}");
        }
    }

    #[test]
    fn a_parameter_over_its_limit_is_named_with_the_limit() {
        let cases = [
            (r#"{"contact":{"name":"CANARY"}}"#, "`contact.name` takes at most 3 characters"),
            (
                r#"{"contact":{"name":"Li","label_ids":[1,2,3]}}"#,
                "`contact.label_ids` takes at most 2 items, given: 3 items",
            ),
            (r#"{"contact":{"name":"Li"},"size":101}"#, "`size` takes 100 or less, given: 101"),
            (r#"{"contact":{"name":"Li"},"size":0}"#, "`size` takes 1 or more, given: 0"),
        ];
        for (body, expected) in cases {
            assert_says(&post("", body), &format!("不合法的参数: {expected}"));
        }
    }

    #[test]
    fn a_parameter_without_the_one_that_it_belongs_to_has_no_effect() {
        assert_says(&post("cursor=a", VALID), ACCEPTED);
    }

    #[test]
    fn a_body_that_is_no_json_object_misses_the_parameter_json() {
        for body in ["", "[]", "{", "contact=1"] {
            assert_says(&post("", body), r#"{"errcode":40035,"errmsg":"Missing parameter json""#);
        }
    }

    #[test]
    fn the_body_of_an_endpoint_without_body_parameters_is_not_looked_at() {
        let answer = ask(call("GET", "/topapi/test?key=a", "application/json", "{"));
        assert_says(&answer, "the mock has no behaviour for test/get");
    }

    #[test]
    fn an_endpoint_without_a_credential_needs_no_token() {
        assert_says(&ask(call("GET", "/lone?key=a", "", "")), ACCEPTED);
    }

    #[test]
    fn the_token_is_the_parameter_that_the_table_names() {
        let answer = ask(call("POST", "/topapi/test?access_token=good", "", VALID));
        assert_says(&answer, r#""sub_code":"40000""#);
    }

    #[test]
    fn a_wrong_method_is_told_the_right_one() {
        assert_says(
            &ask(call("POST", "/lone", "", "")),
            r#"{"errcode":43001,"errmsg":"需要GET请求""#,
        );
        let shared = ask(call("PUT", "/topapi/test", "", ""));
        assert_says(&shared, r#"{"errcode":43002,"errmsg":"需要POST请求""#);
    }

    #[test]
    fn endpoints_on_one_path_are_told_apart_by_their_method() {
        assert_says(&ask(call("GET", "/topapi/test?key=a", "", "")), "for test/get");
        assert_says(&post("", VALID), "for test/post");
    }
}
