//! What becomes of many pages: a table for people, and everything as JSON.

use std::collections::BTreeMap;
use std::fmt::{Display, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{Ambiguity, Context, Finding, Imported, Source, Statistics, import, read};
use xtask::api;
use xtask::emit::{Layout, emit};
use xtask::parallel;
use xtask::spec::{self, Comments, Common, Endpoint, File, Located, Specs, print};

/// The result of importing one page.
#[derive(Debug)]
pub struct PageResult {
    /// The file's name.
    pub path: String,
    /// Its spec, or why there is none.
    pub outcome: Result<Page, String>,
}

/// A page that gave a spec.
#[derive(Debug)]
pub struct Page {
    /// What was read.
    pub imported: Imported,
    /// The spec as YAML.
    pub text: String,
    /// What the linter and the generator say against it, as `code: message`.
    pub problems: Vec<String>,
}

/// Reads many pages, on all cores, and no more of them at a time: `source` reads the one of a path.
/// A page that cannot be read is one that failed.
pub fn survey<E: Display>(
    paths: &[PathBuf],
    source: impl Fn(&Path) -> Result<Source, E> + Sync,
    common: &File,
) -> Vec<PageResult> {
    let loaded = spec::load(std::slice::from_ref(common));
    parallel::map(paths, |path| {
        let outcome = source(path).map_err(|error| error.to_string()).and_then(|source| {
            let stem = Some(source.stem());
            let shared = &loaded.specs.common;
            let context = Context { common: shared, address: None, stem, prose: false };
            page(&source, common, &context)
        });
        PageResult { path: path.display().to_string(), outcome }
    })
}

fn page(source: &Source, common: &File, context: &Context<'_>) -> Result<Page, String> {
    let document = read(&source.bytes).map_err(|error| error.to_string())?;
    let imported = import(&document, context).map_err(|error| error.to_string())?;
    let text = print(&imported.spec, &Comments::default());
    let problems = problems(&imported.name, &text, common, context.common);
    Ok(Page { imported, text, problems })
}

/// What the linter says against a spec beside `common.yaml`, and whether it can be generated.
fn problems(name: &str, text: &str, file: &File, common: &Common) -> Vec<String> {
    let endpoint = File::new("spec", &format!("{name}.yaml"), text.as_bytes().to_vec());
    let problems = match spec::read::<Endpoint>(&endpoint) {
        Err(problem) => vec![*problem],
        Ok(spec) => {
            let located = Located { file: 1, name: endpoint.name.clone(), spec };
            let specs = Specs::of(common.clone(), vec![located]);
            let files = [file.clone(), endpoint];
            let problems = xtask::lint::lint(&specs, &files);
            if problems.is_empty() {
                // A panic here would be a defect of the generator, which cannot fail otherwise.
                drop(emit(&api::resolve(&specs, &files), &Layout::release()));
            }
            problems
        }
    };
    problems.iter().map(|it| format!("{}: {}", it.code, it.message)).collect()
}

impl PageResult {
    /// Whether the page gave a spec that is in order.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.outcome.as_ref().is_ok_and(|page| page.problems.is_empty())
    }

    fn findings(&self) -> &[Finding] {
        self.outcome.as_ref().map_or(&[], |page| &page.imported.findings)
    }

    /// Everything about the page.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match &self.outcome {
            Err(why) => json!({ "page": self.path, "failed": why }),
            Ok(page) => {
                let Page { imported, text, problems } = page;
                let findings = imported.findings.iter().map(Finding::to_json);
                json!({
                    "page": self.path,
                    "spec": imported.name,
                    "yaml": text,
                    "problems": problems,
                    "findings": findings.collect::<Vec<_>>(),
                    "census": statistics(&imported.statistics),
                })
            }
        }
    }
}

fn statistics(statistics: &Statistics) -> Value {
    let Statistics { rows, placed, keys, supported, members, opaque } = statistics;
    json!({
        "rows": rows, "rows_placed": placed,
        "example_keys": keys, "example_keys_supported": supported,
        "members": members, "members_that_became_json": opaque,
    })
}

/// The pages in numbers, as a table.
#[must_use]
pub fn table(results: &[PageResult]) -> String {
    let count = |test: &dyn Fn(&PageResult) -> bool| results.iter().filter(|it| test(it)).count();
    let mut sum = Statistics::default();
    let mut codes: BTreeMap<Ambiguity, (usize, usize)> = BTreeMap::new();
    for result in results {
        if let Ok(page) = &result.outcome {
            sum.add(&page.imported.statistics);
        }
        let mut seen = std::collections::BTreeSet::new();
        for finding in result.findings() {
            let (findings, pages) = codes.entry(finding.ambiguity).or_default();
            *findings += 1;
            *pages += usize::from(seen.insert(finding.ambiguity));
        }
    }
    let mut text = String::new();
    let mut line = |what: &str, number: String| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{what:<44} {number:>16}");
    };
    line("pages", results.len().to_string());
    line("  in order", share(count(&PageResult::is_fine), results.len()));
    line(
        "  without doubt",
        share(count(&|it| it.is_fine() && it.findings().is_empty()), results.len()),
    );
    line("  with findings", share(count(&|it| !it.findings().is_empty()), results.len()));
    line(
        "  whose spec has problems",
        share(count(&|it| !it.is_fine() && it.outcome.is_ok()), results.len()),
    );
    line("  failed", share(count(&|it| it.outcome.is_err()), results.len()));
    line("rows in the tree", share(sum.placed, sum.rows));
    line("example keys that the table supports", share(sum.supported, sum.keys));
    line("members that became JSON on their own", share(sum.opaque, sum.members));
    for (ambiguity, (findings, pages)) in codes {
        line(&format!("finding {}", ambiguity.code()), format!("{findings} on {pages} pages"));
    }
    for result in results {
        match &result.outcome {
            Err(why) => {
                let _ = writeln!(text, "failed: {}: {why}", result.path);
            }
            Ok(page) => {
                for problem in &page.problems {
                    let _ = writeln!(text, "problem: {}: {problem}", result.path);
                }
            }
        }
    }
    text
}

fn share(part: usize, whole: usize) -> String {
    let tenths = (part * 1000).checked_div(whole).unwrap_or(0);
    format!("{part} of {whole} {}.{} %", tenths / 10, tenths % 10)
}
