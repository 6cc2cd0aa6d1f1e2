//! The version that changes demand, and what the changelog says.

use xtask::outcome::Outcome;
use xtask::verb::release::Options;

use super::repository::Repository;

const SPEC: &str = "spec/demo/get.yaml";

const MANIFEST: &str = "\
[workspace]
members = [\"crates/*\"]

[workspace.package]
version = \"0.1.0\"
rust-version = \"1.89\"

[workspace.dependencies]
dingtalk-client = { path = \"crates/dingtalk-client\", version = \"=0.1.0\" }
# Another one that happens to have the number.
similar = \"=0.1.0\"
";

const LOCK: &str = "\
version = 4

[[package]]
name = \"case-models\"
version = \"0.1.0\"

[[package]]
name = \"dingtalk-client\"
version = \"0.1.0\"
dependencies = [
 \"serde\",
]

[[package]]
name = \"dingtalk-sdk\"
version = \"0.1.0\"
source = \"registry\"
";

const CHANGELOG: &str = "\
# Changelog

Words at the top.

## Unreleased

### Added

- By hand:   spaced,
  over lines.

```text
## no heading
```

## 0.1.0 - 2026-01-01

- The first.
";

/// A release `v0.1.0`, and nothing since.
fn released() -> Repository {
    let it = Repository::committed();
    it.write("Cargo.toml", MANIFEST);
    it.write("Cargo.lock", LOCK);
    it.write("README.md", "Write this:\n\ndingtalk-client = \"0.1\"\n");
    it.write("CHANGELOG.md", CHANGELOG);
    it.commit();
    it.git(&["tag", "v0.1.0"]);
    it
}

fn write(day: &str) -> Options {
    Options { date: day.to_owned(), check: false }
}

#[test]
fn without_a_tag_the_version_stays() {
    let it = released();
    it.git(&["tag", "--delete", "v0.1.0"]);
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    let (outcome, text) = it.release(&write("2026-02-01")).expect("it works");
    assert_eq!(outcome, Outcome::Fine);
    assert_eq!(
        text,
        "there is no tag such as `v1.2.3` behind HEAD: nothing to compare with, 0.1.0 stays\n"
    );
    assert_eq!(it.read("Cargo.toml"), MANIFEST);
}

#[test]
fn without_a_change_nothing_is_written() {
    let it = released();
    let (_, text) = it.release(&write("2026-02-01")).expect("it works");
    assert!(text.ends_with("0.1.0 stays\n"), "{text}");
    assert_eq!(
        (it.read("Cargo.toml"), it.read("CHANGELOG.md")),
        (MANIFEST.into(), CHANGELOG.into())
    );
}

#[test]
fn a_breaking_change_is_told_with_its_migration_and_raises_the_second_number() {
    let it = released();
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    it.edit(SPEC, "doc: A name.", "doc: The name.");
    it.edit(SPEC, "  name:\n", "  nick:\n    type: String\n    doc: A nickname.\n  name:\n");
    let (_, text) = it.release(&write("2026-02-01")).expect("it works");
    assert!(text.contains("this demands 0.2.0 or more"), "{text}");
    insta::assert_snapshot!("changelog", it.read("CHANGELOG.md"));
    insta::assert_snapshot!("manifest", it.read("Cargo.toml"));
    insta::assert_snapshot!("lock", it.read("Cargo.lock"));
    assert_eq!(it.read("README.md"), "Write this:\n\ndingtalk-client = \"0.2\"\n");
}

#[test]
fn another_run_changes_nothing() {
    let it = released();
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    it.release(&write("2026-02-01")).expect("it works");
    let files = ["Cargo.toml", "Cargo.lock", "README.md", "CHANGELOG.md"];
    let before = files.map(|file| it.read(file));
    let (_, text) = it.release(&write("2026-02-01")).expect("it works");
    assert!(!text.contains("wrote"), "{text}");
    assert_eq!(files.map(|file| it.read(file)), before);
}

#[test]
fn a_later_run_renames_the_section_and_keeps_what_people_added_to_it() {
    let it = released();
    it.edit(SPEC, "max_length: 64", "max_length: 99");
    it.release(&write("2026-02-01")).expect("it works");
    assert!(it.read("CHANGELOG.md").contains("## 0.1.1 - 2026-02-01"));
    it.edit("CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- Later, by hand.\n");
    it.edit("CHANGELOG.md", "- By hand:", "- Corrected by hand:");
    it.edit(SPEC, "max_length: 99", "max_length: 9");
    it.release(&write("2026-02-02")).expect("it works");
    let text = it.read("CHANGELOG.md");
    assert!(text.contains("## 0.2.0 - 2026-02-02") && !text.contains("## 0.1.1"), "{text}");
    for part in ["- Later, by hand.", "- Corrected by hand:   spaced,\n  over lines."] {
        assert_eq!(text.matches(part).count(), 1, "{text}");
    }
    assert_eq!(text.matches("### Breaking").count(), 1, "{text}");
    assert!(!text.contains("takes more than before"), "{text}");
}

#[test]
fn check_fails_until_the_version_is_large_enough() {
    let it = released();
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    let (outcome, text) = it.check().expect("it works");
    assert_eq!(outcome, Outcome::Findings);
    assert!(text.contains("Cargo.toml says 0.1.0: run `cargo xtask release`"), "{text}");
    assert_eq!(it.read("Cargo.toml"), MANIFEST);
    it.release(&write("2026-02-01")).expect("it works");
    assert_eq!(it.check().expect("it works").0, Outcome::Fine);
}

#[test]
fn a_larger_version_that_a_person_chose_stays() {
    let it = released();
    it.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"0.3.0\"");
    it.edit("Cargo.toml", "version = \"=0.1.0\"", "version = \"=0.3.0\"");
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    it.release(&write("2026-02-01")).expect("it works");
    assert!(it.read("CHANGELOG.md").contains("## 0.3.0 - 2026-02-01"));
    assert!(it.read("Cargo.toml").contains("version = \"=0.3.0\""));
}

#[test]
fn above_1_0_the_first_number_is_raised() {
    let it = released();
    it.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"1.4.2\"");
    it.commit();
    it.git(&["tag", "v1.4.2"]);
    it.edit(SPEC, "max_length: 64", "max_length: 99");
    it.release(&write("2026-02-01")).expect("it works");
    assert!(it.read("Cargo.toml").contains("version = \"1.5.0\""));
    it.edit(SPEC, "max_length: 99", "max_length: 32");
    it.release(&write("2026-02-01")).expect("it works");
    assert!(it.read("Cargo.toml").contains("version = \"2.0.0\""));
}

