//! A soak test: many callers, and a server that fails at random. At the end, no call may be without
//! an outcome, no task and no connection may be left, and memory must not have grown.
//!
//! ```text
//! cargo run --release -p dingtalk-tests --no-default-features --example soak -- [SECONDS] [SEED]
//! ```
//!
//! It takes a minute by default, and fails with exit code 1. No other test runs it.

mod chance;
mod fault;
mod load;
mod server;
mod tally;

use std::env;
use std::error::Error;
use std::fs;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dingtalk_client::Client;
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use chance::Chance;
use load::{DEADLINE, Load};
use server::Server;
use tally::Tally;

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// How many calls are in flight.
const FLIGHT: usize = 256;

/// How long to wait for something to end by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much longer than its deadline a call may take, on a machine that is busy.
const SLACK: Duration = Duration::from_millis(500);

/// How much more memory may be resident at the end than at first, in percent.
const GROWTH: u64 = 10;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the soak test could not be run: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns whether the test passed.
fn run() -> Result<bool> {
    let mut arguments = env::args().skip(1);
    let seconds = arguments.next().map_or(Ok(60), |it| it.parse())?;
    let seed = arguments.next().map_or(Ok(1), |it| it.parse())?;
    println!("{seconds} s, {FLIGHT} calls in flight, seed {seed}");
    let server = Server::start(seed)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let report = runtime.block_on(soak(&server, Duration::from_secs(seconds), seed))?;
    Ok(report.print(&server))
}

/// The results.
struct Report {
    tally: Arc<Tally>,
    /// Callers that did not end.
    stuck: usize,
    /// Tasks that are left.
    tasks: usize,
    /// Memory once everything was warm and at the end, in KiB.
    memory: (u64, u64),
}

async fn soak(server: &Server, time: Duration, seed: u64) -> Result<Report> {
    let before = tasks();
    let started = Instant::now();
    let load = Arc::new(Load {
        base: format!("http://{}", server.address),
        chance: Chance::new(!seed),
        tally: Arc::default(),
        until: started + time,
    });
    let client = load.client()?;
    let mut callers: JoinSet<_> =
        (0..FLIGHT).map(|_| Arc::clone(&load).run(Client::clone(&client))).collect();
    let warm = Duration::from_secs(60).min(time / 3);
    sleep(warm).await;
    let at_first = resident()?;
    sleep(time.saturating_sub(started.elapsed())).await;
    let at_last = resident()?;
    let ended = timeout(PATIENCE, end(&mut callers)).await;
    let stuck = callers.len();
    ended.unwrap_or(Ok(()))?;
    drop((callers, client));
    wait_until(|| tasks() == before && server.open() == 0).await;
    let tally = Arc::clone(&load.tally);
    Ok(Report { tally, stuck, tasks: tasks() - before, memory: (at_first, at_last) })
}

async fn end(callers: &mut JoinSet<Result<(), dingtalk_client::Error>>) -> Result<()> {
    while let Some(outcome) = callers.join_next().await {
        outcome??;
    }
    Ok(())
}

/// Waits until a condition holds, but not for ever.
async fn wait_until(is_true: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_true() && started.elapsed() < PATIENCE {
        sleep(Duration::from_millis(20)).await;
    }
}

fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

/// The resident memory of this process in KiB.
fn resident() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    Ok(line.unwrap_or_default().trim().trim_end_matches("kB").trim_end().parse()?)
}

impl Report {
    /// Prints the results, and returns whether all checks passed.
    fn print(&self, server: &Server) -> bool {
        let Self { tally, stuck, tasks, memory: (at_first, at_last) } = self;
        let (outcomes, started) = (tally.outcomes(), tally.started());
        for (what, figure) in server.figures() {
            println!("{what:<28}{figure:>10}");
        }
        println!("{:<28}{started:>10}", "calls");
        for (outcome, calls) in &outcomes {
            println!("  {outcome:<26}{calls:>10}");
        }
        let ended: u64 = outcomes.values().sum();
        let wrong = ["another contact", "another error", "IP blocked", "invalid request"]
            .into_iter()
            .filter_map(|outcome| outcomes.get(outcome))
            .sum::<u64>();
        let (open, longest) = (server.open(), tally.longest());
        [
            check("calls without an outcome", started.abs_diff(ended), started == ended),
            check("outcomes that no fault has", wrong, wrong == 0),
            check("callers that are stuck", stuck, *stuck == 0),
            check("tasks that are left", tasks, *tasks == 0),
            check("connections that are left", open, open == 0),
            check("longest call, ms", longest.as_millis(), longest <= DEADLINE + SLACK),
            check("memory once warm, KiB", at_first, true),
            check("memory at the end, KiB", at_last, at_last * 100 <= at_first * (100 + GROWTH)),
        ]
        .iter()
        .all(|is_right| *is_right)
    }
}

fn check(what: &str, figure: impl std::fmt::Display, is_right: bool) -> bool {
    println!("{what:<28}{figure:>10}  {}", if is_right { "" } else { "WRONG" });
    is_right
}
