//! The two flavours of a client, and how the blocking one waits.

/// The flavour of a client whose calls are futures.
#[derive(Clone, Copy, Debug)]
pub enum Async {}

/// The flavour of a client whose calls block the thread.
#[derive(Clone, Copy, Debug)]
pub enum Blocking {}

/// Waits for a future of a client on this thread.
///
/// # Errors
///
/// [`Error::Configuration`](crate::Error::Configuration) if this thread belongs to an async
/// runtime, which blocking would stop (a thread of `spawn_blocking` counts too, since tokio does
/// not distinguish them), or if no runtime can be started.
#[cfg(feature = "blocking")]
pub fn block_on<F: Future>(
    core: &crate::core::Core,
    future: F,
) -> Result<F::Output, crate::error::Error> {
    use crate::error::{ConfigurationError, Error};

    if tokio::runtime::Handle::try_current().is_ok() {
        return Err(Error::Configuration(ConfigurationError::new(
            "a blocking client was used inside an async runtime",
            "Use the async client there, or call the blocking one from a thread of its own \
             (`std::thread::spawn`).",
        )));
    }
    Ok(core.connection.worker.runtime()?.block_on(future))
}
