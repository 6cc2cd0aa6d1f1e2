//! The examples and samples of real pages, where they are present: in `../shared/pages/oapi`, or the
//! folder that `DINGTALK_PAGES` names.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::document::Code;
use crate::vocabulary::{Language, vocabulary};
use crate::{lenient_json, samples};

/// A block of code of a page.
struct Block {
    /// The heading of its section.
    heading: String,
    /// The label above.
    label: String,
    text: String,
}

/// The pages by name, with their blocks; none where they are not present.
fn pages() -> Vec<(String, Vec<Block>)> {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/pages/oapi");
    let folder = env::var_os("DINGTALK_PAGES").map_or_else(usual, PathBuf::from);
    let Ok(files) = fs::read_dir(folder) else {
        eprintln!("skipped: the real pages are not at ../shared/pages");
        return Vec::new();
    };
    let mut pages: Vec<_> = files
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, blocks(&fs::read_to_string(path).unwrap()))
        })
        .collect();
    pages.sort_by(|one, other| one.0.cmp(&other.0));
    pages
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let (mut heading, mut label, mut code) = (String::new(), String::new(), None::<String>);
    for line in page.lines() {
        let fence = line.trim_start().starts_with("```");
        match (&mut code, fence) {
            (None, true) => code = Some(String::new()),
            (Some(_), true) => {
                let text = code.take().unwrap_or_default();
                blocks.push(Block { heading: heading.clone(), label: label.clone(), text });
            }
            (Some(text), false) => text.extend([line, "\n"]),
            (None, false) if line.starts_with('#') => line.clone_into(&mut heading),
            (None, false) if !line.trim().is_empty() => line.trim().clone_into(&mut label),
            (None, false) => {}
        }
    }
    blocks
}

#[test]
fn every_response_example_of_real_pages_is_an_object() {
    let pages = pages();
    let mut defective = 0;
    for (name, blocks) in &pages {
        let responses = blocks.iter().filter(|block| block.heading.contains("响应体示例"));
        let mut found = false;
        for block in responses {
            let reading = lenient_json::read(&block.text);
            assert!(matches!(reading.value, Some(lenient_json::Value::Object(_))), "{name}");
            for defect in &reading.defects {
                println!("{name}: {defect} ({})", defect.kind.code());
            }
            found |= !reading.defects.is_empty();
        }
        defective += usize::from(found);
    }
    // Other pages may have more or fewer.
    assert!(pages.len() != 63 || defective == 6, "{defective} pages with defects");
}

#[test]
fn every_sample_of_real_pages_says_what_it_sends() {
    for (name, blocks) in pages() {
        for block in blocks.iter().filter(|block| block.heading.contains("请求示例")) {
            let language = vocabulary().language(&block.label).unwrap_or(Language::Text);
            let code = Code { line: 1, language: None, text: block.text.clone() };
            let sample = samples::read(&code, language);
            println!("{name} [{}] {language:?}", block.label);
            let Some(sample) = sample else {
                println!("  NOTHING");
                continue;
            };
            let body = sample.body.map(|body| body.to_json()).unwrap_or_default();
            println!(
                "  {:?} {:?} {:?} {}\n  {:?}\n  {body}\n  {:?}",
                sample.method,
                sample.url,
                sample.encoding,
                sample.exact_names,
                sample.query,
                sample.classes
            );
        }
    }
}
