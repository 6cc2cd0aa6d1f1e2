//! The facts that a spec has from its page, to compare two specs by.

use xtask::spec::{Endpoint, Field, Map};
use xtask_pages::Site;

/// Every fact that a spec has from its page, one line each: not what a person decides, and not the
/// example values, which differ from language to language.
pub(crate) fn facts(spec: &Endpoint, site: Site) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut add = |path: String, value: String| facts.push((path, value));
    let docs = match site {
        Site::En => &spec.docs.en,
        Site::Zh => &spec.docs.zh,
    };
    add("docs".to_owned(), format!("{docs:?}"));
    add("method".to_owned(), format!("{:?}", spec.method));
    add("path".to_owned(), spec.path.value.clone());
    // A person may leave out the usual one.
    let encoding = spec.encoding.as_ref().map(|it| it.value).unwrap_or_default();
    add("encoding".to_owned(), format!("{encoding:?}"));
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
            ("min_length", field.min_length.as_ref().map(ToString::to_string)),
            ("max_length", field.max_length.as_ref().map(ToString::to_string)),
            ("min", field.min.as_ref().map(ToString::to_string)),
            ("max", field.max.as_ref().map(ToString::to_string)),
            ("max_items", field.max_items.as_ref().map(ToString::to_string)),
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
