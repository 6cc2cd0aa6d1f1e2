//! The program behind `cargo xtask import`, `fmt` and `drift`.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use clap::{Args, Parser, Subcommand};
use xtask::outcome::{Failure, Outcome};
use xtask::spec::{ColorChoice, is_day};
use xtask::verb::release;
use xtask_pages::fetch::crawl::{CrawlLimits, SystemClock, Web};
use xtask_pages::verb::{drift, fmt, import, survey};
use xtask_pages::{FetchLimits, fetch};

/// The readers of pages allocate many small strings on all cores; this allocator is faster at it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    /// The workspace to work in.
    #[arg(long, value_name = "DIR", default_value_os_t = workspace(), hide_default_value = true)]
    root: PathBuf,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Import(ImportArguments),
    Fmt(FmtArguments),
    Drift(DriftArguments),
}

/// Reads documentation pages and writes their specs. Into a spec that is there, facts are merged:
/// names, docs, classes, reasons and order that a person set stay, and what only the spec has is
/// listed.
///
/// What a page leaves open or contradicts is printed with its line and its code, and stands at the
/// head of a new spec.
#[derive(Args)]
// Each option of a command line is a switch of its own.
#[allow(clippy::struct_excessive_bools)]
struct ImportArguments {
    /// A page as Markdown, HTML or plain text: a file, a folder of such files, - for standard input,
    /// or an http(s) address
    #[arg(value_name = "PAGE", required_unless_present_any = ["report", "codes"])]
    pages: Vec<String>,
    /// Write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the difference that each page makes in its spec
    #[arg(long)]
    print: bool,
    /// Write no spec about which anything is in doubt, and fail
    #[arg(long)]
    strict: bool,
    /// Let the page's sentences into `summary`, `doc` and `remedy`
    #[arg(long)]
    prose: bool,
    /// Write no specs; print what becomes of all pages of a folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["pages", "dry_run", "print", "strict", "prose", "date"])]
    report: Option<PathBuf>,
    /// Everything about each page of the report
    #[arg(long, requires = "report")]
    json: bool,
    /// Compile the models of all pages of the report, and decode their examples
    #[arg(long = "try", requires = "report")]
    attempt: bool,
    /// What the codes of findings mean
    #[arg(long)]
    codes: bool,
    /// The day to remember in spec/pages.lock, as YYYY-MM-DD; today, in UTC, unless given
    #[arg(long, value_name = "DAY", value_parser = day)]
    date: Option<String>,
}

/// Writes specs in the layout that all of them have; comments stay.
#[derive(Args)]
struct FmtArguments {
    /// Files or folders of specs
    #[arg(value_name = "PATH", default_value = "spec")]
    paths: Vec<String>,
    /// Write nothing; fail if a file is laid out otherwise
    #[arg(long)]
    check: bool,
}

/// Reads the page of every spec again and tells what its changes do to callers, page by page, the
/// worst first. A page that is gone, moved or unreadable is told, too, and so is a departure
/// (`departs:`) that its page does not need any more. spec/pages.lock remembers what each page said.
#[derive(Args)]
#[command(after_help = "Exit codes: 0 nothing changed, 1 something was found, 2 misuse.")]
struct DriftArguments {
    /// Read the pages from a folder: each by its own address, else by the last part of the address as
    /// the name of its file, else by the endpoint
    #[arg(long, value_name = "DIR")]
    pages: Option<PathBuf>,
    /// Merge into the specs what is safe, which takes nothing out, and remember the pages of which
    /// nothing is left for a person
    #[arg(long)]
    apply: bool,
    /// How findings are written
    #[arg(long, value_enum, default_value = "terminal")]
    format: drift::Format,
    /// Write to a file
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The day to remember; today, in UTC, unless given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<String>,
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Ended(code)) => ExitCode::from(code),
        Err(failure) => {
            // Nobody is left to tell when the output is closed.
            drop(writeln!(io::stderr(), "error: {failure}"));
            ExitCode::from(2)
        }
    }
}

fn run(Cli { root, verb }: Cli) -> Result<Outcome, Failure> {
    let mut out = io::stdout().lock();
    let color = if out.is_terminal() { ColorChoice::Always } else { ColorChoice::Never };
    match verb {
        Verb::Import(it) if it.codes => import::codes(&mut out),
        Verb::Import(ImportArguments { report: Some(folder), json, attempt, .. }) => {
            survey::report(&root, &folder, survey::Extent { json, attempt }, &mut out)
        }
        Verb::Import(it) => {
            let ImportArguments { pages, dry_run, print, strict, prose, date, .. } = it;
            let date = date.unwrap_or_else(today);
            let options = import::Options { pages, strict, prose, dry_run, print, date };
            import::run(&root, &options, color, &mut out)
        }
        Verb::Fmt(it) => fmt::run(&root, &it.paths, it.check, color, &mut out),
        Verb::Drift(it) => {
            let DriftArguments { pages, apply, format, output, date } = it;
            let date = date.unwrap_or_else(today);
            let options = drift::Options { pages, apply, format, output, date };
            run_drift(&root, &options, color, &mut out)
        }
    }
}

/// Fetches as this machine can, and shows on a terminal how far that is.
fn run_drift(
    root: &Path,
    options: &drift::Options,
    color: ColorChoice,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let is_watched = io::stderr().is_terminal();
    let progress = |done: usize, all: usize| {
        if is_watched {
            let end = if done == all { "\r\u{1b}[K" } else { "" };
            // Nobody is left to tell when it is closed.
            drop(write!(io::stderr(), "\r{done} of {all} pages{end}"));
        }
    };
    let clock = SystemClock::default();
    let fetch = |address: &str| fetch(address, &FetchLimits::default());
    let limits = CrawlLimits::default();
    let web = Web { limits, clock: &clock, fetch: &fetch, progress: &progress };
    drift::run(root, options, &web, color, out)
}

/// A day as `YYYY-MM-DD`.
fn day(given: &str) -> Result<String, String> {
    if is_day(given) {
        Ok(given.to_owned())
    } else {
        Err(format!("`{given}` is no day: write it as YYYY-MM-DD"))
    }
}

fn today() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    release::day(now.map_or(0, |it| it.as_secs()))
}

/// The workspace that this program was built in.
fn workspace() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest).to_owned()
}
