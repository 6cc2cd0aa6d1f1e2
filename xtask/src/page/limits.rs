//! Limits that stand in prose: the largest number, the longest text, the most items, parameters that
//! go together, apps that do not get a member.

use std::ops::Range;

use super::vocabulary::{Limits as Words, fold, vocabulary};
use crate::spec::App;

/// Between a limit's words and its number at most so many letters stand, such as those of "list
/// length of"; a Chinese character counts as three.
const GAP: usize = 24;

/// What a description limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Limits {
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
    pub(super) max_items: Option<u64>,
    /// Limits that the format has no key for, or not for this type, in the page's words.
    pub(super) without_place: Vec<String>,
    /// Two limits of one kind that differ.
    pub(super) denied: Vec<String>,
}

/// What kind of value a limit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Text,
    Number,
    List,
    Other,
}

/// Which end of the allowed values a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Least,
    Most,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Characters,
    Bytes,
    Entries,
    None,
    Other,
}

/// A number of the prose that limits something.
struct Bound {
    end: End,
    number: i64,
    unit: Unit,
    is_length: bool,
    /// Where it stands in the folded text.
    place: Range<usize>,
}

impl Limits {
    /// What a description limits of a value.
    pub(super) fn of(description: &str, of: Of) -> Self {
        let text = fold(description);
        let mut limits = Self::default();
        for bound in bounds(&text) {
            limits.add(&text, &bound, of);
        }
        limits
    }

    fn add(&mut self, text: &str, bound: &Bound, of: Of) {
        let unsigned = u64::try_from(bound.number).ok();
        let counts_value = matches!(bound.unit, Unit::None | Unit::Entries) && !bound.is_length;
        let counts_characters =
            bound.unit == Unit::Characters || bound.is_length && bound.unit == Unit::None;
        let counts_items = !matches!(bound.unit, Unit::Characters | Unit::Bytes);
        let fits = match (of, bound.end) {
            (Of::Number, End::Most) if counts_value => set(&mut self.max, Some(bound.number)),
            (Of::Number, End::Least) if counts_value => set(&mut self.min, Some(bound.number)),
            (Of::Text, End::Most) if counts_characters => set(&mut self.max_length, unsigned),
            (Of::Text, End::Least) if counts_characters => set(&mut self.min_length, unsigned),
            (Of::List, End::Most) if counts_items => set(&mut self.max_items, unsigned),
            _ => Set::NoPlace,
        };
        let words = || text[bound.place.clone()].to_owned();
        match fits {
            Set::Done => {}
            Set::NoPlace => self.without_place.push(words()),
            Set::Denied => self.denied.push(words()),
        }
    }
}

enum Set {
    Done,
    NoPlace,
    Denied,
}

/// Sets a limit once; another one of the same kind must be the same.
fn set<T: PartialEq + Copy>(limit: &mut Option<T>, value: Option<T>) -> Set {
    match (*limit, value) {
        (_, None) => Set::NoPlace,
        (None, Some(_)) => {
            *limit = value;
            Set::Done
        }
        (Some(own), Some(value)) if own == value => Set::Done,
        _ => Set::Denied,
    }
}

/// All bounds of a folded text, by place.
fn bounds(text: &str) -> Vec<Bound> {
    let words = &vocabulary().limits;
    let mut found = ranges(text, words);
    for (end, list) in [(End::Most, &words.most), (End::Least, &words.least)] {
        for (at, word) in occurrences(text, list) {
            let from = at + word.len();
            let Some(number) = number_behind(text, from) else { continue };
            let before = &text[..at];
            let is_advice = words.advice.iter().any(|it| before.ends_with(it.as_str()));
            let is_taken = is_advice || found.iter().any(|it| it.place.contains(&number.start));
            if !is_taken {
                found.extend(bound(text, words, end, at, &number));
            }
        }
    }
    for bound in within(text, words) {
        let is_new = !found.iter().any(|it| it.place.contains(&bound.place.start));
        found.extend(is_new.then_some(bound));
    }
    found.extend(starts(text, words));
    found.sort_by_key(|bound| bound.place.start);
    found
}

