//! The workflow that runs every day: its commands exist, and it may do no more than it has to.

use std::fs;
use std::path::Path;

use clap::CommandFactory;
use serde_json::Value;

use super::chapter::Verb;

fn workflow() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.github/workflows/drift.yml");
    let text = fs::read_to_string(path).expect("it is there");
    serde_saphyr::from_str(&text).expect("it is YAML")
}

fn steps(workflow: &Value) -> &Vec<Value> {
    workflow["jobs"]["drift"]["steps"].as_array().expect("it has steps")
}

fn help(verb: &str) -> String {
    let mut program = Verb::command();
    let verb = program.find_subcommand_mut(verb).expect("it is a verb");
    verb.render_help().to_string()
}

#[test]
fn it_runs_every_day_and_by_hand() {
    let workflow = workflow();
    let cron = workflow["on"]["schedule"][0]["cron"].as_str().expect("it has a time");
    assert!(cron.split(' ').count() == 5 && cron.ends_with(" * * *"), "{cron}");
    assert!(workflow["on"].get("workflow_dispatch").is_some());
}

#[test]
fn its_commands_are_verbs_and_options_of_this_program() {
    let workflow = workflow();
    let scripts = steps(&workflow).iter().filter_map(|it| it["run"].as_str());
    let commands: Vec<&str> = scripts
        .flat_map(str::lines)
        .filter_map(|it| it.trim().strip_prefix("cargo xtask "))
        .collect();
    let verbs: Vec<&str> = commands.iter().filter_map(|it| it.split(' ').next()).collect();
    assert_eq!(verbs, ["drift", "generate"]);
    for command in commands {
        let mut words = command.split(' ');
        let help = help(words.next().expect("a command has a verb"));
        for option in words.filter(|it| it.starts_with("--")) {
            assert!(help.contains(&format!("  {option} ")), "{option} is not in:\n{help}");
        }
    }
}

#[test]
fn it_may_do_no_more_than_push_a_branch_and_open_a_pull_request() {
    let workflow = workflow();
    let wanted = serde_json::json!({ "contents": "write", "pull-requests": "write" });
    assert_eq!(workflow["permissions"], wanted);
    for action in steps(&workflow).iter().filter_map(|it| it["uses"].as_str()) {
        let (name, version) = action.split_once("@v").expect("it has a version");
        assert!(name.starts_with("actions/") && version.parse::<u32>().is_ok(), "{action}");
    }
    assert!(!workflow.to_string().contains("secrets."));
    let checkout = &steps(&workflow)[0]["with"]["fetch-depth"];
    assert_eq!(*checkout, 0, "versions are counted from a tag");
}
