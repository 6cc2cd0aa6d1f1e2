//! Any text as a page in HTML.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xtask_pages::readers::html;

fuzz_target!(|text: &str| dingtalk_fuzz::check_page(&html::read(text)));
