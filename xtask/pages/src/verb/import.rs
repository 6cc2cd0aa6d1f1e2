//! `cargo xtask import`: documentation pages become specs.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::drift::lock::{Entry, Lock};
use crate::survey::report::{Fate, survey, table};
use crate::survey::trial;
use crate::{
    Context, Doubt, Finding, Imported, LARGEST, Limits, MergeOptions, Site, Source, difference,
    facts_hash, fetch, import, merge, read, write,
};
use xtask::checked::{Checked, check};
use xtask::spec::{self, File, Located, Report, render};
use xtask::tree;
use xtask::verb::{Failure, Outcome, cargo, count};

const ENDINGS: &str = "files that end in .md, .mdx, .html or .txt";

/// What is to be done with the pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Files, folders, `-` for standard input, or addresses.
    pub pages: Vec<String>,
    /// Write nothing if anything is in doubt.
    pub strict: bool,
    /// Let the page's prose into `doc`.
    pub prose: bool,
    /// Show what would be written.
    pub dry_run: bool,
    /// The day, as `YYYY-MM-DD`.
    pub date: String,
}

/// What a report is to have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Everything about each page, as JSON.
    pub json: bool,
    /// Compile the models of all pages, and decode their examples.
    pub attempt: bool,
}

/// Reads a folder of pages and tells what becomes of them, without writing a spec.
///
/// # Errors
///
/// A page or `common.yaml` cannot be read, or the compiler cannot be run.
pub fn report(
    root: &Path,
    folder: &Path,
    extent: Extent,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let paths = tree::page_paths(folder)?;
    if paths.is_empty() {
        let folder = folder.display();
        return Err(Failure::Misuse(format!(
            "{folder} has no pages: files ending in .md, .html or .txt"
        )));
    }
    let common = common(root)?;
    let fates = survey(&paths, Source::read, &common);
    let attempt = if extent.attempt { Some(attempt(root, &fates, &common)?) } else { None };
    let text = if extent.json {
        let pages: Vec<_> = fates.iter().map(Fate::to_json).collect();
        let attempt = attempt.as_ref().map(Attempt::to_json);
        let all = serde_json::json!({ "pages": pages, "attempt": attempt });
        serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
    } else {
        table(&fates) + &attempt.as_ref().map(|it| it.text(&fates)).unwrap_or_default()
    };
    // Nobody is left to tell when the output is closed.
    drop(out.write_all(text.as_bytes()));
    let is_fine = fates.iter().all(Fate::is_fine) && attempt.is_none_or(|it| it.is_fine());
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

    fn text(&self, fates: &[Fate]) -> String {
        let summary = format!(
            "{} compiled, {} not; examples: {} decoded, {} not, {} pages without one\n",
            count(self.compiled, "page"),
            self.broken.len(),
            self.decoded,
            self.failed.len(),
            self.without_example
        );
        let path = |at: &usize| fates.get(*at).map_or("", |fate| fate.path.as_str());
        let broken = self.broken.iter().map(|at| format!("does not compile: {}\n", path(at)));
        let failed = self.failed.iter();
        let failed = failed.map(|(at, why)| format!("does not decode: {}: {why}\n", path(at)));
        [summary].into_iter().chain(broken).chain(failed).collect()
    }
}

/// After so many attempts the pages that do not compile are not what stops the compiler.
const MOST_ATTEMPTS: usize = 4;

