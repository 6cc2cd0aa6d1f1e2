#![doc = include_str!("../README.md")]
//!
//! # Layout
//!
//! - [`Builder`]: host, access token, limits; what it builds holds a [`Core`].
//! - [`send`]: the one way a request takes. Retries will stand around it and token sources before
//!   it; both are still to come.
//! - [`Pages`], [`Items`]: lists that come page by page.
//! - [`Error`]: what went wrong, where, and what to do.
//! - [`Async`], [`Blocking`]: the two flavours of a client.
//!
//! # What is logged
//!
//! One `tracing` event of level `debug` and target `dingtalk` for each call: endpoint, host, HTTP
//! status, size of the answer, request id and outcome. Never a query string, a body or a secret.

mod blocking;
mod builder;
mod core;
mod error;
mod mask;
mod pages;
mod send;

#[cfg(feature = "blocking")]
pub use blocking::block_on;
pub use blocking::{Async, Blocking};
pub use builder::{Builder, Host};
pub use core::Core;
pub use error::{
    ApiError, Cause, ConfigurationError, DecodeError, Error, InvalidRequest, TransportError,
    TransportKind,
};
pub use pages::{Items, Pages};
/// The HTTP library, in the version that [`Builder::http_client`] takes.
pub use reqwest;
pub use send::{BoxFuture, send};
