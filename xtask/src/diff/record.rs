//! One object type that is on both sides: how a value is made, and its members.

use super::field;
use super::finding::{Findings, side};
use super::pair::{Key, Paired, pair};
use super::rule::Rule;
use super::ty::{self, Names};
use crate::api::{Construction, Direction, Field, Place, Presence, Record};

/// Two versions of a type, and what they are called.
pub(super) struct Owner<'a> {
    /// The path of the type in Rust, below the models.
    pub(super) rust: String,
    /// What the paths of members start with; a request's have `query` or `body`.
    pub(super) prefix: String,
    pub(super) old: &'a Record,
    pub(super) new: &'a Record,
}

impl Owner<'_> {
    /// The path of a member.
    pub(super) fn path(&self, field: &Field) -> String {
        if !self.prefix.is_empty() {
            return format!("{}.{}", self.prefix, field.wire);
        }
        let place = if field.place == Place::Query { "query" } else { "body" };
        format!("{place}.{}", field.wire)
    }

    /// The path of the type itself.
    fn own_path(&self) -> String {
        if self.prefix.is_empty() { "request".to_owned() } else { self.prefix.clone() }
    }

    /// A member in Rust.
    pub(super) fn item(&self, field: &Field) -> String {
        format!("{}::{}", self.rust, field.name)
    }

    /// How a value was made and is made.
    pub(super) fn construction(&self) -> String {
        let (old, new) = (construction(self.old), construction(self.new));
        if old == new {
            return format!("one is made by `{new}` as before");
        }
        let silent = if takes_the_same(self.old, self.new) {
            ", and calls of it compile as before: see what each argument now stands for"
        } else {
            ""
        };
        format!("one is made by `{new}` instead of `{old}`{silent}")
    }
}

/// Whether `new` can be called with the arguments of before, whatever they stand for now.
fn takes_the_same(old: &Record, new: &Record) -> bool {
    let is_new = |it: &Record| it.construction == Construction::New;
    let (before, after): (Vec<&Field>, Vec<&Field>) =
        (old.required().collect(), new.required().collect());
    is_new(old)
        && is_new(new)
        && before.len() == after.len()
        && before.iter().zip(&after).all(|(old, new)| ty::share_arguments(&old.ty, &new.ty))
}

/// How a value of a type is made.
fn construction(record: &Record) -> String {
    let required: Vec<&str> = record.required().map(|it| it.name.as_str()).collect();
    let required = required.join(", ");
    match &record.construction {
        Construction::Default => "new()".to_owned(),
        Construction::New => format!("new({required})"),
        Construction::Init(init) => format!("{init} {{ {required} }}"),
        Construction::Decoded => "decoding".to_owned(),
    }
}

/// The type of a member in Rust.
pub(super) fn member_type(field: &Field) -> String {
    let ty = field.ty.rust();
    if field.presence == Presence::Optional { format!("Option<{ty}>") } else { ty }
}

/// Compares a type.
pub(super) fn compare(owner: &Owner<'_>, names: &Names<'_>, findings: &mut Findings<'_>) {
    if owner.old.direction != owner.new.direction {
        direction(owner, findings);
        return;
    }
    default(owner, findings);
    let paired = pair_fields(owner, names);
    parameters(owner, &paired, findings);
    let members: Names<'_> =
        paired.both.iter().map(|(old, new)| (old.wire.as_str(), new.wire.as_str())).collect();
    for (old, new) in &paired.both {
        field::compare(owner, [names, &members], old, new, findings);
    }
    for gone in &paired.removed {
        removed(owner, gone, findings);
    }
    for new in &paired.added {
        added(owner, new, findings);
    }
}

