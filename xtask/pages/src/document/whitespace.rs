//! Text without what only a screen needs: invisible characters, runs of blanks, blank edges.

/// A writer of text that drops invisible characters, makes two or more blanks in a row a line break
/// and a single one a space, and leaves out those at the edges of lines.
#[derive(Default)]
pub(crate) struct Normalizer {
    text: String,
    blanks: usize,
}

impl Normalizer {
    /// Adds running text.
    pub(crate) fn push(&mut self, text: &str) {
        for c in text.chars().filter(|c| !is_invisible(*c)) {
            match c {
                '\n' => self.line_break(),
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
        self.blanks = self.blanks.max(2);
    }

    /// The text so far.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn gap(&mut self) {
        let blanks = std::mem::take(&mut self.blanks);
        if blanks > 0 && !self.text.is_empty() {
            self.text.push(if blanks == 1 { ' ' } else { '\n' });
        }
    }
}

/// Running text with normalized whitespace.
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
        assert_eq!(
            normalize_whitespace("  one two\u{200b}   - three \n four "),
            "one two\n- three\nfour"
        );
    }
}
