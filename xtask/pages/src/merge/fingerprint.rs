//! The fingerprint of a page's facts, which changes with any of them: without prose, examples, lines, dates
//! and order.

use crate::vocabulary::naming::Site;
use xtask::spec::{CredentialUse, Endpoint, Field, Map};

/// A hash of the facts that a page has in its language.
#[must_use]
pub fn fingerprint(page: &Endpoint, site: Site) -> String {
    xtask::tree::hash(facts(page, site).as_bytes())
}

/// The facts, one on a line, sorted.
fn facts(page: &Endpoint, site: Site) -> String {
    let mut facts = Facts(Vec::new());
    facts.head(page);
    for (place, fields) in
        [("query", &page.query), ("body", &page.body), ("response", &page.response)]
    {
        facts.fields(place, fields);
    }
    for (name, ty) in page.types.iter() {
        facts.add(&format!("types.{name}"), "");
        facts.fields(&format!("types.{name}.fields"), &ty.fields);
    }
    for (code, error) in page.errors.iter() {
        let message = site.choose(error.message.en.as_ref(), error.message.zh.as_ref());
        facts.add(&format!("errors.{code}"), message.map_or("", |it| it));
    }
    facts.0.sort();
    facts.0.concat()
}

struct Facts(Vec<String>);

impl Facts {
    fn add(&mut self, path: &str, value: &str) {
        self.0.push(format!("{path}: {}\n", value.replace(['\r', '\n'], " ")));
    }

    fn head(&mut self, page: &Endpoint) {
        self.add("method", page.method.as_str());
        self.add("path", &page.path);
        let encoding = page.encoding.as_ref().map(|it| it.value).unwrap_or_default();
        self.add("encoding", encoding.as_str());
        if page.credential.as_ref().is_some_and(|it| it.value == CredentialUse::None) {
            self.add("credential", "none");
        }
        for app in &page.apps {
            self.add("apps", app.value.as_str());
        }
        for permission in &page.permissions {
            self.add("permissions", permission);
        }
        self.add("returns", &page.returns);
    }

    fn fields(&mut self, place: &str, fields: &Map<Field>) {
        for (key, field) in fields.iter() {
            self.field(&format!("{place}.{key}"), field);
        }
    }

    fn field(&mut self, path: &str, field: &Field) {
        self.add(path, &field.page_type);
        if field.is_required() {
            self.add(&format!("{path}.required"), "true");
        }
        for (key, limit) in [
            ("min_length", field.min_length.as_ref().map(ToString::to_string)),
            ("max_length", field.max_length.as_ref().map(ToString::to_string)),
            ("max_items", field.max_items.as_ref().map(ToString::to_string)),
            ("min", field.min.as_ref().map(ToString::to_string)),
            ("max", field.max.as_ref().map(ToString::to_string)),
            ("absent_for", field.absent_for.as_ref().map(ToString::to_string)),
        ] {
            if let Some(limit) = limit {
                self.add(&format!("{path}.{key}"), &limit);
            }
        }
        for other in &field.together_with {
            self.add(&format!("{path}.together_with"), other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use xtask::spec::{File, read};

    const PAGE: &str = "\
docs:
  zh: https://lamps.example/get
summary: Reads a lamp.
method: POST
path: /lamp/get
apps: [internal, third_party]
permissions: [b, a]

body:
  id:
    type: String
    required: true
    max_length: 64
    example: x
    doc: The lamp.
  size:
    type: Number
    max: 3

returns: nothing

errors:
  33012:
    name: NoLamp
    message:
      en: No lamp
      zh: 没有灯
";

    fn facts_of(text: &str) -> String {
        let page: Endpoint = read(&File::new("spec", "x.yaml", text.into())).expect("a spec");
        facts(&page, Site::Zh)
    }

    #[test]
    fn prose_examples_order_and_the_other_language_are_no_facts() {
        let swapped = "body:\n  size:\n    type: Number\n    max: 3\n  id:\n    type: String\n    \
                       required: true\n    max_length: 64\n";
        let (body, rest) = (PAGE.find("body:").unwrap(), PAGE.find("returns").unwrap());
        let swapped = format!("{}{swapped}{}", &PAGE[..body], &PAGE[rest..]);
        for other in [
            PAGE.replace("example: x", "example: y"),
            PAGE.replace("doc: The lamp.", "doc: Another."),
            PAGE.replace("[b, a]", "[a, b]"),
            PAGE.replace("en: No lamp", "en: Dark"),
            PAGE.replace("/get\nsummary: Reads", "/new\nsummary: Looks at"),
            PAGE.replace("path: /lamp/get", "path: /lamp/get\nencoding: json"),
            swapped,
        ] {
            assert_eq!(facts_of(&other), facts_of(PAGE));
        }
    }

    #[test]
    fn every_fact_counts() {
        for (from, to) in [
            ("POST", "PUT"),
            ("/lamp/get\n", "/lamp/read\n"),
            ("[internal, third_party]", "[internal]"),
            ("[b, a]", "[b]"),
            ("    required: true\n", ""),
            ("max_length: 64", "max_length: 65"),
            ("max: 3", "min: 3"),
            ("type: Number", "type: String"),
            ("没有灯", "灯灭了"),
            ("33012", "33013"),
            ("path: /lamp/get", "path: /lamp/get\nencoding: form"),
            ("path: /lamp/get", "path: /lamp/get\ncredential: none"),
        ] {
            let other = PAGE.replace(from, to);
            assert_ne!(other, PAGE, "{from}");
            assert_ne!(facts_of(&other), facts_of(PAGE), "{from}");
        }
    }
}
