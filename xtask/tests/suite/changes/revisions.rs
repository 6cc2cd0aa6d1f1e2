//! What is compared, and what is said of it.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::git::Git;
use xtask::outcome::Outcome;
use xtask::verb::diff::{FailOn, Options};

use super::repository::{Repository, git};

const SPEC: &str = "spec/demo/get.yaml";

fn options(old: &str, new: &str) -> Options {
    let side = |it: &str| (!it.is_empty()).then(|| it.to_owned());
    Options { old: side(old), new: side(new), ..Options::default() }
}

#[test]
fn head_and_the_working_tree_are_compared_unless_others_are_named() {
    let it = Repository::committed();
    let head = it.git(&["rev-parse", "--short", "HEAD"]);
    let expected = format!(
        "spec/ at {head} (HEAD) -> spec/ in the working tree (unchanged since HEAD)\n\nno findings\n"
    );
    assert_eq!(it.diff(&Options::default()), Ok((Outcome::Fine, expected)));

    it.edit(SPEC, "max_length: 64", "max_length: 32");
    let (outcome, text) = it.diff(&Options::default()).expect("it can be compared");
    assert_eq!(outcome, Outcome::Findings);
    assert!(text.contains("in the working tree (1 file changed since HEAD)"), "{text}");
    assert!(text.contains("limit-tightened"), "{text}");
}

#[test]
fn any_two_revisions_can_be_compared_also_with_a_detached_head() {
    let it = Repository::committed();
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    it.commit();
    it.git(&["checkout", "--quiet", "--detach", "HEAD~1"]);
    let (_, forth) = it.diff(&options("HEAD", "main")).expect("it can be compared");
    assert!(forth.contains("limit-tightened") && forth.contains("(main)"), "{forth}");
    let (outcome, back) = it.diff(&options("main", "HEAD")).expect("it can be compared");
    assert!(back.contains("limit-loosened"), "{back}");
    assert_eq!(outcome, Outcome::Fine);
}

#[test]
fn a_file_that_git_does_not_know_yet_counts_as_changed() {
    let it = Repository::committed();
    let text = it.read(SPEC).replace("/demo/get", "/demo/other");
    it.write("spec/demo/other.yaml", &text);
    it.write("spec/demo/.hidden.yaml", "not a spec");
    it.git(&["add", "--force", "spec/demo/.hidden.yaml"]);
    it.git(&["commit", "--quiet", "--message", "An editor's file"]);
    let (_, text) = it.diff(&Options::default()).expect("it can be compared");
    assert!(text.contains("(1 file changed since HEAD)"), "{text}");
    assert!(text.contains("minor[endpoint-added]: demo/other"), "{text}");
}

#[test]
fn folders_need_no_repository() {
    let it = Repository::plain();
    for file in ["common.yaml", "demo/get.yaml"] {
        let text = it.read(&format!("spec/{file}")).replace("required: true", "required: false");
        it.write(&format!("later/{file}"), &text);
    }
    let (_, text) = it.diff(&options("spec", "later/")).expect("it can be compared");
    assert!(text.starts_with("spec/ -> later/\n"), "{text}");
    assert!(text.contains("field-now-optional"), "{text}");
    let (_, text) = it.diff(&options("later", "")).expect("it can be compared");
    assert!(text.starts_with("later/ -> spec/ in the working tree\n"), "{text}");
}

#[test]
fn what_cannot_be_compared_is_told_with_a_way_out() {
    let plain = Repository::plain();
    let error = plain.diff(&Options::default()).expect_err("it is no repository");
    assert!(error.contains("lies in no git repository; without it"), "{error}");

    let empty = Repository::plain();
    empty.git(&["init", "--quiet"]);
    let error = empty.diff(&Options::default()).expect_err("nothing is committed");
    assert!(error.contains("nothing has been committed yet"), "{error}");

    let it = Repository::committed();
    let error = it.diff(&options("nonsense", "")).expect_err("there is none");
    assert!(error.contains("no revision `nonsense`; name a commit"), "{error}");
    let error = it.diff(&options("--output=x", "")).expect_err("it is no option of git's");
    assert!(error.contains("no revision `--output=x`"), "{error}");
    it.git(&["rm", "-r", "--quiet", "--cached", "spec"]);
    it.git(&["commit", "--quiet", "--allow-empty", "--message", "No specs"]);
    let error = it.diff(&options("HEAD", "")).expect_err("it has no specs");
    assert!(error.contains(" (HEAD) has no specs in spec/: name"), "{error}");
    let nowhere = Git::at(&it.path("nowhere")).commit("HEAD").expect_err("it is not there");
    assert!(nowhere.to_string().starts_with("there is no folder "), "{nowhere}");

    let error = Git::with(&it.root, "no-such-git").commit("HEAD").expect_err("there is no git");
    assert!(error.to_string().contains("there is no `no-such-git`"), "{error}");
}

