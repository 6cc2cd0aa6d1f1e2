//! How answers are read: the rules of the design, each by answers that would break without it.

use case_models::payload::{at_top, in_result, in_results, none, scalar_list, whole};
use case_models::shapes::{kinds, lists_of_lists, required, tree};
use case_models::{gateway, gettoken};
use dingtalk_client::models::extcontact::get;
use dingtalk_protocol::{
    Answer, ApiCode, ApiFailure, Class, Code, DecodeFailure, Endpoint, Failure, Origin, decode,
    decode_raw,
};

use crate::support::specs;

fn value<E: Endpoint>(answer: &str) -> E::Output {
    match decode::<E>(answer.as_bytes()) {
        Ok(answer) => answer.into_inner(),
        Err(failure) => panic!("{answer} is {failure:?}"),
    }
}

fn api<E: Endpoint>(answer: &str) -> ApiFailure {
    match decode::<E>(answer.as_bytes()) {
        Err(Failure::Api(failure)) => failure,
        Err(Failure::Decode(failure)) => panic!("{answer} is {failure:?}"),
        Ok(_) => panic!("{answer} is a success"),
    }
}

fn undecodable<E: Endpoint>(answer: &str) -> DecodeFailure {
    match decode::<E>(answer.as_bytes()) {
        Err(Failure::Decode(failure)) => failure,
        Err(Failure::Api(failure)) => panic!("{answer} is {failure:?}"),
        Ok(_) => panic!("{answer} is a success"),
    }
}

/// Path, kind expected, kind found.
fn misfit<E: Endpoint>(answer: &str) -> (String, &'static str, String) {
    let failure = undecodable::<E>(answer);
    (failure.path, failure.expected, failure.found)
}

#[test]
fn the_page_s_own_answer_decodes_member_by_member() {
    let specs = specs();
    let spec =
        &specs.endpoints.iter().find(|it| it.name == "extcontact/get").expect("it is there").spec;
    let text = spec.examples[0].response.as_ref().expect("it has an answer");
    let answer: Answer<get::OpenExtContact> =
        decode::<get::Request>(text.as_bytes()).expect("it decodes");
    assert_eq!(answer.request_id(), Some("xrudojam4g8f"));
    let contact = answer.into_inner();
    assert_eq!(contact.share_user_ids, ["66220007745510"]);
    assert_eq!(contact.follower_user_id.as_deref(), Some("manager4220"));
    assert_eq!(contact.address.as_deref(), Some("Beijing"));
    // The page has this key twice; the last one wins.
    assert_eq!(contact.share_dept_ids, [42_000_036]);
    assert_eq!(contact.label_ids, [1_561_077_317]);
    assert_eq!(contact.mobile.as_deref(), Some("136***47616"));
    assert_eq!(contact.remark.as_deref(), Some("Technical Lead"));
    assert_eq!(contact.title.as_deref(), Some("CFO"));
    assert_eq!(contact.userid.as_deref(), Some("011250026469774889"));
    assert_eq!(contact.company_name.as_deref(), Some("DingTalk"));
    assert_eq!(contact.name.as_deref(), Some("Manager Wang"));
    assert_eq!(contact.state_code.as_deref(), Some("86"));
    assert_eq!(contact.email.as_deref(), Some("zhang@example.com"));
}

#[test]
fn an_error_answer_is_an_error_whatever_its_payload_holds() {
    for result in ["\"\"", "[]", "{\"id\":\"x\"}", "null", "7", "{\"tags\":[[]]}"] {
        for answer in [
            format!(
                "{{\"errcode\":33012,\"errmsg\":\"Invalid id\",\"result\":{result},\"request_id\":\"r\"}}"
            ),
            format!(
                "{{\"result\":{result},\"request_id\":\"r\",\"errmsg\":\"Invalid id\",\"errcode\":\"33012\"}}"
            ),
        ] {
            let failure = api::<in_result::Request>(&answer);
            assert_eq!(failure.code, Some(Code::from(33012)), "{answer}");
            assert_eq!(
                (failure.message.as_str(), failure.request_id.as_deref()),
                ("Invalid id", Some("r"))
            );
            assert_eq!(failure.class(), Some(Class::NotFound));
        }
    }
}

