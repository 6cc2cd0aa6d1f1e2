//! The body of an answer, as it is sent: whole, or so that it breaks off in the middle as that of a
//! lost connection.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};

/// The body of an answer.
pub(crate) struct Sent {
    /// The length that is announced.
    length: u64,
    /// What is still to be sent.
    data: Bytes,
    is_cut: bool,
    /// Whether a cut body has had the time to be sent. An error at once would overtake it.
    waited: bool,
}

impl Sent {
    pub(crate) fn whole(body: impl Into<Bytes>) -> Self {
        let data = body.into();
        Self { length: data.len() as u64, data, is_cut: false, waited: false }
    }

    /// The first half of a body, announced as the whole.
    pub(crate) fn half(body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let data = body.slice(..body.len() / 2);
        Self { length: body.len() as u64, data, is_cut: true, waited: false }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if !self.data.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.data)))));
        }
        if !self.is_cut {
            return Poll::Ready(None);
        }
        if !self.waited {
            self.waited = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_empty() && !self.is_cut
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
