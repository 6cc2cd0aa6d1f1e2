//! `cargo xtask drift`: what the documentation pages say now, against the specs.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::drift::lock::Lock;
use crate::drift::report::{json, markdown, sorted, summary, terminal};
use crate::drift::wanted::{self, Wanted, find, shelve};
use crate::drift::{Came, Kind, Page, apply, examine, record, report_departures};
use crate::fetch::crawl::Web;
use crate::{FetchCause, FetchError, Fetched, Source};
use xtask::checked::{Checked, check};
use xtask::spec::Report;
use xtask::tree;
use xtask::verb::diff::{FOLDER, refuse};
use xtask::verb::{Failure, Outcome, say};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal.
    #[default]
    Terminal,
    /// For a pull request.
    Markdown,
    /// For programs.
    Json,
}

/// What is to be done.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A folder that has the pages; they are fetched unless given.
    pub pages: Option<PathBuf>,
    /// Merge what is safe into the specs, and record the pages.
    pub apply: bool,
    /// How findings are written.
    pub format: Format,
    /// Where to; the output unless given.
    pub output: Option<PathBuf>,
    /// The day, as `YYYY-MM-DD`.
    pub date: String,
}

/// Reads the pages of all specs again.
///
/// # Errors
///
/// The folder of pages, a spec or the lock file cannot be read or written. A page that cannot be read
/// is a finding.
pub fn run(
    root: &Path,
    options: &Options,
    web: &Web<'_>,
    report: Report,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let checked = check(root, FOLDER)?;
    if !checked.problems.is_empty() {
        return Ok(refuse(&vec![(format!("{FOLDER}/"), checked)], report, out));
    }
    let mut lock = Lock::read(root)?;
    let mut pages = Vec::new();
    for round in rounds(come(&checked, &lock, options, web)?) {
        pages.extend(self::round(root, options, &mut lock, round)?);
    }
    report_departures(&checked, &mut pages);
    if options.apply {
        record(&mut lock, &mut pages, &options.date);
        lock.keep(|spec, site| wanted::is_named(&checked.specs, spec, site));
        lock.write(root)?;
    }
    let pages = sorted(pages);
    tell(&pages, options, report, out)?;
    Ok(if pages.iter().any(Page::is_found) { Outcome::Findings } else { Outcome::Fine })
}

/// Compares at most one page of each spec, and merges what is safe if that is asked for.
fn round(
    root: &Path,
    options: &Options,
    lock: &mut Lock,
    came: Vec<Came>,
) -> Result<Vec<Page>, Failure> {
    // Anew for each round: the one before may have changed specs.
    let checked = check(root, FOLDER)?;
    let mut pages = examine(&checked, lock, came);
    if options.apply {
        for (path, old, new) in apply(&checked, &mut pages) {
            tree::write_spec(root, &path, Some(&old), &new)?;
        }
    }
    Ok(pages)
}

/// Pages in rounds, none of which has two of one spec.
fn rounds(came: Vec<Came>) -> Vec<Vec<Came>> {
    let mut rounds: Vec<Vec<Came>> = Vec::new();
    for came in came {
        let has = |round: &Vec<Came>| round.iter().any(|it| it.wanted.spec == came.wanted.spec);
        match rounds.iter().position(|round| !has(round)) {
            Some(at) => rounds[at].push(came),
            None => rounds.push(vec![came]),
        }
    }
    rounds
}

/// All pages, from a folder or from their sites.
fn come(
    checked: &Checked,
    lock: &Lock,
    options: &Options,
    web: &Web<'_>,
) -> Result<Vec<Came>, Failure> {
    let wanted = checked.specs.endpoints.iter().flat_map(|it| wanted::of(it, lock)).collect();
    match &options.pages {
        Some(folder) => from_folder(checked, wanted, folder),
        None => Ok(from_sites(wanted, web)),
    }
}

fn from_folder(
    checked: &Checked,
    wanted: Vec<Wanted>,
    folder: &Path,
) -> Result<Vec<Came>, Failure> {
    if !folder.is_dir() {
        return Err(Failure::Misuse(format!("there is no folder {}", folder.display())));
    }
    let paths = tree::page_paths(folder)?;
    let pages = shelve(&paths, &checked.specs.common, &|path| {
        // A file that cannot be read is a page without content, which hides no other.
        let path_text = path.display().to_string();
        Source::read(path).unwrap_or(Source { path: path_text, bytes: Vec::new() })
    });
    let came = |wanted: Wanted| {
        let found = find(&wanted, &checked.specs, &pages).map(|page| {
            let moved = page.address().filter(|it| !wanted.is_at(it)).map(str::to_owned);
            (page.source().bytes.clone(), moved)
        });
        let gone =
            || (Kind::Gone, format!("no page in {} is {}", folder.display(), wanted.address));
        let page = found.ok_or_else(gone);
        Came { wanted, page }
    };
    Ok(wanted.into_iter().map(came).collect())
}

fn from_sites(wanted: Vec<Wanted>, web: &Web<'_>) -> Vec<Came> {
    let addresses: Vec<String> = wanted.iter().map(Wanted::fetched).collect();
    let fetched = web.fetch_all(&addresses);
    let came = |(wanted, fetched): (Wanted, Result<Fetched, FetchError>)| {
        let page = fetched.map_err(|error| (kind(&error), error.to_string())).map(|it| {
            let moved = (!wanted.is_at(&it.url)).then_some(it.url);
            (it.bytes, moved)
        });
        Came { wanted, page }
    };
    wanted.into_iter().zip(fetched).map(came).collect()
}

fn kind(error: &FetchError) -> Kind {
    match &error.cause {
        FetchCause::Status(404 | 410) => Kind::Gone,
        FetchCause::Redirect(_) => Kind::Moved,
        FetchCause::TooLarge(_) => Kind::Unreadable,
        _ => Kind::Unreachable,
    }
}

fn tell(
    pages: &[Page],
    options: &Options,
    report: Report,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let text = match options.format {
        Format::Terminal => terminal(pages, report),
        Format::Markdown => markdown(pages),
        Format::Json => json(pages),
    };
    match &options.output {
        Some(path) => {
            let written = tree::replace(path, text.as_bytes());
            // What was merged would not be told again.
            say(out, &if written.is_ok() { summary(pages) + "\n" } else { text });
            written?;
        }
        None => say(out, &text),
    }
    Ok(())
}
