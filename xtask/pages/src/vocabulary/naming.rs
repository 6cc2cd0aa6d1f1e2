//! What a page's words mean for a spec: its language, names from texts.

/// The site that a page is from, which is its language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Site {
    /// The English one.
    #[default]
    En,
    /// The Chinese one.
    Zh,
}

impl Site {
    /// The key of what a spec has in this language.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// What is in this language.
    pub(crate) fn choose<T>(self, en: T, zh: T) -> T {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }

    /// The language that most of a text is written in. A Chinese character says as much as a few
    /// letters, and Chinese pages are full of English names.
    pub(crate) fn of(text: &str) -> Self {
        let chinese = text.chars().filter(|it| is_chinese(*it)).count();
        let latin = text.chars().filter(char::is_ascii_alphabetic).count();
        if chinese * 8 > latin { Self::Zh } else { Self::En }
    }
}

/// Whether a character is of Chinese writing, punctuation excepted.
pub(crate) fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A name without case and underscores: SDK samples write `setUserId` for `user_id`.
pub(crate) fn fold_name(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// A name in snake case, without the marks by which Rust tells it from a keyword: `userName` is
/// `user_name`.
pub(crate) fn snake(name: &str) -> String {
    let snake = xtask::api::names::snake(name);
    xtask::api::names::bare(&snake).trim_end_matches('_').to_owned()
}

/// A name in upper camel case: `role_list` is `RoleList`.
pub(crate) fn pascal(name: &str) -> String {
    let snake = snake(name);
    let words = snake.split('_').filter(|it| !it.is_empty());
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    let name: String = words.map(capital).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("N{name}") } else { name }
}

/// The name of a list's item: `role_list` is `role`, `groups` is `group`.
pub(crate) fn singular(name: &str) -> &str {
    // A list that is called just that.
    if name.eq_ignore_ascii_case("list") {
        return "item";
    }
    for ending in ["_list", "List", "_infos", "_array"] {
        if let Some(item) = name.strip_suffix(ending).filter(|it| !it.is_empty()) {
            return item;
        }
    }
    let is_plural =
        name.len() > 3 && name.ends_with('s') && !name.ends_with("ss") && !name.ends_with("us");
    match (is_plural, name.strip_suffix("ies")) {
        (true, None) => &name[..name.len() - 1],
        // `entities` would need another letter.
        _ => name,
    }
}
