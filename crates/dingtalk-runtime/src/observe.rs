//! Reports what a client does to the program: for metrics, and to find what the specs do not know
//! yet.

use std::time::Duration;

use dingtalk_protocol::{Class, Code};

/// Is called for every attempt, in the task that makes it, so its methods should be quick. By default
/// they do nothing.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use dingtalk_runtime::{AttemptEnded, Observer};
///
/// #[derive(Default)]
/// struct Counter {
///     attempts: AtomicU64,
///     errors: AtomicU64,
/// }
///
/// impl Observer for Counter {
///     fn attempt_ended(&self, attempt: &AttemptEnded<'_>) {
///         self.attempts.fetch_add(1, Ordering::Relaxed);
///         if attempt.outcome != "ok" {
///             self.errors.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait Observer: Send + Sync + 'static {
    /// A request is about to be sent.
    fn attempt_started(&self, attempt: &AttemptStarted<'_>) {
        let _ = attempt;
    }

    /// An attempt ended, with or without an answer. Called for every attempt that started, also if
    /// the call was dropped.
    fn attempt_ended(&self, attempt: &AttemptEnded<'_>) {
        let _ = attempt;
    }

    /// An answer has members or a code that the spec does not know. Called after the end of the
    /// attempt, and only with [`Builder::report_unknown`](crate::Builder::report_unknown).
    fn unknown(&self, unknown: &Unknown<'_>) {
        let _ = unknown;
    }
}

/// A request that is about to be sent.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AttemptStarted<'a> {
    /// The name of the endpoint, such as `extcontact/get`.
    pub endpoint: &'a str,
    /// The host, with its port where that is not the usual one.
    pub host: &'a str,
    /// Which attempt of the call it is, from 1.
    pub attempt: u32,
}

/// An attempt that ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AttemptEnded<'a> {
    /// The name of the endpoint, such as `extcontact/get`.
    pub endpoint: &'a str,
    /// The host, with its port where that is not the usual one.
    pub host: &'a str,
    /// Which attempt of the call it was, from 1.
    pub attempt: u32,
    /// How long it took.
    pub duration: Duration,
    /// `ok`, the kind of the error (`api`, `transport`, `decode`, `ip_blocked`, `configuration`),
    /// or `dropped`.
    pub outcome: &'a str,
    /// The HTTP status, if an answer came.
    pub status: Option<u16>,
    /// The size of the answer in bytes, if one came.
    pub size: Option<usize>,
    /// The error code, if the service answered with one.
    pub code: Option<&'a Code>,
    /// What can be done about it, if that is known.
    pub class: Option<Class>,
    /// The service's id of the request.
    pub request_id: Option<&'a str>,
    /// How long the client waits before the next attempt; `None` if there is none.
    pub wait: Option<Duration>,
}

/// What a spec does not know, because the API changed or its page is wrong.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Unknown<'a> {
    /// Members of an answer, as JSON paths such as `$.result.labels[].color`. Never their values.
    #[non_exhaustive]
    Members {
        /// The name of the endpoint.
        endpoint: &'a str,
        /// The paths, each once.
        paths: &'a [String],
    },
    /// An error code that is neither on the endpoint's page nor in the common tables.
    #[non_exhaustive]
    Code {
        /// The name of the endpoint.
        endpoint: &'a str,
        /// The code.
        code: &'a Code,
    },
}
