//! What is told of changes that are of no rule alone, or look like one and are none.

use xtask::diff::{Finding, Rule, Severity, diff};

use super::case::{Specs, base, model};

const GET: &str = "demo/get.yaml";
const PUT: &str = "demo/put.yaml";
const TOKEN: &str = "demo/token.yaml";

/// The specs with texts replaced that they have.
fn with(mut specs: Specs, edits: &[[&str; 3]]) -> Specs {
    for [file, from, to] in edits {
        let text = specs.get_mut(*file).filter(|it| it.contains(from)).expect("the edit fits");
        *text = text.replacen(from, to, 1);
    }
    specs
}

fn found(old: &Specs, new: &Specs) -> Vec<Finding> {
    let [old, new] = [old, new].map(|it| model(it).unwrap_or_else(|problems| panic!("{problems}")));
    diff(&old, &new)
}

/// What is found once the base is edited.
fn edited(edits: &[[&str; 3]]) -> Vec<Finding> {
    found(&base(), &with(base(), edits))
}

fn rules(found: &[Finding]) -> Vec<Rule> {
    found.iter().map(|it| it.rule).collect()
}

#[test]
fn parameters_that_take_the_same_arguments_are_swapped_whatever_their_types() {
    let key = "  key:\n    type: String\n    required: true\n    doc: The key.\n";
    let secret = "  secret:\n    type: String\n    secret: true\n    doc: The secret.\n";
    let required = secret.replace("    doc:", "    required: true\n    doc:");
    let old = with(base(), &[[TOKEN, secret, &required]]);
    let both = [key, &required].concat();
    let new = with(old.clone(), &[[TOKEN, &both, &[&required, key].concat()]]);
    assert_eq!(rules(&found(&old, &new)), [Rule::ParametersSwapped]);
}

#[test]
fn a_parameter_that_stands_for_another_member_is_told_where_calls_compile_as_before() {
    let user = "  user_id:\n    type: String\n    required: true\n    max_length: 8\n    \
                example: u-1\n    doc: The user.\n";
    let union = "  union_id:\n    type: String\n    required: true\n    doc: The union.\n";
    let says = |edits: &[[&str; 3]]| -> Vec<bool> {
        let told = |it: &Finding| it.effect.contains("compile as before: see what each argument");
        edited(edits).iter().filter(|it| it.severity() == Severity::Source).map(told).collect()
    };
    assert_eq!(says(&[[GET, user, union]]), [true, true]);
    let number = union.replace("String", "Number");
    assert_eq!(says(&[[GET, user, &number]]), [false, false]);
    let draft = "    type: Draft\n    required: true\n";
    let extra = "    type: Extra\n";
    let required = "    type: Extra\n    required: true\n";
    assert_eq!(
        says(&[[PUT, draft, "    type: Draft\n"], [PUT, extra, required]]),
        [false, false],
        "the compiler knows the types apart"
    );
}

#[test]
fn the_encoding_of_no_body_is_no_change() {
    assert_eq!(edited(&[["far/two.yaml", "returns:", "encoding: form\nreturns:"]]), []);
    let found = edited(&[[TOKEN, "credential: none\n", "credential: none\nencoding: form\n"]]);
    assert_eq!(found, [], "a query is no body");
}

#[test]
fn a_limit_that_every_text_keeps_to_is_none() {
    let limit = "    max_length: 8\n";
    let also = "    max_length: 8\n    min_length: 0\n";
    assert_eq!(edited(&[[GET, limit, also]]), []);
}

#[test]
fn company_that_is_always_there_is_no_limit() {
    let size = "    type: Number\n    max: 100\n";
    let also = "    type: Number\n    max: 100\n    together_with: [user_id]\n";
    assert_eq!(edited(&[[GET, size, also]]), []);
    let back = found(&with(base(), &[[GET, size, also]]), &base());
    assert_eq!(back, []);
}

#[test]
fn the_mock_is_said_to_refuse_the_kind_of_app_that_it_knows() {
    let apps = "apps: [internal, third_party]";
    for (now, refused) in [
        ("apps: [internal]", "apps of the kind `third_party` are refused, by the mock too"),
        ("apps: [third_party]", "apps of the kind `internal` are refused"),
    ] {
        let found = edited(&[[GET, apps, now]]);
        assert_eq!(found.iter().map(|it| it.effect.as_str()).collect::<Vec<_>>(), [refused]);
    }
}

#[test]
fn what_a_call_returned_is_told_by_the_name_that_it_had() {
    let one = "other/one.yaml";
    let types = "types:\n  Item:\n    doc: An item.\n    same_as: demo/get\n";
    let found = edited(&[
        [one, types, ""],
        [one, "response:\n  result:\n    type: Item\n", "response:\n  result:\n    type: String\n"],
    ]);
    let effects: Vec<&str> = found.iter().map(|it| it.effect.as_str()).collect();
    let told = "`client.other().one(…)` returns `String` instead of `Item`";
    assert!(effects.contains(&told), "{effects:?}");
}
