//! Reports attempts to the observer and to `tracing`. Nothing is computed unless one of them
//! listens.

use std::sync::Arc;
use std::time::Duration;

use dingtalk_protocol::{Class, Code};

use crate::call::{Call, Content};
use crate::mask::Mask;
use crate::observe::{AttemptEnded, AttemptStarted, Observer, Unknown};

/// Reports the start of an attempt, and its end if its future is dropped.
pub(crate) struct AttemptGuard<'a> {
    call: &'a Call<'a>,
    number: u32,
    /// When it started; `None` if nothing listens, or the end is reported elsewhere.
    started: Option<Duration>,
}

impl<'a> AttemptGuard<'a> {
    pub(crate) fn start(call: &'a Call<'a>, number: u32) -> Self {
        let connection = call.connection();
        if let Some(observer) = &connection.observer {
            observer.attempt_started(&AttemptStarted {
                endpoint: &call.name,
                host: &connection.base.host,
                attempt: number,
            });
        }
        let listens = connection.observer.is_some()
            || tracing::enabled!(target: "dingtalk", tracing::Level::DEBUG);
        Self { call, number, started: listens.then(|| connection.clock.now()) }
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
        let duration = self.take_duration();
        if duration.is_some() {
            report(self.call, true, &ended(self.call, self.number, duration, "dropped"));
        }
    }
}

/// Reports the members of an answer that the spec does not know.
pub(crate) fn report_members(call: &Call<'_>, answer: &[u8], mask: impl FnOnce() -> Mask) {
    if let (Some(observer), Content::Typed(_)) = (observer_of_unknown(call), &call.content) {
        let paths = dingtalk_protocol::unknown(call.meta, answer);
        if !paths.is_empty() {
            let mask = mask();
            let paths: Vec<String> = paths.iter().map(|path| mask.apply(path)).collect();
            observer.unknown(&Unknown::Members { endpoint: &call.name, paths: &paths });
        }
    }
}

/// Reports a code that the spec does not know.
pub(crate) fn report_code(call: &Call<'_>, code: Option<&Code>) {
    if let (Some(observer), Some(code)) = (observer_of_unknown(call), code) {
        observer.unknown(&Unknown::Code { endpoint: &call.name, code });
    }
}

fn observer_of_unknown<'a>(call: &Call<'a>) -> Option<&'a Arc<dyn Observer>> {
    let connection = call.connection();
    connection.observer.as_ref().filter(|_| connection.report_unknown)
}

/// The event of the end of an attempt, of which nothing else is known.
pub(crate) fn ended<'a>(
    call: &'a Call<'_>,
    number: u32,
    duration: Option<Duration>,
    outcome: &'a str,
) -> AttemptEnded<'a> {
    AttemptEnded {
        endpoint: &call.name,
        host: &call.connection().base.host,
        attempt: number,
        duration: duration.unwrap_or_default(),
        outcome,
        status: None,
        size: None,
        code: None,
        class: None,
        request_id: None,
        wait: None,
    }
}

/// Reports the end of an attempt. The observer is called only for attempts that started.
pub(crate) fn report(call: &Call<'_>, has_started: bool, ended: &AttemptEnded<'_>) {
    if let (Some(observer), true) = (&call.connection().observer, has_started) {
        observer.attempt_ended(ended);
    }
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
