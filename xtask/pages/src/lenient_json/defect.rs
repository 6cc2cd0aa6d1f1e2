//! What is wrong with a text that should be JSON: a kind, a line and a path.

use std::fmt;

use crate::kinds::kinds;

/// A place at which a text is not the JSON that it means to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// The kind.
    pub kind: DefectKind,
    /// The line of the text, from 1.
    pub line: usize,
    /// The value that it is about, such as `result.list[0].id`; empty for the text as a whole.
    pub path: String,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, line, path } = self;
        let place = if path.is_empty() { "the text" } else { path };
        write!(f, "line {line}: {place}: {}", kind.meaning())
    }
}

kinds! {
    /// A kind of defect.
    DefectKind {
        // Between values.
        /// a comma is missing
        MissingComma = "missing-comma",
        /// a comma has no value before it
        DoubledComma = "doubled-comma",
        /// a comma stands before a closing bracket
        TrailingComma = "trailing-comma",
        /// a semicolon stands for a comma
        WrongSeparator = "wrong-separator",
        /// a colon is missing
        MissingColon = "missing-colon",
        /// an equals sign or an arrow stands for a colon
        Assignment = "assignment",
        /// punctuation is full-width
        FullWidth = "full-width",
        /// a key has no value
        MissingValue = "missing-value",
        /// a value has no key
        MissingKey = "missing-key",
        /// a key is repeated
        DuplicateKey = "duplicate-key",
        // Texts.
        /// a quote is missing
        MissingQuote = "missing-quote",
        /// a quote is doubled
        DoubledQuote = "doubled-quote",
        /// the closing quote is not of the opening one's kind
        MismatchedQuotes = "mismatched-quotes",
        /// quotes are typographic
        SmartQuotes = "smart-quotes",
        /// quotes are single
        SingleQuotes = "single-quotes",
        /// quotes around a text are escaped
        EscapedQuotes = "escaped-quotes",
        /// quotes inside a text are not escaped
        StrayQuote = "stray-quote",
        /// a key has no quotes
        UnquotedKey = "unquoted-key",
        /// a text has no quotes
        UnquotedText = "unquoted-text",
        /// a control character stands in a text
        ControlCharacter = "control-character",
        /// a line breaks in a text
        LineBreak = "line-break",
        /// a backslash escapes nothing known
        BadEscape = "bad-escape",
        // Numbers and words.
        /// digits of a number are masked
        MaskedDigits = "masked-digits",
        /// a number has a suffix of a programming language
        NumberSuffix = "number-suffix",
        /// a number is written as JSON does not allow
        NumberForm = "number-form",
        /// a literal is a word of another language
        LiteralWord = "literal-word",
        // Brackets.
        /// the text ends before its brackets are closed
        CutEnd = "cut-end",
        /// an opening bracket is missing
        MissingOpening = "missing-opening",
        /// a closing bracket is missing
        MissingClosing = "missing-closing",
        /// a closing bracket closes nothing
        SurplusClosing = "surplus-closing",
        /// a closing bracket is of the other kind
        MismatchedClosing = "mismatched-closing",
        // Around the value and between its parts.
        /// a comment
        Comment = "comment",
        /// dots stand for what is left out
        Ellipsis = "ellipsis",
        /// a space is not a plain one
        OddSpace = "odd-space",
        /// words that belong to no value
        StrayText = "stray-text",
        /// an HTTP start line or headers stand in front
        HttpHead = "http-head",
        /// text stands before the value
        TextBefore = "text-before",
        /// text stands after the value
        TextAfter = "text-after",
        /// more than one value
        SeveralValues = "several-values",
        /// no value at all
        NoValue = "no-value",
        // Bounds of the reader.
        /// nested deeper than is read
        TooDeep = "too-deep",
        /// more values than are read
        TooLarge = "too-large",
    }
}

impl fmt::Display for DefectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
