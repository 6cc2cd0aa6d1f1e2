//! The cargo that verbs run.

use std::env;
use std::io;
use std::process::Command;

use crate::outcome::Failure;

/// The cargo that runs this program, or the one that is installed.
#[must_use]
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Says that cargo could not be started.
// By value, as `map_err` hands it over.
#[allow(clippy::needless_pass_by_value)]
#[must_use]
pub fn not_started(error: io::Error) -> Failure {
    Failure::Program(format!("cannot start cargo: {error}"))
}
