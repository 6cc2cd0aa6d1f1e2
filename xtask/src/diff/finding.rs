//! What is told of one change.

use std::cmp::Reverse;

use super::rule::{Rule, Severity};
use crate::api::Source;

/// One side of a change: what the model says, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// What it says.
    pub says: String,
    /// Where.
    pub source: Source,
}

/// One change, told in terms of the Rust that callers wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub rule: Rule,
    /// What it is about: an endpoint, `common` or `global-errors`.
    pub subject: String,
    /// Where in it, such as `body.user_id`; empty for all of it.
    pub member: String,
    /// What was.
    pub old: Option<Side>,
    /// What is.
    pub new: Option<Side>,
    /// What it does to the Rust item.
    pub effect: String,
}

impl Finding {
    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule.severity()
    }

    /// The path of what changed, such as `extcontact/get body.user_id`.
    #[must_use]
    pub fn path(&self) -> String {
        let Self { subject, member, .. } = self;
        if member.is_empty() { subject.clone() } else { format!("{subject} {member}") }
    }

    /// A word for this change that survives all edits but of the change itself: no line counts.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let says =
            |side: &Option<Side>| side.as_ref().map_or_else(String::new, |it| it.says.clone());
        let parts = [self.rule.code(), &self.path(), &says(&self.old), &says(&self.new)];
        crate::tree::hash(parts.join("\u{0}").as_bytes())
    }

    /// What changed, in one line.
    #[must_use]
    pub fn change(&self) -> String {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => format!("{} -> {}", old.says, new.says),
            (None, Some(new)) => format!("+ {}", new.says),
            (Some(old), None) => format!("- {}", old.says),
            (None, None) => String::new(),
        }
    }

    /// What findings are sorted by: weight, the worst first, then what they are about.
    pub(super) fn key(&self) -> impl Ord + use<> {
        (Reverse(self.severity()), self.path(), self.rule, self.change())
    }
}

/// A side.
pub(super) fn side(says: impl Into<String>, source: &Source) -> Side {
    Side { says: says.into(), source: source.clone() }
}

/// A page's word within a sentence, as code: nothing in it ends the code or the line.
pub(super) fn word(text: &(impl ToString + ?Sized)) -> String {
    let text = text.to_string().replace('`', "'");
    format!("`{}`", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What collects the findings about one subject.
pub(super) struct Findings<'a> {
    subject: String,
    found: &'a mut Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(subject: &str, found: &'a mut Vec<Finding>) -> Self {
        Self { subject: subject.to_owned(), found }
    }

    /// Notes what was and what is.
    pub(super) fn note(
        &mut self,
        rule: Rule,
        member: impl Into<String>,
        old: Option<Side>,
        new: Option<Side>,
        effect: impl Into<String>,
    ) {
        let (subject, member, effect) = (self.subject.clone(), member.into(), effect.into());
        self.found.push(Finding { rule, subject, member, old, new, effect });
    }

    /// The same, if the two say something else.
    pub(super) fn compare(
        &mut self,
        rule: Rule,
        member: impl Into<String>,
        old: Side,
        new: Side,
        effect: impl Into<String>,
    ) {
        if old.says != new.says {
            self.note(rule, member, Some(old), Some(new), effect);
        }
    }
}
