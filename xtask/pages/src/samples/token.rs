//! The tokens of programs. The languages of samples are alike enough for one tokenizer.

use crate::lenient_json::{self, Strings, Value};
use crate::vocabulary::{Language, halfwidth};

/// A token.
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Where it begins.
    at: usize,
    /// Whether nothing stands in front of it on its line.
    pub(super) begins_line: bool,
}

/// What a token is.
#[derive(PartialEq)]
pub(super) enum Kind {
    /// A name or keyword, without `$`.
    Name(String),
    String(String),
    Number(Value),
    /// An operator of two characters that neither assigns nor reaches a member.
    Operator,
    /// Any other character. `->` and `::` of PHP are `.`, its `.` is `+`, and `=>` is `:`.
    Mark(char),
}

/// The tokens of a program.
pub(super) fn tokens(text: &str, language: Language) -> Vec<Token> {
    let strings = Strings::new(text);
    let mut tokenizer = Tokenizer {
        text,
        language,
        strings,
        at: 0,
        line: 0,
        absent: Vec::new(),
        tokens: Vec::new(),
    };
    tokenizer.run();
    tokenizer.tokens
}

struct Tokenizer<'t> {
    text: &'t str,
    language: Language,
    strings: Strings<'t>,
    at: usize,
    /// Where the line begins.
    line: usize,
    /// Marks that do not occur any more: to look for them again would take quadratic time.
    absent: Vec<&'static str>,
    tokens: Vec<Token>,
}

impl<'t> Tokenizer<'t> {
    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            let rest = self.rest();
            match c {
                c if c.is_whitespace() => self.advance(c.len_utf8()),
                _ if rest.starts_with('#') || rest.starts_with("//") => {
                    self.advance(rest.find('\n').unwrap_or(rest.len()));
                }
                '/' if rest.starts_with("/*") => {
                    let length = self.length_to("*/").unwrap_or(2);
                    self.advance(length);
                }
                '"' | '\'' | '“' | '”' | '`' => self.string(c),
                c if c.is_ascii_digit() => self.number(),
                c if is_name(c) => self.name(),
                _ => self.mark(c),
            }
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn advance(&mut self, length: usize) {
        let end = self.at + length;
        let line_break = self.text[self.at..end].rfind('\n');
        self.line = line_break.map_or(self.line, |at| self.at + at + 1);
        self.at = end;
    }

    fn push(&mut self, kind: Kind, length: usize) {
        self.tokens.push(Token { kind, at: self.at, begins_line: self.at == self.line });
        self.advance(length);
    }

    /// The length up to the end of a mark of two or three characters, behind one as long.
    fn length_to(&mut self, mark: &'static str) -> Option<usize> {
        let inside = self.rest().get(mark.len()..).filter(|_| !self.absent.contains(&mark))?;
        let found = inside.find(mark);
        if found.is_none() {
            self.absent.push(mark);
        }
        Some(found? + 2 * mark.len())
    }

    fn name(&mut self) {
        let rest = self.rest();
        let name = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
        let is_prefix = matches!(name, "u" | "r" | "b" | "f" | "U" | "R");
        if is_prefix && rest[name.len()..].starts_with(['"', '\'']) {
            self.advance(name.len());
        } else {
            self.push(Kind::Name(name.to_owned()), name.len());
        }
    }

    fn number(&mut self) {
        let rest = self.rest();
        let end = rest.find(|c: char| !is_name(c) && c != '.' && c != '*').unwrap_or(rest.len());
        let word = rest[..end].trim_end_matches('.');
        let number = lenient_json::scalar(word).map(Kind::Number);
        self.push(number.unwrap_or_else(|| Kind::Name(word.to_owned())), word.len());
    }

    fn mark(&mut self, c: char) {
        let is_php = self.language == Language::Php;
        let (kind, length) = match self.rest().get(..2).unwrap_or_default() {
            "=>" => (Kind::Mark(':'), 2),
            "->" | "::" if is_php => (Kind::Mark('.'), 2),
            "?." => (Kind::Mark('.'), 2),
            "==" | "!=" | "<=" | ">=" | "+=" | "-=" | "->" | "&&" | "||" => (Kind::Operator, 2),
            _ if c == '.' && is_php => (Kind::Mark('+'), 1),
            _ if c == '\\' && is_php => (Kind::Mark('.'), 1),
            _ if "$@\\".contains(c) => return self.advance(1),
            _ => (Kind::Mark(halfwidth(c)), c.len_utf8()),
        };
        self.push(kind, length);
    }

    fn string(&mut self, quote: char) {
        let rest = self.rest();
        let triple = ["\"\"\"", "'''"].into_iter().find(|mark| rest.starts_with(*mark));
        if let Some(length) = triple.and_then(|mark| self.length_to(mark)) {
            return self.push(Kind::String(rest[3..length - 3].to_owned()), length);
        }
        if self.lost_opening_quote(quote) {
            return;
        }
        let (string, end) = self.strings.read(self.at);
        self.push(Kind::String(string), end - self.at);
    }

    /// Reads a string whose opening quote is missing, if the quote here closes such a one: nothing
    /// but the end of a statement stands behind it. Returns whether it did.
    fn lost_opening_quote(&mut self, quote: char) -> bool {
        let behind = &self.rest()[quote.len_utf8()..];
        let ends = behind.trim_start_matches([' ', '\r']);
        if !(ends.is_empty() || ends.starts_with(['\n', ')', ';', ',']))
            || behind.find([quote, '\n']).is_some_and(|at| behind[at..].starts_with(quote))
        {
            return false;
        }
        let line = self.tokens.iter().rev().take_while(|token| token.at >= self.line);
        let opens = |token: &Token| matches!(token.kind, Kind::Mark('(' | '=' | ',' | '['));
        let Some(back) = line.map(opens).position(|opens| opens) else { return false };
        self.tokens.truncate(self.tokens.len() - back);
        let mut text = self.tokens.last().map_or("", |mark| &self.text[mark.at..self.at]).chars();
        // The mark itself may be full-width.
        text.next();
        self.push(Kind::String(text.as_str().trim().to_owned()), quote.len_utf8());
        true
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
