//! Any text as a sample of a request, in each language.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xtask_pages::samples;

fuzz_target!(|text: &str| {
    _ = samples::read_in_all_languages(text);
});
