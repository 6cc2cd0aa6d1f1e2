//! An answer's bytes become a typed value or a failure.
//!
//! The result is as if the envelope were read first and alone: an error whose payload has another
//! shape is still that error. Yet an answer is read in one pass. Members are read in their order,
//! mismatches are recorded, and the envelope is judged at the end. Only an answer that cannot be
//! read to its end is read again: one with half of a character, or with a number of a thousand
//! digits.

use std::str::Utf8Error;

use serde::de::MapAccess;
use serde_json::Value;

use crate::answer::Answer;
use crate::de::{BYTE_ORDER_MARK, DecodePath, Members, Read, Reader, readable, repaired};
use crate::endpoint::Endpoint;
use crate::envelope::{Envelope, is_result};
use crate::failure::Failure;
use crate::meta::Meta;
use crate::payload::Payload;

/// Reads the answer of an endpoint.
///
/// # Errors
///
/// [`Failure::Api`] if the answer is an error of the server's, [`Failure::Decode`] if it is not one
/// that the endpoint's documentation allows.
pub fn decode<E: Endpoint>(answer: &[u8]) -> Result<Answer<E::Output>, Failure> {
    // Checking the whole answer at once is faster than string by string.
    let text = std::str::from_utf8(answer).map_err(|error| not_utf8::<E>(answer, error))?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    match read_parts::<E>(text) {
        Ok(parts) => parts.and_then(Parts::conclude),
        Err(interruption) => decode_repaired::<E>(text, &interruption),
    }
}

/// Where reading ended before the end of the answer, and why.
type Interruption = (DecodePath, serde_json::Error);

/// Reads the parts of an answer.
#[inline]
fn read_parts<E: Endpoint>(text: &str) -> Result<Result<Parts<E>, Failure>, Interruption> {
    let path = DecodePath::default();
    let mut parts = Parts::<E>::new();
    match read(text, &path, &mut parts) {
        Ok(true) => Ok(Ok(parts)),
        Ok(false) => Ok(Err(Failure::recorded(&path, None))),
        Err(error) => Err((path, error)),
    }
}

/// Reads an answer again that could not be read to its end, if half of a character is the reason.
#[cold]
#[inline(never)]
fn decode_repaired<E: Endpoint>(
    text: &str,
    (at, error): &Interruption,
) -> Result<Answer<E::Output>, Failure> {
    let Some(text) = repaired(text) else { return Err(interrupted(E::META, text, at, error)) };
    match read_parts::<E>(&text) {
        Ok(parts) => parts.and_then(Parts::conclude),
        Err((at, error)) => Err(interrupted(E::META, &text, &at, &error)),
    }
}

/// Reads the answer of an endpoint that has no description. The value is the whole answer, envelope
/// included.
///
/// # Errors
///
/// As [`decode`]. An answer without an error code is a success if it has any other member.
pub fn decode_raw(meta: &'static Meta, answer: &[u8]) -> Result<Answer<Value>, Failure> {
    let text = readable(answer);
    let interrupted = |error| interrupted(meta, &text, &DecodePath::default(), &error);
    let Some(envelope) = read_envelope(Envelope::default(), &text).map_err(interrupted)? else {
        return Err(Failure::decode("$", "an object", "another value".to_owned()));
    };
    if let Some(failure) = envelope.failure(meta) {
        return Err(failure);
    }
    let value: Value = serde_json::from_str(&text).map_err(interrupted)?;
    let has_result =
        value.as_object().is_some_and(|members| members.keys().any(|name| is_result(name)));
    if !envelope.has_errcode() && !has_result {
        return Err(envelope.missing_code());
    }
    Ok(Answer::new(value, envelope.request_id))
}

/// The failure of a response that DingTalk did not send, such as a proxy's page.
#[doc(hidden)]
#[must_use]
pub fn no_answer() -> Failure {
    Envelope::default().missing_code()
}

