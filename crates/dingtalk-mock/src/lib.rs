#![doc = include_str!("../README.md")]
//!
//! # Layout
//!
//! - [`Mock`], [`Builder`]: the server as a caller sees it.
//! - [`Call`]: one request that arrived; [`Injected`]: one answer that a test decides.
//! - [`Mock::seed`]: what is there before the first call.
//! - [`Fault`]: what goes wrong with the next calls.
//!
//! Inside, `dispatch` decides what answers a call. `request` reads what was sent, `validate` checks
//! it against the endpoint's table, and `behaviour` lists what endpoints do: those of external
//! contacts stand in `extcontact`, those that issue tokens in `access_token`. `state` is what the
//! mock remembers: `contacts`, `labels`, `tokens` and the faults of `fault`; `seed` fills it. `answer`
//! writes the envelope. `redact` decides what the `Debug` of a call shows, `ignored` what of a call
//! had no effect. Only `server` speaks HTTP, with `sent` for the bodies of answers.

mod access_token;
mod answer;
mod behaviour;
mod call;
mod contacts;
mod dispatch;
mod extcontact;
mod fault;
mod ignored;
mod labels;
mod mock;
mod redact;
mod request;
mod seed;
mod sent;
mod server;
mod state;
mod tokens;
mod validate;

pub use answer::Injected;
pub use call::Call;
pub use dingtalk_models::extcontact::get::OpenExtContact;
pub use dingtalk_models::extcontact::list_label_groups::{OpenLabel, OpenLabelGroup};
pub use dingtalk_protocol::{Argb, Value};
pub use fault::{Fault, FaultError};
pub use mock::{Builder, Mock};
pub use seed::SeedError;
pub use state::ContactError;
