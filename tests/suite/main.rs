//! The tests of the workspace, in one binary.

mod cases;
mod contacts;
mod decoding;
mod diagnostics;
mod faults;
mod generating;
mod model;
mod pages;
mod properties;
mod schema;
mod secrets;
mod server;
mod support;
mod surface;
mod wire;
