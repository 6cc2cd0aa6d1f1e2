//! Any bytes as answers with lists of lists, trees, values of every kind, and without a payload.
#![no_main]

use case_models::payload::{none, scalar_list, whole};
use case_models::shapes::{kinds, lists_of_lists, tree};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    dingtalk_fuzz::read::<lists_of_lists::Request>(bytes);
    dingtalk_fuzz::read::<tree::Request>(bytes);
    dingtalk_fuzz::read::<kinds::Request>(bytes);
    dingtalk_fuzz::read::<scalar_list::Request>(bytes);
    dingtalk_fuzz::read::<whole::Request>(bytes);
    dingtalk_fuzz::read::<none::Request>(bytes);
});
