//! What a change of a type is, by the Rust type and by what the decoder makes of values.

use std::collections::HashMap;

use super::rule::Rule;
use crate::api::Type;

/// The new names of the object types of an endpoint, or of the members of a type, by their old ones.
pub(super) type Renames<'a> = HashMap<&'a str, &'a str>;

/// An old type, in the names of the new model. A type that is gone keeps a name that no new one has.
pub(super) fn renamed(ty: &Type, renames: &Renames<'_>) -> Type {
    match ty {
        Type::List(item) => Type::List(Box::new(renamed(item, renames))),
        Type::Record(name) => Type::Record(match renames.get(name.as_str()) {
            Some(now) => (*now).to_owned(),
            None => format!("{name} (gone)"),
        }),
        other => other.clone(),
    }
}

/// The kind of change between two types that are not the same, both in the new names.
pub(super) fn change(old: &Type, new: &Type) -> Rule {
    match (old, new) {
        (old, Type::List(item)) if **item == *old => Rule::BecameList,
        (Type::List(item), new) if **item == *new => Rule::BecameSingle,
        (Type::List(old), Type::List(new)) => change(old, new),
        (Type::String, Type::Secret) => Rule::SecretMarked,
        (Type::Secret, Type::String) => Rule::SecretUnmarked,
        (Type::Integer, Type::Argb) | (Type::Argb, Type::Integer) => Rule::FormatChanged,
        (old, new) if is_wider(new, old) => Rule::TypeWidened,
        (old, new) if is_wider(old, new) => Rule::TypeNarrowed,
        _ => Rule::TypeChanged,
    }
}

/// Whether one type has a place for every value that the decoder reads into another: any value is
/// JSON, an integer is a decimal, and an integer where a string is expected becomes one.
fn is_wider(wide: &Type, narrow: &Type) -> bool {
    match (wide, narrow) {
        (Type::Json, other) => *other != Type::Json,
        (Type::Decimal | Type::String, Type::Integer | Type::Argb) => true,
        _ => false,
    }
}

/// Whether a caller can have written something that goes for a parameter of either type: it takes
/// all that becomes its type, such as any string for a secret.
pub(super) fn share_arguments(one: &Type, other: &Type) -> bool {
    let is_text = |it: &Type| matches!(it, Type::String | Type::Secret);
    let is_number = |it: &Type| matches!(it, Type::Integer | Type::Argb);
    match (one, other) {
        (Type::List(one), Type::List(other)) => share_arguments(one, other),
        (Type::Json, it) | (it, Type::Json) => !matches!(it, Type::Record(_)),
        (one, other) => {
            let both = |is_it: fn(&Type) -> bool| is_it(one) && is_it(other);
            one == other || both(is_text) || both(is_number)
        }
    }
}
