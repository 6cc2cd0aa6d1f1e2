//! `cargo xtask import`, `fmt` and `drift` as a program: their help, and what is misuse.

use std::process::{Command, Output};

fn program(arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_xtask-pages"));
    program.args(arguments).output().expect("the program starts")
}

#[test]
fn help_is_there_for_each_verb() {
    for verb in ["import", "fmt", "drift"] {
        let output = program(&[verb, "--help"]);
        assert_eq!(output.status.code(), Some(0), "{verb}");
        let help = String::from_utf8_lossy(&output.stdout);
        assert!(help.contains(&format!("Usage: cargo xtask {verb}")), "{help}");
    }
}

#[test]
fn misuse_is_told_with_a_hint_and_exit_code_2() {
    let cases = [
        (&["import"][..], "Usage: cargo xtask import"),
        (&["import", "--strct", "page.md"], "a similar argument exists: '--strict'"),
        (&["import", "--json", "page.md"], "'--json' cannot be used with"),
        (&["import", "--report", "pages", "--dry-run"], "cannot be used with"),
        (&["fmt", "nowhere"], "nowhere"),
        (&["drift", "--format", "html"], "[possible values: terminal, markdown, json]"),
        (&["drift", "--date", "today"], "write it as YYYY-MM-DD"),
        (&["drift", "--pages", "nowhere"], "there is no folder nowhere"),
    ];
    for (arguments, hint) in cases {
        let output = program(arguments);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(
            message.starts_with("error: ") && message.contains(hint),
            "{arguments:?}: {message}"
        );
    }
}
