//! `cargo xtask drift`: what the documentation pages say now, against the specs.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::drift::lock::Lock;
use crate::drift::report::{json, markdown, sorted, summary, terminal};
use crate::drift::wanted::{self, Wanted, find, read_folder};
use crate::drift::{
    FetchedPage, Page, ProblemKind, apply, examine, record, report_departures, set_aside,
};
use crate::fetch::crawl::Web;
use crate::{Document, FetchCause, FetchError, Fetched, Source, Unreadable, read};
use xtask::checked::{Checked, check};
use xtask::compare::{FOLDER, refuse};
use xtask::outcome::{Failure, Outcome};
use xtask::spec::ColorChoice;
use xtask::tree;
use xtask::ui::say;

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
    color: ColorChoice,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let mut lock = Lock::read(root)?;
    let (mut checked, mut pages) = match set_aside(check(root, FOLDER)?, &lock) {
        Ok(it) => it,
        Err(checked) => return Ok(refuse(&vec![(format!("{FOLDER}/"), *checked)], color, out)),
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
    print(&pages, options, color, out)?;
    Ok(if pages.iter().any(Page::is_found) { Outcome::Findings } else { Outcome::Fine })
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
        let moved = page.address().filter(|it| !wanted.is_at(it)).map(str::to_owned);
        let document = page.document().map_err(|it| unreadable(wanted, it))?;
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

fn print(
    pages: &[Page],
    options: &Options,
    color: ColorChoice,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let text = match options.format {
        Format::Terminal => terminal(pages, color),
        Format::Markdown => markdown(pages),
        Format::Json => json(pages),
    };
    match &options.output {
        Some(path) => {
            let written = tree::replace(path, text.as_bytes());
            // The next run would not report what was merged: print it at least here.
            say(out, &if written.is_ok() { summary(pages) + "\n" } else { text });
            written?;
        }
        None => say(out, &text),
    }
    Ok(())
}
