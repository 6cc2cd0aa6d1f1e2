//! The error codes of a page.

use super::{Importer, prose};
use crate::document::finding::Ambiguity;
use crate::facts::ErrorRow;
use crate::vocabulary::messages;
use crate::vocabulary::naming::Site;
use std::collections::HashSet;
use xtask::api::names;
use xtask::spec::{At, Map, Message};

impl Importer<'_> {
    pub(super) fn errors(&mut self) -> Map<xtask::spec::ErrorCode> {
        let mut errors: Vec<(At<String>, xtask::spec::ErrorCode)> = Vec::new();
        let mut names: HashSet<String> = HashSet::new();
        for (row, code) in self.error_rows() {
            if let Some((_, first)) = errors.iter().find(|(own, _)| own.value == code) {
                let first = first.message.en.as_ref().or(first.message.zh.as_ref());
                // The same row again says nothing else.
                if first.is_some_and(|it| it.value == row.message.trim()) {
                    continue;
                }
                let evidence = format!("its message here is `{}`", row.message);
                let subject = format!("errors.{code}");
                let decided = "the first one stands";
                self.report(Ambiguity::DuplicateCode, row.line, subject, evidence, decided);
                continue;
            }
            if row.message.trim().is_empty() {
                let subject = format!("errors.{code}");
                let evidence = "the row has no message";
                self.report(Ambiguity::Missing, row.line, subject, evidence, "it is left out");
                continue;
            }
            let mut name = messages::name(&row.message).unwrap_or_else(|| messages::of_code(&code));
            if !names.insert(names::shouting(&name)) {
                name = format!("{name}{}", messages::of_code(&code));
                names.insert(names::shouting(&name));
            }
            let said = Some(row.message.trim().to_owned().into());
            let message = match self.site {
                Site::En => Message { en: said, zh: None },
                Site::Zh => Message { en: None, zh: said },
            };
            let remedy = prose(&row.solution);
            let remedy = (self.context.prose && !remedy.is_empty()).then(|| remedy.into());
            let error = xtask::spec::ErrorCode {
                name: name.into(),
                message: message.into(),
                class: None,
                remedy,
            };
            errors.push((code.into(), error));
        }
        errors.into_iter().collect()
    }

    /// The rows of the table of error codes, each code by itself.
    pub(super) fn error_rows(&mut self) -> Vec<(ErrorRow, String)> {
        let mut rows = Vec::new();
        for row in std::mem::take(&mut self.facts.errors) {
            let codes = error_codes(&row);
            // What pages list as the code of success is no error.
            let codes: Vec<String> = codes.into_iter().filter(|it| it != "0").collect();
            if codes.is_empty() && row.code.trim() != "0" {
                let (evidence, decided) = ("this is no error code", "it is left out");
                self.report(Ambiguity::UnknownWord, row.line, &row.code, evidence, decided);
            }
            rows.extend(codes.into_iter().map(|code| (row.clone(), code)));
        }
        rows
    }
}

/// A range of more codes than this is none of a few that fail alike.
const LONGEST_RANGE: i64 = 20;

/// The error codes of a row as a spec writes them: numbers, also each of a short range, or a word.
fn error_codes(row: &ErrorRow) -> Vec<String> {
    let code = row.code.trim().trim_matches(['`', '"', '\'']);
    if let Some(codes) = range(code) {
        return codes.map(|it| it.to_string()).collect();
    }
    let separators = ['/', ',', '，', '、', ' ', '\n', '(', '（'];
    let mut parts = code.split(separators).filter(|it| !it.is_empty());
    let is_word = |it: &&str| it.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    let Some(first) = parts.next().filter(is_word) else { return Vec::new() };
    // `007` and `+7` are no numbers that come back the same.
    let number = |it: &str| it.parse::<i64>().ok().map(|number| number.to_string());
    match number(first) {
        Some(code) => [code].into_iter().chain(parts.filter_map(number)).collect(),
        None if first.starts_with(|c: char| c.is_ascii_alphabetic()) => vec![first.to_owned()],
        None => Vec::new(),
    }
}

/// The codes from one to another, if there are not too many.
fn range(code: &str) -> Option<std::ops::RangeInclusive<i64>> {
    let dashes = ["~", "～", "-", "–", "—", "至", "到", "to"];
    let (low, high) = dashes.into_iter().find_map(|dash| code.split_once(dash))?;
    let number = |it: &str| {
        let it = it.trim();
        it.parse::<i64>().ok().filter(|number| *number > 0 && number.to_string() == it)
    };
    let (low, high) = (number(low)?, number(high)?);
    (low < high && high - low < LONGEST_RANGE).then_some(low..=high)
}
