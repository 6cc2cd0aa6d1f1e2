//! Findings as people and programs read them.

use xtask::diff::Rule;
use xtask::diff::report::rules;
use xtask::verb::diff::{Format, Options};

use super::repository::Repository;

/// Two folders with changes of every weight, and texts that mean something to a browser.
fn folders() -> Repository {
    let it = Repository::plain();
    it.write("old/common.yaml", &it.read("spec/common.yaml"));
    it.write("new/common.yaml", &it.read("spec/common.yaml"));
    let spec = it.read("spec/demo/get.yaml");
    it.write("old/demo/get.yaml", &spec);
    let spec = spec.replace("max_length: 64", "max_length: 32");
    let spec = spec.replace("doc: The user.", "doc: A <script>alert(1)</script> & \"`user`\".");
    let spec = spec.replace(
        "  name:\n",
        "  more:\n    type: Number\n    doc: More.\n  name:\n    secret: true\n",
    );
    it.write(
        "new/demo/get.yaml",
        &spec.replace("idempotent: true\n", "idempotent: true\npermissions: [demo]\n"),
    );
    it
}

pub(crate) fn report(format: Format) -> String {
    let (old, new) = (Some("old".to_owned()), Some("new".to_owned()));
    let options = Options { old, new, format, ..Options::default() };
    folders().diff(&options).expect("it can be compared").1
}

#[test]
fn each_form_shows_the_same_findings() {
    let forms = [
        ("terminal", Format::Terminal),
        ("markdown", Format::Markdown),
        ("json", Format::Json),
        ("html", Format::Html),
    ];
    for (name, format) in forms {
        insta::assert_snapshot!(format!("report_{name}"), report(format));
    }
}

#[test]
fn the_page_asks_for_nothing_and_shows_texts_as_they_are() {
    let page = report(Format::Html);
    for part in ["<script", "<link", "<img", "src=", "url(", "@import", "<iframe", "javascript:"] {
        assert!(!page.contains(part), "{part}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;`user`&quot;"));
    // Old and new stand beside each other, with what changed marked.
    assert!(page.contains("<td class=\"old\">    max_length: 64</td><td class=\"n\" id="));
    assert!(page.contains("<td class=\"new\">    max_length: 32</td></tr>"));
    // A place leads to its line.
    assert!(page.contains("<a href=\"#f0o9\">old/demo/get.yaml:9</a>"));
    assert!(page.contains("<td class=\"n\" id=\"f0o9\">9</td>"));
}

#[test]
fn a_report_can_be_written_to_a_file() {
    let it = folders();
    let output = it.path("out/report.html");
    let (old, new) = (Some("old".to_owned()), Some("new".to_owned()));
    let options =
        Options { old, new, format: Format::Html, output: Some(output), ..Options::default() };
    assert_eq!(it.diff(&options).expect("it can be compared").1, "");
    assert!(it.read("out/report.html").starts_with("<!DOCTYPE html>"));
}

#[test]
fn the_rules_can_be_listed() {
    let text = rules();
    assert!(Rule::ALL.iter().all(|it| text.contains(&format!("{it} ({})", it.severity()))));
    insta::assert_snapshot!("rules", text);
}
