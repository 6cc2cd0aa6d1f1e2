//! The resolved model: what the bindings will be, with every name, type and order decided. This is
//! the only place that decides; the emitters print.

mod model;
pub mod names;
mod resolve;

pub use crate::spec::{App, Class, CredentialUse, Encoding, Format, Method};
pub use model::*;
pub use resolve::resolve;
pub(crate) use resolve::{field_name, module_and_method, original, reached, type_name};
