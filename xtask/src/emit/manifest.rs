//! The `Cargo.toml` of each generated crate: a feature for every group.

use super::layout::{Layout, MARK, Package};
use crate::api::{Api, Group, names};

/// The manifest of the models crate.
pub(super) fn models(api: &Api, layout: &Layout) -> String {
    let about = "Typed requests, answers and error codes of DingTalk's server API, without I/O";
    let features = api.groups.iter().map(|group| {
        let needs: Vec<String> =
            group.needs.iter().map(|it| format!("\"{}\"", names::bare(it))).collect();
        format!("{} = [{}]\n", feature(group), needs.join(", "))
    });
    let features: String = features.collect();
    format!(
        "{head}
[features]
default = [\"all\"]
# Every group of endpoints.
all = [{all}]
{features}
[dependencies]
dingtalk-protocol.workspace = true
serde.workspace = true

[lints]
workspace = true
",
        head = head(api, layout, &layout.models, about),
        all = all(api),
    )
}

/// The manifest of the client crate.
pub(super) fn client(api: &Api, layout: &Layout) -> String {
    let about = "A typed client of DingTalk's server API, with errors that say what to do";
    let features = api.groups.iter().map(|group| {
        let feature = feature(group);
        format!("{feature} = [\"dingtalk-models/{feature}\"]\n")
    });
    let features: String = features.collect();
    let development = if layout.is_release() { DEVELOPMENT } else { "" };
    format!(
        "{head}
[package.metadata.docs.rs]
features = [\"blocking\"]

[features]
default = [\"rustls\", \"all\"]
# Every group of endpoints.
all = [{all}]
{features}# A client whose calls wait, for programs without an async runtime.
blocking = [\"dingtalk-runtime/blocking\"]
# One of these makes `https` work.
rustls = [\"dingtalk-runtime/rustls\"]
rustls-no-provider = [\"dingtalk-runtime/rustls-no-provider\"]
native-tls = [\"dingtalk-runtime/native-tls\"]

[dependencies]
dingtalk-models.workspace = true
dingtalk-protocol.workspace = true
dingtalk-runtime.workspace = true
{development}
[lints]
workspace = true
",
        head = head(api, layout, &layout.client, about),
        all = all(api),
    )
}

/// The dependencies of the examples and the guide. The mock has a path and no version, so that cargo
/// leaves it out of a published manifest.
const DEVELOPMENT: &str = "
[dev-dependencies]
csv.workspace = true
dingtalk-mock = { path = \"../dingtalk-mock\" }
serde_json.workspace = true
tokio = { workspace = true, features = [\"macros\", \"rt-multi-thread\", \"sync\"] }
";

fn head(api: &Api, layout: &Layout, package: &Package, about: &str) -> String {
    let (name, spec) = (&package.name, api.spec_folder());
    let publish = if layout.is_release() { "" } else { "publish = false\n" };
    format!(
        "# {MARK}
# Source: {spec}

[package]
name = \"{name}\"
description = \"{about}\"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
readme = \"README.md\"
license.workspace = true
repository.workspace = true
homepage.workspace = true
keywords.workspace = true
categories.workspace = true
{publish}"
    )
}

fn feature(group: &Group) -> &str {
    names::bare(&group.module)
}

fn all(api: &Api) -> String {
    api.groups.iter().map(|group| format!("\"{}\"", feature(group))).collect::<Vec<_>>().join(", ")
}
