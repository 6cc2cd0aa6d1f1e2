//! Splits a row whose cells a text extractor ran together: `lamp_idStringYesL-1The lamp's ID.`
//!
//! All splits that the header allows are scored by what each cell looks like and by the names and
//! values that the page's samples have. The best one is taken, and a tie is reported.

use std::collections::HashMap;

use crate::lenient_json;
use crate::readers::columns::{Kind, is_answer, is_number};
use crate::readers::sample_index::SampleIndex;
use crate::vocabulary::naming::is_chinese;
use crate::vocabulary::vocabulary;
use crate::vocabulary::words::Words;

/// Nothing is looked for farther than this from the beginning of a row, in bytes.
const REACH: usize = 600;
/// A value in brackets is at most this long.
const STRUCTURE: usize = 4000;
/// Names and types are at most this long.
const NAME: usize = 80;
/// The most beginnings of a row, and the most ends of an example, that are compared.
const HEADS: usize = 8;
/// Beginnings that are worse than the best by more than this are not compared.
const DISTANCE: i32 = 16;
const ENDS: usize = 40;

/// A row taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Split {
    pub(crate) cells: Vec<String>,
    /// Another split that is as good.
    pub(crate) other: Option<Vec<String>>,
}

/// What the values of a type look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Text,
    Number,
    Boolean,
    Date,
    List,
    Object,
    /// No type was seen.
    Unknown,
}

/// What descriptions are worth, by their distance from the end of the row.
type Worths = HashMap<usize, i32>;
/// Where cells begin and end in a row.
type Spans = Vec<(usize, usize)>;

/// The beginning of a row, split.
#[derive(Clone)]
struct Head {
    cells: Spans,
    /// Where the rest begins.
    at: usize,
    shape: Shape,
    score: i32,
}

/// What taking a row apart needs to know.
pub(crate) struct Splitter<'a> {
    pub(crate) kinds: &'a [Kind],
    /// Whether the cells are separated by single blanks.
    pub(crate) spaced: bool,
    pub(crate) samples: &'a SampleIndex<'a>,
    pub(crate) types: &'a Words,
    pub(crate) answers: &'a Words,
}

