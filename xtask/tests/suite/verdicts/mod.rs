//! The proof of the verdicts: for each rule a case, whose programs are compiled and run against the
//! bindings before and after.

mod additions;
mod case;
mod properties;
mod told;
mod workspace;

use std::fmt::Write;

use case::{Case, case, model, names};
use workspace::Workspace;
use xtask::diff::{Finding, Rule, Severity, diff};

fn cases() -> Vec<Case> {
    Rule::ALL.iter().map(|rule| case(*rule)).collect()
}

fn findings(case: &Case) -> Vec<Finding> {
    let [old, new] = [&case.old, &case.new]
        .map(|it| model(it).unwrap_or_else(|problems| panic!("{}: {problems}", case.name())));
    diff(&old, &new)
}

#[test]
fn every_rule_has_a_case_and_every_case_a_rule() {
    let mut rules: Vec<&str> = Rule::ALL.iter().map(|it| it.code()).collect();
    rules.sort_unstable();
    assert_eq!(names(), rules);
}

/// Else the program would not prove the verdict on this rule.
#[test]
fn nothing_in_a_case_weighs_more_than_its_rule() {
    let mut wrong = Vec::new();
    for case in cases() {
        let found = findings(&case);
        let worst = found.iter().map(Finding::severity).max();
        if found.iter().all(|it| it.rule != case.rule) || worst != Some(case.rule.severity()) {
            let found: Vec<String> =
                found.iter().map(|it| format!("{} {}", it.rule, it.path())).collect();
            wrong.push((case.name(), found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_findings_of_every_case_are_as_reviewed() {
    let mut text = String::new();
    for case in cases() {
        writeln!(text, "## {}", case.name()).expect("a text takes all");
        for it in findings(&case) {
            let (path, change) = (it.path(), it.change());
            writeln!(text, "{}: {} at {path}: {change}", it.severity(), it.rule)
                .expect("a text takes all");
            writeln!(text, "  {}", it.effect).expect("a text takes all");
        }
    }
    insta::assert_snapshot!("findings", text);
}

#[test]
fn every_verdict_is_true_of_a_program() {
    let cases = cases();
    let workspace = Workspace::of(&cases);
    let old = workspace.run("old");
    let new = workspace.run("new");
    let errors = workspace.errors();
    let (mut seen, mut wrong) = (Vec::new(), Vec::new());
    for case in &cases {
        let name = case.name();
        let severity = case.rule.severity();
        let refused = errors.get(&format!("broken-{name}"));
        let outcome = match (severity, new.get(name), refused) {
            _ if old.get(name) != Some(&true) => Err("does not hold to begin with"),
            (Severity::Source, None, Some(codes)) => Ok(format!("does not compile ({codes})")),
            (Severity::Source, ..) => Err("still compiles"),
            (Severity::Behaviour, Some(false), _) => Ok("compiles and acts otherwise".to_owned()),
            (_, Some(true), _) if !severity.is_major() => {
                Ok("compiles and acts as before".to_owned())
            }
            _ => Err("does not do what the verdict says"),
        };
        match outcome {
            Ok(outcome) => seen.push(format!("{name}: {severity}: {outcome}\n")),
            Err(why) => wrong.push(format!("{name}: the program {why}")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let others: Vec<&String> = errors.keys().filter(|it| !it.starts_with("broken-")).collect();
    assert!(others.is_empty(), "the bindings themselves do not compile: {others:?}");
    insta::assert_snapshot!("verdicts", seen.concat());
}
