//! From the rows of one table and what examples show to a tree of typed members, with a finding for
//! each thing that the two say differently.

use std::collections::{HashMap, HashSet};

use crate::document::finding::{Doubt, Finding};
use crate::facts::Member;
use crate::lenient_json;
use crate::nesting::dotted::Dotted;
use crate::nesting::nest::{Kind, Nesting, Row, Witness, nest};
use crate::nesting::shape::{Shape, fold_name};
use crate::vocabulary::choices::listed;
use crate::vocabulary::naming::singular;
use crate::vocabulary::types::{PageWord, Word};
use crate::vocabulary::vocabulary;

/// A member with its type and, for an object, its members.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// The row; one without a line was made from the example.
    pub(crate) member: Member,
    /// The type.
    pub(crate) ty: Ty,
    /// How many lists it is inside of.
    pub(crate) lists: usize,
    /// The members of an object.
    pub(crate) members: Vec<Node>,
}

/// The type of a member, inside any lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// A word of the closed list.
    Plain(String),
    /// An object, with the page's name for it if it has one.
    Object(Option<String>),
}

impl Default for Ty {
    fn default() -> Self {
        Self::Plain("Json".to_owned())
    }
}

/// What became of the rows and keys, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// The rows of the tables of members.
    pub rows: usize,
    /// The rows that are in the tree.
    pub placed: usize,
    /// The keys of the examples, each place once.
    pub keys: usize,
    /// The keys that sit where the table has a row for them, or an object that it leaves open.
    pub supported: usize,
    /// The members of the spec.
    pub members: usize,
    /// The members that became JSON though the page does not say so.
    pub opaque: usize,
}

impl Census {
    /// Adds the numbers of another table or page.
    pub fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.placed += other.placed;
        self.keys += other.keys;
        self.supported += other.supported;
        self.members += other.members;
        self.opaque += other.opaque;
    }
}

/// One table, and what is known beside it.
pub(crate) struct Table<'a> {
    /// What paths begin with: `body` or `response`.
    pub(crate) place: &'a str,
    /// The rows.
    pub(crate) rows: &'a [Member],
    /// What the examples or the samples show.
    pub(crate) shape: &'a Shape,
    /// What samples show of objects of a class, by the folded name of the class.
    pub(crate) classes: &'a HashMap<String, Shape>,
    /// The texts that samples give to members, by the folded name of the member.
    pub(crate) texts: &'a HashMap<String, Vec<String>>,
    /// Whether the shape is that of answers. Samples of requests are written for an SDK: they bear
    /// witness of the nesting, but not of the spelling, and not of what there is.
    pub(crate) is_answer: bool,
    /// The names that every answer may have at its top.
    pub(crate) envelope: &'a [&'a str],
    /// The line of the example on the page.
    pub(crate) example_line: usize,
}

/// The tree of a table.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) members: Vec<Node>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) census: Census,
}

