//! How a list is fetched page by page.

use super::finding::{Findings, says};
use super::rule::Rule;
use super::ty::{self, Renames};
use crate::api::{Endpoint, Pagination, Record};

const MEMBER: &str = "pagination";

/// Compares how a list is fetched page by page.
pub(super) fn compare(
    renames: &Renames<'_>,
    [old, new]: [&Endpoint; 2],
    findings: &mut Findings<'_>,
) {
    let call = new.call();
    let how = |it: &Endpoint, pages: &Pagination| says(text(it, pages), &it.place(MEMBER));
    match (&old.pagination, &new.pagination) {
        (None, None) => {}
        (None, Some(pages)) => {
            let effect = format!("`{call}` has `pages()` and `items()`");
            findings.added(Rule::PaginationAdded, MEMBER, how(new, pages), &effect);
        }
        (Some(pages), None) => {
            let effect = format!("`{call}` has no `pages()` and no `items()` any more");
            findings.removed(Rule::PaginationRemoved, MEMBER, how(old, pages), &effect);
        }
        (Some(before), Some(after)) => {
            let is_other_list = items(old, before) != items(new, after);
            let is_other_item = ty::renamed(&before.item, renames) != after.item;
            let (rule, effect) = if is_other_list && is_other_item {
                (Rule::PageItemsChanged, format!("`items()` gives `{}`", after.item.rust()))
            } else {
                let effect = "`pages()` asks for pages, or finds their items, otherwise";
                (Rule::PaginationChanged, effect.to_owned())
            };
            findings.compare(rule, MEMBER, [how(old, before), how(new, after)], &effect);
            let size = after.default_size;
            let effect = format!("`pages()` asks for {size} items at a time where no size is set");
            let sizes = [(old, before), (new, after)]
                .map(|(it, pages)| says(pages.default_size.to_string(), &it.place(MEMBER)));
            findings.compare(Rule::PageSizeChanged, MEMBER, sizes, &effect);
        }
    }
}

/// How pages are asked for, in names of the wire: those of Rust are reported with their members.
fn text(endpoint: &Endpoint, pages: &Pagination) -> String {
    let request = &endpoint.request;
    let (offset, size) = (wire(request, &pages.offset), wire(request, &pages.size));
    format!("offset: {offset}, size: {size}, items: {}", items(endpoint, pages))
}

/// The list that holds the items. In an answer of one key, the key is reported with what is returned.
fn items<'a>(endpoint: &'a Endpoint, pages: &'a Pagination) -> &'a str {
    pages.items.as_ref().map_or("all", |name| wire(&endpoint.response, name))
}

fn wire<'a>(record: &'a Record, name: &'a str) -> &'a str {
    record.fields.iter().find(|it| it.name == name).map_or(name, |it| &it.wire)
}
