//! What is written is read again as what it was.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::arbitrary;
use super::mangle::{MARK, mangle};
use super::shape::{self, Shape};
use super::{format, write};
use xtask::emit::schema;
use xtask::spec::{self, Endpoint, File};
use xtask::tree;

/// The specs of the workspace: the bindings' own and the test cases'.
fn specs() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let read = |folder| tree::read_specs(root, folder).unwrap();
    ["spec", "tests/cases/valid"].into_iter().flat_map(read).collect()
}

fn load(text: &str) -> Endpoint {
    spec::read(&file(text)).unwrap_or_else(|problem| {
        panic!("{}\n{text}", spec::render(&[*problem], &[file(text)], spec::ColorChoice::Never))
    })
}

fn is_endpoint(file: &File) -> bool {
    !matches!(file.name.as_str(), "common" | "global-errors")
}

#[test]
fn what_is_written_of_the_specs_is_in_the_canonical_style() {
    // A person may leave out what is the default, and put in comments: neither is written.
    for file in specs().iter().filter(|it| is_endpoint(it)) {
        let text = write(&load(file.text()));
        assert_eq!(formatted(&text), text, "{}", file.path);
    }
}

#[test]
fn a_spec_that_is_written_is_read_as_the_same() {
    for file in specs().iter().filter(|it| is_endpoint(it)) {
        let endpoint = load(file.text());
        assert_eq!(load(&write(&endpoint)), endpoint, "{}", file.path);
    }
}

#[test]
fn the_specs_are_in_the_canonical_style() {
    for file in specs().iter().filter(|it| it.path.starts_with("spec/")) {
        let text = format(file).unwrap();
        let difference =
            similar::TextDiff::from_lines(file.text(), &text).unified_diff().to_string();
        assert_eq!(difference, "", "{}", file.path);
    }
}

/// Endpoints are large: fewer of them do.
fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases / 8, failure_persistence: None, ..usual }
}

/// A file of an endpoint.
fn file(text: &str) -> File {
    File::new("spec", "written.yaml", text.as_bytes().to_vec())
}

fn formatted(text: &str) -> String {
    format(&file(text)).unwrap_or_else(|problem| {
        panic!("{}\n{text}", spec::render(&[*problem], &[file(text)], spec::ColorChoice::Never))
    })
}

#[test]
fn every_key_of_the_format_has_its_place() {
    let schema: Value = serde_json::from_str(&schema()).unwrap();
    let definition = |name: &str| &schema["$defs"][name]["properties"];
    let all = |shape: &Shape| shape.keys().iter().map(|it| it.name).collect::<BTreeSet<_>>();
    let of = |properties: &Value| {
        properties.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>()
    };
    let same = |shape: &Shape, properties: &Value| {
        let keys = of(properties);
        assert_eq!(all(shape), keys.iter().map(String::as_str).collect());
    };
    same(&shape::ENDPOINT, definition("Endpoint"));
    same(&shape::FIELD, definition("Field"));
    same(&shape::TYPE, definition("Type"));
    same(&shape::ERROR, definition("ErrorCode"));
    same(shape::ENDPOINT.below("docs"), definition("Docs"));
    same(shape::ENDPOINT.below("pagination"), definition("Pagination"));
    same(shape::ENDPOINT.below("examples").below(""), definition("Example"));
    same(shape::ENDPOINT.below("departs").below(""), definition("Departure"));
    same(shape::ERROR.below("message"), definition("Message"));
    same(&shape::COMMON, definition("Common"));
    same(shape::COMMON.below("credential"), definition("Credential"));
}

/// A small spec with more at its end.
fn small(more: &str) -> String {
    format!("docs: {{}}\nsummary: a\nmethod: GET\npath: /a\nreturns: nothing\n{more}")
}

