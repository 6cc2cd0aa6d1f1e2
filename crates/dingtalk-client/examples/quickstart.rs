//! Fetches an external contact and prints it, then asks for one that does not exist.
//!
//! Without settings it starts a mock server in its own process. With `DINGTALK_ACCESS_TOKEN` set it
//! talks to DingTalk: `DINGTALK_USER_ID` is the contact's user ID, and `DINGTALK_HOST` is
//! `international` (the default), `china` or a base URL.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use dingtalk_client::models::extcontact::get::{ErrorCode, OpenExtContact};
use dingtalk_client::{Client, Host};
use dingtalk_mock::Mock;

const SAMPLE: &str = "0123456789";

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match env::var("DINGTALK_ACCESS_TOKEN") {
        Ok(token) => with_dingtalk(token).await,
        Err(_) => with_mock().await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn show(client: &Client, user_id: &str) -> Result<(), Box<dyn Error>> {
    let contact = client.extcontact().get(user_id).await?;
    println!("{:#?}", *contact);
    println!("request id: {}", contact.request_id().unwrap_or("none"));

    match client.extcontact().get("nobody").await {
        Ok(_) => println!("there is a contact with the user ID `nobody`"),
        Err(error) if error.is(ErrorCode::INVALID_USER_ID) => println!("\nas expected: {error}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

async fn with_dingtalk(token: String) -> Result<(), Box<dyn Error>> {
    let user_id = env::var("DINGTALK_USER_ID")
        .map_err(|_| "set DINGTALK_USER_ID to the user ID of an external contact")?;
    let builder = Client::builder().access_token(token);
    let builder = match env::var("DINGTALK_HOST").as_deref() {
        Err(_) | Ok("international") => builder.host(Host::International),
        Ok("china") => builder.host(Host::China),
        Ok(url) => builder.base_url(url),
    };
    show(&builder.build()?, &user_id).await
}

async fn with_mock() -> Result<(), Box<dyn Error>> {
    let mock = Mock::start().await?;
    let mut contact = OpenExtContact::default();
    contact.userid = Some(SAMPLE.to_owned());
    contact.name = Some("Zhang San".to_owned());
    contact.title = Some("Development Engineer".to_owned());
    contact.company_name = Some("DingTalk".to_owned());
    contact.state_code = Some("86".to_owned());
    contact.mobile = Some("13088888888".to_owned());
    contact.label_ids = vec![1, 2, 3];
    mock.add_contact(contact)?;

    let client = Client::builder().base_url(mock.url()).access_token(Mock::TOKEN).build()?;
    show(&client, SAMPLE).await
}
