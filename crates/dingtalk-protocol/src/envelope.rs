//! The envelope: the members that an answer of any endpoint may have beside its payload. They say
//! whether the call succeeded.

use serde::de::{MapAccess, SeqAccess};

use crate::code::Code;
use crate::de::{DecodePath, Members, Read, Scalar, Slot, skip_list};
use crate::failure::{ApiFailure, Failure};
use crate::meta::Meta;

const ERRCODE: &str = "errcode";
const ERRMSG: &str = "errmsg";
const SUB_CODE: &str = "sub_code";
const SUB_MSG: &str = "sub_msg";
const REQUEST_ID: &str = "request_id";
const SUCCESS: &str = "success";

/// The key of errors of Taobao's open platform, whose gateway serves DingTalk's oldest API.
const ERROR_RESPONSE: &str = "error_response";

/// Whether the member of this name belongs to the envelope.
pub(crate) fn is_envelope(name: &str) -> bool {
    [ERRCODE, ERRMSG, SUB_CODE, SUB_MSG, REQUEST_ID, SUCCESS].contains(&name)
}

/// Whether a member of this name alone shows that a call succeeded, if the answer has no code.
pub(crate) fn is_result(name: &str) -> bool {
    name == SUCCESS || !is_envelope(name) && name != ERROR_RESPONSE
}

/// What was read of an envelope.
#[derive(Default)]
pub(crate) struct Envelope {
    errcode: EnvelopeCode,
    sub_code: EnvelopeCode,
    errmsg: Option<String>,
    sub_msg: Option<String>,
    pub(crate) request_id: Option<String>,
    /// Whether `success` is false.
    is_unsuccessful: bool,
    /// Whether the answer has the key of another gateway's errors.
    has_error_response: bool,
    /// Whether all but the codes is skipped.
    has_codes_only: bool,
}

impl Envelope {
    /// An envelope of which only the codes are read. It can be read where a message cannot.
    pub(crate) fn codes_only() -> Self {
        Self { has_codes_only: true, ..Self::default() }
    }

    /// Reads a member of the envelope. Any other is left to `other`.
    pub(crate) fn member<'m, 'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        slot: Slot<'m, A>,
        other: impl FnOnce(Slot<'m, A>) -> Result<(), A::Error>,
    ) -> Result<(), A::Error> {
        let path = slot.path;
        let within = |_: &A::Error| path.push_member(name);
        let string = |slot| string(slot).inspect_err(within);
        match name {
            ERRCODE => self.errcode.read(slot).inspect_err(within)?,
            SUB_CODE => self.sub_code.read(slot).inspect_err(within)?,
            _ if self.has_codes_only => slot.skip()?,
            ERRMSG => self.errmsg = string(slot)?,
            SUB_MSG => self.sub_msg = string(slot)?,
            REQUEST_ID => self.request_id = string(slot)?,
            SUCCESS => {
                let says_no = |it: &str| it.eq_ignore_ascii_case("false") || it == "0";
                self.is_unsuccessful = string(slot)?.is_some_and(|it| says_no(&it));
            }
            _ => {
                self.has_error_response |= name == ERROR_RESPONSE;
                other(slot)?;
            }
        }
        Ok(())
    }

    /// Whether the answer has a top-level code, that of success included.
    pub(crate) fn has_errcode(&self) -> bool {
        matches!(self.errcode, EnvelopeCode::Code(_))
    }

    /// Whether the answer has a code that decides about its success.
    pub(crate) fn has_code(&self) -> bool {
        self.has_errcode() || self.sub_code.error().is_some()
    }

    /// The failure that the envelope shows: a code that is none, or an error of the server's.
    pub(crate) fn failure(&self, meta: &'static Meta) -> Option<Failure> {
        self.mismatch().or_else(|| self.api_failure(meta))
    }

