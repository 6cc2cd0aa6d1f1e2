//! Limits that stand in prose: the largest number, the longest text, the most items, parameters that
//! go together, apps that do not get a member.

use std::ops::Range;

use crate::vocabulary::{Limits as Words, fold, vocabulary};
use xtask::spec::App;

/// Between a limit's words and its number at most so many letters stand, such as those of "list
/// length of"; a Chinese character counts as three.
const GAP: usize = 24;

/// What a description limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) max_items: Option<u64>,
    /// Limits that the format has no key for, or not for this type, in the page's words.
    pub(crate) without_place: Vec<String>,
    /// Two limits of one kind that differ.
    pub(crate) denied: Vec<String>,
}

/// What kind of value a limit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
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
    /// What the number is for is not clear.
    Unclear,
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
    pub(crate) fn of(description: &str, of: Of) -> Self {
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
        let counts_items = !matches!(bound.unit, Unit::Characters | Unit::Bytes | Unit::Unclear);
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
    found.extend(counted_ranges(text, words));
    for (end, list) in [(End::Most, &words.most), (End::Least, &words.least)] {
        for (at, word) in occurrences(text, list) {
            let from = at + word.len();
            // What is no word, such as `≥`, has its number right behind it.
            let is_near = |it: &Range<usize>| is_word(word) || it.start == from;
            let Some(number) = number_behind(text, from).filter(is_near) else { continue };
            let is_advice = words.advice.iter().any(|it| text[..at].ends_with(it.as_str()));
            if !is_advice && !is_taken(&found, number.start) {
                found.extend(bound(text, words, end, at, &number));
            }
        }
    }
    found.extend(beyond(text, words, &found));
    for bound in within(text, words) {
        let is_new = !is_taken(&found, bound.place.start);
        found.extend(is_new.then_some(bound));
    }
    found.extend(starts(text, words));
    found.retain(|bound| !is_condition(text, words, bound));
    found.sort_by_key(|bound| bound.place.start);
    found
}

fn is_taken(found: &[Bound], at: usize) -> bool {
    found.iter().any(|it| it.place.contains(&at))
}

fn is_word(word: &str) -> bool {
    word.chars().all(char::is_alphanumeric)
}

fn starts_with(text: &str, list: &[String]) -> bool {
    list.iter().any(|word| text.starts_with(word.as_str()))
}

fn ends_with(text: &str, list: &[String]) -> bool {
    list.iter().any(|word| text.ends_with(word.as_str()))
}

/// What stands in front of a place, behind the last of some marks.
fn behind_last<'a>(text: &'a str, at: usize, marks: &[char]) -> &'a str {
    let before = &text[..at];
    before.rsplit_once(marks).map_or(before, |(_, behind)| behind)
}

/// What stands in front of a place in the same clause.
fn clause(text: &str, at: usize) -> &str {
    behind_last(text, at, &[',', '.', ';', ':', '。', '!', '(', '[', ']']).trim_start_matches('-')
}

/// Whether a bound says when something happens, and not which values there may be.
fn is_condition(text: &str, words: &Words, bound: &Bound) -> bool {
    let (_, behind) = counted(&text[bound.place.end..], words);
    starts_with(clause(text, bound.place.start), &words.conditions)
        || starts_with(behind, &words.consequences)
}

