//! Text without what only a screen needs: invisible characters, runs of blanks, blank edges.

/// A writer of text that drops invisible characters, makes blanks in a row one space or a line break,
/// and leaves out those at the edges of lines.
#[derive(Default)]
pub(crate) struct Normalizer {
    text: String,
    blanks: usize,
    is_broken: bool,
    /// Whether only [`Self::line_break`] breaks lines, however many blanks there are.
    is_html: bool,
}

impl Normalizer {
    /// A writer of the text of HTML, where only tags break lines.
    pub(crate) fn html() -> Self {
        Self { is_html: true, ..Self::default() }
    }

    /// Adds running text.
    pub(crate) fn push(&mut self, text: &str) {
        for c in text.chars().filter(|c| !is_invisible(*c)) {
            match c {
                '\n' if !self.is_html => self.line_break(),
                c if c.is_whitespace() => self.blanks += 1,
                c => {
                    self.gap();
                    self.text.push(c);
                }
            }
        }
    }

    /// Adds text whose blanks count, such as code inside a cell.
    pub(crate) fn push_exactly(&mut self, text: &str) {
        self.gap();
        self.text.extend(text.chars().filter(|c| !is_invisible(*c)));
    }

    /// Starts a new line.
    pub(crate) fn line_break(&mut self) {
        self.is_broken = true;
    }

    /// Whether nothing was written yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text so far.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn gap(&mut self) {
        let blanks = std::mem::take(&mut self.blanks);
        let is_broken = std::mem::take(&mut self.is_broken) || blanks > 1 && !self.is_html;
        if !self.text.is_empty() && (is_broken || blanks > 0) {
            self.text.push(if is_broken { '\n' } else { ' ' });
        }
    }
}

/// Running text with normalized whitespace. Two or more blanks in a row are a line break.
pub(crate) fn normalize_whitespace(text: &str) -> String {
    let mut normalizer = Normalizer::default();
    normalizer.push(text);
    normalizer.finish()
}

/// Whether a character shows nothing: zero-width ones, byte order marks, control characters.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}')
        || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_blanks_are_a_break_and_edges_are_bare() {
        let text = "  one two\u{200b}   - three \n four ";
        assert_eq!(normalize_whitespace(text), "one two\n- three\nfour");
        let mut html = Normalizer::html();
        html.push(text);
        assert_eq!(html.finish(), "one two - three four");
    }
}
