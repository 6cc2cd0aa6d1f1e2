//! How long `cargo check` of the generated crates takes for a hundred endpoints, beside the same
//! types with serde's derive and the same calls as async functions.
//!
//! Dependencies are built before; then only the crates in question are touched. Incremental
//! compilation is off, as it is for whoever gets the crates from a registry.

#[path = "support/cpu.rs"]
mod cpu;
#[path = "support/specs.rs"]
mod specs;
mod support;
#[path = "support/twin.rs"]
mod twin;

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use support::{Samples, Table, ratio, rounds, seconds, time};
use xtask::api::{Api, resolve};
use xtask::checked;
use xtask::emit::{Layout, Package, emit};

const ENDPOINTS: u32 = 100;

fn main() -> Result<(), Box<dyn Error>> {
    if !support::is_measuring() {
        return Ok(());
    }
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-check");
    let variants = prepare(&root)?;
    for variant in &variants {
        // Whoever waits should know what for.
        println!("checking the dependencies of {}", variant.name);
        check(&root, variant)?;
    }
    let mut costs = [Costs::default(), Costs::default(), Costs::default()];
    for _ in rounds(Duration::from_secs(60), 5, 25) {
        for (variant, costs) in variants.iter().zip(&mut costs) {
            touch(&root, variant)?;
            costs.take(|| check(&root, variant))?;
        }
        costs[2].take(|| check(&root, &variants[0]))?;
    }
    report(&costs);
    Ok(())
}

/// A pair of crates, models and client.
struct Variant {
    name: &'static str,
    folder: &'static str,
    client: &'static str,
}

/// Writes both variants into one workspace, so that they share lock file and dependencies.
fn prepare(root: &Path) -> Result<[Variant; 2], Box<dyn Error>> {
    // What was built stays, so that the next run finds the dependencies.
    for written in
        ["spec", "ours", "derived"].map(|it| root.join(it)).iter().filter(|it| it.exists())
    {
        fs::remove_dir_all(written)?;
    }
    specs::write(root, ENDPOINTS)?;
    let checked = checked::check(root, "spec")?;
    if let Some(problem) = checked.problems.first() {
        return Err(format!("the script's specs have problems: {problem:?}").into());
    }
    let api = resolve(&checked.specs, &checked.files);
    write(root, "Cargo.toml", &workspace()?)?;
    fs::copy(specs::repository().join("Cargo.lock"), root.join("Cargo.lock"))?;
    write_ours(root, &api)?;
    write_derived(root, &api)?;
    Ok([
        Variant { name: "ours", folder: "ours", client: "ours-client" },
        Variant { name: "derive", folder: "derived", client: "derive-client" },
    ])
}

fn write(root: &Path, path: &str, text: &str) -> io::Result<()> {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap_or(root))?;
    fs::write(path, text)
}

const MEMBERS: &str = r#"members = ["ours/*", "derived/*"]"#;
const MODELS: &str = r#"dingtalk-models = { package = "ours-models", path = "ours/models", default-features = false }"#;

/// The repository's own manifest, so that versions and lints are its own, with other members and
/// other models.
fn workspace() -> io::Result<String> {
    let repository = specs::repository();
    let manifest = fs::read_to_string(repository.join("Cargo.toml"))?;
    let line = |line: &str| match line.split_once(" = ") {
        Some(("members", _)) => MEMBERS.to_owned(),
        Some(("dingtalk-models", _)) => MODELS.to_owned(),
        _ => line.replace("path = \"", &format!("path = \"{}/", repository.display())),
    };
    Ok(manifest.lines().map(|it| line(it) + "\n").collect())
}

fn write_ours(root: &Path, api: &Api) -> io::Result<()> {
    let package =
        |name: &str| Package { name: format!("ours-{name}"), folder: format!("ours/{name}") };
    let layout = Layout { models: package("models"), client: package("client") };
    for artefact in emit(api, &layout) {
        write(root, &artefact.path, &artefact.text)?;
    }
    write(root, "ours/models/README.md", "The models.\n")?;
    write(root, "ours/client/README.md", "The client.\n")?;
    write(root, "ours/client/src/lib.rs", &client_root())
}

/// The client by hand, where it stands, beside the groups of the script.
fn client_root() -> String {
    let client = specs::repository().join("crates/dingtalk-client/src/client/mod.rs");
    let client = client.display();
    format!(
        "//! The client.\n\n#[path = \"{client}\"]\nmod client;\nmod groups;\n\n\
         pub use client::*;\npub use groups::*;\n"
    )
}

fn write_derived(root: &Path, api: &Api) -> io::Result<()> {
    let crates = [("models", twin::models(api), ""), ("client", twin::client(api), CLIENT_NEEDS)];
    for (name, files, needs) in crates {
        write(root, &format!("derived/{name}/Cargo.toml"), &manifest(name, needs))?;
        for file in files {
            write(root, &format!("derived/{name}/{}", file.path), &file.text)?;
        }
    }
    Ok(())
}

const CLIENT_NEEDS: &str = "derive-models = { path = \"../models\" }\nreqwest.workspace = true\n";

fn manifest(name: &str, needs: &str) -> String {
    format!(
        "[package]
name = \"derive-{name}\"
version.workspace = true
edition.workspace = true
publish = false

[dependencies]
{needs}serde = {{ workspace = true, features = [\"derive\"] }}
serde_json.workspace = true

[lints]
workspace = true
"
    )
}

/// Makes cargo believe that both crates changed.
fn touch(root: &Path, variant: &Variant) -> io::Result<()> {
    for name in ["models", "client"] {
        let path: PathBuf = root.join(variant.folder).join(name).join("src/lib.rs");
        fs::File::options().write(true).open(path)?.set_modified(SystemTime::now())?;
    }
    Ok(())
}

fn check(root: &Path, variant: &Variant) -> Result<(), Box<dyn Error>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root).args(["check", "--quiet", "--offline", "--package", variant.client]);
    if variant.folder == "ours" {
        cargo.args(["--no-default-features", "--features", "all"]);
    }
    cargo.env("CARGO_TARGET_DIR", root.join("target")).env("CARGO_INCREMENTAL", "0");
    let output = cargo.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{}: {}", variant.name, String::from_utf8_lossy(&output.stderr)).into())
}

/// Samples of one variant.
#[derive(Default)]
struct Costs {
    wall: Samples,
    cpu: Samples,
}

impl Costs {
    fn take(
        &mut self,
        run: impl FnOnce() -> Result<(), Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        let before = cpu::of_children()?;
        let (wall, outcome) = seconds(run);
        outcome?;
        self.wall.push(wall);
        self.cpu.push(cpu::of_children()? - before);
        Ok(())
    }
}

fn report([ours, derived, idle]: &[Costs; 3]) {
    let mut table = Table::new(&format!("cargo check, {ENDPOINTS} endpoints"));
    for (what, of) in [("ours", ours), ("derive", derived), ("nothing touched", idle)] {
        table.row(&format!("{what}, wall"), &of.wall, time, "");
        table.row(&format!("{what}, CPU"), &of.cpu, time, "");
    }
    let (wall, cpu) = (derived.wall.times(&ours.wall), derived.cpu.times(&ours.cpu));
    table.row("ours to derive, wall", &wall, ratio, "at most 0.25 ×");
    table.row("ours to derive, CPU", &cpu, ratio, "at most 0.25 ×");
    table.print(
        "models and client; dependencies checked before; no incremental compilation; CPU: of cargo \
         and what it runs, from /proc/self/stat, in steps of 10 ms",
    );
}
