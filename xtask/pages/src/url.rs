//! The parts of a page's URL.

/// A URL without its query and fragment, and these.
pub(crate) fn split_query(url: &str) -> (&str, &str) {
    url.split_at(url.find(['?', '#']).unwrap_or(url.len()))
}

/// The URL of a page as it is shown and written down: without a query, which may hold a key, and
/// without the `.md` by which the Chinese site is asked for Markdown.
pub(crate) fn page_url(url: &str) -> &str {
    let (bare, _) = split_query(url);
    bare.strip_suffix(".md").unwrap_or(bare)
}

/// A URL without what may be secret: its query, its fragment and its user.
pub(crate) fn without_secrets(url: &str) -> String {
    let (bare, _) = split_query(url);
    let Some((scheme, rest)) = bare.split_once("://") else { return bare.to_owned() };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit('@').next().unwrap_or(host);
    format!("{scheme}://{host}{path}")
}

/// The host and port of a URL.
pub(crate) fn site(url: &str) -> &str {
    let (bare, _) = split_query(url);
    let rest = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::page_url;

    #[test]
    fn an_address_is_shown_without_its_query() {
        let url = "https://lamps.example/light.md?key=secret#top";
        assert_eq!(page_url(url), "https://lamps.example/light");
    }
}