impl Splitter<'_> {
    /// The best split of a line, unless it does not begin like a row.
    pub(crate) fn split(&self, line: &str) -> Option<Split> {
        let is_head = |kind: &&Kind| matches!(kind, Kind::Name | Kind::Type | Kind::Required);
        let count = self.kinds.iter().take_while(is_head).count();
        let mut heads = vec![Head { cells: vec![], at: 0, shape: Shape::Unknown, score: 0 }];
        for kind in &self.kinds[..count] {
            heads = heads.iter().flat_map(|head| self.grow(line, head, *kind)).collect();
            heads.sort_by_key(|head| -head.score);
            if *kind != Kind::Name {
                let best = heads.first().map_or(0, |head| head.score);
                heads.truncate(HEADS);
                heads.retain(|head| head.score >= best - DISTANCE);
            }
        }
        self.best(line, &heads, &self.kinds[count..])
    }

    fn best(&self, line: &str, heads: &[Head], tail: &[Kind]) -> Option<Split> {
        let mut splits: Vec<(i32, Spans)> = Vec::new();
        // What a description is worth does not depend on what precedes it.
        let mut known = Worths::new();
        for head in heads {
            let name = head.cells.first().map_or("", |(start, end)| &line[*start..*end]);
            for (score, ends) in self.tails(&line[head.at..], head.shape, name, tail, &mut known) {
                let mut cells = head.cells.clone();
                let starts = [0].into_iter().chain(ends.iter().copied());
                cells
                    .extend(starts.zip(&ends).map(|(start, end)| (head.at + start, head.at + end)));
                splits.push((head.score + score, cells));
            }
        }
        // Stable: of two that are as good, the one with the better beginning is taken.
        splits.sort_by_key(|(score, _)| -score);
        let mut splits = splits.into_iter();
        let (score, spans) = splits.next()?;
        let cells = cut(line, &spans);
        let equal = splits.take_while(|(next, _)| *next == score);
        let other = equal.map(|(_, spans)| cut(line, &spans)).find(|other| *other != cells);
        let other = other.or_else(|| self.hidden_example(&cells));
        Some(Split { cells, other })
    }

    /// Nothing shows where an example in Chinese ends and a description begins: another split, if
    /// there may be such an example.
    fn hidden_example(&self, cells: &[String]) -> Option<Vec<String>> {
        let at = |kind: Kind| self.kinds.iter().position(|own| *own == kind);
        let (example, text, kind) = (at(Kind::Example)?, at(Kind::Description)?, at(Kind::Type)?);
        let is_hidden = cells[example].is_empty()
            && shape(&cells[kind]) == Shape::Text
            && cells[text].starts_with(is_chinese)
            && self.samples.has_name(&cells[0]);
        let mut other = cells.to_owned();
        is_hidden.then(|| {
            "…".clone_into(&mut other[example]);
            other
        })
    }

    fn grow(&self, line: &str, head: &Head, kind: Kind) -> Vec<Head> {
        let blanks = blanks(&line[head.at..]);
        let at = head.at + blanks;
        let text = &line[at..];
        // A blank between cells that are otherwise glued is no good sign.
        let cost = if blanks > 0 && !self.spaced { 4 } else { 0 };
        let ends = match kind {
            Kind::Name => self.names(text),
            Kind::Type => self.types(text),
            _ => self.answers(text),
        };
        let grown = ends.into_iter().map(|(length, score)| {
            let mut cells = head.cells.clone();
            cells.push((at, at + length));
            let shape = if kind == Kind::Type { shape(&text[..length]) } else { head.shape };
            Head { cells, at: at + length, shape, score: head.score + score - cost }
        });
        grown.collect()
    }

    /// The ends of a name at the beginning of a text.
    fn names(&self, text: &str) -> Vec<(usize, i32)> {
        let run = run(text, |c| c.is_ascii_alphanumeric() || "_.-".contains(c)).min(NAME);
        if !text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            return Vec::new();
        }
        let score = |name: &str| {
            let mut score = if self.samples.has_name(name) { 8 } else { 0 };
            score -= if name.starts_with(|c: char| c.is_ascii_uppercase()) { 2 } else { 0 };
            // No name is in two styles.
            score -= if name.contains('_') && name.contains(|c: char| c.is_ascii_uppercase()) {
                4
            } else {
                0
            };
            score - if name.ends_with(['_', '-', '.']) { 8 } else { 0 }
        };
        let ends = (1..=run).filter(|end| !self.spaced || *end == run);
        ends.map(|end| (end, score(&text[..end]))).collect()
    }

    /// The ends of a type at the beginning of a text.
    fn types(&self, text: &str) -> Vec<(usize, i32)> {
        let mut known = self.types.at(text);
        let singular = known.clone();
        known.retain(|end| !(singular.contains(&(end - 1)) && is_chance_plural(text, *end)));
        let longest = known.iter().copied().max().unwrap_or(0);
        let is_proper = text.starts_with(|c: char| !c.is_ascii_lowercase());
        let value = if is_proper { 10 } else { 2 };
        let known =
            known.into_iter().map(|end| (end, if end == longest { value } else { value - 8 }));
        let classes = class_ends(text).into_iter().filter(|end| *end != longest);
        let class_value = if longest > 0 { -4 } else { 3 };
        let all = known.chain(classes.map(|end| (end, class_value)));
        all.flat_map(|(end, score)| self.with_joints(text, end, score)).collect()
    }

    /// A type with what may follow its word: `<…>`, `of …`, `[]`.
    fn with_joints(&self, text: &str, end: usize, score: i32) -> Vec<(usize, i32)> {
        let behind = &text[end..];
        if behind.starts_with('<')
            && let Some(length) = behind[..floor(behind, NAME)].rfind('>')
        {
            return vec![(end + length + 1, score + 2)];
        }
        if let Some(of) = behind.strip_prefix(" of ") {
            let start = text.len() - of.len();
            let ends = self.types.at(of).into_iter().chain(class_ends(of));
            return ends.map(|length| (start + length, score + 2)).collect();
        }
        let brackets = behind.as_bytes().chunks(2).take_while(|pair| *pair == b"[]").count().min(3);
        let mut all = vec![(end + 2 * brackets, score)];
        if brackets > 1 {
            // The last pair may as well be an example.
            all.push((end + 2 * (brackets - 1), score));
        }
        all
    }

    /// The ends of a yes or no at the beginning of a text.
    fn answers(&self, text: &str) -> Vec<(usize, i32)> {
        let ends = self.answers.at(text);
        let longest = ends.iter().copied().max().unwrap_or(0);
        let known = ends.into_iter().map(|end| (end, if end == longest { 10 } else { 6 }));
        known.chain([(0, -12)]).collect()
    }

    /// The splits of the rest of a row: where its cells end.
    fn tails(
        &self,
        rest: &str,
        shape: Shape,
        name: &str,
        tail: &[Kind],
        known: &mut Worths,
    ) -> Vec<(i32, Vec<usize>)> {
        match tail {
            [Kind::Example, Kind::Description] => {
                let ends = self.example_ends(rest, name);
                let split = |(end, cost): (usize, i32)| {
                    let (example, text) = (rest[..end].trim(), rest[end..].trim());
                    let text =
                        *known.entry(rest.len() - end).or_insert_with(|| self.description(text));
                    let score = self.example(example, shape, name) + text;
                    (score - cost, vec![end, rest.len()])
                };
                ends.into_iter().map(split).collect()
            }
            [Kind::Description] => vec![(self.description(rest), vec![rest.len()])],
            [Kind::Example] => vec![(self.example(rest.trim(), shape, name), vec![rest.len()])],
            [] => vec![(if rest.trim().is_empty() { 0 } else { -10 }, Vec::new())],
            more => vec![(0, vec![rest.len(); more.len()])],
        }
    }

    /// Where an example may end, and what speaks against it.
    fn example_ends(&self, rest: &str, name: &str) -> Vec<(usize, i32)> {
        let mut ends = vec![(0, 0), (rest.len(), 0)];
        ends.extend(structure_end(rest).map(|end| (end, -2)));
        let values = self.samples.values_of(name).iter();
        ends.extend(values.filter(|value| rest.starts_with(**value)).map(|value| (value.len(), 0)));
        ends.extend(seams(rest, self.spaced).take(ENDS));
        ends
    }

    fn example(&self, example: &str, shape: Shape, name: &str) -> i32 {
        if example.len() > STRUCTURE {
            return -6;
        }
        let bare = example.trim_matches(['"', '\'', '“', '”', '`']);
        let number = if shape == Shape::Number { bare.trim_end_matches('L') } else { bare };
        let known = !bare.is_empty() && self.samples.values_of(name).contains(&number);
        let seen = bare.len() > 1 && self.samples.has_value(bare);
        let testimony = if known {
            8
        } else if seen {
            3
        } else {
            0
        };
        let is_whole = is_balanced(example) && !example.ends_with('-');
        let open = if is_whole { 0 } else { -6 };
        let mixed = if known || !is_mixed(example) { 0 } else { -4 };
        look(example, bare, shape) + testimony + open + mixed
    }

    /// How much a text looks like a description.
    fn description(&self, whole: &str) -> i32 {
        /// What begins no description: small letters, digits, marks.
        const BAD: i32 = -6;
        let text = &whole[..floor(whole, REACH)];
        let Some(first) = text.chars().next() else { return -5 };
        let word = &text[..run(text, |c| c.is_alphanumeric() && c.is_ascii())];
        let mut score = match first {
            _ if is_chinese(first) => 4,
            'A'..='Z' => self.first_word(word, text[word.len()..].chars().next()),
            '(' | '（' | '[' | '【' | '「' | '<' | '“' | '"' | '`' | '-' => -1,
            _ => BAD,
        };
        score += i32::from(text.contains(|c: char| c.is_whitespace() || is_chinese(c)));
        score += i32::from(whole.ends_with(['.', '。']));
        let next = text.split_whitespace().skip(1).take(3);
        score - 2 * i32::from(next.into_iter().any(|word| self.is_glued(word)))
    }

    /// How much a word with a capital letter looks like the first of a description.
    fn first_word(&self, word: &str, next: Option<char>) -> i32 {
        match next {
            Some('，' | '。' | '、') => -1,
            _ if vocabulary().starts_sentence(word) => 7,
            _ if word.contains(|c: char| c.is_ascii_digit()) => -3,
            // In Chinese text, Latin words are names and stand in the middle.
            Some(c) if is_chinese(c) => 2,
            Some('[') => -4,
            _ if self.samples.has_word(word) => 5,
            _ if self.is_glued(word) => -4,
            _ => 4,
        }
    }

    /// Whether a word looks like the end of a cell and the beginning of another.
    fn is_glued(&self, word: &str) -> bool {
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let mut pairs = word.as_bytes().windows(2);
        pairs.any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
            && !self.samples.has_word(word)
    }
}

