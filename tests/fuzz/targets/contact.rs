//! Any bytes as an external contact.
#![no_main]

use dingtalk_models::extcontact::get::Request;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| dingtalk_fuzz::read::<Request>(bytes));