#[test]
fn what_has_no_place_in_the_tree_is_refused_with_its_place() {
    for (text, place) in [
        (format!("---\n{}", small("")), "---"),
        (small("? name\n: b\n"), "? name"),
        (small("body:\n  ? a\n  : type: String\n"), "? a"),
    ] {
        let problem = format(&file(&text)).unwrap_err();
        assert_eq!(problem.code, "not-laid-out", "{text}");
        assert_eq!(&text[problem.place.clone()], place, "{text}");
    }
    let anchor = format(&file(&small("name: &a b\n"))).unwrap_err();
    assert_eq!(anchor.code, "anchor");
}

#[test]
fn the_first_of_some_lines_may_be_indented_more_than_the_others() {
    for lines in
        ["|2\n        a\n       b\n", "|2-\n       \n        a\n      b\n", ">1\n      a\n     b\n"]
    {
        let text = small(&format!("body:\n  a:\n    type: Json\n    example: {lines}"));
        assert_eq!(load(&formatted(&text)), load(&text), "{text}");
    }
}

#[test]
fn the_place_of_a_refusal_is_right_behind_other_line_ends() {
    let text = format!("\u{feff}{}", small("# é\n? name\n: b\n").replace('\n', "\r\n"));
    let problem = format(&file(&text)).unwrap_err();
    assert_eq!(&text[problem.place.clone()], "? name");
}

#[test]
fn line_ends_and_a_byte_order_mark_become_usual() {
    let text = "\u{feff}docs: {}\r\nsummary: a\r\nmethod: GET\r\npath: /a # b\r\nreturns: nothing";
    let wanted = "docs: {}\nsummary: a\nmethod: GET\npath: /a # b\n\nreturns: nothing\n";
    assert_eq!(formatted(text), wanted);
}

#[test]
fn comments_stay_with_what_they_are_about() {
    let text = "\
# Of the file.

# Of the path.
path: /a
summary:   'a'   # behind
method: GET
docs: {
  # Of the page.
  en: b}


body:
    x: {type: String, example: '1', # one
      doc: \"c: d\"}
    # Left out: y.

# Of what returns.

returns: nothing
types: {}
# The end.
";
    let wanted = "\
# Of the file.

docs:
  # Of the page.
  en: b
summary: a # behind
method: GET
# Of the path.
path: /a

body:
  x:
    type: String
    example: \"1\" # one
    doc: \"c: d\"
  # Left out: y.

# Of what returns.

returns: nothing

types: {}

# The end.
";
    assert_eq!(formatted(text), wanted);
}

#[test]
fn a_list_takes_a_line_for_each_item_only_where_one_does_not_hold_it() {
    let list = |length| format!("permissions: [{}, b]\n", "a".repeat(length));
    let long = formatted(&small(&list(82)));
    assert!(long.contains(&list(82)), "{long}");
    let longer = formatted(&small(&list(83)));
    assert!(longer.contains("permissions:\n  - aaa"), "{longer}");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_endpoint_that_is_written_is_read_as_the_same(endpoint in arbitrary::endpoint()) {
        let text = write(&endpoint);
        prop_assert_eq!(load(&text), endpoint, "{}", text);
    }

    #[test]
    fn any_layout_becomes_the_canonical_one(
        endpoint in arbitrary::endpoint(),
        choices in vec(any::<u8>(), 1..60),
    ) {
        let text = mangle(&endpoint, &choices, false);
        prop_assert_eq!(formatted(&text), write(&endpoint), "{}", text);
    }

    #[test]
    fn comments_stay_wherever_they_stand_and_formatting_again_changes_nothing(
        endpoint in arbitrary::endpoint(),
        choices in vec(any::<u8>(), 1..60),
    ) {
        let text = mangle(&endpoint, &choices, true);
        let once = formatted(&text);
        prop_assert_eq!(load(&once), endpoint);
        let count = text.matches(MARK).count();
        for number in 0..count {
            let comment = format!("# {MARK}{number} ");
            prop_assert_eq!(once.matches(&comment).count(), 1, "{}\n{}\n{}", comment, text, once);
        }
        prop_assert_eq!(formatted(&once), once, "{}", text);
    }
}
