//! `cargo xtask import`: documentation pages become specs.

mod batch;

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use self::batch::{Batch, Draft, Merge};
use super::survey;
use crate::drift::lock::{Entry, Lock};
use crate::url::page_url;
use crate::{
    Ambiguity, Context, FetchLimits, Imported, LARGEST, Source, difference, fetch, fingerprint,
    import, read,
};
use xtask::checked::check;
use xtask::day::{self, today};
use xtask::outcome::{Failure, Outcome};
use xtask::parallel;
use xtask::spec::{ColorChoice, Common};
use xtask::tree;
use xtask::ui::{Ui, count};

const ENDINGS: &str = "files that end in .md, .mdx, .html or .txt";

/// Reads documentation pages into specs
///
/// Into a spec that is there, facts are merged: names, docs, classes, reasons and order that a person
/// set stay, and what only the spec has is listed.
///
/// What a page leaves open or contradicts is printed with its line and its code, and stands at the head
/// of a new spec.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(verbatim_doc_comment)]
// Each option of a command line is a switch of its own.
#[allow(clippy::struct_excessive_bools)]
pub struct Options {
    /// A page as Markdown, HTML or plain text: a file, a folder of such files, - for standard input,
    /// or an http(s) address
    #[arg(value_name = "PAGE", required_unless_present_any = ["report", "codes"])]
    pub pages: Vec<String>,
    /// Write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print the difference that each page makes in its spec
    #[arg(long)]
    pub print: bool,
    /// Write no spec about which anything is in doubt, and fail
    #[arg(long)]
    pub strict: bool,
    /// Let the page's sentences into `summary`, `doc` and `remedy`
    #[arg(long)]
    pub prose: bool,
    /// Write no specs; print what becomes of all pages of a folder
    #[arg(long, value_name = "DIR")]
    #[arg(conflicts_with_all = ["pages", "dry_run", "print", "strict", "prose", "date"])]
    pub report: Option<PathBuf>,
    /// Everything about each page of the report
    #[arg(long, requires = "report", conflicts_with = "pages")]
    pub json: bool,
    /// Compile the models of all pages of the report, and decode their examples
    #[arg(long = "try", requires = "report", conflicts_with = "pages")]
    pub attempt: bool,
    /// What the codes of findings mean
    #[arg(long)]
    pub codes: bool,
    /// The day to remember in spec/pages.lock, as YYYY-MM-DD; today, in UTC, unless given
    #[arg(long, value_name = "DAY", value_parser = day::parse)]
    #[arg(default_value_t = today(), hide_default_value = true)]
    pub date: String,
}

/// Reads pages and writes their specs, new ones and into those that are there; or reports on a folder
/// of pages, or on the codes of findings.
///
/// # Errors
///
/// A page cannot be read, or a spec cannot be read or written.
pub fn run(root: &Path, options: &Options, ui: &mut Ui<'_>) -> Result<Outcome, Failure> {
    if options.codes {
        for ambiguity in Ambiguity::ALL {
            ui.print(&format!("{:<22} {}\n", ambiguity.code(), ambiguity.meaning()));
        }
        return Ok(Outcome::Fine);
    }
    if let Some(folder) = &options.report {
        return survey::run(root, folder, options.attempt, options.json, ui);
    }
    let mut pages = Vec::new();
    for argument in &options.pages {
        pages.extend(origins(argument)?.iter().map(Origin::read));
    }
    let checked = check(root, "spec")?;
    let common = checked.specs.common.clone();
    let mut batch = Batch::of(checked);
    let results = merge_all(&mut batch, &common, &pages, options.prose, ui.color);
    batch.lint(ui.color);
    for result in &results {
        ui.print(&describe(result, &batch, options.print));
    }
    if !options.dry_run {
        write_all(root, &batch, &results, options)?;
    }
    ui.print(&summary(&batch, &results, options));
    let is_refused = options.strict && batch.drafts().any(|(_, it)| it.ambiguities > 0);
    let has_failed = results.iter().any(|it| it.merge.is_err());
    Ok(if has_failed || is_refused { Outcome::Findings } else { Outcome::Fine })
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
                let fetched = fetch(url, &FetchLimits::default())
                    .map_err(|error| format!("cannot fetch the page: {error}"))?;
                let address = page_url(url);
                let source = Source { path: address.to_owned(), bytes: fetched.bytes };
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

/// What one page changes, or why it gives no spec.
struct PageResult {
    page: String,
    merge: Result<(Imported, Merge), String>,
}

/// Imports pages, and merges each into the specs.
fn merge_all(
    batch: &mut Batch,
    common: &Common,
    pages: &[Result<Page, String>],
    prose: bool,
    color: ColorChoice,
) -> Vec<PageResult> {
    let imported = parallel::map(pages, |page| {
        let page = page.as_ref().map_err(Clone::clone)?;
        let address = page.address.as_deref();
        let context = Context { common, address, stem: Some(page.source.stem()), prose };
        let imported = read(&page.source.bytes)
            .map_err(|error| error.to_string())
            .and_then(|it| import(&it, &context).map_err(|error| error.to_string()));
        imported.map_err(|why| format!("{}: {why}", page.source.path))
    });
    let merged = pages.iter().zip(imported).map(|(page, imported)| {
        let page = page.as_ref().map_or("", |it| it.source.path.as_str()).to_owned();
        let merge = imported.and_then(|imported| {
            let merge = batch.add(&page, &imported, color)?;
            Ok((imported, merge))
        });
        PageResult { page, merge }
    });
    merged.collect()
}

/// One line for the page, its ambiguities below, and the difference if it is asked for.
fn describe(result: &PageResult, batch: &Batch, prints: bool) -> String {
    let PageResult { page, merge } = result;
    let (imported, merge) = match merge {
        Ok(it) => it,
        Err(why) => return format!("{}\n", why.trim_end()),
    };
    let (file, draft) = batch.draft(merge);
    let mut out =
        format!("{page} -> {}: {}\n", file.path, change(merge.old.as_deref(), &merge.new));
    out.extend(imported.findings.iter().map(|it| format!("  {page}:{it}\n")));
    out.extend(merge.notes.iter().map(|it| format!("  {it}\n")));
    // The linter saw the spec with all of its pages.
    if draft.is_last(page) {
        out += &draft.problems;
    }
    if prints && merge.old.as_ref() != Some(&merge.new) {
        out += &difference(&file.path, merge.old.as_deref().unwrap_or_default(), &merge.new);
    }
    out
}

fn change(old: Option<&str>, new: &str) -> &'static str {
    match old {
        None => "new",
        Some(old) if old == new => "unchanged",
        Some(_) => "changed",
    }
}

