//! A body that breaks off in the middle, as that of a lost connection.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use futures_core::Stream;

/// The first half of a body, and then the end of the connection.
pub(crate) enum Cut {
    /// Nothing is sent yet.
    Whole(Bytes),
    /// The half waits for being sent: an error at once would overtake it.
    Half,
    /// It is sent.
    Sent,
}

impl Stream for Cut {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &*self {
            Self::Whole(body) => {
                let half = body.slice(..body.len() / 2);
                *self = Self::Half;
                Poll::Ready(Some(Ok(half)))
            }
            Self::Half => {
                *self = Self::Sent;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Sent => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
        }
    }
}
