//! Endpoints whose answer is one page of a longer list.

use crate::endpoint::Endpoint;

/// An endpoint that answers a list page by page: by the number of items before a page and the
/// number of items in it. There is no total and no mark of the last page; a page shorter than its
/// size is the last.
pub trait Paged: Endpoint + Clone {
    /// What the list holds.
    type Item: Send + 'static;

    /// The size of a page where the caller sets none: the largest that is documented.
    const SIZE: i64;

    /// The offset and the size that are set.
    #[doc(hidden)]
    fn page(&self) -> (Option<i64>, Option<i64>);

    /// Asks for the page of this size behind this many items.
    #[doc(hidden)]
    fn set_page(&mut self, offset: i64, size: i64);

    /// The items of a page.
    #[doc(hidden)]
    fn items(output: Self::Output) -> Vec<Self::Item>;
}