/// The words of a list in a text; where several begin or overlap, the longest.
fn occurrences<'a>(text: &str, list: &'a [String]) -> Vec<(usize, &'a str)> {
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
fn number_behind(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = &text[from..];
    let gap = rest.find(|c: char| c.is_ascii_digit())?;
    let stops = |c: char| !c.is_alphabetic() && !":=,<>".contains(c);
    let fits = gap <= GAP && !rest[..gap].contains(stops) && !rest[..gap].contains(",,");
    let digits =
        rest[gap..].find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len() - gap);
    let digits = rest[gap..gap + digits].trim_end_matches(',').len();
    fits.then_some(from + gap..from + gap + digits)
}

/// A bound whose number stands at a place.
fn bound(
    text: &str,
    words: &Words,
    end: End,
    start: usize,
    number: &Range<usize>,
) -> Option<Bound> {
    let value = text[number.clone()].replace(',', "").parse().ok()?;
    let before = &text[..number.start];
    let context = before.char_indices().rev().nth(15).map_or(0, |(at, _)| at);
    let says = |list: &[String]| list.iter().any(|it| before[context..].contains(it.as_str()));
    let unit = unit(&text[number.end..], words);
    // The length of a list counts its entries, also where the list is written as one text.
    let is_of_list = unit == Unit::None && says(&words.list_length);
    Some(Bound {
        end,
        number: value,
        unit: if is_of_list { Unit::Entries } else { unit },
        is_length: !is_of_list && says(&words.length),
        place: start..number.end,
    })
}

/// What is counted behind a number.
fn unit(behind: &str, words: &Words) -> Unit {
    let starts = |list: &[String]| list.iter().any(|word| behind.starts_with(word.as_str()));
    // Bytes first: in Chinese, the word for them begins with one for characters.
    if starts(&words.bytes) {
        return Unit::Bytes;
    }
    if starts(&words.characters) {
        return Unit::Characters;
    }
    if starts(&words.entries) {
        return Unit::Entries;
    }
    let first = behind.chars().next();
    if first.is_none_or(|c| !c.is_alphanumeric() && c != '%') { Unit::None } else { Unit::Other }
}

