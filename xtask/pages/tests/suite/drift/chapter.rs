//! From a change of a page to a release, by the commands that CONTRIBUTING.md tells, in its order.

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::Parser;
use xtask::outcome::Outcome;
use xtask::ui::Ui;
use xtask::verb::{diff, generate, lint, release};
use xtask_pages::verb::drift;

use super::toy::{GET, Toy};

/// What only this workspace has; a toy has no tests. What they would notice is told by `generate`.
const TESTS: [&str; 2] = [
    "INSTA_UPDATE=always cargo test -p xtask --test suite",
    "cargo test --workspace --no-default-features",
];

/// The commands of the chapter.
fn commands() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../CONTRIBUTING.md");
    let text = fs::read_to_string(path).expect("it is there");
    let (_, chapter) = text.split_once("\n## A documentation page changed\n").expect("it has it");
    let chapter = chapter.split("\n## ").next().expect("a text has a beginning");
    let blocks = chapter.split("```sh\n").skip(1).filter_map(|it| it.split("```").next());
    blocks.flat_map(str::lines).map(str::to_owned).collect()
}

/// The verbs of the chapter and of the workflow, as `cargo xtask` reads them.
#[derive(Parser)]
#[command(no_binary_name = true)]
pub(crate) enum Verb {
    Drift(drift::Options),
    Diff(diff::Options),
    Generate(generate::Options),
    Lint(lint::Options),
    Release(release::Options),
}

/// Returns whether a command found nothing, and what it printed.
fn run(toy: &Toy, command: &str) -> (bool, String) {
    let words = command.split('"').enumerate().flat_map(|(at, part)| {
        let quoted = at % 2 == 1;
        if quoted { vec![part] } else { part.split_whitespace().collect() }
    });
    let words: Vec<&str> = words.collect();
    match words.as_slice() {
        ["cargo", "xtask", arguments @ ..] => xtask(toy, arguments),
        ["git", arguments @ ..] => git(toy, arguments),
        _ if TESTS.contains(&command) => xtask(toy, &["generate", "--check"]),
        _ => panic!("the chapter has a command that this test does not know: {command}"),
    }
}

fn xtask(toy: &Toy, arguments: &[&str]) -> (bool, String) {
    let mut out = Vec::new();
    let ui = &mut Ui::plain(&mut out);
    let outcome = match Verb::try_parse_from(arguments).expect("it is a command") {
        // The pages of the toy are on no site.
        Verb::Drift(it) => {
            drift::run(&toy.root, &drift::Options { pages: Some(toy.path("pages")), ..it }, ui)
        }
        Verb::Diff(it) => diff::run(&toy.root, &it, ui),
        Verb::Generate(it) => generate::run(&toy.root, &it, ui),
        Verb::Lint(it) => lint::run(&toy.root, &it, ui),
        Verb::Release(it) => release::run(&toy.root, &it, ui),
    };
    let outcome = outcome.expect("it can be done");
    (outcome == Outcome::Fine, String::from_utf8(out).expect("it is text"))
}

fn git(toy: &Toy, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(&toy.root)
        .output()
        .expect("git can be started");
    let [out, err] = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    (output.status.success(), format!("{out}{err}"))
}

fn succeed(toy: &Toy, command: &str) -> String {
    let (is_fine, text) = run(toy, command);
    assert!(is_fine, "{command}: {text}");
    text
}

/// A workspace that was generated and released.
fn released() -> Toy {
    let toy = Toy::new();
    for command in [
        "cargo xtask generate",
        "git init --quiet --initial-branch main",
        "git add --all",
        "git commit --quiet --message \"A release\"",
        "git tag v0.1.0",
    ] {
        succeed(&toy, command);
    }
    toy
}

#[test]
fn a_page_that_changes_becomes_a_release_by_the_commands_of_the_chapter() {
    let toy = released();
    toy.edit(GET, "最大长度64个字符", "最大长度32个字符");
    toy.edit(GET, "| watts |", "| shade | String | green | 灯罩。 |\n| watts |");
    toy.edit(GET, "\"watts\":40", "\"watts\":40,\n    \"shade\":\"green\"");
    let mut told = Vec::new();
    for command in commands() {
        let (is_fine, text) = run(&toy, &command);
        let finds = ["cargo xtask drift", "cargo xtask drift --apply", "cargo xtask diff"];
        assert_eq!(is_fine, !finds.contains(&command.as_str()), "{command}: {text}");
        told.push((command, text));
    }
    let said = |wanted: &str| {
        let (_, text) = told.iter().find(|(command, _)| command == wanted).expect("it is there");
        text.as_str()
    };
    for command in ["cargo xtask drift", "cargo xtask diff"] {
        let text = said(command);
        assert!(text.contains("limit-tightened") && text.contains("answer-field-added"), "{text}");
    }
    assert!(said("cargo xtask drift --apply").contains("types.LampInfo.fields.shade: new, String"));
    assert!(said("cargo xtask generate").contains("crates/dingtalk-models/src/lamp/get.rs"));
    assert!(said("cargo xtask release").contains("this demands 0.2.0 or more"));
    assert_outcome(&toy);
}

fn assert_outcome(toy: &Toy) {
    let models = toy.read("crates/dingtalk-models/src/lamp/get.rs");
    assert!(models.contains("pub shade: Option<String>"), "{models}");
    assert!(toy.read("Cargo.toml").contains("version = \"0.2.0\""));
    let changelog = toy.read("CHANGELOG.md");
    let (new, old) =
        changelog.split_once("## 0.1.0 - 2026-01-01").expect("the first release stays");
    assert!(new.contains("## 0.2.0 - ") && old.contains("- The first."), "{changelog}");
    for part in ["lamp_id", "more strictly", "Keep to the new limit", "shade"] {
        assert!(new.contains(part), "{part}: {changelog}");
    }
    assert_eq!(succeed(toy, "git status --porcelain"), "", "all is committed");
    let after = succeed(toy, "cargo xtask drift");
    assert!(after.ends_with("2 pages: 2 unchanged; 0 findings\n"), "{after}");
}
