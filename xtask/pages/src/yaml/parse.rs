//! From a text to its tree.
//!
//! The text has been read by the loader before, so it is a spec. What the tree cannot hold is refused
//! with its place: nothing is passed over. How quotes and folds are undone is left to the loader's
//! YAML reader.

use std::ops::Range;

use super::tree::{Block, Entry, Kind, Node, Scalar, Style};
use xtask::spec;

/// Text that the tree cannot hold.
#[derive(Debug)]
pub(super) struct Refusal {
    /// What it is.
    pub(super) what: &'static str,
    /// Its bytes.
    pub(super) place: Range<usize>,
}

type Parsed<T> = Result<T, Refusal>;

/// The tree of a file whose lines all end in a line feed.
pub(super) fn parse(text: &str) -> Parsed<Block> {
    let mut parser = Parser { text, at: 0 };
    let (before, column) = parser.lines();
    let Some(column) = column else { return parser.refuse("a file without content") };
    let value = parser.below(column)?;
    let Node::Block(mut root) = value.node else {
        return parser.refuse("a file that is no mapping");
    };
    let (tail, None) = parser.lines() else { return parser.refuse("a line that belongs nowhere") };
    root.tail.extend(tail.into_iter().map(|it| it.text.to_owned()));
    // A file in braces has its comments in front: they have no other place once it has lines.
    let before = before.into_iter().map(|it| it.text.to_owned());
    let before: Vec<String> = before.chain(value.within).chain(value.behind).collect();
    match root.entries.first_mut() {
        Some(first) => drop(first.before.splice(0..0, before)),
        None => root.tail.splice(0..0, before).for_each(drop),
    }
    Ok(root)
}

/// What was read behind a key or dash.
struct Value {
    node: Node,
    /// Comments from within.
    within: Vec<String>,
    /// The comment behind its last line.
    behind: Option<String>,
}

impl From<Node> for Value {
    fn from(node: Node) -> Self {
        Self { node, within: Vec::new(), behind: None }
    }
}

/// A line that is blank or a comment.
struct Line<'a> {
    text: &'a str,
    start: usize,
    /// Where the comment begins.
    column: Option<usize>,
}

