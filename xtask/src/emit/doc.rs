//! Prose becomes documentation: Markdown that shows the text as it was written.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::quote;

use crate::spec::words::{address, is_unsafe};

/// The most characters of a line, so that it stays within 100 columns at any depth of code.
const WIDTH: usize = 86;

/// The most characters that are shown of an example.
const EXAMPLE: usize = 64;

/// Documentation that is being written: paragraphs, headings and code, separated by blank lines.
#[derive(Default)]
pub(super) struct Doc {
    lines: Vec<String>,
}

impl Doc {
    /// Documentation that starts with a text.
    pub(super) fn new(text: &str) -> Self {
        Self::default().text(text)
    }

    /// A text of a spec, as one or more paragraphs.
    pub(super) fn text(self, text: &str) -> Self {
        let paragraphs = text.split("\n\n").filter(|it| !it.trim().is_empty());
        paragraphs.fold(self, |doc, paragraph| doc.markdown(&escape(paragraph)))
    }

    /// A paragraph that is Markdown already.
    pub(super) fn markdown(mut self, markdown: &str) -> Self {
        if markdown.trim().is_empty() {
            return self;
        }
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(wrap(markdown));
        self
    }

    /// A heading.
    pub(super) fn heading(mut self, heading: &str) -> Self {
        self.lines.push(String::new());
        self.lines.push(format!("# {heading}"));
        self
    }

    /// Lines as they are, fences included.
    pub(super) fn code_block(mut self, lines: Vec<String>) -> Self {
        self.lines.push(String::new());
        self.lines.extend(lines);
        self
    }

    /// As attributes of the item that follows.
    pub(super) fn outer(&self) -> TokenStream {
        let lines = self.lines.iter().map(|line| spaced(line));
        quote! { #(#[doc = #lines])* }
    }

    /// As text above an item that is indented.
    pub(super) fn above(&self, indent: &str) -> String {
        let length = self.lines.iter().map(|line| indent.len() + line.len() + 5).sum();
        let mut text = String::with_capacity(length);
        for line in &self.lines {
            text.extend([indent, "///", &spaced(line), "\n"]);
        }
        text
    }

    /// As attributes of the module that it stands in.
    pub(super) fn inner(&self) -> String {
        let lines = self.lines.iter().map(|line| format!("//!{}\n", spaced(line)));
        lines.collect()
    }
}

/// Puts a space before a line that is not empty.
fn spaced(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!(" {line}") }
}

