//! Fetches an external contact and prints it, then asks for one that does not exist.
//!
//! Run it as it is, or set what `examples/support/mod.rs` says. `DINGTALK_USER_ID` is the user ID of a
//! contact at DingTalk, without which only the missing one is asked for.

mod support;

use std::error::Error;
use std::process::ExitCode;

use dingtalk_client::models::extcontact::get::ErrorCode;
use support::{Connection, connect, setting};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Connection { client, mock } = connect().await?;
    let sample = mock.as_ref().map(|_| "0123456789".to_owned());
    let user_id = if sample.is_some() { sample } else { setting("DINGTALK_USER_ID")? };
    if let Some(user_id) = user_id {
        let contact = client.extcontact().get(user_id).await?;
        println!("{:#?}", *contact);
        println!("request id: {}", contact.request_id().unwrap_or("none"));
    }

    match client.extcontact().get("nobody").await {
        Ok(_) => println!("there is a contact with the user ID `nobody`"),
        Err(error) if error.is(ErrorCode::INVALID_USER_ID) => println!("\nas expected: {error}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
