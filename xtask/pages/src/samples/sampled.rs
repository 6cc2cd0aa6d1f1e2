//! What the samples of a page say on their own, whatever became of it.

use crate::document::Document;
use crate::facts::Facts;
use crate::samples;
use xtask::spec::Encoding;

/// How the samples of a page encode a body, as far as they show it.
#[must_use]
pub fn sampled_encodings(document: &Document) -> Vec<Encoding> {
    let facts = Facts::of(document);
    let samples =
        facts.samples.iter().filter_map(|(language, code)| samples::read(code, *language));
    samples.filter(|it| it.body.is_some()).filter_map(|it| it.encoding).collect()
}