fn cut(line: &str, spans: &[(usize, usize)]) -> Vec<String> {
    spans.iter().map(|(start, end)| line[*start..*end].trim().to_owned()).collect()
}

/// Whether Chinese text follows Latin letters or digits, as it does where a description begins.
fn is_mixed(example: &str) -> bool {
    let mut pairs = example.chars().zip(example.chars().skip(1));
    !example.starts_with(['{', '[', '"', '“'])
        && pairs.any(|(left, right)| left.is_ascii_graphic() && is_chinese(right))
}

/// How much an example looks like a value of a type.
fn look(example: &str, bare: &str, shape: Shape) -> i32 {
    let opens = |mark: char| example.starts_with(mark);
    let is_pair = |open: char, close: char| opens(open) && example.ends_with(close);
    match shape {
        _ if example.is_empty() => match shape {
            Shape::Object => 2,
            Shape::Unknown => 0,
            _ => -1,
        },
        Shape::Number if is_number(bare.trim_end_matches('L')) => 6,
        Shape::Number if bare.starts_with(|c: char| c.is_ascii_digit()) && !bare.contains(' ') => 2,
        Shape::Boolean if is_answer(bare) => 6,
        Shape::Date if bare.starts_with(|c: char| c.is_ascii_digit()) => 4,
        Shape::List if is_pair('[', ']') => 6,
        Shape::List if opens('"') || opens('“') || example.contains(',') => 2,
        Shape::Object if is_pair('{', '}') => 6,
        Shape::Object if is_pair('[', ']') => 2,
        Shape::Number | Shape::Boolean | Shape::Object => -6,
        Shape::List if bare.starts_with(|c: char| c.is_ascii_digit()) => 0,
        Shape::Date | Shape::List => -3,
        Shape::Text | Shape::Unknown => text_look(example),
    }
}

