//! Any text as the JSON of an example: what is read of it is well-formed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xtask::page::sloppy::{self, DefectKind, Duplicates};

fuzz_target!(|text: &str| {
    let reading = sloppy::read(text);
    let Some(value) = reading.value else {
        assert!(!reading.defects.is_empty(), "nothing is read, and nothing said of it");
        return;
    };
    for json in [value.to_json(), value.pretty(Duplicates::Keep), value.pretty(Duplicates::Drop)] {
        let again = sloppy::read(&json);
        let new = again.defects.iter().find(|defect| defect.kind != DefectKind::DuplicateKey);
        assert!(new.is_none(), "{json} is not well-formed: {new:?}");
    }
});
