//! From the rows of one table and what examples show to a tree of typed members, with a finding for
//! each thing that the two say differently.

use std::collections::{HashMap, HashSet};

use crate::document::finding::{Ambiguity, Finding};
use crate::facts::Member;
use crate::lenient_json;
use crate::nesting::build::Builder;
use crate::nesting::dotted::Dotted;
use crate::nesting::rows::{Nesting, Row};
use crate::nesting::search::{Example, nest};
use crate::nesting::shape::Shape;
use crate::nesting::tree::{Table, Tree};
use crate::vocabulary::choices::listed;
use crate::vocabulary::naming::fold_name;
use crate::vocabulary::naming::singular;
use crate::vocabulary::types::{MemberKind, PageWord, Word};

impl Table<'_> {
    /// The tree of the table.
    pub(crate) fn tree(&self) -> Tree {
        let mut tree = Tree::default();
        tree.statistics.rows = self.rows.len();
        let rows = self.with_wrappers(self.without_items(&mut tree), &mut tree);
        let Dotted { rows, parents, added } = self.by_paths(rows);
        for at in added {
            tree.findings.push(self.unnamed(&rows, at));
        }
        let words: Vec<Option<PageWord>> =
            rows.iter().map(|row| PageWord::parse(&row.type_text)).collect();
        let kind = |word: &Option<PageWord>| word.as_ref().map_or(MemberKind::Json, PageWord::kind);
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
            is_list: word.as_ref().is_some_and(|it| it.lists > 0),
            is_required: row.required == Some(true),
            shown: cells[at].as_ref().or_else(|| self.shown(row, word.as_ref())),
            depth: row.depth,
            parent: parents[at],
            chosen_by: choosers[at].filter(|_| kind(word) != MemberKind::Scalar),
        });
        let plain: Vec<Row<'_>> = plain.collect();
        let example = Example { shape: self.shape, is_whole: self.is_answer };
        let nesting = nest(&plain, example, self.envelope);
        let adrift = self.adrift(&rows, &nesting);
        let described_elsewhere = nesting.described_elsewhere(&plain);
        let mut builder =
            Builder { table: self, rows: &rows, words: &words, adrift, described_elsewhere, tree };
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

    /// The finding for an object that only the names of its members show.
    fn unnamed(&self, rows: &[Member], at: usize) -> Finding {
        let name = &rows[at].name;
        let line = rows[at..].iter().map(|it| it.line).find(|it| *it > 0).unwrap_or_default();
        let evidence = format!("rows are named as members of `{name}`, but there is no row for it");
        let subject = format!("{}.{name}", self.place);
        Finding::new(Ambiguity::Wrapper, line, subject, evidence, "it is an object")
    }

    /// What samples show of the class of a row, or of the class that is called as the row is.
    fn shown(&self, row: &Member, word: Option<&PageWord>) -> Option<&Shape> {
        let own = match word.map(|it| &it.word) {
            Some(Word::Named(class)) => self.classes.get(&fold_name(class)),
            _ => None,
        };
        let is_object = word.is_some_and(|it| it.kind() != MemberKind::Scalar);
        let named = || self.classes.get(&fold_name(singular(&row.name)));
        own.or_else(|| named().filter(|_| is_object))
    }

    /// The folded names of the rows that the example does not have where they are.
    fn adrift(&self, rows: &[Member], nesting: &Nesting) -> HashSet<String> {
        let is_shown = |at: usize| {
            let mut path: Vec<usize> = [at].into_iter().chain(nesting.around(at)).collect();
            path.reverse();
            path.iter().try_fold(self.shape, |shape, at| shape.get(&rows[*at].name)).is_some()
        };
        let missing = (0..rows.len()).filter(|at| !is_shown(*at));
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
                tree.statistics.placed += 1;
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
                Ambiguity::Wrapper,
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

/// What the example value of a row shows of its members.
fn shown_in_cell(row: &Member) -> Option<Shape> {
    let text = row.example.trim();
    let value = lenient_json::read(text).value.filter(|_| text.starts_with(['{', '[']))?;
    let shape = Shape::of_samples([&value]);
    shape.has_members().then_some(shape)
}
