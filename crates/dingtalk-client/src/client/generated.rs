//! What every generated module begins with: `use crate::client::generated::*;`.

// A module names some of these only.
#![allow(unreachable_pub, unused_imports)]

#[cfg(feature = "blocking")]
pub use super::blocking;
pub use super::{Argb, Async, Blocking, Call, Client, Error, Secret, Value, models};
pub use dingtalk_runtime::Core;
pub use std::marker::PhantomData;
