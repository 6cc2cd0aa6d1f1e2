//! The verbs that need what only reading pages needs: this build leaves them to one that has it.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use super::{Failure, Outcome, cargo};

/// Set in a run that another one started, so that neither starts a third.
const STARTED: &str = "DINGTALK_XTASK_WITH_PAGES";

/// Runs this program again with the feature `pages` and the same arguments, in the same folder.
///
/// # Errors
///
/// Cargo cannot be started, or this is such a run already.
pub fn rerun(workspace: &Path, arguments: &[OsString]) -> Result<Outcome, Failure> {
    if env::var_os(STARTED).is_some() {
        let text =
            "the build with the feature `pages` does not have it; run `cargo clean -p xtask`";
        return Err(Failure::Program(text.to_owned()));
    }
    let cargo = cargo();
    let status = Command::new(&cargo)
        .args(["run", "--quiet", "--package", "xtask", "--features", "pages", "--manifest-path"])
        .arg(workspace.join("Cargo.toml"))
        .arg("--")
        .args(arguments)
        .env(STARTED, "1")
        .status()
        .map_err(|error| {
            Failure::Program(format!("cannot start {}: {error}", cargo.to_string_lossy()))
        })?;
    // A run that a signal ended has no code.
    Ok(Outcome::Ended(status.code().and_then(|it| u8::try_from(it).ok()).unwrap_or(1)))
}
