//! The callers. Each makes one call after the other, and drops some of them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dingtalk_client::{Client, Credentials, Error, Policy};
use tokio::time::timeout;

use crate::chance::Chance;
use crate::fault::{MAX_ANSWER, TIMEOUT};
use crate::server::APPS;
use crate::tally::{Tally, kind};

/// The time that a call has for all its attempts.
pub(crate) const DEADLINE: Duration = Duration::from_secs(2);

/// What the callers share.
pub(crate) struct Load {
    /// The base URL of the server.
    pub(crate) base: String,
    /// Decides what they do next.
    pub(crate) chance: Chance,
    /// The outcomes of their calls.
    pub(crate) tally: Arc<Tally>,
    /// When they stop.
    pub(crate) until: Instant,
}

impl Load {
    /// A client of one of the apps.
    ///
    /// # Errors
    ///
    /// As [`Client::builder`]'s `build`.
    pub(crate) fn client(&self) -> Result<Client, Error> {
        let policy = Policy::new().attempts(3).timeout(TIMEOUT).deadline(DEADLINE);
        Client::builder()
            .base_url(&self.base)
            .credentials(self.credentials())
            .policy(policy)
            .max_answer_size(MAX_ANSWER)
            .build()
    }

    fn credentials(&self) -> Credentials {
        let app = self.chance.below(APPS as u64);
        Credentials::internal_app(format!("app{app}"), "GT-lsu-taDAsTsxxxx")
    }

    /// Makes calls until it is time to stop.
    ///
    /// # Errors
    ///
    /// A client cannot be built.
    pub(crate) async fn run(self: Arc<Self>, client: Client) -> Result<(), Error> {
        while Instant::now() < self.until {
            // `call` drops the client while the call runs.
            let client = self.pick(&client)?;
            self.call(client).await;
        }
        Ok(())
    }

    /// Returns mostly the shared client, sometimes one with other credentials, rarely a new one.
    fn pick(&self, shared: &Client) -> Result<Client, Error> {
        match self.chance.below(1000) {
            0 => self.client(),
            1..50 => shared.with_credentials(self.credentials()),
            _ => Ok(shared.clone()),
        }
    }

    async fn call(&self, client: Client) {
        let (tally, started) = (&self.tally, Instant::now());
        tally.start();
        let call = client.extcontact().get("112500xxxx4889").send();
        drop(client);
        let patience = match self.chance.below(100) {
            0 => Duration::ZERO,
            1..4 => self.chance.milliseconds(1, 150),
            _ => Duration::MAX,
        };
        let outcome = match timeout(patience, call).await {
            Ok(Ok(contact)) if contact.name.as_deref() == Some("Manager Wang") => "ok".to_owned(),
            Ok(Ok(_)) => "another contact".to_owned(),
            Ok(Err(error)) => kind(&error),
            Err(_) => "given up".to_owned(),
        };
        tally.end(outcome, started.elapsed());
    }
}
