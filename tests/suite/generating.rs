//! `cargo xtask generate` on temporary copies: what it writes, what it leaves alone, what it says.

use std::fs;
use std::time::Duration;

use xtask::emit::Artefact;
use xtask::spec::Report;
use xtask::tree::{Change, Tree, read_specs};
use xtask::verb::Outcome;
use xtask::verb::generate::{self, Mode};
use xtask::verb::{explain, lint};

use crate::support::{Folder, workspace};

const MODULE: &str = "crates/dingtalk-models/src/extcontact/get.rs";

/// A copy of the specs, not generated yet.
fn copy() -> Folder {
    let folder = Folder::new();
    for file in ["common.yaml", "extcontact/get.yaml"] {
        let text = fs::read_to_string(workspace().join("spec").join(file)).expect("it is there");
        folder.write(&format!("spec/{file}"), &text);
    }
    folder
}

/// A copy of the specs with all that is generated from them.
fn generated() -> Folder {
    let folder = copy();
    assert_eq!(run(&folder, Mode::Write).0, Outcome::Fine);
    folder
}

fn run(folder: &Folder, mode: Mode) -> (Outcome, String) {
    let mut out = Vec::new();
    let elapsed = || Duration::from_millis(7);
    let outcome = generate::run(&folder.0, mode, Report::Plain, &elapsed, &mut out)
        .expect("files can be written");
    (outcome, String::from_utf8(out).expect("it is text"))
}

fn edit(folder: &Folder, file: &str, from: &str, to: &str) {
    let text = folder.read(file);
    assert!(text.contains(from), "{file} has no {from}");
    folder.write(file, &text.replacen(from, to, 1));
}

#[test]
fn everything_is_written_once_and_nothing_twice() {
    let folder = copy();
    let (outcome, text) = run(&folder, Mode::Write);
    assert_eq!(outcome, Outcome::Fine);
    insta::assert_snapshot!("generate_first", text);
    let before = folder.all();
    let (outcome, text) = run(&folder, Mode::Write);
    assert_eq!(
        (outcome, text.as_str()),
        (Outcome::Fine, "1 endpoint, 10 generated files: 0 written, 0 removed in 7ms\n")
    );
    assert_eq!(folder.all(), before);
    assert_eq!(run(&folder, Mode::Check).0, Outcome::Fine);
}

#[test]
fn the_committed_crates_are_what_the_specs_make() {
    let folder = Folder::new();
    for file in read_specs(&workspace(), "spec").expect("the specs can be read") {
        folder.write(&file.path, file.text());
    }
    assert_eq!(run(&folder, Mode::Write).0, Outcome::Fine);
    for (path, text) in folder
        .all()
        .iter()
        .filter(|(path, _)| path.starts_with("crates/") || path == "spec/schema.json")
    {
        let committed = fs::read_to_string(workspace().join(path)).unwrap_or_default();
        assert_eq!(text, &committed, "{path}: run `cargo xtask generate`");
    }
}

#[test]
fn a_changed_description_changes_exactly_the_files_that_show_it() {
    let folder = generated();
    edit(&folder, "spec/extcontact/get.yaml", "doc: Job title.", "doc: The title of the job.");
    let (outcome, text) = run(&folder, Mode::Check);
    assert_eq!(outcome, Outcome::Findings);
    insta::assert_snapshot!("check_changed", text);
    let (_, text) = run(&folder, Mode::Write);
    assert_eq!(
        text,
        format!("wrote {MODULE}\n1 endpoint, 10 generated files: 1 written, 0 removed in 7ms\n")
    );
    assert_eq!(run(&folder, Mode::Check).0, Outcome::Fine);
}

#[test]
fn check_reports_edited_missing_stale_and_extra_files_and_changes_nothing() {
    let folder = generated();
    edit(&folder, MODULE, "/// Job title.", "/// Edited.");
    fs::remove_file(folder.path("crates/dingtalk-client/src/extcontact.rs")).expect("it is there");
    folder.write("crates/dingtalk-models/src/mine.rs", "// by hand\n");
    let manifest = folder.read("spec/generated.txt");
    folder.write("crates/dingtalk-models/src/old.rs", "");
    folder.write(
        "spec/generated.txt",
        &(manifest + "cbf29ce484222325  crates/dingtalk-models/src/old.rs  spec/old.yaml\n"),
    );
    let before = folder.all();
    let (outcome, text) = run(&folder, Mode::Check);
    assert_eq!(outcome, Outcome::Findings);
    insta::assert_snapshot!("check_everything", text);
    assert_eq!(folder.all(), before);
}

