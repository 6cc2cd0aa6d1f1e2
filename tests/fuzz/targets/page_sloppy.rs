//! Any text as the JSON of an example: what is read of it is well-formed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xtask_pages::lenient_json::{self, DefectKind, Duplicates};

fuzz_target!(|text: &str| {
    let reading = lenient_json::read(text);
    let Some(value) = reading.value else {
        assert!(!reading.defects.is_empty(), "nothing is read, and nothing said of it");
        return;
    };
    for json in [value.to_json(), value.pretty(Duplicates::Keep), value.pretty(Duplicates::Drop)] {
        let again = lenient_json::read(&json);
        let new = again.defects.iter().find(|defect| defect.kind != DefectKind::DuplicateKey);
        assert!(new.is_none(), "{json} is not well-formed: {new:?}");
    }
});
