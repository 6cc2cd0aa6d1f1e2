//! Any text as a page in plain text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xtask_pages::readers::text;

fuzz_target!(|text: &str| dingtalk_fuzz::check_page(&text::read(text)));
