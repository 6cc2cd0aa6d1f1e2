//! The program: its first line, its signals, its exit codes.

mod http;

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use dingtalk_mock::Mock;
use http::{FORM, PATIENCE, post};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dingtalk-mock"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// A program that serves, and its address.
struct Running {
    child: Child,
    url: String,
    _stdout: BufReader<ChildStdout>,
}

async fn serve(arguments: &[&str]) -> Running {
    let mut child = program(arguments).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    timeout(PATIENCE, stdout.read_line(&mut line)).await.unwrap().unwrap();
    let url = line.trim_end().to_owned();
    assert!(url.starts_with("http://127.0.0.1:"), "{line:?}");
    Running { child, url, _stdout: stdout }
}

/// Runs a program that ends by itself.
async fn run(arguments: &[&str]) -> Output {
    timeout(PATIENCE, program(arguments).output()).await.unwrap().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A file of the test of this name, in the folder that cargo gives to tests.
fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[cfg(unix)]
async fn stop(running: &mut Running, signal: &str) -> std::process::ExitStatus {
    let id = running.child.id().unwrap().to_string();
    assert!(Command::new("kill").args([signal, &id]).status().await.unwrap().success());
    timeout(PATIENCE, running.child.wait()).await.unwrap().unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn both_signals_stop_it_at_once_and_with_success() {
    for signal in ["-INT", "-TERM"] {
        let mut running = serve(&[]).await;
        // A client that keeps its connection does not hold it up.
        let _idle = http::connect(&running.url).await.unwrap();
        assert_eq!(stop(&mut running, signal).await.code(), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn what_it_says_to_try_works() {
    let mut running = serve(&["--port", "0"]).await;
    let mut stderr = BufReader::new(running.child.stderr.take().unwrap());
    let mut line = String::new();
    timeout(PATIENCE, stderr.read_line(&mut line)).await.unwrap().unwrap();
    let words: Vec<&str> = line.trim_end().split(' ').collect();
    let ["try:", "curl", "-d", body, url] = words[..] else { panic!("{line}") };
    let target = url.trim_matches('"').strip_prefix(&running.url).unwrap();
    let answer = post(&running.url, target, FORM, body).await.json();
    assert_eq!(answer["result"]["userid"], "0123456789");
}

#[tokio::test]
async fn a_chosen_token_is_valid_and_not_printed() {
    let mut running = serve(&["--token", "CANARY"]).await;
    let target = "/topapi/extcontact/get?access_token=CANARY";
    let answer = post(&running.url, target, FORM, "user_id=0123456789").await.json();
    assert_eq!(answer["errcode"], 0);
    let mut stderr = BufReader::new(running.child.stderr.take().unwrap());
    let mut said = String::new();
    timeout(PATIENCE, stderr.read_line(&mut said)).await.unwrap().unwrap();
    running.child.start_kill().unwrap();
    timeout(PATIENCE, stderr.read_to_string(&mut said)).await.unwrap().unwrap();
    assert!(said.contains("access_token=$TOKEN") && !said.contains("CANARY"), "{said}");
}

#[tokio::test]
async fn a_seed_replaces_the_sample() {
    let file = file("seed.json", r#"{"contacts":[{"userid":"a","name":"Li"},{"userid":"b"}]}"#);
    let running = serve(&["--seed", file.to_str().unwrap()]).await;
    let target = "/topapi/extcontact/get?access_token=mock-access-token";
    let answer = post(&running.url, target, FORM, "user_id=a").await.json();
    assert_eq!(answer["result"]["name"], "Li");
    let answer = post(&running.url, target, FORM, "user_id=0123456789").await.json();
    assert_eq!(answer["errcode"], 33012);
}

#[tokio::test]
async fn the_seed_that_help_shows_works() {
    let help = String::from_utf8(run(&["--help"]).await.stdout).unwrap();
    let example = help.split("For example:\n\n").nth(1).unwrap().split("\n\n").next().unwrap();
    assert!(include_str!("../README.md").contains(example), "{example}");
    let file = file("help.yaml", example);
    let running = serve(&["--seed", file.to_str().unwrap()]).await;
    let target = "/topapi/extcontact/get?access_token=mock-access-token";
    let answer = post(&running.url, target, FORM, "user_id=011250026469774889").await.json();
    assert_eq!(answer["result"]["mobile"], "13088888888", "{answer}");
    let target = "/topapi/extcontact/listlabelgroups?access_token=mock-access-token";
    let answer = post(&running.url, target, FORM, "").await.json();
    assert_eq!(answer["results"][0]["labels"][0]["name"], "Customer", "{answer}");
}

#[tokio::test]
async fn a_broken_seed_is_an_error_with_its_place() {
    let cases = [
        ("syntax.json", "{\n  \"contacts\": }", "line 2 column 15"),
        ("trailing.json", "{} {}", "line 1 column 4"),
        (
            "kind.yaml",
            "contacts:\n- label_ids: [x]",
            "$.contacts[0].label_ids[0]: expected an integer",
        ),
        ("list.json", "[]", "$: expected an object, found a list"),
        ("nameless.yaml", "contacts:\n- name: Li", "$.contacts[0]: the contact has no `userid`"),
        ("unknown.json", r#"{"contact":[]}"#, "$.contact: there is no such member"),
    ];
    for (name, text, due) in cases {
        let path = file(name, text);
        let output = run(&["--seed", path.to_str().unwrap()]).await;
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(output.stdout.is_empty(), "it does not say that it serves");
        assert!(said.contains(name) && said.contains(due), "{said}");
    }
}

#[tokio::test]
async fn faults_come_in_the_order_of_the_options() {
    let running = serve(&["--fault", "busy=2", "--fault=html", "--fault", "token-expired"]).await;
    let target = "/topapi/extcontact/get?access_token=mock-access-token";
    let dues = ["\"errcode\":-1", "\"errcode\":-1", "<html>", "\"40014\"", "\"errcode\":0"];
    for due in dues {
        let answer = post(&running.url, target, FORM, "user_id=0123456789").await;
        assert!(answer.body.contains(due), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_seed_that_is_not_there_is_an_error_with_its_name() {
    let output = run(&["--seed", "/no/such/seed.json"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("error: /no/such/seed.json: "), "{}", stderr(&output));
}

#[tokio::test]
async fn wrong_options_exit_with_2_and_a_hint() {
    let cases: &[(&[&str], &str)] = &[
        (&["--prot", "1"], "--prot"),
        (&["stray"], "stray"),
        (&["--port"], "--port"),
        (&["--port", "70000"], "70000"),
        (&["--token", " "], "--token"),
        (&["--fault", "busy=0"], "`busy` takes a number from 1, given: `0`"),
        (&["--fault", "hmtl"], "no fault is named `hmtl`; there are: token-expired, throttled, "),
    ];
    for (arguments, due) in cases {
        let output = run(arguments).await;
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with("error: ") && said.contains(due), "{said}");
        assert!(said.ends_with("hint: `dingtalk-mock --help` lists the options\n"), "{said}");
    }
}

#[tokio::test]
async fn a_taken_port_is_an_error_with_the_way_out() {
    let running = serve(&[]).await;
    let port = running.url.rsplit(':').next().unwrap();
    let output = run(&["--port", port]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("; --port chooses another"), "{}", stderr(&output));
}

#[tokio::test]
async fn help_lists_every_option() {
    let output = run(&["--help"]).await;
    assert_eq!(output.status.code(), Some(0));
    let help = String::from_utf8(output.stdout).unwrap();
    for option in ["--port", "--token", "--seed", "--fault", "--help"] {
        assert!(help.contains(option), "{help}");
    }
}

#[tokio::test]
async fn the_credentials_that_help_names_get_a_token() {
    let help = String::from_utf8(run(&["--help"]).await.stdout).unwrap();
    let credentials = [
        Mock::APP_KEY,
        Mock::APP_SECRET,
        Mock::SUITE_KEY,
        Mock::SUITE_SECRET,
        Mock::SUITE_TICKET,
        Mock::TOKEN,
    ];
    for credential in credentials {
        assert!(help.contains(&format!("`{credential}`")), "{help}");
    }
    let running = serve(&[]).await;
    let target = "/gettoken?appkey=mock-app-key&appsecret=mock-app-secret";
    let token = http::exchange(&running.url, "GET", target, "", "").await.json();
    let token = token["access_token"].as_str().unwrap();
    let target = format!("/topapi/extcontact/get?access_token={token}");
    let answer = post(&running.url, &target, FORM, "user_id=0123456789").await.json();
    assert_eq!(answer["errcode"], 0);
}
