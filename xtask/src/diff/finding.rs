//! What is reported of one change.

use std::cmp::Reverse;

use super::rule::{Rule, Severity};
use crate::api::Source;

/// What the old or the new model says, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it says.
    pub says: String,
    /// Where.
    pub source: Source,
}

/// One change, in terms of the Rust that callers wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub rule: Rule,
    /// What it is about: an endpoint, `common` or `global-errors`.
    pub subject: String,
    /// Where in it, such as `body.user_id`; empty for all of it.
    pub member: String,
    /// What was.
    pub old: Option<Statement>,
    /// What is.
    pub new: Option<Statement>,
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
        let says = |it: &'_ Option<Statement>| it.as_ref().map_or("", |it| &it.says).to_owned();
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

/// A statement.
pub(super) fn says(text: impl Into<String>, source: &Source) -> Statement {
    Statement { says: text.into(), source: source.clone() }
}

/// A page's word within a sentence, as code: nothing in it ends the code or the line.
pub(super) fn word(text: &(impl ToString + ?Sized)) -> String {
    format!("`{}`", one_line(&text.to_string().replace('`', "'")))
}

/// A string on one line; prose may have several.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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

    /// Reports something that is only in the new model.
    pub(super) fn added(&mut self, rule: Rule, member: &str, new: Statement, effect: &str) {
        self.report(rule, member, [None, Some(new)], effect);
    }

    /// Reports something that is only in the old model.
    pub(super) fn removed(&mut self, rule: Rule, member: &str, old: Statement, effect: &str) {
        self.report(rule, member, [Some(old), None], effect);
    }

    /// Reports what the old model said and the new one says.
    pub(super) fn changed(&mut self, rule: Rule, member: &str, both: [Statement; 2], effect: &str) {
        self.report(rule, member, both.map(Some), effect);
    }

    /// Reports what the two models say, unless it is the same.
    pub(super) fn compare(&mut self, rule: Rule, member: &str, both: [Statement; 2], effect: &str) {
        if both[0].says != both[1].says {
            self.changed(rule, member, both, effect);
        }
    }

    /// Reports what the old and the new model say, as far as they say something.
    pub(super) fn report(
        &mut self,
        rule: Rule,
        member: &str,
        [old, new]: [Option<Statement>; 2],
        effect: &str,
    ) {
        let (subject, member) = (self.subject.clone(), member.to_owned());
        let effect = effect.to_owned();
        self.found.push(Finding { rule, subject, member, old, new, effect });
    }
}
