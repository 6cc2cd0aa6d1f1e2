#![doc = include_str!("../README.md")]
// The README is for people who read it elsewhere.
#![allow(clippy::doc_markdown)]
