//! Pages become specs.

mod corpus;
mod facts;
mod findings;
mod own;
mod round;
mod support;
mod verb;
mod written;
