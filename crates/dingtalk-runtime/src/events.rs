//! Reports attempts to the observer and to `tracing`.

use std::time::Duration;

use dingtalk_protocol::{ApiFailure, Class};

use crate::attempt_result::{AttemptError, AttemptResult};
use crate::call::Call;
use crate::observe::{AttemptEnded, AttemptStarted, Observer, Unknown};
use crate::outgoing::{Content, Decoder};
use crate::policy::Decision;

/// Reports the end of an attempt, and what the spec does not know. Computes nothing unless the
/// observer or the log listens.
pub(crate) fn report(
    call: &Call<'_>,
    attempt: &AttemptResult,
    decision: Decision,
    decoder: &dyn Decoder,
) {
    if !is_listening(call) {
        return;
    }
    let error = attempt.result.as_ref().err();
    let code = error.and_then(AttemptError::code).map(|code| call.masked_code(code));
    let failed_id = error.and_then(AttemptError::request_id).map(|id| call.mask().apply(id));
    let (status, size) = attempt.answer.unzip();
    let ended = AttemptEnded {
        duration: attempt.duration.unwrap_or_default(),
        outcome: error.map_or("ok", AttemptError::kind),
        status: status.or_else(|| error.and_then(AttemptError::status)),
        size,
        code: code.as_ref(),
        class: error.and_then(AttemptError::class),
        request_id: if error.is_some() { failed_id.as_deref() } else { decoder.request_id() },
        wait: match decision {
            Decision::Wait(wait) => Some(wait),
            Decision::Refresh => Some(Duration::ZERO),
            Decision::Return => None,
        },
        ..dropped(call)
    };
    let observer = &call.connection().observer;
    // The observer hears only of attempts that started, and those have a duration.
    if let (Some(observer), Some(_)) = (observer, attempt.duration) {
        observer.attempt_ended(&ended);
    }
    log(&ended);
    if let (true, Some(observer)) = (call.connection().report_unknown, observer) {
        report_unknown(call, &attempt.result, &**observer);
    }
}

/// Whether the observer or the log listens.
fn is_listening(call: &Call<'_>) -> bool {
    call.connection().observer.is_some()
        || tracing::enabled!(target: "dingtalk", tracing::Level::DEBUG)
}

/// Reports members and codes that the spec does not know.
fn report_unknown(
    call: &Call<'_>,
    result: &Result<Vec<u8>, AttemptError>,
    observer: &dyn Observer,
) {
    let endpoint = &*call.outgoing.name;
    match (result, &call.outgoing.content) {
        (Ok(bytes), Content::Typed(_)) => {
            let paths = dingtalk_protocol::unknown(call.outgoing.meta, bytes);
            if !paths.is_empty() {
                let mask = call.mask();
                let paths: Vec<String> = paths.iter().map(|path| mask.apply(path)).collect();
                observer.unknown(&Unknown::Members { endpoint, paths: &paths });
            }
        }
        (Err(AttemptError::Api(ApiFailure { code: Some(code), known: None, .. }, _)), _) => {
            observer.unknown(&Unknown::Code { endpoint, code: &call.masked_code(code) });
        }
        _ => {}
    }
}

/// Reports the start of an attempt, and its end if its future is dropped.
pub(crate) struct AttemptGuard<'a> {
    call: &'a Call<'a>,
    /// When it started; `None` if nothing listens, or the end is reported elsewhere.
    started: Option<Duration>,
}

impl<'a> AttemptGuard<'a> {
    pub(crate) fn start(call: &'a Call<'a>) -> Self {
        let connection = call.connection();
        if let Some(observer) = &connection.observer {
            observer.attempt_started(&AttemptStarted {
                endpoint: &call.outgoing.name,
                host: &connection.base.host,
                attempt: call.attempt,
            });
        }
        Self { call, started: is_listening(call).then(|| connection.clock.now()) }
    }

    /// Ends the guard without reporting; the caller reports. Returns the duration if something
    /// listens.
    pub(crate) fn end(mut self) -> Option<Duration> {
        self.take_duration()
    }

    fn take_duration(&mut self) -> Option<Duration> {
        let started = self.started.take()?;
        Some(self.call.connection().clock.now().saturating_sub(started))
    }
}

impl Drop for AttemptGuard<'_> {
    fn drop(&mut self) {
        let Some(duration) = self.take_duration() else { return };
        let ended = AttemptEnded { duration, ..dropped(self.call) };
        if let Some(observer) = &self.call.connection().observer {
            observer.attempt_ended(&ended);
        }
        log(&ended);
    }
}

/// The event of an attempt whose future was dropped.
fn dropped<'a>(call: &'a Call<'_>) -> AttemptEnded<'a> {
    AttemptEnded {
        endpoint: &call.outgoing.name,
        host: &call.connection().base.host,
        attempt: call.attempt,
        duration: Duration::ZERO,
        outcome: "dropped",
        status: None,
        size: None,
        code: None,
        class: None,
        request_id: None,
        wait: None,
    }
}

fn log(ended: &AttemptEnded<'_>) {
    tracing::debug!(
        target: "dingtalk",
        endpoint = ended.endpoint,
        host = ended.host,
        attempt = ended.attempt,
        duration = ?ended.duration,
        status = ended.status,
        size = ended.size,
        code = ended.code.map(tracing::field::display),
        request_id = ended.request_id,
        wait = ended.wait.map(tracing::field::debug),
        outcome = ended.outcome,
        class = ended.class.map(Class::as_str),
        "attempt ended"
    );
}
