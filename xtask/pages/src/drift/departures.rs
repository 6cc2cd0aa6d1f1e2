//! Whether a page still needs what a spec says against it.
//!
//! A departure is needed as long as it holds a fact of the page back, or its place goes or comes with what
//! it belongs to. Two things are no facts and count all the same: what the import left out there with
//! a finding, such as a limit that fits no key, and a sample that sends the body in another encoding.

use crate::{Ambiguity, Finding, Imported, Merged, is_within};
use xtask::spec::{Encoding, Endpoint};

/// The departures that a page does not need, by their place in the spec.
pub(super) fn needless(spec: &Endpoint, imported: &Imported, merged: &Merged) -> Vec<usize> {
    let changed = merged.changes.iter().map(|it| &it.path);
    let changed = changed.chain(merged.left.iter().map(|it| &it.path)).map(|it| it.join("."));
    let changed: Vec<String> = changed.collect();
    let is_needed = |number: &usize| {
        let at = spec.departs[*number].at.as_str();
        merged.departures.contains(number)
            || changed.iter().any(|it| is_within(at, it))
            || imported.findings.iter().any(|it| is_left_out(it) && is_within(&it.subject, at))
            || is_sampled_otherwise(at, spec, &imported.sampled_encodings)
    };
    (0..spec.departs.len()).filter(|it| !is_needed(it)).collect()
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
