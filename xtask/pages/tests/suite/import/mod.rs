//! Pages become specs.

mod corpus;
mod facts;
mod findings;
mod odd_pages;
mod own;
mod round;
mod verb;
mod written;
