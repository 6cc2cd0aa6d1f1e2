#![doc = include_str!("../README.md")]
//!
//! # Layout
//!
//! - [`Meta`], [`Shape`], [`Field`]: the static tables that describe an endpoint.
//! - [`Record`], [`Member`]: how one visitor fills every generated type and one writer writes it.
//! - [`record!`], [`codes!`], [`generated`]: what generated code is written with.
//! - [`decode`]: an answer's bytes become an [`Answer`] or a [`Failure`].
//! - [`check`], [`query`], [`body`]: a request is checked and becomes bytes.
//! - [`Paged`]: lists that come page by page.
//! - [`Secret`], [`Argb`]: value types with behaviour.

mod answer;
mod argb;
mod check;
mod code;
mod de;
mod decode;
mod encode;
mod endpoint;
mod envelope;
mod failure;
pub mod generated;
mod macros;
mod member;
mod meta;
mod paged;
mod payload;
mod record;
mod scalars;
mod secret;
mod shape;
mod unknown;
mod view;

pub use answer::Answer;
pub use argb::Argb;
pub use check::{Violation, check};
pub use code::{Class, Code, CodeEntry, Origin};
pub use de::{DecodePath, Members, Read, Scalar, Slot};
pub use decode::{decode, decode_raw, no_answer};
pub use encode::{Body, body, percent_encode, query};
pub use endpoint::{ApiCode, Endpoint, EndpointCode, Gateway};
pub use failure::{ApiFailure, DecodeFailure, Failure};
pub use member::Member;
pub use meta::{App, Credential, Dialect, Encoding, Meta, Method, Returns};
pub use paged::Paged;
pub use payload::{Keyed, Nothing, Payload, Whole};
pub use record::{Record, read, shape, write};
pub use secret::Secret;
/// Any JSON: the type of a member whose type the pages leave open.
///
/// If such a member is optional, a null that is received and a member that is missing are both
/// `None`. `Some(Value::Null)` is sent as a null, and read back as `None`.
pub use serde_json::Value;
pub use shape::{Field, FieldKind, Limits, Place, Shape};
pub use unknown::unknown;
pub use view::{List, Object, ValueRef, debug, equal, secrets};
