//! Any text as a page in Markdown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xtask::page::markdown;

fuzz_target!(|text: &str| dingtalk_fuzz::check_page(&markdown::read(text)));