    /// The error that the server reports, if it does.
    pub(crate) fn api_failure(&self, meta: &'static Meta) -> Option<Failure> {
        let sub_code = self.sub_code.error();
        let code = sub_code.or_else(|| self.errcode.error());
        if code.is_none() && !self.is_unsuccessful {
            return None;
        }
        let has_sub_code = sub_code.is_some();
        let (first, second) = if has_sub_code {
            (&self.sub_msg, &self.errmsg)
        } else {
            (&self.errmsg, &self.sub_msg)
        };
        let message = |text: &Option<String>| text.clone().filter(|it| !it.is_empty());
        Some(Failure::Api(ApiFailure {
            known: code.and_then(|code| meta.explain(code, has_sub_code)),
            code: code.cloned(),
            message: message(first).or_else(|| message(second)).unwrap_or_default(),
            request_id: self.request_id.clone(),
        }))
    }

    /// A code that is neither a number nor a string.
    pub(crate) fn mismatch(&self) -> Option<Failure> {
        let codes = [(ERRCODE, &self.errcode), (SUB_CODE, &self.sub_code)];
        codes.into_iter().find_map(|(name, code)| match code {
            EnvelopeCode::Mismatch(found) => Some(self.no_code(name, found)),
            EnvelopeCode::Absent | EnvelopeCode::Code(_) => None,
        })
    }

    /// The failure of an answer that has neither a code nor a payload.
    pub(crate) fn missing_code(&self) -> Failure {
        if self.has_error_response {
            self.no_code(ERROR_RESPONSE, "an error of another gateway")
        } else {
            self.no_code(ERRCODE, "nothing")
        }
    }

    fn no_code(&self, name: &str, found: &str) -> Failure {
        Failure::decode(&format!("$.{name}"), EnvelopeCode::EXPECTED, found.to_owned())
            .with_request_id(self.request_id.clone())
    }
}

/// Reads the envelope and skips all other members.
impl Read for Envelope {
    const EXPECTED: &'static str = "an object";

    fn object<'de, A: MapAccess<'de>>(
        &mut self,
        mut members: Members<'_, 'de, A>,
    ) -> Result<bool, A::Error> {
        while let Some((name, slot)) = members.next()? {
            self.member(&name, slot, Slot::skip)?;
        }
        Ok(true)
    }
}

/// A code of an envelope. A null and an empty string mean that it is absent.
#[derive(Default)]
enum EnvelopeCode {
    #[default]
    Absent,
    Code(Code),
    /// The kind that was found instead.
    Mismatch(&'static str),
}

impl EnvelopeCode {
    fn read<'de, A: MapAccess<'de>>(&mut self, slot: Slot<'_, A>) -> Result<(), A::Error> {
        let path = slot.path;
        let mut read = Self::Absent;
        if !slot.read(&mut read)? {
            let mismatch = path.take().and_then(|taken| taken.mismatch());
            read = mismatch.map_or(Self::Absent, |it| Self::Mismatch(it.found));
        }
        // Of a duplicated key the last one wins, but a code is not taken back by none.
        if !matches!(read, Self::Absent) {
            *self = read;
        }
        Ok(())
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

/// A member of the envelope as people read it. Nobody should depend on its kind, so no kind is a
/// mismatch.
struct Shown(Option<String>);

fn string<'de, A: MapAccess<'de>>(slot: Slot<'_, A>) -> Result<Option<String>, A::Error> {
    let (mut shown, path) = (Shown(None), slot.path);
    if !slot.read(&mut shown)? {
        // Clears the recorded mismatch; otherwise it would be reported as one in the payload.
        path.take();
    }
    Ok(shown.0)
}

impl Read for Shown {
    const EXPECTED: &'static str = "a string";

    fn string(&mut self, text: &str) -> bool {
        self.0 = Some(text.to_owned());
        true
    }

    fn scalar(&mut self, scalar: Scalar) -> bool {
        self.0 = match scalar {
            Scalar::Null => None,
            Scalar::Boolean(value) => Some(value.to_string()),
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
        members: Members<'_, 'de, A>,
    ) -> Result<bool, A::Error> {
        members.skip().map(|()| true)
    }
}
