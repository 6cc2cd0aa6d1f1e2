//! scratch
use xtask::page::{report::*, *};
fn main() {
    let mut v = vec![];
    let mut names: Vec<_> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("-"))
        .flat_map(|a| {
            let p = std::path::PathBuf::from(&a);
            if p.is_dir() {
                let mut v: Vec<_> =
                    std::fs::read_dir(p).unwrap().map(|e| e.unwrap().path()).collect();
                v.sort();
                v
            } else {
                vec![p]
            }
        })
        .collect();
    names.sort();
    for p in names {
        v.push(Source {
            path: p.file_name().unwrap().to_string_lossy().into_owned(),
            bytes: std::fs::read(&p).unwrap(),
        });
    }
    let common =
        xtask::spec::File::new("spec", "common.yaml", std::fs::read("spec/common.yaml").unwrap());
    let f = survey(&v, &common, false);
    let verbose = std::env::args().any(|a| a == "-v");
    let yaml = std::env::args().any(|a| a == "-y");
    for x in &f {
        if let Ok(p) = &x.outcome {
            if verbose {
                println!("== {} {}", x.path, p.imported.name);
                for g in &p.imported.findings {
                    println!("   {g}");
                }
            }
            if yaml {
                println!("{}", p.text);
            }
        }
    }
    println!("{}", table(&f));
}
