//! What the samples of a page say on their own, whatever became of it.

use super::document::Document;
use super::facts::Facts;
use super::sample;
use crate::spec::Encoding;

/// How the samples of a page encode a body, as far as they show it.
#[must_use]
pub fn sampled_encodings(document: &Document) -> Vec<Encoding> {
    let facts = Facts::of(document);
    let samples = facts.samples.iter().filter_map(|(language, code)| sample::read(code, *language));
    samples.filter(|it| it.body.is_some()).filter_map(|it| it.encoding).collect()
}
