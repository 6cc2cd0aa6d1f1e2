//! The two flavours of a client, and the runtime that drives the blocking one.

/// The flavour of a client whose calls are futures.
#[derive(Clone, Copy, Debug)]
pub enum Async {}

/// The flavour of a client whose calls block the thread.
#[derive(Clone, Copy, Debug)]
pub enum Blocking {}

#[cfg(feature = "blocking")]
pub(crate) use here::Worker;
#[cfg(feature = "blocking")]
pub use here::block_on;

#[cfg(feature = "blocking")]
mod here {
    use std::sync::OnceLock;

    use tokio::runtime::{Builder, Handle, Runtime};

    use crate::core::Core;
    use crate::error::{ConfigurationError, Error};

    /// One thread with a runtime of its own, started by a client's first blocking call. It keeps
    /// connections alive and fetches tokens, also while nobody waits.
    #[derive(Default)]
    pub(crate) struct Worker(OnceLock<Runtime>);

    impl Worker {
        fn runtime(&self) -> Result<&Runtime, Error> {
            if let Some(runtime) = self.0.get() {
                return Ok(runtime);
            }
            let started = Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("dingtalk-client")
                .enable_all()
                .build()
                .map_err(|error| {
                    Error::Configuration(ConfigurationError::new(
                        format!("the runtime of the blocking client could not be started: {error}"),
                        "See whether the process may start threads and open files.",
                    ))
                })?;
            // Of two first calls at once, one uses the other's runtime and drops its own.
            Ok(self.0.get_or_init(|| started))
        }
    }

    impl Drop for Worker {
        fn drop(&mut self) {
            // Waiting for its tasks would block, and panic inside an async runtime.
            if let Some(runtime) = self.0.take() {
                runtime.shutdown_background();
            }
        }
    }

    /// Waits for a future of a client on this thread.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if this thread belongs to an async runtime, which blocking would
    /// stop (a thread of `spawn_blocking` counts too, since tokio does not tell them apart), or if
    /// no runtime can be started.
    pub fn block_on<F: Future>(core: &Core, future: F) -> Result<F::Output, Error> {
        if Handle::try_current().is_ok() {
            return Err(Error::Configuration(ConfigurationError::new(
                "a blocking client was used inside an async runtime",
                "Use the async client there, or call the blocking one from a thread of its own \
                 (`std::thread::spawn`).",
            )));
        }
        Ok(core.link.worker.runtime()?.block_on(future))
    }
}
