//! The program behind `cargo xtask import`, `fmt` and `drift`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{ui, workspace};
use xtask_pages::verb::{drift, fmt, import};

/// The readers of pages allocate many small strings on all cores; this allocator is faster at it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    /// The workspace, if it is not the one this program was built in
    #[arg(long, value_name = "DIR", default_value_os_t = workspace(), hide_default_value = true)]
    root: PathBuf,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Import(import::Options),
    Fmt(fmt::Options),
    Drift(drift::Options),
}

fn main() -> ExitCode {
    let Cli { root, verb } = Cli::parse();
    ui::run(|ui| match verb {
        Verb::Import(it) => import::run(&root, &it, ui),
        Verb::Fmt(it) => fmt::run(&root, &it, ui),
        Verb::Drift(it) => drift::run(&root, &it, ui),
    })
}
