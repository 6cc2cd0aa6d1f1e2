//! `cargo xtask import --report`: what becomes of a folder of pages, without writing a spec.

use std::path::Path;

use crate::Source;
use crate::survey::report::{PageResult, survey, table};
use crate::survey::trial;
use xtask::cargo::{cargo, not_started};
use xtask::outcome::{Failure, Outcome};
use xtask::spec::File;
use xtask::tree;
use xtask::ui::{Ui, count};

/// Imports a folder of pages and reports the results, without writing a spec. If `is_tried`, the specs
/// are generated and compiled, too.
///
/// # Errors
///
/// A page or `common.yaml` cannot be read, or the compiler cannot be run.
pub(super) fn run(
    root: &Path,
    folder: &Path,
    is_tried: bool,
    as_json: bool,
    ui: &mut Ui<'_>,
) -> Result<Outcome, Failure> {
    let paths = tree::page_paths(folder)?;
    if paths.is_empty() {
        let folder = folder.display();
        return Err(Failure::Misuse(format!(
            "{folder} has no pages: files ending in .md, .html or .txt"
        )));
    }
    let common = common(root)?;
    let results = survey(&paths, Source::read, &common);
    let attempt = if is_tried { Some(attempt(root, &results, &common)?) } else { None };
    let text = if as_json {
        let pages: Vec<_> = results.iter().map(PageResult::to_json).collect();
        let attempt = attempt.as_ref().map(Attempt::to_json);
        let all = serde_json::json!({ "pages": pages, "attempt": attempt });
        serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
    } else {
        table(&results) + &attempt.as_ref().map(|it| it.text(&results)).unwrap_or_default()
    };
    ui.print(&text);
    let is_fine = results.iter().all(PageResult::is_fine) && attempt.is_none_or(|it| it.is_fine());
    Ok(if is_fine { Outcome::Fine } else { Outcome::Findings })
}

fn common(root: &Path) -> Result<File, Failure> {
    let files = tree::read_specs(root, "spec")?;
    let common = files.into_iter().find(|file| file.name == "common");
    common.ok_or_else(|| {
        Failure::Misuse("spec/common.yaml is missing: it says what all endpoints share".to_owned())
    })
}

/// What came of compiling the models of many pages, and of decoding with them.
#[derive(Debug, Default)]
struct Attempt {
    /// The pages that went into the crate and compiled.
    compiled: usize,
    /// The positions of those that do not compile.
    broken: Vec<usize>,
    decoded: usize,
    without_example: usize,
    /// The positions of those that do not decode, each with what is wrong.
    failed: Vec<(usize, String)>,
}

impl Attempt {
    fn is_fine(&self) -> bool {
        self.broken.is_empty() && self.failed.is_empty()
    }

    fn to_json(&self) -> serde_json::Value {
        let failed: Vec<_> = self
            .failed
            .iter()
            .map(|(at, why)| serde_json::json!({ "page": at, "why": why }))
            .collect();
        serde_json::json!({
            "compiled": self.compiled,
            "broken": self.broken,
            "decoded": self.decoded,
            "without_example": self.without_example,
            "failed": failed,
        })
    }

    fn text(&self, results: &[PageResult]) -> String {
        let summary = format!(
            "{} compiled, {} not; examples: {} decoded, {} not, {} pages without one\n",
            count(self.compiled, "page"),
            self.broken.len(),
            self.decoded,
            self.failed.len(),
            self.without_example
        );
        let path = |at: &usize| results.get(*at).map_or("", |result| result.path.as_str());
        let broken = self.broken.iter().map(|at| format!("does not compile: {}\n", path(at)));
        let failed = self.failed.iter();
        let failed = failed.map(|(at, why)| format!("does not decode: {}: {why}\n", path(at)));
        [summary].into_iter().chain(broken).chain(failed).collect()
    }
}

/// After so many attempts the pages that do not compile are not what stops the compiler.
const MOST_ATTEMPTS: usize = 4;

/// Compiles the models of all pages as one crate, and decodes each page's example with them.
fn attempt(root: &Path, results: &[PageResult], common: &File) -> Result<Attempt, Failure> {
    let folder = root.join("target/import");
    let protocol = root.join("crates/dingtalk-protocol");
    let protocol = std::path::absolute(&protocol).unwrap_or(protocol);
    let mut attempt = Attempt::default();
    // The versions that the workspace has.
    let lock = tree::read_text(&root.join("Cargo.lock")).ok();
    for _ in 0..MOST_ATTEMPTS {
        let protocol = protocol.display().to_string();
        let mut files = trial::files(results, common, &attempt.broken, &protocol);
        files.extend(lock.clone().map(|text| ("Cargo.lock".to_owned(), text)));
        tree::write_scratch(&folder, &files)?;
        let run = cargo()
            .args(["run", "--quiet", "--offline", "--manifest-path"])
            .arg(folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(folder.join("target"))
            .output()
            .map_err(not_started)?;
        if run.status.success() {
            attempt.read(&String::from_utf8_lossy(&run.stdout));
            return Ok(attempt);
        }
        let said = String::from_utf8_lossy(&run.stderr);
        let mut broken: Vec<usize> = said.lines().filter_map(trial::culprit).collect();
        broken.sort_unstable();
        broken.dedup();
        if broken.is_empty() {
            return Err(Failure::Program(format!("the models cannot be compiled:\n{said}")));
        }
        attempt.broken.extend(broken);
    }
    Ok(attempt)
}

impl Attempt {
    /// Reads what the program printed.
    fn read(&mut self, said: &str) {
        for line in said.lines() {
            let Some((at, outcome)) = line.split_once(' ') else { continue };
            let Ok(at) = at.parse() else { continue };
            self.compiled += 1;
            match outcome {
                "decoded" => self.decoded += 1,
                "no example" => self.without_example += 1,
                why => self.failed.push((at, why.to_owned())),
            }
        }
    }
}
