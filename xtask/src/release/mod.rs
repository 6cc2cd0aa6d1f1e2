//! From findings to a release: the version that they demand, and what is told to users. All here is
//! text in, text out; [`crate::verb::release`] reads and writes.

pub mod changelog;
pub mod manifest;
mod version;

pub use version::Version;
