//! What spans several crates, in one binary: the client against the mock and other servers, and the
//! generated types under protocol and runtime. The tests of one crate lie in that crate.

mod contacts;
mod decoding;
mod faults;
mod model;
mod properties;
mod secrets;
mod server;
mod support;
mod surface;
mod wire;
