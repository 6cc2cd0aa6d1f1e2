//! Where a value does not fit and why: a JSON path, the kind that was expected and the kind that was
//! found. Never a value, since answers hold personal data and tokens.

use std::cell::{Cell, RefCell};
use std::fmt::Write;

/// What decoding reports beside a format's own error.
///
/// It is filled only on the way outwards from what went wrong, so that success pays nothing.
#[derive(Debug, Default)]
pub struct DecodePath {
    /// The innermost first.
    steps: RefCell<Vec<Step>>,
    mismatch: Cell<Option<Mismatch>>,
}

#[derive(Debug)]
enum Step {
    Member(String),
    Item(usize),
}

/// A value of one kind where another was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) expected: &'static str,
    pub(crate) found: &'static str,
}

impl DecodePath {
    /// Notes what was found instead of what was expected. The `false` says that it does not fit.
    #[cold]
    pub(crate) fn report(&self, expected: &'static str, found: &'static str) -> bool {
        self.mismatch.set(Some(Mismatch { expected, found }));
        false
    }

    /// What was noted, if a value did not fit.
    #[inline]
    pub(crate) fn mismatch(&self) -> Option<Mismatch> {
        self.mismatch.get()
    }

    /// Takes out what was noted, if a value did not fit, and so makes room for the next.
    #[inline]
    pub(crate) fn take(&self) -> Option<Self> {
        let mismatch = self.mismatch.take()?;
        Some(Self { steps: RefCell::new(self.steps.take()), mismatch: Cell::new(Some(mismatch)) })
    }

    /// The same, of the member of this name.
    #[inline]
    pub(crate) fn take_member(&self, name: &str) -> Option<Self> {
        self.take().inspect(|noted| noted.push_member(name))
    }

    /// Puts back what was taken out.
    pub(crate) fn restore(&self, noted: &Self) {
        self.steps.swap(&noted.steps);
        self.mismatch.swap(&noted.mismatch);
    }

    pub(crate) fn push_member(&self, name: &str) {
        self.steps.borrow_mut().push(Step::Member(name.to_owned()));
    }

    pub(crate) fn push_item(&self, index: usize) {
        self.steps.borrow_mut().push(Step::Item(index));
    }

    /// The JSON path of the place, such as `$.result.label_ids[1]`.
    pub(crate) fn json_path(&self) -> String {
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
