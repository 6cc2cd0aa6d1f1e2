//! A client: its connection and its account.

use std::fmt;
use std::sync::Arc;

use crate::account::Account;
use crate::connection::Connection;

/// What all calls of one client share. A clone is cheap and shares it too.
///
/// Its open connections belong to the tokio runtime in which they were opened: use it in one
/// runtime. In another one that lives at the same time a call may hang until its time limit.
#[derive(Clone)]
pub struct Core {
    pub(crate) connection: Arc<Connection>,
    pub(crate) account: Arc<Account>,
}

/// Shows the base URL and the limits, never a secret.
impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base_url", &self.connection.base.url.as_str())
            .field("credentials", &format_args!("{}", self.account.kind()))
            .field("policy", &self.connection.policy)
            .field("max_answer_size", &self.connection.max_answer_size)
            .finish_non_exhaustive()
    }
}
