//! An answer's bytes become a typed value or a failure.
//!
//! The result is as if the envelope were read first and alone, so that an error whose payload has
//! another shape is still that error. It costs one pass: members are read as they come, what does
//! not fit is noted, and all is judged at the end. Only an answer that holds what cannot be read at
//! all, such as half a character or a number of a thousand digits, is looked at again.

use std::fmt;
use std::ops::Deref;
use std::str::Utf8Error;

use std::borrow::Cow;

use serde::de::{MapAccess, SeqAccess};
use serde_json::Value;

use crate::code::{Class, Code, CodeEntry, Origin};
use crate::member::{Member, Read, Reader, Scalar, skip_list, skip_object};
use crate::meta::{Meta, Returns};
use crate::path::DecodePath;
use crate::record::{Key, Record, RecordBuilder, Slot};
use crate::repair::{BYTE_ORDER_MARK, readable, repaired};

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
#[derive(Clone, PartialEq)]
pub struct Answer<T> {
    value: T,
    request_id: Option<String>,
    raw: Option<Vec<u8>>,
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

    /// The answer's bytes as they came, for a call that asked to keep them.
    pub fn raw(&self) -> Option<&[u8]> {
        self.raw.as_deref()
    }

    /// The same, with the bytes that it was read from.
    #[doc(hidden)]
    #[must_use]
    pub fn with_raw(mut self, bytes: Vec<u8>) -> Self {
        self.raw = Some(bytes);
        self
    }

    /// The same, with another text in the place of the id.
    #[doc(hidden)]
    #[must_use]
    pub fn map_request_id(mut self, map: impl FnOnce(&str) -> String) -> Self {
        self.request_id = self.request_id.as_deref().map(map);
        self
    }
}

/// Shows of the bytes only how many there are: they may hold secrets that the value masks.
impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("value", &self.value)
            .field("request_id", &self.request_id)
            .field("raw", &self.raw.as_ref().map(|raw| format!("{} bytes", raw.len())))
            .finish()
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
    /// The kind that was expected.
    pub expected: &'static str,
    /// The kind that was found. Never a value.
    pub found: String,
    /// The server's id of this request, where it could be read.
    pub request_id: Option<String>,
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}: expected {}, found {}", self.path, self.expected, self.found)
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
    let text = std::str::from_utf8(answer).map_err(|error| foreign::<E>(answer, error))?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let path = DecodePath::default();
    let mut parts = Parts::<E>::new();
    match read(text, &path, &mut parts) {
        Ok(true) => parts.conclude(),
        Ok(false) => Err(noted(&path, None)),
        Err(error) => decode_repaired::<E>(text, &path, &error),
    }
}

/// Reads an answer again in which reading stopped, if that is because of half a character.
#[cold]
#[inline(never)]
fn decode_repaired<E: Endpoint>(
    text: &str,
    at: &DecodePath,
    error: &serde_json::Error,
) -> Result<Answer<E::Output>, Failure> {
    let Some(text) = repaired(text) else { return Err(stopped(E::META, text, at, error)) };
    let path = DecodePath::default();
    let mut parts = Parts::<E>::new();
    match read(&text, &path, &mut parts) {
        Ok(true) => parts.conclude(),
        Ok(false) => Err(noted(&path, None)),
        Err(error) => Err(stopped(E::META, &text, &path, &error)),
    }
}

