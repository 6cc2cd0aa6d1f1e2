//! The nodes of a tree whose shape is known, with a finding for each thing that the table and the
//! example say differently.

use std::collections::{HashMap, HashSet};

use crate::document::finding::{Ambiguity, Finding};
use crate::facts::Member;
use crate::nesting::nest::{Nesting, Row};
use crate::nesting::shape::Shape;
use crate::nesting::tree::{Node, Table, Tree, Ty};
use crate::vocabulary::naming::fold_name;
use crate::vocabulary::types::{MemberKind, PageWord, Word};
use crate::vocabulary::vocabulary;

/// Builds the nodes of a tree whose shape is known.
pub(super) struct Builder<'a> {
    pub(super) table: &'a Table<'a>,
    pub(super) rows: &'a [Member],
    pub(super) words: &'a [Option<PageWord>],
    /// The folded names of the rows that the example does not have where they are.
    pub(super) adrift: HashSet<String>,
    /// The rows of a type that another row describes.
    pub(super) again: HashSet<usize>,
    pub(super) tree: Tree,
}

impl Builder<'_> {
    fn report(&mut self, finding: Finding) {
        self.tree.findings.push(finding);
    }

    pub(super) fn report_nesting(&mut self, nesting: &Nesting) {
        let name = |at: Option<usize>| at.map_or("the top", |at| self.rows[at].name.as_str());
        let path = |at: usize| self.path(&nesting.parents, at);
        let mut found = Vec::new();
        if let Some(rival) = nesting.rival {
            let (row, parent) = (&self.rows[rival.row], nesting.parents[rival.row]);
            found.push(Finding::new(
                Ambiguity::Nesting,
                row.line,
                path(rival.row),
                format!(
                    "the rows leave open whether it is a member of `{}` or of `{}`",
                    name(parent),
                    name(rival.parent)
                ),
                format!("it is a member of `{}`", name(parent)),
            ));
        }
        for at in &nesting.moved {
            let row = &self.rows[*at];
            found.push(Finding::new(
                Ambiguity::OutOfOrder,
                row.line,
                path(*at),
                "the row stands apart from the object that has it in the example",
                format!("it is a member of `{}`", name(nesting.parents[*at])),
            ));
        }
        self.tree.findings.extend(found);
    }

    /// Where a row is in the tree.
    fn path(&self, parents: &[Option<usize>], row: usize) -> String {
        let mut names = vec![self.rows[row].name.as_str()];
        let mut at = row;
        // No tree is deeper than it has rows.
        while let Some(parent) = parents[at].filter(|_| names.len() <= self.rows.len()) {
            names.push(&self.rows[parent].name);
            at = parent;
        }
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
                    let evidence = format!("its first row is in line {}", first.member.line);
                    let finding = Finding::new(
                        Ambiguity::DuplicateRow,
                        node.member.line,
                        below,
                        evidence,
                        "the first row stands",
                    );
                    if first.members.is_empty() {
                        first.members = node.members;
                    }
                    self.report(finding);
                }
                None => members.push(node),
            }
        }
        if let Some(shape) = shape.filter(|_| !members.is_empty() || self.lists_members(parent)) {
            self.keys(shape, &mut members, parent.is_none(), path);
        }
        members
    }

    /// Whether the page means to list the members of a row. What it calls JSON, a map or an object
    /// without a row for any member, it leaves open: the keys that an example has there may be others
    /// in each answer.
    fn lists_members(&self, row: Option<usize>) -> bool {
        row.is_none_or(|at| {
            let is_named = self.words[at].as_ref().is_none_or(|it| it.kind() == MemberKind::Named);
            is_named && !self.again.contains(&at)
        })
    }

    /// What the example says of the row itself.
    fn compare(&mut self, row: &Member, shape: Option<&Shape>, path: &str, is_doubtful: bool) {
        let Some(shape) = shape.filter(|it| it.has_members()) else { return };
        if !self.table.is_answer {
            return;
        }
        let is_top = path.matches('.').count() == 1;
        let is_envelope = is_top && self.table.envelope.contains(&row.name.as_str());
        match shape.find(&row.name).map(|at| &shape.keys[at].0) {
            Some(key) if *key != row.name && row.line > 0 => {
                let evidence = format!("the example writes `{key}`");
                let decided = format!("it is `{}`, as in the table", row.name);
                self.report(Finding::new(Ambiguity::Spelling, row.line, path, evidence, decided));
            }
            None if !is_envelope && !is_doubtful => self.report(Finding::new(
                Ambiguity::OnlyInTable,
                row.line,
                path,
                "the example shows the object without it",
                "it is a member, and may be absent as any other",
            )),
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
        if self.again.contains(&at) {
            self.object(&mut node, word, shape, path);
        } else if node.members.is_empty() {
            self.leaf(&mut node, word, shape, path);
        } else {
            self.object(&mut node, word, shape, path);
        }
        node
    }

    /// An object whose members follow its row.
    fn object(&mut self, node: &mut Node, word: Option<Word>, shape: Option<&Shape>, path: &str) {
        let said = node.member.type_text.clone();
        let class = match word {
            Some(Word::Named(class)) => Some(class),
            Some(Word::Known(word)) if ["Object", "Json", "Map"].contains(&word.as_str()) => None,
            Some(Word::Known(_)) | None => {
                self.report(Finding::new(
                    if word.is_some() { Ambiguity::TypeDenied } else { Ambiguity::UnknownType },
                    node.member.line,
                    path,
                    format!("its type is `{said}`, but members follow"),
                    "it is an object",
                ));
                None
            }
        };
        node.ty = Ty::Object(class);
        let is_list = shape.is_some_and(|it| it.seen.list);
        if node.lists == 0 && is_list && self.table.is_answer {
            node.lists = 1;
            self.report(Finding::new(
                Ambiguity::TypeDenied,
                node.member.line,
                path,
                format!("its type is `{said}`, but the example has a list"),
                "it is a list",
            ));
        }
    }

    /// A member without members of its own.
    fn leaf(&mut self, node: &mut Node, word: Option<Word>, shape: Option<&Shape>, path: &str) {
        match word {
            Some(Word::Named(class)) => self.named_leaf(node, class, shape, path),
            Some(Word::Known(word)) if ["Object", "Json", "Map"].contains(&word.as_str()) => {
                if word == "Object" && shape.is_some_and(Shape::has_members) {
                    self.report(Finding::new(
                        Ambiguity::TypeWithoutMembers,
                        node.member.line,
                        path,
                        "only the example shows its members",
                        "it stays JSON",
                    ));
                }
                node.ty = Ty::Plain(word);
            }
            Some(Word::Known(word)) => self.scalar(node, word, shape, path),
            None => {
                let (ty, lists) = seen_type(shape);
                let example = vocabulary().is_nothing(&node.member.example);
                let ty = if ty == "Json" && !example { guess(&node.member.example) } else { ty };
                self.tree.statistics.opaque += usize::from(ty == "Json");
                let said = node.member.type_text.clone();
                self.report(Finding::new(
                    Ambiguity::UnknownType,
                    node.member.line,
                    path,
                    format!("`{said}` is no type"),
                    if ty == "Json" {
                        "it is JSON, since nothing shows what it is".to_owned()
                    } else {
                        format!("it is `{ty}{}`, as the example shows", "[]".repeat(lists))
                    },
                ));
                node.ty = Ty::Plain(ty.to_owned());
                node.lists = lists;
            }
        }
    }

    /// A type of the page that no row is a member of.
    fn named_leaf(&mut self, node: &mut Node, class: String, shape: Option<&Shape>, path: &str) {
        let shown = shape.filter(|it| it.has_members());
        let decided = if let Some(shape) = shown {
            node.members = self.shown(shape, path);
            "its members are those of the example"
        } else {
            self.tree.statistics.opaque += 1;
            "it is JSON"
        };
        let line = node.member.line;
        let evidence = format!("no row is a member of `{class}`");
        self.report(Finding::new(Ambiguity::TypeWithoutMembers, line, path, evidence, decided));
        node.ty = if shown.is_some() { Ty::Object(Some(class)) } else { Ty::default() };
    }

    /// A string, a number or the like.
    fn scalar(&mut self, node: &mut Node, word: String, shape: Option<&Shape>, path: &str) {
        let mut found = None;
        let mut ty = word;
        if let Some(shape) = shape.filter(|_| self.table.is_answer) {
            let seen = shape.seen;
            // Examples often show a list as its only item or as a string. This is no contradiction.
            let is_item = node.lists == 0 || seen.list;
            if node.lists == 0 && seen.list && !seen.object {
                node.lists = 1;
                found = Some(("a list", format!("{ty}[]")));
            } else if !is_item {
                // Nothing is known of the items.
            } else if seen.object && ty != "Date" {
                found = Some(("an object", "Json".to_owned()));
                self.tree.statistics.opaque += 1;
            } else if ty == "Number" && seen.fraction {
                found = Some(("a fraction", "Decimal".to_owned()));
            } else if ty == "Number" && (seen.text || seen.boolean || seen.truth) {
                found = Some(("no number", ty.clone()));
            } else if ty == "Boolean" && (seen.text || seen.number || seen.numeric) {
                found = Some(("no truth value", ty.clone()));
            } else if ty == "String" && seen.boolean {
                found = Some(("a truth value", ty.clone()));
            }
        }
        if let Some((kind, decided)) = found {
            let said = node.member.type_text.clone();
            self.report(Finding::new(
                Ambiguity::TypeDenied,
                node.member.line,
                path,
                format!("its type is `{said}`, but the example has {kind}"),
                format!("it is `{decided}`"),
            ));
            decided.trim_end_matches("[]").clone_into(&mut ty);
        }
        node.ty = Ty::Plain(ty);
    }

    /// The keys of the example beside the members that the table has.
    fn keys(&mut self, shape: &Shape, members: &mut Vec<Node>, is_top: bool, path: &str) {
        for (key, inner) in &shape.keys {
            let is_envelope = is_top && self.table.envelope.contains(&key.as_str());
            self.tree.statistics.keys += usize::from(self.table.is_answer);
            let folded = fold_name(key);
            if let Some(own) = members.iter().find(|it| fold_name(&it.member.name) == folded) {
                let is_supported = own.member.line > 0 || inner.has_members();
                let is_other = *key != own.member.name
                    && shape.keys.iter().any(|(it, _)| *it == own.member.name)
                    && !members.iter().any(|it| it.member.name == *key);
                let (line, name) = (own.member.line, own.member.name.clone());
                self.tree.statistics.supported += usize::from(self.table.is_answer && is_supported);
                // What lies below JSON, or is described elsewhere, is where the table leaves it.
                if self.table.is_answer
                    && (own.members.is_empty() || matches!(own.ty, Ty::Plain(_)))
                {
                    let below = count(inner);
                    self.tree.statistics.keys += below;
                    self.tree.statistics.supported += below;
                }
                if is_other && self.table.is_answer && line > 0 {
                    let evidence = format!("the example also writes `{key}`");
                    let decided = format!("it is `{name}`, as in the table");
                    let below = format!("{path}.{name}");
                    self.report(Finding::new(Ambiguity::Spelling, line, below, evidence, decided));
                }
            } else if is_envelope {
                self.tree.statistics.supported += usize::from(self.table.is_answer);
            } else {
                self.only_in_example(key, inner, members, path);
            }
        }
    }

    /// A key that no row of the object is for.
    fn only_in_example(&mut self, key: &str, inner: &Shape, members: &mut Vec<Node>, path: &str) {
        if !self.table.is_answer {
            return;
        }
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
        self.report(Finding::new(Ambiguity::OnlyInExample, line, below, evidence, decided));
    }

    /// The members that only the example shows.
    fn shown(&mut self, shape: &Shape, path: &str) -> Vec<Node> {
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

/// The rows without members whose type another row describes. Outside of a list, such a row would
/// close a circle where its type has further ones inside, or is that of an object around it.
pub(super) fn again(
    rows: &[Row<'_>],
    words: &[Option<PageWord>],
    nesting: &Nesting,
) -> HashSet<usize> {
    let mut described: HashMap<&str, usize> = HashMap::new();
    for at in nesting.parents.iter().flatten() {
        if let Some(class) = &rows[*at].class {
            described.entry(class).or_insert(*at);
        }
    }
    let open: HashSet<usize> = nesting.parents.iter().flatten().copied().collect();
    let description =
        |at: usize| rows[at].class.as_deref().and_then(|it| described.get(it)).copied();
    let found: Vec<usize> =
        (0..rows.len()).filter(|at| !open.contains(at) && description(*at).is_some()).collect();
    let is_flat = |at: usize| {
        let class = &rows[at].class;
        let is_around = nesting.around(at).any(|it| rows[it].class == *class);
        let is_inside = |row: &usize| nesting.around(*row).any(|it| Some(it) == description(at));
        !is_around && !found.iter().any(is_inside)
    };
    let is_list = |at: usize| words[at].as_ref().is_some_and(|it| it.lists > 0);
    found.iter().copied().filter(|at| is_list(*at) || is_flat(*at)).collect()
}

/// How many keys lie below a place.
fn count(shape: &Shape) -> usize {
    shape.keys.iter().map(|(_, inner)| 1 + count(inner)).sum()
}

/// The type that was seen, and how many lists it is inside of.
fn seen_type(shape: Option<&Shape>) -> (&'static str, usize) {
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
    } else if seen.boolean || seen.truth {
        "Boolean"
    } else {
        "Json"
    };
    (ty, usize::from(seen.list))
}

/// The type of an example cell.
fn guess(example: &str) -> &'static str {
    if crate::nesting::shape::is_truth(example) {
        "Boolean"
    } else if example.trim().parse::<i64>().is_ok() {
        "Number"
    } else {
        "String"
    }
}
