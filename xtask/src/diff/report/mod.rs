//! Findings as people and programs read them: one file for each form. None decides anything.

mod comparison;
mod html;
mod json;
mod markdown;
mod rules;
mod terminal;

pub use comparison::Comparison;
pub use html::html;
pub use json::json;
pub use markdown::code;
pub use markdown::markdown;
pub use rules::rules;
pub use terminal::terminal;
pub use {
    json::finding as json_finding, markdown::weighed as markdown_weighed,
    terminal::finding as terminal_finding,
};
