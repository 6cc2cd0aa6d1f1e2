//! `cargo xtask` as a program: what it prints, and its exit codes.

use std::path::Path;
use std::process::{Command, Output};

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it is text")
}

#[test]
fn help_is_there_for_the_program_and_for_each_verb() {
    for arguments in [
        &["--help"][..],
        &["help"],
        &["help", "lint"],
        &["generate", "--help"],
        &["lint", "-h"],
        &["fmt", "--help"],
        &["explain", "--help"],
        &["diff", "--help"],
        &["release", "--help"],
        &["demo", "--help"],
        &["drift", "--help"],
        &["help", "drift"],
    ] {
        let output = xtask(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(text(&output.stdout).contains("Usage: cargo xtask"), "{arguments:?}");
    }
}

#[test]
fn misuse_is_told_with_a_hint_and_exit_code_2() {
    let cases = [
        (&["genrate"][..], "did you mean `generate`?"),
        (&["gen"], "did you mean `generate`?"),
        (&["help", "ex"], "did you mean `explain`?"),
        (
            &["frobnicate"],
            "there are generate, lint, import, fmt, explain, diff, drift, release, demo",
        ),
        (&[], "which verb?"),
        (&["generate", "--chekc"], "cargo xtask --help"),
        (&["generate", "extra"], "cargo xtask --help"),
        (&["explain"], "which endpoint?"),
        (&["explain", "extcontact/gte"], "did you mean `extcontact/get`?"),
        (&["explain", "extcontact/get", "mobil"], "did you mean `mobile`?"),
        (&["explain", "123456789"], "no spec has the error code `123456789`"),
        (&["explain", "--1"], "cargo xtask --help"),
        (&["lint", "nowhere"], "nowhere"),
        (&["diff", "--format", "xml"], "there are terminal, markdown, json, html"),
        (&["diff", "--fail-on", "sorrow"], "there is no severity `sorrow`"),
        (&["diff", "a", "b", "c"], "cargo xtask --help"),
        (&["release", "--date", "today"], "write it as YYYY-MM-DD"),
        (&["--root"], "cargo xtask --help"),
    ];
    for (arguments, hint) in cases {
        let output = xtask(arguments);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(
            message.starts_with("error: ") && message.contains(hint),
            "{arguments:?}: {message}"
        );
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
}

#[test]
fn findings_are_exit_code_1_and_none_are_0() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let root = root.to_string_lossy();
    let lint = |folder: &str| xtask(&["--root", &root, "lint", folder]);
    assert_eq!(lint("spec").status.code(), Some(0));
    let output = lint("tests/cases/invalid/together/same_path");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("error[duplicate-endpoint]"));
    assert_eq!(xtask(&["--root", &root, "generate", "--check"]).status.code(), Some(0));
    for wanted in [&["extcontact/get", "mobile"][..], &["60011"], &["-1"], &["gettoken", "-1"]] {
        let output = xtask(&[&["--root", &root, "explain"], wanted].concat());
        assert_eq!(output.status.code(), Some(0), "{wanted:?}");
    }
}
