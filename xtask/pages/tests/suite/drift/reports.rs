//! Reports as people read them.

use xtask_pages::verb::drift::{Format, Options};

use super::toy::{GET, LIGHT, Toy};

/// Pages of which one is gone, and one has much to tell.
fn report(format: Format, apply: bool) -> String {
    let toy = Toy::new();
    std::fs::remove_file(toy.path(LIGHT)).expect("it is there");
    toy.edit(GET, "最大长度64个字符", "长度1-32个字符");
    toy.edit(GET, "| hall | String | 否 | north | 灯所在的大厅。 |\n", "");
    toy.edit(GET, " \\\n-d 'hall=north'", "");
    toy.edit(GET, "| watts |", "| shade | Cloth | green | 灯罩。 |\n| watts |");
    toy.drift(&Options { format, apply, ..toy.options() }).1
}

#[test]
fn a_terminal_shows_what_is_wrong_first_then_what_changed() {
    insta::assert_snapshot!("terminal", report(Format::Terminal, false));
}

#[test]
fn markdown_is_the_body_of_a_pull_request() {
    insta::assert_snapshot!("markdown", report(Format::Markdown, true));
}

#[test]
fn a_report_that_cannot_be_written_to_its_file_is_printed() {
    let toy = Toy::new();
    toy.edit(GET, "| watts |", "| shade | String | green | 灯罩。 |\n| watts |");
    let folder = toy.path("spec");
    let options = Options { apply: true, output: Some(folder), ..toy.options() };
    let (outcome, text) = toy.attempt(&options, &|address| panic!("{address} is not fetched"));
    let failure = outcome.expect_err("a folder is no file").to_string();
    assert!(failure.starts_with("cannot write "), "{failure}");
    assert!(text.contains("types.LampInfo.fields.shade: new, String"), "{text}");
}

#[test]
fn json_has_everything() {
    insta::assert_snapshot!("json", report(Format::Json, false));
}

#[test]
fn a_report_in_a_file_leaves_the_summary_for_the_terminal() {
    let toy = Toy::new();
    let output = Some(toy.path("report.md"));
    let options = Options { output, format: Format::Markdown, ..toy.options() };
    let (_, text) = toy.drift(&options);
    assert_eq!(text, "2 pages: 2 unchanged; 0 findings\n");
    assert_eq!(
        toy.read("report.md"),
        "## What the documentation pages say now\n\n2 pages: 2 unchanged; 0 findings.\n"
    );
}
