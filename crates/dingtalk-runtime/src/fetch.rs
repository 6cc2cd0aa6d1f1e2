//! Fetches access tokens, from DingTalk or from the caller's own source. The only module that names
//! endpoints.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::prelude::{BASE64_STANDARD, Engine};
use dingtalk_models::{get_corp_token, gettoken};
use dingtalk_protocol::{Endpoint, Secret};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::Sha256;

use crate::call::Options;
use crate::core::{Account, Connection, Core};
use crate::credentials::{App, Credentials, Identity, TokenSource};
use crate::error::{DecodeError, Error, TokenError};
use crate::mask::Mask;
use crate::policy::Policy;
use crate::send::send;
use crate::tokens::{AccessToken, FetchToken};
use futures_core::future::BoxFuture;

/// Fetches tokens with the credentials of a client.
pub(crate) struct TokenFetcher {
    /// A client without a token, which sends the requests for one.
    core: Core,
    credentials: Credentials,
}

impl FetchToken for TokenFetcher {
    fn now(&self) -> Duration {
        self.core.connection.clock.now()
    }

    fn fetch<'a>(
        &'a self,
        rejected: Option<&'a AccessToken>,
        known: Option<&'a AccessToken>,
    ) -> BoxFuture<'a, Result<AccessToken, Error>> {
        Box::pin(async move {
            match &self.credentials.0 {
                Identity::AccessToken(token) => {
                    Ok(AccessToken::new(token.expose_secret(), Duration::MAX))
                }
                Identity::InternalApp(app) => self.internal(app).await,
                Identity::ThirdPartyApp { app, corp, ticket } => {
                    self.third_party(app, corp, ticket.current()).await
                }
                Identity::OwnSource(source) => self.own(&**source, rejected, known).await,
            }
        })
    }
}

impl TokenFetcher {
    pub(crate) fn new(connection: &Arc<Connection>, credentials: Credentials) -> Self {
        let account = Arc::new(Account::without_tokens(Some(credentials.clone())));
        Self { core: Core { connection: Arc::clone(connection), account }, credentials }
    }

    async fn internal(&self, app: &App) -> Result<AccessToken, Error> {
        let request = gettoken::Request::new(app.key.as_ref(), app.secret.expose_secret());
        let answer = send(self.core.clone(), request, Options::default()).await?;
        let gettoken::Response { access_token, expires_in, .. } = answer.into_inner();
        token::<gettoken::Request>(access_token, expires_in)
    }

    async fn third_party(
        &self,
        app: &App,
        corp: &Arc<str>,
        ticket: String,
    ) -> Result<AccessToken, Error> {
        let now = self.core.connection.clock.time_of_day();
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let timestamp = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        let signature = sign(app.secret.expose_secret(), timestamp, &ticket);
        let request = get_corp_token::RequestInit {
            access_key: app.key.as_ref().to_owned(),
            timestamp,
            suite_ticket: ticket.into(),
            signature: signature.into(),
            auth_corpid: corp.as_ref().to_owned(),
        };
        let request = get_corp_token::Request::from(request);
        // All attempts send the same signature, so they have to end before it expires.
        let deadline = self.core.connection.policy.limits().deadline.min(SIGNATURE_LIFETIME);
        let options = Options::default().policy(Policy::new().deadline(deadline));
        let answer = send(self.core.clone(), request, options).await?;
        let get_corp_token::Response { access_token, expires_in, .. } = answer.into_inner();
        token::<get_corp_token::Request>(access_token, expires_in)
    }

    /// Asks the caller's source. The deadline of calls is applied here, since a source has none of
    /// its own. The messages of its errors may hold the tokens that it knows, so these are masked.
    async fn own(
        &self,
        source: &dyn TokenSource,
        rejected: Option<&AccessToken>,
        known: Option<&AccessToken>,
    ) -> Result<AccessToken, Error> {
        let limit = self.core.connection.policy.limits().deadline;
        let fetched = tokio::time::timeout(limit, source.fetch(rejected)).await;
        let fetched =
            fetched.map_err(|_| Error::Token(TokenError::new("the source takes too long")))?;
        let fetched = fetched.and_then(|token| match token.expose().trim() {
            "" => Err("it gave a blank token".into()),
            _ => Ok(token),
        });
        fetched.map_err(|error| {
            let mut mask = Mask::default();
            for token in [rejected, known].into_iter().flatten() {
                mask.add(token.expose());
            }
            Error::Token(TokenError::of_source(&*error, &mask))
        })
    }
}

/// How long a signature is used. The service accepts it for a minute, and clocks differ.
const SIGNATURE_LIFETIME: Duration = Duration::from_secs(50);

/// The lifetime in seconds of a token whose answer names none, as documented.
const DEFAULT_LIFETIME: i64 = 7200;

/// Makes the token of what an endpoint answered.
fn token<E: Endpoint>(
    token: Option<Secret>,
    expires_in: Option<i64>,
) -> Result<AccessToken, Error> {
    let lifetime = u64::try_from(expires_in.unwrap_or(DEFAULT_LIFETIME)).unwrap_or_default();
    let token = token.filter(|token| !token.expose().trim().is_empty());
    let token =
        token.ok_or_else(|| Error::Decode(DecodeError::missing(E::META.name, "$.access_token")))?;
    Ok(AccessToken::new(token.expose(), Duration::from_secs(lifetime)))
}

/// Signs timestamp, line feed and ticket: HMAC-SHA256 in base64.
fn sign(secret: &str, timestamp: i64, ticket: &str) -> String {
    // HMAC takes keys of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{timestamp}\n{ticket}").as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_other_tools() {
        // printf '1527130370219\ntest' | openssl dgst -sha256 -hmac '_FPxxxxj3e' -binary | base64
        assert_eq!(
            sign("_FPxxxxj3e", 1_527_130_370_219, "test"),
            "cEq8VpdOEqmNUnsVELp0H+KvWcNzyGWqnPIEeomAWY0="
        );
    }
}