/// Writes the specs that changed, and remembers what their pages say. A page of which something is
/// left for a person is not remembered, so that drift reports it again.
fn write_all(
    root: &Path,
    batch: &Batch,
    results: &[PageResult],
    options: &Options,
) -> Result<(), Failure> {
    let is_refused = |draft: &Draft| options.strict && draft.ambiguities > 0;
    for (file, draft) in batch.drafts().filter(|(_, draft)| !is_refused(draft)) {
        if draft.old.as_deref() != Some(file.text()) {
            tree::write_spec(root, &file.path, draft.old.as_deref(), file.text())?;
        }
    }
    let old = Lock::read(root)?;
    let mut lock = old.clone();
    for (imported, merge) in results.iter().filter_map(|it| it.merge.as_ref().ok()) {
        let (file, draft) = batch.draft(merge);
        let docs = &imported.spec.docs;
        let address = imported.site.choose(docs.en.as_ref(), docs.zh.as_ref());
        let is_written = draft.old.as_deref() == Some(file.text()) || !is_refused(draft);
        let Some(address) = address.filter(|_| merge.left == 0 && is_written) else { continue };
        let entry = Entry {
            day: options.date.clone(),
            hash: fingerprint(&imported.spec, imported.site),
            address: address.value.clone(),
        };
        lock.set(&file.name, imported.site, entry);
    }
    if lock != old {
        lock.write(root)?;
    }
    Ok(())
}

/// All pages in numbers.
fn summary(batch: &Batch, results: &[PageResult], options: &Options) -> String {
    let of = |word: &str| {
        batch.drafts().filter(|(file, it)| change(it.old.as_deref(), file.text()) == word).count()
    };
    let ambiguities: usize = batch.drafts().map(|(_, it)| it.ambiguities).sum();
    let failed = results.iter().filter(|it| it.merge.is_err()).count();
    let written = match (options.dry_run, options.strict && ambiguities > 0) {
        (true, _) => "would be written",
        (_, true) => "written, less those in doubt",
        _ => "written",
    };
    let (new, changed, unchanged) = (of("new"), of("changed"), of("unchanged"));
    let mut out = format!(
        "{}: {} {written}, {new} new and {changed} changed",
        count(results.len(), "page"),
        count(new + changed, "spec"),
    );
    for (number, what, rest) in [
        (unchanged, "spec", "unchanged"),
        (ambiguities, "thing", "in doubt"),
        (failed, "page", "without a spec"),
    ] {
        if number > 0 {
            out.extend([", ", &count(number, what), " ", rest]);
        }
    }
    out + "\n"
}
