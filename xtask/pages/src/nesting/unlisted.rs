//! The keys of the example beside the members that the table lists.

use super::build::Builder;
use super::shape::Shape;
use super::tree::{Node, Ty};
use super::types::seen_type;
use crate::document::finding::Ambiguity;
use crate::facts::Member;
use crate::vocabulary::naming::fold_name;

impl Builder<'_> {
    /// Adds the keys of an example's object that none of its members is for.
    pub(super) fn add_unlisted(
        &mut self,
        shape: &Shape,
        members: &mut Vec<Node>,
        is_top: bool,
        path: &str,
    ) {
        self.tree.statistics.keys += shape.keys.len();
        for (key, inner) in &shape.keys {
            let folded = fold_name(key);
            if let Some(own) = members.iter().find(|it| fold_name(&it.member.name) == folded) {
                let (line, name) = (own.member.line, &own.member.name);
                self.tree.statistics.supported += usize::from(line > 0 || inner.has_members());
                // What lies below JSON, or is described elsewhere, is where the table leaves it.
                if own.members.is_empty() || matches!(own.ty, Ty::Plain(_)) {
                    self.tree.statistics.keys += count(inner);
                    self.tree.statistics.supported += count(inner);
                }
                let is_other = key != name
                    && shape.keys.iter().any(|(it, _)| it == name)
                    && !members.iter().any(|it| it.member.name == *key);
                if is_other && line > 0 {
                    let evidence = format!("the example also writes `{key}`");
                    let decided = format!("it is `{name}`, as in the table");
                    let below = format!("{path}.{name}");
                    self.report(Ambiguity::Spelling, line, &below, evidence, decided);
                }
            } else if is_top && self.table.envelope.contains(&key.as_str()) {
                self.tree.statistics.supported += 1;
            } else {
                self.add_member(key, inner, members, path);
            }
        }
    }

    /// Adds a key that no row of the object is for, unless a row elsewhere has its name.
    fn add_member(&mut self, key: &str, inner: &Shape, members: &mut Vec<Node>, path: &str) {
        let below = format!("{path}.{key}");
        self.tree.statistics.keys += count(inner);
        let decided = if self.adrift.contains(&fold_name(key)) {
            "it is left out, since the table has a row of that name elsewhere".to_owned()
        } else {
            let node = self.shown_member(key, inner, &below);
            let ty = match &node.ty {
                Ty::Plain(word) => word.clone(),
                Ty::Object(_) => "Object".to_owned(),
            };
            let decided = format!("it is added as `{ty}{}`", "[]".repeat(node.lists));
            members.push(node);
            decided
        };
        let evidence = "the example has the key, but the object has no row for it";
        let line = self.table.example_line;
        self.report(Ambiguity::OnlyInExample, line, &below, evidence, decided);
    }

    /// The members that only the example shows.
    pub(super) fn shown(&mut self, shape: &Shape, path: &str) -> Vec<Node> {
        let keys = shape.keys.iter();
        keys.map(|(key, inner)| self.shown_member(key, inner, &format!("{path}.{key}"))).collect()
    }

    fn shown_member(&mut self, key: &str, shape: &Shape, path: &str) -> Node {
        let member = Member { name: key.to_owned(), ..Member::default() };
        if shape.has_members() {
            let members = self.shown(shape, path);
            let lists = usize::from(shape.seen.list);
            return Node { member, ty: Ty::Object(None), lists, members };
        }
        let (ty, lists) = seen_type(Some(shape));
        self.tree.statistics.opaque += usize::from(ty == "Json");
        Node { member, ty: Ty::Plain(ty.to_owned()), lists, members: Vec::new() }
    }
}

/// How many keys lie below a place.
fn count(shape: &Shape) -> usize {
    shape.keys.iter().map(|(_, inner)| 1 + count(inner)).sum()
}