fn text_look(example: &str) -> i32 {
    let is_sentence =
        example.contains(". ") || example.ends_with(['.', '。']) || example.contains(['，', '。']);
    let words = example.split_whitespace().count();
    match words {
        _ if example.starts_with(['{', '[']) => 3,
        _ if is_sentence => -6,
        0 | 1 => 2,
        2..=4 => 0,
        _ => -3,
    }
}

/// What the values of a type look like.
fn shape(text: &str) -> Shape {
    if text.ends_with("[]") {
        return Shape::List;
    }
    let word = text.split(['<', ' ']).next().unwrap_or(text);
    match vocabulary().type_word(text).or_else(|| vocabulary().type_word(word)) {
        Some("String") => Shape::Text,
        Some("Number" | "Decimal") => Shape::Number,
        Some("Boolean") => Shape::Boolean,
        Some("Date") => Shape::Date,
        Some(word) if word.ends_with("[]") => Shape::List,
        _ => Shape::Object,
    }
}

/// Whether the last letter of a type's word is rather the first of an example, as in `Stringstudent`.
fn is_chance_plural(text: &str, end: usize) -> bool {
    text[..end].ends_with('S') || text[end..].starts_with(|c: char| c.is_ascii_lowercase())
}

/// The ends of a class's name at the beginning of a text: before each capital letter, and its end.
fn class_ends(text: &str) -> Vec<usize> {
    const MOST: usize = 8;
    if !text.starts_with(|c: char| c.is_ascii_uppercase()) {
        return Vec::new();
    }
    let run = run(text, |c| c.is_ascii_alphanumeric() || c == '_').min(NAME);
    let bytes = text.as_bytes();
    let inner = (2..run)
        .filter(|at| bytes[*at].is_ascii_uppercase() && !bytes[at - 1].is_ascii_uppercase());
    let mut ends: Vec<usize> = inner.take(MOST).chain([run]).filter(|end| *end > 1).collect();
    // Of two that are as good, the longer one.
    ends.reverse();
    ends
}

