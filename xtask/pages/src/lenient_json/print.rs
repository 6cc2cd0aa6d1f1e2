//! Values as a person writes them in the examples of a spec.

use super::value::{Spacing, Value, write_key};

/// A value that is wider breaks into lines.
const COLUMNS: usize = 80;

/// What becomes of the repeated keys of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// All members are printed, as the page shows them.
    Keep,
    /// Only the last member of a name is printed, at its own place.
    Drop,
}

impl Value {
    /// JSON as a person writes it: what fits stays on one line, the rest breaks, two blanks a level.
    /// Ends without a line break.
    #[must_use]
    pub fn pretty(&self, duplicates: Duplicates) -> String {
        let mut text = String::new();
        match duplicates {
            Duplicates::Keep => self.write(&mut text, 0, 0),
            Duplicates::Drop => self.without_duplicates().write(&mut text, 0, 0),
        }
        text
    }

    /// The value with only the last member of each name.
    #[must_use]
    pub fn without_duplicates(&self) -> Value {
        match self {
            Self::List(items) => Self::List(items.iter().map(Self::without_duplicates).collect()),
            Self::Object(members) => {
                let mut seen = std::collections::HashSet::new();
                let mut kept: Vec<_> =
                    members.iter().rev().filter(|(key, _)| seen.insert(key)).collect();
                kept.reverse();
                let plain =
                    kept.into_iter().map(|(key, it)| (key.clone(), it.without_duplicates()));
                Self::Object(plain.collect())
            }
            scalar => scalar.clone(),
        }
    }

    /// Appends the value, whose first line already has `used` columns.
    fn write(&self, text: &mut String, indent: usize, used: usize) {
        if let Some(line) = self.on_a_line(COLUMNS.saturating_sub(used)) {
            text.push_str(&line);
            return;
        }
        match self {
            Self::List(items) => {
                let parts = items.iter().map(|item| (String::new(), item));
                write_broken(text, indent, ('[', ']'), parts);
            }
            Self::Object(members) => {
                let parts = members.iter().map(|(key, value)| {
                    let mut lead = String::new();
                    write_key(&mut lead, key, Spacing::Wide);
                    (lead, value)
                });
                write_broken(text, indent, ('{', '}'), parts);
            }
            scalar => scalar.write_json(text, Spacing::Wide),
        }
    }

    /// The value on one line, if it is no wider than that.
    fn on_a_line(&self, columns: usize) -> Option<String> {
        if self.least_width(columns) > columns {
            return None;
        }
        let mut line = String::new();
        self.write_json(&mut line, Spacing::Wide);
        (line.chars().count() <= columns).then_some(line)
    }

    /// A lower bound of the width, counted no further than the limit, so that a large value costs
    /// each of its levels little.
    fn least_width(&self, limit: usize) -> usize {
        match self {
            Self::Null | Self::Bool(_) => 4,
            Self::Number(text) => text.len().min(limit + 1),
            Self::Text(text) => text.chars().take(limit).count() + 2,
            Self::List(items) => least_sum(limit, items.iter().map(|item| ("", item))),
            Self::Object(members) => {
                least_sum(limit, members.iter().map(|(key, value)| (key.as_str(), value)))
            }
        }
    }
}

fn least_sum<'v>(limit: usize, parts: impl Iterator<Item = (&'v str, &'v Value)>) -> usize {
    let mut width = 2;
    for (key, value) in parts {
        if width > limit {
            break;
        }
        width += key.chars().take(limit).count() + value.least_width(limit);
    }
    width
}

fn write_broken<'v>(
    text: &mut String,
    indent: usize,
    (open, close): (char, char),
    parts: impl Iterator<Item = (String, &'v Value)>,
) {
    text.push(open);
    let inner = indent + 2;
    for (index, (lead, value)) in parts.enumerate() {
        text.push_str(if index > 0 { ",\n" } else { "\n" });
        text.push_str(&" ".repeat(inner));
        text.push_str(&lead);
        // The comma that follows wants a column too.
        value.write(text, inner, inner + lead.chars().count() + 1);
    }
    text.push('\n');
    text.push_str(&" ".repeat(indent));
    text.push(close);
}
