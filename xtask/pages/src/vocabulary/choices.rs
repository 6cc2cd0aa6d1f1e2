//! The values that a description lists: `text, link or markdown`, or one to a line. Only words that
//! stand alone between the marks of a list are such values, not those of a sentence.

use crate::vocabulary::{halfwidth, vocabulary};

/// The words that a description lists as values.
pub(crate) fn listed(description: &str) -> Vec<String> {
    let plain: String = description.chars().map(halfwidth).collect();
    let mut marked = plain.replace("- ", "\n");
    for separator in &vocabulary().choice_separators {
        marked = marked.replace(separator.as_str(), "\n");
    }
    let is_mark = |c: char| !c.is_alphanumeric() && !" _-*`\"'“”".contains(c);
    let parts =
        marked.split(is_mark).map(|it| it.trim_matches([' ', '*', '`', '"', '\'', '“', '”']));
    let is_value = |it: &&str| !it.is_empty() && !it.contains(' ');
    parts.filter(is_value).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_from_words_of_a_sentence() {
        for text in [
            "灯的种类：lamp、torch或candle。",
            "The kind of light: lamp, torch, or candle.",
            "种类： - **lamp**：电灯 - **torch**：火把",
            "取值：`lamp`/`torch`",
            "“lamp”或者“torch”",
        ] {
            let values = listed(text);
            assert!(
                ["lamp", "torch"].iter().all(|it| values.iter().any(|own| own == it)),
                "{text}"
            );
        }
        for text in ["The room of the lamp in the torch room.", "灯的lamp编号", "lamp_id、torch-id"]
        {
            assert!(!listed(text).iter().any(|it| it == "lamp" || it == "torch"), "{text}");
        }
    }
}
