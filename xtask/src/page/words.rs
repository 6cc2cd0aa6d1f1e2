//! What a page's words mean for a spec: its language, names from texts.

/// The site that a page is from, which is its language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Site {
    /// The English one.
    #[default]
    En,
    /// The Chinese one.
    Zh,
}

impl Site {
    /// The language that most of a text is written in. A Chinese character says as much as a few
    /// letters, and Chinese pages are full of English names.
    pub(super) fn of(text: &str) -> Self {
        let chinese = text.chars().filter(|it| is_chinese(*it)).count();
        let latin = text.chars().filter(char::is_ascii_alphabetic).count();
        if chinese * 8 > latin { Self::Zh } else { Self::En }
    }
}

/// Whether a character is a Chinese one.
pub(super) fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}
