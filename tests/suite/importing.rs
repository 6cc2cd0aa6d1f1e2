//! Pages become specs: the facts of those that a person wrote from the same pages.

use std::fs;
use std::path::PathBuf;

use xtask::page::{Context, Imported, Site, import, read};
use xtask::spec::{Endpoint, Field, Located, Map};

use crate::support::{check, workspace};

/// The real pages, where they are present.
fn pages() -> Option<PathBuf> {
    let folder = workspace().join("../shared/pages");
    folder.is_dir().then_some(folder)
}

fn import_page(path: &str) -> Option<Imported> {
    let (_, specs, _) = check("spec");
    let path = pages()?.join(path);
    let bytes = fs::read(&path).expect("the page can be read");
    let document = read(&bytes).expect("it is a page");
    let stem = path.file_stem().and_then(|it| it.to_str());
    let context = Context { common: &specs.common, address: None, stem, prose: false };
    Some(import(&document, &context).expect("it is a page of an endpoint"))
}

/// Every fact that a spec has from its page, one line each: not what a person decides, and not the
/// example values, which differ from language to language.
fn facts(spec: &Endpoint, site: Site) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut add = |path: String, value: String| facts.push((path, value));
    let docs = match site {
        Site::En => &spec.docs.en,
        Site::Zh => &spec.docs.zh,
    };
    add("docs".to_owned(), format!("{docs:?}"));
    add("method".to_owned(), format!("{:?}", spec.method));
    add("path".to_owned(), spec.path.value.clone());
    add("encoding".to_owned(), format!("{:?}", spec.encoding));
    add("credential".to_owned(), format!("{:?}", spec.credential));
    add("apps".to_owned(), format!("{:?}", spec.apps));
    add("permissions".to_owned(), format!("{:?}", spec.permissions));
    add("returns".to_owned(), spec.returns.value.clone());
    for (place, fields) in
        [("query", &spec.query), ("body", &spec.body), ("response", &spec.response)]
    {
        members(place, fields, &mut add);
    }
    for (name, ty) in spec.types.iter() {
        members(&format!("types.{name}.fields"), &ty.fields, &mut add);
    }
    for (code, error) in spec.errors.iter() {
        let message = match site {
            Site::En => &error.message.en,
            Site::Zh => &error.message.zh,
        };
        // A code that only the page of the other language has.
        if let Some(message) = message {
            add(format!("errors.{code}"), message.value.clone());
        }
    }
    facts
}

fn members(place: &str, fields: &Map<Field>, add: &mut dyn FnMut(String, String)) {
    for (wire, field) in fields.iter() {
        let path = format!("{place}.{wire}");
        add(format!("{path}.type"), field.page_type.value.clone());
        add(format!("{path}.required"), field.is_required().to_string());
        add(format!("{path}.secret"), field.is_secret().to_string());
        for (key, limit) in [
            ("min_length", field.min_length.as_ref().map(|it| it.to_string())),
            ("max_length", field.max_length.as_ref().map(|it| it.to_string())),
            ("min", field.min.as_ref().map(|it| it.to_string())),
            ("max", field.max.as_ref().map(|it| it.to_string())),
            ("max_items", field.max_items.as_ref().map(|it| it.to_string())),
        ] {
            if let Some(limit) = limit {
                add(format!("{path}.{key}"), limit);
            }
        }
        if !field.together_with.is_empty() {
            add(format!("{path}.together_with"), format!("{:?}", field.together_with));
        }
        if let Some(app) = &field.absent_for {
            add(format!("{path}.absent_for"), format!("{app:?}"));
        }
    }
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
    if pages().is_none() {
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
    let (_, specs, _) = check("spec");
    for (name, page) in of {
        let own = specs.endpoint(name).expect("there is such a spec");
        let imported = import_page(page).expect("the pages are there");
        assert_eq!(differences(own, &imported), Vec::<String>::new(), "{name}");
    }
}
