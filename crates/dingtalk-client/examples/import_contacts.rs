//! Adds the external contacts of a CSV file: several at once, with a progress bar and a report of what
//! failed and why. Interrupted and started again, it adds nobody twice: who is there already, by
//! mobile number, is passed over.
//!
//! `import_contacts FILE.csv`, with a header line and the columns `name`, `state_code`, `mobile`,
//! `follower_user_id`, `label_ids` (separated by blanks), and optionally `title` and `company_name`.
//! Without a file it takes `examples/contacts.csv`. Without settings it talks to a mock; what to set
//! for DingTalk is said in `examples/support/mod.rs`.

mod support;

use std::collections::HashSet;
use std::env;
use std::error::Error;
use std::fs::File;
use std::io::{IsTerminal, Write, stderr};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use csv::StringRecord;
use dingtalk_client::models::extcontact::create::{ErrorCode, OpenExtContact, OpenExtContactInit};
use dingtalk_client::{Client, Error as CallError};
use support::{Connection, connect};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How many contacts are added at once.
const AT_ONCE: usize = 8;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(report) if report.failed.is_empty() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What became of the lines of the file.
#[derive(Default)]
struct Report {
    added: usize,
    there_already: usize,
    /// The line and the reason.
    failed: Vec<(u64, String)>,
}

enum Outcome {
    Added,
    ThereAlready,
    Failed(String),
}

/// A contact to add, and the line that it stands on.
struct Line {
    number: u64,
    contact: Result<OpenExtContactInit, String>,
    title: Option<String>,
    company_name: Option<String>,
}

async fn run() -> Result<Report, Box<dyn Error>> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/contacts.csv");
    let file = env::args_os().nth(1).map_or(sample, Into::into);
    let lines = read(&file)?;
    // The mock lives as long as it is talked to.
    let Connection { client, mock: _mock } = connect().await?;
    let known = Arc::new(known(&client).await?);
    let report = add_all(&client, lines, &known).await;
    println!(
        "{} added, {} there already, {} failed",
        report.added,
        report.there_already,
        report.failed.len()
    );
    for (line, why) in &report.failed {
        println!("line {line}: {why}");
    }
    Ok(report)
}

/// The mobile numbers of the contacts that are there, with their country calling codes.
async fn known(client: &Client) -> Result<HashSet<(String, String)>, CallError> {
    let mut known = HashSet::new();
    let mut contacts = client.extcontact().list().items();
    while let Some(contact) = contacts.next().await {
        let contact = contact?;
        if let (Some(code), Some(mobile)) = (contact.state_code, contact.mobile) {
            known.insert((code, mobile));
        }
    }
    Ok(known)
}

fn read(file: &Path) -> Result<Vec<Line>, Box<dyn Error>> {
    let opened = File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut reader = csv::Reader::from_reader(opened);
    let header = reader.headers()?.clone();
    let lines = reader.records().map(|record| Ok(line(&header, &record?)));
    lines.collect()
}

fn line(header: &StringRecord, record: &StringRecord) -> Line {
    let cell = |name: &str| {
        let at = header.iter().position(|column| column.trim() == name)?;
        record.get(at).map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned)
    };
    let required = |name: &str| cell(name).ok_or_else(|| format!("`{name}` is missing"));
    let contact = || {
        let labels = required("label_ids")?;
        let labels = labels.split_whitespace().map(|label| {
            label.parse().map_err(|_| format!("`{label}` in `label_ids` is no number"))
        });
        Ok(OpenExtContactInit {
            label_ids: labels.collect::<Result<_, String>>()?,
            follower_user_id: required("follower_user_id")?,
            name: required("name")?,
            state_code: required("state_code")?,
            mobile: required("mobile")?,
        })
    };
    Line {
        number: record.position().map_or(0, csv::Position::line),
        contact: contact(),
        title: cell("title"),
        company_name: cell("company_name"),
    }
}

/// Adds all, some at a time. In the file too, a number may stand twice.
async fn add_all(
    client: &Client,
    lines: Vec<Line>,
    known: &Arc<HashSet<(String, String)>>,
) -> Report {
    let (total, slots) = (lines.len(), Arc::new(Semaphore::new(AT_ONCE)));
    let mut adding = JoinSet::new();
    for line in lines {
        let (client, slots, known) = (client.clone(), Arc::clone(&slots), Arc::clone(known));
        adding.spawn(async move {
            let _slot = slots.acquire().await;
            (line.number, add(&client, line, &known).await)
        });
    }
    let mut report = Report::default();
    while let Some(added) = adding.join_next().await {
        match added {
            Ok((_, Outcome::Added)) => report.added += 1,
            Ok((_, Outcome::ThereAlready)) => report.there_already += 1,
            Ok((number, Outcome::Failed(why))) => report.failed.push((number, why)),
            Err(error) => report.failed.push((0, error.to_string())),
        }
        let done = report.added + report.there_already + report.failed.len();
        show_progress(done, total);
    }
    report.failed.sort();
    report
}

async fn add(client: &Client, line: Line, known: &HashSet<(String, String)>) -> Outcome {
    let contact = match line.contact {
        Ok(contact) => contact,
        Err(why) => return Outcome::Failed(why),
    };
    if known.contains(&(contact.state_code.clone(), contact.mobile.clone())) {
        return Outcome::ThereAlready;
    }
    let mut contact = OpenExtContact::from(contact);
    contact.title = line.title;
    contact.company_name = line.company_name;
    match client.extcontact().create(contact).await {
        Ok(_) => Outcome::Added,
        // Added meanwhile, or by a call whose answer was lost.
        Err(error) if error.is(ErrorCode::CONTACT_EXISTS) => Outcome::ThereAlready,
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// A bar on the terminal, if there is one.
fn show_progress(done: usize, total: usize) {
    const WIDTH: usize = 40;
    if !stderr().is_terminal() {
        return;
    }
    let filled = WIDTH * done / total.max(1);
    let bar = "#".repeat(filled) + &"-".repeat(WIDTH - filled);
    let end = if done == total { "\n" } else { "" };
    // Nobody is left to see it when the terminal is gone.
    drop(write!(stderr(), "\r[{bar}] {done}/{total}{end}"));
}
