//! Any spec, written as a page and imported again, is the same spec.

use proptest::prelude::*;
use serde_json::{Map as JsonMap, Value, json};
use xtask::spec::{
    App, At, Docs, Encoding, Endpoint, ErrorCode, Example, Field, Map, Message, Method, Provenance,
    Type,
};
use xtask_pages::Site;

use super::facts::facts;
use super::written::page;
use crate::support::{import_bytes, specs};

/// What the page of a spec gives, beside what it should.
fn assert_round(spec: &Endpoint, site: Site) {
    let text = page(spec, site);
    let imported = import_bytes(text.as_bytes(), "lamp");
    assert_eq!(facts(&imported.spec, site), facts(spec, site), "{text}");
    assert!(imported.findings.is_empty(), "{:?}\n{text}", imported.findings);
}

#[test]
fn the_own_specs_survive_as_pages() {
    for endpoint in &specs().endpoints {
        for site in [Site::En, Site::Zh] {
            let docs = &endpoint.spec.docs;
            let has = if site == Site::En { docs.en.is_some() } else { docs.zh.is_some() };
            // Its page has one table for query and body.
            if has && endpoint.name != "get_corp_token" {
                let text = page(&endpoint.spec, site);
                let imported = import_bytes(text.as_bytes(), "lamp");
                let (own, theirs) = (facts(&endpoint.spec, site), facts(&imported.spec, site));
                assert_eq!(theirs, own, "{}\n{text}", endpoint.name);
            }
        }
    }
}

/// A member and all below it.
#[derive(Clone, Debug)]
struct Node {
    field: Leaf,
    is_list: bool,
    members: Vec<(String, Node)>,
}

#[derive(Clone, Copy, Debug)]
struct Leaf {
    word: &'static str,
    required: bool,
    low: Option<u8>,
    high: Option<u8>,
    absent: bool,
}

fn leaf() -> impl Strategy<Value = Node> {
    let word = prop::sample::select(vec!["String", "Number", "Boolean", "Date"]);
    let limits = (prop::option::of(1..9_u8), prop::option::of(20..99_u8));
    (word, any::<bool>(), limits, any::<bool>(), prop::bool::weighted(0.2)).prop_map(
        |(word, required, (low, high), absent, is_list)| {
            let field = Leaf { word, required, low, high, absent };
            Node { field, is_list, members: Vec::new() }
        },
    )
}

fn members(
    node: impl Strategy<Value = Node>,
    most: usize,
) -> impl Strategy<Value = Vec<(String, Node)>> {
    let name = "[a-z]{3,6}(_[a-z]{2,4})?";
    prop::collection::vec((name, node), 1..=most).prop_map(|mut members| {
        let mut seen = std::collections::HashSet::new();
        // The pages' own names for the credential and the envelope have their own meaning.
        members.retain(|(name, _)| seen.insert(name.clone()));
        members
    })
}

fn node() -> impl Strategy<Value = Node> {
    leaf().prop_recursive(3, 24, 4, |inner| {
        (members(inner, 4), any::<bool>(), any::<bool>()).prop_map(
            |(members, is_list, required)| {
                let field = Leaf { word: "", required, low: None, high: None, absent: false };
                Node { field, is_list, members }
            },
        )
    })
}

/// Builds the spec of some members.
#[derive(Default)]
struct Build {
    types: Vec<(At<String>, Type)>,
}

impl Build {
    fn fields(&mut self, members: &[(String, Node)], is_request: bool) -> Map<Field> {
        let all: Vec<_> = members
            .iter()
            .map(|(name, node)| (name.clone().into(), self.field(node, is_request)))
            .collect();
        all.into_iter().collect()
    }

    fn field(&mut self, node: &Node, is_request: bool) -> Field {
        let leaf = node.field;
        let mut field = Field {
            required: (is_request && leaf.required).then(|| true.into()),
            absent_for: (!is_request && leaf.absent).then(|| App::ThirdParty.into()),
            ..Field::default()
        };
        let word = if node.members.is_empty() {
            if is_request {
                limit(&mut field, leaf, node.is_list);
            }
            leaf.word.to_owned()
        } else {
            let name = format!("Lamp{}", self.types.len());
            self.types.push((name.clone().into(), Type::default()));
            let at = self.types.len() - 1;
            let fields = self.fields(&node.members, is_request);
            self.types[at].1.fields = fields;
            name
        };
        field.page_type = (word + if node.is_list { "[]" } else { "" }).into();
        field
    }
}

