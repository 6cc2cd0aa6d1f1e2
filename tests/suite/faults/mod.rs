//! Everything that a server, a proxy or a network can do to a call, and its effect: the kind of
//! outcome, the number of attempts, and the waits between them. Waits use an injected clock; the
//! time limits of sockets are real and short.

mod bomb;
mod calls;
pub(crate) mod clock;
mod server;
mod table;
mod tokens;

use std::error::Error as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dingtalk_client::{AttemptEnded, AttemptStarted, Builder, Client, Error, Observer};
use tokio::task::JoinSet;

use self::clock::StillClock;
use self::server::{Act, nobody, serve};
use self::table::FAULTS;
use crate::support::workspace;

const TOKEN: &str = "canary token/+";

/// Time limits of an attempt: one that expires in a test, and one that does not.
const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(60);

/// A fault and its effect.
struct Fault {
    /// The name of the fault in the documentation.
    name: &'static str,
    /// What the server does, in each attempt.
    acts: fn() -> Vec<Act>,
    /// Whether the endpoint may be called twice.
    idempotent: bool,
    /// The outcome, in the words of [`outcome`].
    outcome: &'static str,
    /// How many attempts are made.
    attempts: u32,
    /// The waits between them, in milliseconds.
    waits: &'static [u64],
}

/// Counts attempts, and keeps their events as strings.
#[derive(Default)]
struct Recorder {
    attempts: AtomicU32,
    events: Mutex<Vec<String>>,
}

impl Observer for Recorder {
    fn attempt_started(&self, _: &AttemptStarted<'_>) {
        self.attempts.fetch_add(1, Ordering::Relaxed);
    }

    fn attempt_ended(&self, attempt: &AttemptEnded<'_>) {
        self.events.lock().expect("nothing panics here").push(format!("{attempt:?}"));
    }
}

/// A client of a server, with a clock that stands still.
fn client(
    url: &str,
    timeout: Duration,
    clock: &Arc<StillClock>,
    recorder: &Arc<Recorder>,
) -> Client {
    let builder: Builder<Client> = Client::builder();
    builder
        .base_url(url)
        .access_token(TOKEN)
        .timeout(timeout)
        .clock(Arc::clone(clock) as _)
        .observer(Arc::clone(recorder) as _)
        .build()
        .expect("it can be built")
}

/// An outcome in a word or two.
fn outcome<T>(result: &Result<T, Error>) -> String {
    match result {
        Ok(_) => "success".to_owned(),
        Err(Error::Api(error)) => {
            format!(
                "Api {}",
                error.code().map_or_else(|| "without code".to_owned(), ToString::to_string)
            )
        }
        Err(Error::Transport(error)) => format!("Transport {:?}", error.kind()),
        Err(Error::Decode(error)) => format!("Decode {}", error.path()),
        Err(Error::IpBlocked(_)) => "IpBlocked".to_owned(),
        Err(other) => format!("{other:?}"),
    }
}

/// Everything that an error shows.
fn shown<T>(result: &Result<T, Error>) -> String {
    let Err(error) = result else { return String::new() };
    let mut strings = vec![format!("{error:?} {error:#?} {error}")];
    let mut source = error.source();
    while let Some(error) = source {
        strings.push(format!("{error:?} {error}"));
        source = error.source();
    }
    strings.join("\n")
}

/// Makes a call that meets a fault. Returns what differs from the expected effect.
async fn check(fault: &'static Fault) -> Option<String> {
    let acts = (fault.acts)();
    let url = if acts.is_empty() {
        nobody()
    } else {
        serve(move |_, number| acts[number.min(acts.len() - 1)].clone()).await
    };
    let (clock, recorder) = (Arc::default(), Arc::default());
    // Only where a timeout is expected is the limit short, since the machine may be slow.
    let expects_timeout = fault.outcome == "Transport Timeout";
    let timeout = if expects_timeout { SHORT } else { LONG };
    let client = client(&url, timeout, &clock, &recorder);
    let (outcome, shown) = if fault.idempotent {
        let result = client.extcontact().get("0112").await;
        (outcome(&result), shown(&result))
    } else {
        let result = client.raw("/topapi/extcontact/create").await;
        (outcome(&result), shown(&result))
    };
    let attempts = recorder.attempts.load(Ordering::Relaxed);
    let waits: Vec<u64> =
        clock.waits().iter().map(|it| it.as_millis().try_into().unwrap_or(0)).collect();
    let shown = shown + &recorder.events.lock().expect("nothing panics here").join("\n");
    assert!(!shown.contains("canary"), "{}: the token is shown: {shown}", fault.name);
    let actual = (outcome.as_str(), attempts, waits.as_slice());
    let expected = (fault.outcome, fault.attempts, fault.waits);
    (actual != expected).then(|| format!("{}: {actual:?} instead of {expected:?}", fault.name))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_has_the_outcome_that_the_documentation_says() {
    let mut checks: JoinSet<Option<String>> = FAULTS.iter().map(check).collect();
    let mut wrong = Vec::new();
    while let Some(result) = checks.join_next().await {
        wrong.extend(result.expect("no call panics"));
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(FAULTS.len() >= 40, "{}", FAULTS.len());
}

/// The table of the documentation.
fn documented() -> String {
    let head = "| what goes wrong | may be called twice | outcome | attempts | waits, in ms |";
    let mut lines = vec![head.to_owned(), "|---|---|---|---|---|".to_owned()];
    for Fault { name, idempotent, outcome, attempts, waits, .. } in FAULTS {
        let twice = if *idempotent { "yes" } else { "no" };
        let waits: Vec<String> = waits.iter().map(ToString::to_string).collect();
        let waits = waits.join(", ");
        lines.push(format!("| {name} | {twice} | `{outcome}` | {attempts} | {waits} |"));
    }
    lines.join("\n") + "\n"
}

/// To rewrite the table: `FAULTS=write cargo test -p dingtalk-tests faults`.
#[test]
fn the_documentation_has_the_table_of_this_suite() {
    let path = workspace().join("crates/dingtalk-client/faults.md");
    let head = "# Faults\n\nThe effect of everything that can go wrong with a call, as the test suite proves it. Waits are those of a clock whose chance is one half; `attempts` is at most 3, the default.\n\n";
    let expected = format!("{head}{}", documented());
    if std::env::var_os("FAULTS").is_some() {
        std::fs::write(&path, &expected).expect("it can be written");
    }
    let actual = std::fs::read_to_string(&path).expect("it is there");
    assert_eq!(actual, expected, "run `FAULTS=write cargo test -p dingtalk-tests faults`");
}
