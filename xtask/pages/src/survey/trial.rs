//! A crate of the models of many pages, with a program that decodes each page's own example with
//! them. Nothing here writes or runs it; the verb does.

use std::fmt::Write;

use crate::survey::report::PageResult;
use xtask::api;
use xtask::emit::{Artefact, Layout, Package, emit};
use xtask::spec::{self, File};

/// The group that all pages are put into, so that no page's path matters to another.
const GROUP: &str = "page";

/// The module of the page at a position.
#[must_use]
pub fn module(at: usize) -> String {
    format!("p{at:04}")
}

/// The position of the page that a line of the compiler is about.
#[must_use]
pub fn culprit(line: &str) -> Option<usize> {
    let (_, rest) = line.split_once(&format!("src/{GROUP}/p"))?;
    rest.get(..4)?.parse().ok()
}

/// The files of the crate, for the pages that gave a spec; `passed_over` has the positions of those
/// that do not compile. `protocol` is the path of the protocol crate.
#[must_use]
pub fn files(
    results: &[PageResult],
    common: &File,
    passed_over: &[usize],
    protocol: &str,
) -> Vec<(String, String)> {
    let pages = || {
        let numbered = results.iter().enumerate().filter(|(at, _)| !passed_over.contains(at));
        numbered
            .filter(|(_, result)| result.is_fine())
            .filter_map(|(at, result)| result.outcome.as_ref().ok().map(|page| (at, page)))
    };
    let specs = pages().map(|(at, page)| {
        File::new("spec", &format!("{GROUP}/{}.yaml", module(at)), page.text.clone().into_bytes())
    });
    let specs: Vec<File> = [common.clone()].into_iter().chain(specs).collect();
    let api = api::resolve(&spec::load(&specs).specs, &specs);
    let package = |name: &str| Package { name: name.to_owned(), folder: name.to_owned() };
    let layout = Layout { models: package("models"), client: package("client") };
    let sources = emit(&api, &layout).into_iter().filter_map(|Artefact { path, text, .. }| {
        let path = path.strip_prefix("models/")?.to_owned();
        (path != "Cargo.toml").then_some((path, text))
    });
    let mut files: Vec<(String, String)> = sources.collect();
    files.push(("Cargo.toml".to_owned(), manifest(protocol)));
    files.push((
        "README.md".to_owned(),
        "The models of many pages, to see whether they compile.\n".to_owned(),
    ));
    let mut program = PROGRAM.to_owned();
    for (at, page) in pages() {
        let example = page.imported.spec.examples.first().and_then(|it| it.response.as_ref());
        let example = example.map(|it| it.value.as_str()).unwrap_or_default();
        // Writing to a string does not fail.
        let _ = writeln!(
            program,
            "    decode::<models::{GROUP}::{}::Request>({at}, {example:?});",
            module(at)
        );
    }
    program.push_str("}\n");
    files.push(("src/main.rs".to_owned(), program));
    files
}

fn manifest(protocol: &str) -> String {
    format!(
        "[package]\nname = \"models\"\nedition = \"2024\"\npublish = false\n\n\
         [features]\ndefault = [\"{GROUP}\"]\n{GROUP} = []\n\n\
         [dependencies]\ndingtalk-protocol = {{ path = {protocol:?} }}\n\
         serde = {{ version = \"1\", default-features = false }}\n\n\
         [profile.dev]\ndebug = false\n\n[workspace]\n"
    )
}

/// The program: one line for each page, `decoded`, `no example` or what is wrong.
const PROGRAM: &str = "\
fn decode<E: dingtalk_protocol::Endpoint>(at: usize, example: &str) {
    if example.is_empty() {
        println!(\"{at} no example\");
        return;
    }
    match dingtalk_protocol::decode::<E>(example.as_bytes()) {
        Ok(_) => println!(\"{at} decoded\"),
        Err(failure) => println!(\"{at} {failure:?}\"),
    }
}

fn main() {
";
