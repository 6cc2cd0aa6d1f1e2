//! An answer's bytes become a typed value or a failure.
//!
//! The result is as if the envelope were read first and alone, so that an error whose payload has
//! another shape is still that error. On success it costs one pass: members are read as they come,
//! and only when that fails is the answer looked at again.

use std::fmt;
use std::ops::Deref;

use serde::de::{Deserializer, MapAccess};
use serde_json::Value;

use crate::code::{Class, Code, CodeEntry, Origin};
use crate::member::{Member, Read, Reader, Scalar};
use crate::meta::{Meta, Returns};
use crate::record::{Filling, Key, Record, Slot};
use crate::trail::Trail;

/// An endpoint, implemented by its request.
pub trait Endpoint: Record + Send + Sync + 'static {
    /// What a successful call returns.
    type Output: Send + 'static;

    /// How an answer holds it.
    #[doc(hidden)]
    type Payload: Payload<Value = Self::Output>;

    /// Everything about the endpoint that is not a type.
    const META: &'static Meta;
}

/// What a successful call returned: derefs to the value.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<T> {
    value: T,
    request_id: Option<String>,
}

impl<T> Answer<T> {
    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The server's id of this request, which its support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Why an answer is no success.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The server answered that it did not do what was asked.
    Api(ApiFailure),
    /// The answer could not be understood.
    Decode(DecodeFailure),
}

/// An error that the server answered.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ApiFailure {
    /// The effective code: `sub_code` where there is one, else `errcode`. `None` where the server
    /// only says that it had no success.
    pub code: Option<Code>,
    /// What is documented of the code, and where.
    pub known: Option<(Origin, &'static CodeEntry)>,
    /// The server's message, as it came.
    pub message: String,
    /// The server's id of this request.
    pub request_id: Option<String>,
}

impl ApiFailure {
    /// What can be done about it, where the code is known.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.known.and_then(|(_, entry)| entry.class)
    }
}

/// An answer that could not be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeFailure {
    /// The JSON path of the value, such as `$.result.label_ids[1]`.
    pub path: String,
    /// The kind that was due.
    pub due: &'static str,
    /// The kind that was found. Never a value.
    pub found: String,
    /// The server's id of this request, where it could be read.
    pub request_id: Option<String>,
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}: {} was due, found {}", self.path, self.due, self.found)
    }
}

/// Reads the answer of an endpoint.
///
/// # Errors
///
/// [`Failure::Api`] if the answer is an error of the server's, [`Failure::Decode`] if it is not one
/// that the endpoint's documentation allows.
pub fn decode<E: Endpoint>(answer: &[u8]) -> Result<Answer<E::Output>, Failure> {
    // Checked once and as a whole, which is faster than string by string.
    let text = std::str::from_utf8(answer).map_err(|error| {
        undecodable("$", "UTF-8 text", format!("other bytes from position {}", error.valid_up_to()))
    })?;
    let mut input = serde_json::Deserializer::from_str(text);
    let first = read::<Parts<E>, _>(&mut input, &Trail::default());
    match first.and_then(|parts| input.end().map(|()| parts)) {
        Ok(parts) => parts.conclude(),
        Err(_) => decode_again::<E>(text),
    }
}

/// The slow way, taken when the one pass failed: a whole tree, in which the last of duplicated keys
/// has won, then the envelope alone, then the payload.
fn decode_again<E: Endpoint>(text: &str) -> Result<Answer<E::Output>, Failure> {
    let tree: Value = serde_json::from_str(text).map_err(|error| broken(&error))?;
    let trail = Trail::default();
    let envelope: Envelope = read(&tree, &trail).map_err(|error| mismatch(&trail, &error, None))?;
    if let Some(failure) = envelope.failure(E::META) {
        return Err(Failure::Api(failure));
    }
    let trail = Trail::default();
    let parts = read::<Parts<E>, _>(&tree, &trail);
    parts.map_err(|error| mismatch(&trail, &error, envelope.request_id))?.conclude()
}

fn read<'de, T: Read, D: Deserializer<'de>>(input: D, trail: &Trail) -> Result<T, D::Error> {
    input.deserialize_any(Reader::new(trail))
}

impl Failure {
    /// The same, of the request of this id.
    fn of(mut self, request: Option<String>) -> Self {
        match &mut self {
            Self::Api(failure) => failure.request_id = request,
            Self::Decode(failure) => failure.request_id = request,
        }
        self
    }
}