impl Table<'_> {
    /// The tree of the table.
    pub(crate) fn tree(&self) -> Tree {
        let mut tree = Tree::default();
        tree.census.rows = self.rows.len();
        let rows = self.with_wrappers(self.without_items(&mut tree), &mut tree);
        let Dotted { rows, parents, added } = self.by_paths(rows);
        for at in added {
            tree.findings.push(self.unnamed(&rows, at));
        }
        let words: Vec<Option<PageWord>> =
            rows.iter().map(|row| PageWord::parse(&row.type_text)).collect();
        let kind = |word: &Option<PageWord>| word.as_ref().map_or(Kind::Json, PageWord::kind);
        let class = |word: &'_ Option<PageWord>| match word.as_ref().map(|it| &it.word) {
            Some(Word::Named(class)) => Some(class.clone()),
            _ => None,
        };
        let choosers = self.choosers(&rows);
        let cells: Vec<Option<Shape>> = rows.iter().map(shown_in_cell).collect();
        let plain = rows.iter().zip(&words).enumerate().map(|(at, (row, word))| Row {
            name: &row.name,
            kind: kind(word),
            class: class(word),
            is_required: row.required == Some(true),
            shown: cells[at].as_ref().or_else(|| self.shown(row, word.as_ref())),
            depth: row.depth,
            parent: parents[at],
            chosen_by: choosers[at].filter(|_| kind(word) != Kind::Scalar),
        });
        let plain: Vec<Row<'_>> = plain.collect();
        let witness = Witness { shape: self.shape, is_whole: self.is_answer };
        let nesting = nest(&plain, witness, self.envelope);
        let adrift = self.adrift(&rows, &nesting.parents);
        let again = again(&plain, &words, &nesting);
        let mut builder = Builder { table: self, rows: &rows, words: &words, adrift, again, tree };
        builder.report_nesting(&nesting);
        let doubtful = nesting.rival.map(|rival| rival.row);
        let members = builder.level(&nesting.parents, None, Some(self.shape), self.place, doubtful);
        builder.tree.members = members;
        builder.tree
    }

    /// For each row, the last one before it that has its name as a value.
    fn choosers(&self, rows: &[Member]) -> Vec<Option<usize>> {
        let mut by_value: HashMap<String, usize> = HashMap::new();
        let choosers = rows.iter().enumerate().map(|(at, row)| {
            let chooser = by_value.get(&row.name).copied();
            let sent = self.texts.get(&fold_name(&row.name)).into_iter().flatten().cloned();
            let values = listed(&row.description).into_iter().chain(sent);
            by_value.extend(values.chain([row.example.trim().to_owned()]).map(|it| (it, at)));
            chooser
        });
        choosers.collect()
    }

    /// The rows with the paths in their names taken apart, unless keys of the example are such paths.
    fn by_paths(&self, rows: Vec<Member>) -> Dotted {
        if self.shape.keys.iter().any(|(key, _)| key.contains('.')) {
            return Dotted { parents: vec![None; rows.len()], rows, added: Vec::new() };
        }
        Dotted::of(&rows)
    }

    /// What is in doubt about an object that only the names of its members tell.
    fn unnamed(&self, rows: &[Member], at: usize) -> Finding {
        let name = &rows[at].name;
        let line = rows[at..].iter().map(|it| it.line).find(|it| *it > 0).unwrap_or_default();
        let evidence = format!("rows are named as members of `{name}`, but there is no row for it");
        let subject = format!("{}.{name}", self.place);
        Finding::new(Doubt::Wrapper, line, subject, evidence, "it is an object")
    }

    /// What samples show of the class of a row, or of the class that is called as the row is.
    fn shown(&self, row: &Member, word: Option<&PageWord>) -> Option<&Shape> {
        let own = match word.map(|it| &it.word) {
            Some(Word::Named(class)) => self.classes.get(&fold_name(class)),
            _ => None,
        };
        let is_object = word.is_some_and(|it| it.kind() != Kind::Scalar);
        let named = || self.classes.get(&fold_name(singular(&row.name)));
        own.or_else(|| named().filter(|_| is_object))
    }

    /// The folded names of the rows that the example does not have where they are.
    fn adrift(&self, rows: &[Member], parents: &[Option<usize>]) -> HashSet<String> {
        let shape_of = |at: usize| {
            let mut path = vec![at];
            // No tree is deeper than it has rows.
            while let Some(parent) =
                parents[path[path.len() - 1]].filter(|_| path.len() <= rows.len())
            {
                path.push(parent);
            }
            path.iter().rev().try_fold(self.shape, |shape, at| shape.get(&rows[*at].name))
        };
        let missing = (0..rows.len()).filter(|at| shape_of(*at).is_none());
        missing.map(|at| fold_name(&rows[at].name)).collect()
    }

    /// The rows without those that only name the items of the list before them: a row whose name is
    /// its type.
    fn without_items(&self, tree: &mut Tree) -> Vec<Member> {
        let mut rows: Vec<Member> = Vec::new();
        for row in self.rows {
            let word = PageWord::parse(&row.type_text).map(|it| it.word);
            let is_item = word == Some(Word::Named(row.name.clone()));
            let list = rows.last_mut().filter(|it| {
                is_item && PageWord::parse(&it.type_text).is_some_and(|it| it.lists > 0)
            });
            if let Some(list) = list {
                list.type_text = format!("{}[]", row.name);
                tree.census.placed += 1;
            } else {
                rows.push(row.clone());
            }
        }
        rows
    }

    /// The rows, with one for each object that the example has around members whose rows stand at
    /// the top.
    fn with_wrappers(&self, mut rows: Vec<Member>, tree: &mut Tree) -> Vec<Member> {
        for (key, inner) in &self.shape.keys {
            let folded = fold_name(key);
            if !inner.has_members() || rows.iter().any(|row| fold_name(&row.name) == folded) {
                continue;
            }
            let is_inside = |row: &Member| {
                inner.find(&row.name).is_some()
                    && self.shape.find(&row.name).is_none()
                    && !self.envelope.contains(&row.name.as_str())
            };
            let inside = rows.iter().filter(|row| is_inside(row)).count();
            let Some(first) = rows.iter().position(is_inside) else { continue };
            if inside * 2 < inner.keys.len() {
                continue;
            }
            let line = rows[first].line;
            let type_text = if inner.seen.list { "Object[]" } else { "Object" };
            tree.findings.push(Finding::new(
                Doubt::Wrapper,
                line,
                format!("{}.{key}", self.place),
                format!("the example has `{key}` around {inside} of the rows, but there is no row for it"),
                "it is taken from the example",
            ));
            let member = Member {
                name: key.clone(),
                type_text: type_text.to_owned(),
                required: (!self.is_answer).then_some(true),
                ..Member::default()
            };
            rows.insert(first, member);
        }
        rows
    }
}

/// Builds the nodes of a tree whose shape is known.
struct Builder<'a> {
    table: &'a Table<'a>,
    rows: &'a [Member],
    words: &'a [Option<PageWord>],
    /// The folded names of the rows that the example does not have where they are.
    adrift: HashSet<String>,
    /// The rows of a type that another row describes.
    again: HashSet<usize>,
    tree: Tree,
}