#[test]
fn a_tag_that_is_no_release_is_passed_over() {
    let it = released();
    it.git(&["commit", "--quiet", "--allow-empty", "--message", "Later"]);
    for tag in ["v1-beta", "v0.2.0-rc.1", "v2go", "v0.2.0+build", "mock-v0.9.0", "v1.2.3.4"] {
        it.git(&["tag", tag]);
        let (_, text) = it.check().expect("there is a release");
        assert!(text.contains("since v0.1.0: "), "{tag}: {text}");
    }
}

#[test]
fn of_several_tags_the_largest_version_counts_and_not_the_nearest() {
    let it = released();
    let empty = |what| it.git(&["commit", "--quiet", "--allow-empty", "--message", what]);
    it.git(&["checkout", "--quiet", "-b", "older"]);
    for _ in 1..9 {
        empty("A correction");
    }
    it.git(&["tag", "v0.1.1"]);
    it.git(&["checkout", "--quiet", "main"]);
    empty("Later");
    for tag in ["v0.2.0", "v0.9.0", "v0.10.0"] {
        it.git(&["tag", tag]);
    }
    let (_, text) = it.check().expect("it works");
    assert!(text.contains("since v0.10.0: "), "{text}");
    it.git(&["merge", "--quiet", "--no-ff", "--message", "Take over", "older"]);
    let (outcome, text) = it.check().expect("it works");
    assert!(text.contains("since v0.10.0: ") && text.contains("demands 0.10.0"), "{text}");
    assert_eq!(outcome, Outcome::Findings);
}

#[test]
fn a_version_below_the_released_one_becomes_that() {
    let it = released();
    it.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"0.0.9\"");
    assert_eq!(it.check().expect("it works").0, Outcome::Findings);
    it.release(&write("2026-02-01")).expect("it works");
    assert!(it.read("Cargo.toml").contains("version = \"0.1.0\""));
    assert_eq!(it.read("CHANGELOG.md"), CHANGELOG);
    assert_eq!(it.check().expect("it works").0, Outcome::Fine);
}

#[test]
fn words_of_a_person_among_what_was_generated_are_told_and_not_dropped() {
    let it = released();
    it.edit(SPEC, "max_length: 64", "max_length: 99");
    it.release(&write("2026-02-01")).expect("it works");
    let generated = it.read("CHANGELOG.md");
    let ending = generated.lines().find(|it| it.contains("release: end")).expect("it is there");
    it.edit(SPEC, "max_length: 99", "max_length: 32");
    for (from, to) in [("### New\n", "### New\n\n- By hand.\n"), (ending, "")] {
        it.write("CHANGELOG.md", &generated.replace(from, to));
        let error = it.release(&write("2026-02-02")).expect_err("it was edited");
        assert!(error.contains("CHANGELOG.md was edited below") && error.contains("Unreleased"));
        assert!(it.read("Cargo.toml").contains("version = \"0.1.1\""));
        assert_eq!(it.read("CHANGELOG.md"), generated.replace(from, to));
    }
}

