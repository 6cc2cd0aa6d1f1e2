//! The pages' words: one table in `vocabulary.yaml`, looked up without case, mark-up and spaces.

pub(crate) mod choices;
pub(crate) mod messages;
pub(crate) mod naming;
pub(crate) mod types;
pub(crate) mod words;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;
use std::sync::LazyLock;

use serde::de::value::MapDeserializer;
use serde::{Deserialize, Deserializer};

use xtask::spec::App;

/// What the heading of a section says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Heading {
    Basics,
    Request,
    Path,
    Query,
    Headers,
    Body,
    RequestExample,
    Response,
    ResponseBody,
    ResponseExample,
    Errors,
    /// What is about other ways than HTTP, or about other things.
    Aside,
}

/// A column of a table of parameters or members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Column {
    Name,
    Type,
    Required,
    Example,
    Description,
}

/// A column of a table of error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ErrorColumn {
    HttpStatus,
    Code,
    Message,
    Solution,
}

/// A row of the table of basic information.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Basic {
    Url,
    Method,
    Apps,
    Permissions,
    /// The header of the table itself.
    Header,
}

/// The meaning of a word in a column of yes and no.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Yes,
    No,
}

/// The language of a block of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Language {
    Curl,
    Json,
    Java,
    Python,
    Php,
    Csharp,
    Go,
    Node,
    Text,
}

/// How pages write limits in prose: words as [`fold`] leaves them, long ones first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    /// Words in front of the largest number.
    pub(crate) most: Vec<String>,
    /// Words in front of the smallest number.
    pub(crate) least: Vec<String>,
    /// Words in front of a number that is too small.
    pub(crate) above: Vec<String>,
    /// Words in front of a number that is too large.
    pub(crate) below: Vec<String>,
    /// Words before the words for such a number where they speak of the value.
    pub(crate) firmly: Vec<String>,
    /// Words that turn the words for such a number round.
    pub(crate) negations: Vec<String>,
    /// Words behind a number that say more of the value.
    pub(crate) joins: Vec<String>,
    /// Words with which a clause about a condition begins.
    pub(crate) conditions: Vec<String>,
    /// Words behind a number that is a condition.
    pub(crate) consequences: Vec<String>,
    /// Words for each item of a list.
    pub(crate) each: Vec<String>,
    /// Words behind two numbers with a dash.
    pub(crate) between: Vec<String>,
    /// Words in front of numbers that count places.
    pub(crate) ordinals: Vec<String>,
    /// Words around the number from which counting starts.
    pub(crate) from: Vec<String>,
    /// Words in front of two numbers with a dash.
    pub(crate) range: Vec<String>,
    /// Words that make a limit one of length.
    pub(crate) length: Vec<String>,
    /// Words for the length of a list, which counts its entries.
    pub(crate) list_length: Vec<String>,
    /// Words behind the largest number and what it counts.
    pub(crate) within: Vec<String>,
    /// Words in front of a limit that is advice.
    pub(crate) advice: Vec<String>,
    /// Words for characters, behind the number.
    pub(crate) characters: Vec<String>,
    /// Words for bytes, behind the number.
    pub(crate) bytes: Vec<String>,
    /// Words for the entries of a page, behind the number.
    pub(crate) entries: Vec<String>,
    /// Words around another parameter that is given together with this one.
    pub(crate) together: Vec<String>,
    /// Words around an app that does not get a member.
    pub(crate) absent: Vec<String>,
}

/// The table of the file, its words folded, so that they can be looked up.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vocabulary {
    #[serde(deserialize_with = "by_word")]
    headings: HashMap<String, Heading>,
    #[serde(deserialize_with = "by_word")]
    columns: HashMap<String, Column>,
    #[serde(deserialize_with = "by_word")]
    error_columns: HashMap<String, ErrorColumn>,
    #[serde(deserialize_with = "by_word")]
    basics: HashMap<String, Basic>,
    #[serde(deserialize_with = "by_word")]
    answers: HashMap<String, Answer>,
    #[serde(deserialize_with = "folded")]
    nothing: HashSet<String>,
    #[serde(deserialize_with = "by_word")]
    apps: HashMap<String, App>,
    #[serde(deserialize_with = "by_word")]
    types: HashMap<String, String>,
    /// How pages write a list of a type: what stands before it and behind it.
    #[serde(deserialize_with = "around")]
    pub(crate) list_of: Vec<(String, String)>,
    /// How pages write a map.
    #[serde(deserialize_with = "around")]
    pub(crate) map_of: Vec<(String, String)>,
    /// Words between values that a description lists.
    pub(crate) choice_separators: Vec<String>,
    /// How pages write limits.
    #[serde(deserialize_with = "folded_limits")]
    pub(crate) limits: Limits,
    secrets: Vec<String>,
    translations: Vec<String>,
    /// Phrases of the server's messages, and what they give to the name of a code.
    pub(crate) messages: BTreeMap<String, String>,
    #[serde(deserialize_with = "by_word")]
    languages: HashMap<String, Language>,
    #[serde(deserialize_with = "folded")]
    intros: HashSet<String>,
    #[serde(deserialize_with = "folded")]
    boilerplate: HashSet<String>,
    #[serde(deserialize_with = "folded")]
    sentence_starts: HashSet<String>,
    /// The words with which the advice of an error table begins, as they stand on the pages.
    pub(crate) solution_starts: Vec<String>,
    /// Words that only look as if advice began with them.
    pub(crate) no_solution_starts: Vec<String>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let file = serde_saphyr::from_str(include_str!("vocabulary.yaml"));
    // The file is part of this program, and every test reads it.
    file.unwrap_or_else(|error| panic!("vocabulary.yaml: {error}"))
});

