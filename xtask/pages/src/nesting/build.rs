//! The nodes of a tree whose shape is known, with a finding for each thing that the table and the
//! example say differently.

use std::collections::HashSet;

use crate::document::finding::{Ambiguity, Finding};
use crate::facts::Member;
use crate::nesting::rows::Nesting;
use crate::nesting::shape::Shape;
use crate::nesting::tree::{Node, Table, Tree, Ty};
use crate::vocabulary::types::{MemberKind, PageWord};

/// Builds the nodes of a tree whose shape is known.
pub(super) struct Builder<'a> {
    pub(super) table: &'a Table<'a>,
    pub(super) rows: &'a [Member],
    pub(super) words: &'a [Option<PageWord>],
    /// The folded names of the rows that the example does not have where they are.
    pub(super) adrift: HashSet<String>,
    /// The rows of a type that another row describes.
    pub(super) described_elsewhere: HashSet<usize>,
    pub(super) tree: Tree,
}

impl Builder<'_> {
    pub(super) fn report(
        &mut self,
        ambiguity: Ambiguity,
        line: usize,
        path: &str,
        evidence: impl Into<String>,
        decided: impl Into<String>,
    ) {
        self.tree.findings.push(Finding::new(ambiguity, line, path, evidence, decided));
    }

    /// Reports the rows whose place is in doubt, or not where they stand.
    pub(super) fn report_nesting(&mut self, nesting: &Nesting) {
        let rows = self.rows;
        let name = |at: Option<usize>| at.map_or("the top", |at| rows[at].name.as_str());
        let decided = |at: usize| format!("it is a member of `{}`", name(nesting.parents[at]));
        if let Some(rival) = nesting.rival {
            let evidence = format!(
                "the rows leave open whether it is a member of `{}` or of `{}`",
                name(nesting.parents[rival.row]),
                name(rival.parent)
            );
            let path = self.path(nesting, rival.row);
            let line = rows[rival.row].line;
            self.report(Ambiguity::Nesting, line, &path, evidence, decided(rival.row));
        }
        for at in &nesting.moved {
            let evidence = "the row stands apart from the object that has it in the example";
            let path = self.path(nesting, *at);
            self.report(Ambiguity::OutOfOrder, rows[*at].line, &path, evidence, decided(*at));
        }
    }

    /// Where a row is in the tree.
    fn path(&self, nesting: &Nesting, row: usize) -> String {
        let rows = [row].into_iter().chain(nesting.around(row));
        let mut names: Vec<&str> = rows.map(|at| self.rows[at].name.as_str()).collect();
        names.push(self.table.place);
        names.reverse();
        names.join(".")
    }

    /// The members of one object.
    pub(super) fn level(
        &mut self,
        parents: &[Option<usize>],
        parent: Option<usize>,
        shape: Option<&Shape>,
        path: &str,
        doubtful: Option<usize>,
    ) -> Vec<Node> {
        let mut members: Vec<Node> = Vec::new();
        let rows: Vec<usize> = (0..self.rows.len()).filter(|at| parents[*at] == parent).collect();
        for at in rows {
            let row = &self.rows[at];
            let below = format!("{path}.{}", row.name);
            let own = shape.and_then(|it| it.get(&row.name));
            self.tree.statistics.placed += usize::from(row.line > 0);
            self.compare(row, shape, &below, doubtful == Some(at));
            let inner = self.level(parents, Some(at), own, &below, doubtful);
            let node = self.node(at, inner, own, &below);
            match members.iter_mut().find(|it| it.member.name == node.member.name) {
                Some(first) => {
                    if first.members.is_empty() {
                        first.members = node.members;
                    }
                    let evidence = format!("its first row is in line {}", first.member.line);
                    let (line, decided) = (node.member.line, "the first row stands");
                    self.report(Ambiguity::DuplicateRow, line, &below, evidence, decided);
                }
                None => members.push(node),
            }
        }
        let is_complete = !members.is_empty() || self.lists_members(parent);
        if let Some(shape) = shape.filter(|_| self.table.is_answer && is_complete) {
            self.add_unlisted(shape, &mut members, parent.is_none(), path);
        }
        members
    }

    /// Whether the page means to list the members of a row. What it calls JSON, a map or an object
    /// without a row for any member, it leaves open: the keys that an example has there may be others
    /// in each answer.
    fn lists_members(&self, row: Option<usize>) -> bool {
        row.is_none_or(|at| {
            let is_named = self.words[at].as_ref().is_none_or(|it| it.kind() == MemberKind::Named);
            is_named && !self.described_elsewhere.contains(&at)
        })
    }

    /// Reports a row that the example writes in another way, or does not have.
    fn compare(&mut self, row: &Member, shape: Option<&Shape>, path: &str, is_doubtful: bool) {
        let shape = shape.filter(|it| it.has_members() && self.table.is_answer);
        let Some(shape) = shape else { return };
        let is_top = path.matches('.').count() == 1;
        let is_envelope = is_top && self.table.envelope.contains(&row.name.as_str());
        match shape.find(&row.name).map(|at| &shape.keys[at].0) {
            Some(key) if *key != row.name && row.line > 0 => {
                let evidence = format!("the example writes `{key}`");
                let decided = format!("it is `{}`, as in the table", row.name);
                self.report(Ambiguity::Spelling, row.line, path, evidence, decided);
            }
            None if !is_envelope && !is_doubtful => {
                let evidence = "the example shows the object without it";
                let decided = "it is a member, and may be absent as any other";
                self.report(Ambiguity::OnlyInTable, row.line, path, evidence, decided);
            }
            _ => {}
        }
    }

    /// A row with its members and its type.
    fn node(&mut self, at: usize, members: Vec<Node>, shape: Option<&Shape>, path: &str) -> Node {
        let member = self.rows[at].clone();
        let (word, lists) = match &self.words[at] {
            Some(word) => (Some(word.word.clone()), word.lists),
            None => (None, 0),
        };
        let mut node = Node { member, ty: Ty::default(), lists, members };
        if node.members.is_empty() && !self.described_elsewhere.contains(&at) {
            self.type_leaf(&mut node, word, shape, path);
        } else {
            self.type_object(&mut node, word, shape, path);
        }
        node
    }
}
