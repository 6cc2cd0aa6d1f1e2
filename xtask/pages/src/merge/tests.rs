//! What merging changes, and what it leaves.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use xtask::spec::Comments;
use xtask::tree;

/// The endpoints that the tests of printing are made of, too.
#[path = "../../../src/spec/print/arbitrary.rs"]
mod arbitrary;

fn file(text: &str) -> File {
    File::new("spec", "merged.yaml", text.as_bytes().to_vec())
}

fn load(text: &str) -> Endpoint {
    spec::read(&file(text)).unwrap_or_else(|problem| panic!("{}\n{text}", problem.message))
}

/// A spec with the facts of an English page.
fn merged(text: &str, page: &Endpoint) -> Merged {
    merge(&load(text), page, Site::En)
}

/// Its text, with the comments that were there.
fn printed(text: &str, merged: &Merged) -> String {
    print_over(&file(text), &merged.spec).unwrap()
}

fn lines<T: ToString>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

fn paths(left: &[Left]) -> Vec<String> {
    left.iter().map(|it| it.path.join(".")).collect()
}

const SPEC: &str = "\
docs:
  en: https://help.example/old
summary: Fetches a thing.   # our words
method: POST
path: /a
apps: [third_party, internal]
idempotent: true

body:

  # The first.
  user_id: {type: String, required: true, max_length: 64, doc: Whose.}
  gone:
    type: Number   # once
    min: 1
  known:
    type: Number
    max: 3

returns: nothing

errors:
  1:
    name: First
    message:
      en: old words
    class: invalid

departs:
  - at: body.known
    why: We know better.
    since: 2026-11-22
  - at: body.refused
    why: The service refuses it.
    since: 2026-11-22
";

const PAGE: &str = "\
docs:
  en: https://help.example/new
summary: Page.
method: POST
path: /b
apps: [internal, third_party]

body:
  first:
    type: String
    example: x
  user_id:
    type: Number
    min_length: 1
  second:
    type: Thing
    required: true
  refused:
    type: String
  known:
    type: String

response:
  result:
    type: Thing
returns: result

types:
  Thing:
    fields:
      id:
        type: String

errors:
  1:
    name: Other
    message:
      en: new words
  2:
    name: Second
    message:
      en: more
";

#[test]
fn facts_come_from_the_page_and_all_else_stays() {
    let wanted = "\
docs:
  en: https://help.example/new
# our words
summary: Fetches a thing.
method: POST
path: /b
apps: [third_party, internal]
idempotent: true

body:
  first:
    type: String
    example: x
  # The first.
  user_id:
    type: Number
    min_length: 1
    max_length: 64
    doc: Whose.
  second:
    type: Thing
    required: true
  gone:
    # once
    type: Number
    min: 1
  known:
    type: Number
    max: 3

response:
  result:
    type: Thing
returns: nothing

types:
  Thing:
    fields:
      id:
        type: String

errors:
  1:
    name: First
    message:
      en: new words
    class: invalid
  2:
    name: Second
    message:
      en: more

departs:
";
    let merged = merged(SPEC, &load(PAGE));
    let text = printed(SPEC, &merged);
    let (head, tail) = text.split_at(text.find("  - at:").unwrap());
    assert_eq!(difference("", wanted, head), "");
    assert!(SPEC.ends_with(tail));
    assert_eq!(
        lines(&merged.changes),
        [
            "docs.en: `https://help.example/old` is now `https://help.example/new`",
            "path: `/a` is now `/b`",
            "body.first: new, String",
            "body.user_id.type: `String` is now `Number`",
            "body.user_id.min_length: new, 1",
            "body.user_id.required: no longer true",
            "body.second: new, Thing",
            "response.result: new, Thing",
            "types.Thing: new",
            "errors.1.message.en: `old words` is now `new words`; see whether class and remedy still fit",
            "errors.2: new, Second",
        ]
    );
    assert_eq!(paths(&merged.left), ["body.user_id.max_length", "body.gone", "returns"]);
}

