//! What all clients of one host share, whatever their credentials. The builder makes it once; calls
//! read it without a lock.

use std::sync::Arc;

use crate::base_url::BaseUrl;
use crate::budget::{CircuitBreaker, RetryBudget};
use crate::clock::Clock;
use crate::observe::Observer;
use crate::pacer::Pacer;
use crate::policy::Policy;
use crate::tokens::TokenCache;
#[cfg(feature = "blocking")]
use crate::worker::Worker;

/// The HTTP client of one host, its limits, and the state that its calls share.
pub(crate) struct Connection {
    pub(crate) http: reqwest::Client,
    pub(crate) base: BaseUrl,
    pub(crate) policy: Policy,
    pub(crate) max_answer_size: usize,
    /// Whether the caller made `http`, and so is responsible for its TLS and timeouts.
    pub(crate) own_http: bool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) tokens: TokenCache,
    pub(crate) budget: RetryBudget,
    pub(crate) breaker: CircuitBreaker,
    pub(crate) pacer: Option<Pacer>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) report_unknown: bool,
    #[cfg(feature = "blocking")]
    pub(crate) worker: Worker,
}
