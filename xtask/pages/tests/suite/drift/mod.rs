//! `cargo xtask drift` on a workspace of its own, with invented pages.

mod chapter;
mod departures;
mod pages;
mod reports;
mod sites;
mod toy;
mod workflow;
