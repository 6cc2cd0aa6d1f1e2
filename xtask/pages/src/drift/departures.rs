//! Whether a page still needs what a spec says against it.
//!
//! A departure is needed as long as the spec would say something else there if the page alone were
//! right: merged without departures, it changes at the departure's place, or the place goes with what
//! it belongs to. Two things are no facts and count all the same: what the import left out there with
//! a finding, such as a limit that fits no key, and a sample that sends the body in another encoding.

use crate::{Ambiguity, Finding, Imported, MergeOptions, is_within, merge};
use xtask::spec::{At, Departure, Encoding, Endpoint, File};

/// The departures that a page does not need, by their place in the spec.
pub(super) fn needless(file: &File, spec: &Endpoint, imported: &Imported) -> Vec<usize> {
    if spec.departs.is_empty() {
        return Vec::new();
    }
    let options = MergeOptions { site: imported.site, removes: true, ignores_departures: true };
    // What cannot be merged says nothing against a departure.
    let Ok(merged) = merge(file, &imported.spec, &options) else { return Vec::new() };
    let changed: Vec<&str> = merged
        .changes
        .iter()
        .map(|it| it.path.as_str())
        .chain(merged.left.iter().map(|it| it.path.as_str()))
        .collect();
    let is_needed = |departure: &Departure| {
        let at = departure.at.as_str();
        changed.iter().any(|it| is_within(it, at) || is_within(at, it))
            || imported.findings.iter().any(|it| is_left_out(it) && is_within(&it.subject, at))
            || is_sampled_otherwise(at, spec, &imported.sampled_encodings)
    };
    let needless = |(number, it): (usize, &At<Departure>)| (!is_needed(it)).then_some(number);
    spec.departs.iter().enumerate().filter_map(needless).collect()
}

/// Whether a finding is about something that the page says and the import denied or left out.
fn is_left_out(finding: &Finding) -> bool {
    matches!(
        finding.ambiguity,
        Ambiguity::LimitWithoutPlace
            | Ambiguity::LimitDenied
            | Ambiguity::TypeDenied
            | Ambiguity::UnknownType
            | Ambiguity::NoPlace
            | Ambiguity::DuplicateRow
            | Ambiguity::DuplicateCode
            | Ambiguity::Nesting
            | Ambiguity::Wrapper
            | Ambiguity::OnlyInExample
            | Ambiguity::Spelling
            | Ambiguity::TypeReused
    )
}

/// Whether a departure is about the body, and a sample writes that in another encoding.
fn is_sampled_otherwise(at: &str, spec: &Endpoint, sampled: &[Encoding]) -> bool {
    let own = spec.encoding.as_ref().map_or(Encoding::Json, |it| it.value);
    let is_of_encoding =
        at == "encoding" || at == "body" || at.matches('.').count() == 1 && is_within(at, "body");
    is_of_encoding && sampled.iter().any(|it| *it != own)
}
