//! `cargo xtask`: parse, call, exit code.

mod help;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Instant, SystemTime};

use help::{
    DEMO_HELP, DIFF_HELP, DRIFT_HELP, EXPLAIN_HELP, FMT_HELP, GENERATE_HELP, HELP, IMPORT_HELP,
    LINT_HELP, RELEASE_HELP,
};
use lexopt::prelude::*;
use xtask::diff::Severity;
use xtask::outcome::{Failure, Outcome};
use xtask::spec::{ColorChoice, is_day, nearest};
use xtask::verb::diff::{Format, Options};
use xtask::verb::generate::Mode;
use xtask::verb::{demo, diff, explain, generate, lint, pages, release};
/// A quarter of a generation is allocation, on all cores at once; this one is faster at it by far.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const VERBS: [&str; 9] =
    ["generate", "lint", "import", "fmt", "explain", "diff", "drift", "release", "demo"];

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match parse(arguments.clone()).and_then(|command| run(command, &arguments)) {
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

/// What was asked for.
enum Command {
    Help(&'static str),
    Generate {
        root: PathBuf,
        mode: Mode,
    },
    Lint {
        root: PathBuf,
        folder: String,
    },
    Explain {
        root: PathBuf,
        subject: String,
        member: Option<String>,
    },
    Diff {
        root: PathBuf,
        options: Options,
    },
    Rules,
    Release {
        root: PathBuf,
        mode: release::Mode,
    },
    Demo {
        root: PathBuf,
    },
    /// What another program does.
    Pages,
}

fn run(command: Command, arguments: &[OsString]) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let elapsed = || start.elapsed();
    let mut out = io::stdout().lock();
    let color = if out.is_terminal() { ColorChoice::Always } else { ColorChoice::Never };
    match command {
        Command::Help(text) => {
            // Nobody is left to tell when the output is closed.
            drop(out.write_all(text.as_bytes()));
            Ok(Outcome::Fine)
        }
        Command::Generate { root, mode } => generate::run(&root, mode, color, &elapsed, &mut out),
        Command::Lint { root, folder } => lint::run(&root, &folder, color, &mut out),
        Command::Explain { root, subject, member } => {
            explain::run(&root, &subject, member.as_deref(), color, &mut out)
        }
        Command::Diff { root, options } => diff::run(&root, &options, color, &mut out),
        Command::Rules => Ok(diff::list_rules(&mut out)),
        Command::Release { root, mode } => release::run(&root, &mode, color, &mut out),
        Command::Demo { root } => {
            match generate::run(&root, Mode::Write, color, &elapsed, &mut out)? {
                Outcome::Fine => demo::run(&root),
                found => Ok(found),
            }
        }
        Command::Pages => pages::run(&workspace(), arguments),
    }
}

fn parse(arguments: Vec<OsString>) -> Result<Command, Failure> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut root = workspace();
    while let Some(argument) = parser.next().map_err(misuse)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(HELP)),
            Long("root") => root = PathBuf::from(parser.value().map_err(misuse)?),
            Value(verb) => return parse_verb(&verb.to_string_lossy(), root, &mut parser),
            other => return Err(misuse(other.unexpected())),
        }
    }
    Err(Failure::Misuse(format!(
        "which verb? There are {}; see `cargo xtask --help`",
        VERBS.join(", ")
    )))
}

fn parse_verb(verb: &str, root: PathBuf, parser: &mut lexopt::Parser) -> Result<Command, Failure> {
    match verb {
        "generate" => parse_generate(root, parser),
        "lint" => match values::<1>(LINT_HELP, parser)? {
            Err(help) => Ok(help),
            Ok([folder]) => {
                Ok(Command::Lint { root, folder: folder.unwrap_or_else(|| "spec".to_owned()) })
            }
        },
        "explain" => match values::<2>(EXPLAIN_HELP, parser)? {
            Err(help) => Ok(help),
            Ok([Some(subject), member]) => Ok(Command::Explain { root, subject, member }),
            Ok([None, _]) => Err(Failure::Misuse(
                "which endpoint? Such as `cargo xtask explain extcontact/get`".to_owned(),
            )),
        },
        "import" => parse_pages(IMPORT_HELP, parser),
        "fmt" => parse_pages(FMT_HELP, parser),
        "diff" => parse_diff(root, parser),
        "drift" => parse_pages(DRIFT_HELP, parser),
        "release" => parse_release(root, parser),
        "demo" => match values::<0>(DEMO_HELP, parser)? {
            Err(help) => Ok(help),
            Ok([]) => Ok(Command::Demo { root }),
        },
        "help" => match values::<1>(HELP, parser)? {
            Err(help) => Ok(help),
            Ok([verb]) => Ok(Command::Help(help_of(verb.as_deref())?)),
        },
        unknown => Err(unknown_verb(unknown)),
    }
}

/// The help of the program or of a verb.
fn help_of(verb: Option<&str>) -> Result<&'static str, Failure> {
    match verb {
        None | Some("help") => Ok(HELP),
        Some("generate") => Ok(GENERATE_HELP),
        Some("lint") => Ok(LINT_HELP),
        Some("import") => Ok(IMPORT_HELP),
        Some("fmt") => Ok(FMT_HELP),
        Some("explain") => Ok(EXPLAIN_HELP),
        Some("diff") => Ok(DIFF_HELP),
        Some("drift") => Ok(DRIFT_HELP),
        Some("release") => Ok(RELEASE_HELP),
        Some("demo") => Ok(DEMO_HELP),
        Some(unknown) => Err(unknown_verb(unknown)),
    }
}

