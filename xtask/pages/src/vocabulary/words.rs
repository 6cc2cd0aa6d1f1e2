//! Words of the vocabulary, looked for at the beginning of a text.

use std::collections::HashMap;

use crate::vocabulary::halfwidth;

/// Words, by their first characters.
pub(crate) struct Words(HashMap<char, Vec<String>>);

impl Words {
    /// Folded words.
    pub(crate) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut by_first: HashMap<char, Vec<String>> = HashMap::new();
        for word in words {
            if let Some(first) = word.chars().next() {
                by_first.entry(first).or_default().push(word.to_owned());
            }
        }
        Self(by_first)
    }

    /// The lengths of the words with which a text begins.
    pub(crate) fn at(&self, text: &str) -> Vec<usize> {
        let first = text.chars().next().and_then(|c| halfwidth(c).to_lowercase().next());
        let words = first.and_then(|first| self.0.get(&first));
        words.into_iter().flatten().filter_map(|word| prefix(text, word)).collect()
    }
}

/// The length of a text's beginning that is a word, looked at without case and inner blanks.
fn prefix(text: &str, folded: &str) -> Option<usize> {
    let mut expected = folded.chars();
    let mut next = expected.next();
    for (at, c) in text.char_indices() {
        let Some(wanted) = next else { return Some(at) };
        if c.is_whitespace() && at > 0 {
            continue;
        }
        if halfwidth(c).to_lowercase().next() != Some(wanted) {
            return None;
        }
        next = expected.next();
    }
    next.is_none().then_some(text.len())
}
