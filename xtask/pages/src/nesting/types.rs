//! The type of a node: what its row says, corrected by its members and by the example.

use super::build::Builder;
use super::shape::{Shape, is_boolean};
use super::tree::{Node, Ty, is_open};
use crate::document::finding::Ambiguity;
use crate::vocabulary::types::Word;
use crate::vocabulary::vocabulary;

impl Builder<'_> {
    /// Types an object whose members follow its row.
    pub(super) fn type_object(
        &mut self,
        node: &mut Node,
        word: Option<Word>,
        shape: Option<&Shape>,
        path: &str,
    ) {
        let (line, said) = (node.member.line, node.member.type_text.clone());
        let ambiguity = if word.is_some() { Ambiguity::TypeDenied } else { Ambiguity::UnknownType };
        let class = match word {
            Some(Word::Named(class)) => Some(class),
            Some(Word::Known(word)) if is_open(&word) => None,
            _ => {
                let evidence = format!("its type is `{said}`, but members follow");
                self.report(ambiguity, line, path, evidence, "it is an object");
                None
            }
        };
        node.ty = Ty::Object(class);
        let is_list = shape.is_some_and(|it| it.seen.list);
        if node.lists == 0 && is_list && self.table.is_answer {
            node.lists = 1;
            let evidence = format!("its type is `{said}`, but the example has a list");
            self.report(Ambiguity::TypeDenied, line, path, evidence, "it is a list");
        }
    }

    /// Types a member without members of its own.
    pub(super) fn type_leaf(
        &mut self,
        node: &mut Node,
        word: Option<Word>,
        shape: Option<&Shape>,
        path: &str,
    ) {
        match word {
            Some(Word::Named(class)) => self.type_named(node, class, shape, path),
            Some(Word::Known(word)) if is_open(&word) => {
                if word == "Object" && shape.is_some_and(Shape::has_members) {
                    let evidence = "only the example shows its members";
                    let line = node.member.line;
                    self.report(
                        Ambiguity::TypeWithoutMembers,
                        line,
                        path,
                        evidence,
                        "it stays JSON",
                    );
                }
                node.ty = Ty::Plain(word);
            }
            Some(Word::Known(word)) => self.type_scalar(node, word, shape, path),
            None => self.type_unknown(node, shape, path),
        }
    }

    /// Types a member whose type is no word that the vocabulary knows.
    fn type_unknown(&mut self, node: &mut Node, shape: Option<&Shape>, path: &str) {
        let example = &node.member.example;
        let (mut ty, lists) = seen_type(shape);
        if ty == "Json" && !vocabulary().is_nothing(example) {
            ty = type_of_cell(example);
        }
        self.tree.statistics.opaque += usize::from(ty == "Json");
        let evidence = format!("`{}` is no type", node.member.type_text);
        let decided = if ty == "Json" {
            "it is JSON, since nothing shows what it is".to_owned()
        } else {
            format!("it is `{ty}{}`, as the example shows", "[]".repeat(lists))
        };
        self.report(Ambiguity::UnknownType, node.member.line, path, evidence, decided);
        node.ty = Ty::Plain(ty.to_owned());
        node.lists = lists;
    }

    /// Types a member whose type the page names, but describes by no row.
    fn type_named(&mut self, node: &mut Node, class: String, shape: Option<&Shape>, path: &str) {
        let evidence = format!("no row is a member of `{class}`");
        let decided = if let Some(shape) = shape.filter(|it| it.has_members()) {
            node.members = self.shown(shape, path);
            node.ty = Ty::Object(Some(class));
            "its members are those of the example"
        } else {
            self.tree.statistics.opaque += 1;
            node.ty = Ty::default();
            "it is JSON"
        };
        self.report(Ambiguity::TypeWithoutMembers, node.member.line, path, evidence, decided);
    }

    /// Types a string, a number or the like, by the example where that contradicts the row.
    fn type_scalar(&mut self, node: &mut Node, word: String, shape: Option<&Shape>, path: &str) {
        let shape = shape.filter(|_| self.table.is_answer);
        let denied = shape.and_then(|shape| denied(&word, node.lists, shape));
        let Some((kind, ty, lists)) = denied else {
            node.ty = Ty::Plain(word);
            return;
        };
        self.tree.statistics.opaque += usize::from(ty == "Json");
        let evidence =
            format!("its type is `{}`, but the example has {kind}", node.member.type_text);
        let decided = format!("it is `{ty}{}`", "[]".repeat(lists));
        self.report(Ambiguity::TypeDenied, node.member.line, path, evidence, decided);
        node.ty = Ty::Plain(ty.to_owned());
        node.lists += lists;
    }
}

/// What the example has instead of a scalar of a type, the type that it is then, and how many more
/// lists it is inside of.
fn denied<'a>(
    word: &'a str,
    lists: usize,
    shape: &Shape,
) -> Option<(&'static str, &'a str, usize)> {
    let seen = shape.seen;
    if lists == 0 && seen.list && !seen.object {
        return Some(("a list", word, 1));
    }
    // Examples often show a list as its only item or as a string, which says nothing of its items.
    if lists > 0 && !seen.list {
        return None;
    }
    match word {
        "Date" => None,
        _ if seen.object => Some(("an object", "Json", 0)),
        "Number" if seen.fraction => Some(("a fraction", "Decimal", 0)),
        "Number" if seen.text || seen.boolean || seen.boolean_text => Some(("no number", word, 0)),
        "Boolean" if seen.text || seen.number || seen.numeric => Some(("no truth value", word, 0)),
        "String" if seen.boolean => Some(("a truth value", word, 0)),
        _ => None,
    }
}

/// The type that was seen, and how many lists it is inside of.
pub(super) fn seen_type(shape: Option<&Shape>) -> (&'static str, usize) {
    let Some(shape) = shape else { return ("Json", 0) };
    let seen = shape.seen;
    let ty = if seen.object {
        "Object"
    } else if seen.text || seen.numeric {
        "String"
    } else if seen.number && seen.fraction {
        "Decimal"
    } else if seen.number {
        "Number"
    } else if seen.boolean || seen.boolean_text {
        "Boolean"
    } else {
        "Json"
    };
    (ty, usize::from(seen.list))
}

/// The type of an example cell.
fn type_of_cell(example: &str) -> &'static str {
    if is_boolean(example) {
        "Boolean"
    } else if example.trim().parse::<i64>().is_ok() {
        "Number"
    } else {
        "String"
    }
}
