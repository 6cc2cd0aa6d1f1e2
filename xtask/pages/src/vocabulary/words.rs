//! Words of the vocabulary, looked for at the beginning of a text.

use std::collections::HashMap;

use crate::readers::glue::prefix;

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
        let first =
            text.chars().next().and_then(|c| crate::vocabulary::halfwidth(c).to_lowercase().next());
        let words = first.and_then(|first| self.0.get(&first));
        words.into_iter().flatten().filter_map(|word| prefix(text, word)).collect()
    }
}
