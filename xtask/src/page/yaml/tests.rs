//! What is written is read again as what it was.

use std::path::Path;

use proptest::prelude::*;

use super::arbitrary;
use super::write;
use crate::spec::{self, Endpoint, File};
use crate::tree;

/// The specs of the workspace: the bindings' own and the test cases'.
fn specs() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let read = |folder| tree::read_specs(root, folder).unwrap();
    ["spec", "tests/cases/valid"].into_iter().flat_map(read).collect()
}

fn load(text: &str) -> Endpoint {
    let file = File::new("spec", "written.yaml", text.as_bytes().to_vec());
    spec::read(&file).unwrap_or_else(|problem| {
        panic!("{}\n{text}", spec::render(&[*problem], &[file], spec::Report::Plain))
    })
}

fn is_endpoint(file: &File) -> bool {
    !matches!(file.name.as_str(), "common" | "global-errors")
}

#[test]
fn the_specs_are_what_is_written_of_them() {
    let own = |file: &&File| is_endpoint(file) && file.path.starts_with("spec/");
    for file in specs().iter().filter(own) {
        assert_eq!(write(&load(file.text())), file.text(), "{}", file.path);
    }
}

#[test]
fn a_spec_that_is_written_is_read_as_the_same() {
    for file in specs().iter().filter(|it| is_endpoint(it)) {
        let endpoint = load(file.text());
        assert_eq!(load(&write(&endpoint)), endpoint, "{}", file.path);
    }
}

proptest! {
    #[test]
    fn any_endpoint_that_is_written_is_read_as_the_same(endpoint in arbitrary::endpoint()) {
        let text = write(&endpoint);
        prop_assert_eq!(load(&text), endpoint, "{}", text);
    }
}
