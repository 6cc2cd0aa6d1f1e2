//! What holds for any input.

use case_models::bodies::nested;
use case_models::payload::in_results;
use case_models::shapes::{kinds, lists_of_lists, tree};
use dingtalk_client::models::extcontact::get;
use dingtalk_protocol::{Argb, Endpoint, Failure, Record, Secret, decode};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Any JSON of a moderate size.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let key = prop_oneof![
            Just("errcode".to_owned()),
            Just("sub_code".to_owned()),
            Just("results".to_owned()),
            Just("result".to_owned()),
            Just("name".to_owned()),
            Just("labels".to_owned()),
            ".{0,6}",
        ];
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((key, inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

prop_compose! {
    fn contact()(
        texts in vec(option::of(".{0,12}"), 10),
        depts in vec(any::<i64>(), 0..4),
        labels in vec(any::<i64>(), 0..4),
        users in vec(".{0,6}", 0..4),
    ) -> get::OpenExtContact {
        let mut texts = texts.into_iter();
        let mut text = || texts.next().flatten();
        let mut contact = get::OpenExtContact::default();
        contact.title = text();
        contact.remark = text();
        contact.address = text();
        contact.name = text();
        contact.follower_user_id = text();
        contact.state_code = text();
        contact.company_name = text();
        contact.mobile = text();
        contact.userid = text();
        contact.email = text();
        contact.share_dept_ids = depts;
        contact.label_ids = labels;
        contact.share_user_ids = users;
        contact
    }
}

prop_compose! {
    fn any_kinds()(
        text in option::of(".{0,9}"), number in option::of(any::<i64>()),
        decimal in option::of(-1.0e300..1.0e300_f64), flag in option::of(any::<bool>()),
        json in any_json(), objects in vec(any_json(), 0..3), color in option::of(any::<i32>()),
        token in option::of(".{0,9}"), tokens in vec(".{0,9}", 0..3),
    ) -> kinds::Kinds {
        let mut kinds = kinds::Kinds::default();
        kinds.text.clone_from(&text);
        kinds.day = text;
        kinds.number = number;
        kinds.decimal = decimal;
        kinds.flag = flag;
        // An answer's null is a missing member.
        kinds.json = Some(json).filter(|it| !it.is_null());
        kinds.objects = objects;
        kinds.color = color.map(Argb::from);
        kinds.token = token.map(Secret::from);
        kinds.tokens = tokens.into_iter().map(Secret::from).collect();
        kinds
    }
}

fn node() -> impl Strategy<Value = tree::Node> {
    let node = |id: Option<i64>, children: Vec<tree::Node>| {
        let mut node = tree::Node::default();
        node.id = id;
        node.children = children;
        node
    };
    let leaf = option::of(any::<i64>()).prop_map(move |id| node(id, Vec::new()));
    leaf.prop_recursive(5, 40, 4, move |inner| {
        (option::of(any::<i64>()), vec(inner, 0..4))
            .prop_map(move |(id, children)| node(id, children))
    })
}

fn round_trip<T: Record + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let text = serde_json::to_string(value).expect("it can be written");
    let read: T = serde_json::from_str(&text).expect("it can be read");
    assert_eq!(&read, value, "{text}");
    let tree = serde_json::to_value(value).expect("it can be written");
    assert_eq!(&serde_json::from_value::<T>(tree).expect("it can be read"), value);
}

/// Whether an answer is a success, an error of the server's, or neither.
#[derive(Debug, PartialEq)]
enum Outcome {
    Success,
    Api(Option<String>),
    Decode,
}

fn outcome<E: Endpoint>(answer: &[u8]) -> Outcome {
    match decode::<E>(answer) {
        Ok(_) => Outcome::Success,
        Err(Failure::Api(failure)) => Outcome::Api(failure.code.map(|it| it.to_string())),
        Err(Failure::Decode(_)) => Outcome::Decode,
    }
}

proptest! {
    #[test]
    fn decoding_what_was_encoded_gives_it_back(contact in contact(), kinds in any_kinds(), node in node()) {
        round_trip(&contact);
        round_trip(&kinds);
        round_trip(&node);
    }

    #[test]
    fn values_are_equal_exactly_if_they_look_the_same(
        a in any_kinds(), b in any_kinds(), node in node(), other in node(), member in 0..9,
    ) {
        prop_assert_eq!(node == other, format!("{node:?}") == format!("{other:?}"));
        // One member alone makes the difference.
        let mut mixed = a.clone();
        match member {
            0 => mixed.text.clone_from(&b.text),
            1 => mixed.number = b.number,
            2 => mixed.decimal = b.decimal,
            3 => mixed.flag = b.flag,
            4 => mixed.json.clone_from(&b.json),
            5 => mixed.objects.clone_from(&b.objects),
            6 => mixed.color = b.color,
            7 => mixed.token.clone_from(&b.token),
            _ => mixed.tokens.clone_from(&b.tokens),
        }
        let text = |it: &kinds::Kinds| serde_json::to_string(it).expect("it can be written");
        prop_assert_eq!(mixed == a, text(&mixed) == text(&a));
    }

    #[test]
    fn what_a_caller_builds_is_read_back(
        name in ".{0,9}", mobile in ".{0,9}", label_ids in vec(any::<i64>(), 0..4),
        city in ".{0,9}", title in option::of(".{0,9}"), cleared in any::<bool>(),
    ) {
        let mut contact = nested::Contact::from(nested::ContactInit { name, mobile, label_ids });
        contact.title = title;
        contact.addresses = cleared.then(Vec::new).or(Some(vec![nested::Address::new(city)]));
        round_trip(&nested::Request::new(contact));
    }

    #[test]
    fn decoding_arbitrary_bytes_never_panics(bytes in vec(any::<u8>(), 0..200)) {
        outcome::<get::Request>(&bytes);
        outcome::<lists_of_lists::Request>(&bytes);
    }

    #[test]
    fn decoding_arbitrary_json_never_panics(value in any_json()) {
        let text = value.to_string();
        outcome::<get::Request>(text.as_bytes());
        outcome::<lists_of_lists::Request>(text.as_bytes());
        outcome::<tree::Request>(text.as_bytes());
        outcome::<in_results::Request>(text.as_bytes());
    }

    /// The envelope is as if it were read first and alone: with an error code, no payload changes
    /// the outcome, wherever it stands.
    #[test]
    fn decoding_is_as_if_the_envelope_were_read_first(
        code in prop_oneof![Just(json!(33012)), Just(json!("40014")), Just(json!(-1))],
        payload in any_json(), before in any::<bool>(),
    ) {
        let alone = outcome::<get::Request>(format!("{{\"errcode\":{code}}}").as_bytes());
        let text = if before {
            format!("{{\"result\":{payload},\"errcode\":{code}}}")
        } else {
            format!("{{\"errcode\":{code},\"result\":{payload}}}")
        };
        prop_assert_eq!(outcome::<get::Request>(text.as_bytes()), alone);
    }

    /// The one pass and the tree agree: whatever is answered twice, the last answer counts.
    #[test]
    fn the_last_of_two_payloads_decides(first in any_json(), last in any_json()) {
        let once = outcome::<get::Request>(format!("{{\"errcode\":0,\"result\":{last}}}").as_bytes());
        let twice = format!("{{\"errcode\":0,\"result\":{first},\"result\":{last}}}");
        prop_assert_eq!(outcome::<get::Request>(twice.as_bytes()), once);
    }
}