/// Reads an answer whose endpoint is not described: all of it, as it is, unless it is an error.
///
/// # Errors
///
/// As [`decode`]. Without an error code it is a success if anything else is there.
pub fn decode_raw(meta: &'static Meta, answer: &[u8]) -> Result<Answer<Value>, Failure> {
    let text = readable(answer);
    let envelope = match alone::<Envelope>(&text) {
        Ok(Some(envelope)) => envelope,
        Ok(None) => return Err(undecodable("$", "an object", "another value".to_owned())),
        Err(error) => return Err(stopped(meta, &text, &DecodePath::default(), &error)),
    };
    if let Some(failure) = envelope.mismatch().or_else(|| envelope.failure(meta)) {
        return Err(failure);
    }
    let value: Value = serde_json::from_str(&text)
        .map_err(|error| stopped(meta, &text, &DecodePath::default(), &error))?;
    let says_something = value
        .as_object()
        .is_some_and(|members| members.keys().any(|name| !OUTCOMELESS.contains(&name.as_str())));
    if !envelope.errcode.came() && !says_something {
        return Err(envelope.without_code());
    }
    Ok(Answer { value, request_id: envelope.request_id, raw: None })
}

/// The members that say nothing of the outcome where none of them holds a code.
const OUTCOMELESS: [&str; 6] = ["errcode", "errmsg", "sub_code", "sub_msg", "request_id", FOREIGN];

/// What to say of an answer that is none of the service's.
#[doc(hidden)]
#[must_use]
pub fn no_answer() -> Failure {
    Envelope::default().without_code()
}

/// What to make of an answer in another encoding: its codes are digits all the same.
#[cold]
fn foreign<E: Endpoint>(answer: &[u8], error: Utf8Error) -> Failure {
    let envelope = alone::<Envelope>(&readable(answer)).ok().flatten();
    envelope.and_then(|envelope| envelope.failure(E::META)).unwrap_or_else(|| {
        let found = format!("other bytes from position {}", error.valid_up_to());
        undecodable("$", "UTF-8 text", found)
    })
}

/// Reads a whole text; `false` if it does not fit, which the path then tells.
fn read<T: Read>(text: &str, path: &DecodePath, into: &mut T) -> Result<bool, serde_json::Error> {
    let mut input = serde_json::Deserializer::from_str(text);
    let fits = serde::Deserializer::deserialize_any(&mut input, Reader::new(path, into))?;
    input.end().map(|()| fits)
}

/// What to make of an answer in the middle of which reading stopped.
///
/// The envelope alone is easier to read: all else is skipped, and what is skipped may be nested as
/// deeply as it likes. If it cannot be read either, its codes may still be.
#[cold]
fn stopped(meta: &'static Meta, text: &str, at: &DecodePath, error: &serde_json::Error) -> Failure {
    let codes = || alone::<Codes>(text).map(|codes| codes.map(|it| it.0));
    match alone::<Envelope>(text).or_else(|_| codes()) {
        Err(error) => broken(&error),
        Ok(None) => unreadable(at, error),
        Ok(Some(envelope)) => match envelope.mismatch().or_else(|| envelope.failure(meta)) {
            Some(failure) => failure,
            None => unreadable(at, error).of(envelope.request_id),
        },
    }
}

