//! Where a value does not fit and why: its JSON path, the kind that was expected and the kind that
//! was found. Never the value itself, since answers hold personal data and tokens.

use std::cell::{Cell, RefCell};
use std::fmt::Write;

/// The first value of an answer that does not fit.
///
/// Reading fills the path only on the way back from that value, from the innermost step to the
/// outermost. An answer that fits therefore pays nothing for it.
#[derive(Debug, Default)]
pub struct DecodePath {
    /// The innermost step first.
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
    /// Records a mismatch. Returns `false`: the value does not fit.
    #[cold]
    pub(crate) fn report(&self, expected: &'static str, found: &'static str) -> bool {
        self.mismatch.set(Some(Mismatch { expected, found }));
        false
    }

    /// The recorded mismatch, if there is one.
    #[inline]
    pub(crate) fn mismatch(&self) -> Option<Mismatch> {
        self.mismatch.get()
    }

    /// Removes the recorded mismatch and its path, so that the next one can be recorded.
    #[inline]
    pub(crate) fn take(&self) -> Option<Self> {
        let mismatch = self.mismatch.take()?;
        Some(Self { steps: RefCell::new(self.steps.take()), mismatch: Cell::new(Some(mismatch)) })
    }

    /// Removes the recorded mismatch, as one inside the member of this name.
    #[inline]
    pub(crate) fn take_member(&self, name: &str) -> Option<Self> {
        self.take().inspect(|taken| taken.push_member(name))
    }

    /// Records again what [`take`](Self::take) removed.
    pub(crate) fn restore(&self, taken: &Self) {
        self.steps.swap(&taken.steps);
        self.mismatch.swap(&taken.mismatch);
    }

    pub(crate) fn push_member(&self, name: &str) {
        self.steps.borrow_mut().push(Step::Member(name.to_owned()));
    }

    pub(crate) fn push_item(&self, index: usize) {
        self.steps.borrow_mut().push(Step::Item(index));
    }

    /// The path as JSON tools write it, such as `$.result.label_ids[1]`.
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
