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
mod encode;
pub mod generated;
mod macros;
mod member;
mod meta;
mod paged;
mod path;
mod record;
mod repair;
mod secret;
mod unknown;
mod view;

pub use answer::{
    Answer, ApiFailure, DecodeFailure, Endpoint, Failure, Keyed, Nothing, Payload, Whole, decode,
    decode_raw, no_answer,
};
pub use argb::Argb;
pub use check::{Violation, check};
pub use code::{ApiCode, Class, Code, CodeEntry, EndpointCode, Gateway, Origin};
pub use encode::{Body, body, percent_encode, query};
pub use member::{Member, Read, Scalar};
pub use meta::{
    App, Credential, Dialect, Encoding, Field, FieldKind, Limits, Meta, Method, Place, Returns,
    Shape,
};
pub use paged::Paged;
pub use path::DecodePath;
pub use record::{Record, Slot, read, shape, write};
pub use secret::Secret;
/// Any JSON: a member whose type the pages leave open.
///
/// Where such a member is optional, a null that is received and a member that is missing are both
/// `None`. `Some(Value::Null)` is sent as a null, and read back as `None`.
pub use serde_json::Value;
pub use unknown::unknown;
pub use view::{List, Object, ValueRef, debug, equal, secrets};
