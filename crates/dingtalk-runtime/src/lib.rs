#![doc = include_str!("../README.md")]
//!
//! # Layout
//!
//! - [`Builder`]: host, credentials, limits. It builds a client around a [`Core`].
//! - [`Credentials`], [`TokenSource`]: where access tokens come from.
//! - [`Policy`]: how often and how long a call is tried.
//! - [`send`]: sends a call. [`RawCall`] sends one without a spec.
//! - [`Pages`], [`Items`]: lists that are fetched page by page.
//! - [`Observer`]: is called for every attempt.
//! - [`Error`]: what went wrong, where, and what to do.
//! - [`Async`], [`Blocking`]: the two flavours of a client.
//!
//! # What is logged
//!
//! Each call is a `tracing` span of level `debug` and target `dingtalk` with endpoint and host. In
//! it is one event for each attempt: its number and duration, HTTP status, size of the answer,
//! code, class, request id, outcome, and the wait that follows. No query string, body or secret is
//! logged.

// The path of a call: `send` or `raw` makes a `call`; `retry` is the loop; `attempt` makes an attempt,
// which is `ready` once it has a turn and a token, and sent by `http`; `events` reports it. The rules
// of retrying are in `policy`. No two modules import each other: `fetch` sends the requests for
// tokens, and `tokens` knows it only by a trait.

mod attempt;
mod base_url;
#[cfg(feature = "blocking")]
mod blocking;
mod builder;
mod call;
mod clock;
mod context;
mod core;
mod credentials;
mod dates;
mod error;
mod events;
mod fetch;
mod http;
mod ip_block;
mod mask;
mod observe;
mod pacer;
mod pages;
mod policy;
mod raw;
mod ready;
mod retry;
mod send;
mod tokens;

pub use builder::{Builder, Host};
pub use call::Options;
pub use clock::Clock;
#[cfg(feature = "blocking")]
pub use core::block_on;
pub use core::{Async, Blocking, Core};
pub use credentials::{Credentials, SourceError, SuiteTicket, TokenSource};
pub use error::{
    ApiError, Cause, ConfigurationError, DecodeError, Error, InvalidRequest, IpBlockedError,
    TokenError, TransportError, TransportKind,
};
pub use futures_core::future::BoxFuture;
pub use observe::{AttemptEnded, AttemptStarted, Observer, Unknown};
pub use pages::{Items, Pages};
pub use policy::Policy;
pub use raw::RawCall;
/// The HTTP library, in the version that [`Builder::http_client`] takes.
pub use reqwest;
pub use send::send;
pub use tokens::AccessToken;
