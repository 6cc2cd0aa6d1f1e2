//! What one call through the client costs beside one written by hand, on the same HTTP client and
//! against the same server: one after the other, 64 in flight, and 1,000 and 10,000 at once.
//!
//! The client may try again and may log, as it comes; whoever writes by hand does what a program needs
//! that runs for days: keeps the access token until it ends, and can say what went wrong. The callers
//! have this thread, whose own CPU time the kernel tells. Both variants share one pool of connections
//! and alternate in short batches, since where the kernel places connections changes all times
//! several-fold.

#[path = "support/contact.rs"]
mod contact;
#[path = "support/server.rs"]
mod server;
mod support;

use std::env;
use std::error::Error;
use std::fs;
use std::process::Command;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use contact::Contact;
use dingtalk_client::{Client, Credentials};
use serde::Deserialize;
use server::{Server, USER_ID};
use support::{Samples, Table, ratio, rounds, seconds, time};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// The flag with which the program makes calls once and tells the memory of one; who calls, how many
/// at once, and the server follow.
const MEMORY: &str = "--memory";

/// How many calls are made, in what manner.
const LOADS: [Load; 4] = [
    Load { what: "one by one", flight: 1, calls: 500, together: false },
    Load { what: "64 in flight", flight: 64, calls: 32, together: false },
    Load { what: "1,000 at once", flight: 1000, calls: 4, together: true },
    Load { what: "10,000 at once", flight: 10_000, calls: 1, together: true },
];

fn main() -> Result<()> {
    server::serve_if_asked()?;
    tell_memory_if_asked()?;
    if !support::is_measuring() {
        return Ok(());
    }
    let mut table = Table::new("one call of extcontact/get");
    for load in LOADS {
        if load.fits()? {
            load.compare(&mut table)?;
            load.compare_memory(&mut table)?;
        } else {
            println!("{} is left out: try again after `ulimit -n 20000`", load.what);
        }
    }
    table.print(
        "one `reqwest::Client` for both, set up as the client's own; CPU: of the callers' thread; \
         ratios: of each pair of batches; at once: the server answers when the last call has come; \
         memory: resident at most, with the connection, each time in a new process",
    );
    Ok(())
}

const LIMIT: Duration = Duration::from_secs(30);

/// Both variants, on one pool of connections.
fn callers(base: &str) -> Result<(Ours, ByHand)> {
    let http = http_client()?;
    let credentials = Credentials::internal_app("dingeqqpkv3xxxx", "GT-lsu-taDAsTsxxxx");
    let builder = Client::builder().credentials(credentials).base_url(base).timeout(LIMIT);
    let ours = Ours(builder.http_client(http.clone()).build()?);
    Ok((ours, ByHand { http, base: base.to_owned(), token: Arc::default() }))
}

/// All calls are made by one thread.
fn runtime() -> Result<Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// Set up as the client sets up its own: no redirects, no referer, the same limits of time.
fn http_client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .user_agent("dingtalk-client")
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(Duration::from_secs(10))
        .timeout(LIMIT)
        .build()
}

/// One way to fetch a contact.
trait Caller: Clone + Send + 'static {
    /// Fetches one, and tells its name.
    fn call(&self) -> impl Future<Output = Result<Option<String>>> + Send;
}

/// The client.
#[derive(Clone)]
struct Ours(Client);

impl Caller for Ours {
    async fn call(&self) -> Result<Option<String>> {
        Ok(self.0.extcontact().get(USER_ID).send().await?.into_inner().name)
    }
}

/// What a person writes who needs this one call.
#[derive(Clone)]
struct ByHand {
    http: reqwest::Client,
    base: String,
    /// The access token and when it ends.
    token: Arc<RwLock<Option<(String, Instant)>>>,
}

impl ByHand {
    /// The access token; fetched if there is none, or none that holds.
    async fn token(&self) -> Result<String> {
        if let Some((token, end)) = &*self.token.read().map_err(|_| "a panic")?
            && Instant::now() < *end
        {
            return Ok(token.clone());
        }
        let url = format!("{}/gettoken?appkey=dingeqqpkv3xxxx&appsecret=GT-lsu-xxxx", self.base);
        let bytes = self.http.get(url).send().await?.error_for_status()?.bytes().await?;
        let fetched: Token = serde_json::from_slice(&bytes)?;
        let end = Instant::now() + Duration::from_secs(fetched.expires_in);
        let token = fetched.access_token;
        *self.token.write().map_err(|_| "a panic")? = Some((token.clone(), end));
        Ok(token)
    }
}

impl Caller for ByHand {
    async fn call(&self) -> Result<Option<String>> {
        let token = self.token().await?;
        let url = format!("{}/topapi/extcontact/get?access_token={token}", self.base);
        let request = self
            .http
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded;charset=utf-8")
            .body(format!("user_id={USER_ID}"));
        let bytes = request.send().await?.error_for_status()?.bytes().await?;
        let answer: Answer = serde_json::from_slice(&bytes)?;
        match answer.errcode {
            0 => Ok(answer.result.and_then(|contact| contact.name)),
            code => Err(format!("{code} {:?} {:?}", answer.errmsg, answer.request_id).into()),
        }
    }
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
    expires_in: u64,
}

#[derive(Deserialize)]
struct Answer {
    errcode: i64,
    errmsg: Option<String>,
    result: Option<Contact>,
    request_id: Option<String>,
}

/// Samples of one variant, each per call.
#[derive(Default)]
struct Costs {
    wall: Samples,
    cpu: Samples,
}

/// How many callers there are, and how many calls each makes in a batch.
struct Load {
    what: &'static str,
    flight: u32,
    calls: u32,
    /// Whether the server answers when all have called, so that all are in flight at the same time.
    together: bool,
}

