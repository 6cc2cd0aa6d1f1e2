//! A departure stays as long as its page needs it, and no longer.

use super::toy::{GET, GET_SPEC, LIGHT, LIGHT_SPEC, Toy};

/// What is told of departures once a page was changed.
fn needless(path: &str, from: &str, to: &str) -> Vec<String> {
    let toy = Toy::new();
    toy.edit(path, from, to);
    let all = toy.troubles().into_iter();
    all.filter(|it| it.starts_with("needless-departure")).collect()
}

fn assert_needless(found: &[String], spec: &str, at: &str) {
    let toy = Toy::new();
    let line = toy.read(spec).lines().position(|it| it.ends_with(&format!("- at: {at}")));
    let line = line.expect("there is such a departure") + 1;
    let wanted = format!(
        "needless-departure {spec}:{line} the page does not need the departure at `{at}` any more"
    );
    assert_eq!(found, [wanted]);
}

#[test]
fn none_is_needless_as_long_as_its_cause_is_there() {
    assert_eq!(Toy::new().troubles(), Vec::<String>::new());
}

#[test]
fn a_limit_that_the_page_now_has_needs_none() {
    let found = needless(GET, "最大长度64个字符", "长度1-64个字符");
    assert_needless(&found, GET_SPEC, "body.lamp_id.min_length");
}

#[test]
fn a_limit_that_the_page_has_otherwise_needs_it_still() {
    assert_eq!(needless(GET, "最大长度64个字符", "长度2-64个字符"), Vec::<String>::new());
}

#[test]
fn a_code_that_the_page_now_has_needs_none() {
    let found = needless(GET, "| -1 | 系统繁忙", "| 44001 | 灯被偷 | |\n| -1 | 系统繁忙");
    assert_needless(&found, GET_SPEC, "errors.44001");
}

#[test]
fn a_code_with_another_message_needs_it_still() {
    let found = needless(GET, "| -1 | 系统繁忙", "| 44001 | 灯没了 | |\n| -1 | 系统繁忙");
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_parameter_that_the_page_moved_to_the_query_needs_none() {
    let toy = Toy::new();
    let row = "| hall | String | 是 | north | 灯所在的大厅。 |\n";
    toy.edit(LIGHT, row, "");
    toy.edit(LIGHT, "应用的钥匙。 |\n", &format!("应用的钥匙。 |\n{row}"));
    assert_needless(&toy.troubles(), LIGHT_SPEC, "query");
}

#[test]
fn a_sample_in_the_encoding_of_the_spec_needs_none() {
    let sample = "-H 'Content-Type: application/json' -d '{\"order\": {\"keeper\": \"0420\", \"colour\": 3}}'";
    let toy = Toy::new();
    toy.edit(LIGHT, "-d 'access_token=bE74xxxx' \\\n-d 'order=null'", sample);
    assert_needless(&toy.troubles(), LIGHT_SPEC, "body.order");
}

#[test]
fn a_limit_that_made_no_sense_and_is_gone_needs_none() {
    let found = needless(LIGHT, "看灯人，最多传20。", "看灯人。");
    assert_needless(&found, LIGHT_SPEC, "types.LampOrder.fields.keeper");
}

#[test]
fn a_type_that_the_page_corrected_needs_none() {
    let found = needless(LIGHT, "| colour | Number | 否 | 3 |", "| colour | String | 否 | red |");
    assert_needless(&found, LIGHT_SPEC, "types.LampOrder.fields.colour.type");
}

#[test]
fn a_departure_goes_with_what_it_belongs_to_not_before() {
    let found =
        needless(GET, "| lamp\\_id | String | 是 | L-77 | 灯的编号，最大长度64个字符。 |\n", "");
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_page_that_is_gone_ends_no_departure() {
    let toy = Toy::new();
    std::fs::remove_file(toy.path(GET)).expect("it is there");
    let codes: Vec<String> = toy.troubles();
    assert!(codes.len() == 1 && codes[0].starts_with("page-gone"), "{codes:?}");
}

#[test]
fn a_departure_that_is_needed_on_the_page_of_one_language_stays() {
    let toy = Toy::new();
    // The English page has the code, the Chinese one has not.
    let lock = toy.read("spec/pages.lock");
    let english = "lamp/get  en  2026-02-01  0  https://lamps.example/en/get-a-lamp\n";
    toy.write("spec/pages.lock", &format!("{lock}{english}"));
    toy.edit(GET_SPEC, "docs:\n", "docs:\n  en: https://lamps.example/en/get-a-lamp\n");
    let found = toy.troubles();
    assert!(found.iter().all(|it| !it.starts_with("needless")), "{found:?}");
}
