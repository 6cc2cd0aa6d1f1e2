//! What drift does with pages that changed, and with those that cannot be read any more.

use std::fs;

use xtask::outcome::Outcome;
use xtask::ui::Ui;
use xtask_pages::verb::drift::Options;
use xtask_pages::verb::import;

use super::toy::{GET, GET_SPEC, LIGHT, LIGHT_SPEC, Toy};
use crate::support::{real_pages, workspace};

const WATTS: &str = "| watts | Number | 40 | 灯的功率。 |\n";
const HALL: &str = "| hall | String | 否 | north | 灯所在的大厅。 |\n";

/// The rules that are told of a spec's page.
fn rules(toy: &Toy, spec: &str) -> Vec<String> {
    let found = toy.found();
    let pages = found["pages"].as_array().expect("a list");
    let page = pages.iter().find(|it| it["spec"] == spec).expect("it was read");
    let findings = page["findings"].as_array().expect("a list").iter();
    findings.map(|it| it["rule"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn pages_that_say_what_was_recorded_are_unchanged() {
    let toy = Toy::new();
    let (outcome, text) = toy.drift(&toy.options());
    assert_eq!(outcome, Outcome::Fine);
    assert_eq!(text, "2 pages: 2 unchanged; 0 findings\n");
}

#[test]
fn new_wording_order_and_dates_are_no_change() {
    let toy = Toy::new();
    toy.edit(GET, "---\n\n#", "updated_at: \"2027-01-01\"\n---\n\n#");
    toy.edit(GET, "灯的功率。", "灯有多亮。");
    toy.edit(GET, "| 33009 | 无效的lamp\\_id | 请检查lamp\\_id是否正确。 |\n", "");
    toy.edit(
        GET,
        "| -1 | 系统繁忙 | 请等待。 |\n",
        "| -1 | 系统繁忙 | 请稍等。 |\n| 33009 | 无效的lamp\\_id | 再看看。 |\n",
    );
    assert_eq!(toy.drift(&toy.options()).0, Outcome::Fine);
}

#[test]
fn what_is_added_is_merged_by_apply_and_then_silent() {
    let toy = Toy::new();
    toy.edit(GET, WATTS, &format!("{WATTS}| shade | String | green | 灯罩。 |\n"));
    assert_eq!(rules(&toy, "lamp/get"), ["answer-field-added"]);
    let text = toy.apply();
    assert!(text.contains("types.LampInfo.fields.shade: new, String"), "{text}");
    assert!(toy.read(GET_SPEC).contains("      shade:\n        type: String\n"));
    toy.assert_linted();
    assert_eq!(toy.drift(&toy.options()).1, "2 pages: 2 unchanged; 0 findings\n");
}

#[test]
fn what_is_gone_is_told_as_a_removal_and_left_for_a_person_until_it_is_dealt_with() {
    let toy = Toy::new();
    toy.edit(GET, WATTS, "");
    toy.edit(GET, "HallLamp\",\n    \"watts\":40", "HallLamp\"");
    toy.edit(GET, HALL, "");
    toy.edit(GET, " \\\n-d 'hall=north'", "");
    let before = toy.read(GET_SPEC);
    for _ in 0..2 {
        let rules = rules(&toy, "lamp/get");
        for wanted in ["answer-field-removed", "request-field-removed"] {
            assert!(rules.iter().any(|it| it == wanted), "{rules:?}");
        }
        let text = toy.apply();
        assert!(text.contains("body.hall: the page does not have it; remove it"), "{text}");
        assert_eq!(toy.read(GET_SPEC), before);
    }
    toy.edit(
        GET_SPEC,
        "departs:\n",
        "departs:\n  - at: body.hall\n    why: It works still.\n    since: 2026-02-01\n",
    );
    toy.edit(
        GET_SPEC,
        "      watts:\n        type: Number\n        example: 40\n        doc: Its power.\n",
        "",
    );
    assert_eq!(
        toy.drift(&toy.options()).1,
        "2 pages: 1 as the specs say, 1 unchanged; 0 findings\n"
    );
    toy.apply();
    assert_eq!(toy.drift(&toy.options()).1, "2 pages: 2 unchanged; 0 findings\n");
}

#[test]
fn a_type_that_changed_is_told_though_old_examples_do_not_fit() {
    let toy = Toy::new();
    toy.edit(GET, WATTS, "| watts | String | many | 灯的功率。 |\n");
    toy.edit(GET, "\"watts\":40", "\"watts\":\"many\"");
    assert_eq!(rules(&toy, "lamp/get").first().map(String::as_str), Some("type-widened"));
    // Written by itself, the spec would contradict its own examples.
    let text = toy.apply();
    assert!(
        text.contains("error[unsettled]: spec/lamp/get.yaml:1: merged, the spec has problems"),
        "{text}"
    );
    toy.assert_linted();
}

#[test]
fn one_bad_page_never_hides_the_others() {
    let toy = Toy::new();
    toy.edit(GET, WATTS, &format!("{WATTS}| shade | String | green | 灯罩。 |\n"));
    for (code, content) in [
        ("page-unreadable", Some("  \n".to_owned())),
        ("no-endpoint", Some("# 灯\n\n没有。\n".to_owned())),
        ("other-endpoint", Some(toy.read(LIGHT).replace("lamp/light", "lamp/dim"))),
        ("page-gone", None),
    ] {
        match content {
            Some(text) => toy.write(LIGHT, &text),
            None => fs::remove_file(toy.path(LIGHT)).expect("it is there"),
        }
        let troubles = toy.troubles();
        assert!(troubles.len() == 1 && troubles[0].starts_with(code), "{troubles:?}");
        assert_eq!(rules(&toy, "lamp/get"), ["answer-field-added"]);
        assert_eq!(toy.found()["pages"][0]["state"], "unread");
    }
}

#[test]
fn a_page_with_another_address_is_told_and_compared_and_not_recorded() {
    let toy = Toy::new();
    toy.edit(LIGHT, "document/light-lamps", "document/lighting");
    toy.edit(
        LIGHT,
        "| keeper | String | 是",
        "| oil | String | 否 | | 灯油。 |\n| keeper | String | 是",
    );
    let lock = toy.read("spec/pages.lock");
    let troubles = toy.troubles();
    assert!(
        troubles.len() == 1 && troubles[0].starts_with("page-moved spec/lamp/light.yaml:2 "),
        "{troubles:?}"
    );
    assert_eq!(rules(&toy, "lamp/light"), ["request-field-added"]);
    toy.apply();
    assert!(toy.read(LIGHT_SPEC).contains("      oil:\n"));
    assert_eq!(toy.read("spec/pages.lock"), lock);
}

#[test]
fn a_page_in_a_file_of_any_name_is_known_by_its_endpoint() {
    let toy = Toy::new();
    let text = toy.read(LIGHT);
    fs::remove_file(toy.path(LIGHT)).expect("it is there");
    let anonymous =
        text.replace("source_url: \"https://lamps.example/document/light-lamps\"\n", "");
    toy.write("pages/page-2.md", &anonymous);
    assert_eq!(toy.drift(&toy.options()).1, "2 pages: 2 unchanged; 0 findings\n");
}

#[test]
fn a_spec_that_was_never_recorded_is_told() {
    let toy = Toy::new();
    fs::remove_file(toy.path("spec/pages.lock")).expect("it is there");
    let troubles = toy.troubles();
    assert!(troubles.iter().all(|it| it.starts_with("unrecorded-page ")), "{troubles:?}");
    assert_eq!(troubles.len(), 2);
    toy.apply();
    assert_eq!(toy.troubles(), Vec::<String>::new());
}

#[test]
fn a_damaged_line_of_the_lock_file_goes() {
    let toy = Toy::new();
    let lock = toy.read("spec/pages.lock");
    toy.write("spec/pages.lock", &format!("<<<<<<< HEAD\n{lock}lamp/gone  zh  2026-01-01  0  x\n"));
    assert_eq!(toy.drift(&toy.options()).0, Outcome::Fine);
    toy.apply();
    assert_eq!(toy.read("spec/pages.lock"), lock);
    let bytes = [lock.as_bytes(), b"\xff\xfe\n"].concat();
    fs::write(toy.path("spec/pages.lock"), bytes).expect("it can be written");
    assert_eq!(toy.drift(&toy.options()).1, "2 pages: 2 unchanged; 0 findings\n");
    toy.apply();
    assert_eq!(toy.read("spec/pages.lock"), lock);
}

#[test]
fn two_pages_that_need_each_other_are_merged_together() {
    let toy = Toy::new();
    let light = toy.read(LIGHT_SPEC);
    toy.write(
        "spec/lamp/peek.yaml",
        &toy.read(GET_SPEC)
            .replace("lamp/get", "lamp/peek")
            .replace("get-a-lamp", "peek-at-a-lamp")
            .replace("    doc: A lamp.\n", "    doc: A lamp.\n    same_as: lamp/get\n"),
    );
    let peek =
        toy.read(GET).replace("lamp/get", "lamp/peek").replace("get-a-lamp", "peek-at-a-lamp");
    toy.write("pages/peek-at-a-lamp.md", &peek);
    toy.apply();
    let shade = format!("{WATTS}| shade | String | green | 灯罩。 |\n");
    toy.edit("pages/peek-at-a-lamp.md", WATTS, &shade);
    let troubles = toy.troubles();
    assert!(
        troubles.len() == 1 && troubles[0].starts_with("unsettled spec/lamp/peek.yaml"),
        "alone, it is no longer the same type: {troubles:?}"
    );
    toy.edit(GET, WATTS, &shade);
    assert_eq!(toy.troubles(), Vec::<String>::new());
    toy.apply();
    toy.assert_linted();
    assert_eq!(toy.read(LIGHT_SPEC), light);
    assert_eq!(toy.drift(&toy.options()).1, "3 pages: 3 unchanged; 0 findings\n");
}

#[test]
fn a_spec_with_a_problem_is_reported_and_the_others_are_compared() {
    let shade = format!("{WATTS}| shade | String | green | 灯罩。 |\n");
    for (from, to, problem) in [
        ("method: POST", "method: PUSH", "spec/lamp/light.yaml:"),
        ("returns: ", "returns: no_such_", "spec/lamp/light.yaml:"),
    ] {
        let toy = Toy::new();
        let lock = toy.read("spec/pages.lock");
        toy.edit(GET, WATTS, &shade);
        toy.edit(LIGHT_SPEC, from, to);
        let troubles = toy.troubles();
        assert!(
            troubles.len() == 1 && troubles[0].starts_with(&format!("spec-problem {problem}")),
            "{troubles:?}"
        );
        assert_eq!(rules(&toy, "lamp/get"), ["answer-field-added"]);
        let (outcome, text) = toy.drift(&Options { apply: true, ..toy.options() });
        assert_eq!(outcome, Outcome::Findings);
        assert!(text.contains("2 pages: 1 changed, 1 not read; "), "{text}");
        assert!(toy.read(GET_SPEC).contains("      shade:\n"), "{text}");
        let light =
            |lock: &str| lock.lines().find(|it| it.starts_with("lamp/light")).map(str::to_owned);
        assert_eq!(light(&toy.read("spec/pages.lock")), light(&lock), "it is still recorded");
    }
}

#[test]
fn a_spec_that_refers_to_one_with_a_problem_is_set_aside_too() {
    let toy = Toy::new();
    toy.write(
        "spec/lamp/peek.yaml",
        &toy.read(GET_SPEC)
            .replace("lamp/get", "lamp/peek")
            .replace("get-a-lamp", "peek-at-a-lamp")
            .replace("    doc: A lamp.\n", "    doc: A lamp.\n    same_as: lamp/get\n"),
    );
    toy.edit(GET_SPEC, "method: POST", "method: PUSH");
    let troubles = toy.troubles();
    let files: Vec<&str> = troubles.iter().filter_map(|it| it.split([' ', ':']).nth(1)).collect();
    assert_eq!(files, [GET_SPEC, "spec/lamp/peek.yaml"], "{troubles:?}");
}

#[test]
fn a_problem_of_what_all_specs_share_is_reported_and_nothing_is_read() {
    let toy = Toy::new();
    let common = toy.read("spec/common.yaml");
    toy.write("spec/common.yaml", &format!("{common}no_such_key: 1\n"));
    let (outcome, text) = toy.drift(&toy.options());
    assert_eq!(outcome, Outcome::Findings);
    assert!(text.contains("1 problem, nothing was compared"), "{text}");
}

#[test]
fn import_records_the_page_unless_it_only_shows_or_something_is_left() {
    let toy = Toy::new();
    fs::remove_file(toy.path("spec/pages.lock")).expect("it is there");
    let import = |dry_run: bool| {
        let page = toy.path(GET).display().to_string();
        let date = "2026-03-01".to_owned();
        let options = import::Options { pages: vec![page], dry_run, date, ..Default::default() };
        let mut out = Vec::new();
        import::run(&toy.root, &options, &mut Ui::plain(&mut out)).expect("it works");
        fs::read_to_string(toy.path("spec/pages.lock")).unwrap_or_default()
    };
    assert_eq!(import(true), "");
    toy.edit(
        GET_SPEC,
        "  - at: errors.44001\n    why: Seen in an answer.\n    since: 2026-01-01\n",
        "",
    );
    assert_eq!(import(false), "", "a code is left");
    toy.edit(GET, "| -1 | 系统繁忙", "| 44001 | 灯被偷 | |\n| -1 | 系统繁忙");
    let lock = import(false);
    assert!(lock.contains("\nlamp/get  zh  2026-03-01  "), "{lock}");
    assert!(lock.ends_with("  https://lamps.example/document/get-a-lamp\n"), "{lock}");
    toy.edit(GET, WATTS, &format!("{WATTS}| shade | String | green | 灯罩。 |\n"));
    assert_ne!(import(false), lock, "the spec is written, and the page is recorded");
}

#[test]
fn the_pages_of_the_specs_of_this_workspace_are_recorded() {
    let root = workspace();
    let lock = fs::read_to_string(root.join("spec/pages.lock")).expect("it is there");
    let specs = xtask::checked::check(&root, "spec").expect("they can be read").specs;
    for spec in &specs.endpoints {
        assert!(
            lock.lines().any(|it| it.starts_with(&format!("{}  ", spec.name))),
            "{}: import its page, which remembers it in spec/pages.lock",
            spec.name
        );
    }
    let entries = lock.lines().filter(|it| !it.starts_with('#')).count();
    assert_eq!(entries, specs.endpoints.len());
}

#[test]
fn the_pages_of_others_need_every_departure_and_bring_nothing_new() {
    let Some(pages) = real_pages("") else { return };
    // A copy, since nothing of this workspace is to be changed.
    let toy = Toy::new();
    fs::remove_dir_all(toy.path("spec")).expect("it is there");
    super::toy::copy(&workspace().join("spec"), &toy.path("spec"));
    let options = Options { pages: Some(pages), ..toy.options() };
    let (outcome, text) = toy.drift(&options);
    assert_eq!(outcome, Outcome::Fine, "{text}");
}

#[test]
fn a_spec_that_was_edited_against_its_page_is_told_though_the_page_is_as_it_was() {
    let toy = Toy::new();
    let spec = toy.read(GET_SPEC);
    toy.edit(GET_SPEC, "max_length: 64", "max_length: 32");
    assert_eq!(rules(&toy, "lamp/get"), ["limit-loosened"]);
    let text = toy.apply();
    assert!(text.contains("body.lamp_id.max_length: 32 is now 64"), "{text}");
    assert_eq!(toy.read(GET_SPEC), spec);
    // What only the spec has is left, however often it is asked.
    let extra =
        "      watts:\n        type: Number\n        example: 40\n        doc: Its power.\n";
    toy.edit(GET_SPEC, extra, &format!("{extra}      volts:\n        type: Number\n"));
    for _ in 0..2 {
        let text = toy.apply();
        assert!(text.contains("fields.volts: the page does not have it; remove it"), "{text}");
    }
    toy.write(GET_SPEC, &spec);
    assert_eq!(toy.drift(&toy.options()).1, "2 pages: 2 unchanged; 0 findings\n");
}

#[test]
fn a_page_that_its_spec_does_not_name_any_more_is_not_read_and_goes_from_the_lock_file() {
    let toy = Toy::new();
    fs::remove_file(toy.path(LIGHT)).expect("it is there");
    let english = "en: https://lamps.example/en/light-lamps";
    toy.edit(LIGHT_SPEC, "zh: https://lamps.example/document/light-lamps", english);
    let troubles = toy.troubles();
    assert!(troubles.len() == 1 && troubles[0].contains("/en/light-lamps"), "{troubles:?}");
    toy.apply();
    assert!(!toy.read("spec/pages.lock").contains("light-lamps"));
}