fn alone<T: Read + Default>(text: &str) -> Result<Option<T>, serde_json::Error> {
    let mut value = T::default();
    Ok(read(text, &DecodePath::default(), &mut value)?.then_some(value))
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

fn undecodable(path: &str, expected: &'static str, found: String) -> Failure {
    Failure::Decode(DecodeFailure { path: path.to_owned(), expected, found, request_id: None })
}

/// Not JSON at all, or cut off.
fn broken(error: &serde_json::Error) -> Failure {
    let found = match error.classify() {
        serde_json::error::Category::Eof => "the end of the answer".to_owned(),
        _ => format!("text that is no JSON at line {}, column {}", error.line(), error.column()),
    };
    undecodable("$", "a complete JSON object", found)
}

/// JSON, as skipping over it has proved, with a value in it that nothing here can hold.
fn unreadable(at: &DecodePath, error: &serde_json::Error) -> Failure {
    let found = format!(
        "one nested too deeply or beyond all numbers at line {}, column {}",
        error.line(),
        error.column()
    );
    undecodable(&at.json_path(), "a value that can be held", found)
}

/// The failure that a path tells of.
fn noted(path: &DecodePath, request_id: Option<String>) -> Failure {
    let (expected, found) =
        path.mismatch().map_or(("a value", "another"), |it| (it.expected, it.found));
    undecodable(&path.json_path(), expected, found.to_owned()).of(request_id)
}

/// The members that every answer shares.
#[derive(Default)]
struct Envelope {
    errcode: EnvelopeCode,
    sub_code: EnvelopeCode,
    errmsg: Option<String>,
    sub_msg: Option<String>,
    request_id: Option<String>,
    unsuccessful: bool,
    /// Whether another gateway answered, which speaks of errors in its own way.
    foreign: bool,
}

impl Envelope {
    /// Reads a member of the envelope; any other is left to `other`.
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
        path: &DecodePath,
        other: impl FnOnce(&mut A) -> Result<(), A::Error>,
    ) -> Result<(), A::Error> {
        let at = |_: &A::Error| path.push_member(name);
        let text = |map: &mut A| text(map, path).inspect_err(at);
        match name {
            "errcode" => self.errcode.read(map, path).inspect_err(at)?,
            "sub_code" => self.sub_code.read(map, path).inspect_err(at)?,
            "errmsg" => self.errmsg = text(map)?,
            "sub_msg" => self.sub_msg = text(map)?,
            "request_id" => self.request_id = text(map)?,
            "success" => self.unsuccessful = text(map)?.is_some_and(|it| it == "false"),
            _ => {
                self.foreign |= name == FOREIGN;
                other(map)?;
            }
        }
        Ok(())
    }

    /// The error that the envelope reports, if it does.
    fn failure(&self, meta: &'static Meta) -> Option<Failure> {
        let sub_code = self.sub_code.error();
        let code = sub_code.or_else(|| self.errcode.error());
        if code.is_none() && !self.unsuccessful {
            return None;
        }
        let inside = sub_code.is_some();
        let (first, second) =
            if inside { (&self.sub_msg, &self.errmsg) } else { (&self.errmsg, &self.sub_msg) };
        let words = |text: &Option<String>| text.clone().filter(|it| !it.is_empty());
        Some(Failure::Api(ApiFailure {
            known: code.and_then(|code| meta.explain(code, inside)),
            code: code.cloned(),
            message: words(first).or_else(|| words(second)).unwrap_or_default(),
            request_id: self.request_id.clone(),
        }))
    }

    /// A code that is none.
    fn mismatch(&self) -> Option<Failure> {
        let codes = [("$.errcode", &self.errcode), ("$.sub_code", &self.sub_code)];
        codes.into_iter().find_map(|(path, code)| match code {
            EnvelopeCode::Mismatch(found) => {
                let failure = undecodable(path, EnvelopeCode::EXPECTED, (*found).to_owned());
                Some(failure.of(self.request_id.clone()))
            }
            EnvelopeCode::Absent | EnvelopeCode::Code(_) => None,
        })
    }

    /// What to say where neither a code nor the payload has come.
    fn without_code(self) -> Failure {
        let (path, found) = if self.foreign {
            ("$.error_response", "an error of another gateway")
        } else {
            ("$.errcode", "nothing")
        };
        undecodable(path, EnvelopeCode::EXPECTED, found.to_owned()).of(self.request_id)
    }
}

/// The key under which the gateway of Taobao's open platform, which serves DingTalk's oldest API,
/// answers its errors.
const FOREIGN: &str = "error_response";

impl Read for Envelope {
    const EXPECTED: &'static str = "an object";

    /// Reads the envelope alone.
    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        first: Option<Cow<'de, str>>,
        mut map: A,
        path: &DecodePath,
    ) -> Result<bool, A::Error> {
        let mut next = first;
        while let Some(name) = next {
            self.member(&name, &mut map, path, |map| Slot::new(map, path).skip())?;
            next = map.next_key_seed(Key)?;
        }
        Ok(true)
    }
}

