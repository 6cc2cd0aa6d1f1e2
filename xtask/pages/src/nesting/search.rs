//! The tree that a flat table stands for. A page lists the members of an object behind its row and
//! then goes on with those of the level above, without any mark. Rows in that order are a walk over
//! the tree, so each row's parent is one of the rows that are still open; which one, a search finds:
//! every placing has a cost, by what the example shows, and the cheapest tree wins. Not the first
//! row that could close an object closes it: a later row may belong to that object.

use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use crate::nesting::rows::{Nesting, Rival, Row};
use crate::nesting::shape::Shape;
use crate::nesting::weights::{WEIGHTS, Weights};
use crate::vocabulary::naming::fold_name;
use crate::vocabulary::types::MemberKind;

/// How many trees are followed at a time. Real pages need a handful.
const BEAM: usize = 48;

/// Objects within objects deeper than this are no page's; it bounds the search on what is none.
const DEEPEST: usize = 12;

/// What examples or samples show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Example<'a> {
    pub(crate) shape: &'a Shape,
    /// Whether an object that is shown is shown whole: samples of requests leave out what they like.
    pub(crate) is_whole: bool,
}

/// Finds the tree of some rows.
pub(crate) fn nest(rows: &[Row<'_>], example: Example<'_>, envelope: &[&str]) -> Nesting {
    nest_by(&WEIGHTS, rows, example, envelope)
}

pub(super) fn nest_by(
    weights: &Weights,
    rows: &[Row<'_>],
    example: Example<'_>,
    envelope: &[&str],
) -> Nesting {
    let folded: Vec<String> = rows.iter().map(|row| fold_name(row.name)).collect();
    let root = Rc::new(Evidence::of(example.shape));
    let tail = tail(rows, &folded, example.shape, envelope);
    let shown = rows.iter().map(|row| row.shown.map(|it| Rc::new(Evidence::of(it)))).collect();
    let mut classes = HashSet::new();
    let mut is_again =
        |row: &Row<'_>| row.class.as_ref().is_some_and(|it| !classes.insert(it.clone()));
    let again = rows.iter().map(&mut is_again).collect();
    let search = Search {
        weights,
        rows,
        folded,
        envelope,
        root,
        shown,
        again,
        is_whole: example.is_whole,
        tail,
    };
    let mut states = vec![search.start()];
    for row in 0..rows.len() {
        states = search.step(&states, row);
    }
    search.finish(states)
}

/// What the example shows of an object, ready to be looked up in.
#[derive(Default)]
pub(super) struct Evidence {
    /// By the folded name.
    pub(super) keys: HashMap<String, Rc<Evidence>>,
    /// Whether a value was seen.
    pub(super) seen: bool,
}

impl Evidence {
    fn of(shape: &Shape) -> Self {
        let mut keys = HashMap::new();
        for (key, inner) in &shape.keys {
            keys.entry(fold_name(key)).or_insert_with(|| Rc::new(Self::of(inner)));
        }
        Self { keys, seen: !shape.is_empty() }
    }
}

/// An object that is still open.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) row: Option<usize>,
    /// What the example shows of it.
    pub(super) evidence: Option<Rc<Evidence>>,
    /// Its members so far.
    pub(super) members: Rc<Vec<usize>>,
    /// How many keys of the example they account for.
    pub(super) matched: u32,
    /// The set of its members, as a number.
    pub(super) print: u64,
}

/// A tree of the rows so far.
#[derive(Clone)]
pub(super) struct State {
    pub(super) cost: u32,
    pub(super) open: Vec<Frame>,
    parents: Rc<Parents>,
    /// The nearest other tree that ends with the same objects open, and how much dearer it is.
    rival: Option<(u32, Rc<Parents>)>,
}

/// The parents of the rows so far, shared by all trees that begin alike.
struct Parents {
    parent: Option<usize>,
    before: Option<Rc<Parents>>,
}

impl Parents {
    fn list(this: &Rc<Self>) -> Vec<Option<usize>> {
        let mut all = Vec::new();
        let mut at = this;
        // The first link is no row's.
        while let Some(before) = &at.before {
            all.push(at.parent);
            at = before;
        }
        all.reverse();
        all
    }
}

impl Drop for Parents {
    /// Link by link, since a long chain is deeper than the stack.
    fn drop(&mut self) {
        let mut next = self.before.take();
        while let Some(link) = next {
            next = Rc::into_inner(link).and_then(|mut link| link.before.take());
        }
    }
}

pub(super) struct Search<'a> {
    pub(super) weights: &'a Weights,
    pub(super) rows: &'a [Row<'a>],
    pub(super) folded: Vec<String>,
    pub(super) envelope: &'a [&'a str],
    pub(super) root: Rc<Evidence>,
    /// What is shown of each row wherever it stands.
    pub(super) shown: Vec<Option<Rc<Evidence>>>,
    /// The rows of a type that a row before them has, too: pages describe a type once.
    pub(super) again: Vec<bool>,
    /// Whether an object that is shown is shown whole.
    pub(super) is_whole: bool,
    /// The first of the rows at the end of the table that no example has anywhere.
    pub(super) tail: usize,
}

