#![doc = include_str!("../guide.md")]

mod client;
// Generated: a module for each group of endpoints, behind a feature of its name. The generator has
// a layout of its own.
#[rustfmt::skip]
mod groups;

pub use client::*;
// Without a feature there is no group.
#[allow(unreachable_pub, unused_imports)]
pub use groups::*;

#[doc = include_str!("../faults.md")]
pub mod faults {}
