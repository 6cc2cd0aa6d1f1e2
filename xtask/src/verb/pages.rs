//! `cargo xtask import` and `cargo xtask drift`: the package `xtask-pages` does them.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::outcome::{Failure, Outcome};
use crate::ui::cargo;

/// Runs the program of `xtask-pages` with the same arguments, in the same folder.
///
/// # Errors
///
/// Cargo cannot be started.
pub fn run(workspace: &Path, arguments: &[OsString]) -> Result<Outcome, Failure> {
    let cargo = cargo();
    let status = Command::new(&cargo)
        .args(["run", "--quiet", "--package", "xtask-pages", "--manifest-path"])
        .arg(workspace.join("Cargo.toml"))
        .arg("--")
        .args(arguments)
        .status()
        .map_err(|error| {
            Failure::Program(format!("cannot start {}: {error}", cargo.to_string_lossy()))
        })?;
    // A run that a signal ended has no code.
    Ok(Outcome::Ended(status.code().and_then(|it| u8::try_from(it).ok()).unwrap_or(1)))
}
