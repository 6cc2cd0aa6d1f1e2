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
        &["explain", "--help"],
        &["diff", "--help"],
        &["release", "--help"],
        &["demo", "--help"],
    ] {
        let output = xtask(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(text(&output.stdout).contains("Usage: cargo xtask"), "{arguments:?}");
    }
}

#[test]
fn misuse_is_told_with_a_hint_and_exit_code_2() {
    let cases = [
        (&["genrate"][..], "a similar subcommand exists: 'generate'"),
        (&["gen"], "a similar subcommand exists: 'generate'"),
        (&["help", "ex"], "a similar subcommand exists: 'explain'"),
        (&["frobnicate"], "try '--help'"),
        (&[], "[subcommands: generate, lint, import, fmt, explain, diff, drift, release, demo"),
        (&["generate", "--chekc"], "a similar argument exists: '--check'"),
        (&["generate", "extra"], "try '--help'"),
        (&["explain"], "Usage: cargo xtask explain <ENDPOINT> [MEMBER]"),
        (&["explain", "extcontact/gte"], "did you mean `extcontact/get`?"),
        (&["explain", "extcontact/get", "mobil"], "did you mean `mobile`?"),
        (&["explain", "123456789"], "no spec has the error code `123456789`"),
        (&["explain", "--1"], "unexpected argument '--1'"),
        (&["lint", "nowhere"], "nowhere"),
        (&["diff", "--format", "xml"], "[possible values: terminal, markdown, json, html]"),
        (&["diff", "--fail-on", "sorrow"], "invalid value 'sorrow' for '--fail-on <SEVERITY>'"),
        (&["diff", "a", "b", "c"], "unexpected argument 'c'"),
        (&["release", "--date", "today"], "write it as YYYY-MM-DD"),
        (&["--root"], "'--root <DIR>'"),
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
