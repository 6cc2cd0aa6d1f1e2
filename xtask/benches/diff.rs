//! How long it takes to compare a thousand specs: the verb's own steps on specs made by a script, on
//! disk, in release. `cargo bench -p xtask --bench diff`

#[path = "../../tests/benches/support/specs.rs"]
mod specs;

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use xtask::ui::Ui;
use xtask::verb::diff::{Format, Options, run};

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ENDPOINTS: u32 = 1000;

fn main() -> Result<(), Box<dyn Error>> {
    // Tests only see that it builds.
    if !std::env::args().any(|it| it == "--bench") {
        return Ok(());
    }
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-diff");
    specs::write(&root, ENDPOINTS)?;
    let before = root.join("before");
    if !before.exists() {
        fs::rename(root.join("spec"), &before)?;
    }
    specs::write(&root, ENDPOINTS)?;
    println!("{ENDPOINTS} endpoints, the median of 9 runs:");
    println!("  nothing changed   {:?}", median(&root, Format::Terminal)?);
    for file in files(&root.join("spec"))? {
        let text = fs::read_to_string(&file)?;
        fs::write(
            &file,
            text.replace("max_length: 64", "max_length: 32").replace("Number\n", "Decimal\n"),
        )?;
    }
    println!("  all changed       {:?}", median(&root, Format::Terminal)?);
    println!("  the same as HTML  {:?}", median(&root, Format::Html)?);
    fs::remove_dir_all(&root)?;
    Ok(())
}

/// The endpoints below a folder.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if !path.ends_with("common.yaml") {
            found.push(path);
        }
    }
    Ok(found)
}

fn median(root: &Path, format: Format) -> Result<Duration, Box<dyn Error>> {
    let side = |it: &str| Some(it.to_owned());
    let options = Options { old: side("before"), new: side("spec"), format, ..Options::default() };
    let mut times = Vec::new();
    for _ in 0..9 {
        let start = Instant::now();
        run(root, &options, &mut Ui::plain(&mut io::sink()))?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times[times.len() / 2])
}
