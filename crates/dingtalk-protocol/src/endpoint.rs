//! What an endpoint is, and its error codes.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::code::Code;
use crate::meta::Meta;
use crate::payload::Payload;
use crate::record::Record;

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

/// An error code of one endpoint, or of the gateway. The set is open: an undocumented code is an
/// ordinary value.
///
/// The documented ones are constants, such as `extcontact::get::ErrorCode::INVALID_USER_ID`.
pub struct EndpointCode<E> {
    code: Code,
    of: PhantomData<fn() -> E>,
}

impl<E> EndpointCode<E> {
    /// A code of this endpoint.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, of: PhantomData }
    }

    /// A number as a code of this endpoint.
    #[must_use]
    pub const fn code(number: i64) -> Self {
        Self::new(Code::Number(number))
    }

    /// A word as a code of this endpoint.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        Self::new(Code::String(Cow::Borrowed(name)))
    }
}

impl<E> Clone for EndpointCode<E> {
    fn clone(&self) -> Self {
        Self::new(self.code.clone())
    }
}

impl<E> fmt::Debug for EndpointCode<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code.fmt(f)
    }
}

impl<E> fmt::Display for EndpointCode<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.code, f)
    }
}

impl<E> PartialEq for EndpointCode<E> {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl<E> Eq for EndpointCode<E> {}

impl<E> Hash for EndpointCode<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code.hash(state);
    }
}

impl<E> From<Code> for EndpointCode<E> {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

/// Stands for the gateway in the type of a code.
#[derive(Clone, Copy, Debug)]
pub struct Gateway;

/// A code that an error can be compared with.
pub trait ApiCode {
    /// The name of the endpoint whose code this is; `None` for the gateway's.
    const ENDPOINT: Option<&'static str>;

    /// The code itself.
    fn code(&self) -> &Code;
}

impl<E: Endpoint> ApiCode for EndpointCode<E> {
    const ENDPOINT: Option<&'static str> = Some(E::META.name);

    fn code(&self) -> &Code {
        &self.code
    }
}

impl ApiCode for EndpointCode<Gateway> {
    const ENDPOINT: Option<&'static str> = None;

    fn code(&self) -> &Code {
        &self.code
    }
}
