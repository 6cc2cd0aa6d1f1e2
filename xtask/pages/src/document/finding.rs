//! What a page leaves open or contradicts: a value with a place, a stable code and what was decided.

use std::fmt;

use crate::kinds::kinds;
use xtask::spec::words::is_unsafe;

/// An ambiguity about a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind.
    pub ambiguity: Ambiguity,
    /// The line of the page, from 1; 0 where it is about the page as a whole.
    pub line: usize,
    /// What it is about: the path in the spec, such as `response.result`, or a word of the page.
    pub subject: String,
    /// What the page says, and what speaks against it.
    pub evidence: String,
    /// What was decided.
    pub decided: String,
}

impl Finding {
    /// The finding for programs.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let Self { ambiguity, line, subject, evidence, decided } = self;
        serde_json::json!({
            "code": ambiguity.code(), "line": line, "subject": subject,
            "evidence": evidence, "decided": decided,
        })
    }

    /// A finding.
    pub(crate) fn new(
        ambiguity: Ambiguity,
        line: usize,
        subject: impl Into<String>,
        evidence: impl Into<String>,
        decided: impl Into<String>,
    ) -> Self {
        let plain = |text: String| visible(&text);
        Self {
            ambiguity,
            line,
            subject: plain(subject.into()),
            evidence: plain(evidence.into()),
            decided: plain(decided.into()),
        }
    }
}

/// A page's words on one line, without what would steer a terminal or turn the direction of a text.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_unsafe(c) { ' ' } else { c }).collect()
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ambiguity, line, subject, evidence, decided } = self;
        write!(f, "{line}: {} {subject}: {evidence}; {decided}", ambiguity.code())
    }
}

kinds! {
    /// A kind of ambiguity.
    Ambiguity {
        // The readers.
        /// A row has more or fewer cells than its header.
        RowWidth = "row-width",
        /// A table, a fence or a tag is never closed.
        Unclosed = "unclosed",
        /// The glued cells of a row can be split in more than one way.
        GluedCells = "glued-cells",
        // Samples and examples.
        /// An example is not well-formed.
        ExampleSyntax = "example-syntax",
        // What the page says of the endpoint.
        /// A heading, column, app type or the like that the vocabulary does not have.
        UnknownWord = "unknown-word",
        /// A type that the vocabulary does not have.
        UnknownType = "unknown-type",
        /// A table in the place of members or codes that is none of them.
        UnknownTable = "unknown-table",
        /// A table of members that is not about HTTP.
        Aside = "aside",
        /// A table that is too long to be one of members.
        TooManyRows = "too-many-rows",
        /// A parameter in a header or in the path.
        NoPlace = "no-place",
        /// A fact that every page should state is missing.
        Missing = "missing",
        /// The page's own address is not on it.
        PageAddress = "page-address",
        /// Two rows of one object have the same name.
        DuplicateRow = "duplicate-row",
        /// Two error codes are the same.
        DuplicateCode = "duplicate-code",
        // The tree.
        /// The rows fit the example in two ways.
        Nesting = "nesting",
        /// A row stands apart from the other members of its object.
        OutOfOrder = "out-of-order",
        /// The example has an object around members, or leaves it out, other than the table.
        Wrapper = "wrapper",
        /// A key that only the example has.
        OnlyInExample = "only-in-example",
        /// A row that the example does not have, though it shows the object.
        OnlyInTable = "only-in-table",
        /// A key of the example is written otherwise in the table.
        Spelling = "spelling",
        /// The example denies a type.
        TypeDenied = "type-denied",
        /// Two objects that differ have one type's name.
        TypeReused = "type-reused",
        /// A type of the page whose members it does not tell.
        TypeWithoutMembers = "type-without-members",
        /// An example value does not fit its type.
        ExampleValue = "example-value",
        /// There is no example of an answer, or it does not show what the call returns.
        NoExample = "no-example",
        // Limits.
        /// A limit that the format cannot express, or that the field's type cannot have.
        LimitWithoutPlace = "limit-without-place",
        /// The page's own example breaks a limit, or two limits contradict each other.
        LimitDenied = "limit-denied",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_cannot_steer_a_terminal() {
        let words = "lamp\u{1b}[2J\n\u{202e}on";
        let finding = Finding::new(Ambiguity::UnknownWord, 1, words, words, words);
        assert_eq!(finding.to_string(), "1: unknown-word lamp [2J  on: lamp [2J  on; lamp [2J  on");
    }
}
