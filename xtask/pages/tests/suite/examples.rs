//! The examples of real pages.

use xtask_pages::lenient_json::{self, Value};

use crate::support::real_texts;

/// The blocks of code below the headings of response examples.
fn responses(page: &str) -> Vec<String> {
    let (mut blocks, mut heading, mut code) = (Vec::new(), "", None::<String>);
    for line in page.lines() {
        let is_fence = line.trim_start().starts_with("```");
        match &mut code {
            Some(_) if is_fence => {
                blocks.extend(code.take().filter(|_| heading.contains("响应体示例")));
            }
            Some(text) => text.extend([line, "\n"]),
            None if is_fence => code = Some(String::new()),
            None if line.starts_with('#') => heading = line,
            None => {}
        }
    }
    blocks
}

#[test]
fn every_response_example_of_real_pages_is_an_object() {
    let pages = real_texts("oapi");
    let mut defective = 0;
    for (name, page) in &pages {
        let readings: Vec<_> =
            responses(page).iter().map(|text| lenient_json::read(text)).collect();
        for reading in &readings {
            assert!(matches!(reading.value, Some(Value::Object(_))), "{name}");
        }
        defective += usize::from(readings.iter().any(|it| !it.defects.is_empty()));
    }
    // Other pages may have more or fewer.
    assert!(pages.len() != 63 || defective == 6, "{defective} pages with defects");
}
