//! The pages of the specs that a person wrote give the same facts.

use xtask::spec::Located;
use xtask_pages::Imported;

use super::facts::facts;
use crate::support::{import_bytes, real_pages, specs};

fn import_page(path: &str) -> Option<Imported> {
    let path = real_pages(path)?;
    let stem = path.file_stem().and_then(|it| it.to_str()).expect("a file has a name");
    Some(import_bytes(&std::fs::read(&path).expect("the page can be read"), stem))
}

/// What the two have that is not in the other, less where the spec departs from its page.
fn differences(own: &Located, imported: &Imported) -> Vec<String> {
    let (ours, theirs) = (facts(&own.spec, imported.site), facts(&imported.spec, imported.site));
    let departs = |path: &str| {
        own.spec.departs.iter().any(|it| {
            let moved = it.at.as_str() == "query"
                && path.strip_prefix("body.").is_some_and(|rest| {
                    let wire = rest.split('.').next().unwrap_or(rest);
                    own.spec.query.get(wire).is_some()
                });
            path.starts_with(it.at.as_str()) || moved
        })
    };
    let only =
        |mark: &str, these: &[(String, String)], those: &[(String, String)]| -> Vec<String> {
            let these = these.iter().filter(|it| !those.contains(it) && !departs(&it.0));
            these.map(|(path, value)| format!("{mark} {path}: {value}")).collect()
        };
    let mut found = only("-", &ours, &theirs);
    found.extend(only("+", &theirs, &ours));
    found
}

#[test]
fn the_pages_of_the_specs_give_their_facts() {
    if real_pages("oapi").is_none() {
        return;
    }
    let of = [
        ("extcontact/get", "oapi/obtains-the-external-contact-details-of-an-enterprise.md"),
        ("extcontact/list", "oapi/obtain-the-external-contact-list.md"),
        ("extcontact/listlabelgroups", "oapi/obtains-a-list-of-external-contact-tags.md"),
        ("extcontact/create", "oapi/add-enterprise-external-contacts.md"),
        ("extcontact/update", "oapi/update-enterprise-external-contacts.md"),
        ("extcontact/delete", "oapi/delete-external-contact.md"),
        ("gettoken", "oapi/obtain-orgapp-token.md"),
        ("get_corp_token", "oapi/obtain-isvapp-token.md"),
        ("extcontact/get", "text/obtains-the-external-contact-details-of-an-enterprise.txt"),
    ];
    let specs = specs();
    for (name, page) in of {
        let own = specs.endpoint(name).expect("there is such a spec");
        let imported = import_page(page).expect("the pages are there");
        assert_eq!(differences(own, &imported), Vec::<String>::new(), "{name}");
    }
}
