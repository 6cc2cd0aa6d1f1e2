//! Lists all external contacts, fetched page by page, as a table.
//!
//! Run it as it is, or set what `examples/support/mod.rs` says.

mod support;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use dingtalk_client::models::extcontact::get::OpenExtContact;
use support::{Connection, connect, setting};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        // Who reads has read enough.
        Err(error) if is_closed(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    // The mock lives as long as it is talked to.
    let Connection { client, mock: _mock } = connect().await?;
    let size = setting("PAGE_SIZE")?.map_or(Ok(100), |size| size.parse())?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}", row(["user ID", "name", "company", "mobile"]))?;
    let mut contacts = client.extcontact().list().size(size).offset(0).items();
    let mut count = 0;
    while let Some(contact) = contacts.next().await {
        writeln!(out, "{}", row(cells(&contact?)))?;
        count += 1;
    }
    writeln!(out, "{count} contacts")?;
    Ok(())
}

fn is_closed(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|it| it.kind() == io::ErrorKind::BrokenPipe)
}

fn cells(contact: &OpenExtContact) -> [&str; 4] {
    [&contact.userid, &contact.name, &contact.company_name, &contact.mobile]
        .map(|member| member.as_deref().unwrap_or("-"))
}

fn row(cells: [&str; 4]) -> String {
    let [user_id, name, company, mobile] = cells;
    format!("{user_id:<22} {name:<20} {company:<20} {mobile}")
}