fn undecodable(path: &str, due: &'static str, found: String) -> Failure {
    Failure::Decode(DecodeFailure { path: path.to_owned(), due, found, request_id: None })
}

/// Not JSON at all, or cut off.
fn broken(error: &serde_json::Error) -> Failure {
    let found = match error.classify() {
        serde_json::error::Category::Eof => "the end of the answer".to_owned(),
        _ => format!("text that is no JSON at line {}, column {}", error.line(), error.column()),
    };
    undecodable("$", "a complete JSON object", found)
}

fn mismatch(trail: &Trail, error: &serde_json::Error, request_id: Option<String>) -> Failure {
    match trail.found() {
        None => broken(error),
        Some(it) => undecodable(&trail.path(), it.due, it.found.to_owned()).of(request_id),
    }
}

/// The members that every answer shares.
#[derive(Default)]
struct Envelope {
    errcode: Option<Code>,
    sub_code: Option<Code>,
    errmsg: Option<String>,
    sub_msg: Option<String>,
    request_id: Option<String>,
    unsuccessful: bool,
}

impl Envelope {
    /// Reads a member of the envelope; any other is left to `other`.
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
        trail: &Trail,
        other: impl FnOnce(&mut A) -> Result<(), A::Error>,
    ) -> Result<(), A::Error> {
        let code = |map: &mut A| {
            let code = Slot::new(map, trail).read::<EnvelopeCode>();
            code.map(|it| it.0).inspect_err(|_| trail.under(name))
        };
        let text = |map: &mut A| map.next_value::<Value>().map(text);
        match name {
            "errcode" => self.errcode = code(map)?,
            "sub_code" => self.sub_code = code(map)?,
            "errmsg" => self.errmsg = text(map)?,
            "sub_msg" => self.sub_msg = text(map)?,
            "request_id" => self.request_id = text(map)?,
            "success" => self.unsuccessful = text(map)?.is_some_and(|it| it == "false"),
            _ => other(map)?,
        }
        Ok(())
    }

    /// The error that the envelope reports, if it does.
    fn failure(&self, meta: &'static Meta) -> Option<ApiFailure> {
        let error = |code: &Option<Code>| code.clone().filter(|code| !code.is_success());
        let sub_code = error(&self.sub_code);
        let inside = sub_code.is_some();
        let code = sub_code.or_else(|| error(&self.errcode));
        if code.is_none() && !self.unsuccessful {
            return None;
        }
        let (first, second) =
            if inside { (&self.sub_msg, &self.errmsg) } else { (&self.errmsg, &self.sub_msg) };
        Some(ApiFailure {
            known: code.as_ref().and_then(|code| meta.explain(code, inside)),
            code,
            message: first.clone().or_else(|| second.clone()).unwrap_or_default(),
            request_id: self.request_id.clone(),
        })
    }
}

/// What a person can read of a member of the envelope, whose kind nobody should depend on.
fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

impl Read for Envelope {
    const DUE: &'static str = "an object";

    /// Reads the envelope alone.
    fn object<'de, A: MapAccess<'de>>(mut map: A, trail: &Trail) -> Result<Self, A::Error> {
        let mut envelope = Self::default();
        while let Some(name) = map.next_key_seed(Key)? {
            envelope.member(&name, &mut map, trail, |map| Slot::new(map, trail).skip())?;
        }
        Ok(envelope)
    }
}

/// A whole answer, read in one pass.
struct Parts<E: Endpoint> {
    envelope: Envelope,
    payload: E::Payload,
}

impl<E: Endpoint> Read for Parts<E> {
    const DUE: &'static str = "an object";

    fn object<'de, A: MapAccess<'de>>(mut map: A, trail: &Trail) -> Result<Self, A::Error> {
        let mut parts = Self { envelope: Envelope::default(), payload: E::Payload::new() };
        while let Some(name) = map.next_key_seed(Key)? {
            let payload = &mut parts.payload;
            let other = |map: &mut A| payload.member(E::META, &name, map, trail);
            parts.envelope.member(&name, &mut map, trail, other)?;
        }
        Ok(parts)
    }
}

