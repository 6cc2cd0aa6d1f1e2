//! The runtime that drives the blocking client.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::ConfigurationError;

/// One thread with a runtime of its own, started by a client's first blocking call. It keeps
/// connections alive and fetches tokens, also while no call waits.
#[derive(Default)]
pub(crate) struct Worker(OnceLock<Runtime>);

impl Worker {
    /// Waits for a future on the calling thread.
    pub(crate) fn block_on<F: Future>(&self, future: F) -> Result<F::Output, ConfigurationError> {
        if Handle::try_current().is_ok() {
            return Err(ConfigurationError::new(
                "a blocking client was used inside an async runtime",
                "Use the async client there, or call the blocking one from a thread of its own \
                 (`std::thread::spawn`).",
            ));
        }
        if let Some(runtime) = self.0.get() {
            return Ok(runtime.block_on(future));
        }
        let started = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("dingtalk-client")
            .enable_all()
            .build()
            .map_err(|error| {
                ConfigurationError::new(
                    format!("the runtime of the blocking client could not be started: {error}"),
                    "See whether the process may start threads and open files.",
                )
            })?;
        // Of two concurrent first calls, one uses the other's runtime and drops its own.
        Ok(self.0.get_or_init(|| started).block_on(future))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Waiting for the tasks would block, and panic inside an async runtime.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
