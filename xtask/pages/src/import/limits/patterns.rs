//! The forms in which prose gives limits beside a word in front of a number: ranges, intervals, words
//! behind the number, and bounds that are no allowed values themselves.

use std::ops::Range;

use crate::import::limits::bound::{
    Bound, End, GAP, Unit, bound, clause, counted, ends_with, high_end, is_digit, is_joined,
    is_taken, number_behind, occurrences, starts_with,
};
use crate::vocabulary::Limits as Words;

/// Bounds that are no allowed values themselves: `greater than 0` allows 1. Such words also compare
/// what is not the value, so that they count only where the value is said to be so, and nothing else.
pub(super) fn beyond(text: &str, words: &Words, found: &[Bound]) -> Vec<Bound> {
    let mut beyond = Vec::new();
    for (end, step, list) in [(End::Least, 1, &words.above), (End::Most, -1, &words.below)] {
        for (at, word) in occurrences(text, list) {
            let from = at + word.len();
            let number = number_behind(text, from).filter(|it| it.start == from);
            let Some(number) = number.filter(|it| !is_taken(found, it.start)) else { continue };
            let Some(bound) = bound(text, words, end, at, &number) else { continue };
            let before = clause(text, at);
            let is_said = before.is_empty()
                || before.ends_with(|c: char| c.is_ascii_digit())
                || ends_with(before, &words.firmly);
            let is_denied = words.negations.iter().any(|it| before.contains(it.as_str()));
            let (_, behind) = counted(&text[number.end..], words);
            let goes_on = behind.starts_with(char::is_alphanumeric) && !is_joined(behind, words);
            let is_clear = is_said && !is_denied && !goes_on;
            let unit = if is_clear { bound.unit } else { Unit::Unclear };
            beyond.extend(bound.number.checked_add(step).map(|number| Bound {
                number,
                unit,
                ..bound
            }));
        }
    }
    beyond
}

/// Two numbers with a dash need no word in front of them if they count characters or a word for a
/// range follows.
pub(super) fn counted_ranges(text: &str, words: &Words) -> Vec<Bound> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(low) = number_behind(&text[at..], 0).map(|it| at + it.start..at + it.end) {
        at = low.end;
        let is_place = ends_with(&text[..low.start], &words.ordinals);
        let Some(high) = high_end(text, low.end).filter(|_| !is_place) else { continue };
        let (unit, behind) = counted(&text[high.end..], words);
        let least = bound(text, words, End::Least, low.start, &low);
        let most = bound(text, words, End::Most, low.start, &high);
        let is_range = unit == Unit::Characters || starts_with(behind, &words.between);
        if let (true, Some(least), Some(most)) = (is_range, least, most) {
            found.extend([Bound { unit, is_length: most.is_length, ..least }, most]);
            at = high.end;
        }
    }
    found
}

/// Two numbers with a dash, behind words for a range.
pub(super) fn ranges(text: &str, words: &Words) -> Vec<Bound> {
    let mut found = Vec::new();
    for (at, word) in occurrences(text, &words.range) {
        let from = at + word.len();
        let plain = || {
            let low = number_behind(text, from)?;
            Some((low.clone(), high_end(text, low.end)?))
        };
        let Some((low, high)) = interval(text, from).or_else(plain) else { continue };
        let least = bound(text, words, End::Least, at, &low);
        let most = bound(text, words, End::Most, at, &high);
        if let (Some(least), Some(most)) = (least, most) {
            // Both count what stands behind the second.
            let (unit, is_length) = (most.unit, most.is_length);
            let is_new = !found.iter().any(|it: &Bound| it.place.contains(&low.start));
            if is_new {
                found.push(Bound { unit, is_length, ..least });
                found.push(most);
            }
        }
    }
    found
}

/// The ends of an interval that has both, `[1,20]`, behind some words.
pub(super) fn interval(text: &str, from: usize) -> Option<(Range<usize>, Range<usize>)> {
    let rest = &text[from..];
    let open = rest.find('[').filter(|it| *it <= GAP && !rest[..*it].contains([',', '.', '。']))?;
    let (low, high) = rest[open + 1..].split_once(']')?.0.split_once(',')?;
    let is_number = |it: &str| !it.is_empty() && it.chars().all(is_digit);
    let start = from + open + 1;
    let behind = start + low.len() + 1;
    (is_number(low) && is_number(high))
        .then(|| (start..start + low.len(), behind..behind + high.len()))
}

/// Numbers whose limiting word stands behind them and what they count: `64 characters or less`.
pub(super) fn within(text: &str, words: &Words) -> Vec<Bound> {
    let mut found = Vec::new();
    for (at, _) in occurrences(text, &words.within) {
        let before = text[..at].trim_end();
        let units = words.bytes.iter().chain(&words.characters).chain(&words.entries);
        let counted = units.filter_map(|it| {
            let one = before.strip_suffix('s').and_then(|before| before.strip_suffix(it.as_str()));
            before.strip_suffix(it.as_str()).or(one)
        });
        let counted = counted.min_by_key(|it| it.len());
        let before = counted.unwrap_or(before).trim_end();
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let is_advice = ends_with(&before[..start], &words.advice);
        if start < before.len() && !is_advice {
            let most = bound(text, words, End::Most, start, &(start..before.len()));
            // The word itself is nothing that is counted.
            let is_bare = counted.is_none();
            found
                .extend(most.map(|it| if is_bare { Bound { unit: Unit::None, ..it } } else { it }));
        }
    }
    found
}

/// Numbers from which counting starts.
pub(super) fn starts(text: &str, words: &Words) -> Vec<Bound> {
    let mut found = Vec::new();
    for pattern in &words.from {
        let Some((before, behind)) = pattern.split_once("{}") else { continue };
        for (at, _) in text.match_indices(before) {
            let from = at + before.len();
            let Some(number) = number_behind(text, from).filter(|it| it.start == from) else {
                continue;
            };
            let follows = text[number.end..].starts_with(behind);
            let is_new = !found.iter().any(|it: &Bound| it.place.contains(&number.start));
            if follows && is_new {
                let bound = bound(text, words, End::Least, at, &number);
                found.extend(bound.map(|it| Bound { unit: Unit::None, is_length: false, ..it }));
            }
        }
    }
    found
}
