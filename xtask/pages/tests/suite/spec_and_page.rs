//! A spec beside its real documentation page, table by table and without the importer.

use std::fs;

use crate::support::{real_pages, specs};

/// The cells of the pipe table under a heading, less its two head rows.
fn table(page: &str, heading: &str) -> Vec<Vec<String>> {
    let below = page.split(heading).nth(1).unwrap_or_default();
    let rows = below
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'));
    let cell = |text: &str| text.trim().replace('\\', "");
    rows.skip(2).map(|row| row.trim_matches('|').split('|').map(cell).collect()).collect()
}

#[test]
fn the_spec_holds_every_fact_of_its_page() {
    let path = "oapi/obtains-the-external-contact-details-of-an-enterprise.md";
    let Some(path) = real_pages(path) else { return };
    let page = fs::read_to_string(path).expect("it can be read");
    let specs = specs();
    let spec =
        &specs.endpoints.iter().find(|it| it.name == "extcontact/get").expect("it is there").spec;

    let body = table(&page, "### **请求体**");
    let stated: Vec<(String, String, String)> = spec
        .body
        .iter()
        .map(|(name, field)| {
            let required = if field.is_required() { "是" } else { "否" };
            (name.value.clone(), field.page_type.value.clone(), required.to_owned())
        })
        .collect();
    let due: Vec<_> =
        body.iter().map(|row| (row[0].clone(), row[1].clone(), row[2].clone())).collect();
    assert_eq!(stated, due);

    let contact = &spec.types.get("OpenExtContact").expect("it is there").fields;
    let members =
        spec.response.iter().chain(contact.iter()).chain(specs.common.envelope.iter().take(3));
    let stated: Vec<(String, String)> =
        members.map(|(name, field)| (name.value.clone(), field.page_type.value.clone())).collect();
    let due: Vec<_> =
        table(&page, "### **响应体**").iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    assert_eq!(stated, due);

    let stated: Vec<(String, Option<String>)> = spec
        .errors
        .iter()
        .map(|(code, error)| {
            (code.value.clone(), error.message.zh.as_ref().map(|it| it.value.clone()))
        })
        .collect();
    let due: Vec<_> = table(&page, "### **错误码**")
        .iter()
        .map(|row| (row[0].clone(), Some(row[1].clone())))
        .collect();
    assert_eq!(stated, due);
}
