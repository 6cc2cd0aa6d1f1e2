//! Endpoints whose answer is one page of a longer list.

use crate::endpoint::Endpoint;

/// An endpoint that returns a list page by page. A request states the number of items before the
/// page and the size of the page. The answer has neither a total nor a mark of the last page.
pub trait Paged: Endpoint + Clone {
    /// The type of the list's items.
    type Item: Clone + PartialEq + Send + 'static;

    /// The size of a page if the caller sets none: the largest that is documented.
    const SIZE: i64;

    /// The offset and the size, as far as they are set.
    #[doc(hidden)]
    fn page(&self) -> (Option<i64>, Option<i64>);

    /// Sets the number of items before the page and the size of the page.
    #[doc(hidden)]
    fn set_page(&mut self, offset: i64, size: i64);

    /// The items of a page.
    #[doc(hidden)]
    fn items(output: Self::Output) -> Vec<Self::Item>;
}
