//! What holds of any two models: nothing differs from itself, old and new mirror each other, and
//! neither order nor prose is a change above `docs`.

use proptest::prelude::*;
use xtask::api::Api;
use xtask::diff::{Finding, Rule, Severity, diff, worst};

use super::additions::{additions, with};
use super::case::{Specs, base, case, edits, model};

/// The base with the edits of some cases, as far as these fit together.
fn specs() -> impl Strategy<Value = Specs> {
    let rules = proptest::sample::subsequence(Rule::ALL, 0..8).prop_shuffle();
    rules.prop_map(|rules| {
        let mut specs = base();
        for edit in rules.iter().flat_map(|rule| edits(rule.code())) {
            // One that does not fit behind another leaves the specs as they are.
            let _ = edit.apply(&mut specs);
        }
        specs
    })
}

/// Such specs that have no problems.
fn models() -> impl Strategy<Value = Api> {
    specs().prop_filter_map("the edits contradict each other", |it| model(&it).ok())
}

fn says(finding: &Finding) -> [Option<&str>; 2] {
    [&finding.old, &finding.new].map(|it| it.as_ref().map(|it| it.says.as_str()))
}

fn is_mirror(one: &Finding, other: &Finding) -> bool {
    let [old, new] = says(other);
    one.rule.mirrors().contains(&other.rule) && says(one) == [new, old]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn nothing_differs_from_itself(specs in specs()) {
        if let (Ok(one), Ok(same)) = (model(&specs), model(&specs)) {
            prop_assert_eq!(diff(&one, &same), []);
        }
    }

    #[test]
    fn what_is_new_one_way_is_gone_the_other_way((a, b) in (models(), models())) {
        let mut back = diff(&b, &a);
        for finding in diff(&a, &b) {
            let at = back.iter().position(|it| is_mirror(&finding, it));
            prop_assert!(at.is_some(), "{finding:?} has no mirror among {back:#?}");
            drop(at.map(|at| back.swap_remove(at)));
        }
        prop_assert!(back.is_empty(), "{back:#?}");
    }

    #[test]
    fn what_was_added_and_is_taken_over_is_not_told_any_more((old, new) in (specs(), specs())) {
        if let (Ok(a), Ok(b)) = (model(&old), model(&new)) {
            let found = diff(&a, &b);
            let added = additions(&found);
            // What is new may lean on what is not taken over, such as a member that is required now.
            if let Ok(merged) = model(&with(&old, &new, &added)) {
                let left = diff(&merged, &b);
                prop_assert_eq!(additions(&left), Vec::<&Finding>::new());
            }
        }
    }

    #[test]
    fn a_fingerprint_does_not_depend_on_where_things_stand((specs, lines) in (specs(), 1..5_usize)) {
        let moved = |it: &Specs| -> Specs {
            let text = "# A comment.\n".repeat(lines);
            it.iter().map(|(path, it)| (path.clone(), text.clone() + it)).collect()
        };
        if let (Ok(old), Ok(new), Ok(below)) = (model(&base()), model(&specs), model(&moved(&specs))) {
            let prints = |it: &[Finding]| it.iter().map(Finding::fingerprint).collect::<Vec<_>>();
            prop_assert_eq!(prints(&diff(&old, &new)), prints(&diff(&old, &below)));
        }
    }

    #[test]
    fn neither_order_nor_prose_is_a_change_above_docs(
        (specs, turn, word) in (specs(), 0..7_usize, "[a-z]{3,9}")
    ) {
        let other: Specs = specs.iter().map(|(path, text)| {
            (path.clone(), reworded(&reordered(path, text, turn), &word))
        }).collect();
        if let Ok(old) = model(&specs) {
            let new = model(&other).expect("order and prose are no problem");
            let found = diff(&old, &new);
            prop_assert!(worst(&found) <= Some(Severity::Docs), "{found:#?}");
        }
    }
}

/// The property above would hold of nothing if nothing could be taken over.
#[test]
fn every_kind_of_addition_can_be_taken_over() {
    let mut kinds = Vec::new();
    for rule in Rule::ALL {
        let case = case(*rule);
        let [old, new] =
            [&case.old, &case.new].map(|it| model(it).expect("a case has no problems"));
        let found = diff(&old, &new);
        let added = additions(&found);
        if added.is_empty() {
            continue;
        }
        match model(&with(&case.old, &case.new, &added)) {
            Ok(merged) => {
                kinds.extend(added.iter().map(|it| it.rule.code()));
                assert_eq!(additions(&diff(&merged, &new)), Vec::<&Finding>::new(), "{rule}");
            }
            Err(problems) => println!("{rule}: {problems}"),
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, KINDS);
}

const KINDS: [&str; 6] = [
    "answer-field-added",
    "code-added",
    "endpoint-added",
    "global-code-added",
    "request-field-added",
    "type-added",
];

/// The same with other words.
fn reworded(text: &str, word: &str) -> String {
    let line = |line: &str| {
        let at =
            ["  doc: ", "summary: "].iter().find_map(|key| line.find(key).map(|at| at + key.len()));
        at.map_or_else(|| format!("{line}\n"), |at| format!("{}{word}\n", &line[..at]))
    };
    text.lines().map(line).collect()
}

/// The keys below which the order says nothing.
const UNORDERED: [&str; 9] = [
    "errors",
    "types",
    "fields",
    "response",
    "query",
    "body",
    "envelope",
    "hosts",
    "global-errors",
];

/// The same in another order, but for two parameters of `new`.
fn reordered(path: &str, text: &str, turn: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let lines = turned(path.trim_end_matches(".yaml"), &lines, 0, turn);
    lines.into_iter().flat_map(|line| [line, "\n"]).collect()
}

fn turned<'a>(key: &str, lines: &[&'a str], indent: usize, turn: usize) -> Vec<&'a str> {
    let starts = |line: &&str| line.len() - line.trim_start().len() == indent && !line.is_empty();
    let mut blocks: Vec<Vec<&'a str>> = Vec::new();
    for line in lines {
        match blocks.last_mut() {
            Some(block) if !starts(line) => block.push(line),
            _ => blocks.push(vec![line]),
        }
    }
    let required = format!("{}required: true", " ".repeat(indent + 2));
    let required = blocks.iter().filter(|it| it.contains(&required.as_str())).count();
    if UNORDERED.contains(&key) && required != 2 {
        let by = turn % blocks.len().max(1);
        blocks.rotate_left(by);
    }
    let block = |block: Vec<&'a str>| {
        let key = block[0].trim().trim_end_matches(':').to_owned();
        let below = turned_below(&key, &block[1..], indent, turn);
        std::iter::once(block[0]).chain(below).collect::<Vec<_>>()
    };
    blocks.into_iter().flat_map(block).collect()
}

/// What stands below a key, if anything does.
fn turned_below<'a>(key: &str, lines: &[&'a str], indent: usize, turn: usize) -> Vec<&'a str> {
    if lines.is_empty() { Vec::new() } else { turned(key, lines, indent + 2, turn) }
}
