//! A place in a text, and what looks ahead from it may cost.

use super::chars::is_blank;

/// A place in a text.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) pos: usize,
    /// The bytes that looks ahead may still cost, so that all of them together are linear.
    budget: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, pos: 0, budget: text.len().saturating_mul(8).saturating_add(10_000) }
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.pos..]
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Steps over the next character.
    pub(super) fn bump(&mut self) {
        self.pos += self.peek().map_or(0, char::len_utf8);
    }

    /// What stands at a position, without blanks; and whether a line breaks before it.
    pub(super) fn after_blanks(&mut self, from: usize) -> (&'t str, bool) {
        let rest = &self.text[from..];
        let found = rest.trim_start_matches(is_blank);
        let blanks = &rest[..rest.len() - found.len()];
        self.pay(blanks.len());
        (found, blanks.contains('\n'))
    }

    /// Takes the cost of a look ahead; false where there was too much of it.
    pub(super) fn pay(&mut self, bytes: usize) -> bool {
        let affordable = bytes <= self.budget;
        self.budget = self.budget.saturating_sub(bytes);
        affordable
    }
}