#[test]
fn a_shallow_clone_is_told_from_a_revision_that_never_was() {
    let it = Repository::committed();
    it.write("Cargo.toml", "[workspace.package]\nversion = \"0.1.0\"\n");
    it.commit();
    it.git(&["tag", "v0.1.0"]);
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    it.commit();
    let clone = Repository::plain();
    fs::remove_dir_all(&clone.root).expect("it is there");
    let from = format!("file://{}", it.root.display());
    let to = clone.root.to_string_lossy().into_owned();
    git(&it.root, &["clone", "--quiet", "--depth", "1", &from, &to]);
    let error = clone.diff(&options("v0.1.0", "")).expect_err("it is not there");
    assert!(error.contains("this clone is shallow") && error.contains("--unshallow"), "{error}");
    // A check that finds no tag there has checked nothing.
    let error = clone.check().expect_err("the tag is not there");
    assert!(error.contains("this clone is shallow") && error.contains("--unshallow"), "{error}");
}

#[test]
fn specs_with_problems_are_reported_and_nothing_is_compared() {
    let it = Repository::committed();
    it.edit(SPEC, "type: String", "type: Strnig");
    let (outcome, text) = it.diff(&Options::default()).expect("it can be read");
    assert_eq!(outcome, Outcome::Findings);
    assert!(
        text.contains("error[unknown-type]") && text.contains("nothing was compared"),
        "{text}"
    );
}

#[test]
fn old_specs_that_the_linter_would_refuse_today_can_be_compared() {
    let it = Repository::committed();
    it.edit(SPEC, "response:\n", "response:\n  errcode:\n    type: Number\n");
    it.write("Cargo.toml", "[workspace.package]\nversion = \"0.1.0\"\n");
    it.commit();
    it.git(&["tag", "v0.1.0"]);
    it.edit(SPEC, "response:\n  errcode:\n    type: Number\n", "response:\n");
    let (_, text) = it.diff(&Options::default()).expect("it can be compared");
    assert!(text.contains(" (HEAD) (1 problem by today's rules) -> "), "{text}");
    assert!(text.contains("answer-field-removed]: demo/get response.errcode"), "{text}");
    let (_, text) = it.check().expect("it works");
    assert!(text.contains("demands 0.2.0"), "{text}");
}

/// Whatever the linter refuses, what comes behind it gets along with.
#[test]
fn no_spec_that_can_be_read_is_too_odd_to_be_compared() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/invalid");
    let it = Repository::plain();
    let common = it.read("spec/common.yaml");
    let mut compared = 0;
    for case in below(&cases).into_iter().flat_map(|group| below(&group)) {
        let old = if case.is_dir() { case.clone() } else { it.path("old") };
        if let Ok(text) = fs::read(&case) {
            it.write("old/common.yaml", &common);
            fs::create_dir_all(it.path("old/demo")).expect("it can be made");
            fs::write(it.path("old/demo/get.yaml"), text).expect("it can be written");
        }
        let options = options(&old.display().to_string(), "spec");
        let (_, text) = it.diff(&options).expect("they can be read");
        compared += usize::from(text.contains(" by today's rules) -> "));
    }
    assert!(compared > 50, "{compared}");
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("it is there");
    entries.map(|it| it.expect("it can be read").path()).collect()
}

#[test]
fn what_fails_is_for_the_caller_to_say() {
    let it = Repository::committed();
    it.edit(SPEC, "max_length: 64", "max_length: 99");
    let outcome = |fail_on| {
        let options = Options { fail_on, ..Options::default() };
        it.diff(&options).expect("it can be compared").0
    };
    assert_eq!(outcome(FailOn::Major), Outcome::Fine);
    assert_eq!(outcome(FailOn::Minor), Outcome::Findings);
    assert_eq!(outcome(FailOn::Docs), Outcome::Findings);
    assert_eq!(outcome(FailOn::Never), Outcome::Fine);
}

#[test]
fn a_member_with_another_name_is_still_the_one_that_others_need() {
    let it = Repository::committed();
    let tag =
        "  tag:\n    type: String\n    together_with: [user_id]\n    doc: A tag.\n\nresponse:";
    it.edit(SPEC, "\nresponse:", tag);
    it.commit();
    it.write(SPEC, &it.read(SPEC).replace("user_id", "userid"));
    let (_, text) = it.diff(&Options::default()).expect("it can be compared");
    assert!(text.ends_with("1 finding: 1 major: source\n"), "{text}");
}
