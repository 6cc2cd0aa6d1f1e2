//! What can be wrong with a page itself, or with what a spec says of it.

use std::fmt;

use crate::kinds::kinds;

kinds! {
    /// A kind of problem.
    ProblemKind {
        /// There is no such page any more.
        Gone = "page-gone",
        /// It is now somewhere else.
        Moved = "page-moved",
        /// It could not be fetched this time.
        Unreachable = "page-unreachable",
        /// It is empty, or not text.
        Unreadable = "page-unreadable",
        /// It describes no endpoint any more, or one that a spec cannot say.
        NoEndpoint = "no-endpoint",
        /// It describes another endpoint.
        OtherEndpoint = "other-endpoint",
        /// The spec has a problem, so that no page is compared with it.
        BadSpec = "spec-problem",
        /// With the page's facts the specs would have problems.
        Unresolved = "unsettled",
        /// A departure whose cause is gone.
        NeedlessDeparture = "needless-departure",
        /// The lock file does not know the page.
        Unrecorded = "unrecorded-page",
    }
}

impl ProblemKind {
    /// What to do.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Gone => "find where the page is now and put that into `docs`, or remove the spec",
            Self::Moved => "put the new address into `docs`",
            Self::Unreachable => "run this again later",
            Self::Unreadable => "look at the page in a browser; `docs` may lead to another place",
            Self::NoEndpoint => "see in a browser where the endpoint is described now",
            Self::OtherEndpoint => {
                "see whether the endpoint has a new path, or its page a new address"
            }
            Self::BadSpec => "mend it, see `cargo xtask lint`, and run this again",
            Self::Unresolved => "change the specs by hand so that they agree again",
            Self::NeedlessDeparture => "remove it",
            Self::Unrecorded => "run `cargo xtask drift --apply`",
        }
    }
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageProblem {
    /// Its kind.
    pub kind: ProblemKind,
    /// The file and the line that it is about.
    pub place: (String, usize),
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for PageProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, place: (path, line), what } = self;
        write!(f, "{path}:{line}: {what}; {}", kind.advice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_code_of_its_own_and_says_what_to_do() {
        let mut codes: Vec<&str> = ProblemKind::ALL.iter().map(|it| it.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ProblemKind::ALL.len());
        assert!(ProblemKind::ALL.iter().all(|it| !it.advice().is_empty()));
    }
}
