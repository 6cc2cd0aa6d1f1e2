//! Which pages are read again, and which of the pages of a folder each of them is.

use std::path::{Path, PathBuf};

use super::lock::Lock;
use crate::url::{page_url, split_query};
use crate::{Document, Site, Source, Unreadable, endpoint, read};
use xtask::parallel;
use xtask::spec::{Common, Located, Specs};

/// A page that is read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The name of the spec, such as `extcontact/get`.
    pub spec: String,
    /// Its language.
    pub site: Site,
    /// Where it is.
    pub address: String,
}

impl Wanted {
    /// The address under which the page is delivered as Markdown, or as the site has it.
    #[must_use]
    pub fn fetched(&self) -> String {
        let (page, rest) = split_query(&self.address);
        let page = page.trim_end_matches('/');
        match (self.site, page.strip_suffix(".md")) {
            (Site::Zh, None) => format!("{page}.md{rest}"),
            _ => self.address.clone(),
        }
    }

    /// Whether an address is this page's: whatever the form, the query and the slash at its end.
    #[must_use]
    pub fn is_at(&self, address: &str) -> bool {
        bare(&self.address) == bare(address)
    }

    /// The last part of the address, which pages that are kept as files are often named by.
    fn stem(&self) -> &str {
        let bare = bare(&self.address);
        bare.rsplit('/').next().unwrap_or(bare)
    }
}

/// An address without the parts in which two addresses of one page may differ.
fn bare(address: &str) -> &str {
    let page = page_url(address).trim_end_matches('/');
    page.split_once("://").map_or(page, |(_, rest)| rest)
}

/// The pages of a spec: those that it was read from and still names, else the Chinese one, else the
/// English one. The address is what the spec says now.
#[must_use]
pub fn of(spec: &Located, lock: &Lock) -> Vec<Wanted> {
    let wanted = |site: Site| {
        let address = address(spec, site)?.to_owned();
        Some(Wanted { spec: spec.name.clone(), site, address })
    };
    let known: Vec<Wanted> = lock.of(&spec.name).filter_map(|(site, _)| wanted(site)).collect();
    if !known.is_empty() {
        return known;
    }
    [Site::Zh, Site::En].into_iter().find_map(wanted).into_iter().collect()
}

/// Whether a spec names a page of a language.
#[must_use]
pub fn is_named(specs: &Specs, spec: &str, site: Site) -> bool {
    specs.endpoint(spec).is_some_and(|it| address(it, site).is_some())
}

fn address(spec: &Located, site: Site) -> Option<&str> {
    let docs = &spec.spec.docs;
    site.choose(docs.en.as_ref(), docs.zh.as_ref()).map(|it| it.as_str())
}

/// A page of a folder, with what it says of itself.
#[derive(Debug)]
pub struct FolderPage {
    /// The page, or why the file could not be read as one.
    pub document: Result<Document, Unreadable>,
    /// Where it says it is.
    pub address: Option<String>,
    stem: String,
    /// Its language, method and path.
    endpoint: Option<(Site, String)>,
}

/// Reads the pages of a folder; `source` loads the one of a path. They are not imported: only few of
/// them may be wanted.
#[must_use]
pub fn read_folder(
    paths: &[PathBuf],
    common: &Common,
    source: &(dyn Fn(&Path) -> Source + Sync),
) -> Vec<FolderPage> {
    parallel::map(paths, |path| {
        let source = source(path);
        let document = read(&source.bytes);
        let said = document.as_ref().ok();
        let address = said.and_then(|it| it.about("source_url")).map(str::to_owned);
        let endpoint = said.and_then(|it| endpoint(it, common));
        FolderPage { stem: source.stem().to_owned(), address, endpoint, document }
    })
}

/// The page of a folder that is wanted: by its own address, else by the name of its file, else by the
/// endpoint that it describes.
#[must_use]
pub fn find<'a>(wanted: &Wanted, specs: &Specs, pages: &'a [FolderPage]) -> Option<&'a FolderPage> {
    let spec = &specs.endpoint(&wanted.spec)?.spec;
    let url = format!("{} {}", spec.method.as_str(), *spec.path);
    let is_at = |it: &&FolderPage| it.address.as_ref().is_some_and(|own| wanted.is_at(own));
    // A page that cannot be read has no language.
    let may_be =
        |it: &&FolderPage| it.endpoint.as_ref().is_none_or(|(site, _)| *site == wanted.site);
    let is_named = |it: &&FolderPage| it.stem == wanted.stem() && may_be(it);
    let is_same = |it: &&FolderPage| it.endpoint.as_ref() == Some(&(wanted.site, url.clone()));
    let by = |is_wanted: &dyn Fn(&&'a FolderPage) -> bool| pages.iter().find(is_wanted);
    by(&is_at).or_else(|| by(&is_named)).or_else(|| by(&is_same))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(site: Site, address: &str) -> Wanted {
        Wanted { spec: "lamp/get".to_owned(), site, address: address.to_owned() }
    }

    #[test]
    fn the_chinese_site_is_asked_for_markdown() {
        for (site, address, fetched) in [
            (Site::Zh, "https://a.example/x", "https://a.example/x.md"),
            (Site::Zh, "https://a.example/x.md", "https://a.example/x.md"),
            (Site::Zh, "https://a.example/x?y=1#z", "https://a.example/x.md?y=1#z"),
            (Site::Zh, "https://a.example/x/", "https://a.example/x.md"),
            (Site::En, "https://a.example/x", "https://a.example/x"),
        ] {
            assert_eq!(wanted(site, address).fetched(), fetched);
        }
    }

    #[test]
    fn an_address_in_another_writing_is_the_same_page() {
        let page = wanted(Site::Zh, "https://a.example/b/x");
        for same in ["https://a.example/b/x.md", "http://a.example/b/x/", "https://a.example/b/x?y"]
        {
            assert!(page.is_at(same), "{same}");
        }
        assert!(!page.is_at("https://a.example/b/z"));
        assert_eq!(page.stem(), "x");
    }
}
