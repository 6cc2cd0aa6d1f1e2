//! Limits that stand in prose: the largest number, the longest string, the most items, parameters that
//! go together, apps that do not get a member.

mod bound;
mod patterns;

use std::ops::Range;

use self::bound::{
    Bound, End, Unit, bound, clause, counted, is_taken, is_word, number_behind, occurrences,
    starts_with,
};
use self::patterns::{beyond, counted_ranges, ranges, starts, within};
use crate::vocabulary::{Limits as Words, fold, vocabulary};
use xtask::spec::App;

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

/// All bounds of a folded description, by place.
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

/// Whether a bound says when something happens, and not which values there may be.
fn is_condition(text: &str, words: &Words, bound: &Bound) -> bool {
    let (_, behind) = counted(&text[bound.place.end..], words);
    starts_with(clause(text, bound.place.start), &words.conditions)
        || starts_with(behind, &words.consequences)
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
