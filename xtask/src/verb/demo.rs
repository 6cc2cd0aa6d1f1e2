//! `cargo xtask demo`: the main job, whole. The specs become bindings, and the client's example
//! fetches a contact through them.

use std::env;
use std::ffi::OsStr;
use std::path::Path;

use clap::Args;

use super::generate;
use crate::cargo::{cargo, not_started};
use crate::outcome::{Failure, Outcome};
use crate::ui::Ui;

/// Generates, then fetches a contact through the bindings
///
/// Runs the client's example `quickstart`: it starts the mock server, fetches a contact and prints it,
/// and prints the typed error for a contact that does not exist.
///
/// With `DINGTALK_HOST` set to `international`, `china` or a base URL, and `DINGTALK_APP_KEY` and
/// `DINGTALK_APP_SECRET`, the example talks to DingTalk; so it does with `DINGTALK_ACCESS_TOKEN`, for
/// which the host need not be set. `DINGTALK_USER_ID` names the contact.
#[derive(Args, Clone, Copy, Debug)]
#[command(verbatim_doc_comment)]
pub struct Options {}

/// Runs the client's example, against DingTalk where the environment says so and against the mock
/// otherwise.
///
/// # Errors
///
/// A file cannot be read or written, or cargo cannot be started.
pub fn run(root: &Path, ui: &mut Ui<'_>) -> Result<Outcome, Failure> {
    if generate::run(root, &generate::Options::default(), ui)? == Outcome::Findings {
        return Ok(Outcome::Findings);
    }
    let has_token = env::var_os("DINGTALK_ACCESS_TOKEN").is_some();
    let features = features(has_token, env::var_os("DINGTALK_HOST").as_deref());
    let status = cargo()
        .args(["run", "--quiet", "-p", "dingtalk-client", "--example", "quickstart"])
        .args(["--no-default-features", "--features", features])
        .current_dir(root)
        .status()
        .map_err(not_started)?;
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
