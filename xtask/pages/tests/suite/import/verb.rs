//! `cargo xtask import` on folders of its own.

use std::fs;

use xtask::outcome::Outcome;
use xtask::spec::{File, format};
use xtask::ui::Ui;
use xtask_pages::verb::import::{Options, run};

use crate::folder::Folder;
use crate::support::workspace;

/// A workspace with nothing but `common.yaml`.
fn folder() -> Folder {
    let folder = Folder::new();
    let common = workspace().join("spec/common.yaml");
    folder.write("spec/common.yaml", &fs::read_to_string(common).expect("it is there"));
    folder
}

fn import(folder: &Folder, options: &Options) -> (Outcome, String) {
    let mut out = Vec::new();
    let outcome = run(&folder.root, options, &mut Ui::plain(&mut out)).expect("it can be run");
    (outcome, String::from_utf8(out).expect("it is text"))
}

fn fixture(name: &str) -> String {
    workspace().join("tests/pages").join(name).display().to_string()
}

fn options(page: &str) -> Options {
    Options { pages: vec![page.to_owned()], ..Options::default() }
}

const SHELF: &str = "spec/shelf/count_all.yaml";

#[test]
fn a_new_spec_has_its_doubts_at_its_head() {
    let folder = folder();
    let (outcome, text) = import(&folder, &options(&fixture("shelf.zh.md")));
    assert_eq!(outcome, Outcome::Fine, "{text}");
    assert!(text.contains("shelf.zh.md:90: spelling response.result.last_count"), "{text}");
    let spec = folder.read(SHELF);
    assert!(spec.starts_with("# In doubt, by the lines of the page:\n# - line 24: unknown-word"));
    // Again, nothing is to be done.
    let (_, text) = import(&folder, &options(&fixture("shelf.zh.md")));
    assert!(text.contains("count_all.yaml: unchanged\n"), "{text}");
    assert_eq!(folder.read(SHELF), spec);
}

#[test]
fn a_dry_run_and_a_strict_one_write_nothing() {
    let folder = folder();
    let page = options(&fixture("shelf.zh.md"));
    let (outcome, text) = import(&folder, &Options { dry_run: true, ..page.clone() });
    assert_eq!((outcome, folder.path(SHELF).exists()), (Outcome::Fine, false), "{text}");
    assert!(!text.contains("path: /topapi/shelf/count_all"), "{text}");
    let (_, text) = import(&folder, &Options { dry_run: true, print: true, ..page.clone() });
    assert!(text.contains("+path: /topapi/shelf/count_all"), "{text}");
    let (outcome, text) = import(&folder, &Options { strict: true, ..page });
    assert_eq!((outcome, folder.path(SHELF).exists()), (Outcome::Findings, false), "{text}");
}

#[test]
fn what_a_person_wrote_survives_a_merge() {
    let folder = folder();
    import(&folder, &options(&fixture("shelf.zh.md")));
    let spec = folder.read(SHELF);
    let edited = spec
        .replace("summary: Calls `/topapi/shelf/count_all`.", "summary: Counts. # at last")
        .replace("        max_length: 20\n", "        max_length: 40\n")
        .replace("    name: Code70001\n", "    name: ShelfFell\n    class: conflict\n");
    folder.write(SHELF, &edited);
    let (_, text) = import(&folder, &options(&fixture("shelf.zh.md")));
    assert!(text.contains("types.CountRq.fields.keeper.max_length: 40 is now 20"), "{text}");
    let merged = folder.read(SHELF);
    assert!(merged.contains("# at last\nsummary: Counts.\n"), "{merged}");
    assert!(merged.contains("    name: ShelfFell\n") && merged.contains("    class: conflict\n"));
    let wanted = edited.replace("max_length: 40", "max_length: 20");
    let wanted = File::new("spec", "wanted.yaml", wanted.into_bytes());
    assert_eq!(merged, format(&wanted).expect("a spec"));
}

#[test]
fn prose_goes_into_the_spec_only_when_it_is_asked_for() {
    let folder = folder();
    let page = options(&fixture("shelf.zh.md"));
    import(&folder, &page);
    assert!(!folder.read(SHELF).contains("doc:"));
    fs::remove_file(folder.path(SHELF)).expect("it can be removed");
    import(&folder, &Options { prose: true, ..page });
    let spec = folder.read(SHELF);
    assert!(spec.contains("summary: 调用本接口，盘点一排书架。\n"), "{spec}");
    assert!(spec.contains("doc: 书架的编号。\n"), "{spec}");
}

