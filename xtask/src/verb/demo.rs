//! `cargo xtask demo`: the main job, whole. The specs become bindings, and the client's example
//! fetches a contact through them.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use crate::outcome::{Failure, Outcome};

/// Runs the client's example, against DingTalk where the environment says so and against the mock
/// otherwise.
///
/// # Errors
///
/// Cargo cannot be started.
pub fn run(root: &Path) -> Result<Outcome, Failure> {
    let has_token = env::var_os("DINGTALK_ACCESS_TOKEN").is_some();
    let features = features(has_token, env::var_os("DINGTALK_HOST").as_deref());
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

/// The features of the client for where the example calls: at the host that is named, at DingTalk if
/// there is only a token, else at the mock. Without TLS the first build is much shorter.
fn features(has_token: bool, host: Option<&OsStr>) -> &'static str {
    let is_https = host.map_or(has_token, |it| !it.as_encoded_bytes().starts_with(b"http://"));
    if is_https { "all,rustls" } else { "all" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_calls_dingtalk_has_tls() {
        let of = |has_token, host: Option<&str>| features(has_token, host.map(OsStr::new));
        assert_eq!(of(false, None), "all", "the mock speaks plain HTTP");
        assert_eq!(of(true, None), "all,rustls");
        for host in ["international", "china", "https://proxy.example"] {
            assert_eq!(of(false, Some(host)), "all,rustls", "with an app's key and secret, {host}");
        }
        assert_eq!(of(true, Some("http://127.0.0.1:8080")), "all");
    }
}