impl<E: Endpoint> Parts<E> {
    /// Judges what was read.
    fn conclude(self) -> Result<Answer<E::Output>, Failure> {
        let Self { envelope, payload } = self;
        let coded = envelope.errcode.is_some() || envelope.sub_code.is_some();
        if !coded && !payload.documented(E::META) {
            let failure = undecodable("$.errcode", "an error code", "nothing".to_owned());
            return Err(failure.of(envelope.request_id));
        }
        if let Some(failure) = envelope.failure(E::META) {
            return Err(Failure::Api(failure));
        }
        let trail = Trail::default();
        match payload.finish(E::META, &trail) {
            Ok(value) => Ok(Answer { value, request_id: envelope.request_id }),
            Err(error) => Err(mismatch(&trail, &error, envelope.request_id)),
        }
    }
}

/// The code of an envelope: `None` for null and for an empty text.
struct EnvelopeCode(Option<Code>);

impl Read for EnvelopeCode {
    const DUE: &'static str = "an error code";

    fn scalar(scalar: Scalar<'_>) -> Result<Self, Scalar<'_>> {
        match scalar {
            Scalar::Null => Ok(Self(None)),
            Scalar::Text(text) => Ok(Self(Code::parse(&text))),
            other => i64::scalar(other).map(|number| Self(Some(Code::Number(number)))),
        }
    }
}

/// How an answer holds what an endpoint returns.
#[doc(hidden)]
pub trait Payload: Sized {
    /// What the endpoint returns.
    type Value;

    /// Nothing has come yet.
    fn new() -> Self;

    /// A member of the answer that is not of the envelope.
    ///
    /// # Errors
    ///
    /// The value is broken or does not fit.
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        meta: &Meta,
        name: &str,
        map: &mut A,
        trail: &Trail,
    ) -> Result<(), A::Error>;

    /// Whether the answer has what the documentation promises, which without an error code is the
    /// only sign of success.
    fn documented(&self, meta: &Meta) -> bool;

    /// The value.
    ///
    /// # Errors
    ///
    /// It has not come.
    fn finish(self, meta: &Meta, trail: &Trail) -> Result<Self::Value, serde_json::Error>;
}

/// The payload is the value of one key.
#[doc(hidden)]
#[derive(Debug)]
pub struct Keyed<T> {
    value: Option<T>,
    came: bool,
}

impl<T: Member> Payload for Keyed<T> {
    type Value = T;

    fn new() -> Self {
        Self { value: None, came: false }
    }

    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        meta: &Meta,
        name: &str,
        map: &mut A,
        trail: &Trail,
    ) -> Result<(), A::Error> {
        let slot = Slot::new(map, trail);
        if !matches!(meta.returns, Returns::Key(key) if key == name) {
            return slot.skip();
        }
        self.came = true;
        self.value = slot.read::<Option<T>>().inspect_err(|_| trail.under(name))?;
        Ok(())
    }

    fn documented(&self, _: &Meta) -> bool {
        self.came
    }

    fn finish(self, meta: &Meta, trail: &Trail) -> Result<T, serde_json::Error> {
        self.value.or_else(T::absent).ok_or_else(|| {
            if let Returns::Key(key) = meta.returns {
                trail.under(key);
            }
            trail.mismatch(T::DUE, if self.came { "null" } else { "nothing" })
        })
    }
}

/// The payload is the whole answer.
#[doc(hidden)]
pub struct Whole<T>(Filling<T>);

impl<T> fmt::Debug for Whole<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whole")
    }
}

impl<T: Record> Payload for Whole<T> {
    type Value = T;

    fn new() -> Self {
        Self(Filling::new())
    }

    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        _: &Meta,
        name: &str,
        map: &mut A,
        trail: &Trail,
    ) -> Result<(), A::Error> {
        self.0.member(name, map, trail)
    }

    fn documented(&self, _: &Meta) -> bool {
        self.0.touched
    }

    fn finish(self, _: &Meta, trail: &Trail) -> Result<T, serde_json::Error> {
        self.0.finish(trail)
    }
}

/// There is no payload.
#[doc(hidden)]
#[derive(Debug)]
pub struct Nothing;

impl Payload for Nothing {
    type Value = ();

    fn new() -> Self {
        Self
    }

    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        _: &Meta,
        _: &str,
        map: &mut A,
        trail: &Trail,
    ) -> Result<(), A::Error> {
        Slot::new(map, trail).skip()
    }

    fn documented(&self, _: &Meta) -> bool {
        false
    }

    fn finish(self, _: &Meta, _: &Trail) -> Result<(), serde_json::Error> {
        Ok(())
    }
}
