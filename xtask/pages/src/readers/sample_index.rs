//! An index of the samples and examples of a text page: which names and values its fields have.

use std::collections::{HashMap, HashSet};

use xtask::api::names::{bare, snake};

/// A longer piece of code is not indexed.
const LONGEST: usize = 120;
/// The most values of one name that are compared with.
const MOST_VALUES: usize = 16;

/// Names and values that occur in code.
#[derive(Default)]
pub(crate) struct SampleIndex<'a> {
    names: HashMap<String, Vec<&'a str>>,
    values: HashSet<&'a str>,
    /// The words with a capital letter that stand alone on the page.
    words: HashSet<&'a str>,
}

impl<'a> SampleIndex<'a> {
    /// Indexes the lines of a page.
    pub(crate) fn new(lines: &[&'a str]) -> Self {
        let mut samples = Self::default();
        for line in lines {
            samples.index_strings(line);
            samples.index_members(line);
            let inner = line.split_whitespace().skip(1);
            let words = inner.map(|word| word.trim_end_matches(|c: char| !c.is_alphanumeric()));
            let is_proper = |word: &&str| word.starts_with(|c: char| c.is_ascii_uppercase());
            samples.words.extend(words.filter(is_proper).filter(|word| word.len() <= LONGEST));
        }
        samples
    }

    /// Whether code has a field of a name.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The values that code gives a name.
    pub(crate) fn values_of(&self, name: &str) -> &[&'a str] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether code has a value anywhere.
    pub(crate) fn has_value(&self, value: &str) -> bool {
        self.values.contains(value)
    }

    /// Whether a word stands alone somewhere on the page, behind another.
    pub(crate) fn has_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// `"name": value`, `'name=value'` and `"value"`.
    fn index_strings(&mut self, line: &'a str) {
        let mut rest = line;
        while let Some(start) = rest.find(['"', '\'']) {
            let quote = rest[start..].chars().next().unwrap_or('"');
            let after = &rest[start + 1..];
            let Some(end) = after.find(quote) else { return };
            let (string, behind) = (&after[..end], &after[end + 1..]);
            rest = behind;
            if string.len() > LONGEST {
                continue;
            }
            if let Some(value) = behind.trim_start().strip_prefix(':') {
                self.add(string, scalar(value));
            } else if let Some((name, value)) = string.split_once('=') {
                self.add(name, value);
            } else {
                self.values.insert(string);
            }
        }
    }

    /// `request.name = …`, `request->name = …` and `request.setName(…)`.
    fn index_members(&mut self, line: &'a str) {
        for (at, _) in line.match_indices(['.', '>']) {
            let member = &line[at + 1..];
            let end = member.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let (name, behind) = member.split_at(end.unwrap_or(member.len()));
            if behind.trim_start().starts_with('=') {
                self.add(name, scalar(behind.trim_start().trim_start_matches('=')));
            }
            let set = name.strip_prefix("set").filter(|_| behind.starts_with('('));
            if let Some(property) =
                set.filter(|it| it.starts_with(|c: char| c.is_ascii_uppercase()))
            {
                let value = scalar(behind.trim_start_matches('('));
                self.add(bare(&snake(property)), value);
                self.add(&lower_first(property), value);
            }
        }
    }

    fn add(&mut self, name: &str, value: &'a str) {
        if name.is_empty() || name.contains(char::is_whitespace) {
            return;
        }
        let values = self.names.entry(name.to_owned()).or_default();
        if !value.is_empty() && values.len() < MOST_VALUES {
            values.push(value);
        }
        self.values.insert(value);
    }
}

/// The string, number or word at the beginning of a text, without quotes.
fn scalar(text: &str) -> &str {
    let end = (0..=LONGEST.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    let text = text[..end.unwrap_or(0)].trim_start();
    let quoted = text.strip_prefix('"').and_then(|rest| rest.split_once('"'));
    let end = || text.find([',', '}', ']', ')', ';', '{', '[', ' ']).unwrap_or(text.len());
    quoted.map_or_else(|| &text[..end()], |(value, _)| value)
}

fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_indexed_from_json_forms_and_code() {
        let samples = SampleIndex::new(&[
            r#"  "lamp_id":"L-1", "size": 12,"#,
            "-d 'room=hall'",
            r#"request.setLampColor("red");"#,
            "request.height=3",
            r#"$request->depth="4";"#,
        ]);
        for (name, value) in [
            ("lamp_id", "L-1"),
            ("size", "12"),
            ("room", "hall"),
            ("lamp_color", "red"),
            ("lampColor", "red"),
            ("height", "3"),
            ("depth", "4"),
        ] {
            assert_eq!(samples.values_of(name), [value], "{name}");
        }
        assert!(samples.has_value("L-1") && !samples.has_name("L-1"));
    }
}