/// The places of a text where one cell may end and the next begin, with what speaks against each.
fn seams(text: &str, spaced: bool) -> impl Iterator<Item = (usize, i32)> {
    let reach = &text[..floor(text, REACH)];
    let pairs = reach.chars().zip(reach.char_indices().skip(1));
    pairs.filter_map(move |(left, (at, right))| {
        let next = reach[at..].chars().nth(1);
        seam(left, right, next, spaced).map(|cost| (at, cost))
    })
}

fn seam(left: char, right: char, next: Option<char>, spaced: bool) -> Option<i32> {
    if right.is_whitespace() {
        return None;
    }
    if left.is_whitespace() {
        let cost = if spaced { 0 } else { 4 };
        return (spaced || right.is_ascii_uppercase() || is_chinese(right)).then_some(cost);
    }
    let is_seam = match (class(left), class(right)) {
        (Class::Upper, Class::Upper) => next.is_some_and(|c| c.is_ascii_lowercase() || c == ' '),
        (Class::Upper, Class::Lower) => false,
        (left, Class::Other) if right == '-' => {
            left != Class::Other && next.is_some_and(|c| is_chinese(c) || c == ' ')
        }
        (left, Class::Other) => left != Class::Other && "([{（【“\"`".contains(right),
        (left, right) => left != right,
    };
    is_seam.then_some(0)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Digit,
    Cjk,
    Other,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' => Class::Lower,
        'A'..='Z' => Class::Upper,
        '0'..='9' => Class::Digit,
        c if is_chinese(c) => Class::Cjk,
        _ => Class::Other,
    }
}

/// The end of the object, list or quoted text at the beginning of a text.
fn structure_end(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let reach = &text[..floor(text, STRUCTURE)];
    let close = match first {
        '{' | '[' => return lenient_json::closing_bracket(reach.char_indices()),
        '“' => '”',
        '"' | '\'' | '`' => first,
        _ => return None,
    };
    let behind = &reach[first.len_utf8()..];
    behind.find(close).map(|at| first.len_utf8() + at + close.len_utf8())
}

/// Whether all brackets and quotes of an example are closed.
fn is_balanced(example: &str) -> bool {
    let count = |mark: char| example.matches(mark).count();
    count('{') == count('}')
        && count('[') == count(']')
        && count('“') == count('”')
        && count('"').is_multiple_of(2)
}

/// The row of an error table, split: an HTTP status, a code, a message and a solution.
pub(crate) fn split_error(line: &str, kinds: &[Kind]) -> Option<Split> {
    let mut rest = line.trim_start();
    let mut cells = Vec::new();
    let mut tail = kinds;
    while let [kind @ (Kind::HttpStatus | Kind::Code), more @ ..] = tail {
        let length = if *kind == Kind::Code {
            code_end(rest)
        } else {
            run(rest, |c| c.is_ascii_digit()).min(3)
        };
        if length == 0 {
            return None;
        }
        cells.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
        tail = more;
    }
    let (texts, is_certain) = match tail {
        [] => (Vec::new(), true),
        [_] => (vec![rest.trim().to_owned()], true),
        [_, _, more @ ..] => {
            let (message, solution, is_certain) = split_advice(rest);
            let empty = more.iter().map(|_| String::new());
            ([message, solution].into_iter().chain(empty).collect(), is_certain)
        }
    };
    let whole = || [rest.trim().to_owned(), String::new()];
    let other = (!is_certain).then(|| cells.iter().cloned().chain(whole()).collect());
    cells.extend(texts);
    Some(Split { cells, other })
}

/// The end of an error code: digits, or a word that ends before a capital letter.
fn code_end(text: &str) -> usize {
    let sign = usize::from(text.starts_with('-'));
    let digits = run(&text[sign..], |c| c.is_ascii_digit());
    if digits > 0 {
        return sign + digits;
    }
    let word = run(text, |c| c.is_ascii_alphanumeric() || "_.-".contains(c)).min(NAME);
    let bytes = text.as_bytes();
    let is_split = |at: &usize| {
        bytes[*at].is_ascii_uppercase() && bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase)
    };
    // The code's own capital letters come before the one of the message, which a blank follows.
    let end = (1..word).rev().find(is_split).filter(|_| text[word..].starts_with(' '));
    let is_code = text.starts_with(|c: char| c.is_ascii_alphabetic()) && word > 2;
    if is_code { end.unwrap_or(word) } else { 0 }
}

