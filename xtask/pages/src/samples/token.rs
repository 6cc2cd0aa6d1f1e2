//! The tokens of programs in the languages of samples, which are alike enough for one tokenizer.

use crate::lenient_json::{self, Defect, DefectKind, Value};
use crate::vocabulary::Language;

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
        line_end: 0,
        budget: text.len().saturating_mul(8).saturating_add(10_000),
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
    /// Where the line ends that was looked at last.
    line_end: usize,
    /// The bytes that looks for the ends of texts may still cost.
    budget: usize,
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
        let first = self.tokens.last().is_none_or(|token| token.at < line);
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
        let block = if rest.starts_with("/*") { self.length_to(2, "*/") } else { None };
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
        let kind = match lenient_json::scalar(word) {
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
            && let Some(length) = self.length_to(mark.len(), mark)
        {
            self.push(Kind::Text(rest[3..3 + length].to_owned()), 0);
            return self.step_over(length + 6);
        }
        let line = self.rest_of_line();
        match end_of_text(line, quote, &mut self.budget) {
            Some(End { content, next, defect }) => {
                if let Some(defect) = defect {
                    self.note(defect);
                }
                self.push(Kind::Text(lenient_json::unescape(&line[content])), next);
            }
            None => self.unclosed_text(line, quote),
        }
    }

    /// The length of what stands between a mark of a length here and another mark.
    fn length_to(&mut self, begin: usize, end: &str) -> Option<usize> {
        let rest = self.rest().get(begin..).filter(|_| self.budget > 0)?;
        let length = rest.find(end);
        // A search in vain goes to the end of the program; there cannot be many.
        if length.is_none() {
            self.budget = self.budget.saturating_sub(rest.len());
        }
        length
    }

    fn rest_of_line(&mut self) -> &'t str {
        if self.line_end <= self.at {
            let rest = self.rest();
            self.line_end = self.at + rest.find('\n').unwrap_or(rest.len());
        }
        &self.text[self.at..self.line_end]
    }

    /// A quote that is alone on its line: the other one is missing.
    fn unclosed_text(&mut self, line: &str, quote: char) {
        self.note(DefectKind::MissingQuote);
        let content = &line[quote.len_utf8()..];
        let ends = content.trim().is_empty() || content.trim_start().starts_with([')', ';', ',']);
        let line_start = self.lines.last().copied().unwrap_or_default();
        let on_line = self.tokens.iter().rev().take_while(|token| token.at >= line_start).count();
        let begins = |token: &Token| matches!(token.kind, Kind::Mark('(' | '=' | ',' | '['));
        let first = self.tokens.len() - on_line;
        let opening = self.tokens[first..].iter().rposition(begins).filter(|_| ends);
        let opening = opening.map(|at| first + at);
        if let Some(opening) = opening {
            // The mark itself may be a wide one.
            let mut text = self.text[self.tokens[opening].at..self.at].chars();
            text.next();
            let text = text.as_str().trim().to_owned();
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
fn end_of_text(line: &str, quote: char, budget: &mut usize) -> Option<End> {
    let open = quote.len_utf8();
    let closers = closers(quote);
    let mut content = open;
    let mut defect = (!quote.is_ascii()).then_some(DefectKind::SmartQuotes);
    let mut first = None;
    let mut plausible = None;
    let mut depth = Depth::default();
    for (at, closer) in unescaped(line, open, closers) {
        let next = at + closer.len_utf8();
        let behind = &line[next..];
        *budget = budget.saturating_sub(next - open);
        if at == open && behind.starts_with(|c: char| c.is_alphanumeric()) {
            // The opening quote is doubled.
            content = next;
            defect = Some(DefectKind::DoubledQuote);
            depth.read = next;
            continue;
        }
        first.get_or_insert((at, next));
        if plausible.is_none() && is_plausible(behind) {
            plausible = Some((at, next));
        }
        // JSON inside goes on up to its own brackets.
        let json = line[content..].starts_with(['{', '['])
            && behind.trim_start().starts_with([',', ':', '}', ']']);
        if plausible.is_some() && (!json || depth.at(line, content, at) == 0) {
            let stray = (first != Some((at, next))).then_some(DefectKind::StrayQuote);
            let end = End { content: content..at, next, defect: defect.or(stray) };
            return Some(doubled_end(line, end, closer));
        }
        if *budget == 0 {
            break;
        }
    }
    let (at, next) = plausible.or(first)?;
    Some(End { content: content..at, next, defect })
}

/// How many brackets are open, counted from where it was counted last.
#[derive(Default)]
struct Depth {
    read: usize,
    open: usize,
    closed: usize,
}

impl Depth {
    fn at(&mut self, line: &str, content: usize, at: usize) -> usize {
        let part = &line[self.read.max(content)..at];
        self.open += part.matches(['{', '[']).count();
        self.closed += part.matches(['}', ']']).count();
        self.read = at;
        self.open.abs_diff(self.closed)
    }
}

/// The quotes that close a text.
fn closers(quote: char) -> &'static [char] {
    match quote {
        '“' | '”' => &['“', '”', '"'],
        '\'' => &['\''],
        '`' => &['`'],
        _ => &['"'],
    }
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

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn halfwidth(c: char) -> char {
    crate::vocabulary::halfwidth(c)
}
