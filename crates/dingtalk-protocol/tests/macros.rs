//! The tables of generated code, as another crate writes them.

use dingtalk_protocol::{
    Class, EndpointCode, Gateway, Member, Place, Record, Value, ValueRef, codes, record,
};

#[derive(Clone)]
struct Every {
    r#type: Option<String>,
    number: Option<i64>,
    decimal: Option<f64>,
    boolean: Option<bool>,
    json: Option<Value>,
    lists: Option<Vec<Vec<bool>>>,
    inner: Option<Inner>,
}

#[derive(Clone)]
struct Inner {
    required: i64,
}

struct Empty {}

record! {
    Every: Default;
    [0] "type" => r#type: string, query, secret;
    [1] "aNumber" => number: number, min(-1), max(2);
    [2] "decimal" => decimal: decimal;
    [3] "boolean" => boolean: boolean;
    [4] "json" => json: json, together_with(&["type", "boolean"]);
    [5] "lists" => lists: list(list(boolean)), max_items(2);
    [6] "inner" => inner: object(Inner);
}

record! {
    Inner;
    [0] "required" => required: number, required;
}

record! {
    Empty;
}

codes! {
    static CODES;
    code(-1, "busy", Transient, "Wait.");
    named("odd", "odd", "");
}

#[test]
fn every_kind_has_its_place_in_the_shape() {
    let kinds: Vec<_> = Every::SHAPE.fields.iter().map(|it| it.kind).collect();
    let expected = "[String, Number, Decimal, Boolean, Json, List(List(Boolean)), Object(Inner)]";
    assert_eq!(format!("{kinds:?}"), expected);
}

#[test]
fn a_row_says_what_else_is_known_of_a_member() {
    let [secret, number, _, _, json, lists, inner] = Every::SHAPE.fields else {
        panic!("there are other members")
    };
    assert!(secret.secret && secret.place == Place::Query && !secret.required);
    assert_eq!((number.limits.min, number.limits.max), (Some(-1), Some(2)));
    assert_eq!(json.together_with, ["type", "boolean"]);
    assert_eq!(lists.limits.max_items, Some(2));
    assert!(!inner.required && Inner::SHAPE.fields[0].required);
}

#[test]
fn every_member_is_read_and_written_where_it_belongs() {
    let json = r#"{"type":"a","aNumber":1,"decimal":0.5,"boolean":true,"json":[],"lists":[[]],"inner":{"required":2}}"#;
    let every: Every = serde_json::from_str(json).expect("it is one");
    assert_eq!(every.inner.as_ref().map(|it| it.required), Some(2));
    assert_eq!(serde_json::to_string(&every).expect("it can be written"), json);
    assert_eq!(every, every.clone());
    assert_ne!(every, Every::default());
}

#[test]
fn a_record_may_have_no_members() {
    let empty: Empty = serde_json::from_str(r#"{"other": 1}"#).expect("it is one");
    assert_eq!(serde_json::to_string(&empty).expect("it can be written"), "{}");
    assert!(matches!(Record::member(&empty, 0), ValueRef::Absent));
    assert!(matches!(Member::value_ref(&empty), ValueRef::Object(_)));
}

#[test]
fn codes_have_a_class_only_where_one_is_known() {
    let classes: Vec<Option<Class>> = CODES.iter().map(|it| it.class).collect();
    assert_eq!(classes, [Some(Class::Transient), None]);
    assert_eq!(
        CODES[0].code,
        *dingtalk_protocol::ApiCode::code(&EndpointCode::<Gateway>::code(-1))
    );
}
