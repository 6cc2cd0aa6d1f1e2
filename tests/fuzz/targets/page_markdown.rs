//! Any text as a page in Markdown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xtask_pages::readers::markdown;

fuzz_target!(|text: &str| dingtalk_fuzz::check_page(&markdown::read(text)));
