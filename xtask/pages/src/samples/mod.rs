//! Samples of requests, read into what they send, which shows how a request is nested.
//!
//! Nothing is run. `curl` lines and HTTP messages are taken apart; programs are read statement by
//! statement, as far as they build and fill objects. What a statement does otherwise is passed over.

mod form;
mod message;
mod objects;
mod program;
mod sample;
mod shell;
mod state;
mod token;

#[cfg(test)]
mod tests;

use crate::document::Code;
use crate::lenient_json;
use crate::vocabulary::Language;

pub(crate) use sample::Sample;

/// Of a longer sample, this many bytes are read.
const LENGTH: usize = 1 << 20;

/// Reads a sample; none if it says nothing of a request.
pub(crate) fn read(code: &Code, language: Language) -> Option<Sample> {
    let text = lenient_json::beginning(&code.text, LENGTH);
    let sample = match language {
        Language::Curl | Language::Text | Language::Json => read_plain(&code.text, language),
        Language::Go => return None,
        _ => program::read(text, language),
    };
    sample.finished()
}

/// Reads a text as a sample in each language, and returns in how many it is one. Fuzzing looks for
/// texts that break a reader.
#[must_use]
pub fn read_in_all_languages(text: &str) -> usize {
    let code = Code { line: 1, language: None, text: text.to_owned() };
    let samples = LANGUAGES.into_iter().filter(|language| read(&code, *language).is_some());
    samples.count()
}

/// The languages, those alike once.
const LANGUAGES: [Language; 6] = [
    Language::Curl,
    Language::Java,
    Language::Python,
    Language::Php,
    Language::Csharp,
    Language::Node,
];

/// A command, an HTTP message or JSON: the labels of pages name all three alike.
fn read_plain(text: &str, language: Language) -> Sample {
    let beginning = lenient_json::beginning(text, LENGTH);
    if let Some(command) = shell::command(beginning) {
        return shell::read(command, language);
    }
    if message::is_message(beginning) {
        return message::read(beginning, language);
    }
    let mut sample = Sample::new(language);
    sample.body = lenient_json::read(text).value;
    sample
}
