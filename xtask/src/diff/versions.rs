//! Two versions of an object type, and of a member of it: what they are called in findings.

use super::ty::{self, Renames};
use crate::api::{Construction, Direction, Field, Place, Record};

/// Two versions of a type.
pub(super) struct RecordVersions<'a> {
    /// The path of the type in Rust, below the models.
    pub(super) rust: String,
    /// What the paths of members start with; a request's have `query` or `body`.
    pub(super) prefix: String,
    pub(super) old: &'a Record,
    pub(super) new: &'a Record,
}

impl RecordVersions<'_> {
    /// The path of the type itself.
    pub(super) fn own_path(&self) -> String {
        if self.prefix.is_empty() { "request".to_owned() } else { self.prefix.clone() }
    }

    /// The path of a member.
    pub(super) fn path(&self, field: &Field) -> String {
        let prefix = if self.prefix.is_empty() { place(field) } else { &self.prefix };
        format!("{prefix}.{}", field.wire)
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

/// Two versions of a member.
pub(super) struct FieldVersions<'a> {
    pub(super) record: &'a RecordVersions<'a>,
    pub(super) old: &'a Field,
    pub(super) new: &'a Field,
    pub(super) types: &'a Renames<'a>,
    pub(super) members: &'a Renames<'a>,
}

impl FieldVersions<'_> {
    /// The path of the member.
    pub(super) fn path(&self) -> String {
        self.record.path(self.new)
    }

    /// The member in Rust.
    pub(super) fn item(&self) -> String {
        self.record.item(self.new)
    }

    pub(super) fn direction(&self) -> Direction {
        self.record.new.direction
    }

    pub(super) fn both(&self) -> [&Field; 2] {
        [self.old, self.new]
    }
}

/// Where a parameter is sent.
pub(super) fn place(field: &Field) -> &'static str {
    if field.place == Place::Query { "query" } else { "body" }
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
pub(super) fn construction(record: &Record) -> String {
    let required: Vec<&str> = record.required().map(|it| it.name.as_str()).collect();
    let required = required.join(", ");
    match &record.construction {
        Construction::Default => "new()".to_owned(),
        Construction::New => format!("new({required})"),
        Construction::Init(init) => format!("{init} {{ {required} }}"),
        Construction::Decoded => "decoding".to_owned(),
    }
}