/// A member is known by its Rust name first: what callers wrote. Then by its name on the wire, and at
/// last by all that is said of it.
fn pair_fields<'a>(owner: &Owner<'a>, names: &Names<'_>) -> Paired<'a, Field> {
    let is_old = |it: &Field| owner.old.fields.iter().any(|field| std::ptr::eq(field, it));
    let shape = |it: &Field| {
        let ty = if is_old(it) { ty::renamed(&it.ty, names) } else { it.ty.clone() };
        format!("{} {:?} {:?} {:?}", ty.rust(), it.presence, it.place, it.secret)
    };
    let name = |it: &Field| Some(it.name.clone());
    let wire = |it: &Field| Some(it.wire.clone());
    let example =
        |it: &Field| it.example.as_ref().map(|example| format!("{} {example}", shape(it)));
    let doc = |it: &Field| (!it.doc.is_empty()).then(|| format!("{} {}", shape(it), it.doc));
    let keys: [Key<'_, Field>; 4] = [&name, &wire, &example, &doc];
    pair(owner.old.fields.iter().collect(), owner.new.fields.iter().collect(), &keys)
}

fn direction(owner: &Owner<'_>, findings: &mut Findings<'_>) {
    let says = |it: &Record| {
        let word = if it.direction == Direction::Request { "sent" } else { "received" };
        Some(side(word, &it.source))
    };
    let effect = match owner.new.direction {
        Direction::Request => {
            format!("`{}` has a constructor and setters, and `Option`s", owner.rust)
        }
        Direction::Response => {
            format!("`{}` has no constructor and no setters any more", owner.rust)
        }
    };
    let path = owner.own_path();
    findings.note(Rule::TypeDirectionChanged, path, says(owner.old), says(owner.new), effect);
}

fn default(owner: &Owner<'_>, findings: &mut Findings<'_>) {
    let has = |it: &Record| it.construction == Construction::Default;
    let rule = match (has(owner.old), has(owner.new)) {
        (true, false) => Rule::DefaultLost,
        (false, true) => Rule::DefaultGained,
        _ => return,
    };
    let says = |it: &Record| Some(side(construction(it), &it.source));
    let verb = if rule == Rule::DefaultLost { "is not" } else { "is" };
    let effect = format!("`{}` {verb} `Default`; {}", owner.rust, owner.construction());
    findings.note(rule, owner.own_path(), says(owner.old), says(owner.new), effect);
}

/// The two parameters of `new`, whose order callers wrote.
fn parameters(owner: &Owner<'_>, paired: &Paired<'_, Field>, findings: &mut Findings<'_>) {
    let is_new = |it: &Record| it.construction == Construction::New;
    if !is_new(owner.old) || !is_new(owner.new) {
        return;
    }
    let now = |old: &Field| {
        paired.both.iter().find(|(it, _)| std::ptr::eq(*it, old)).map(|(_, it)| it.name.as_str())
    };
    let before: Vec<Option<&str>> = owner.old.required().map(now).collect();
    let after: Vec<&Field> = owner.new.required().collect();
    let [first, second] = after[..] else { return };
    if before != [Some(second.name.as_str()), Some(first.name.as_str())] {
        return;
    }
    let rule = if ty::share_arguments(&first.ty, &second.ty) {
        Rule::ParametersSwapped
    } else {
        Rule::ParametersReordered
    };
    let says = |it: &Record| Some(side(construction(it), &it.source));
    let effect =
        format!("`{}::new` and the method take their arguments the other way round", owner.rust);
    findings.note(rule, owner.own_path(), says(owner.old), says(owner.new), effect);
}

fn removed(owner: &Owner<'_>, field: &Field, findings: &mut Findings<'_>) {
    let says = Some(side(description(field), &field.source));
    let (rule, effect) = match owner.old.direction {
        Direction::Request if field.presence == Presence::Required => (
            Rule::RequestFieldRemoved,
            format!("`{}` is gone; {}", owner.item(field), owner.construction()),
        ),
        Direction::Request => {
            (Rule::RequestFieldRemoved, format!("`{}` and its setters are gone", owner.item(field)))
        }
        Direction::Response => {
            (Rule::AnswerFieldRemoved, format!("`{}` is gone", owner.item(field)))
        }
    };
    findings.note(rule, owner.path(field), says, None, effect);
}

fn added(owner: &Owner<'_>, field: &Field, findings: &mut Findings<'_>) {
    let says = Some(side(description(field), &field.source));
    let item = owner.item(field);
    let (rule, effect) = match (owner.new.direction, field.presence) {
        (Direction::Request, Presence::Required) => (
            Rule::RequiredFieldAdded,
            format!("`{}` requires `{}`; {}", owner.rust, field.name, owner.construction()),
        ),
        (Direction::Request, _) => (Rule::RequestFieldAdded, format!("there is a setter `{item}`")),
        (Direction::Response, Presence::Required) => (
            Rule::RequiredAnswerFieldAdded,
            format!("there is `{item}`, and an answer without it is a decode error"),
        ),
        (Direction::Response, _) => (Rule::AnswerFieldAdded, format!("there is `{item}`")),
    };
    findings.note(rule, owner.path(field), None, says, effect);
}

/// A member in short.
fn description(field: &Field) -> String {
    format!("{}: {}", field.wire, member_type(field))
}