#[test]
fn a_changelog_keeps_its_heading_and_its_line_ends() {
    let it = released();
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    let heading = "## [Unreleased](https://help.example/compare)\r\n";
    it.write("CHANGELOG.md", &format!("{heading}\r\n- By hand.\r\n\r\n## 0.1.0\r\n"));
    it.release(&write("2026-02-01")).expect("it works");
    let text = it.read("CHANGELOG.md");
    assert!(text.starts_with(&format!("{heading}\r\n## 0.2.0 - 2026-02-01\r\n")), "{text}");
    assert!(text.ends_with(" -->\r\n\r\n- By hand.\r\n\r\n## 0.1.0\r\n"), "{text}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(text.matches("nreleased").count(), 1);
    let (_, told) = it.release(&write("2026-02-01")).expect("it works");
    assert!(!told.contains("wrote"), "{told}");
}

#[test]
fn all_that_names_the_version_follows_one_that_a_person_chose() {
    let it = released();
    let readme = "dingtalk-client = { version = \"0.1\", features = [] }\n";
    it.write("crates/dingtalk-client/README.md", readme);
    it.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"0.3.0\"");
    it.edit("Cargo.toml", "version = \"=0.1.0\"", "version = \"=0.3.0\"");
    it.release(&write("2026-02-01")).expect("it works");
    assert_eq!(it.read("README.md"), "Write this:\n\ndingtalk-client = \"0.3\"\n");
    assert_eq!(it.read("crates/dingtalk-client/README.md"), readme.replace("0.1", "0.3"));
    let lock = it.read("Cargo.lock");
    assert_eq!(lock, LOCK.replacen("client\"\nversion = \"0.1", "client\"\nversion = \"0.3", 1));
}

#[test]
fn where_a_file_cannot_be_read_nothing_is_written() {
    let it = released();
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    std::fs::write(it.path("README.md"), [0xff]).expect("it can be written");
    let error = it.release(&write("2026-02-01")).expect_err("it is no text");
    assert!(error.contains("README.md"), "{error}");
    let files = ["Cargo.toml", "Cargo.lock", "CHANGELOG.md"].map(|file| it.read(file));
    assert_eq!(files, [MANIFEST, LOCK, CHANGELOG].map(str::to_owned));
}

#[test]
fn what_looks_like_a_heading_in_code_or_a_comment_is_none() {
    let it = released();
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    for block in [
        "~~~\n## Unreleased\n~~~\n",
        "- Like this:\n\n  ```\n## Unreleased\n  ```\n",
        "<!-- A template:\n## Unreleased\n-->\n",
    ] {
        it.write("CHANGELOG.md", &format!("# Changelog\n\n{block}\n## Unreleased\n\n{block}"));
        it.release(&write("2026-02-01")).expect("it works");
        let text = it.read("CHANGELOG.md");
        assert!(text.starts_with(&format!("# Changelog\n\n{block}\n## Unreleased\n\n## 0.2.0")));
        assert!(text.ends_with(&format!(" -->\n\n{block}")), "{text}");
    }
}

#[test]
fn a_section_that_a_person_began_for_the_version_becomes_part_of_it() {
    let it = released();
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    for heading in ["## 0.2.0", "## [0.2.0] - 2026-01-31", "## [0.2.0](https://x.example)"] {
        let others = "## 0.2.0-rc.1\n\n- Tried.\n\n## 0.1.0\n\n- The first.\n";
        let text = format!("# Changelog\n\n## Unreleased\n\n{heading}\n\n- Mine.\n\n{others}");
        it.write("CHANGELOG.md", &text);
        for _ in 0..2 {
            it.release(&write("2026-02-01")).expect("it works");
            let text = it.read("CHANGELOG.md");
            assert_eq!(text.matches("\n## 0.2.0 - 2026-02-01\n").count(), 1, "{text}");
            assert_eq!(text.matches("\n## ").count(), 4, "{text}");
            assert!(text.ends_with(&format!(" -->\n\n- Mine.\n\n{others}")), "{text}");
        }
    }
}

#[test]
fn crates_that_depend_on_each_other_follow_however_that_is_spaced() {
    let it = released();
    let dependency =
        "dingtalk-client = { path = \"crates/dingtalk-client\", version = \"=0.1.0\" }";
    let narrow = dependency.replace(" = ", "=").replace("{ ", "{").replace(" }", "}");
    it.edit("Cargo.toml", dependency, &narrow);
    it.edit(SPEC, "max_length: 64", "max_length: 32");
    it.release(&write("2026-02-01")).expect("it works");
    assert!(it.read("Cargo.toml").contains(&narrow.replace("0.1.0", "0.2.0")));
}
