//! The statements of a program.

use super::token::{Kind, Token};
use crate::vocabulary::Language;

/// The statements of a program, without what only groups them.
pub(super) fn statements(tokens: &[Token], language: Language) -> Vec<&[Token]> {
    let mut splitter =
        Splitter { tokens, lines: by_lines(language), start: 0, value: false, found: Vec::new() };
    splitter.run();
    splitter.found
}

/// Whether a line break ends a statement.
fn by_lines(language: Language) -> bool {
    language == Language::Python
}

struct Splitter<'t> {
    tokens: &'t [Token],
    lines: bool,
    start: usize,
    /// Whether the statement makes a value, so that a brace in it fills one.
    value: bool,
    found: Vec<&'t [Token]>,
}

impl Splitter<'_> {
    fn run(&mut self) {
        let mut depth = 0_usize;
        for at in 0..self.tokens.len() {
            if self.ends_before(at, depth) {
                self.cut(at, at);
                depth = 0;
            }
            match &self.tokens[at].kind {
                Kind::Mark(';') => {
                    self.cut(at, at + 1);
                    depth = 0;
                }
                Kind::Mark('{') if !self.lines && depth == 0 && !self.value => {
                    self.cut(at, at + 1);
                }
                Kind::Mark('}') if depth == 0 => self.cut(at, at + 1),
                Kind::Mark('(' | '[' | '{') => depth += 1,
                Kind::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
                Kind::Mark('=') => self.value = true,
                Kind::Name(name) => self.value |= name == "new" || name == "return",
                _ => {}
            }
        }
        self.cut(self.tokens.len(), self.tokens.len());
    }

    fn cut(&mut self, end: usize, next: usize) {
        if end > self.start {
            self.found.push(&self.tokens[self.start..end]);
        }
        self.start = next.max(self.start);
        self.value = false;
    }

    /// Whether a line break before a token ends a statement: always at the left margin of a Python
    /// program, elsewhere where both sides are complete.
    fn ends_before(&self, at: usize, depth: usize) -> bool {
        let token = &self.tokens[at];
        if !token.first || at == self.start {
            return false;
        }
        let begins = matches!(token.kind, Kind::Name(_));
        if self.lines {
            return depth == 0 || begins && !token.indented;
        }
        let complete = matches!(
            self.tokens[at - 1].kind,
            Kind::Text(_) | Kind::Number(_) | Kind::Mark(')' | ']' | '}')
        );
        depth == 0 && begins && complete
    }
}