/// Bounds that are no allowed values themselves: `greater than 0` allows 1. Such words also compare
/// what is not the value, so that they count only where the value is said to be so, and nothing else.
fn beyond(text: &str, words: &Words, found: &[Bound]) -> Vec<Bound> {
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
fn counted_ranges(text: &str, words: &Words) -> Vec<Bound> {
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

/// The number behind a dash, or what is like one, at a place.
fn high_end(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..];
    let dashes = ["~", "-", "–", "—", "至", "到", "to", "and", "和", "与"];
    let dash = dashes.into_iter().find(|it| rest.starts_with(it))?;
    let from = at + dash.len();
    number_behind(text, from).filter(|it| it.start == from)
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
    let stops = |c: char| !c.is_alphabetic() && !":=<>".contains(c);
    let fits = gap <= GAP && !rest[..gap].contains(stops);
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
    let context = behind_last(text, number.start, &[',', '.', ';', '。', '!']);
    let context = &context[context.char_indices().rev().nth(23).map_or(0, |(at, _)| at)..];
    let says = |list: &[String]| list.iter().any(|it| context.contains(it.as_str()));
    let (unit, behind) = counted(&text[number.end..], words);
    // A range that is not read as one: its lower end is not its upper one.
    let is_low_end = high_end(behind, 0).is_some();
    // What is said of each item limits no list, and no text that is one.
    let before = clause(text, start);
    let is_of_each = words.each.iter().any(|it| before.contains(it.as_str()));
    let is_unclear = is_low_end && end == End::Most || is_of_each;
    let unit = if is_unclear { Unit::Unclear } else { unit };
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

/// What is counted behind a number, and what follows that.
fn counted<'a>(behind: &'a str, words: &Words) -> (Unit, &'a str) {
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
fn is_joined(behind: &str, words: &Words) -> bool {
    let bounds =
        [&words.joins, &words.between, &words.most, &words.least, &words.above, &words.below];
    bounds.into_iter().any(|list| starts_with(behind, list))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Two numbers with a dash, behind words for a range.
fn ranges(text: &str, words: &Words) -> Vec<Bound> {
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
fn interval(text: &str, from: usize) -> Option<(Range<usize>, Range<usize>)> {
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
fn within(text: &str, words: &Words) -> Vec<Bound> {
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
pub(crate) fn together<'a>(
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
pub(crate) fn absent_for(description: &str) -> Option<App> {
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
        for text in [
            "字数限制64",
            "小于65个字符",
            "不多于64个字",
            "64 characters or less",
            "no longer than 64 characters",
            "The length cannot exceed 64.",
            "fewer than 65 characters",
        ] {
            assert_eq!(Limits::of(text, Of::Text).max_length, Some(64), "{text}");
        }
        for text in ["2-20个字符", "must contain 2 to 20 characters", "长度在2到20之间"] {
            let limits = Limits::of(text, Of::Text);
            assert_eq!((limits.min_length, limits.max_length), (Some(2), Some(20)), "{text}");
        }
        assert_eq!(Limits::of("第2-4位是房间号", Of::Text), Limits::default());
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
    fn numbers_beyond_the_allowed_ones_limit_them() {
        for text in ["必须大于0。", "页码，大于0的整数", "Must be greater than 0.", "取值需大于0"]
        {
            assert_eq!(number(text), (Some(1), None), "{text}");
        }
        for text in ["取值范围：大于0小于100", "greater than 0 and less than 100"] {
            assert_eq!(number(text), (Some(1), Some(99)), "{text}");
        }
        for text in
            ["不得大于100", "cannot be greater than 100", "≤100", "100以内", "can't exceed 100"]
        {
            assert_eq!(number(text), (None, Some(100)), "{text}");
        }
        for text in ["不得小于1", "no fewer than 1", "值>=1"] {
            assert_eq!(number(text), (Some(1), None), "{text}");
        }
        let both =
            ["大于等于1小于等于20", "at least 1 and at most 20", "取值范围：[1, 20]", "1到20之间"];
        for text in both.into_iter().chain(["1-20之间的整数", "from 1 to 20"]) {
            assert_eq!(number(text), (Some(1), Some(20)), "{text}");
        }
    }

    #[test]
    fn what_a_number_is_compared_with_for_another_reason_limits_nothing() {
        for text in [
            "大于200条将分页返回。",
            "当数量大于0时有效",
            "如果不超过100则一次返回",
            "If the value is greater than 100, an error is returned.",
            "大于当前时间，默认10",
            "最大值见说明，默认10",
        ] {
            let limits = Limits::of(text, Of::Number);
            assert_eq!(limits, Limits::default(), "{text}");
        }
    }

    #[test]
    fn what_may_mean_two_things_is_told_and_no_limit() {
        for text in ["不可能大于100", "大于0.5", "灯数大于10盏", "最大100万", "上限为1个至20个"]
        {
            let limits = Limits::of(text, Of::Number);
            let told = limits.without_place.len();
            assert_eq!((limits.min, limits.max, told), (None, None, 1), "{text}");
        }
    }

    #[test]
    fn how_often_something_may_happen_limits_no_number() {
        let limits = Limits::of("同一盏灯最多开关10次。", Of::Number);
        assert_eq!((limits.max, limits.without_place.len()), (None, 1));
    }

    #[test]
    fn what_is_said_of_each_item_limits_neither_a_list_nor_a_text_that_is_one() {
        for text in [
            "灯号，以逗号分隔，每个不超过32个字符",
            "The lamps. Each lamp ID cannot exceed 32 characters.",
        ] {
            for of in [Of::Text, Of::List] {
                let limits = Limits::of(text, of);
                assert_eq!((limits.max_length, limits.max_items), (None, None), "{text}");
                assert_eq!(limits.without_place.len(), 1, "{text}");
            }
        }
    }

    #[test]
    fn lists_are_limited_by_their_items() {
        assert_eq!(Limits::of("每次调用最多传20个灯ID。", Of::List).max_items, Some(20));
        assert_eq!(Limits::of("灯列表，最大列表长度为999。", Of::List).max_items, Some(999));
        assert_eq!(Limits::of("一次最多支持50人", Of::List).max_items, Some(50));
        assert_eq!(Limits::of("You can pass up to 20 lamps.", Of::List).max_items, Some(20));
        for text in ["至多20个", "不得多于20个", "少于21个", "20 items at most"] {
            assert_eq!(Limits::of(text, Of::List).max_items, Some(20), "{text}");
        }
        assert_eq!(Limits::of("must not contain more than 20 items", Of::List).max_items, Some(20));
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