#[test]
fn an_edited_file_is_left_alone_until_forced() {
    let folder = generated();
    edit(&folder, MODULE, "/// Job title.", "/// Edited.");
    for _ in 0..2 {
        let (outcome, text) = run(&folder, Mode::Write);
        assert_eq!(outcome, Outcome::Findings);
        assert!(
            text.contains(&format!("left {MODULE}: edited by hand")) && text.contains("--force"),
            "{text}"
        );
        assert!(folder.read(MODULE).contains("/// Edited."));
    }
    assert_eq!(run(&folder, Mode::Force).0, Outcome::Fine);
    assert!(!folder.read(MODULE).contains("/// Edited."));
}

#[test]
fn stale_files_are_removed_unless_they_were_edited() {
    let folder = generated();
    let spec = folder.read("spec/extcontact/get.yaml");
    folder
        .write("spec/other/one.yaml", &spec.replace("/topapi/extcontact/get", "/topapi/other/one"));
    folder
        .write("spec/other/two.yaml", &spec.replace("/topapi/extcontact/get", "/topapi/other/two"));
    assert_eq!(run(&folder, Mode::Write).0, Outcome::Fine);
    folder.write("crates/dingtalk-models/src/other/two.rs", "// edited\n");
    fs::remove_dir_all(folder.path("spec/other")).expect("it is there");

    let (outcome, text) = run(&folder, Mode::Write);
    assert_eq!(outcome, Outcome::Findings);
    for line in [
        "removed crates/dingtalk-client/src/other.rs",
        "removed crates/dingtalk-models/src/other/one.rs",
        "left crates/dingtalk-models/src/other/two.rs: edited by hand",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    assert!(!folder.path("crates/dingtalk-models/src/other/one.rs").exists());
    assert_eq!(folder.read("crates/dingtalk-models/src/other/two.rs"), "// edited\n");
    // It is remembered, and goes when it is meant to.
    assert_eq!(run(&folder, Mode::Force).0, Outcome::Fine);
    assert!(!folder.path("crates/dingtalk-models/src/other").exists());
    assert_eq!(run(&folder, Mode::Check).0, Outcome::Fine);
}

#[test]
fn a_file_of_somebody_else_is_never_removed() {
    let folder = generated();
    folder.write("crates/dingtalk-models/src/mine.rs", "// by hand\n");
    for mode in [Mode::Write, Mode::Force] {
        assert_eq!(run(&folder, mode).0, Outcome::Findings);
        assert_eq!(folder.read("crates/dingtalk-models/src/mine.rs"), "// by hand\n");
    }
}

#[test]
fn specs_with_problems_write_nothing() {
    let folder = generated();
    edit(&folder, "spec/extcontact/get.yaml", "type: Number[]", "type: Nubmer[]");
    edit(&folder, "spec/extcontact/get.yaml", "doc: Job title.", "doc: Another.");
    let before = folder.all();
    for mode in [Mode::Write, Mode::Force, Mode::Check] {
        let (outcome, text) = run(&folder, mode);
        assert_eq!(outcome, Outcome::Findings);
        assert!(
            text.contains("did you mean `Number[]`?")
                && text.contains("1 problem: nothing was written"),
            "{text}"
        );
        assert_eq!(folder.all(), before);
    }
}

/// Three files, the second of which cannot be written: a folder stands where its temporary file
/// would go.
#[test]
fn an_interrupted_write_leaves_each_file_old_or_new_and_the_next_run_goes_on() {
    let folder = Folder::new();
    let tree =
        Tree { root: folder.0.clone(), manifest: "manifest.txt".into(), owned: vec!["src".into()] };
    let artefacts = |text: &str| {
        ["src/a.rs", "src/b.rs", "src/c.rs"].map(|path| Artefact {
            path: path.into(),
            source: "spec".into(),
            text: format!("// {path} {text}\n"),
            fault: None,
        })
    };
    let write = |text: &str| {
        let artefacts = artefacts(text);
        tree.plan(&artefacts).and_then(|plan| tree.write(&plan, false).map(|done| done.len()))
    };
    write("old").expect("it is written");
    let obstacle = format!("src/.b.rs.{}.tmp/x", std::process::id());
    folder.write(&obstacle, "in the way");

    let error = write("new").expect_err("b cannot be written").to_string();
    assert!(error.contains("cannot write") && error.contains("b.rs"), "{error}");
    assert_eq!(folder.read("src/b.rs"), "// src/b.rs old\n");
    for file in ["src/a.rs", "src/c.rs"] {
        let text = folder.read(file);
        assert!([format!("// {file} old\n"), format!("// {file} new\n")].contains(&text), "{text}");
    }

    // Whatever the specs have become meanwhile, no file counts as edited.
    fs::remove_dir_all(folder.path(&obstacle).parent().expect("it has a folder"))
        .expect("it is there");
    let newer = artefacts("newer");
    let plan = tree.plan(&newer).expect("it can be read");
    assert!(
        plan.changes.iter().all(|change| matches!(change, Change::Outdated(_))),
        "{:?}",
        plan.changes
    );
    write("newer").expect("it is written");
    assert_eq!(folder.read("src/b.rs"), "// src/b.rs newer\n");
    assert!(tree.plan(&newer).expect("it can be read").is_empty());
}

#[test]
fn what_an_interrupted_run_left_behind_is_removed_and_nothing_else() {
    let folder = generated();
    let left = [
        "crates/dingtalk-models/src/.lib.rs.99.tmp",
        "crates/dingtalk-client/.Cargo.toml.7.tmp",
        "spec/.generated.txt.1.tmp",
    ];
    for path in left {
        folder.write(path, "half");
    }
    folder.write("spec/.mine.tmp", "by hand");
    assert_eq!(run(&folder, Mode::Check).0, Outcome::Findings);
    assert_eq!(run(&folder, Mode::Write).0, Outcome::Fine);
    assert!(left.iter().all(|path| !folder.path(path).exists()));
    assert_eq!(folder.read("spec/.mine.tmp"), "by hand");
}

#[test]
fn what_an_interrupted_run_left_of_a_spec_that_is_gone_is_removed() {
    let folder = generated();
    let spec = folder.read("spec/extcontact/get.yaml");
    folder
        .write("spec/other/one.yaml", &spec.replace("/topapi/extcontact/get", "/topapi/other/one"));
    assert_eq!(run(&folder, Mode::Write).0, Outcome::Fine);
    let left = "crates/dingtalk-models/src/other/.one.rs.99.tmp";
    folder.write(left, "half");
    fs::remove_dir_all(folder.path("spec/other")).expect("it is there");
    assert_eq!(run(&folder, Mode::Write).0, Outcome::Fine);
    assert!(!folder.path("crates/dingtalk-models/src/other").exists());
    assert_eq!(run(&folder, Mode::Check).0, Outcome::Fine);
}

#[test]
fn check_names_an_outdated_manifest_beside_what_else_differs() {
    let folder = generated();
    edit(&folder, MODULE, "/// Job title.", "/// Edited.");
    folder.write("crates/dingtalk-models/src/mine.rs", "// by hand\n");
    let manifest = folder.read("spec/generated.txt");
    folder.write("spec/generated.txt", &format!("{manifest}# mine\n"));
    let (outcome, text) = run(&folder, Mode::Check);
    assert_eq!(outcome, Outcome::Findings);
    for part in [
        "edited by hand: crates/dingtalk-models/src/extcontact/get.rs",
        "outdated: spec/generated.txt\n",
        "3 files differ",
        "run `cargo xtask generate` and",
        "run `cargo xtask generate --force`",
        "move what the generator did not write",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn an_edit_that_was_taken_back_is_no_edit_any_more() {
    let folder = generated();
    let before = folder.read(MODULE);
    edit(&folder, MODULE, "/// Job title.", "/// Edited.");
    edit(&folder, "spec/extcontact/get.yaml", "doc: Job title.", "doc: Another.");
    assert_eq!(run(&folder, Mode::Write).0, Outcome::Findings);
    folder.write(MODULE, &before);
    assert_eq!(run(&folder, Mode::Write).0, Outcome::Fine);
    assert!(folder.read(MODULE).contains("/// Another."));
}

#[test]
fn an_edited_manifest_is_reported_and_mended() {
    let folder = generated();
    let manifest = folder.read("spec/generated.txt");
    folder.write("spec/generated.txt", &format!("{manifest}# mine\n0  ../../outside.rs  spec\n"));
    assert_eq!(run(&folder, Mode::Check).0, Outcome::Findings);
    assert_eq!(run(&folder, Mode::Write).0, Outcome::Fine);
    assert_eq!(folder.read("spec/generated.txt"), manifest);
}

#[test]
fn files_of_editors_and_links_in_a_circle_are_passed_over() {
    let folder = generated();
    folder.write("spec/.#common.yaml", "not a spec");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path("spec"), folder.path("spec/loop"))
        .expect("a link can be made");
    assert_eq!(run(&folder, Mode::Check).0, Outcome::Fine);
}

#[test]
fn a_damaged_manifest_makes_nobody_s_work_disappear() {
    let folder = generated();
    folder.write("spec/generated.txt", "\u{0}\u{1} not a manifest\nx  y\n");
    edit(&folder, MODULE, "/// Job title.", "/// Edited.");
    assert_eq!(run(&folder, Mode::Write).0, Outcome::Findings);
    assert!(folder.read(MODULE).contains("/// Edited."));
}

fn explained(endpoint: &str, member: Option<&str>) -> Result<String, String> {
    let mut out = Vec::new();
    let outcome = explain::run(&workspace(), endpoint, member, Report::Plain, &mut out);
    outcome
        .map(|_| String::from_utf8(out).expect("it is text"))
        .map_err(|failure| failure.to_string())
}

#[test]
fn explain_leads_from_the_rust_item_to_the_page() {
    insta::assert_snapshot!(
        "explain_endpoint",
        explained("extcontact/get", None).expect("it is there")
    );
    insta::assert_snapshot!(
        "explain_member",
        explained("extcontact/get", Some("mobile")).expect("it is there")
    );
    insta::assert_snapshot!(
        "explain_list",
        explained("spec/extcontact/get.yaml", Some("OpenExtContact.label_ids"))
            .expect("it is there")
    );
    insta::assert_snapshot!(
        "explain_parameter",
        explained("extcontact/get", Some("user_id")).expect("it is there")
    );
    insta::assert_snapshot!(
        "explain_payload",
        explained("extcontact/get", Some("result")).expect("it is there")
    );
    insta::assert_snapshot!(
        "explain_code",
        explained("extcontact/get", Some("33012")).expect("it is there")
    );
    let others = ["OpenExtContact", "errcode", "access_token", "40014", "TOKEN_MISSING", "43007"];
    let others = others.map(|it| explained("extcontact/get", Some(it)).expect("it is there"));
    insta::assert_snapshot!("explain_others", others.join("\n"));
    let departures = [("extcontact/create", "40001"), ("extcontact/create", "follower_user_id")];
    let departures = departures.map(|(endpoint, it)| explained(endpoint, Some(it)));
    insta::assert_snapshot!(
        "explain_departures",
        departures.map(Result::unwrap_or_default).concat()
    );
    assert_eq!(
        explained("extcontact/gte", None),
        Err("there is no endpoint `extcontact/gte`; did you mean `extcontact/get`?".into())
    );
    let error = explained("extcontact/get", Some("mobil")).expect_err("it is not there");
    assert!(error.contains("did you mean `mobile`?"), "{error}");
}

#[test]
fn explain_tells_what_a_number_means_wherever_it_stands() {
    for (name, number) in [("everywhere", "90002"), ("gateway", "60011"), ("global", "60105")] {
        let text = explained(number, None).expect("it is there");
        insta::assert_snapshot!(format!("explain_number_{name}"), text);
    }
    assert_eq!(explained("extcontact/get", Some("60105")), explained("60105", None));
    let error = explained("123456789", None).expect_err("it is no code");
    assert!(error.contains("no spec has the error code `123456789`"), "{error}");
}

#[test]
fn specs_without_a_global_table_have_an_empty_one() {
    let folder = generated();
    let table = folder.read("crates/dingtalk-models/src/global.rs");
    assert!(table.contains("// Source: spec\n"), "{table}");
    assert!(table.contains("codes! {\n    pub static CODES;\n}\n"), "{table}");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read() {
    let folder = copy();
    let path = folder.0.join("spec/device.yaml");
    std::os::unix::fs::symlink("/dev/null", path).expect("it can be made");
    let error = read_specs(&folder.0, "spec").expect_err("it is no file").to_string();
    assert!(error.contains("device.yaml") && error.contains("it is no file"), "{error}");
}

#[test]
fn lint_counts_what_it_checked_and_what_is_still_to_be_described() {
    let mut out = Vec::new();
    let outcome = lint::run(&workspace(), "tests/cases/valid", Report::Plain, &mut out)
        .expect("it can be read");
    let text = String::from_utf8(out).expect("it is text");
    assert_eq!(
        (outcome, text.ends_with("0 problems, 1 member still to be described\n")),
        (Outcome::Fine, true),
        "{text}"
    );
}
