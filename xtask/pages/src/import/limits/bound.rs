//! Numbers of the prose that limit something: what they count, and what stands around them.

use std::ops::Range;

use crate::vocabulary::Limits as Words;

/// Between a limit's words and its number at most so many letters stand, such as those of "list
/// length of"; a Chinese character counts as three.
pub(super) const GAP: usize = 24;

/// Which end of the allowed values a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Least,
    Most,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Characters,
    Bytes,
    Entries,
    None,
    Other,
    /// What the number is for is not clear.
    Unclear,
}

/// A number of the prose that limits something.
pub(super) struct Bound {
    pub(super) end: End,
    pub(super) number: i64,
    pub(super) unit: Unit,
    pub(super) is_length: bool,
    /// Where it stands in the folded description.
    pub(super) place: Range<usize>,
}

pub(super) fn is_taken(found: &[Bound], at: usize) -> bool {
    found.iter().any(|it| it.place.contains(&at))
}

pub(super) fn is_word(word: &str) -> bool {
    word.chars().all(char::is_alphanumeric)
}

pub(super) fn starts_with(text: &str, list: &[String]) -> bool {
    list.iter().any(|word| text.starts_with(word.as_str()))
}

pub(super) fn ends_with(text: &str, list: &[String]) -> bool {
    list.iter().any(|word| text.ends_with(word.as_str()))
}

/// What stands in front of a place, behind the last of some marks.
pub(super) fn behind_last<'a>(text: &'a str, at: usize, marks: &[char]) -> &'a str {
    let before = &text[..at];
    before.rsplit_once(marks).map_or(before, |(_, behind)| behind)
}

/// What stands in front of a place in the same clause.
pub(super) fn clause(text: &str, at: usize) -> &str {
    behind_last(text, at, &[',', '.', ';', ':', '。', '!', '(', '[', ']']).trim_start_matches('-')
}

/// The number behind a dash, or what is like one, at a place.
pub(super) fn high_end(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..];
    let dashes = ["~", "-", "–", "—", "至", "到", "to", "and", "和", "与"];
    let dash = dashes.into_iter().find(|it| rest.starts_with(it))?;
    let from = at + dash.len();
    number_behind(text, from).filter(|it| it.start == from)
}

/// Where words of a list stand in a description. Of those that overlap, only the longest counts.
pub(super) fn occurrences<'a>(text: &str, list: &'a [String]) -> Vec<(usize, &'a str)> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    // Long words come first.
    for word in list {
        for (at, _) in text.match_indices(word.as_str()) {
            let overlaps = |(other, known): &(usize, &str)| {
                at < other + known.len() && *other < at + word.len()
            };
            // `min` within a word such as `admin` is none.
            let before = text[..at].chars().next_back();
            let inside = word.is_ascii()
                && before.is_some_and(|c| c.is_ascii_alphanumeric())
                && word.len() < 4;
            if !found.iter().any(overlaps) && !inside {
                found.push((at, word));
            }
        }
    }
    found.sort_unstable();
    found
}

/// The number that follows some words, if only a few letters stand between.
pub(super) fn number_behind(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = &text[from..];
    let gap = rest.find(|c: char| c.is_ascii_digit())?;
    let stops = |c: char| !c.is_alphabetic() && !":=<>".contains(c);
    let fits = gap <= GAP && !rest[..gap].contains(stops);
    let digits =
        rest[gap..].find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len() - gap);
    let digits = rest[gap..gap + digits].trim_end_matches(',').len();
    fits.then_some(from + gap..from + gap + digits)
}

/// A bound whose number stands at a place.
pub(super) fn bound(
    text: &str,
    words: &Words,
    end: End,
    start: usize,
    number: &Range<usize>,
) -> Option<Bound> {
    let value = text[number.clone()].replace(',', "").parse().ok()?;
    let context = behind_last(text, number.start, &[',', '.', ';', '。', '!']);
    let context = &context[context.char_indices().rev().nth(23).map_or(0, |(at, _)| at)..];
    let says = |list: &[String]| list.iter().any(|it| context.contains(it.as_str()));
    let (unit, behind) = counted(&text[number.end..], words);
    // A range that is not read as one: its lower end is not its upper one.
    let is_low_end = high_end(behind, 0).is_some();
    // A limit of each item is none of the list, nor of a string that holds a list.
    let before = clause(text, start);
    let is_of_each = words.each.iter().any(|it| before.contains(it.as_str()));
    let is_unclear = is_low_end && end == End::Most || is_of_each;
    let unit = if is_unclear { Unit::Unclear } else { unit };
    // The length of a list counts its entries, also where the list is written as one string.
    let is_of_list = unit == Unit::None && says(&words.list_length);
    Some(Bound {
        end,
        number: value,
        unit: if is_of_list { Unit::Entries } else { unit },
        is_length: !is_of_list && says(&words.length),
        place: start..number.end,
    })
}

/// What is counted behind a number, and what follows that.
pub(super) fn counted<'a>(behind: &'a str, words: &Words) -> (Unit, &'a str) {
    // Bytes first: in Chinese, the word for them begins with one for characters.
    let units = [
        (Unit::Bytes, &words.bytes),
        (Unit::Characters, &words.characters),
        (Unit::Entries, &words.entries),
    ];
    for (unit, list) in units {
        if let Some(rest) = list.iter().find_map(|word| behind.strip_prefix(word.as_str())) {
            return (unit, rest.strip_prefix('s').unwrap_or(rest));
        }
    }
    let is_fraction = behind.strip_prefix('.').is_some_and(|it| it.starts_with(is_digit));
    let is_other = behind.starts_with(|c: char| c.is_alphanumeric() || c == '%');
    let is_none = !is_fraction && (!is_other || is_joined(behind, words));
    (if is_none { Unit::None } else { Unit::Other }, behind)
}

/// Whether what follows a number says more of the value, and not what the number counts.
pub(super) fn is_joined(behind: &str, words: &Words) -> bool {
    let bounds =
        [&words.joins, &words.between, &words.most, &words.least, &words.above, &words.below];
    bounds.into_iter().any(|list| starts_with(behind, list))
}

pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}
