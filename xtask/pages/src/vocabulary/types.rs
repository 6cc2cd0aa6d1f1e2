//! The pages' type words: 305 spellings of a handful of types, by a closed table.

use crate::vocabulary::{halfwidth, vocabulary};

/// A type as a page means it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageWord {
    /// The type inside any lists.
    pub(crate) word: Word,
    /// How many lists it is inside of.
    pub(crate) lists: usize,
}

/// A type that is no list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// A word of the spec format's closed list.
    Known(String),
    /// A type of the page.
    Named(String),
}

/// Whether a type has members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MemberKind {
    /// There are none.
    Scalar,
    /// There may be.
    Json,
    /// There should be.
    Object,
    /// It is a type of the page: there are.
    Named,
}

impl PageWord {
    /// Reads a type; `None` for a word that is neither known nor can be the name of a type.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().map(halfwidth).collect();
        let plain = plain.replace("[ ]", "[]").replace(" []", "[]");
        let plain = without_remark(plain.trim());
        if let Some(known) = vocabulary().type_word(plain) {
            return Some(Self::known(known));
        }
        if within(plain, &vocabulary().map_of).is_some() {
            return Some(Self::known("Map"));
        }
        if let Some(item) = within(plain, &vocabulary().list_of) {
            let item = Self::parse(item)?;
            return Some(Self { lists: item.lists + 1, ..item });
        }
        class(plain).map(|name| Self { word: Word::Named(name), lists: 0 })
    }

    fn known(word: &str) -> Self {
        let bare = word.trim_end_matches("[]");
        Self { word: Word::Known(bare.to_owned()), lists: (word.len() - bare.len()) / 2 }
    }

    /// What it says about members.
    pub(crate) fn kind(&self) -> MemberKind {
        match &self.word {
            Word::Named(_) => MemberKind::Named,
            Word::Known(word) => match word.as_str() {
                "Object" => MemberKind::Object,
                "Json" | "Map" => MemberKind::Json,
                _ => MemberKind::Scalar,
            },
        }
    }
}

/// A type without what stands in brackets behind it, such as its length.
fn without_remark(text: &str) -> &str {
    match text.split_once('(') {
        Some((before, _)) if text.ends_with(')') => before.trim_end(),
        _ => text,
    }
}

/// What fills the hole of a pattern.
fn within<'a>(text: &'a str, patterns: &[(String, String)]) -> Option<&'a str> {
    patterns.iter().find_map(|(before, behind)| {
        let end = text.len().checked_sub(behind.len())?;
        let (head, tail) = (text.get(..before.len())?, text.get(end..)?);
        let matches = head.eq_ignore_ascii_case(before) && tail.eq_ignore_ascii_case(behind);
        let inner = text.get(before.len()..end).filter(|_| matches)?.trim();
        (!inner.is_empty()).then_some(inner)
    })
}

/// A class name as the name of a spec's type: one capitalised word.
fn class(text: &str) -> Option<String> {
    // `Outer.Inner` and `Outer$Inner` are named by the inner one.
    let last = text.rsplit(['.', '$']).next()?;
    let is_word = last.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let first = last.chars().next().filter(char::is_ascii_alphabetic)?;
    is_word.then(|| first.to_ascii_uppercase().to_string() + &last[1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, usize)> {
        PageWord::parse(text).map(|it| match it.word {
            Word::Known(word) => (word, it.lists),
            Word::Named(name) => (format!("type {name}"), it.lists),
        })
    }

    #[test]
    fn all_spellings_are_read() {
        let known = [
            ("String", "String", 0),
            ("Sting", "String", 0),
            ("Long", "Number", 0),
            ("Number[]", "Number", 1),
            ("String [ ]", "String", 1),
            ("string［］", "String", 1),
            ("Array of String", "String", 1),
            ("List<TopShiftVo>", "type TopShiftVo", 1),
            ("List", "Object", 1),
            ("JSON Object", "Json", 0),
            ("Object[]", "Object", 1),
            ("Map<String, String>", "Map", 0),
            ("OpenLabelGroup[]", "type OpenLabelGroup", 1),
            ("callbackData", "type CallbackData", 0),
            ("String(64)", "String", 0),
            ("Number[][]", "Number", 2),
            ("PageList", "type PageList", 0),
            ("Array of objects", "Object", 1),
            ("JSON数组", "Object", 1),
            ("Array[String]", "String", 1),
            ("byte[]", "Number", 1),
        ];
        for (text, word, lists) in known {
            assert_eq!(read(text), Some((word.to_owned(), lists)), "{text}");
        }
        assert_eq!(read("see below!"), None);
        assert_eq!(read(""), None);
    }
}
