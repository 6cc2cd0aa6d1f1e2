//! Makes the public error of a failed attempt. An [`AttemptError`] may hold secrets, and this is
//! the only place where it is turned into strings.

use crate::attempt_result::{AttemptError, MAX_URL};
use crate::call::Call;
use crate::error::{
    ApiError, Cause, ConfigurationError, DecodeError, Error, InvalidRequest, IpBlockedError,
    TransportError, TransportKind,
};

/// Makes the error of a call from that of its last attempt.
#[cold]
pub(crate) fn explain(call: &Call<'_>, error: AttemptError) -> Error {
    let (name, mask) = (&call.outgoing.name, call.mask());
    // An earlier attempt may have reached the server even if the last one did not.
    let maybe_sent = call.maybe_sent | error.maybe_sent();
    let transport = |kind, cause| Error::Transport(transport(call, kind, maybe_sent, cause));
    let error = match error {
        AttemptError::Violations(violations) => {
            Error::InvalidRequest(InvalidRequest::new(name, violations))
        }
        AttemptError::Unserializable(error) => {
            Error::InvalidRequest(InvalidRequest::unserializable(name, &error, &mask))
        }
        AttemptError::UrlTooLong => {
            Error::InvalidRequest(InvalidRequest::url_too_long(name, MAX_URL))
        }
        AttemptError::Token(error) => error,
        AttemptError::NoRuntime => Error::Configuration(ConfigurationError::no_runtime(name)),
        AttemptError::NoToken => Error::Configuration(ConfigurationError::no_token(name)),
        AttemptError::TokenTooLong => {
            Error::Configuration(ConfigurationError::token_too_long(name, MAX_URL))
        }
        AttemptError::ClientRefused(error) => {
            let cause = Cause::of(&error, &mask);
            Error::Configuration(ConfigurationError::client_refused(name, &cause))
        }
        AttemptError::NoResponse { error, .. } => {
            transport(TransportKind::of_no_response(&error), Some(Cause::of(&error, &mask)))
        }
        AttemptError::Body(error) => {
            transport(TransportKind::of_body(&error), Some(Cause::of(&error, &mask)))
        }
        AttemptError::NoTimeLeft => transport(TransportKind::Deadline, None),
        AttemptError::TokenTimeout => {
            transport(TransportKind::Deadline, Some(Cause::new("no access token came")))
        }
        AttemptError::TooLarge => {
            transport(TransportKind::TooLarge { limit: call.connection().max_answer_size }, None)
        }
        AttemptError::Status(status, _) => transport(TransportKind::Status(status.as_u16()), None),
        AttemptError::Api(failure, _) => {
            Error::Api(ApiError::new(call.outgoing.meta, name, failure, &mask))
        }
        AttemptError::Decode(failure) => Error::Decode(DecodeError::new(name, &failure, &mask)),
        AttemptError::IpBlocked { until, .. } => {
            let clock = &call.connection().clock;
            let until = clock.time_of_day() + until.saturating_sub(clock.now());
            Error::IpBlocked(IpBlockedError::new(name, &call.connection().base.host, until))
        }
    };
    error.with_maybe_sent(maybe_sent)
}

fn transport(
    call: &Call<'_>,
    kind: TransportKind,
    maybe_sent: bool,
    cause: Option<Cause>,
) -> TransportError {
    let connection = call.connection();
    let may_lack_tls = connection.own_http && connection.base.is_https();
    let remedy = kind.remedy(maybe_sent, call.outgoing.idempotent, may_lack_tls);
    TransportError::new(&call.outgoing.name, &connection.base.host, kind, maybe_sent, remedy, cause)
}
