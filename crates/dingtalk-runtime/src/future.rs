//! The one type of future that has a name.

use std::pin::Pin;

/// A future on the heap, for where its type has to be named.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