#[test]
fn an_answer_that_moved_is_what_is_returned() {
    let spec = "docs: {}\nsummary: a\nmethod: GET\npath: /a\n\nresponse:\n  result:\n    type: String\nreturns: result\n";
    let page = load(&spec.replace("result", "results"));
    let merged = merged(spec, &page);
    assert_eq!(merged.spec.returns.as_str(), "results");
    assert_eq!(merged.left.len(), 1, "{:?}", merged.left);
}

#[test]
fn as_if_the_page_alone_were_right_a_spec_has_nothing_that_the_page_does_not_have() {
    let page = load(PAGE);
    let (spec, changes) = merged(SPEC, &page).page_alone(page);
    assert!(spec.body.get("gone").is_none() && spec.body.get("known").is_some());
    assert!(spec.body.get("user_id").unwrap().max_length.is_none());
    assert_eq!(spec.returns.as_str(), "result");
    let changes = lines(&changes);
    for wanted in ["body.gone: no longer in the spec", "returns: `nothing` is now `result`"] {
        assert!(changes.iter().any(|it| it == wanted), "{changes:?}");
    }
}

#[test]
fn a_departure_holds_a_fact_back_and_is_needed_for_that() {
    let merged = merged(SPEC, &load(PAGE));
    assert_eq!(merged.spec.body.get("known").unwrap().page_type.as_str(), "Number");
    assert!(merged.spec.body.get("refused").is_none());
    assert_eq!(merged.departures, BTreeSet::from([0, 1]));
    let agreed = load(
        &PAGE.replace("  known:\n    type: String\n", "  known:\n    type: Number\n    max: 3\n"),
    );
    assert_eq!(merge(&load(SPEC), &agreed, Site::En).departures, BTreeSet::from([1]));
}

#[test]
fn a_code_whose_message_is_in_the_other_language_only_is_of_another_page() {
    let spec =
        SPEC.replace("errors:\n", "errors:\n  3:\n    name: Third\n    message:\n      zh: x\n");
    let page = load(PAGE);
    let merged = merged(&spec, &page);
    assert!(!paths(&merged.left).contains(&"errors.3".to_owned()));
    assert!(merged.page_alone(page).0.errors.get("3").is_some());
}

#[test]
fn a_parameter_that_the_spec_has_elsewhere_is_covered_there() {
    let at = "  - at: body.known\n";
    let spec = SPEC
        .replace("body:\n", "query:\n  second:\n    type: Thing\n    required: true\nbody:\n")
        .replace(at, &format!("  - at: query\n    why: So it is.\n    since: 2026-11-22\n{at}"));
    let merged = merged(&spec, &load(PAGE));
    assert!(merged.spec.body.get("second").is_none());
    assert!(paths(&merged.left).iter().all(|it| !it.starts_with("query")), "{:?}", merged.left);
}

#[test]
fn a_spec_merged_with_what_it_says_stays_as_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let files = ["spec", "tests/cases/valid"].map(|it| tree::read_specs(root, it).unwrap());
    for file in files.iter().flatten() {
        let Ok(endpoint) = spec::read::<Endpoint>(file) else { continue };
        for site in [Site::En, Site::Zh] {
            let merged = merge(&endpoint, &endpoint, site);
            assert_eq!((merged.changes, merged.left), (vec![], vec![]), "{}", file.path);
            assert_eq!(merged.spec, endpoint);
        }
    }
}

/// A page that shares keys with a spec.
fn related(spec: &Endpoint, page: Endpoint) -> Endpoint {
    fn keys<T>(spec: &Map<T>, page: &Map<T>) -> Map<T>
    where
        T: Clone,
    {
        let known: Vec<_> = spec.iter().map(|(key, _)| key.clone()).collect();
        let turn = |(at, (key, value)): (usize, (&At<String>, &T))| {
            let key = known.get(at + 1).or(known.first()).filter(|_| at % 3 < 2).unwrap_or(key);
            (key.clone(), value.clone())
        };
        page.iter().enumerate().map(turn).collect()
    }
    let types = keys(&spec.types, &page.types);
    let types = types.iter().map(|(name, new)| {
        let fields = spec.types.get(name).map_or(&new.fields, |it| &it.fields);
        (name.clone(), Type { fields: keys(fields, &new.fields), ..new.clone() })
    });
    Endpoint {
        query: keys(&spec.query, &page.query),
        body: keys(&spec.body, &page.body),
        response: keys(&spec.response, &page.response),
        types: types.collect(),
        errors: keys(&spec.errors, &page.errors),
        ..page
    }
}

