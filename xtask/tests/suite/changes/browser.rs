//! The HTML report as a browser shows it: opened in headless Chromium, where that is installed.
//!
//! A script that only this test adds to the page asks what the reader sees, and puts the answer in place
//! of the page.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xtask::verb::diff::Format;

use super::reports::report;
use super::repository::Repository;

const PROGRAMS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A browser that starts slowly is no failure; one that hangs is.
const PATIENCE: Duration = Duration::from_secs(120);

const PROBE: &str = r#"<script>
const all = (selector, within) => [...(within ?? document).querySelectorAll(selector)];
const box = it => it.getBoundingClientRect();
const color = it => getComputedStyle(it).backgroundColor;
const findings = list => all("li", list).map(li => ({
  rule: li.querySelector("strong").nextSibling.textContent.trim(),
  shown: box(li).height > 0,
  edge: getComputedStyle(li).borderLeftColor,
  sides: all("dt", li).map(it => it.textContent),
  leads: all("a", li).every(a => box(document.querySelector(a.getAttribute("href"))).height > 0),
}));
const changed = tr => [tr.cells[1], tr.cells[3]].some(it => it?.className);
const row = tr => ({
  old: tr.cells[1].innerText.trim(),
  new: tr.cells[3].innerText.trim(),
  beside: box(tr.cells[1]).top === box(tr.cells[3]).top && box(tr.cells[1]).right <= box(tr.cells[3]).left,
  marked: [tr.cells[1], tr.cells[3]].map(it => color(it) !== "rgba(0, 0, 0, 0)"),
});
const seen = {
  title: document.title,
  groups: all("h2").map(it => [it.innerText, findings(it.nextElementSibling)]).filter(it => it[1].length),
  rows: all("tr").filter(changed).map(row),
  text: document.body.innerText,
  scripts: document.scripts.length,
  overflows: document.documentElement.scrollWidth > innerWidth,
  fetched: performance.getEntriesByType("resource").length,
};
document.documentElement.textContent =
  JSON.stringify(seen).replace(/[<>&]/g, it => "\\u00" + it.charCodeAt(0).toString(16));
</script>
"#;

/// A browser that is stopped at the end of a test, whatever came of it.
struct Browser(Child);

impl Browser {
    /// Whether it ends by itself in time.
    fn ends(&mut self) -> bool {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.0.try_wait().expect("it is a child") {
                return status.success();
            }
            sleep(Duration::from_millis(50));
        }
        false
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // One that has ended cannot be stopped, and need not be.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts the first browser that is installed, with its profile and its output below a folder.
fn start(folder: &Path, page: &Path) -> Option<Browser> {
    let start = |program: &&str| {
        let output = File::create(folder.join("dom.html")).expect("it can be made");
        Command::new(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--window-size=1280,2000", "--dump-dom"])
            .arg(format!("--user-data-dir={}", folder.join("profile").display()))
            .arg(format!("file://{}", page.display()))
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(Stdio::null())
            .spawn()
            .ok()
    };
    PROGRAMS.iter().filter(|it| is_installed(it)).find_map(start).map(Browser)
}

/// A program of such a name may only tell where to get the browser.
fn is_installed(program: &str) -> bool {
    let version = Command::new(program).arg("--version").stderr(Stdio::null()).output();
    version.is_ok_and(|it| it.status.success())
}

/// What a reader of a page sees; nothing without a browser.
fn seen(page: &str) -> Option<Value> {
    let it = Repository::plain();
    let probed = page.replace("</html>", &format!("{PROBE}</html>"));
    it.write("report.html", &probed);
    let Some(mut browser) = start(&it.root, &it.path("report.html")) else {
        // The harness shows what a test prints only if it fails.
        writeln!(io::stderr(), "skipped a test in the browser: none of {PROGRAMS:?} is installed")
            .expect("it can be written");
        return None;
    };
    assert!(browser.ends(), "the browser does not end by itself, or with a failure");
    let dom = it.read("dom.html");
    let json = dom.trim().trim_start_matches("<!DOCTYPE html>");
    let json =
        json.trim().strip_prefix("<html lang=\"en\">").and_then(|it| it.strip_suffix("</html>"));
    let json = json.unwrap_or_else(|| panic!("the probe did not run: {dom}"));
    Some(serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}")))
}

/// The rules of the findings below each heading.
fn grouped(seen: &Value) -> Value {
    let groups = seen["groups"].as_array().expect("a list");
    let rules = |group: &Value| {
        let findings = group[1].as_array().expect("a list");
        json!([group[0], findings.iter().map(|it| it["rule"].clone()).collect::<Vec<_>>()])
    };
    groups.iter().map(rules).collect()
}

#[test]
fn a_browser_shows_findings_by_weight_and_specs_side_by_side() {
    let Some(seen) = seen(&report(Format::Html)) else { return };
    insta::assert_snapshot!("browser", format!("{:#}", grouped(&seen)));
    let findings = seen["groups"].as_array().expect("a list").iter();
    let mut edges = Vec::new();
    for group in findings {
        for it in group[1].as_array().expect("a list") {
            assert_eq!((&it["shown"], &it["leads"]), (&json!(true), &json!(true)), "{it}");
            edges.push(it["edge"].to_string());
        }
    }
    edges.dedup();
    assert_eq!(edges.len(), seen["groups"].as_array().map_or(0, Vec::len), "{edges:?}");

    let rows = seen["rows"].as_array().expect("a list");
    let limit = rows.iter().find(|it| it["old"] == "max_length: 64").expect("it changed");
    assert_eq!(limit["new"], "max_length: 32");
    assert_eq!(limit["marked"], json!([true, true]));
    let added = rows.iter().find(|it| it["new"] == "doc: More.").expect("it is new");
    assert_eq!((&added["old"], &added["marked"]), (&json!(""), &json!([false, true])));
    assert!(rows.iter().all(|it| it["beside"] == true), "{rows:#?}");
}

#[test]
fn a_browser_shows_texts_as_they_are_and_runs_none() {
    let Some(seen) = seen(&report(Format::Html)) else { return };
    assert_eq!(seen["title"], "What changed");
    let text = seen["text"].as_str().expect("a text");
    assert!(text.contains("A <script>alert(1)</script> & \"`user`\"."), "{text}");
    assert_eq!((&seen["scripts"], &seen["fetched"]), (&json!(1), &json!(0)));
    assert_eq!(seen["overflows"], false);
}
