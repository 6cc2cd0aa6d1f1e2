#![doc = include_str!("../guide.md")]

// The client of a release, not a copy of it.
#[path = "../../../../crates/dingtalk-client/src/client/mod.rs"]
mod client;
#[path = "groups.snap.rs"]
#[rustfmt::skip]
mod groups;

pub use client::*;
pub use groups::*;
