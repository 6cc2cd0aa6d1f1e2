//! `cargo xtask drift`: what the documentation pages say now, against the specs.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::drift::lock::Lock;
use crate::drift::report::{json, markdown, sorted, summary, terminal};
use crate::drift::wanted::{self, Wanted, find, read_folder};
use crate::drift::{
    FetchedPage, Page, ProblemKind, apply, examine, record, report_departures, set_aside,
};
use crate::fetch::crawl::{CrawlLimits, SystemClock, Web};
use crate::{Document, FetchCause, FetchError, FetchLimits, Fetched, Source, Unreadable, read};
use xtask::checked::{Checked, check};
use xtask::compare::{FOLDER, refuse};
use xtask::day::{self, today};
use xtask::outcome::{Failure, Outcome};
use xtask::tree;
use xtask::ui::{self, Ui};

/// Reads the documentation pages again, and reports what changed
///
/// Reads the page of every spec and tells what its changes do to callers, page by page, the worst first.
/// A page that is gone, moved or unreadable is reported, too, and so is a departure (`departs:`) that
/// its page does not need any more. spec/pages.lock remembers what each page said.
#[derive(Args, Clone, Debug, Default)]
#[command(
    verbatim_doc_comment,
    after_help = "Exit codes: 0 nothing changed, 1 something was found, 2 misuse."
)]
pub struct Options {
    /// Read the pages from a folder: each by its own address, else by the last part of the address as
    /// the name of its file, else by the endpoint
    #[arg(long, value_name = "DIR")]
    pub pages: Option<PathBuf>,
    /// Merge into the specs what is safe, which takes nothing out, and remember the pages of which
    /// nothing is left for a person
    #[arg(long)]
    pub apply: bool,
    /// How findings are written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Write to a file
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The day to remember; today, in UTC, unless given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day::parse)]
    #[arg(default_value_t = today(), hide_default_value = true)]
    pub date: String,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal
    #[default]
    Terminal,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
}

/// Reads the pages of all specs again, and shows on a terminal how many are read.
///
/// # Errors
///
/// The folder of pages, a spec or the lock file cannot be read or written. A page that cannot be read
/// is a finding.
pub fn run(root: &Path, options: &Options, ui: &mut Ui<'_>) -> Result<Outcome, Failure> {
    let is_watched = io::stderr().is_terminal();
    let progress = |done: usize, all: usize| {
        if is_watched {
            let end = if done == all { "\r\u{1b}[K" } else { "" };
            ui::write(&mut io::stderr(), &format!("\r{done} of {all} pages{end}"));
        }
    };
    let clock = SystemClock::default();
    let fetch = |address: &str| crate::fetch(address, &FetchLimits::default());
    let limits = CrawlLimits::default();
    run_on(&Web { limits, clock: &clock, fetch: &fetch, progress: &progress }, root, options, ui)
}

/// Reads the pages of all specs again, from these sites unless from a folder.
///
/// # Errors
///
/// The same.
pub fn run_on(
    web: &Web<'_>,
    root: &Path,
    options: &Options,
    ui: &mut Ui<'_>,
) -> Result<Outcome, Failure> {
    let mut lock = Lock::read(root)?;
    let (mut checked, mut pages) = match set_aside(check(root, FOLDER)?, &lock) {
        Ok(it) => it,
        Err(checked) => return Ok(refuse(&[(format!("{FOLDER}/"), *checked)], ui)),
    };
    let aside: Vec<String> = pages.iter().map(|it| it.wanted.spec.clone()).collect();
    for round in rounds(fetch(&checked, &lock, options, web)?) {
        let mut compared = examine(&checked, &lock, round);
        if options.apply {
            let (applied, written) = apply(&checked, &mut compared);
            for (path, old, new) in written {
                tree::write_spec(root, &path, Some(&old), &new)?;
            }
            // The next round may have another page of the same spec.
            checked = applied;
        }
        pages.extend(compared);
    }
    report_departures(&checked, &mut pages);
    if options.apply {
        record(&mut lock, &mut pages, &options.date);
        lock.keep(|spec, site| {
            aside.iter().any(|it| it == spec) || wanted::is_named(&checked.specs, spec, site)
        });
        lock.write(root)?;
    }
    let pages = sorted(pages);
    print(&pages, options, ui)?;
    Ok(if pages.iter().any(Page::needs_attention) { Outcome::Findings } else { Outcome::Fine })
}