#[test]
fn one_bad_page_hides_no_other() {
    let folder = folder();
    folder.write("pages/a.md", "# A guide\n\nWithout an endpoint.\n");
    folder.write("pages/b.md", "");
    fs::copy(fixture("booth.en.md"), folder.path("pages/c.md")).expect("it can be copied");
    folder.write("pages/notes.rs", "no page at all");
    let (outcome, text) = import(&folder, &options(&folder.path("pages").display().to_string()));
    assert_eq!(outcome, Outcome::Findings);
    assert!(text.contains("a.md: this is no page of an endpoint"), "{text}");
    assert!(text.contains("2 pages without a spec"), "{text}");
    assert!(folder.path("spec/booth/book.yaml").exists(), "{text}");
}

#[test]
fn two_pages_of_one_endpoint_are_merged_and_their_spec_is_counted_once() {
    let folder = folder();
    folder.write("pages/a.md", &fs::read_to_string(fixture("booth.en.md")).expect("it is there"));
    folder.write("pages/b.md", &fs::read_to_string(fixture("booth.en.md")).expect("it is there"));
    let pages = folder.path("pages").display().to_string();
    let (outcome, text) = import(&folder, &Options { dry_run: true, ..options(&pages) });
    assert_eq!(outcome, Outcome::Fine, "{text}");
    assert!(text.contains("a.md -> spec/booth/book.yaml: new\n"), "{text}");
    assert!(text.contains("  the same endpoint as "), "{text}");
    assert!(text.contains("2 pages: 1 spec would be written, 1 new and 0 changed"), "{text}");
    let (_, written) = import(&folder, &options(&pages));
    assert_eq!(text.replace("would be written", "written"), written);
}

#[test]
fn a_page_does_not_replace_the_spec_of_another_endpoint() {
    let folder = folder();
    let page = fs::read_to_string(fixture("booth.en.md")).expect("it is there");
    folder.write("pages/a.md", &page);
    folder.write("pages/b.md", &page.replace("| Method | GET |", "| Method | PUT |"));
    let pages = folder.path("pages").display().to_string();
    let (outcome, text) = import(&folder, &options(&pages));
    assert_eq!(outcome, Outcome::Findings, "{text}");
    assert!(text.contains("spec/booth/book.yaml is the spec of `GET "), "{text}");
    assert!(folder.read("spec/booth/book.yaml").contains("method: GET"));
}

#[test]
fn a_page_has_one_line_and_its_doubts_below() {
    let folder = folder();
    let (_, text) = import(&folder, &options(&fixture("shelf.zh.md")));
    let lines: Vec<&str> = text.lines().collect();
    let (last, inner) = lines[1..].split_last().expect("there is a summary");
    assert!(lines[0].ends_with("shelf.zh.md -> spec/shelf/count_all.yaml: new"), "{text}");
    assert!(inner.iter().all(|it| it.starts_with("  ")), "{text}");
    assert!(last.starts_with("1 page: 1 spec written, 1 new and 0 changed, "), "{text}");
}

#[test]
fn a_spec_that_cannot_be_read_is_not_written_over() {
    let folder = folder();
    folder.write(SHELF, "summary: [half\n");
    let (outcome, text) = import(&folder, &options(&fixture("shelf.zh.md")));
    assert_eq!(outcome, Outcome::Findings, "{text}");
    assert!(text.contains("spec/shelf/count_all.yaml"), "{text}");
    assert_eq!(folder.read(SHELF), "summary: [half\n");
}

#[test]
fn a_report_counts_and_tells_everything() {
    let folder = folder();
    let report = Some(workspace().join("tests/pages"));
    let options = Options { report, ..Options::default() };
    let (_, text) = import(&folder, &options);
    assert!(text.starts_with("pages "), "{text}");
    assert!(text.contains("finding only-in-table"), "{text}");
    let (_, text) = import(&folder, &Options { json: true, ..options });
    let all: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let booth = all["pages"]
        .as_array()
        .expect("there are pages")
        .iter()
        .find(|it| it["spec"] == "booth/book");
    assert_eq!(booth.expect("it is there")["findings"][0]["code"], "page-address");
    assert!(!folder.path(SHELF).exists());
}
