//! What is written is read again as what it was.

use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;

use super::arbitrary;
use super::mangle::{MARK, mangle};
use super::{Comments, comments, format, print};
use crate::spec::{self, Endpoint, Field, File, Map};
use crate::tree;

/// The specs of the workspace: the bindings' own and the test cases'.
fn specs() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let read = |folder| tree::read_specs(root, folder).unwrap();
    ["spec", "tests/cases/valid"].into_iter().flat_map(read).collect()
}

/// A new file.
fn written(endpoint: &Endpoint) -> String {
    print(endpoint, &Comments::default())
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
        let text = written(&load(file.text()));
        assert_eq!(formatted(&text), text, "{}", file.path);
    }
}

#[test]
fn a_spec_that_is_written_is_read_as_the_same() {
    for file in specs().iter().filter(|it| is_endpoint(it)) {
        let endpoint = load(file.text());
        assert_eq!(load(&written(&endpoint)), endpoint, "{}", file.path);
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

/// A small spec with more at its end.
fn small(more: &str) -> String {
    format!("docs: {{}}\nsummary: a\nmethod: GET\npath: /a\nreturns: nothing\n{more}")
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
fn line_ends_and_a_byte_order_mark_become_usual() {
    let text = "\u{feff}docs: {}\r\nsummary: a\r\nmethod: GET\r\npath: /a # b\r\nreturns: nothing";
    let wanted = "docs: {}\nsummary: a\nmethod: GET\n# b\npath: /a\n\nreturns: nothing\n";
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
    # Of what returns.

returns: nothing
types: {}
examples:
  # Of the first example.
  - from: docs
    # Of its request.
    request: |
      # no comment
# The end.
";
    let wanted = "\
# Of the file.

docs:
  # Of the page.
  en: b
# behind
summary: a
method: GET
# Of the path.
path: /a

body:
  x:
    type: String
    # one
    example: \"1\"
    doc: \"c: d\"

# Of what returns.
returns: nothing

examples:
  # Of the first example.
  - from: docs
    # Of its request.
    request: |
      # no comment

# The end.
";
    assert_eq!(formatted(text), wanted);
}

#[test]
fn a_number_whose_digits_would_be_lost_is_reported_at_its_place() {
    let spec = |number| {
        small(&format!("query:\n  a:\n    type: Decimal\n    example: {number}\n    doc: A.\n"))
    };
    for number in
        ["12345678901234567890123", "-0.1234567890123456789", "1234567890.1234567890123e9"]
    {
        let text = spec(number);
        let problem = format(&file(&text)).unwrap_err();
        assert_eq!((problem.code, &text[problem.place.clone()]), ("long-number", number));
    }
    for number in ["18446744073709551615", "1.5e300", "0.1", "10000000000000000000000"] {
        assert!(format(&file(&spec(number))).is_ok(), "{number}");
    }
    assert!(format(&file(&spec("\"12345678901234567890123\""))).is_ok());
}

#[test]
fn a_comment_whose_key_is_gone_moves_to_the_key_around_it() {
    let text = small("query:\n  # Of a.\n  a:\n    # Of its type.\n    type: String\n");
    let mut endpoint = load(&text);
    let comments = comments(&file(&text)).unwrap();
    endpoint.query = [("b".to_owned().into(), Field::default())].into_iter().collect();
    let text = print(&endpoint, &comments);
    assert!(text.contains("# Of a.\n# Of its type.\nquery:\n  b:\n"), "{text}");
    endpoint.query = Map::default();
    let text = print(&endpoint, &comments);
    assert!(text.starts_with("# Of a.\n# Of its type.\n\ndocs:"), "{text}");
}

#[test]
fn a_list_takes_a_line_for_each_item_only_where_one_does_not_hold_it() {
    let list = |length| format!("permissions: [{}, b]\n", "a".repeat(length));
    let long = formatted(&small(&list(82)));
    assert!(long.contains(&list(82)), "{long}");
    let longer = formatted(&small(&list(83)));
    assert!(longer.contains("permissions:\n  - aaa"), "{longer}");
}

#[test]
fn a_list_without_items_stays_one_behind_a_key_of_any_length() {
    let key = "a".repeat(101);
    let text = small(&format!("body:\n  a:\n    type: Json\n    example:\n      {key}: []\n"));
    assert_eq!(load(&formatted(&text)), load(&text));
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_endpoint_that_is_written_is_read_as_the_same(endpoint in arbitrary::endpoint()) {
        let text = written(&endpoint);
        prop_assert_eq!(load(&text), endpoint, "{}", text);
    }

    #[test]
    fn any_layout_becomes_the_canonical_one(
        endpoint in arbitrary::endpoint(),
        choices in vec(any::<u8>(), 1..60),
    ) {
        let text = mangle(&endpoint, &choices, false);
        prop_assert_eq!(formatted(&text), written(&endpoint), "{}", text);
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
