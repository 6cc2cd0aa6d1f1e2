//! `cargo xtask import`, `fmt` and `drift`: the package `xtask-pages` does them.

use std::ffi::OsString;

use clap::Args;

use crate::cargo::{cargo, not_started};
use crate::outcome::{Failure, Outcome};
use crate::workspace;

/// Whatever stands behind the verb, `--help` included: the other program reads it.
#[derive(Args, Clone, Debug)]
#[command(disable_help_flag = true)]
pub struct Options {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    arguments: Vec<OsString>,
}

/// Runs the program of `xtask-pages` with the same arguments, in the same folder.
///
/// # Errors
///
/// Cargo cannot be started.
pub fn run(arguments: &[OsString]) -> Result<Outcome, Failure> {
    let status = cargo()
        .args(["run", "--quiet", "--package", "xtask-pages", "--manifest-path"])
        .arg(workspace().join("Cargo.toml"))
        .arg("--")
        .args(arguments)
        .status()
        .map_err(not_started)?;
    // A run that a signal ended has no code.
    Ok(Outcome::Ended(status.code().and_then(|it| u8::try_from(it).ok()).unwrap_or(1)))
}
