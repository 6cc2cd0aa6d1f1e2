//! Where decoding stopped and why: a JSON path, the kind that was due and the kind that was found.
//! Never a value, since answers hold personal data and tokens.

use std::cell::{Cell, RefCell};
use std::fmt::Write;

/// What decoding reports beside a format's own error.
///
/// It is filled only while an error travels outwards, so that success pays nothing.
#[derive(Debug, Default)]
pub struct Trail {
    steps: RefCell<Vec<Step>>,
    mismatch: Cell<Option<Mismatch>>,
}

#[derive(Debug)]
enum Step {
    Member(String),
    Item(usize),
}

/// A value of one kind where another was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) due: &'static str,
    pub(crate) found: &'static str,
}

impl Trail {
    /// Notes what was found instead of what was due, and gives the error to return.
    pub(crate) fn mismatch<E: serde::de::Error>(
        &self,
        due: &'static str,
        found: &'static str,
    ) -> E {
        self.mismatch.set(Some(Mismatch { due, found }));
        E::custom(format_args!("{due} was due, found {found}"))
    }

    /// What was noted, if decoding stopped at a value rather than at broken syntax.
    pub(crate) fn found(&self) -> Option<Mismatch> {
        self.mismatch.get()
    }

    pub(crate) fn under(&self, name: &str) {
        self.steps.borrow_mut().push(Step::Member(name.to_owned()));
    }

    pub(crate) fn at(&self, index: usize) {
        self.steps.borrow_mut().push(Step::Item(index));
    }

    /// The JSON path of the place, such as `$.result.label_ids[1]`.
    pub(crate) fn path(&self) -> String {
        let mut path = String::from("$");
        for step in self.steps.borrow().iter().rev() {
            match step {
                Step::Member(name) => {
                    path.push('.');
                    path.push_str(name);
                }
                // Writing to a `String` cannot fail.
                Step::Item(index) => drop(write!(path, "[{index}]")),
            }
        }
        path
    }
}
