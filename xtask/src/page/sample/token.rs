//! The tokens of programs in the languages of samples, which are alike enough for one tokenizer.

use crate::page::sloppy::{self, Defect, DefectKind, Value};
use crate::page::vocabulary::Language;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Where it begins.
    pub(super) at: usize,
    /// Whether it is the first of its line.
    pub(super) first: bool,
    /// Whether blanks stand in front of it, if it is the first of its line.
    pub(super) indented: bool,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A name or keyword, without `$`.
    Name(String),
    /// A text.
    Text(String),
    /// A number.
    Number(Value),
    /// `=>`
    Pair,
    /// An operator that compares or assigns in its own way.
    Operator,
    /// Any other character. Where members are reached by `->` or `::`, it is `.` all the same.
    Mark(char),
}

/// The tokens of a program, and what is wrong with its texts.
pub(super) fn tokens(text: &str, language: Language) -> (Vec<Token>, Vec<Defect>) {
    let mut tokenizer = Tokenizer {
        text,
        at: 0,
        language,
        tokens: Vec::new(),
        lines: vec![0],
        defects: Vec::new(),
    };
    tokenizer.run();
    (tokenizer.tokens, tokenizer.defects)
}

struct Tokenizer<'t> {
    text: &'t str,
    at: usize,
    language: Language,
    tokens: Vec<Token>,
    /// Where the lines begin, as far as they were read.
    lines: Vec<usize>,
    defects: Vec<Defect>,
}

impl<'t> Tokenizer<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\n' => {
                    self.at += 1;
                    self.lines.push(self.at);
                }
                c if c.is_whitespace() => self.at += c.len_utf8(),
                _ if self.starts_comment() => self.skip_comment(),
                '"' | '\'' | '“' | '”' | '`' => self.text_token(c),
                c if c.is_ascii_digit() => self.number(),
                c if is_name(c) => self.name(),
                _ => self.mark(c),
            }
        }
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let line = self.lines.last().copied().unwrap_or_default();
        let last = self.tokens.last();
        let first = last.is_none_or(|token| token.at < line);
        self.tokens.push(Token { kind, at: self.at, first, indented: self.at > line });
        self.at += length;
    }

    fn note(&mut self, kind: DefectKind) {
        if self.defects.len() < 100 {
            self.defects.push(Defect { kind, line: self.lines.len(), path: String::new() });
        }
    }

    fn starts_comment(&self) -> bool {
        let rest = self.rest();
        rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#')
    }

    fn skip_comment(&mut self) {
        let rest = self.rest();
        let block = rest.strip_prefix("/*").and_then(|inside| inside.find("*/"));
        let length = block.map_or_else(|| rest.find('\n').unwrap_or(rest.len()), |at| at + 4);
        self.step_over(length);
    }

    /// Steps over text that may have line breaks.
    fn step_over(&mut self, length: usize) {
        let end = self.at + length;
        let breaks = self.text[self.at..end].match_indices('\n');
        self.lines.extend(breaks.map(|(at, _)| self.at + at + 1));
        self.at = end;
    }

    fn name(&mut self) {
        let rest = self.rest();
        let name = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
        let prefix = matches!(name, "u" | "r" | "b" | "f" | "U" | "R");
        if prefix && rest[name.len()..].starts_with(['"', '\'']) {
            self.at += name.len();
        } else {
            self.push(Kind::Name(name.to_owned()), name.len());
        }
    }

    fn number(&mut self) {
        let rest = self.rest();
        let end = rest.find(|c: char| !is_name(c) && c != '.' && c != '*').unwrap_or(rest.len());
        let word = rest[..end].trim_end_matches('.');
        let kind = match sloppy::scalar(word) {
            Some(value) => Kind::Number(value),
            None => Kind::Name(word.to_owned()),
        };
        self.push(kind, word.len());
    }

    fn mark(&mut self, c: char) {
        let rest = self.rest();
        let php = self.language == Language::Php;
        let (kind, length) = match rest.get(..2).unwrap_or_default() {
            "=>" => (Kind::Pair, 2),
            "->" | "::" if php => (Kind::Mark('.'), 2),
            "?." => (Kind::Mark('.'), 2),
            "==" | "!=" | "<=" | ">=" | "+=" | "-=" | "->" | "&&" | "||" => (Kind::Operator, 2),
            // Go declares by it.
            ":=" => (Kind::Mark('='), 2),
            _ if c == '.' && php => (Kind::Mark('+'), 1),
            _ if c == '\\' && php => (Kind::Mark('.'), 1),
            _ if c == '$' || c == '@' || c == '\\' => {
                self.at += 1;
                return;
            }
            _ => (Kind::Mark(halfwidth(c)), c.len_utf8()),
        };
        self.push(kind, length);
    }

    fn text_token(&mut self, quote: char) {
        let rest = self.rest();
        let triple = ["\"\"\"", "'''"].into_iter().find(|mark| rest.starts_with(*mark));
        if let Some(mark) = triple
            && let Some(length) = rest[3..].find(mark)
        {
            self.push(Kind::Text(rest[3..3 + length].to_owned()), 0);
            return self.step_over(length + 6);
        }
        let line = rest.split('\n').next().unwrap_or_default();
        match end_of_text(line, quote) {
            Some(End { content, next, defect }) => {
                if let Some(defect) = defect {
                    self.note(defect);
                }
                self.push(Kind::Text(sloppy::unescape(&line[content])), next);
            }
            None => self.unclosed_text(line, quote),
        }
    }

    /// A quote that is alone on its line: the other one is missing.
    fn unclosed_text(&mut self, line: &str, quote: char) {
        self.note(DefectKind::MissingQuote);
        let content = &line[quote.len_utf8()..];
        let ends = content.trim().is_empty() || content.trim_start().starts_with([')', ';', ',']);
        let begins = |token: &Token| matches!(token.kind, Kind::Mark('(' | '=' | ',' | '['));
        let opening = self.tokens.iter().rposition(begins).filter(|at| {
            let line = self.lines.last().copied().unwrap_or_default();
            ends && self.tokens[*at].at >= line
        });
        if let Some(opening) = opening {
            let text = self.text[self.tokens[opening].at + 1..self.at].trim().to_owned();
            self.tokens.truncate(opening + 1);
            return self.push(Kind::Text(text), quote.len_utf8());
        }
        let text = content.trim_end().trim_end_matches([')', ';', ',', ']', '}']);
        self.push(Kind::Text(text.to_owned()), quote.len_utf8() + text.len());
    }
}

