//! `cargo xtask demo`: the main job, whole. The specs become bindings, and the client's example
//! fetches a contact through them.

use std::env;
use std::path::Path;
use std::process::Command;

use super::{Failure, Outcome};

/// Runs the client's example, against DingTalk where a token is set and against the mock otherwise.
///
/// # Errors
///
/// Cargo cannot be started.
pub fn run(root: &Path) -> Result<Outcome, Failure> {
    let real = env::var_os("DINGTALK_ACCESS_TOKEN").is_some();
    // The mock speaks plain HTTP: without TLS the first build is much shorter.
    let features = if real { "all,rustls" } else { "all" };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["run", "--quiet", "-p", "dingtalk-client", "--example", "quickstart"];
    let status = Command::new(&cargo)
        .args(arguments)
        .args(["--no-default-features", "--features", features])
        .current_dir(root)
        .status()
        .map_err(|error| {
            Failure::Program(format!("cannot start {}: {error}", cargo.to_string_lossy()))
        })?;
    Ok(if status.success() { Outcome::Fine } else { Outcome::Findings })
}
