//! The words of specs: types in the spelling of pages, addresses, days, and the nearest known word for an
//! unknown one.

/// A type as a page writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageType {
    /// `String`
    String,
    /// `Number`
    Number,
    /// `Decimal`
    Decimal,
    /// `Boolean`
    Boolean,
    /// `Date`
    Date,
    /// `Json`, `Map` and `Object` without members.
    Json,
    /// `X[]`
    List(Box<Self>),
    /// A type of the page.
    Named(String),
}

/// The words of the closed list.
const WORDS: [(&str, PageType); 8] = [
    ("String", PageType::String),
    ("Number", PageType::Number),
    ("Decimal", PageType::Decimal),
    ("Boolean", PageType::Boolean),
    ("Date", PageType::Date),
    ("Json", PageType::Json),
    ("Map", PageType::Json),
    ("Object", PageType::Json),
];

/// More lists within lists than this are a mistake.
const DEEPEST: usize = 8;

impl PageType {
    /// Reads a type. Any capitalised word beyond the closed list is a type of the page; whether
    /// the page has it is asked elsewhere.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim_end_matches("[]");
        let depth = (text.len() - word.len()) / 2;
        let lists = |item| (0..depth).fold(item, |item, _| Self::List(Box::new(item)));
        Self::word(word).filter(|_| depth <= DEEPEST).map(lists)
    }

    /// Reads a type that is no list.
    fn word(text: &str) -> Option<Self> {
        if let Some((_, known)) = WORDS.iter().find(|(word, _)| *word == text) {
            return Some(known.clone());
        }
        let capitalised = text.starts_with(|first: char| first.is_ascii_uppercase());
        let word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        (capitalised && word).then(|| Self::Named(text.to_owned()))
    }

    /// The type inside any lists.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::List(item) => item.innermost(),
            other => other,
        }
    }

    /// The name of the page's type inside any lists, if it is one.
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        match self.innermost() {
            Self::Named(name) => Some(name),
            _ => None,
        }
    }

    /// The words of the closed list, as a page writes them.
    pub fn words<'a>() -> impl Iterator<Item = &'a str> {
        WORDS.iter().map(|(word, _)| *word)
    }
}

/// What stands as the summary of an imported spec until a person writes one.
#[must_use]
pub fn to_be_summarized(path: &str) -> String {
    format!("Calls `{path}`.")
}

/// Whether a character would change how its surroundings are shown, or is refused by the compiler.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// An address at the start of a text, less the punctuation of the sentence.
#[must_use]
pub fn address(text: &str) -> Option<&str> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let legal = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(c);
    let length = host.find(|c| !legal(c)).unwrap_or(host.len());
    let url = &text[..text.len() - host.len() + length];
    let url = without_punctuation(url);
    (url.len() > text.len() - host.len()).then_some(url)
}

/// An address without the punctuation behind it. A closing bracket belongs to the address if its
/// opening one does.
fn without_punctuation(url: &str) -> &str {
    let count = |bracket: char| url.matches(bracket).count();
    let (mut opened, mut closed) = (count('('), count(')'));
    let mut rest = url;
    while let Some(last) = rest.chars().next_back() {
        match last {
            '(' => opened -= 1,
            ')' if closed > opened => closed -= 1,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' => {}
            _ => break,
        }
        rest = &rest[..rest.len() - last.len_utf8()];
    }
    rest
}

/// Whether a text is a day of the Gregorian calendar, as `YYYY-MM-DD`.
#[must_use]
pub fn is_day(text: &str) -> bool {
    let digits = |it: &&str| it.chars().all(|c| c.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').filter(digits).collect();
    let [year, month, day] = parts[..] else { return false };
    let lengths = (year.len(), month.len(), day.len()) == (4, 2, 2) && text.len() == 10;
    let number = |it: &str| it.parse::<u64>().unwrap_or(0);
    lengths && (1..=days_of_month(number(year), number(month))).contains(&number(day))
}

/// The number of days of a month of the Gregorian calendar; 0 if there is no such month.
#[must_use]
pub fn days_of_month(year: u64, month: u64) -> u64 {
    let is_leap_year =
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u64::from(is_leap_year),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// Whether Windows keeps a name for a device, with or without an ending: no file or folder can have it
/// there.
#[must_use]
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().filter_map(|it| stem.strip_prefix(it));
    matches!(stem.as_str(), "aux" | "con" | "nul" | "prn")
        || numbered.into_iter().any(|it| matches!(it.as_bytes(), [b'1'..=b'9']))
}

/// Texts longer than this are no misspelt words, and would take long to compare.
const LONGEST: usize = 200;

/// The known word that is most like an unknown one, if any is like it at all.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let known = known.into_iter().filter(|candidate| candidate.len() <= LONGEST);
    let distances = known.map(|candidate| (distance(word, candidate), candidate));
    let (distance, candidate) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= word.chars().count().max(candidate.chars().count()) / 3 + 1).then_some(candidate)
}

/// Levenshtein's distance, blind to case.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.to_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(l != *r);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_century_has_a_leap_day_only_if_four_hundred_divides_it() {
        for day in ["2000-02-29", "2024-02-29", "2400-02-29", "2100-02-28"] {
            assert!(is_day(day), "{day}");
        }
        for day in ["2100-02-29", "1900-02-29", "2023-02-29", "2024-02-30", "2024-13-01"] {
            assert!(!is_day(day), "{day}");
        }
    }

    #[test]
    fn a_device_of_windows_is_known_by_its_name_before_the_first_dot() {
        for name in ["aux", "CON", "nul.yaml", "prn", "com1", "Lpt9.get.yaml"] {
            assert!(is_device(name), "{name}");
        }
        for name in ["auxiliary", "com", "com0", "com10", "lpt", "console", "get.aux"] {
            assert!(!is_device(name), "{name}");
        }
    }
}