fn unknown_verb(unknown: &str) -> Failure {
    let begun = VERBS.into_iter().find(|verb| !unknown.is_empty() && verb.starts_with(unknown));
    Failure::Misuse(match begun.or_else(|| nearest(unknown, VERBS)) {
        Some(verb) => format!("there is no verb `{unknown}`; did you mean `{verb}`?"),
        None => format!("there is no verb `{unknown}`; there are {}", VERBS.join(", ")),
    })
}

fn parse_generate(root: PathBuf, parser: &mut lexopt::Parser) -> Result<Command, Failure> {
    let mut mode = Mode::Write;
    while let Some(argument) = parser.next().map_err(misuse)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(GENERATE_HELP)),
            Long("check") => mode = Mode::Check,
            other => return Err(misuse(other.unexpected())),
        }
    }
    Ok(Command::Generate { root, mode })
}

/// A verb of another program, but for its help.
fn parse_pages(help: &'static str, parser: &mut lexopt::Parser) -> Result<Command, Failure> {
    let mut arguments = parser.raw_args().map_err(misuse)?;
    let asks = arguments.any(|it| it == "--help" || it == "-h");
    Ok(if asks { Command::Help(help) } else { Command::Pages })
}

fn parse_diff(root: PathBuf, parser: &mut lexopt::Parser) -> Result<Command, Failure> {
    let mut options = Options::default();
    while let Some(argument) = parser.next().map_err(misuse)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(DIFF_HELP)),
            Long("rules") => return Ok(Command::Rules),
            Long("format") => options.format = word(parser, "format", &Format::ALL)?,
            Long("fail-on") => options.fail_on = word(parser, "severity", &FAIL_ON)?,
            Long("output") => options.output = Some(parser.value().map_err(misuse)?.into()),
            Value(value) if options.old.is_none() => {
                options.old = Some(value.to_string_lossy().into_owned());
            }
            Value(value) if options.new.is_none() => {
                options.new = Some(value.to_string_lossy().into_owned());
            }
            other => return Err(misuse(other.unexpected())),
        }
    }
    Ok(Command::Diff { root, options })
}

/// What `--fail-on` takes.
const FAIL_ON: [(&str, Option<Severity>); 7] = [
    ("docs", Some(Severity::Docs)),
    ("patch", Some(Severity::Patch)),
    ("minor", Some(Severity::Minor)),
    ("major", Some(Severity::Behaviour)),
    ("behaviour", Some(Severity::Behaviour)),
    ("source", Some(Severity::Source)),
    ("never", None),
];

/// The value of an option that takes one of some words.
fn word<T: Copy>(
    parser: &mut lexopt::Parser,
    what: &str,
    words: &[(&str, T)],
) -> Result<T, Failure> {
    let given = parser.value().map_err(misuse)?.to_string_lossy().into_owned();
    words.iter().find(|(word, _)| *word == given).map(|(_, it)| *it).ok_or_else(|| {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        Failure::Misuse(format!("there is no {what} `{given}`; there are {}", known.join(", ")))
    })
}

fn parse_release(root: PathBuf, parser: &mut lexopt::Parser) -> Result<Command, Failure> {
    let (mut date, mut is_check) = (None, false);
    while let Some(argument) = parser.next().map_err(misuse)? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(RELEASE_HELP)),
            Long("check") => is_check = true,
            Long("date") => {
                date = Some(parser.value().map_err(misuse)?.to_string_lossy().into_owned());
            }
            other => return Err(misuse(other.unexpected())),
        }
    }
    let date = day(date)?;
    let mode = if is_check { release::Mode::Check } else { release::Mode::Write { date } };
    Ok(Command::Release { root, mode })
}

/// The day that was given, or today.
fn day(given: Option<String>) -> Result<String, Failure> {
    let day = given.unwrap_or_else(today);
    if is_day(&day) {
        Ok(day)
    } else {
        Err(Failure::Misuse(format!("`{day}` is no day: write it as YYYY-MM-DD")))
    }
}

fn today() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    release::day(now.map_or(0, |it| it.as_secs()))
}

/// The plain arguments of a verb that has no options but `--help`; at most `N` of them.
fn values<const N: usize>(
    help: &'static str,
    parser: &mut lexopt::Parser,
) -> Result<Result<[Option<String>; N], Command>, Failure> {
    let mut values = [const { None }; N];
    let mut given = 0;
    while let Some(argument) = next(parser)? {
        match argument {
            Long("help") | Short('h') => return Ok(Err(Command::Help(help))),
            Value(value) if given < N => {
                values[given] = Some(value.to_string_lossy().into_owned());
                given += 1;
            }
            other => return Err(misuse(other.unexpected())),
        }
    }
    Ok(Ok(values))
}

/// The next argument. A number is no option even if it is negative: -1 is an error code.
fn next(parser: &mut lexopt::Parser) -> Result<Option<lexopt::Arg<'_>>, Failure> {
    let number = parser.try_raw_args().and_then(|mut rest| {
        rest.next_if(|it| it.to_str().is_some_and(|it| it.parse::<i64>().is_ok()))
    });
    match number {
        Some(number) => Ok(Some(Value(number))),
        None => parser.next().map_err(misuse),
    }
}

// By value, as `map_err` hands it over.
#[allow(clippy::needless_pass_by_value)]
fn misuse(error: lexopt::Error) -> Failure {
    Failure::Misuse(format!("{error}; see `cargo xtask --help`"))
}

/// The workspace that this program was built in.
fn workspace() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}
