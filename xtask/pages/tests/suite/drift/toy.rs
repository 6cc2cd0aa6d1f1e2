//! A workspace of its own for a test: two specs, their pages, and what they departed from.

use std::fs;
use std::ops::Deref;
use std::path::Path;

use xtask::checked::check;
use xtask::outcome::{Failure, Outcome};
use xtask::ui::Ui;
use xtask_pages::fetch::crawl::{CrawlLimits, SystemClock, Web};
use xtask_pages::verb::drift::{Format, Options, run_on};
use xtask_pages::{FetchError, Fetched};

use crate::folder::Folder;

/// The folder of the workspace.
pub(crate) struct Toy(Folder);

impl Deref for Toy {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

pub(crate) const GET: &str = "pages/get-a-lamp.md";
pub(crate) const LIGHT: &str = "pages/light-lamps.md";
pub(crate) const GET_SPEC: &str = "spec/lamp/get.yaml";
pub(crate) const LIGHT_SPEC: &str = "spec/lamp/light.yaml";

impl Toy {
    /// The workspace, whose pages are recorded.
    pub(crate) fn new() -> Self {
        let it = Self(Folder::new());
        let toy = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/drift/toy");
        copy(Path::new(toy), &it.root);
        let (outcome, text) = it.drift(&Options { apply: true, ..it.options() });
        assert_eq!(outcome, Outcome::Fine, "{text}");
        it
    }

    /// What the tests ask for: the pages of the folder.
    pub(crate) fn options(&self) -> Options {
        Options {
            pages: Some(self.path("pages")),
            date: "2026-02-01".to_owned(),
            ..Options::default()
        }
    }

    /// What `cargo xtask drift` prints; the folder of the test is `TOY`.
    pub(crate) fn drift(&self, options: &Options) -> (Outcome, String) {
        self.drift_by(options, &|address| panic!("{address} is not to be fetched"))
    }

    /// The same, with pages that are fetched.
    pub(crate) fn drift_by(
        &self,
        options: &Options,
        fetch: &(dyn Fn(&str) -> Result<Fetched, FetchError> + Sync),
    ) -> (Outcome, String) {
        let (outcome, text) = self.attempt(options, fetch);
        (outcome.expect("it works"), text)
    }

    /// The same, which may fail.
    pub(crate) fn attempt(
        &self,
        options: &Options,
        fetch: &(dyn Fn(&str) -> Result<Fetched, FetchError> + Sync),
    ) -> (Result<Outcome, Failure>, String) {
        let clock = SystemClock::default();
        let none = std::time::Duration::ZERO;
        let limits = CrawlLimits { pause: none, backoff: none, ..CrawlLimits::default() };
        let web = Web { limits, clock: &clock, fetch, progress: &|_, _| {} };
        let mut out = Vec::new();
        let outcome = run_on(&web, &self.root, options, &mut Ui::plain(&mut out));
        let text = String::from_utf8(out).expect("it is text");
        (outcome, text.replace(&self.root.display().to_string(), "TOY"))
    }

    /// What is found, as JSON.
    pub(crate) fn found(&self) -> serde_json::Value {
        let (_, text) = self.drift(&Options { format: Format::Json, ..self.options() });
        serde_json::from_str(&text).expect("it is JSON")
    }

    /// The troubles of all pages: code, file and what.
    pub(crate) fn troubles(&self) -> Vec<String> {
        let found = self.found();
        let pages = found["pages"].as_array().expect("a list");
        let troubles = pages.iter().flat_map(|it| it["troubles"].as_array().expect("a list"));
        troubles
            .map(|it| {
                let text = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
                format!("{} {}:{} {}", text("code"), text("file"), it["line"], text("what"))
            })
            .collect()
    }

    pub(crate) fn apply(&self) -> String {
        self.drift(&Options { apply: true, ..self.options() }).1
    }

    pub(crate) fn assert_linted(&self) {
        let problems = check(&self.root, "spec").expect("it can be read").problems;
        assert!(problems.is_empty(), "{problems:?}");
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("it can be made");
    for entry in fs::read_dir(from).expect("it is there") {
        let entry = entry.expect("it can be read");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("it can be copied");
        }
    }
}
