//! Lists that are fetched page by page, on demand.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use dingtalk_protocol::{Answer, Paged};
use futures_core::Stream;

use crate::call::Options;
use crate::core::{Async, Core};
use crate::error::{DecodeError, Error};
use crate::send::send;
use futures_core::future::BoxFuture;

/// The running call that fetches a page.
type PageFuture<E> =
    BoxFuture<'static, Result<Answer<<E as dingtalk_protocol::Endpoint>::Output>, Error>>;

/// The pages of a list, from a call's `pages()`. It is a [`Stream`] too, and the blocking one is an
/// iterator.
///
/// The next page begins behind the items that came, and the list ends with an empty page: a server
/// that sends fewer items than it was asked for hides none. A page that repeats the one before it is
/// an [`Error::Decode`], since the server would send it for ever. An error is the last thing that a
/// list returns.
#[must_use = "no page is fetched until `next` is called"]
pub struct Pages<E: Paged, M = Async> {
    core: Core,
    /// The request of the next page.
    next: E,
    /// Whether nothing comes any more.
    has_ended: bool,
    /// The items of the page before.
    last: Vec<E::Item>,
    options: Options,
    /// The running call, if the next page is being fetched.
    fetch: Option<PageFuture<E>>,
    mode: PhantomData<fn() -> M>,
}

// The only pinned part is boxed.
impl<E: Paged, M> Unpin for Pages<E, M> {}

impl<E: Paged, M> Pages<E, M> {
    /// All pages from the requested one on.
    #[doc(hidden)]
    pub fn new(core: Core, mut request: E, options: Options) -> Self {
        let (offset, size) = request.page();
        request.set_page(offset.unwrap_or(0), size.unwrap_or(E::SIZE));
        let (last, fetch) = (Vec::new(), None);
        Self { core, next: request, has_ended: false, last, options, fetch, mode: PhantomData }
    }

    /// The items of all pages, one by one.
    pub fn items(self) -> Items<E, M> {
        Items { pages: self, page: Vec::new().into_iter() }
    }

    /// How many items of the list come before the next page, after an error too: a later call whose
    /// offset is set to this continues the list.
    #[must_use]
    pub fn position(&self) -> i64 {
        self.next.page().0.unwrap_or(0)
    }

    /// Fetches the next page. The running call is kept in `self`, so dropping a future that polls
    /// it loses nothing.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Vec<E::Item>, Error>>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        let fetch = self.fetch.get_or_insert_with(|| {
            Box::pin(send(self.core.clone(), self.next.clone(), self.options))
        });
        let answer = ready!(fetch.as_mut().poll(cx));
        self.fetch = None;
        let page = answer.and_then(|answer| self.advance(E::items(answer.into_inner())));
        self.has_ended = page.as_ref().map_or(true, Vec::is_empty);
        Poll::Ready(Some(page).filter(|it| it.as_ref().map_or(true, |items| !items.is_empty())))
    }

    /// Moves on behind the items of a page.
    fn advance(&mut self, items: Vec<E::Item>) -> Result<Vec<E::Item>, Error> {
        if !items.is_empty() && items == self.last {
            return Err(Error::Decode(DecodeError::repeated_page(E::META)));
        }
        let (offset, size) = self.next.page();
        let got = i64::try_from(items.len()).unwrap_or(i64::MAX);
        self.next.set_page(offset.unwrap_or(0).saturating_add(got), size.unwrap_or(E::SIZE));
        self.last.clone_from(&items);
        Ok(items)
    }
}

impl<E: Paged> Pages<E> {
    /// The next page; `None` at the end of the list.
    ///
    /// Dropping the future loses nothing: the next call continues with the same page.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of the call. The list ends after an error.
    pub async fn next(&mut self) -> Option<Result<Vec<E::Item>, Error>> {
        poll_fn(|cx| self.poll(cx)).await
    }
}

impl<E: Paged> Stream for Pages<E> {
    type Item = Result<Vec<E::Item>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<E: Paged + fmt::Debug, M> fmt::Debug for Pages<E, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("next", &self.next).finish_non_exhaustive()
    }
}

/// The items of a list that is fetched page by page, from a call's `items()`. It is a [`Stream`]
/// too, and the blocking one is an iterator.
#[must_use = "no page is fetched until `next` is called"]
pub struct Items<E: Paged, M = Async> {
    pages: Pages<E, M>,
    /// The remaining items of the last page.
    page: vec::IntoIter<E::Item>,
}

impl<E: Paged, M> Unpin for Items<E, M> {}

impl<E: Paged, M> Items<E, M> {
    /// How many items of the list come before the next one, after an error too: a later call whose
    /// offset is set to this continues the list.
    #[must_use]
    pub fn position(&self) -> i64 {
        let waiting = i64::try_from(self.page.len()).unwrap_or(i64::MAX);
        self.pages.position().saturating_sub(waiting)
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<E::Item, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(cx)) {
                Some(Ok(page)) => self.page = page.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<E: Paged> Items<E> {
    /// The next item; `None` at the end of the list.
    ///
    /// Dropping the future loses nothing: the next call continues at the same item.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of the call that fetches a page. The list ends after an error.
    pub async fn next(&mut self) -> Option<Result<E::Item, Error>> {
        poll_fn(|cx| self.poll(cx)).await
    }
}

impl<E: Paged> Stream for Items<E> {
    type Item = Result<E::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<E: Paged + fmt::Debug, M> fmt::Debug for Items<E, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}

#[cfg(feature = "blocking")]
impl<E: Paged> Iterator for Pages<E, crate::core::Blocking> {
    type Item = Result<Vec<E::Item>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        // Where nothing can be awaited, this would be the same error for ever.
        if self.has_ended {
            return None;
        }
        let core = self.core.clone();
        let page = crate::core::block_on(&core, poll_fn(|cx| self.poll(cx)));
        page.unwrap_or_else(|error| {
            self.has_ended = true;
            Some(Err(error))
        })
    }
}

#[cfg(feature = "blocking")]
impl<E: Paged> Iterator for Items<E, crate::core::Blocking> {
    type Item = Result<E::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Ok(page) => self.page = page.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