/// Two numbers with a dash, behind words for a range.
fn ranges(text: &str, words: &Words) -> Vec<Bound> {
    let mut found = Vec::new();
    for (at, word) in occurrences(text, &words.range) {
        let Some(low) = number_behind(text, at + word.len()) else { continue };
        let rest = &text[low.end..];
        let dash = ["~", "-", "–", "—", "至", "到", "to", "and"]
            .into_iter()
            .find(|it| rest.starts_with(it));
        let Some(dash) = dash else { continue };
        let from = low.end + dash.len();
        let high = number_behind(text, from).filter(|it| it.start == from);
        let Some(high) = high else { continue };
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

/// Numbers whose limiting word stands behind them and what they count: `64 characters or less`.
fn within(text: &str, words: &Words) -> Vec<Bound> {
    let mut found = Vec::new();
    for (at, _) in occurrences(text, &words.within) {
        let before = text[..at].trim_end();
        let units = words.bytes.iter().chain(&words.characters).chain(&words.entries);
        let counted =
            units.filter_map(|it| before.strip_suffix(it.as_str())).min_by_key(|it| it.len());
        let before = counted.unwrap_or(before).trim_end();
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let is_advice = words.advice.iter().any(|it| before[..start].ends_with(it.as_str()));
        if start < before.len() && !is_advice {
            found.extend(bound(text, words, End::Most, start, &(start..before.len())));
        }
    }
    found
}

/// Numbers from which counting starts.
fn starts(text: &str, words: &Words) -> Vec<Bound> {
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

/// The other parameters that a description says are given together with this one.
pub(super) fn together<'a>(
    description: &str,
    names: impl Iterator<Item = &'a str>,
) -> Vec<&'a str> {
    let text = fold(description);
    let patterns = &vocabulary().limits.together;
    let says = |name: &&str| {
        let name = fold(name);
        patterns.iter().any(|it| text.contains(&it.replace("{}", &name)))
    };
    names.filter(says).collect()
}

/// The kind of app that does not get a member, as its description says.
pub(super) fn absent_for(description: &str) -> Option<App> {
    let text = fold(description);
    for pattern in &vocabulary().limits.absent {
        let (before, behind) = pattern.split_once("{}")?;
        for app in [App::ThirdParty, App::Internal, App::Personal] {
            let words = vocabulary().words_of(app);
            if words.iter().any(|word| text.contains(&format!("{before}{word}{behind}"))) {
                return Some(app);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> (Option<i64>, Option<i64>) {
        let limits = Limits::of(text, Of::Number);
        (limits.min, limits.max)
    }

    #[test]
    fn numbers_are_limited_in_both_languages() {
        assert_eq!(number("每页的灯数，默认值10，最大100。"), (None, Some(100)));
        assert_eq!(number("页码，从1开始。"), (Some(1), None));
        assert_eq!(number("每页大小，取值1~30。"), (Some(1), Some(30)));
        assert_eq!(number("The page size. Maximum value: 100."), (None, Some(100)));
        assert_eq!(number("The size of a page. The maximum value is 1,000."), (None, Some(1000)));
        assert_eq!(number("The offset, which starts from 0."), (Some(0), None));
        assert_eq!(number("支持最多180天的查询。"), (None, None));
        assert_eq!(number("尽量不要超过100个。"), (None, None));
        assert_eq!(number("The administrator 5 of lamp."), (None, None));
    }

    #[test]
    fn texts_are_limited_by_their_characters() {
        let limits = Limits::of("灯的名称，长度限制为1~64个字符。", Of::Text);
        assert_eq!((limits.min_length, limits.max_length), (Some(1), Some(64)));
        assert_eq!(Limits::of("最多30个字符", Of::Text).max_length, Some(30));
        assert_eq!(Limits::of("At most 20 characters.", Of::Text).max_length, Some(20));
        let bytes = Limits::of("最长不超过2048个字节", Of::Text);
        assert_eq!((bytes.max_length, bytes.without_place.len()), (None, 1));
        let joined = Limits::of("每次最多传20个灯。", Of::Text);
        assert_eq!((joined.max_length, joined.without_place.len()), (None, 1));
        assert_eq!(Limits::of("灯的名称，64个字符以内。", Of::Text).max_length, Some(64));
        assert_eq!(Limits::of("编号，最长32位。", Of::Text).max_length, Some(32));
    }

    #[test]
    fn the_length_of_a_list_written_as_a_text_is_not_that_of_the_text() {
        for text in [
            "灯的编号列表，最大灯列表长度100。",
            "灯列表，列表长度最大为20。",
            "The lamps. Maximum list length: 20.",
        ] {
            let limits = Limits::of(text, Of::Text);
            assert_eq!((limits.max_length, limits.without_place.len()), (None, 1), "{text}");
        }
    }

    #[test]
    fn how_often_something_may_happen_limits_no_number() {
        let limits = Limits::of("同一盏灯最多开关10次。", Of::Number);
        assert_eq!((limits.max, limits.without_place.len()), (None, 1));
    }

    #[test]
    fn lists_are_limited_by_their_items() {
        assert_eq!(Limits::of("每次调用最多传20个灯ID。", Of::List).max_items, Some(20));
        assert_eq!(Limits::of("灯列表，最大列表长度为999。", Of::List).max_items, Some(999));
        assert_eq!(Limits::of("一次最多支持50人", Of::List).max_items, Some(50));
        assert_eq!(Limits::of("You can pass up to 20 lamps.", Of::List).max_items, Some(20));
    }

    #[test]
    fn two_limits_that_differ_are_told() {
        let limits = Limits::of("最大100。最大200。", Of::Number);
        assert_eq!((limits.max, limits.denied.len()), (Some(100), 1));
    }

    #[test]
    fn company_and_absence_are_read() {
        let names = ["size", "offset"];
        assert_eq!(together("与offset参数同时设置时才生效", names.into_iter()), ["offset"]);
        assert_eq!(
            absent_for("灯号。 **[!NOTE]** 第三方企业应用不返回此参数。"),
            Some(App::ThirdParty)
        );
        let text = "Note: This parameter is not returned for third-party enterprise apps.";
        assert_eq!(absent_for(text), Some(App::ThirdParty));
        assert_eq!(absent_for("The number."), None);
    }
}
