//! What a check sees: one endpoint among all specs, and the helpers that several checks share.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::ops::Range;

use crate::api::reached;
use crate::spec::Problem;
use crate::spec::words::is_unsafe;
use crate::spec::{At, Endpoint, Field, File, Located, Map, Specs};

/// All specs, with what is found out once and asked for often.
pub(super) struct Whole<'a> {
    pub(super) specs: &'a Specs,
    pub(super) files: &'a [File],
    /// By the file of the endpoint.
    pub(super) uses: &'a HashMap<usize, Uses<'a>>,
    /// The types that contain themselves.
    pub(super) endless: &'a HashSet<Key<'a>>,
}

impl Whole<'_> {
    /// Whether a request of an endpoint holds a type of its page.
    pub(super) fn sends(&self, located: &Located, name: &str) -> bool {
        self.uses.get(&located.file).is_some_and(|it| it.sent.contains(name))
    }
}

/// A type: the file of its page and its name there.
pub(super) type Key<'a> = (usize, &'a str);

/// How an endpoint uses the types of its page.
pub(super) struct Uses<'a> {
    /// The types that a request holds.
    pub(super) sent: HashSet<&'a str>,
    /// The types that an answer holds.
    pub(super) received: HashSet<&'a str>,
}

impl<'a> Uses<'a> {
    pub(super) fn of(located: &'a Located) -> Self {
        let spec = &located.spec;
        let sent = spec.query.iter().chain(spec.body.iter()).map(|(_, field)| field);
        let received = spec.response.iter().map(|(_, field)| field);
        Self { sent: reached(sent, &spec.types), received: reached(received, &spec.types) }
    }
}

/// One endpoint under check.
pub(super) struct Scope<'a> {
    pub(super) specs: &'a Specs,
    pub(super) whole: &'a Whole<'a>,
    /// The text of the endpoint's file.
    pub(super) text: &'a str,
    pub(super) located: &'a Located,
    pub(super) spec: &'a Endpoint,
    pub(super) problems: Vec<Problem>,
}

/// The members of one object, and what messages call it.
pub(super) struct Members<'a> {
    pub(super) what: String,
    pub(super) fields: &'a Map<Field>,
    /// Whether it is the query or the body, which are one request.
    pub(super) is_parameters: bool,
    /// Whether a caller sends it; `None` for a type that nothing uses.
    pub(super) sent: Option<bool>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(whole: &'a Whole<'a>, located: &'a Located) -> Self {
        let text = whole.files.get(located.file).map_or("", File::text);
        let problems = Vec::new();
        Self { specs: whole.specs, whole, text, located, spec: &located.spec, problems }
    }

    /// A problem at a place of this endpoint's file.
    pub(super) fn problem(
        &self,
        code: &'static str,
        place: &Range<usize>,
        message: impl Into<String>,
    ) -> Problem {
        Problem::new(code, self.located.file, place, message)
    }

    pub(super) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The place of a line and column of a block of text, from 1, in the file.
    pub(super) fn inside(&self, block: &At<String>, line: usize, column: usize) -> Range<usize> {
        let start = block.place.start;
        let literal = self.text.get(..start).and_then(|before| Literal::above(self.text, before));
        // Only a literal block has its lines as they are.
        let Some(literal) = literal else { return start..start + 1 };
        let lines = self.text[literal.start..].split_inclusive('\n').take(line.saturating_sub(1));
        let before = literal.start + lines.map(str::len).sum::<usize>();
        let at = before + literal.indent + column.saturating_sub(1);
        at..at + 1
    }

    /// All objects of the endpoint.
    pub(super) fn objects(&self) -> Vec<Members<'a>> {
        let spec = self.spec;
        let top = |what: &str, fields, is_parameters| Members {
            what: what.to_owned(),
            fields,
            is_parameters,
            sent: Some(is_parameters),
        };
        let mut objects = vec![
            top("the query", &spec.query, true),
            top("the body", &spec.body, true),
            top("the response", &spec.response, false),
        ];
        for (name, ty) in spec.types.iter() {
            let use_of = match (self.sends(name), self.receives(name)) {
                (true, _) => Some(true),
                (false, true) => Some(false),
                (false, false) => None,
            };
            objects.push(Members {
                what: format!("type `{name}`"),
                fields: &ty.fields,
                is_parameters: false,
                sent: use_of,
            });
        }
        objects
    }

    /// Whether a request holds a type of the page.
    pub(super) fn sends(&self, name: &str) -> bool {
        self.whole.sends(self.located, name)
    }

    /// Whether an answer holds a type of the page.
    pub(super) fn receives(&self, name: &str) -> bool {
        self.whole.uses.get(&self.located.file).is_some_and(|it| it.received.contains(name))
    }
}

/// A literal block: a text of a file whose lines are as they are.
pub(super) struct Literal {
    /// Where its first line starts.
    pub(super) start: usize,
    /// How far its lines are indented.
    pub(super) indent: usize,
}

impl Literal {
    /// The literal block that the line after some text belongs to, if it is one.
    pub(super) fn above(text: &str, before: &str) -> Option<Self> {
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let above = before[..line_start].trim_end();
        let header = &above[above.rfind('\n').map_or(0, |at| at + 1)..];
        let indicators = Self::indicators(header)?;
        let start = above.len() + text[above.len()..].find('\n')? + 1;
        let digit = indicators.chars().find_map(|c| c.to_digit(10));
        let indent = match digit.and_then(|it| usize::try_from(it).ok()) {
            // Counted from the key, which may stand behind the dashes of a list.
            Some(digit) => header.len() - header.trim_start_matches([' ', '-']).len() + digit,
            None => before.len() - line_start,
        };
        Some(Self { start, indent })
    }

    /// What the line that begins a literal block says behind `|`.
    pub(super) fn indicators(header: &str) -> Option<&str> {
        let header = header.split(" #").next()?.trim_end();
        let (_, indicators) = header.rsplit_once(" |")?;
        indicators.chars().all(|c| "+-".contains(c) || c.is_ascii_digit()).then_some(indicators)
    }
}

/// Two things that come out as one name.
pub(super) struct Clash<'a, T> {
    pub(super) first: &'a T,
    pub(super) second: &'a T,
}

/// The pairs of later and earlier items whose keys are equal.
pub(super) fn clashes<T, K: Hash + Eq>(items: &[T], key: impl Fn(&T) -> K) -> Vec<Clash<'_, T>> {
    let mut firsts = HashMap::new();
    let mut found = Vec::new();
    for second in items {
        match firsts.entry(key(second)) {
            Entry::Vacant(entry) => drop(entry.insert(second)),
            Entry::Occupied(entry) => found.push(Clash { first: *entry.get(), second }),
        }
    }
    found
}

/// Words in back-ticks, joined by commas.
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The keys of a mapping.
pub(super) fn keys<V>(map: &Map<V>) -> impl Iterator<Item = &str> {
    map.iter().map(|(key, _)| key.as_str())
}

/// Whether a text says nothing.
pub(super) fn is_blank(text: &At<String>) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_unsafe(c))
}