/// What a text is, and where it ends, in its line.
struct End {
    content: std::ops::Range<usize>,
    next: usize,
    defect: Option<DefectKind>,
}

/// The end of the text that a line begins with.
fn end_of_text(line: &str, quote: char) -> Option<End> {
    let open = quote.len_utf8();
    let closers: &[char] = match quote {
        '“' | '”' => &['“', '”', '"'],
        '\'' => &['\''],
        '`' => &['`'],
        _ => &['"'],
    };
    let mut content = open;
    let mut defect = (!quote.is_ascii()).then_some(DefectKind::SmartQuotes);
    let mut plausible = None;
    let mut any = None;
    for (at, closer) in unescaped(line, open, closers) {
        let next = at + closer.len_utf8();
        let behind = &line[next..];
        if at == open && behind.starts_with(|c: char| c.is_alphanumeric()) {
            // Its opening quote is doubled.
            content = next;
            defect = Some(DefectKind::DoubledQuote);
            continue;
        }
        any.get_or_insert((at, next));
        if plausible.is_none() && is_plausible(behind) {
            plausible = Some((at, next));
        }
        // JSON inside ends with its brackets.
        let json = line[content..].starts_with(['{', '[']);
        if plausible.is_some() && (!json || is_balanced(&line[content..at])) {
            let inner = plausible.is_some_and(|(first, _)| first < at);
            let stray = inner || any.is_some_and(|(first, _)| first < at);
            let defect = defect.or(stray.then_some(DefectKind::StrayQuote));
            return Some(doubled_end(line, End { content: content..at, next, defect }, closer));
        }
    }
    let (at, next) = plausible.or(any)?;
    Some(End { content: content..at, next, defect })
}

/// An end whose quote is doubled includes both.
fn doubled_end(line: &str, end: End, closer: char) -> End {
    let Some(behind) = line[end.next..].strip_prefix(closer) else { return end };
    let ends = behind.trim_start().is_empty() || behind.trim_start().starts_with([')', ';', ',']);
    if !ends {
        return end;
    }
    End { next: end.next + closer.len_utf8(), defect: Some(DefectKind::DoubledQuote), ..end }
}

/// The characters that are not behind a backslash, of those asked for.
fn unescaped<'l>(
    line: &'l str,
    from: usize,
    wanted: &'l [char],
) -> impl Iterator<Item = (usize, char)> + 'l {
    let mut escaped = false;
    line[from..].char_indices().filter_map(move |(at, c)| {
        let found = !escaped && wanted.contains(&c);
        escaped = c == '\\' && !escaped;
        found.then_some((from + at, c))
    })
}

/// Whether a text can end before this.
fn is_plausible(behind: &str) -> bool {
    let next = behind.trim_start().chars().next();
    next.is_none_or(|c| !c.is_alphanumeric() && c != '_')
}

fn is_balanced(text: &str) -> bool {
    let count = |brackets: [char; 2]| text.matches(brackets).count();
    count(['{', '[']) == count(['}', ']'])
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn halfwidth(c: char) -> char {
    crate::page::vocabulary::halfwidth(c)
}
