//! Any bytes as the answer of an endpoint that no spec describes.
#![no_main]

use dingtalk_models::extcontact::get::Request;
use dingtalk_protocol::{Endpoint, decode_raw};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| dingtalk_fuzz::check(bytes, &decode_raw(Request::META, bytes)));