/// Pages in rounds, none of which has two of one spec.
fn rounds(pages: Vec<FetchedPage>) -> Vec<Vec<FetchedPage>> {
    let mut rounds: Vec<Vec<FetchedPage>> = Vec::new();
    for page in pages {
        let has =
            |round: &Vec<FetchedPage>| round.iter().any(|it| it.wanted.spec == page.wanted.spec);
        match rounds.iter().position(|round| !has(round)) {
            Some(at) => rounds[at].push(page),
            None => rounds.push(vec![page]),
        }
    }
    rounds
}

/// All pages, from a folder or from their sites.
fn fetch(
    checked: &Checked,
    lock: &Lock,
    options: &Options,
    web: &Web<'_>,
) -> Result<Vec<FetchedPage>, Failure> {
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
) -> Result<Vec<FetchedPage>, Failure> {
    if !folder.is_dir() {
        return Err(Failure::Misuse(format!("there is no folder {}", folder.display())));
    }
    let paths = tree::page_paths(folder)?;
    let pages = read_folder(&paths, &checked.specs.common, &|path| {
        // A file that cannot be read is a page without content, which hides no other.
        let path_text = path.display().to_string();
        Source::read(path).unwrap_or(Source { path: path_text, bytes: Vec::new() })
    });
    let of = |wanted: &Wanted| {
        let gone = || {
            let what = format!("no page in {} is {}", folder.display(), wanted.address);
            (ProblemKind::Gone, what)
        };
        let page = find(wanted, &checked.specs, &pages).ok_or_else(gone)?;
        let moved = page.address.clone().filter(|it| !wanted.is_at(it));
        let document = page.document.as_ref().map_err(|it| unreadable(wanted, it))?;
        Ok((document.clone(), moved))
    };
    let pages = wanted.into_iter().map(|it| FetchedPage { page: of(&it), wanted: it });
    Ok(pages.collect())
}

fn from_sites(wanted: Vec<Wanted>, web: &Web<'_>) -> Vec<FetchedPage> {
    let addresses: Vec<String> = wanted.iter().map(Wanted::fetched).collect();
    let fetched = web.fetch_all(&addresses);
    let of = |wanted: &Wanted, fetched: Result<Fetched, FetchError>| {
        let Fetched { bytes, url } = fetched.map_err(|it| (kind(&it), it.to_string()))?;
        let moved = (!wanted.is_at(&url)).then_some(url);
        let document: Document = read(&bytes).map_err(|it| unreadable(wanted, &it))?;
        Ok((document, moved))
    };
    let pages = wanted.into_iter().zip(fetched);
    pages.map(|(wanted, it)| FetchedPage { page: of(&wanted, it), wanted }).collect()
}

fn unreadable(wanted: &Wanted, why: &Unreadable) -> (ProblemKind, String) {
    (ProblemKind::Unreadable, format!("{}: {why}", wanted.address))
}

fn kind(error: &FetchError) -> ProblemKind {
    match &error.cause {
        FetchCause::Status(404 | 410) => ProblemKind::Gone,
        FetchCause::Redirect(_) => ProblemKind::Moved,
        FetchCause::TooLarge(_) => ProblemKind::Unreadable,
        _ => ProblemKind::Unreachable,
    }
}

fn print(pages: &[Page], options: &Options, ui: &mut Ui<'_>) -> Result<(), Failure> {
    let text = match options.format {
        Format::Terminal => terminal(pages, ui.color),
        Format::Markdown => markdown(pages),
        Format::Json => json(pages),
    };
    match &options.output {
        Some(path) => {
            let written = tree::replace(path, text.as_bytes());
            // The next run would not report what was merged: print it at least here.
            ui.print(&if written.is_ok() { summary(pages) + "\n" } else { text });
            written?;
        }
        None => ui.print(&text),
    }
    Ok(())
}