impl Load {
    /// Whether the process may have so many connections.
    fn fits(&self) -> Result<bool> {
        let limits = fs::read_to_string("/proc/self/limits")?;
        let files = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
        let soft = files.and_then(|it| it.split_whitespace().next()).unwrap_or_default();
        Ok(soft.parse().map_or(soft == "unlimited", |limit: u32| limit > self.flight + 100))
    }

    fn serve(&self) -> Result<Server> {
        Server::start(if self.together { self.flight } else { 1 })
    }

    fn compare(&self, table: &mut Table) -> Result<()> {
        let (server, runtime) = (self.serve()?, runtime()?);
        let (ours, by_hand) = callers(&server.base)?;
        // Connections are opened and the token is fetched before anything is measured.
        self.batch(&runtime, &ours, &mut Costs::default())?;
        self.batch(&runtime, &by_hand, &mut Costs::default())?;
        let (mut our_costs, mut their_costs) = (Costs::default(), Costs::default());
        for round in rounds(Duration::from_secs(30), 15, 1000) {
            // Who comes second may find a warmer or a busier machine.
            if round % 2 == 0 {
                self.batch(&runtime, &ours, &mut our_costs)?;
                self.batch(&runtime, &by_hand, &mut their_costs)?;
            } else {
                self.batch(&runtime, &by_hand, &mut their_costs)?;
                self.batch(&runtime, &ours, &mut our_costs)?;
            }
        }
        self.tell(&our_costs, &their_costs, table);
        Ok(())
    }

    fn batch(&self, runtime: &Runtime, caller: &impl Caller, costs: &mut Costs) -> Result<()> {
        let before = thread_cpu();
        let (wall, outcome) = seconds(|| runtime.block_on(self.fetch_all(caller)));
        outcome?;
        let calls = f64::from(self.flight * self.calls);
        costs.wall.push(wall / calls);
        costs.cpu.push((thread_cpu() - before) / calls);
        Ok(())
    }

    async fn fetch_all(&self, caller: &impl Caller) -> Result<()> {
        let mut callers = JoinSet::new();
        for _ in 0..self.flight {
            callers.spawn(fetch(caller.clone(), self.calls));
        }
        while let Some(outcome) = callers.join_next().await {
            outcome??;
        }
        Ok(())
    }

    fn tell(&self, ours: &Costs, theirs: &Costs, table: &mut Table) {
        let what = self.what;
        for (who, costs) in [("ours", ours), ("by hand", theirs)] {
            table.row(&format!("{what}: {who}, rate"), &costs.wall, rate, "");
            table.row(&format!("{what}: {who}, CPU"), &costs.cpu, time, "");
        }
        let (speed, cpu) = (ours.wall.times(&theirs.wall), theirs.cpu.times(&ours.cpu));
        table.row(&format!("{what}: rate, ours to theirs"), &speed, ratio, "at least 0.98");
        table.row(&format!("{what}: CPU, ours to theirs"), &cpu, ratio, "at most 1.03");
    }

    /// The memory of a call, where there are so many that it can be told.
    fn compare_memory(&self, table: &mut Table) -> Result<()> {
        if !self.together {
            return Ok(());
        }
        let (mut ours, mut theirs) = (Samples::default(), Samples::default());
        for _ in 0..3 {
            ours.push(self.memory("ours")?);
            theirs.push(self.memory("by hand")?);
        }
        let what = self.what;
        table.row(&format!("{what}: ours, memory of a call"), &ours, size, "");
        table.row(&format!("{what}: by hand, memory of a call"), &theirs, size, "");
        Ok(())
    }

    /// What a new process tells of it.
    fn memory(&self, who: &str) -> Result<f64> {
        let server = self.serve()?;
        let flight = self.flight.to_string();
        let mut caller = Command::new(env::current_exe()?);
        let output = caller.args([MEMORY, who, &flight, &server.base]).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().parse()?)
    }
}

/// Makes calls at once and prints the memory of one, if the program was started for that. Then the
/// program ends.
fn tell_memory_if_asked() -> Result<()> {
    let mut arguments = env::args().skip_while(|argument| argument != MEMORY).skip(1);
    let (Some(who), Some(flight), Some(base)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return Ok(());
    };
    let load = Load { what: "", flight: flight.parse()?, calls: 1, together: true };
    let (runtime, (ours, by_hand)) = (runtime()?, callers(&base)?);
    let before = memory("VmRSS:")?;
    runtime.block_on(async {
        match who.as_str() {
            "ours" => load.fetch_all(&ours).await,
            _ => load.fetch_all(&by_hand).await,
        }
    })?;
    println!("{}", (memory("VmHWM:")? - before) / f64::from(load.flight));
    Ok(())
}

/// The resident memory of this process in bytes: now, or at most.
fn memory(what: &str) -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)).unwrap_or_default();
    let kibibytes: f64 = line.trim().trim_end_matches("kB").trim_end().parse()?;
    Ok(kibibytes * 1024.0)
}

fn size(bytes: f64) -> String {
    format!("{:.2} KiB", bytes / 1024.0)
}

async fn fetch(caller: impl Caller, calls: u32) -> Result<()> {
    for _ in 0..calls {
        if caller.call().await?.as_deref() != Some("Manager Wang") {
            return Err("another contact came".into());
        }
    }
    Ok(())
}

/// The CPU time of this thread in seconds. What `/proc` tells of it is only as fine as the clock of the
/// scheduler, a fifth of a batch.
fn thread_cpu() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default().as_secs_f64()
}

fn rate(seconds: f64) -> String {
    format!("{:.0} /s", 1.0 / seconds)
}
