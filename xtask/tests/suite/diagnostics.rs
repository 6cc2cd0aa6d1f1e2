//! Every problem that the loader and the linter report, as a maintainer sees it.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use xtask::api::resolve;
use xtask::checked::{Checked, check_files};
use xtask::lint::lint;
use xtask::spec::{ColorChoice, File, load, nearest, render};

use crate::support::workspace;

/// A case's files beside the common file of the valid ones.
fn files_of(case: &Path) -> Vec<File> {
    let common = fs::read(workspace().join("tests/cases/valid/common.yaml")).expect("it is there");
    let mut files = vec![File::new("spec", "common.yaml", common)];
    let mut paths = vec![case.to_owned()];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("it can be listed");
            paths.extend(entries.map(|entry| entry.expect("it can be listed").path()));
        } else {
            let relative =
                path.strip_prefix(case).expect("it is below").to_string_lossy().into_owned();
            let relative =
                if relative.is_empty() { "group/case.yaml".to_owned() } else { relative };
            files.push(File::new("spec", &relative, fs::read(&path).expect("it can be read")));
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn report(files: Vec<File>) -> String {
    let Checked { files, problems, .. } = check_files(files);
    assert!(!problems.is_empty(), "nothing was found");
    render(&problems, &files, ColorChoice::Never)
}

#[test]
fn every_malformed_spec_is_reported_with_its_place_and_what_would_be_right() {
    insta::glob!(
        "../../../tests/cases/invalid",
        "{codes,endpoint,examples,names,shape,types}/*.yaml",
        |path| {
            snapshot(&report(files_of(path)));
        }
    );
}

#[test]
fn problems_between_files_are_reported_at_both() {
    insta::glob!("../../../tests/cases/invalid", "together/*", |path| {
        snapshot(&report(files_of(path)));
    });
}

fn snapshot(report: &str) {
    insta::with_settings!({ snapshot_path => "snapshots/invalid", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("report", report);
    });
}

#[test]
fn a_missing_common_file_is_reported() {
    let file = File::new(
        "spec",
        "a/b.yaml",
        fs::read(workspace().join("spec/extcontact/get.yaml")).expect("it is there"),
    );
    insta::assert_snapshot!("missing_common_file", report(vec![file]));
}

#[test]
fn examples_of_the_common_file_are_checked_too() {
    let common = fs::read_to_string(workspace().join("spec/common.yaml")).expect("it is there");
    let common = common
        .replace("example: \"40014\"", "example: 40014")
        .replace("    example: 0\n", "    max: 9\n    example: 10\n")
        .replace("  type: String\n  example: bE74xxxx", "  type: Number\n  example: bE74xxxx");
    let file = File::new("spec", "common.yaml", common.into_bytes());
    insta::assert_snapshot!("common_examples", report(vec![file]));
}

#[test]
fn each_problem_names_its_code_file_line_and_column() {
    let Checked { files, problems, .. } =
        check_files(files_of(&workspace().join("tests/cases/invalid/types/unknown.yaml")));
    let [problem] = &problems[..] else { panic!("one problem is due") };
    assert_eq!(
        (problem.code, files[problem.file].path.as_str()),
        ("unknown-type", "spec/group/case.yaml")
    );
    let text = render(&problems, &files, ColorChoice::Never);
    assert!(text.contains("--> spec/group/case.yaml:24:15"), "{text}");
}

/// A file that was made to hurt is refused for what it is, and its problem names a place in it.
fn refused(content: String, code: &str) {
    let common = fs::read(workspace().join("spec/common.yaml")).expect("it is there");
    let length = content.len();
    let files = vec![
        File::new("spec", "a/b.yaml", content.into_bytes()),
        File::new("spec", "common.yaml", common),
    ];
    let Checked { files, problems, .. } = check_files(files);
    let [problem] = &problems[..] else { panic!("one problem is due, not {problems:?}") };
    assert_eq!(problem.code, code);
    assert!(problem.place.start <= length);
    // A report of a line of 100,000 brackets must not be one of 100,000 brackets.
    assert!(render(&problems, &files, ColorChoice::Never).len() < 4_000);
}

#[test]
fn a_hundred_thousand_open_brackets_are_refused() {
    let field = "body:\n  a:\n    type: Json\n    example: ";
    refused("[".repeat(100_000), "too-deep");
    refused(field.to_owned() + &"[".repeat(100_000), "too-deep");
    refused(field.to_owned() + &"{a: ".repeat(100_000), "too-deep");
    let steps = (5..2_000).map(|depth| format!("\n{}a:", " ".repeat(depth)));
    refused(field.to_owned() + &steps.collect::<String>(), "too-deep");
}

#[test]
fn an_alias_bomb_is_refused_at_its_first_anchor() {
    let mut bomb =
        String::from("body:\n  a:\n    type: Json\n    example:\n      a: &a [x, x, x, x, x]\n");
    let lines = ('b'..='z').zip('a'..='y');
    bomb.extend(lines.map(|(name, of)| format!("      {name}: &{name} [*{of}, *{of}, *{of}]\n")));
    refused(bomb, "anchor");
}

#[test]
fn a_spec_cut_anywhere_is_refused_or_still_a_spec_and_never_a_panic() {
    let whole = fs::read(workspace().join("spec/extcontact/get.yaml")).expect("it is there");
    let common = fs::read(workspace().join("spec/common.yaml")).expect("it is there");
    for end in (0..whole.len()).step_by(41) {
        let files = vec![
            File::new("spec", "common.yaml", common.clone()),
            File::new("spec", "extcontact/get.yaml", whole[..end].to_vec()),
        ];
        let Checked { files, specs, problems } = check_files(files);
        let text = render(&problems, &files, ColorChoice::Never);
        assert_eq!(text.is_empty(), problems.is_empty());
        if problems.is_empty() {
            assert_eq!(specs.endpoints.len(), 1);
        }
    }
}

#[test]
fn a_file_whose_name_would_break_or_turn_a_comment_is_refused() {
    let spec = fs::read(workspace().join("spec/extcontact/get.yaml")).expect("it is there");
    for mark in ['\n', '\u{202e}', '\u{2066}'] {
        let files = vec![
            File::new("spec", &format!("a/b{mark}c.yaml"), spec.clone()),
            File::new(
                "spec",
                "common.yaml",
                fs::read(workspace().join("spec/common.yaml")).expect("it is there"),
            ),
        ];
        let problems = check_files(files).problems;
        assert_eq!(problems.iter().map(|it| it.code).collect::<Vec<_>>(), ["bad-file-name"]);
    }
}

#[test]
fn a_word_of_any_length_is_compared_with_others_fast() {
    let start = Instant::now();
    let (word, other) = ("r".repeat(100_000), "s".repeat(100_000));
    assert_eq!(nearest(&word, [other.as_str(), "respons"]), None);
    assert_eq!(nearest("respons", [other.as_str(), "response"]), Some("response"));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

/// A page whose types are a chain, each with a member of the next one; shared with another page if
/// that is named.
fn chain(path: &str, length: usize, same_as: Option<&str>) -> String {
    let mut text = format!(
        "docs:\n  en: https://help.example/page\nsummary: Does something.\nmethod: POST\n\
         path: {path}\nresponse:\n  result:\n    type: T0\nreturns: result\ntypes:\n"
    );
    for number in 0..length {
        let next = if number + 1 < length { format!("T{}", number + 1) } else { "Json".to_owned() };
        writeln!(text, "  T{number}:").expect("a text takes all");
        if let Some(other) = same_as.filter(|_| number == 0) {
            writeln!(text, "    same_as: {other}").expect("a text takes all");
        }
        write!(text, "    fields:\n      a:\n        type: {next}\n").expect("a text takes all");
    }
    text
}

#[test]
fn a_long_chain_of_types_is_linted_fast_and_does_not_overflow() {
    let common = fs::read(workspace().join("spec/common.yaml")).expect("it is there");
    let files = vec![
        File::new("spec", "a/b.yaml", chain("/topapi/a/b", 10_000, None).into_bytes()),
        File::new("spec", "a/c.yaml", chain("/topapi/a/c", 10_000, Some("a/b")).into_bytes()),
        File::new("spec", "common.yaml", common),
    ];
    let loaded = load(&files);
    assert_eq!(loaded.problems, []);
    let start = Instant::now();
    assert_eq!(lint(&loaded.specs, &files), []);
    drop(resolve(&loaded.specs, &files));
    // Unoptimised it takes seconds; anything quadratic takes minutes.
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}
