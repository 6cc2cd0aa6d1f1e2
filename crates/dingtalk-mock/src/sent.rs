//! The body of an answer, as it is sent: whole, or so that it breaks off in the middle as that of a
//! lost connection.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};

/// A body that is sent.
pub(crate) struct Sent {
    /// The length that is announced.
    length: u64,
    next: Next,
}

/// What is sent next.
enum Next {
    /// All, and then the end.
    Whole(Bytes),
    /// Only this half of it.
    Half(Bytes),
    /// The half waits for being sent: an error at once would overtake it.
    Wait,
    /// The error that breaks the connection.
    Break,
    End,
}

impl Sent {
    pub(crate) fn whole(body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self { length: body.len() as u64, next: Next::Whole(body) }
    }

    /// The first half of a body, announced as the whole.
    pub(crate) fn half(body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self { length: body.len() as u64, next: Next::Half(body.slice(..body.len() / 2)) }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match std::mem::replace(&mut self.next, Next::End) {
            Next::Whole(body) => Poll::Ready(Some(Ok(Frame::data(body)))),
            Next::Half(body) => {
                self.next = Next::Wait;
                Poll::Ready(Some(Ok(Frame::data(body))))
            }
            Next::Wait => {
                self.next = Next::Break;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Next::Break => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
            Next::End => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.next {
            Next::Whole(body) => body.is_empty(),
            Next::End => true,
            Next::Half(_) | Next::Wait | Next::Break => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
