//! What one call through the client costs beside one written by hand, on the same HTTP client and
//! against the same server: one after the other, and 64 in flight.
//!
//! The server answers fixed bytes and reads no more of a request than where it ends. It has a thread
//! and a runtime of its own; the callers have this thread, whose own CPU time the kernel tells. Both
//! variants share one pool of connections and alternate in short batches, since where the kernel
//! places connections changes all times several-fold.

mod support;

use std::error::Error;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use dingtalk_client::Client;
use serde::Deserialize;
use support::{Samples, Table, ratio, rounds, seconds, time};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

const TOKEN: &str = "53584f2c50b53584f2c50b53584f2c50";
const USER_ID: &str = "112500xxxx4889";
const ANSWER: &str = r#"{"errcode":0,"result":{"share_user_ids":["66220007745510"],"follower_user_id":"manager4220","address":"Beijing","label_ids":[1561077317],"share_dept_ids":[42000036],"mobile":"136***47616","remark":"Technical Lead","title":"CFO","userid":"011250026469774889","company_name":"DingTalk","name":"Manager Wang","state_code":"86","email":"zhang@example.com"},"request_id":"xrudojam4g8f"}"#;

fn main() -> Result<()> {
    if !support::is_measuring() {
        return Ok(());
    }
    let base = format!("http://{}", serve()?);
    let http = http_client()?;
    let builder = Client::builder().access_token(TOKEN).base_url(&base).timeout(LIMIT);
    let ours = Ours(builder.http_client(http.clone()).build()?);
    let by_hand = ByHand { http, base };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut table = Table::new("one call of extcontact/get");
    for load in [
        Load { what: "one by one", flight: 1, calls: 500 },
        Load { what: "64 in flight", flight: 64, calls: 32 },
    ] {
        load.compare(&runtime, &ours, &by_hand, &mut table)?;
    }
    table.print(
        "one `reqwest::Client` for both, set up as the client's own; CPU: of the callers' thread; \
         ratios: of each pair of batches, above 1 where ours is better",
    );
    Ok(())
}

const LIMIT: Duration = Duration::from_secs(30);

/// Set up as the client sets up its own: no redirects, no referer, the same limits of time.
fn http_client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .user_agent("dingtalk-client")
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(Duration::from_secs(10))
        .read_timeout(LIMIT)
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
}

impl Caller for ByHand {
    async fn call(&self) -> Result<Option<String>> {
        let url = format!("{}/topapi/extcontact/get?access_token={TOKEN}", self.base);
        let request = self
            .http
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded;charset=utf-8")
            .body(format!("user_id={USER_ID}"));
        let bytes = request.send().await?.error_for_status()?.bytes().await?;
        let answer: Answer = serde_json::from_slice(&bytes)?;
        match answer.errcode {
            0 => Ok(answer.result.and_then(|contact| contact.name)),
            code => Err(format!("error {code}").into()),
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    errcode: i64,
    result: Option<Contact>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read for the time that it takes")]
struct Contact {
    title: Option<String>,
    #[serde(default)]
    share_dept_ids: Vec<i64>,
    #[serde(default)]
    label_ids: Vec<i64>,
    remark: Option<String>,
    address: Option<String>,
    name: Option<String>,
    follower_user_id: Option<String>,
    state_code: Option<String>,
    company_name: Option<String>,
    #[serde(default)]
    share_user_ids: Vec<String>,
    mobile: Option<String>,
    userid: Option<String>,
    email: Option<String>,
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
}

impl Load {
    fn compare(
        &self,
        runtime: &Runtime,
        ours: &Ours,
        by_hand: &ByHand,
        table: &mut Table,
    ) -> Result<()> {
        // Connections are opened before anything is measured.
        self.batch(runtime, ours, &mut Costs::default())?;
        self.batch(runtime, by_hand, &mut Costs::default())?;
        let (mut our_costs, mut their_costs) = (Costs::default(), Costs::default());
        for round in rounds(Duration::from_secs(20), 20, 400) {
            // Who comes second may find a warmer or a busier machine.
            if round % 2 == 0 {
                self.batch(runtime, ours, &mut our_costs)?;
                self.batch(runtime, by_hand, &mut their_costs)?;
            } else {
                self.batch(runtime, by_hand, &mut their_costs)?;
                self.batch(runtime, ours, &mut our_costs)?;
            }
        }
        self.tell(&our_costs, &their_costs, table);
        Ok(())
    }

    fn batch(&self, runtime: &Runtime, caller: &impl Caller, costs: &mut Costs) -> Result<()> {
        let before = thread_cpu()?;
        let (wall, outcome) = seconds(|| runtime.block_on(self.fetch_all(caller)));
        outcome?;
        let calls = f64::from(self.flight * self.calls);
        costs.wall.push(wall / calls);
        costs.cpu.push((thread_cpu()? - before) / calls);
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
        let (speed, cpu) = (ours.wall.times(&theirs.wall), ours.cpu.times(&theirs.cpu));
        table.row(&format!("{what}: rate, ours to theirs"), &speed, ratio, "level");
        table.row(&format!("{what}: CPU, theirs to ours"), &cpu, ratio, "level");
    }
}

async fn fetch(caller: impl Caller, calls: u32) -> Result<()> {
    for _ in 0..calls {
        if caller.call().await?.as_deref() != Some("Manager Wang") {
            return Err("another contact came".into());
        }
    }
    Ok(())
}

/// The CPU time of this thread in seconds.
fn thread_cpu() -> Result<f64> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = stat.split(' ').next().unwrap_or_default().parse()?;
    Ok(nanoseconds / 1e9)
}

fn rate(seconds: f64) -> String {
    format!("{:.0} /s", 1.0 / seconds)
}

/// Starts the server on a thread of its own.
fn serve() -> Result<SocketAddr> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
            if tell.send(listener.local_addr()?).is_err() {
                return Ok(());
            }
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                tokio::spawn(answer(stream));
            }
        })
    });
    Ok(told.recv()?)
}

/// Answers every request of a connection with the same bytes.
async fn answer(mut stream: TcpStream) -> io::Result<()> {
    let length = ANSWER.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{ANSWER}"
    );
    let body = format!("user_id={USER_ID}");
    let mut received = Vec::with_capacity(4096);
    while stream.read_buf(&mut received).await? > 0 {
        // All requests are alike: the body is the end.
        if received.ends_with(body.as_bytes()) {
            received.clear();
            stream.write_all(answer.as_bytes()).await?;
        }
    }
    Ok(())
}
