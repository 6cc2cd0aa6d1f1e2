//! Waits for everything that an attempt needs before it can be sent: a turn and an access token.

use std::sync::Arc;
use std::time::Duration;

use dingtalk_protocol::Credential;

use crate::context::Context;
use crate::core::Tokens;
use crate::error::{Cause, ConfigurationError, Error, TransportKind};
use crate::pacer::Pacer;
use crate::policy::RetryClass;
use crate::retry::{AttemptError, AttemptResult};
use crate::tokens::Token;

/// Waits until an attempt can be sent. Returns the time that is left for it.
pub(crate) async fn wait(context: &mut Context<'_>) -> AttemptResult<Duration> {
    check_ip_block(context)?;
    if let Some(pacer) = &context.call.connection().pacer {
        // Boxed, because most calls are not paced and should not reserve the space.
        Box::pin(wait_for_turn(context, pacer)).await?;
    }
    let token = token(context).await?;
    context.set_token(token);
    let left = context.call.left();
    if left.is_zero() { Err(context.no_time_left()) } else { Ok(left) }
}

/// Fails while the host blocks this IP address.
fn check_ip_block(context: &Context<'_>) -> AttemptResult<()> {
    let connection = context.call.connection();
    let until = connection.breaker.until(|| connection.clock.now());
    until.map_or(Ok(()), |until| Err(context.ip_blocked(until, false)))
}

/// Waits until the app may call the endpoint again. A token is fetched before the turn is taken:
/// otherwise calls that wait for the token would all be sent at once.
async fn wait_for_turn(context: &Context<'_>, pacer: &Pacer) -> AttemptResult<()> {
    let (call, clock) = (context.call, &context.call.connection().clock);
    loop {
        token(context).await?;
        let turn = pacer.turn(&call.core.account.app, call.path, clock.now(), call.left());
        let turn = turn.ok_or_else(|| context.no_time_left())?;
        if !turn.wait().is_zero() {
            clock.sleep(turn.wait()).await;
        }
        turn.take();
        check_ip_block(context)?;
        if !lacks_token(context) {
            return Ok(());
        }
    }
}

/// Whether a token has to be fetched before the call can be sent.
fn lacks_token(context: &Context<'_>) -> bool {
    match &context.call.core.account.tokens {
        Tokens::Cached(cached, fetcher) if context.call.credential != Credential::None => {
            cached.valid(fetcher).is_none()
        }
        _ => false,
    }
}

/// Returns the token to call with; `None` where the endpoint takes none.
async fn token(context: &Context<'_>) -> AttemptResult<Option<Arc<Token>>> {
    let call = context.call;
    if call.credential == Credential::None {
        return Ok(None);
    }
    match &call.core.account.tokens {
        Tokens::None => {
            let problem = "the endpoint wants an access token and the client has none";
            let remedy = "Give it credentials with `Builder::credentials`, or a token with \
                          `Builder::access_token`.";
            let error = ConfigurationError::new(problem, remedy).at(call.name.clone());
            Err(context.failed(Error::Configuration(error), None))
        }
        Tokens::Fixed(token) => Ok(Some(Arc::clone(token))),
        Tokens::Cached(cached, fetcher) => {
            if let Some(token) = cached.valid(fetcher) {
                return Ok(Some(token));
            }
            let token = tokio::time::timeout(call.left(), cached.token(fetcher)).await;
            let token = token.map_err(|_| {
                let cause = Cause::new("no access token came");
                context.transport(TransportKind::Deadline, false, Some(cause), None)
            })?;
            token.map(Some).map_err(|error| {
                let error = Box::new(error.of_token());
                AttemptError { error, class: RetryClass::NoToken }
            })
        }
    }
}
