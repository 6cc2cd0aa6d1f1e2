//! `cargo xtask diff` and `cargo xtask release` on workspaces of their own.

mod browser;
mod reports;
mod repository;
mod revisions;
mod versions;
