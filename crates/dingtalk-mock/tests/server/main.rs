//! The mock over real sockets, as a library.
//!
//! It is another process than the tests of the program: while a process starts a child, that child
//! holds its sockets for a moment, and a port that was let go is not yet free.

mod contacts;
mod crowd;
mod faults;
#[path = "../http/mod.rs"]
mod http;
mod library;
mod seeds;
mod service;
mod tokens;
