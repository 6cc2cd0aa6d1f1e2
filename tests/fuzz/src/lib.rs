//! What has to hold of every answer, whatever its bytes.

use dingtalk_protocol::{Answer, Endpoint, Failure, decode};
use serde_json::Value;

/// Reads bytes as the answer of an endpoint.
///
/// # Panics
///
/// An error is read as a success: that is a defect.
pub fn read<E: Endpoint>(bytes: &[u8]) {
    check(bytes, &decode::<E>(bytes));
}

/// Checks what was read from bytes.
///
/// # Panics
///
/// An error was read as a success: that is a defect.
pub fn check<T>(bytes: &[u8], read: &Result<Answer<T>, Failure>) {
    assert!(read.is_err() || !is_refusal(bytes), "an error is read as a success");
    if let Err(Failure::Decode(failure)) = read {
        assert!(failure.path.starts_with('$'), "{failure} has no path");
    }
}

/// Whether bytes are JSON that plainly has an error code, as another reader sees it. What that one
/// cannot read is not plain.
fn is_refusal(bytes: &[u8]) -> bool {
    let answer = serde_json::from_slice::<Value>(bytes).ok();
    let code = answer.as_ref().and_then(|answer| answer.get("errcode"));
    code.and_then(Value::as_i64).is_some_and(|code| code != 0)
}