/// The pages' words.
pub(crate) fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

impl Vocabulary {
    /// What a heading says about its section.
    pub(crate) fn heading(&self, text: &str) -> Option<Heading> {
        self.headings.get(&fold(text)).copied()
    }

    /// The column that a header's cell names.
    pub(crate) fn column(&self, text: &str) -> Option<Column> {
        self.columns.get(&fold(text)).copied()
    }

    /// The column that the cell of an error table's header names.
    pub(crate) fn error_column(&self, text: &str) -> Option<ErrorColumn> {
        self.error_columns.get(&fold(text)).copied()
    }

    /// The row of the basic information that a cell names.
    pub(crate) fn basic(&self, text: &str) -> Option<Basic> {
        self.basics.get(&fold(text)).copied()
    }

    /// Yes or no.
    pub(crate) fn answer(&self, text: &str) -> Option<bool> {
        self.answers.get(&fold(text)).map(|answer| *answer == Answer::Yes)
    }

    /// Whether a cell says that there is nothing.
    pub(crate) fn is_nothing(&self, text: &str) -> bool {
        let folded = fold(text);
        folded.is_empty() || self.nothing.contains(&folded)
    }

    /// The kinds of apps that a cell names, and what is left of it. Cells run names together, with
    /// or without anything between them.
    pub(crate) fn apps_in(&self, text: &str) -> (Vec<App>, String) {
        let mut rest = fold(text).replace("apptype-", " ");
        let mut found = Vec::new();
        let mut words: Vec<(&String, &App)> = self.apps.iter().collect();
        words.sort_by_key(|(word, _)| (Reverse(word.len()), (*word).clone()));
        for (word, app) in words {
            if let Some(at) = rest.find(word.as_str()) {
                found.push((at, *app));
                // As long as before, so that places stay.
                rest = rest.replace(word.as_str(), &" ".repeat(word.len()));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        let mut apps: Vec<App> = Vec::new();
        for (_, app) in found {
            if !apps.contains(&app) {
                apps.push(app);
            }
        }
        let left = rest.replace([' ', ',', '、', ';', '/', '-', '和', 's'], "");
        (apps, left)
    }

    /// The words for a kind of app, folded.
    pub(crate) fn words_of(&self, app: App) -> Vec<&str> {
        let all = self.apps.iter().filter(|(_, own)| **own == app);
        all.map(|(word, _)| word.as_str()).collect()
    }

    /// The spec's word for a type's word, without brackets.
    pub(crate) fn type_word(&self, text: &str) -> Option<&str> {
        self.types.get(&fold(text)).map(String::as_str)
    }

    /// The pages' type words, folded.
    pub(crate) fn type_words(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    /// The folded name of the member whose translations a member of a folded name holds.
    pub(crate) fn translated<'a>(&self, name: &'a str) -> Option<&'a str> {
        let bases = self.translations.iter().filter_map(|it| name.strip_suffix(it.as_str()));
        bases.max_by_key(|it| it.len()).filter(|it| !it.is_empty())
    }

    /// Whether the values of a parameter must never be shown.
    pub(crate) fn is_secret(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        self.secrets.iter().any(|it| name.contains(it.as_str()))
    }

    /// The language that a label above code, or a word on its fence, names.
    pub(crate) fn language(&self, text: &str) -> Option<Language> {
        self.languages.get(&fold(text)).copied()
    }

    /// Whether a line is the heading of what precedes the description of the request.
    pub(crate) fn is_intro(&self, text: &str) -> bool {
        self.intros.contains(&fold(text))
    }

    /// Whether a line belongs to the site around the page, such as the label of a button.
    pub(crate) fn is_boilerplate(&self, text: &str) -> bool {
        self.boilerplate.contains(&fold(text))
    }

    /// Whether descriptions like to begin with a word.
    pub(crate) fn starts_sentence(&self, word: &str) -> bool {
        self.sentence_starts.contains(&fold(word))
    }

    /// The words for columns, folded.
    pub(crate) fn column_words(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    /// The words for columns of error tables, folded.
    pub(crate) fn error_column_words(&self) -> impl Iterator<Item = &str> {
        self.error_columns.keys().map(String::as_str)
    }

    /// The words of the table of basic information, folded.
    pub(crate) fn basic_words(&self) -> impl Iterator<Item = (&str, Basic)> {
        self.basics.iter().map(|(word, basic)| (word.as_str(), *basic))
    }

    /// The words for yes and no, folded.
    pub(crate) fn answer_words(&self) -> impl Iterator<Item = &str> {
        self.answers.keys().map(String::as_str)
    }
}

fn folded<'de, D: Deserializer<'de>>(file: D) -> Result<HashSet<String>, D::Error> {
    Ok(Vec::<String>::deserialize(file)?.iter().map(|word| fold(word)).collect())
}

/// Turns the words for each meaning into the meaning of each word.
fn by_word<'de, D, T>(file: D) -> Result<HashMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Clone + Eq + Hash,
{
    let meanings = HashMap::<T, Vec<String>>::deserialize(file)?;
    let words = meanings.into_iter().flat_map(|(meaning, words)| {
        words.into_iter().map(move |word| (fold(&word), meaning.clone()))
    });
    Ok(words.collect())
}

/// What stands before the hole of each pattern and behind it.
fn around<'de, D: Deserializer<'de>>(file: D) -> Result<Vec<(String, String)>, D::Error> {
    let patterns = Vec::<String>::deserialize(file)?;
    let parts = patterns.iter().filter_map(|pattern| pattern.split_once("{}"));
    Ok(parts.map(|(before, behind)| (before.to_owned(), behind.to_owned())).collect())
}

fn folded_limits<'de, D: Deserializer<'de>>(file: D) -> Result<Limits, D::Error> {
    let mut all = BTreeMap::<String, Vec<String>>::deserialize(file)?;
    for words in all.values_mut() {
        *words = words.iter().map(|word| fold(word)).collect();
        words.sort_by_key(|word| Reverse(word.len()));
    }
    Limits::deserialize(MapDeserializer::new(all.into_iter()))
}

/// A word without case, mark-up, spaces and the punctuation around it; full-width characters count
/// as plain ones.
pub(crate) fn fold(text: &str) -> String {
    let plain = text.chars().map(halfwidth).filter(|c| !c.is_whitespace() && !"*`\\".contains(*c));
    let folded: String = plain.flat_map(char::to_lowercase).collect();
    let trimmed = folded.trim_matches([':', '.', '。', '#', '_']);
    if trimmed.len() == folded.len() { folded } else { trimmed.to_owned() }
}

/// The plain form of a full-width character.
pub(crate) fn halfwidth(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_both_languages_and_any_dress() {
        let words = vocabulary();
        assert_eq!(words.heading("**请求体**"), Some(Heading::Body));
        assert_eq!(words.heading("Query parameter(s)"), words.heading("query parameters"));
        assert_eq!(words.heading("Response  body example:"), Some(Heading::ResponseExample));
        assert_eq!(words.error_column("错误码(errcode)"), Some(ErrorColumn::Code));
        assert_eq!(words.answer("是"), Some(true));
        assert_eq!(words.type_word("Sting"), Some("String"));
        assert_eq!(words.language("C#"), Some(Language::Csharp));
        assert!(words.is_nothing(" 无 "));
    }

    #[test]
    fn no_word_has_two_meanings() {
        let text = include_str!("vocabulary.yaml");
        let tables: HashMap<String, serde_json::Value> = serde_saphyr::from_str(text).unwrap();
        for (table, words) in tables {
            let serde_json::Value::Object(meanings) = words else { continue };
            // There, a word may play two parts, or is a key.
            if table == "limits" || table == "messages" {
                continue;
            }
            let mut seen = HashMap::new();
            for (meaning, words) in &meanings {
                for word in words.as_array().unwrap() {
                    let word = fold(word.as_str().unwrap());
                    let other = seen.insert(word.clone(), meaning);
                    assert!(
                        other.is_none_or(|it| it == meaning),
                        "{table}: {word} is {meaning} and {other:?}"
                    );
                }
            }
        }
    }
}