/// Shows a text as inline code. A very long text is cut.
pub(super) fn code(text: &str) -> String {
    let mut line = one_line(text);
    if line.chars().count() > EXAMPLE {
        line = line.chars().take(EXAMPLE - 1).chain(['…']).collect();
    }
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad =
        if line.starts_with('`') || line.ends_with('`') || line.is_empty() { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

/// Puts a text on one line, with one space between words and without invisible characters.
fn one_line(text: &str) -> Cow<'_, str> {
    // Nearly every text needs no change.
    let is_visible = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if is_visible && is_spaced_once(text) {
        return Cow::Borrowed(text);
    }
    let clean: String = text.chars().filter(|c| !is_unsafe(*c)).collect();
    Cow::Owned(clean.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a text has only single spaces, and only between words.
fn is_spaced_once(text: &str) -> bool {
    !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ")
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Writes a text as Markdown, each paragraph on one line.
pub(super) fn prose(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(escape).filter(|it| !it.is_empty());
    paragraphs.map(|it| harmless_start(&it).into_owned()).collect::<Vec<_>>().join("\n\n")
}

/// Escapes a text for Markdown. Only code between single back-ticks and addresses keep their
/// meaning.
fn escape(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '`' => code_span(rest).inspect(|span| out.push_str(span)).map(str::len),
            'h' => address(rest)
                .inspect(|url| {
                    out.push('<');
                    out.push_str(url);
                    out.push('>');
                })
                .map(str::len),
            _ => None,
        };
        let taken = taken.unwrap_or_else(|| {
            if c == '`' {
                let run = rest.len() - rest.trim_start_matches('`').len();
                out.push_str(&"\\`".repeat(run));
                return run;
            }
            escape_char(c, before, rest, &mut out);
            c.len_utf8()
        });
        before = rest[..taken].chars().next_back().unwrap_or(' ');
        rest = &rest[taken..];
    }
    out
}

fn escape_char(c: char, before: char, rest: &str, out: &mut String) {
    let after = rest.chars().nth(1).unwrap_or(' ');
    let special = match c {
        '\\' | '*' | '[' | ']' | '<' | '>' | '&' | '~' | '|' => true,
        // An underscore inside of a word has no meaning in Markdown.
        '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
        _ => false,
    };
    if special {
        out.push('\\');
    }
    out.push(c);
}

/// The code between single back-ticks at the start of a text, back-ticks included.
fn code_span(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('`').filter(|inner| !inner.starts_with('`'))?;
    let end = inner.find('`').filter(|end| *end > 0)?;
    (!inner[end + 1..].starts_with('`')).then(|| &text[..end + 2])
}

/// Breaks Markdown into lines. Code is never broken, and no line begins a heading, a quote or a list.
fn wrap(markdown: &str) -> Vec<String> {
    if markdown.len() < WIDTH && is_spaced_once(markdown) && !markdown.contains('\n') {
        return vec![harmless_start(markdown).into_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::with_capacity(WIDTH + 1);
    let mut width = 0;
    for word in words(markdown) {
        let more = word.chars().count();
        if !line.is_empty() && width + 1 + more > WIDTH {
            lines.push(std::mem::replace(&mut line, String::with_capacity(WIDTH + 1)));
        }
        if line.is_empty() {
            line.push_str(&harmless_start(word));
            width = line.chars().count();
        } else {
            line.extend([" ", word]);
            width += 1 + more;
        }
    }
    lines.push(line);
    lines
}

/// Escapes the first word of a line if it would begin a heading, a quote or a list.
fn harmless_start(word: &str) -> Cow<'_, str> {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && (word[digits..].starts_with('.') || word[digits..].starts_with(')')) {
        return Cow::Owned(format!("{}\\{}", &word[..digits], &word[digits..]));
    }
    if word.starts_with(['#', '-', '+', '=', ':']) {
        return Cow::Owned(format!("\\{word}"));
    }
    Cow::Borrowed(word)
}

/// The words of Markdown. Code is a part of its word, spaces included.
fn words(markdown: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(c) = markdown[at..].chars().next() {
        match c {
            ' ' | '\n' => {
                words.push(&markdown[start..at]);
                start = at + 1;
                at = start;
            }
            // An escaped back-tick begins no code.
            '\\' => at += 1 + markdown[at + 1..].chars().next().map_or(0, char::len_utf8),
            '`' => at += code_length(&markdown[at..]),
            other => at += other.len_utf8(),
        }
    }
    words.push(&markdown[start..]);
    words.retain(|word| !word.is_empty());
    words
}

/// The length of the code at the start of a text. It ends at a run of as many back-ticks.
fn code_length(text: &str) -> usize {
    let fence = text.len() - text.trim_start_matches('`').len();
    let mut at = fence;
    while let Some(next) = text[at..].find('`') {
        at += next;
        let run = text[at..].len() - text[at..].trim_start_matches('`').len();
        at += run;
        if run == fence {
            return at;
        }
    }
    fence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_comes_out_as_text() {
        let texts = [
            ("see [1] and <T>", r"see \[1\] and \<T\>"),
            ("at https://a.example/b_c?d=1.", "at <https://a.example/b_c?d=1>."),
            ("    four spaces", "four spaces"),
            ("``` fence", r"\`\`\` fence"),
            ("`user_id` and `", r"`user_id` and \`"),
            ("a_b _c_ *d*", r"a_b \_c\_ \*d\*"),
            ("`[code]` stays", "`[code]` stays"),
            ("rtl \u{202e}here", "rtl here"),
            ("参见https://a.example/b。", "参见<https://a.example/b>。"),
        ];
        for (text, markdown) in texts {
            assert_eq!(escape(text), markdown, "{text}");
        }
    }

    #[test]
    fn no_line_starts_a_list_or_a_heading() {
        for (text, line) in [("# no", r"\# no"), ("- no", r"\- no"), ("1. no", r"1\. no")] {
            assert_eq!(wrap(text), [line]);
        }
    }

    #[test]
    fn code_is_never_broken() {
        assert_eq!(words("a ``b ` c`` d"), ["a", "``b ` c``", "d"]);
        assert_eq!(words(r"a \` b ` c"), ["a", r"\`", "b", "`", "c"]);
    }

    #[test]
    fn examples_are_code_whatever_they_hold() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`x`"), "`` `x` ``");
        assert_eq!(code("line\nbreak"), "`line break`");
    }
}
