//! How long `cargo xtask generate` takes, and how that grows with the number of endpoints: the
//! verb's own function on specs made by a script, on disk, in release.

#[path = "support/specs.rs"]
mod specs;
mod support;

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use support::{Samples, Table, ratio, rounds, seconds, time};
use xtask::api::resolve;
use xtask::emit::{Layout, emit};
use xtask::lint::lint;
use xtask::spec::load;
use xtask::tree::{Tree, read_specs};
use xtask::ui::Ui;
use xtask::verb::generate::{Options, run};

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SIZES: [u32; 3] = [1, 100, 1000];

/// What was measured of one number of endpoints.
#[derive(Default)]
struct Runs {
    /// Everything is written.
    first: Samples,
    /// Nothing changed.
    second: Samples,
}

fn main() -> Result<(), Box<dyn Error>> {
    if !support::is_measuring() {
        return Ok(());
    }
    if scratch().exists() {
        fs::remove_dir_all(scratch())?;
    }
    let mut runs = SIZES.map(|_| Runs::default());
    let mut steps = Steps::default();
    for round in rounds(Duration::from_secs(35), 3, 15) {
        for (size, runs) in SIZES.into_iter().zip(&mut runs) {
            let root = fresh(round, "run", size)?;
            runs.first.push(generate(&root)?);
            runs.second.push(generate(&root)?);
        }
        steps.measure(&fresh(round, "steps", SIZES[2])?)?;
    }
    fs::remove_dir_all(scratch())?;
    report(&runs, &steps);
    Ok(())
}

fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-generate")
}

/// A folder with so many specs and nothing generated. Each is a new one: where files were removed a
/// moment ago, file systems are slow to make others.
fn fresh(round: u32, what: &str, size: u32) -> io::Result<PathBuf> {
    let root = scratch().join(format!("{round}-{what}-{size}"));
    specs::write(&root, size)?;
    Ok(root)
}

/// Generates as `cargo xtask generate` does; returns the seconds that it took.
fn generate(root: &Path) -> Result<f64, Box<dyn Error>> {
    let (time, outcome) =
        seconds(|| run(root, &Options::default(), &mut Ui::plain(&mut io::sink())));
    outcome?;
    Ok(time)
}

/// The steps of a first run.
const STEPS: [&str; 7] = ["read the specs", "load", "lint", "resolve", "emit", "plan", "write"];

/// A first run, step by step.
#[derive(Default)]
struct Steps([Samples; 7]);

impl Steps {
    fn measure(&mut self, root: &Path) -> Result<(), Box<dyn Error>> {
        let (read, files) = seconds(|| read_specs(root, "spec"));
        let files = files?;
        let (load, loaded) = seconds(|| load(&files));
        let (lint, problems) = seconds(|| lint(&loaded.specs, &files));
        if let Some(problem) = loaded.problems.iter().chain(&problems).next() {
            return Err(format!("the script's specs have problems: {problem:?}").into());
        }
        let (resolve, api) = seconds(|| resolve(&loaded.specs, &files));
        let layout = Layout::release();
        let (emit, artefacts) = seconds(|| emit(&api, &layout));
        let tree = Tree { root: root.to_owned(), folders: layout.folders() };
        let (plan, planned) = seconds(|| tree.plan(&artefacts));
        let planned = planned?;
        let (write, written) = seconds(|| tree.write(&planned));
        written?;
        let times = [read, load, lint, resolve, emit, plan, write];
        self.0.iter_mut().zip(times).for_each(|(samples, time)| samples.push(time));
        Ok(())
    }
}

fn report(runs: &[Runs; 3], steps: &Steps) {
    let mut table = Table::new("cargo xtask generate");
    for (runs, size) in runs.iter().zip(SIZES) {
        let target = if size == 1000 { "below 500 ms" } else { "" };
        table.row(&format!("{size} endpoints, all written"), &runs.first, time, target);
        table.row(&format!("{size} endpoints, nothing changed"), &runs.second, time, target);
    }
    let [_, hundred, thousand] = runs;
    let growth = |a: &Samples, b: &Samples| a.times(b);
    let (first, second) =
        (growth(&hundred.first, &thousand.first), growth(&hundred.second, &thousand.second));
    table.row("1000 to 100, all written", &first, ratio, "linear: 10 ×");
    table.row("1000 to 100, nothing changed", &second, ratio, "linear: 10 ×");
    table.print("one process, all sizes in turns; the schema of the format is written too");

    let mut table = Table::new("1000 endpoints, all written, by steps");
    for (step, samples) in STEPS.iter().zip(&steps.0) {
        table.row(step, samples, time, "");
    }
    table.print("the same library functions, one by one");
}
