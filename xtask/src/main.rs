//! `cargo xtask`: the verbs.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::verb::{demo, diff, explain, generate, lint, pages, release};
use xtask::{ui, workspace};

/// A quarter of a generation is allocation, on all cores at once; this one is faster at it by far.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Turns the specs in spec/ into the models crate and the client crate.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = false)]
#[command(after_help = "Exit codes: 0 fine, 1 findings, 2 misuse.")]
struct Cli {
    /// The workspace, if it is not the one this program was built in
    #[arg(long, value_name = "DIR", default_value_os_t = workspace(), hide_default_value = true)]
    root: PathBuf,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Generate(generate::Options),
    Lint(lint::Options),
    /// Reads documentation pages into specs
    Import(pages::Options),
    /// Brings specs to the style of those by hand
    Fmt(pages::Options),
    Explain(explain::Options),
    Diff(diff::Options),
    /// Reads the documentation pages again, and report what changed
    Drift(pages::Options),
    Release(release::Options),
    Demo(demo::Options),
}

fn main() -> ExitCode {
    let arguments = arguments();
    let Cli { root, verb } = Cli::parse_from(&arguments);
    ui::run(|ui| match verb {
        Verb::Generate(it) => generate::run(&root, &it, ui),
        Verb::Lint(it) => lint::run(&root, &it, ui),
        Verb::Explain(it) => explain::run(&root, &it, ui),
        Verb::Diff(it) => diff::run(&root, &it, ui),
        Verb::Release(it) => release::run(&root, &it, ui),
        Verb::Demo(_) => demo::run(&root, ui),
        Verb::Import(_) | Verb::Fmt(_) | Verb::Drift(_) => pages::run(&arguments[1..]),
    })
}

/// The arguments of the program. `help VERB` is `VERB --help`, which every verb answers itself, also
/// those of the other program.
fn arguments() -> Vec<OsString> {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    if arguments.len() == 3 && arguments[1] == "help" {
        arguments[1] = "--help".into();
        arguments.swap(1, 2);
    }
    arguments
}
