//! Lists that come page by page. Each page is fetched when it is asked for.

use std::marker::PhantomData;
use std::vec;

use dingtalk_protocol::Paged;

use crate::Async;
use crate::core::Core;
use crate::error::Error;
use crate::options::Options;
use crate::send::send;

/// The pages of a list, from a call's `pages()`.
///
/// It ends behind a page that is shorter than its size, or behind an error.
#[derive(Clone, Debug)]
#[must_use = "no page is fetched until `next` is called"]
pub struct Pages<E, M = Async> {
    core: Core,
    /// The request of the next page; `None` at the end.
    next: Option<E>,
    options: Options,
    mode: PhantomData<fn() -> M>,
}

impl<E: Paged, M> Pages<E, M> {
    /// The pages from the one that a request asks for.
    #[doc(hidden)]
    pub fn new(core: Core, mut request: E, options: Options) -> Self {
        let (offset, size) = request.page();
        request.set_page(offset.unwrap_or(0), size.unwrap_or(E::SIZE));
        Self { core, next: Some(request), options, mode: PhantomData }
    }

    /// Its items, one by one.
    pub fn items(self) -> Items<E, M> {
        Items { pages: self, page: Vec::new().into_iter() }
    }

    /// Fetches the next page. It is asked for only once it is known that there may be one, and
    /// forgotten only once it is there: a dropped future loses nothing.
    async fn fetch(&mut self) -> Option<Result<Vec<E::Item>, Error>> {
        let request = self.next.clone()?;
        let page = request.page();
        match send(self.core.clone(), request, self.options).await {
            Ok(answer) => {
                let items = E::items(answer.into_inner());
                self.advance(page, items.len());
                (!items.is_empty()).then_some(Ok(items))
            }
            Err(error) => {
                self.next = None;
                Some(Err(error))
            }
        }
    }

    /// Goes on behind a page that held this many items, or ends.
    fn advance(&mut self, (offset, size): (Option<i64>, Option<i64>), items: usize) {
        let got = i64::try_from(items).unwrap_or(i64::MAX);
        let size = size.unwrap_or(E::SIZE);
        let behind = offset.unwrap_or(0).checked_add(got).filter(|_| got > 0 && got >= size);
        match (behind, &mut self.next) {
            (Some(offset), Some(request)) => request.set_page(offset, size),
            _ => self.next = None,
        }
    }
}

impl<E: Paged> Pages<E> {
    /// The next page; `None` at the end of the list.
    ///
    /// Dropping the future loses nothing: the next call asks for the same page.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of the call; the end follows it.
    pub async fn next(&mut self) -> Option<Result<Vec<E::Item>, Error>> {
        self.fetch().await
    }
}

/// The items of a list that comes page by page, from a call's `items()`.
#[derive(Debug)]
#[must_use = "no page is fetched until `next` is called"]
pub struct Items<E: Paged, M = Async> {
    pages: Pages<E, M>,
    /// What is left of the page that was fetched last.
    page: vec::IntoIter<E::Item>,
}

impl<E: Paged> Items<E> {
    /// The next item; `None` at the end of the list.
    ///
    /// Dropping the future loses nothing: the next call goes on at the same item.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of the call that fetches a page; the end follows it.
    pub async fn next(&mut self) -> Option<Result<E::Item, Error>> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.fetch().await? {
                Ok(page) => self.page = page.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(feature = "blocking")]
impl<E: Paged> Iterator for Pages<E, crate::Blocking> {
    type Item = Result<Vec<E::Item>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let core = self.core.clone();
        match crate::block_on(&core, self.fetch()) {
            Ok(page) => page,
            Err(error) => {
                self.next = None;
                Some(Err(error))
            }
        }
    }
}

#[cfg(feature = "blocking")]
impl<E: Paged> Iterator for Items<E, crate::Blocking> {
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