fn limit(field: &mut Field, leaf: Leaf, is_list: bool) {
    let (low, high) = (leaf.low.map(u64::from), leaf.high.map(u64::from));
    match (leaf.word, is_list) {
        (_, true) => field.max_items = high.map(At::from),
        ("String", false) => {
            field.min_length = low.map(At::from);
            field.max_length = high.map(At::from);
        }
        ("Number", false) => {
            field.min = leaf.low.map(|it| i64::from(it).into());
            field.max = leaf.high.map(|it| i64::from(it).into());
        }
        _ => {}
    }
}

/// An example that shows every member.
fn example(members: &[(String, Node)]) -> JsonMap<String, Value> {
    let value = |node: &Node| {
        let one = match node.field.word {
            "" => Value::Object(example(&node.members)),
            "Number" => json!(10),
            "Boolean" => json!(true),
            "Date" => json!("2026-11-25 08:00:00"),
            _ => json!("lantern-12"),
        };
        if node.is_list { json!([one]) } else { one }
    };
    members.iter().map(|(name, node)| (name.clone(), value(node))).collect()
}

/// The spec that a page with these members should give.
fn spec(body: &[(String, Node)], response: &[(String, Node)], is_post: bool) -> Endpoint {
    let mut build = Build::default();
    let parameters = build.fields(body, true);
    let answers = build.fields(response, false);
    let is_scalar = body.iter().all(|(_, it)| it.members.is_empty() && !it.is_list);
    let encoding = if is_scalar { Encoding::Form } else { Encoding::Json };
    let returns = match response {
        [(only, _)] => only.clone(),
        _ => "response".to_owned(),
    };
    let mut answer = example(response);
    answer.insert("errcode".to_owned(), json!(0));
    let (query, body_fields) =
        if is_post { (Map::default(), parameters) } else { (parameters, Map::default()) };
    let error = |name: &str, message: &str| ErrorCode {
        name: name.to_owned().into(),
        message: Message {
            en: Some(message.to_owned().into()),
            zh: Some(message.to_owned().into()),
        }
        .into(),
        class: None,
        remedy: None,
    };
    Endpoint {
        docs: Docs {
            en: Some("https://lamps.example/en".to_owned().into()),
            zh: Some("https://lamps.example/zh".to_owned().into()),
        }
        .into(),
        summary: "Lights a lamp.".to_owned().into(),
        name: None,
        method: if is_post { Method::Post } else { Method::Get }.into(),
        path: "/topapi/lamp/light_up".to_owned().into(),
        encoding: is_post.then(|| encoding.into()),
        credential: None,
        apps: vec![App::Internal.into(), App::ThirdParty.into()],
        permissions: vec!["lamp_write".to_owned().into()],
        idempotent: Some(false.into()),
        query,
        body: body_fields,
        response: answers,
        returns: returns.into(),
        types: build.types.into_iter().collect(),
        errors: [
            ("33012".to_owned().into(), error("InvalidLamp", "Invalid lamp")),
            ("-1".to_owned().into(), error("SystemBusy", "系统繁忙")),
        ]
        .into_iter()
        .collect(),
        pagination: None,
        examples: vec![
            Example {
                from: Provenance::Docs.into(),
                request: Some(Value::Object(example(body)).to_string().into()),
                response: Some((Value::Object(answer).to_string() + "\n").into()),
                repaired: Vec::new(),
            }
            .into(),
        ],
        departs: Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_spec_survives_as_a_page(
        body in members(node(), 4),
        response in members(node(), 4),
        is_post in any::<bool>(),
        is_zh in any::<bool>(),
    ) {
        let site = if is_zh { Site::Zh } else { Site::En };
        // A query holds no objects.
        let is_flat = body.iter().all(|(_, it)| it.members.is_empty() && !it.is_list);
        assert_round(&spec(&body, &response, is_post || !is_flat), site);
    }
}