/// The codes of an envelope, whatever its texts are.
#[derive(Default)]
struct Codes(Envelope);

impl Read for Codes {
    const EXPECTED: &'static str = "an object";

    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        first: Option<Cow<'de, str>>,
        mut map: A,
        path: &DecodePath,
    ) -> Result<bool, A::Error> {
        let mut next = first;
        while let Some(name) = next {
            match &*name {
                "errcode" => self.0.errcode.read(&mut map, path)?,
                "sub_code" => self.0.sub_code.read(&mut map, path)?,
                _ => Slot::new(&mut map, path).skip()?,
            }
            next = map.next_key_seed(Key)?;
        }
        Ok(true)
    }
}

/// What a person can read of a member of the envelope, whose kind nobody should depend on: it is
/// never a mismatch.
struct Text(Option<String>);

fn text<'de, A: MapAccess<'de>>(
    map: &mut A,
    path: &DecodePath,
) -> Result<Option<String>, A::Error> {
    let mut text = Text(None);
    if !Slot::new(map, path).read(&mut text)? {
        // Or it would be told of the payload.
        path.take();
    }
    Ok(text.0)
}

impl Read for Text {
    const EXPECTED: &'static str = "a string";

    fn string(&mut self, text: &str) -> bool {
        self.0 = Some(text.to_owned());
        true
    }

    fn scalar(&mut self, scalar: Scalar) -> bool {
        self.0 = match scalar {
            Scalar::Null => None,
            Scalar::Boolean(truth) => Some(truth.to_string()),
            Scalar::Signed(number) => Some(number.to_string()),
            Scalar::Unsigned(number) => Some(number.to_string()),
            Scalar::Fraction(number) => Some(number.to_string()),
        };
        true
    }

    fn list<'de, A: SeqAccess<'de>>(&mut self, items: A, _: &DecodePath) -> Result<bool, A::Error> {
        skip_list(items).map(|()| true)
    }

    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        first: Option<Cow<'de, str>>,
        map: A,
        _: &DecodePath,
    ) -> Result<bool, A::Error> {
        skip_object(first.is_some(), map).map(|()| true)
    }
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
        first: Option<Cow<'de, str>>,
        mut map: A,
        path: &DecodePath,
    ) -> Result<bool, A::Error> {
        let mut next = first;
        while let Some(name) = next {
            let payload = &mut self.payload;
            let other = |map: &mut A| payload.member(E::META, &name, map, path);
            self.envelope.member(&name, &mut map, path, other)?;
            next = map.next_key_seed(Key)?;
        }
        Ok(true)
    }
}

impl<E: Endpoint> Parts<E> {
    fn new() -> Self {
        Self { envelope: Envelope::default(), payload: E::Payload::new() }
    }

    /// Judges what was read.
    fn conclude(self) -> Result<Answer<E::Output>, Failure> {
        let Self { envelope, payload } = self;
        if let Some(failure) = envelope.mismatch() {
            return Err(failure);
        }
        let coded = envelope.errcode.came() || envelope.sub_code.error().is_some();
        if !coded && !payload.documented(E::META) {
            return Err(envelope.without_code());
        }
        if let Some(failure) = envelope.failure(E::META) {
            return Err(failure);
        }
        let path = DecodePath::default();
        match payload.finish(E::META, &path) {
            Some(value) => Ok(Answer { value, request_id: envelope.request_id, raw: None }),
            None => Err(noted(&path, envelope.request_id)),
        }
    }
}

/// A code of an envelope; absent for null and for an empty text too.
#[derive(Default)]
enum EnvelopeCode {
    #[default]
    Absent,
    Code(Code),
    /// What was found instead.
    Mismatch(&'static str),
}

impl EnvelopeCode {
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
        path: &DecodePath,
    ) -> Result<(), A::Error> {
        *self = Self::Absent;
        if !Slot::new(map, path).read(self)? {
            let noted = path.take().and_then(|noted| noted.mismatch());
            *self = noted.map_or(Self::Absent, |it| Self::Mismatch(it.found));
        }
        Ok(())
    }

