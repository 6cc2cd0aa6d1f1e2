#![doc = include_str!("../README.md")]
//!
//! # Layout
//!
//! - [`Builder`]: host, credentials, limits. It builds a client around a [`Core`].
//! - [`Credentials`], [`TokenSource`]: where access tokens come from.
//! - [`Policy`]: how often and how long a call is tried.
//! - [`send`]: sends a call. [`RawCall`] sends one without a spec.
//! - [`Pages`], [`Items`]: lists that are fetched page by page.
//! - [`Observer`]: hears of every attempt.
//! - [`Error`]: what went wrong, where, and what to do.
//! - [`Async`], [`Blocking`]: the two flavours of a client.
//!
//! # What is logged
//!
//! Each call is a `tracing` span of level `debug` and target `dingtalk` with endpoint and host. In
//! it is one event for each attempt: its number and duration, HTTP status, size of the answer,
//! code, class, request id, outcome, and the wait that follows. No query string, body or secret is
//! logged.

// The path of a call: `send` or `raw` -> `retry`, the loop -> `attempt`, one attempt. Both work on
// a `call`; `events` reports attempts, and `explain` makes the public error. No two modules import
// each other: `fetch` sends requests for tokens, and `tokens` knows it only by a trait.

mod account;
mod attempt;
mod attempt_result;
mod base_url;
mod blocking;
mod budget;
mod builder;
mod call;
mod clock;
mod connection;
mod core;
mod credentials;
mod dates;
mod error;
mod events;
mod explain;
mod fetch;
mod future;
mod ip_block;
mod mask;
mod observe;
mod options;
mod outgoing;
mod pacer;
mod pages;
mod policy;
mod raw;
mod retry;
mod send;
mod tokens;
#[cfg(feature = "blocking")]
mod worker;

#[cfg(feature = "blocking")]
pub use blocking::block_on;
pub use blocking::{Async, Blocking};
pub use builder::{Builder, Host};
pub use clock::Clock;
pub use core::Core;
pub use credentials::{Credentials, SourceError, SuiteTicket, TokenSource};
pub use error::{
    ApiError, Cause, ConfigurationError, DecodeError, Error, InvalidRequest, IpBlockedError,
    TokenError, TransportError, TransportKind,
};
pub use future::BoxFuture;
pub use observe::{AttemptEnded, AttemptStarted, Observer, Unknown};
pub use options::Options;
pub use pages::{Items, Pages};
pub use policy::Policy;
pub use raw::RawCall;
/// The HTTP library, in the version that [`Builder::http_client`] takes.
pub use reqwest;
pub use send::send;
pub use tokens::AccessToken;
