use super::*;

/// A sample of a text.
fn sample(text: &str, language: Language) -> Sample {
    let code = Code { line: 1, language: None, text: text.to_owned() };
    read(&code, language).unwrap_or_else(|| panic!("nothing was read of {text}"))
}

/// The body of a sample, as JSON.
fn body(text: &str, language: Language) -> String {
    sample(text, language).body.map_or_else(String::new, |body| body.to_json())
}
