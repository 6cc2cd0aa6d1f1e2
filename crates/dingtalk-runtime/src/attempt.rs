//! One attempt of a call: gets ready, sends the request, and has the answer decoded.

use std::time::Duration;

use dingtalk_protocol::{Class, Failure};

use crate::call::{Call, Decoder};
use crate::context::Context;
use crate::error::{ApiError, DecodeError, Error};
use crate::events::{self, AttemptGuard};
use crate::http::{self, HttpAnswer};
use crate::observe::AttemptEnded;
use crate::policy::{Decision, RetryClass};
use crate::retry::{Attempt, AttemptResult};
use crate::{ip_block, ready};

/// The attempts of one call.
pub(crate) struct Attempts<'a> {
    context: Context<'a>,
    decoder: &'a mut dyn Decoder,
    /// HTTP status and size in bytes of the last attempt's answer, if one was read.
    answer: Option<(u16, usize)>,
    /// How long the last attempt took; `None` if nothing was sent, or nothing listens.
    duration: Option<Duration>,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(call: &'a Call<'a>, decoder: &'a mut dyn Decoder) -> Self {
        Self { context: Context::new(call), decoder, answer: None, duration: None }
    }

    /// Decodes an answer. DingTalk sends errors with HTTP 200 too, so the body is decoded first.
    /// Another status is the error only where the body holds none.
    fn understand(&mut self, answer: HttpAnswer) -> AttemptResult<Vec<u8>> {
        let HttpAnswer { status, retry_after, bytes } = answer;
        let (context, call) = (&self.context, self.context.call);
        match self.decoder.decode(&bytes) {
            Ok(()) if status.is_success() => Ok(bytes),
            Ok(()) => Err(context.bad_status(status, retry_after)),
            Err(Failure::Api(failure)) => {
                let error = ApiError::new(call.meta, call.name.clone(), failure, &context.mask());
                Err(context.failed(Error::Api(error), retry_after))
            }
            Err(Failure::Decode(failure)) => Err(match ip_block::of(status, &bytes) {
                Some(duration) => {
                    let until = call.connection().clock.now() + duration;
                    call.connection().breaker.open(until);
                    context.ip_blocked(until, true)
                }
                None if !status.is_success() => context.bad_status(status, retry_after),
                None => {
                    let error = DecodeError::new(call.name.clone(), &failure, &context.mask());
                    context.failed(Error::Decode(error), None)
                }
            }),
        }
    }

    /// Notes what an attempt that was sent says about the token, and what it earns.
    fn note(&mut self, result: &AttemptResult<Vec<u8>>) {
        let context = &self.context;
        let accepts_token = match result.as_ref().map_err(|failed| &*failed.error) {
            Ok(_) => true,
            Err(Error::Api(error)) => error.class() != Some(Class::Token),
            Err(_) => false,
        };
        if let (true, Some(token)) = (accepts_token, &context.token) {
            token.mark_accepted();
        }
        if result.is_ok() {
            context.call.connection().budget.earn();
            // Making a mask costs more than decoding the answer, and nearly every id is clean.
            if self.decoder.request_id().is_some_and(|id| !context.is_clean(id)) {
                self.decoder.mask(&|id| context.mask().apply(id));
            }
        }
    }
}

impl Attempt for Attempts<'_> {
    /// The bytes of the answer that was decoded.
    type Answer = Vec<u8>;

    async fn make(&mut self, number: u32) -> AttemptResult<Vec<u8>> {
        (self.answer, self.duration) = (None, None);
        let left = ready::wait(&mut self.context).await?;
        let call = self.context.call;
        let request = http::request(&self.context, left)?;
        let guard = AttemptGuard::start(call, number);
        let response = call.connection().http.execute(request);
        let exchanged = http::exchange(&self.context, response).await;
        self.answer = exchanged.as_ref().ok().map(|it| (it.status.as_u16(), it.bytes.len()));
        let result = exchanged.and_then(|answer| self.understand(answer));
        self.note(&result);
        self.duration = guard.end();
        result
    }

    fn report(&self, number: u32, result: &AttemptResult<Vec<u8>>, next: Decision) {
        let failed = result.as_ref().err();
        // If no token could be fetched, the error is that of another call, which has reported it.
        let error = failed.filter(|it| it.class != RetryClass::NoToken).map(|it| &*it.error);
        let outcome = failed.map_or("ok", |_| error.map_or("token", Error::kind));
        let (status, size) = self.answer.unzip();
        let call = self.context.call;
        let ended = AttemptEnded {
            status: status.or(error.and_then(Error::status)),
            size,
            code: error.and_then(Error::code),
            class: error.and_then(Error::class),
            request_id: match failed {
                Some(_) => error.and_then(Error::request_id),
                None => self.decoder.request_id(),
            },
            wait: match next {
                Decision::Wait(wait) => Some(wait),
                Decision::Refresh => Some(Duration::ZERO),
                Decision::Return => None,
            },
            ..events::ended(call, number, self.duration, outcome)
        };
        events::report(call, self.duration.is_some(), &ended);
        match (result, error) {
            (Ok(bytes), _) => events::report_members(call, bytes, || self.context.mask()),
            (_, Some(Error::Api(error))) => events::report_code(call, error.unknown_code()),
            _ => {}
        }
    }
}