/// The message and the solution, and whether anything shows where the one ends.
fn split_advice(text: &str) -> (String, String, bool) {
    /// The length of the longest word with which advice begins, in Chinese.
    const NEAR: usize = 12;
    let half = text.len() / 2;
    if text.is_char_boundary(half) && half > 2 && text[..half] == text[half..] {
        return (text[..half].to_owned(), text[half..].to_owned(), true);
    }
    let reach = floor(text, REACH);
    let starts = text[..reach].char_indices().skip(1).filter_map(|(at, _)| {
        let score = advice(text, at);
        (score > 0).then_some((at, score))
    });
    // Of starts that are as good, the first; and a better one that follows at once is part of it.
    let best = starts.fold(None, |best: Option<(usize, usize)>, (at, score)| match best {
        Some((own_at, own)) if own >= score || (own > 10 && at - own_at <= NEAR) => best,
        _ => Some((at, score)),
    });
    if let Some((at, _)) = best {
        return (text[..at].trim().to_owned(), text[at..].trim().to_owned(), true);
    }
    let is_short = text.trim().chars().count() < 8;
    (text.trim().to_owned(), String::new(), is_short)
}

/// How much the advice of an error table seems to begin at a place: a word for that counts by its
/// length, and a capital letter in the middle of a word counts a little.
fn advice(text: &str, at: usize) -> usize {
    let (before, behind) = text.split_at(at);
    let left = before.chars().next_back().unwrap_or(' ');
    let Some(right) = behind.chars().next() else { return 0 };
    let is_latin = right.is_ascii_alphabetic();
    if is_latin && (left.is_whitespace() || !right.is_ascii_uppercase()) {
        return 0;
    }
    let word = &behind[..run(behind, |c| c.is_ascii_alphabetic())];
    let starts = vocabulary().solution_starts.iter();
    let fitting = starts.filter(|start| {
        behind.starts_with(start.as_str()) && (!is_latin || start.starts_with(word))
    });
    let known = fitting.map(|start| 10 + start.chars().count()).max();
    let is_seam = left.is_ascii_lowercase() || left.is_ascii_digit() || ".。！!）)".contains(left);
    let is_word = word.len() > 1 && word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    let is_other = vocabulary().no_solution_starts.iter().any(|it| behind.starts_with(it.as_str()));
    match known {
        Some(_) if is_other => 0,
        // The sentence goes on.
        Some(_) if "，,".contains(left) => 1,
        Some(known) => known,
        None if right.is_ascii_uppercase() && is_seam && is_word && behind.contains(' ') => 2,
        None => 0,
    }
}

/// The length of the run of characters at the beginning of a text.
fn run(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

fn blanks(text: &str) -> usize {
    run(text, char::is_whitespace)
}

/// The largest boundary between characters that is not above a length.
fn floor(text: &str, length: usize) -> usize {
    (0..=length.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The header of a table whose cells ran together, split into the words given.
pub(crate) fn split_header(line: &str, words: &Words) -> Option<Vec<String>> {
    const LONGEST_HEADER: usize = 200;
    if line.len() > LONGEST_HEADER || words.at(line).is_empty() {
        return None;
    }
    // ends[at]: the end of the longest word at that place after which the rest fits, too.
    let mut ends = vec![None; line.len() + 1];
    ends[line.len()] = Some(line.len());
    for (at, _) in line.char_indices().rev() {
        let skipped = at + blanks(&line[at..]);
        let lengths = words.at(&line[skipped..]).into_iter().map(|length| skipped + length);
        ends[at] = lengths.filter(|end| ends[*end].is_some()).max();
    }
    let mut cells = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let end = ends[at]?;
        cells.push(line[at..end].trim().to_owned());
        at = end;
    }
    (!cells.is_empty()).then_some(cells)
}
