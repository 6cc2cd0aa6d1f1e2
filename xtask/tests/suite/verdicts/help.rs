//! What the programs of the cases share; it is compiled with each of them, not with the test.

pub use dingtalk_protocol::{App, Class, Credential, Endpoint, Origin};
use dingtalk_protocol::{Failure, body, check, decode, query};

/// What an answer says; nothing if it cannot be read.
pub fn answer<E: Endpoint>(text: &str) -> Option<E::Output> {
    decode::<E>(text.as_bytes()).ok().map(|it| it.into_inner())
}

/// The class of the error that a code is.
pub fn class<E: Endpoint>(code: i64) -> Option<Class> {
    match decode::<E>(format!(r#"{{"errcode": {code}}}"#).as_bytes()) {
        Err(Failure::Api(failure)) => failure.class(),
        _ => None,
    }
}

/// Whose meaning a code has where it comes inside an 88.
pub fn sub_origin<E: Endpoint>(code: i64) -> Option<Origin> {
    let text = format!(r#"{{"errcode": 88, "sub_code": "{code}"}}"#);
    match decode::<E>(text.as_bytes()) {
        Err(Failure::Api(failure)) => failure.known.map(|(origin, _)| origin),
        _ => None,
    }
}

/// The query string and the body of a request.
pub fn sent<E: Endpoint>(request: &E) -> String {
    let body = body(E::META, request).expect("it can be written");
    let body = body.map(|it| String::from_utf8_lossy(&it.bytes).into_owned()).unwrap_or_default();
    format!("{}|{body}", query(request))
}

/// Whether a request is refused before it is sent.
pub fn refused<E: Endpoint>(request: &E) -> bool {
    !check(request).is_empty()
}