/// Decides about an answer that is not UTF-8. Its codes are digits and can be read all the same.
#[cold]
fn not_utf8<E: Endpoint>(answer: &[u8], error: Utf8Error) -> Failure {
    let envelope = read_envelope(Envelope::default(), &readable(answer)).ok().flatten();
    envelope.and_then(|envelope| envelope.api_failure(E::META)).unwrap_or_else(|| {
        let found = format!("other bytes from position {}", error.valid_up_to());
        Failure::decode("$", "UTF-8 text", found)
    })
}

/// Reads a whole text. Returns whether it fits; if not, the path holds the mismatch.
fn read<T: Read>(text: &str, path: &DecodePath, into: &mut T) -> Result<bool, serde_json::Error> {
    let mut input = serde_json::Deserializer::from_str(text);
    let fits = serde::Deserializer::deserialize_any(&mut input, Reader::new(path, into))?;
    input.end().map(|()| fits)
}

/// Reads the envelope of an answer and skips all else. `None` if the answer is no object.
fn read_envelope(
    mut envelope: Envelope,
    text: &str,
) -> Result<Option<Envelope>, serde_json::Error> {
    Ok(read(text, &DecodePath::default(), &mut envelope)?.then_some(envelope))
}

/// Decides about an answer that could not be read to its end.
///
/// The envelope alone is easier to read, since everything else is skipped, and what is skipped may
/// be nested to any depth. If a message of the envelope is the reason, its codes can still be read.
#[cold]
fn interrupted(
    meta: &'static Meta,
    text: &str,
    at: &DecodePath,
    error: &serde_json::Error,
) -> Failure {
    let envelope = read_envelope(Envelope::default(), text);
    match envelope.or_else(|_| read_envelope(Envelope::codes_only(), text)) {
        Err(error) => not_json(&error),
        Ok(None) => unreadable(at, error),
        Ok(Some(envelope)) => envelope
            .failure(meta)
            .unwrap_or_else(|| unreadable(at, error).with_request_id(envelope.request_id)),
    }
}

/// The failure of an answer that is no JSON, or ends too early.
fn not_json(error: &serde_json::Error) -> Failure {
    let found = match error.classify() {
        serde_json::error::Category::Eof => "the end of the answer".to_owned(),
        _ => format!("text that is no JSON at line {}, column {}", error.line(), error.column()),
    };
    Failure::decode("$", "a complete JSON object", found)
}

/// The failure of an answer that is JSON, as skipping it has proved, but holds a value that no type
/// can hold.
fn unreadable(at: &DecodePath, error: &serde_json::Error) -> Failure {
    let (line, column) = (error.line(), error.column());
    let found =
        format!("one nested too deeply or beyond all numbers at line {line}, column {column}");
    Failure::decode(&at.json_path(), "a value that can be held", found)
}

/// A whole answer, read in one pass.
struct Parts<E: Endpoint> {
    envelope: Envelope,
    payload: E::Payload,
}

impl<E: Endpoint> Read for Parts<E> {
    const EXPECTED: &'static str = "an object";

    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        mut members: Members<'_, 'de, A>,
    ) -> Result<bool, A::Error> {
        while let Some((name, slot)) = members.next()? {
            let payload = &mut self.payload;
            self.envelope.member(&name, slot, |slot| payload.member(E::META, &name, slot))?;
        }
        Ok(true)
    }
}

impl<E: Endpoint> Parts<E> {
    fn new() -> Self {
        Self { envelope: Envelope::default(), payload: E::Payload::new() }
    }

    /// Decides whether the answer is a success.
    fn conclude(self) -> Result<Answer<E::Output>, Failure> {
        let Self { envelope, payload } = self;
        if let Some(failure) = envelope.mismatch() {
            return Err(failure);
        }
        if !envelope.has_code() && !payload.documented(E::META) {
            return Err(envelope.missing_code());
        }
        if let Some(failure) = envelope.api_failure(E::META) {
            return Err(failure);
        }
        let path = DecodePath::default();
        match payload.finish(E::META, &path) {
            Some(value) => Ok(Answer::new(value, envelope.request_id)),
            None => Err(Failure::recorded(&path, envelope.request_id)),
        }
    }
}
