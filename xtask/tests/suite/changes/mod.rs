//! `cargo xtask diff` and `cargo xtask release` on workspaces of their own.

mod browser;
mod odd_words;
mod reports;
mod repository;
mod revisions;
mod versions;
