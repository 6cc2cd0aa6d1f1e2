//! Fetches an external contact and prints it, then asks for one that does not exist.
//!
//! Without settings it starts a mock server in its own process. With `DINGTALK_ACCESS_TOKEN` set it
//! talks to DingTalk: `DINGTALK_HOST` is `international` (the default), `china` or a base URL, and
//! `DINGTALK_USER_ID` is the contact's user ID.

use std::env;
use std::error::Error;

use dingtalk_client::models::extcontact::get::{ErrorCode, OpenExtContact};
use dingtalk_client::{Client, Host};
use dingtalk_mock::Mock;

const SAMPLE: &str = "0123456789";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // The mock answers until it is dropped.
    let (client, user_id, _mock) = match env::var("DINGTALK_ACCESS_TOKEN") {
        Ok(token) => (real(token)?, env::var("DINGTALK_USER_ID")?, None),
        Err(_) => {
            let mock = mock().await?;
            let builder = Client::builder().base_url(mock.url()).access_token(Mock::TOKEN);
            (builder.build()?, SAMPLE.to_owned(), Some(mock))
        }
    };

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

fn real(token: String) -> Result<Client, Box<dyn Error>> {
    let builder = Client::builder().access_token(token);
    let builder = match env::var("DINGTALK_HOST").as_deref() {
        Err(_) | Ok("international") => builder.host(Host::International),
        Ok("china") => builder.host(Host::China),
        Ok(url) => builder.base_url(url),
    };
    Ok(builder.build()?)
}

async fn mock() -> Result<Mock, Box<dyn Error>> {
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
    Ok(mock)
}