/// Compiles the models of all pages as one crate, and decodes each page's example with them.
fn attempt(root: &Path, fates: &[Fate], common: &File) -> Result<Attempt, Failure> {
    let folder = root.join("target/import");
    let protocol = root.join("crates/dingtalk-protocol");
    let protocol = std::path::absolute(&protocol).unwrap_or(protocol);
    let mut attempt = Attempt::default();
    // The versions that the workspace has.
    let lock = tree::read_text(&root.join("Cargo.lock")).ok();
    for _ in 0..MOST_ATTEMPTS {
        let protocol = protocol.display().to_string();
        let mut files = trial::files(fates, common, &attempt.broken, &protocol);
        files.extend(lock.clone().map(|text| ("Cargo.lock".to_owned(), text)));
        tree::write_scratch(&folder, &files)?;
        let run = Command::new(cargo())
            .args(["run", "--quiet", "--offline", "--manifest-path"])
            .arg(folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(folder.join("target"))
            .output()
            .map_err(|error| Failure::Program(format!("cannot run cargo: {error}")))?;
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

/// Tells what the codes of findings mean.
///
/// # Errors
///
/// None: it is as the other verbs are.
pub fn codes(out: &mut dyn Write) -> Result<Outcome, Failure> {
    for doubt in Doubt::ALL {
        // Nobody is left to tell when the output is closed.
        drop(writeln!(out, "{:<22} {}", doubt.code(), doubt.meaning()));
    }
    Ok(Outcome::Fine)
}

/// Reads pages and writes their specs: new ones, and into those that are there.
///
/// # Errors
///
/// A page cannot be read, or a spec cannot be read or written.
pub fn run(
    root: &Path,
    options: &Options,
    report: Report,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let mut job = Job { root, options, report, out, findings: 0, failed: 0, written: 0 };
    for argument in &options.pages {
        for origin in origins(argument)? {
            match origin.read() {
                Ok(page) => job.page(&page)?,
                Err(why) => job.failed(&why),
            }
        }
    }
    Ok(job.end())
}

/// Where a page is read from.
enum Origin {
    Address(String),
    StandardInput,
    File(PathBuf),
}

/// A page, and its address if it was fetched.
struct Page {
    source: Source,
    address: Option<String>,
}

/// The address of a page, as it may be shown and written down: without a query, which may hold a key,
/// and without the `.md` by which the Chinese site is asked for Markdown.
fn page_address(url: &str) -> &str {
    let bare = url.split(['?', '#']).next().unwrap_or(url);
    bare.strip_suffix(".md").unwrap_or(bare)
}

/// The pages of an argument: an address, a file, a folder, or standard input.
fn origins(argument: &str) -> Result<Vec<Origin>, Failure> {
    if argument.starts_with("https://") || argument.starts_with("http://") {
        return Ok(vec![Origin::Address(argument.to_owned())]);
    }
    if argument == "-" {
        return Ok(vec![Origin::StandardInput]);
    }
    let paths = tree::page_paths(Path::new(argument))?;
    if paths.is_empty() {
        return Err(Failure::Misuse(format!("{argument} has no pages: {ENDINGS}")));
    }
    Ok(paths.into_iter().map(Origin::File).collect())
}

impl Origin {
    fn read(&self) -> Result<Page, String> {
        match self {
            Self::Address(url) => {
                let bytes = fetch(url, &Limits::default())
                    .map_err(|error| format!("cannot fetch the page: {error}"))?;
                let address = page_address(url);
                let source = Source { path: address.to_owned(), bytes };
                Ok(Page { source, address: Some(address.to_owned()) })
            }
            Self::StandardInput => {
                let bytes = standard_input()
                    .map_err(|error| format!("cannot read standard input: {error}"))?;
                let source = Source { path: "standard input".to_owned(), bytes };
                Ok(Page { source, address: None })
            }
            Self::File(path) => {
                let source = Source::read(path).map_err(|error| error.to_string())?;
                Ok(Page { source, address: None })
            }
        }
    }
}

fn standard_input() -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte beyond the limit shows that there are more.
    let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The import of some pages.
struct Job<'a> {
    root: &'a Path,
    options: &'a Options,
    report: Report,
    out: &'a mut dyn Write,
    /// How much is in doubt, or left for a person.
    findings: usize,
    /// The pages that gave no spec.
    failed: usize,
    /// The specs that were written, or would be.
    written: usize,
}

/// The file of a spec, and what it is to be.
struct Draft {
    /// Relative to the workspace.
    path: String,
    /// The text that is there.
    old: Option<String>,
    /// The text that is to be there.
    new: String,
    /// What the merge has to say, one line each.
    notes: Vec<String>,
    /// How many of these are for a person.
    left: usize,
}

impl Job<'_> {
    /// Nobody is left to tell when the output is closed.
    fn say(&mut self, text: &str) {
        drop(self.out.write_all(text.as_bytes()));
    }

    fn page(&mut self, page: &Page) -> Result<(), Failure> {
        // Anew for each page: the one before may have been of the same endpoint.
        let checked = check(self.root, "spec")?;
        let context = Context {
            common: &checked.specs.common,
            address: page.address.as_deref(),
            stem: Some(page.source.stem()),
            prose: self.options.prose,
        };
        let imported = read(&page.source.bytes)
            .map_err(|error| error.to_string())
            .and_then(|it| import(&it, &context).map_err(|error| error.to_string()));
        match imported {
            Ok(imported) => self.imported(&page.source.path, &imported, &checked),
            Err(why) => {
                self.failed(&format!("{}: {why}", page.source.path));
                Ok(())
            }
        }
    }

    /// One page that gives no spec hides no other.
    fn failed(&mut self, why: &str) {
        self.failed += 1;
        self.say(&format!("{why}\n"));
    }

    fn imported(
        &mut self,
        page: &str,
        imported: &Imported,
        checked: &Checked,
    ) -> Result<(), Failure> {
        let draft = match self.draft(imported, checked) {
            Ok(draft) => draft,
            Err(text) => {
                self.failed(&text);
                return Ok(());
            }
        };
        let doubts = imported.findings.len() + draft.left;
        self.findings += doubts;
        self.say(&format!("{page} -> {}\n", draft.path));
        for finding in &imported.findings {
            self.say(&format!("  {page}:{finding}\n"));
        }
        for note in &draft.notes {
            self.say(&format!("  {note}\n"));
        }
        self.lint(&draft, checked);
        if draft.old.as_ref() == Some(&draft.new) {
            self.say("  the spec says all that already\n");
            return self.record(imported, &draft);
        }
        let difference =
            difference(&draft.path, draft.old.as_deref().unwrap_or_default(), &draft.new);
        self.say(&difference);
        self.written += 1;
        let is_refused = self.options.strict && doubts > 0;
        if self.options.dry_run || is_refused {
            return Ok(());
        }
        tree::write_spec(self.root, &draft.path, draft.old.as_deref(), &draft.new)?;
        self.record(imported, &draft)
    }

    /// Remembers what the page says; not as long as something of it is left for a person, which drift
    /// is to tell again.
    fn record(&self, imported: &Imported, draft: &Draft) -> Result<(), Failure> {
        let docs = &imported.spec.docs;
        let address = match imported.site {
            Site::En => docs.en.as_ref(),
            Site::Zh => docs.zh.as_ref(),
        };
        let Some(address) = address.filter(|_| draft.left == 0 && !self.options.dry_run) else {
            return Ok(());
        };
        let name = draft.path.strip_prefix("spec/").unwrap_or(&draft.path);
        let entry = Entry {
            day: self.options.date.clone(),
            hash: facts_hash(&imported.spec, imported.site),
            address: address.value.clone(),
        };
        let mut lock = Lock::read(self.root)?;
        lock.set(name.strip_suffix(".yaml").unwrap_or(name), imported.site, entry);
        Ok(lock.write(self.root)?)
    }

    /// What the spec of a page is to be; what is wrong with the one that is there, as a text.
    fn draft(&self, imported: &Imported, checked: &Checked) -> Result<Draft, String> {
        let spec = &imported.spec;
        let same = |it: &&Located| {
            it.spec.path.value == spec.path.value && it.spec.method.value == spec.method.value
        };
        let path = format!("spec/{}.yaml", imported.name);
        let there = checked.specs.endpoints.iter().find(same).map(|it| it.file);
        // A file that cannot be read holds what a person wrote all the same.
        let there = there.or_else(|| checked.files.iter().position(|file| file.path == path));
        let Some(file) = there.and_then(|at| checked.files.get(at)) else {
            let new = doubts(&imported.findings) + &write(spec);
            return Ok(Draft { path, old: None, new, notes: Vec::new(), left: 0 });
        };
        let options = MergeOptions { site: imported.site, ..MergeOptions::default() };
        let merged = merge(file, spec, &options)
            .map_err(|problem| render(&[*problem], std::slice::from_ref(file), self.report))?;
        let changes = merged.changes.iter().map(|it| format!("changed: {it}"));
        let left = merged.left.iter().map(|it| format!("left: {it}"));
        Ok(Draft {
            path: file.path.clone(),
            old: Some(file.text().to_owned()),
            notes: changes.chain(left).collect(),
            left: merged.left.len(),
            new: merged.text,
        })
    }

    /// Tells what the linter will say of a spec that is new or changed.
    fn lint(&mut self, draft: &Draft, checked: &Checked) {
        let relative = draft.path.strip_prefix("spec/").unwrap_or(&draft.path);
        let file = File::new("spec", relative, draft.new.clone().into_bytes());
        let others = checked.files.iter().filter(|it| it.path != draft.path).cloned();
        let files: Vec<File> = others.chain([file]).collect();
        let mut loaded = spec::load(&files);
        loaded.problems.extend(xtask::lint::lint(&loaded.specs, &files));
        let own = files.len() - 1;
        loaded.problems.retain(|problem| problem.file == own);
        self.findings += loaded.problems.len();
        self.say(&render(&loaded.problems, &files, self.report));
    }

    fn end(mut self) -> Outcome {
        let refused = self.options.strict && self.findings > 0;
        let done = match (self.options.dry_run, refused) {
            (true, _) => "would be written",
            (_, true) => "written, less those in doubt",
            _ => "written",
        };
        let tell = |number: usize, what: &str, then: &str| match number {
            0 => String::new(),
            _ => format!(", {} {then}", count(number, what)),
        };
        let doubts = tell(self.findings, "thing", "in doubt");
        let failed = tell(self.failed, "page", "without a spec");
        self.say(&format!("{} {done}{doubts}{failed}\n", count(self.written, "spec")));
        if self.failed > 0 || refused { Outcome::Findings } else { Outcome::Fine }
    }
}

/// What is in doubt about a new spec, as comments at its head: a person removes them one by one.
fn doubts(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let lines = findings.iter().map(|it| {
        let text = format!("line {it}").replace(['\n', '\r'], " ");
        format!("# - {text}\n")
    });
    format!("# In doubt, by the lines of the page:\n{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::page_address;

    #[test]
    fn an_address_is_shown_without_its_query() {
        let url = "https://lamps.example/light.md?key=secret#top";
        assert_eq!(page_address(url), "https://lamps.example/light");
    }
}
