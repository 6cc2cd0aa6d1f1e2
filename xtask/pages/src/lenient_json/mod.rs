//! A reader of JSON made for the examples of documentation pages: it reads what was meant, reports
//! each defect, and never gives up early. It judges nothing: what a defect does to an example is
//! left to others.
//!
//! Where a text can be repaired in more than one way, the structure decides: a quote, a bracket or a
//! comma is taken for missing or surplus where the rest still reads then. Time is linear, depth and
//! the number of values are bounded, whatever the text.

mod brackets;
mod chars;
mod cursor;
mod defect;
mod escapes;
mod frame;
mod members;
mod print;
mod quotes;
mod reader;
mod strings;
mod surroundings;
mod value;
mod word;

#[cfg(test)]
mod tests;

pub(crate) use chars::{beginning, closing_bracket};
pub use defect::{Defect, DefectKind};
pub use print::Duplicates;
pub use reader::{Reading, read};
pub use value::Value;

/// A number or a literal, in any language's form.
pub(crate) fn scalar(word: &str) -> Option<Value> {
    word::scalar(word).map(|(value, _)| value)
}

/// The quoted strings of a program, which are read with the same repairs as those of JSON.
pub(crate) struct Strings<'t>(reader::Reader<'t>);

impl<'t> Strings<'t> {
    /// Reads strings of a program.
    pub(crate) fn new(program: &'t str) -> Self {
        Self(reader::Reader::new(program))
    }

    /// Returns the string whose opening quote stands at a position, and where it ends.
    pub(crate) fn read(&mut self, at: usize) -> (String, usize) {
        self.0.cursor.pos = at;
        let string = self.0.quoted(frame::Role::Program);
        (string, self.0.cursor.pos)
    }
}