impl Builder<'_> {
    fn report(&mut self, finding: Finding) {
        self.tree.findings.push(finding);
    }

    fn report_nesting(&mut self, nesting: &Nesting) {
        let name = |at: Option<usize>| at.map_or("the top", |at| self.rows[at].name.as_str());
        let path = |at: usize| self.path(&nesting.parents, at);
        let mut found = Vec::new();
        if let Some(rival) = nesting.rival {
            let (row, parent) = (&self.rows[rival.row], nesting.parents[rival.row]);
            found.push(Finding::new(
                Doubt::Nesting,
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
                Doubt::OutOfOrder,
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
    fn level(
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
            self.tree.census.placed += usize::from(row.line > 0);
            self.compare(row, shape, &below, doubtful == Some(at));
            let inner = self.level(parents, Some(at), own, &below, doubtful);
            let node = self.node(at, inner, own, &below);
            match members.iter_mut().find(|it| it.member.name == node.member.name) {
                Some(first) => {
                    let evidence = format!("its first row is in line {}", first.member.line);
                    let finding = Finding::new(
                        Doubt::DuplicateRow,
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
            let is_named = self.words[at].as_ref().is_none_or(|it| it.kind() == Kind::Named);
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
                self.report(Finding::new(Doubt::Spelling, row.line, path, evidence, decided));
            }
            None if !is_envelope && !is_doubtful => self.report(Finding::new(
                Doubt::OnlyInTable,
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
                    if word.is_some() { Doubt::TypeDenied } else { Doubt::UnknownType },
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
                Doubt::TypeDenied,
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
                        Doubt::TypeWithoutMembers,
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
                self.tree.census.opaque += usize::from(ty == "Json");
                let said = node.member.type_text.clone();
                self.report(Finding::new(
                    Doubt::UnknownType,
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
            self.tree.census.opaque += 1;
            "it is JSON"
        };
        let line = node.member.line;
        let evidence = format!("no row is a member of `{class}`");
        self.report(Finding::new(Doubt::TypeWithoutMembers, line, path, evidence, decided));
        node.ty = if shown.is_some() { Ty::Object(Some(class)) } else { Ty::default() };
    }

    /// A text, a number or the like.
    fn scalar(&mut self, node: &mut Node, word: String, shape: Option<&Shape>, path: &str) {
        let mut found = None;
        let mut ty = word;
        if let Some(shape) = shape.filter(|_| self.table.is_answer) {
            let seen = shape.seen;
            // A list as its only item or as a text is how examples are made, and no contradiction.
            let is_item = node.lists == 0 || seen.list;
            if node.lists == 0 && seen.list && !seen.object {
                node.lists = 1;
                found = Some(("a list", format!("{ty}[]")));
            } else if !is_item {
                // Nothing is known of the items.
            } else if seen.object && ty != "Date" {
                found = Some(("an object", "Json".to_owned()));
                self.tree.census.opaque += 1;
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
                Doubt::TypeDenied,
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
            self.tree.census.keys += usize::from(self.table.is_answer);
            let folded = fold_name(key);
            if let Some(own) = members.iter().find(|it| fold_name(&it.member.name) == folded) {
                let is_supported = own.member.line > 0 || inner.has_members();
                let is_other = *key != own.member.name
                    && shape.keys.iter().any(|(it, _)| *it == own.member.name)
                    && !members.iter().any(|it| it.member.name == *key);
                let (line, name) = (own.member.line, own.member.name.clone());
                self.tree.census.supported += usize::from(self.table.is_answer && is_supported);
                // What lies below JSON, or is described elsewhere, is where the table leaves it.
                if self.table.is_answer
                    && (own.members.is_empty() || matches!(own.ty, Ty::Plain(_)))
                {
                    let below = count(inner);
                    self.tree.census.keys += below;
                    self.tree.census.supported += below;
                }
                if is_other && self.table.is_answer && line > 0 {
                    let evidence = format!("the example also writes `{key}`");
                    let decided = format!("it is `{name}`, as in the table");
                    let below = format!("{path}.{name}");
                    self.report(Finding::new(Doubt::Spelling, line, below, evidence, decided));
                }
            } else if is_envelope {
                self.tree.census.supported += usize::from(self.table.is_answer);
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
        self.tree.census.keys += count(inner);
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
        self.report(Finding::new(Doubt::OnlyInExample, line, below, evidence, decided));
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
        self.tree.census.opaque += usize::from(ty == "Json");
        Node { member, ty: Ty::Plain(ty.to_owned()), lists, members: Vec::new() }
    }
}

/// The rows without members whose type another row describes. Outside of a list, such a row would
/// close a circle where its type has further ones inside, or is that of an object around it.
fn again(rows: &[Row<'_>], words: &[Option<PageWord>], nesting: &Nesting) -> HashSet<usize> {
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

/// What the example value of a row shows of its members.
fn shown_in_cell(row: &Member) -> Option<Shape> {
    let text = row.example.trim();
    let value = lenient_json::read(text).value.filter(|_| text.starts_with(['{', '[']))?;
    let shape = Shape::of_samples([&value]);
    shape.has_members().then_some(shape)
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