impl Search<'_> {
    fn start(&self) -> State {
        let evidence = (!self.root.keys.is_empty()).then(|| Rc::clone(&self.root));
        let top = Frame { row: None, evidence, members: Rc::default(), matched: 0, print: 0 };
        let parents = Rc::new(Parents { parent: None, before: None });
        State { cost: 0, open: vec![top], parents, rival: None }
    }

    /// All trees with one more row, the cheapest of them.
    fn step(&self, states: &[State], row: usize) -> Vec<State> {
        let mut next: Vec<State> = Vec::new();
        let mut known: HashMap<Vec<(Option<usize>, u64)>, usize> = HashMap::new();
        for state in states {
            let mut closing = 0;
            for depth in (0..state.open.len()).rev() {
                if let Some(placed) = self.place(state, depth, closing, row) {
                    merge(&mut next, &mut known, placed);
                }
                closing += self.close(&state.open[depth]) + self.weights.close;
            }
        }
        next.sort_by_key(|state| state.cost);
        next.truncate(BEAM);
        next
    }

    /// The tree with a row as a member of the object that is open at some depth.
    fn place(&self, state: &State, depth: usize, closing: u32, row: usize) -> Option<State> {
        let frame = &state.open[depth];
        let under = frame.row.map_or(MemberKind::Object, |row| self.rows[row].kind);
        let evidence = frame.evidence.as_ref();
        let key = evidence.and_then(|it| it.keys.get(&self.folded[row]));
        let is_said = self.rows[row].parent.is_some();
        if is_said && self.rows[row].parent != frame.row {
            return None;
        }
        // A scalar has members only where the example shows them.
        if under == MemberKind::Scalar && key.is_none() && !is_said {
            return None;
        }
        let cost = state.cost
            + closing
            + self.fit(frame, key.is_some(), row)
            + self.aside(state, depth, key.is_some(), row);
        let mut open = state.open[..=depth].to_vec();
        let frame = open.last_mut()?;
        frame.matched += u32::from(key.is_some());
        Rc::make_mut(&mut frame.members).push(row);
        frame.print ^= print(row);
        let parent = frame.row;
        let may_hold =
            self.rows[row].kind != MemberKind::Scalar || key.is_some_and(|it| !it.keys.is_empty());
        let has_members = self.rows.get(row + 1).is_some_and(|it| it.parent == Some(row));
        if may_hold && open.len() < DEEPEST || has_members {
            let evidence = key.filter(|it| !it.keys.is_empty()).or(self.shown[row].as_ref());
            let evidence = evidence.cloned();
            open.push(Frame {
                row: Some(row),
                evidence,
                members: Rc::default(),
                matched: 0,
                print: 0,
            });
        }
        let parents = Rc::new(Parents { parent, before: Some(Rc::clone(&state.parents)) });
        let rival = state.rival.as_ref().map(|(more, before)| {
            (*more, Rc::new(Parents { parent, before: Some(Rc::clone(before)) }))
        });
        Some(State { cost, open, parents, rival })
    }

    /// The cheapest tree when all that is open is closed.
    fn finish(&self, states: Vec<State>) -> Nesting {
        let closed = states.into_iter().map(|state| {
            let closing: u32 = state.open.iter().map(|frame| self.close(frame)).sum();
            State { cost: state.cost + closing, ..state }
        });
        let mut closed: Vec<State> = closed.collect();
        closed.sort_by_key(|state| state.cost);
        let Some(best) = closed.first() else { return Nesting::default() };
        let parents = Parents::list(&best.parents);
        let second = closed.get(1).map(|it| (it.cost - best.cost, &it.parents));
        let merged = best.rival.as_ref().map(|(more, parents)| (*more, parents));
        let rivals =
            second.into_iter().chain(merged).filter(|(more, _)| *more <= self.weights.margin);
        let rival = rivals.min_by_key(|(more, _)| *more);
        let rival = rival.and_then(|(_, other)| difference(&parents, &Parents::list(other)));
        let mut nesting = Nesting { parents, cost: best.cost, rival, moved: Vec::new() };
        self.gather(&mut nesting);
        self.align(&mut nesting);
        nesting
    }
}

/// Where the rows begin, at the end of a table, that the example has nowhere. Samples of requests show
/// too little for that.
fn tail(rows: &[Row<'_>], folded: &[String], example: &Shape, envelope: &[&str]) -> usize {
    if envelope.is_empty() {
        return rows.len();
    }
    let mut shown = HashSet::new();
    gather_names(example, &mut shown);
    let is_shown =
        |row: &usize| shown.contains(&folded[*row]) && !envelope.contains(&rows[*row].name);
    (0..rows.len()).rev().find(is_shown).map_or(0, |last| last + 1)
}

/// The folded names of all keys of an example.
fn gather_names(shape: &Shape, names: &mut HashSet<String>) {
    for (key, inner) in &shape.keys {
        names.insert(fold_name(key));
        gather_names(inner, names);
    }
}

/// Adds a tree, unless a cheaper one has the same objects open: from there on, both fare alike.
fn merge(
    states: &mut Vec<State>,
    known: &mut HashMap<Vec<(Option<usize>, u64)>, usize>,
    placed: State,
) {
    let key = placed.open.iter().map(|frame| (frame.row, frame.print)).collect();
    match known.entry(key) {
        Entry::Vacant(vacant) => {
            vacant.insert(states.len());
            states.push(placed);
        }
        Entry::Occupied(occupied) => {
            let other = &mut states[*occupied.get()];
            let (cheap, dear) = if placed.cost < other.cost {
                (placed, other.clone())
            } else {
                (other.clone(), placed)
            };
            let dear = (dear.cost - cheap.cost, dear.parents);
            let rival = match &cheap.rival {
                Some((more, _)) if *more <= dear.0 => cheap.rival.clone(),
                _ => Some(dear),
            };
            *other = State { rival, ..cheap };
        }
    }
}

/// The first row that has another parent.
fn difference(best: &[Option<usize>], other: &[Option<usize>]) -> Option<Rival> {
    let row = best.iter().zip(other).position(|(a, b)| a != b)?;
    Some(Rival { row, parent: other[row] })
}

/// A number for a row, so that a set of rows is one number.
fn print(row: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.hash(&mut hasher);
    hasher.finish()
}