#[test]
fn the_sub_code_is_the_code_and_may_be_a_number_or_a_text() {
    for code in ["\"40014\"", "40014"] {
        let answer = format!(
            "{{\"errcode\":88,\"sub_code\":{code},\"sub_msg\":\"bad token\",\"errmsg\":\"outer\"}}"
        );
        let failure = api::<get::Request>(&answer);
        assert_eq!(failure.code, Some(Code::from(40014)));
        assert_eq!(failure.message, "bad token");
        assert_eq!(failure.class(), Some(Class::Token));
    }
    let failure = api::<get::Request>(r#"{"errcode":0,"sub_code":"40014","result":{}}"#);
    assert_eq!(failure.code, Some(Code::from(40014)));
    let failure = api::<get::Request>(r#"{"errcode":88,"sub_code":"","errmsg":"outer"}"#);
    assert_eq!((failure.code, failure.message.as_str()), (Some(Code::from(88)), "outer"));
    for empty in [
        r#"{"errcode":88,"sub_code":"40014","sub_msg":"","errmsg":"outer"}"#,
        r#"{"errcode":22,"sub_msg":"outer","errmsg":""}"#,
    ] {
        assert_eq!(api::<get::Request>(empty).message, "outer");
    }
    let failure = api::<get::Request>(r#"{"errcode":"system.busy"}"#);
    assert_eq!(failure.code.map(|it| it.to_string()).as_deref(), Some("system.busy"));
    let failure = api::<in_result::Request>(r#"{"errcode":"system.busy"}"#);
    assert_eq!(failure.class(), Some(Class::Transient));
    let failure = api::<get::Request>(r#"{"errcode":22,"sub_msg":"inner","errmsg":"outer"}"#);
    assert_eq!((failure.code, failure.message.as_str()), (Some(Code::from(22)), "outer"));
}

#[test]
fn a_sub_code_means_what_the_gateway_says_and_a_top_level_code_what_the_endpoint_says() {
    let origin = |answer: &str| {
        let (origin, entry) = api::<gettoken::Request>(answer).known.expect("it is known");
        (origin, entry.class)
    };
    let throttled = origin(r#"{"errcode":88,"sub_code":"90002"}"#);
    assert_eq!(throttled, (Origin::Gateway, Some(Class::Throttled)));
    let empty_key = origin(r#"{"errcode":90002}"#);
    assert_eq!(empty_key, (Origin::Endpoint, Some(Class::Invalid)));
    // What only the other one knows is found there.
    assert_eq!(origin(r#"{"errcode":40014}"#), (Origin::Gateway, Some(Class::Token)));
    let inside = api::<in_result::Request>(r#"{"errcode":88,"sub_code":"33012"}"#);
    assert_eq!(inside.known.map(|(origin, _)| origin), Some(Origin::Endpoint));
    assert_eq!(gateway::ErrorCode::INVALID_ACCESS_TOKEN.code(), &Code::from(40014));
}

#[test]
fn a_code_that_neither_endpoint_nor_gateway_has_is_looked_up_in_the_global_table() {
    for answer in [r#"{"errcode":60020}"#, r#"{"errcode":88,"sub_code":"60020"}"#] {
        let failure = api::<gettoken::Request>(answer);
        assert_eq!(failure.class(), Some(Class::Permission));
        assert_eq!(failure.known.map(|(origin, _)| origin), Some(Origin::Global));
    }
    // The gateway's own entry of a number comes first.
    let busy = api::<gettoken::Request>(r#"{"errcode":-1}"#);
    assert_eq!(busy.known.map(|(origin, _)| origin), Some(Origin::Gateway));
    assert_eq!(api::<gettoken::Request>(r#"{"errcode":60021}"#).known, None);
}

/// Inside an 88 it is a missing access token, elsewhere a wrong parameter: the number alone does not
/// tell.
#[test]
fn the_remedy_of_40000_speaks_of_both_its_meanings() {
    for answer in [r#"{"errcode":40000}"#, r#"{"errcode":88,"sub_code":"40000"}"#] {
        let (_, entry) = api::<get::Request>(answer).known.expect("it is known");
        let remedy = entry.remedy;
        assert!(remedy.contains("access token") && remedy.contains("parameter"), "{remedy}");
    }
}

#[test]
fn the_global_table_is_sorted_as_its_search_needs_it() {
    for table in [case_models::global::CODES, dingtalk_client::models::global::CODES] {
        assert!(table.is_sorted_by(|a, b| a.code < b.code) && !table.is_empty());
    }
}

#[test]
fn an_unknown_code_is_an_ordinary_value() {
    let failure = api::<get::Request>(r#"{"errcode":987654321,"errmsg":"new"}"#);
    assert_eq!(
        (failure.code.clone(), failure.known, failure.class()),
        (Some(Code::from(987_654_321)), None, None)
    );
}

#[test]
fn without_an_error_code_only_the_documented_payload_is_success() {
    assert_eq!(value::<at_top::Request>(r#"{"userid":"u"}"#), "u");
    assert_eq!(value::<in_results::Request>(r#"{"results":null}"#), []);
    assert_eq!(value::<whole::Request>(r#"{"has_more":false}"#).has_more, Some(false));
    for answer in
        ["{}", r#"{"status":1111,"wait":5,"source":"x5","punish":"deny"}"#, r#"{"errcode":null}"#]
    {
        assert_eq!(misfit::<in_results::Request>(answer).0, "$.errcode", "{answer}");
        assert_eq!(misfit::<whole::Request>(answer).0, "$.errcode", "{answer}");
        assert_eq!(
            misfit::<none::Request>(answer),
            ("$.errcode".into(), "an error code", "nothing".into())
        );
    }
}

#[test]
fn an_error_in_another_encoding_is_still_that_error() {
    // Two bytes of GBK.
    let answer = b"{\"errcode\":33012,\"errmsg\":\"\xce\xde\"}";
    let Err(Failure::Api(failure)) = decode::<get::Request>(answer) else { panic!("no error") };
    assert_eq!(failure.code, Some(Code::Number(33012)));
    let success = b"{\"errcode\":0,\"result\":{\"name\":\"\xce\xde\"}}";
    assert!(matches!(decode::<get::Request>(success), Err(Failure::Decode(_))));
}

#[test]
fn a_sub_code_of_success_alone_is_no_success() {
    let answer = br#"{"sub_code":"0"}"#;
    assert!(matches!(decode::<none::Request>(answer), Err(Failure::Decode(_))));
}

#[test]
fn an_answer_without_a_code_and_without_anything_to_say_is_no_success_of_a_raw_call_either() {
    let raw = |answer: &str| decode_raw(none::Request::META, answer.as_bytes());
    for answer in [
        "{}",
        r#"{"errcode":null,"errmsg":"x"}"#,
        r#"{"errcode":"","request_id":"r"}"#,
        r#"{"sub_code":"0"}"#,
        r#"{"sub_msg":"x"}"#,
    ] {
        let Err(Failure::Decode(failure)) = raw(answer) else { panic!("{answer} is understood") };
        assert_eq!((failure.path.as_str(), failure.found.as_str()), ("$.errcode", "nothing"));
    }
    for answer in [r#"{"errcode":0}"#, r#"{"errcode":"0"}"#, r#"{"errcode":null,"x":1}"#] {
        assert!(raw(answer).is_ok(), "{answer}");
    }
}

#[test]
fn success_false_is_an_error_without_a_code() {
    for answer in [
        r#"{"errcode":0,"success":false,"errmsg":"no"}"#,
        r#"{"success":"false","errcode":"0","result":{},"errmsg":"no"}"#,
    ] {
        let failure = api::<in_result::Request>(answer);
        assert_eq!((failure.code.clone(), failure.message.as_str()), (None, "no"));
    }
    assert_eq!(value::<in_result::Request>(r#"{"errcode":0,"success":true,"result":{}}"#).id, None);
}

#[test]
fn a_missing_payload_is_an_empty_list_or_an_error() {
    for answer in [
        r#"{"errcode":0}"#,
        r#"{"errcode":"0","results":null,"ids":null,"result":null,"userid":null}"#,
    ] {
        assert_eq!(value::<in_results::Request>(answer), []);
        assert_eq!(value::<scalar_list::Request>(answer), [0_i64; 0]);
        value::<none::Request>(answer);
        let (path, expected, _) = misfit::<in_result::Request>(answer);
        assert_eq!((path.as_str(), expected), ("$.result", "an object"));
        let (path, expected, _) = misfit::<at_top::Request>(answer);
        assert_eq!((path.as_str(), expected), ("$.userid", "a string"));
    }
    assert_eq!(misfit::<in_result::Request>(r#"{"errcode":0}"#).2, "nothing");
    assert_eq!(misfit::<in_result::Request>(r#"{"errcode":0,"result":null}"#).2, "null");
}

#[test]
fn missing_and_null_members_are_none_or_empty() {
    let item = value::<in_result::Request>(r#"{"errcode":0,"result":{"id":null,"tags":null}}"#);
    assert_eq!((item.id, item.tags), (None, vec![]));
    let item = value::<in_result::Request>(r#"{"errcode":0,"result":{}}"#);
    assert_eq!((item.id, item.tags), (None, vec![]));
}

#[test]
fn unknown_members_are_skipped_and_the_last_of_duplicated_keys_wins() {
    let answer = r#"{"new":{"a":[1,{}]},"errcode":1,"result":{"id":1,"x":[[{}]],"id":"2","tags":["a"],"tags":["b"]},"errcode":0}"#;
    let item = value::<in_result::Request>(answer);
    assert_eq!((item.id, item.tags), (Some(2), vec!["b".to_owned()]));
    // Even if the first one fits no rule.
    let item =
        value::<in_result::Request>(r#"{"errcode":{},"result":{"id":[],"id":2},"errcode":0}"#);
    assert_eq!(item.id, Some(2));
    let item = value::<in_result::Request>(r#"{"result":7,"errcode":0,"result":{"id":3}}"#);
    assert_eq!(item.id, Some(3));
    assert_eq!(
        misfit::<in_result::Request>(r#"{"errcode":0,"result":{"id":2,"id":[]}}"#).0,
        "$.result.id"
    );
}

fn kinds_of(members: &str) -> kinds::Kinds {
    value::<kinds::Request>(&format!("{{\"errcode\":0,\"result\":{{{members}}}}}"))
}

fn kind_misfit(members: &str) -> (String, &'static str, String) {
    misfit::<kinds::Request>(&format!("{{\"errcode\":0,\"result\":{{{members}}}}}"))
}

#[test]
fn kinds_are_read_as_tolerantly_as_can_be_without_a_guess() {
    let kinds =
        kinds_of(r#""number":"1","flag":"true","text":12,"day":1732250000000,"decimal":"1.5""#);
    assert_eq!((kinds.number, kinds.flag), (Some(1), Some(true)));
    assert_eq!((kinds.text.as_deref(), kinds.day.as_deref()), (Some("12"), Some("1732250000000")));
    assert_eq!(kinds.decimal, Some(1.5));
    assert_eq!(kinds_of(r#""flag":"false""#).flag, Some(false));
    assert_eq!(kinds_of(r#""number":"-9223372036854775808""#).number, Some(i64::MIN));
    assert_eq!(
        kinds_of(r#""text":18446744073709551615"#).text.as_deref(),
        Some("18446744073709551615")
    );
    assert_eq!(kinds_of(r#""decimal":3"#).decimal, Some(3.0));
    let color = kinds_of(r#""color":-15220075"#).color.expect("it is there");
    assert_eq!(color.to_string(), "#FF17C295");
    let kinds = kinds_of(r#""json":[1,{"a":null}],"map":{},"object":"x","objects":[{},1]"#);
    assert_eq!(kinds.json.expect("it is there").to_string(), r#"[1,{"a":null}]"#);
    assert_eq!(kinds.objects.len(), 2);
}

#[test]
fn an_integer_is_one_in_any_spelling_that_is_exact() {
    for (spelling, number) in [
        ("1.0", 1),
        ("-0", 0),
        ("-0.0", 0),
        ("1e3", 1000),
        ("2.5e1", 25),
        ("9007199254740992.0", 9_007_199_254_740_992),
        (r#"" 7 ""#, 7),
        (r#""7.0""#, 7),
    ] {
        let read = kinds_of(&format!("\"number\":{spelling}")).number;
        assert_eq!(read, Some(number), "{spelling}");
    }
    // Beyond 2^53 a number with a point may have lost digits before it is read.
    for spelling in ["9007199254740994.0", "1e300", "1.0000001", r#""1.5""#, r#""inf""#, r#"" ""#] {
        assert_eq!(
            kind_misfit(&format!("\"number\":{spelling}")).0,
            "$.result.number",
            "{spelling}"
        );
    }
}

#[test]
fn a_code_is_one_in_any_spelling_of_its_number() {
    let result = r#""result":{"id":1}"#;
    for success in ["0.0", "-0", r#"" 0""#, r#""0.0""#] {
        let answer = format!("{{\"errcode\":{success},{result}}}");
        assert_eq!(value::<in_result::Request>(&answer).id, Some(1), "{success}");
    }
    for refused in ["33012.0", "3.3012e4", r#""33012.0""#, r#"" 33012""#] {
        let failure = api::<in_result::Request>(&format!("{{\"errcode\":{refused},{result}}}"));
        assert_eq!(failure.code, Some(Code::Number(33012)), "{refused}");
    }
    let failure = api::<in_result::Request>(r#"{"errcode":88,"sub_code":40014.0}"#);
    assert_eq!(failure.code, Some(Code::Number(40014)));
    assert_eq!(failure.known.map(|(_, it)| it.class), Some(Some(Class::Token)));
    // A null takes no code back.
    let answer = r#"{"errcode":33012,"errcode":null,"result":{"id":1}}"#;
    assert_eq!(api::<in_result::Request>(answer).code, Some(Code::Number(33012)));
    for no in [r#""FALSE""#, r#""False""#, "0", "false"] {
        let answer = format!("{{\"errcode\":0,\"success\":{no},{result}}}");
        assert_eq!(api::<in_result::Request>(&answer).code, None, "{no}");
    }
}

#[test]
fn a_null_among_the_items_of_a_list_costs_only_itself() {
    let answer = r#"{"errcode":0,"results":[null,{"id":1},null,{"id":2}]}"#;
    let ids: Vec<_> = value::<in_results::Request>(answer).iter().map(|it| it.id).collect();
    assert_eq!(ids, [Some(1), Some(2)]);
    let meta = <in_results::Request as Endpoint>::META;
    assert_eq!(dingtalk_protocol::unknown(meta, answer.as_bytes()), ["$.results[]"]);
    // The place of a misfit counts the nulls; JSON of no known shape keeps them.
    let answer = r#"{"errcode":0,"results":[null,{"id":[]}]}"#;
    assert_eq!(misfit::<in_results::Request>(answer).0, "$.results[1].id");
    let kinds = kinds_of(r#""json":[1,null],"objects":[null,{}]"#);
    assert_eq!(kinds.json.expect("it is there").to_string(), "[1,null]");
    assert_eq!(kinds.objects.len(), 2);
}

#[test]
fn what_fits_no_rule_is_an_error_with_path_and_kinds_and_never_the_value() {
    let cases = [
        (r#""number":"canary""#, "number", "an integer", "a string"),
        (r#""number":1.5"#, "number", "an integer", "a fraction or a number beyond 64 bits"),
        (
            r#""number":9223372036854775808"#,
            "number",
            "an integer",
            "an integer beyond the signed 64 bits",
        ),
        (r#""number":true"#, "number", "an integer", "a boolean"),
        (r#""number":"""#, "number", "an integer", "a string"),
        (r#""flag":1"#, "flag", "a boolean", "an integer"),
        (r#""flag":"canary""#, "flag", "a boolean", "a string"),
        (r#""text":1.5"#, "text", "a string", "a fraction or a number beyond 64 bits"),
        (
            r#""text":123456789012345678901234567890"#,
            "text",
            "a string",
            "a fraction or a number beyond 64 bits",
        ),
        (r#""text":["canary"]"#, "text", "a string", "a list"),
        (r#""text":{"canary":1}"#, "text", "a string", "an object"),
        (r#""text":true"#, "text", "a string", "a boolean"),
        (r#""decimal":"NaN""#, "decimal", "a number", "a string"),
        (r#""color":4294967296"#, "color", "a signed 32-bit integer", "an integer"),
        (r#""objects":{"canary":1}"#, "objects", "a list", "an object"),
        (r#""tokens":["a",["canary"]]"#, "tokens[1]", "a string", "a list"),
    ];
    for (member, path, expected, found) in cases {
        assert_eq!(
            kind_misfit(member),
            (format!("$.result.{path}"), expected, found.to_owned()),
            "{member}"
        );
    }
    let (path, expected, found) = misfit::<lists_of_lists::Request>(
        r#"{"errcode":0,"results":[[],[{"labels":[{"id":1},{"id":"x"}]}]]}"#,
    );
    assert_eq!(
        (path.as_str(), expected, found.as_str()),
        ("$.results[1][0].labels[1].id", "an integer", "a string")
    );
}

#[test]
fn required_members_are_no_options_and_their_absence_is_an_error() {
    let profile =
        value::<required::Request>(r#"{"errcode":0,"result":{"userid":1,"roles":[{"id":"7"}]}}"#);
    assert_eq!((profile.userid.as_str(), profile.roles[0].id), ("1", 7));
    let cases = [
        (r#"{"roles":[]}"#, "$.result.userid", "nothing"),
        (r#"{"userid":"u"}"#, "$.result.roles", "nothing"),
        (r#"{"userid":"u","roles":[{}]}"#, "$.result.roles[0].id", "nothing"),
        (r#"{"userid":null,"roles":[]}"#, "$.result.userid", "null"),
    ];
    for (result, path, found) in cases {
        let (at, _, what) =
            misfit::<required::Request>(&format!("{{\"errcode\":0,\"result\":{result}}}"));
        assert_eq!((at.as_str(), what.as_str()), (path, found), "{result}");
    }
    assert_eq!(
        misfit::<gettoken::Request>(r#"{"errcode":0,"access_token":"t"}"#).0,
        "$.expires_in"
    );
    assert_eq!(
        value::<gettoken::Request>(r#"{"access_token":"t","expires_in":7200}"#).expires_in,
        7200
    );
}

#[test]
fn a_type_may_contain_itself_through_a_list() {
    let node = value::<tree::Request>(
        r#"{"errcode":0,"result":{"id":1,"children":[{"id":2,"children":[{"id":3}]}]}}"#,
    );
    assert_eq!(node.children[0].children[0].id, Some(3));
}

#[test]
fn depth_without_end_is_an_error_and_no_overflow() {
    let deep = format!("{{\"errcode\":0,\"result\":{}", "{\"children\":[".repeat(50_000));
    assert_eq!(undecodable::<tree::Request>(&deep).path, "$");
    // In what is skipped, depth does no harm.
    let skipped = format!(
        "{{\"errcode\":0,\"result\":{{}},\"x\":{}{}}}",
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    assert_eq!(value::<tree::Request>(&skipped).id, None);
}

#[test]
fn what_is_no_json_object_is_an_error_with_its_place() {
    assert_eq!(
        undecodable::<get::Request>("<html>canary</html>").to_string(),
        "at $: expected a complete JSON object, found text that is no JSON at line 1, column 1"
    );
    assert_eq!(undecodable::<get::Request>("").found, "the end of the answer");
    assert_eq!(undecodable::<get::Request>(r#"{"errcode":0,"resu"#).found, "the end of the answer");
    assert_eq!(
        undecodable::<get::Request>(r#"{"errcode":0,"result":{}} x"#).found,
        "text that is no JSON at line 1, column 27"
    );
    assert_eq!(misfit::<get::Request>("[]"), ("$".into(), "an object", "a list".into()));
    assert_eq!(misfit::<get::Request>("\"canary\""), ("$".into(), "an object", "a string".into()));
    assert_eq!(
        misfit::<get::Request>(r#"{"errcode":[1]}"#),
        ("$.errcode".into(), "an error code", "a list".into())
    );
    let Err(Failure::Decode(failure)) = decode::<get::Request>(b"{\"errcode\":0,\"x\":\"\xff\"}")
    else {
        panic!("it is no UTF-8")
    };
    assert_eq!(
        (failure.expected, failure.found.as_str()),
        ("UTF-8 text", "other bytes from position 18")
    );
    let error = decode::<get::Request>(b"\xef\xbb\xbf{\"errcode\":33012,\"errmsg\":\"\xff\"}");
    assert!(matches!(error, Err(Failure::Api(_))), "its code is digits all the same: {error:?}");
}

#[test]
fn a_decode_error_keeps_the_request_id() {
    let failure = undecodable::<get::Request>(r#"{"errcode":0,"result":[],"request_id":"r7"}"#);
    assert_eq!((failure.path.as_str(), failure.request_id.as_deref()), ("$.result", Some("r7")));
}

/// Servers cut texts by units of UTF-16, in the middle of an emoji.
#[test]
fn half_a_character_becomes_the_replacement_character_wherever_it_stands() {
    let answer = r#"{"errcode":0,"result":{"name":"A\ud83d"},"\ude00":1,"request_id":"r\ud83d"}"#;
    let decoded = decode::<get::Request>(answer.as_bytes()).expect("it is a success");
    assert_eq!(decoded.request_id(), Some("r\u{fffd}"));
    assert_eq!(decoded.name.as_deref(), Some("A\u{fffd}"));

    let failure = api::<get::Request>(
        r#"{"errcode":33012,"errmsg":"no \ud83d","\ud83d":1,"request_id":"r"}"#,
    );
    assert_eq!(
        (failure.message.as_str(), failure.request_id.as_deref()),
        ("no \u{fffd}", Some("r"))
    );
}

#[test]
fn odd_members_of_the_envelope_never_hide_the_outcome() {
    let failure =
        api::<get::Request>(r#"{"errcode":33012,"errmsg":{"a":1},"request_id":[1],"success":7}"#);
    assert_eq!((failure.code, failure.message.as_str()), (Some(Code::from(33012)), ""));
    assert_eq!(
        value::<at_top::Request>(r#"{"errcode":0,"errmsg":[],"userid":"u","request_id":5}"#),
        "u"
    );
    // As which numbers come, where a crate of the build has it so, and this one is none.
    let number = r#"{"$serde_json::private::Number":"x"}"#;
    for member in ["errmsg", "sub_msg", "request_id", "success"] {
        let answer = format!(r#"{{"errcode":0,"{member}":{number},"userid":"u"}}"#);
        assert_eq!(value::<at_top::Request>(&answer), "u");
    }
}