/// A comment between brackets.
struct Comment {
    text: String,
    /// Whether something stands in front of it on its line.
    is_behind: bool,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn line(&self) -> &'a str {
        self.rest().split('\n').next().unwrap_or_default()
    }

    fn refuse<T>(&self, what: &'static str) -> Parsed<T> {
        let length = self.line().trim_end_matches([' ', '\t']).len().max(1);
        Err(Refusal { what, place: self.at..(self.at + length).min(self.text.len()) })
    }

    /// Passes blank lines and comments, from the start of a line. Then tells the column of what
    /// follows, and stands there.
    fn lines(&mut self) -> (Vec<Line<'a>>, Option<usize>) {
        let mut lines = Vec::new();
        while !self.rest().is_empty() {
            let text = self.line();
            let content = text.trim_start_matches([' ', '\t']);
            let column = text.len() - content.len();
            if !content.is_empty() && !content.starts_with('#') {
                self.at += column;
                return (lines, Some(column));
            }
            let column = (!content.is_empty()).then_some(column);
            lines.push(Line { text, start: self.at, column });
            self.at += text.len() + 1;
        }
        (lines, None)
    }

    fn spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
    }

    /// What is left of a line: nothing or a comment. Then stands at the start of the next.
    fn end_of_line(&mut self) -> Parsed<Option<String>> {
        self.spaces();
        let line = self.line().trim_end_matches([' ', '\t']);
        if !line.is_empty() && !line.starts_with('#') {
            return self.refuse("text behind a value");
        }
        self.at = (self.at + self.line().len() + 1).min(self.text.len());
        Ok((!line.is_empty()).then(|| line.to_owned()))
    }

    fn is_at_dash(&self) -> bool {
        self.line()
            .strip_prefix('-')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    }

    /// What begins here, at the first of its lines or behind a dash.
    fn below(&mut self, column: usize) -> Parsed<Value> {
        let line = self.line();
        let is_word = |word: &str| {
            line.strip_prefix(word).is_some_and(|it| it.is_empty() || it.starts_with(' '))
        };
        if is_word("?") {
            return self.refuse("a key behind a question mark");
        }
        if line.starts_with('%') || column == 0 && (is_word("---") || is_word("...")) {
            return self.refuse("a mark of documents");
        }
        if self.is_at_dash() {
            return self.block(Kind::List, column).map(|block| Node::Block(block).into());
        }
        if self.key()?.is_some() {
            return self.block(Kind::Mapping, column).map(|block| Node::Block(block).into());
        }
        self.value(column.checked_sub(1))
    }

    /// A mapping or a list whose first entry begins here.
    fn block(&mut self, kind: Kind, column: usize) -> Parsed<Block> {
        let mut block = Block { indent: column, ..Block::new(kind) };
        let mut before = Vec::new();
        loop {
            let start = self.at;
            let entry = self.entry(kind, column)?;
            let source = self.text.get(start..self.at).map(str::to_owned);
            block.entries.push(Entry { before, source, ..entry });
            let (lines, next) = self.lines();
            let goes_on = next == Some(column) && (kind == Kind::List) == self.is_at_dash();
            if goes_on {
                before = lines.into_iter().map(|it| it.text.to_owned()).collect();
                continue;
            }
            // A comment belongs to the deepest block that it is not left of, unless it stands where
            // the next line does.
            let is_ours = |it: usize| it >= column && next.is_none_or(|next| it > next);
            let ends = lines.iter().position(|it| it.column.is_some_and(|it| !is_ours(it)));
            let (ours, _) = lines.split_at(ends.unwrap_or(lines.len()));
            let last = ours.iter().rposition(|it| it.column.is_some()).map_or(0, |at| at + 1);
            block.tail = ours[..last].iter().map(|it| it.text.to_owned()).collect();
            let content = next.map_or(self.at, |next| self.at - next);
            self.at = lines.get(last).map_or(content, |it| it.start);
            return Ok(block);
        }
    }

    /// An entry, from its key or dash to the end of its last line.
    fn entry(&mut self, kind: Kind, column: usize) -> Parsed<Entry> {
        let key = if kind == Kind::Mapping {
            let Some((key, end)) = self.key()? else { return self.refuse("a line without a key") };
            self.at = end;
            key
        } else {
            self.at += 1;
            String::new()
        };
        self.spaces();
        let mut entry = Entry::new(key, Node::Empty);
        let is_open = self.line().is_empty() || self.line().starts_with('#');
        let value = if is_open {
            entry.behind = self.end_of_line()?;
            self.value_below(kind, column)?
        } else if kind == Kind::List {
            let start = self.text[..self.at].rfind('\n').map_or(0, |at| at + 1);
            self.below_dash(self.at - start, column)?
        } else {
            self.value(Some(column))?
        };
        entry.value = value.node;
        entry.within.extend(value.within);
        // Only one comment can stand behind the first line.
        if let Some(behind) = value.behind {
            entry.within.extend(entry.behind.replace(behind));
        }
        Ok(entry)
    }

    /// What stands behind a dash on its line.
    fn below_dash(&mut self, start: usize, column: usize) -> Parsed<Value> {
        if self.is_at_dash() || self.line().starts_with("? ") || self.key()?.is_some() {
            self.below(start)
        } else {
            self.value(Some(column))
        }
    }

    /// What stands on the lines below a key or dash that nothing stands behind.
    fn value_below(&mut self, kind: Kind, column: usize) -> Parsed<Value> {
        let start = self.at;
        let (lines, next) = self.lines();
        let is_below = |next: usize| {
            next > column || next == column && kind == Kind::Mapping && self.is_at_dash()
        };
        let Some(next) = next.filter(|next| is_below(*next)) else {
            self.at = start;
            return Ok(Node::Empty.into());
        };
        let is_marked = self.is_at_dash() || self.line().starts_with("? ");
        let mut value = if is_marked || self.key()?.is_some() {
            self.below(next)?
        } else {
            self.value(Some(column))?
        };
        let comments = lines.iter().map(|it| it.text.to_owned());
        match &mut value.node {
            Node::Block(block)
                if value.within.is_empty()
                    && block.entries.iter().all(|it| it.source.is_some())
                    && !block.entries.is_empty() =>
            {
                block.entries[0].before.splice(0..0, comments).for_each(drop);
            }
            _ => value
                .within
                .splice(0..0, comments.filter(|it| !it.trim().is_empty()))
                .for_each(drop),
        }
        Ok(value)
    }

    /// The key that begins here, and the end of its colon; `None` if what begins here is none.
    fn key(&self) -> Parsed<Option<(String, usize)>> {
        let line = self.line();
        let (raw, key) = match line.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let Some(raw) = quoted(line, quote) else { return Ok(None) };
                (raw, self.decode(raw)?)
            }
            Some('[' | '{' | '#' | '|' | '>') | None => return Ok(None),
            Some(_) => {
                let colon = |(at, _): &(usize, &str)| {
                    matches!(line.as_bytes().get(at + 1), None | Some(b' ' | b'\t'))
                };
                let Some((end, _)) = line.match_indices(':').find(colon) else { return Ok(None) };
                let raw = line[..end].trim_end_matches([' ', '\t']);
                if raw.contains(" #") || raw.contains("\t#") {
                    return Ok(None);
                }
                if raw.starts_with(['&', '*', '!']) {
                    return self.refuse("an anchor, an alias or a tag");
                }
                (raw, raw.to_owned())
            }
        };
        let rest = &line[raw.len()..];
        let behind = rest.trim_start_matches([' ', '\t']);
        let is_key =
            behind.strip_prefix(':').is_some_and(|it| it.is_empty() || it.starts_with([' ', '\t']));
        Ok(is_key.then(|| (key, self.at + line.len() - behind.len() + 1)))
    }

    /// A value, and the rest of its last line. Lines that go on with it stand right of `column`.
    fn value(&mut self, column: Option<usize>) -> Parsed<Value> {
        let mut within = Vec::new();
        let node = match self.rest().chars().next() {
            Some('|' | '>') => return self.lines_of_text(column),
            Some('&' | '*' | '!') => return self.refuse("an anchor, an alias or a tag"),
            Some('[' | '{') => self.in_brackets(&mut within)?,
            Some('"' | '\'') => self.quoted()?,
            _ => self.plain(column),
        };
        Ok(Value { node, within, behind: self.end_of_line()? })
    }

    /// What a piece of text means to the YAML reader.
    fn decode(&self, raw: &str) -> Parsed<String> {
        let inner = |quote| raw.strip_prefix(quote)?.strip_suffix(quote);
        if let Some(inner) = inner('"').filter(|it| !it.contains(['\\', '\n'])) {
            return Ok(inner.to_owned());
        }
        match spec::read_value(raw) {
            Some(serde_json::Value::String(text)) => Ok(text),
            _ => self.refuse("a text that cannot be read"),
        }
    }

    fn quoted(&mut self) -> Parsed<Node> {
        let quote = if self.rest().starts_with('"') { '"' } else { '\'' };
        let Some(raw) = quoted(self.rest(), quote) else { return self.refuse("an open quote") };
        let text = self.decode(raw)?;
        self.at += raw.len();
        Ok(Node::Scalar(Scalar::text(text)))
    }

    /// A text without quotes, maybe folded over lines.
    fn plain(&mut self, column: Option<usize>) -> Node {
        let start = self.at;
        let (first, is_ended) = until_comment(self.line());
        self.at += first.trim_end_matches([' ', '\t']).len();
        let mut end = self.at;
        if !is_ended {
            self.at = start + self.line_from(start).len() + 1;
            loop {
                let (between, next) = self.lines();
                let is_right = next.is_some_and(|next| column.is_none_or(|it| next > it));
                if !is_right || between.iter().any(|it| it.column.is_some()) {
                    break;
                }
                let (more, is_ended) = until_comment(self.line());
                end = self.at + more.trim_end_matches([' ', '\t']).len();
                self.at += self.line().len() + 1;
                if is_ended {
                    break;
                }
            }
            self.at = end;
        }
        let raw = &self.text[start..end];
        let text = if raw.contains('\n') { folded(raw) } else { raw.to_owned() };
        Node::Scalar(Scalar::word(text))
    }

    fn line_from(&self, start: usize) -> &'a str {
        self.text.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default()
    }

    /// A text as lines of their own, below `|` or `>`.
    fn lines_of_text(&mut self, column: Option<usize>) -> Parsed<Value> {
        let header = self.line().split([' ', '\t']).next().unwrap_or_default();
        self.at += header.len();
        let behind = self.end_of_line()?;
        let start = self.at;
        let least = column.map_or(0, |it| it + 1);
        let keeps = header.contains('+');
        // A digit counts from the key.
        let digit = header.chars().find_map(|c| c.to_digit(10)).and_then(|it| it.try_into().ok());
        let (mut indent, mut end) = (digit.map(|it: usize| column.unwrap_or(0) + it), start);
        while !self.rest().is_empty() {
            let line = self.line();
            let content = line.trim_start_matches(' ');
            let own = line.len() - content.len();
            if !content.is_empty() && own < indent.unwrap_or(least) {
                break;
            }
            // Spaces beyond the indentation are text.
            let is_text = !content.is_empty() || indent.is_some_and(|it| own > it) || keeps;
            self.at = (self.at + line.len() + 1).min(self.text.len());
            if !content.is_empty() {
                indent = indent.or(Some(own));
            }
            if is_text {
                end = self.at;
            }
        }
        self.at = end;
        let lines = &self.text[start..end];
        // The key is left out here.
        let cut = digit.and(column).unwrap_or(0);
        let lines: String =
            lines.split_inclusive('\n').map(|it| it.get(cut..).unwrap_or("\n")).collect();
        let text = self.decode(&format!("{header}\n{lines}"))?;
        let node = Node::Scalar(Scalar { text, style: Style::Literal });
        Ok(Value { node, within: Vec::new(), behind })
    }

    /// A list or mapping in brackets.
    fn in_brackets(&mut self, within: &mut Vec<String>) -> Parsed<Node> {
        let (kind, close) =
            if self.rest().starts_with('[') { (Kind::List, ']') } else { (Kind::Mapping, '}') };
        self.at += 1;
        let mut block = Block::new(kind);
        let mut before = self.between()?;
        while !self.rest().starts_with(close) {
            let mut entry = self.in_brackets_entry(kind)?;
            entry.before = before.into_iter().map(|it| it.text).collect();
            let mut behind = self.between()?;
            if self.rest().starts_with(',') {
                self.at += 1;
                behind.extend(self.between()?);
            } else if !self.rest().starts_with(close) {
                return self.refuse("brackets that are not understood");
            }
            let own = behind.iter().take_while(|it| it.is_behind).count().min(1);
            before = behind.split_off(own);
            entry.behind = behind.pop().map(|it| it.text);
            block.entries.push(entry);
        }
        self.at += 1;
        block.tail = before.into_iter().map(|it| it.text).collect();
        if block.entries.is_empty() {
            within.append(&mut block.tail);
        }
        Ok(Node::Block(block))
    }

    fn in_brackets_entry(&mut self, kind: Kind) -> Parsed<Entry> {
        let mut within = Vec::new();
        let mut first = self.in_brackets_value(&mut within)?;
        let mut key = String::new();
        if kind == Kind::Mapping {
            let Node::Scalar(scalar) = first else { return self.refuse("a key that is no text") };
            key = scalar.text;
            first = Node::Empty;
            within.extend(self.between()?.into_iter().map(|it| it.text));
            if self.rest().starts_with(':') {
                self.at += 1;
                within.extend(self.between()?.into_iter().map(|it| it.text));
                if !self.rest().starts_with([',', '}']) {
                    first = self.in_brackets_value(&mut within)?;
                }
            }
        }
        Ok(Entry { within, ..Entry::new(key, first) })
    }

    fn in_brackets_value(&mut self, within: &mut Vec<String>) -> Parsed<Node> {
        match self.rest().chars().next() {
            Some('[' | '{') => self.in_brackets(within),
            Some('"' | '\'') => self.quoted(),
            Some('&' | '*' | '!') => self.refuse("an anchor, an alias or a tag"),
            _ => self.in_brackets_plain(),
        }
    }

    fn in_brackets_plain(&mut self) -> Parsed<Node> {
        let rest = self.rest();
        let mut previous = ' ';
        let ends = |(at, c): (usize, char)| {
            let next = rest[at + c.len_utf8()..].chars().next();
            let is_end = match c {
                ',' | '[' | ']' | '{' | '}' => true,
                ':' => next.is_none_or(|it| " \t\n,[]{}".contains(it)),
                '#' => previous.is_whitespace(),
                _ => false,
            };
            previous = c;
            is_end.then_some(at)
        };
        let Some(end) = rest.char_indices().find_map(ends) else {
            return self.refuse("an open bracket");
        };
        let raw = rest[..end].trim_end_matches([' ', '\t', '\n']);
        if raw.is_empty() || raw == "?" || raw.starts_with("? ") {
            return self.refuse("brackets that are not understood");
        }
        self.at += raw.len();
        Ok(Node::Scalar(Scalar::word(folded(raw))))
    }

    /// Passes spaces, line breaks and comments between brackets.
    fn between(&mut self) -> Parsed<Vec<Comment>> {
        let mut comments = Vec::new();
        let mut is_behind = true;
        loop {
            self.spaces();
            let rest = self.rest();
            if rest.is_empty() {
                return self.refuse("an open bracket");
            } else if rest.starts_with('\n') {
                self.at += 1;
                is_behind = false;
            } else if rest.starts_with('#') {
                let text = self.line().trim_end_matches([' ', '\t']).to_owned();
                comments.push(Comment { text, is_behind });
                self.at += self.line().len();
            } else {
                return Ok(comments);
            }
        }
    }
}

/// The text in quotes that begins here, with its quotes.
fn quoted(text: &str, quote: char) -> Option<&str> {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == '\\' && quote == '"'
            || c == quote && quote == '\'' && characters.peek().is_some_and(|it| it.1 == quote)
        {
            characters.next();
        } else if c == quote {
            return text.get(..=at);
        }
    }
    None
}

/// A line up to its comment, and whether it has one.
fn until_comment(line: &str) -> (&str, bool) {
    let comment =
        line.match_indices('#').find(|(at, _)| *at == 0 || line[..*at].ends_with([' ', '\t']));
    comment.map_or((line, false), |(at, _)| (&line[..at], true))
}

/// A text that lines were made of: a break is a space, and a blank line a break.
fn folded(raw: &str) -> String {
    let mut text = String::new();
    let mut blank = 0;
    for (at, line) in raw.split('\n').map(|it| it.trim_matches([' ', '\t'])).enumerate() {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if at > 0 {
            if blank == 0 {
                text.push(' ');
            }
            text.extend(std::iter::repeat_n('\n', blank));
        }
        blank = 0;
        text.push_str(line);
    }
    text
}