/// A spec with a comment above each key at its top.
fn commented(spec: &Endpoint) -> String {
    let text = spec::print(spec, &Comments::default());
    let lines = text.split('\n').enumerate().map(|(number, line)| {
        let is_key = line.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_key { format!("# Note {number}.\n{line}") } else { line.to_owned() }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases / 8, failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_a_spec_says_itself_changes_nothing(endpoint in arbitrary::endpoint()) {
        let merged = merge(&endpoint, &endpoint, Site::En);
        prop_assert_eq!(merged.changes, vec![]);
        prop_assert_eq!(merged.spec, endpoint);
    }

    #[test]
    fn once_the_page_alone_is_right_it_changes_nothing_more(
        endpoint in arbitrary::endpoint(),
        page in arbitrary::endpoint(),
    ) {
        let spec = Endpoint { departs: Vec::new(), ..endpoint };
        let page = related(&spec, page);
        let (alone, _) = merge(&spec, &page, Site::En).page_alone(page.clone());
        let twice = merge(&alone, &page, Site::En);
        prop_assert_eq!(twice.changes, vec![]);
        // What cannot be without.
        for left in twice.left {
            let path: Vec<&str> = left.path.iter().map(String::as_str).collect();
            let stays = match *path {
                ["docs", _] | [.., "required"] | ["errors", _, "message", _] => true,
                ["types", name, "fields", _] => page.types.get(name).unwrap().fields.is_empty(),
                _ => false,
            };
            prop_assert!(stays, "{:?}", path);
        }
        let keys = |it: &Map<Field>| it.iter().map(|(key, _)| key.value.clone()).collect::<BTreeSet<_>>();
        prop_assert_eq!(keys(&alone.body), keys(&page.body));
        prop_assert_eq!(keys(&alone.response), keys(&page.response));
    }

    #[test]
    fn an_empty_spec_takes_all_facts(page in arbitrary::endpoint()) {
        let empty = Endpoint {
            query: Map::default(),
            body: Map::default(),
            response: Map::default(),
            types: Map::default(),
            errors: Map::default(),
            examples: Vec::new(),
            departs: Vec::new(),
            apps: Vec::new(),
            permissions: Vec::new(),
            ..page.clone()
        };
        let merged = merge(&empty, &page, Site::En).spec;
        prop_assert_eq!(merged, Endpoint { departs: Vec::new(), ..page });
    }

    #[test]
    fn comments_and_all_that_a_person_set_stay_and_merging_again_changes_nothing(
        endpoint in arbitrary::endpoint(),
        page in arbitrary::endpoint(),
    ) {
        let page = related(&endpoint, page);
        let text = commented(&endpoint);
        let once = merged(&text, &page);
        let written = printed(&text, &once);
        for comment in text.split('\n').filter(|it| it.starts_with("# Note ")) {
            prop_assert_eq!(written.matches(comment).count(), 1, "{}\n{}\n{}", comment, text, written);
        }
        let result = load(&written);
        prop_assert_eq!(&result, &once.spec);
        prop_assert_eq!(&result.summary, &endpoint.summary);
        prop_assert_eq!(&result.departs, &endpoint.departs);
        prop_assert_eq!(&result.pagination, &endpoint.pagination);
        for (key, old) in endpoint.body.iter() {
            let new = result.body.get(key).unwrap();
            prop_assert_eq!((&old.name, &old.secret, &old.format), (&new.name, &new.secret, &new.format));
            prop_assert!(old.doc.is_none() || old.doc == new.doc);
            prop_assert!(old.example.is_none() || old.example == new.example);
        }
        for (code, old) in endpoint.errors.iter() {
            let new = result.errors.get(code).unwrap();
            prop_assert_eq!((&old.name, &old.class, &old.remedy), (&new.name, &new.class, &new.remedy));
        }
        let twice = merge(&result, &page, Site::En);
        prop_assert_eq!(twice.changes, vec![], "{}", written);
        prop_assert_eq!(twice.left, once.left);
    }
}