    fn came(&self) -> bool {
        matches!(self, Self::Code(_))
    }

    /// The code, unless it is that of success.
    fn error(&self) -> Option<&Code> {
        match self {
            Self::Code(code) if !code.is_success() => Some(code),
            _ => None,
        }
    }
}

impl Read for EnvelopeCode {
    const EXPECTED: &'static str = "an error code";

    fn string(&mut self, text: &str) -> bool {
        *self = Code::parse(text).map_or(Self::Absent, Self::Code);
        true
    }

    fn scalar(&mut self, scalar: Scalar) -> bool {
        let mut number = 0_i64;
        let is_number = number.scalar(scalar);
        if is_number {
            *self = Self::Code(Code::Number(number));
        }
        is_number || matches!(scalar, Scalar::Null)
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
    /// The input is broken.
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        meta: &Meta,
        name: &str,
        map: &mut A,
        path: &DecodePath,
    ) -> Result<(), A::Error>;

    /// Whether the answer has what the documentation promises, which without an error code is the
    /// only sign of success.
    fn documented(&self, meta: &Meta) -> bool;

    /// The value; `None` if it has not come or does not fit, which the path then tells.
    fn finish(self, meta: &Meta, path: &DecodePath) -> Option<Self::Value>;
}

/// The payload is the value of one key.
#[doc(hidden)]
#[derive(Debug)]
pub struct Keyed<T> {
    value: Option<T>,
    /// Why the value does not fit.
    mismatch: Option<DecodePath>,
    came: bool,
}

impl<T: Member> Payload for Keyed<T> {
    type Value = T;

    fn new() -> Self {
        Self { value: None, mismatch: None, came: false }
    }

    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        meta: &Meta,
        name: &str,
        map: &mut A,
        path: &DecodePath,
    ) -> Result<(), A::Error> {
        let slot = Slot::new(map, path);
        if !matches!(meta.returns, Returns::Key(key) if key == name) {
            return slot.skip();
        }
        self.came = true;
        self.value = None;
        slot.read(&mut self.value).inspect_err(|_| path.push_member(name))?;
        self.mismatch = path.take_member(name);
        Ok(())
    }

    fn documented(&self, _: &Meta) -> bool {
        self.came
    }

    fn finish(self, meta: &Meta, path: &DecodePath) -> Option<T> {
        if let Some(mismatch) = &self.mismatch {
            path.restore(mismatch);
            return None;
        }
        self.value.or_else(T::absent).or_else(|| {
            if let Returns::Key(key) = meta.returns {
                path.push_member(key);
            }
            path.report(T::EXPECTED, if self.came { "null" } else { "nothing" });
            None
        })
    }
}

/// The payload is the whole answer.
#[doc(hidden)]
pub struct Whole<T> {
    record: T,
    builder: RecordBuilder,
}

impl<T> fmt::Debug for Whole<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whole")
    }
}

impl<T: Record> Payload for Whole<T> {
    type Value = T;

    fn new() -> Self {
        Self { record: T::empty(), builder: RecordBuilder::of::<T>() }
    }

    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        _: &Meta,
        name: &str,
        map: &mut A,
        path: &DecodePath,
    ) -> Result<(), A::Error> {
        self.builder.member(&mut self.record, name, map, path)
    }

    fn documented(&self, _: &Meta) -> bool {
        self.builder.touched
    }

    fn finish(self, _: &Meta, path: &DecodePath) -> Option<T> {
        self.builder.finish::<T>(path).then_some(self.record)
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
        path: &DecodePath,
    ) -> Result<(), A::Error> {
        Slot::new(map, path).skip()
    }

    fn documented(&self, _: &Meta) -> bool {
        false
    }

    fn finish(self, _: &Meta, _: &DecodePath) -> Option<()> {
        Some(())
    }
}
