//! Fetches an external contact and prints it, then asks for one that does not exist.
//!
//! Without settings it starts a mock server in its own process, and fetches its access token there
//! with the key and secret of an app; these can be set as `DINGTALK_APP_KEY` and
//! `DINGTALK_APP_SECRET`. With `DINGTALK_HOST` set to `international`, `china` or a base URL it talks
//! to DingTalk, with that app. So it does with `DINGTALK_ACCESS_TOKEN`, for which the host need not be
//! set. `DINGTALK_USER_ID` is the user ID of a contact at DingTalk, without which only the missing one
//! is asked for.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use dingtalk_client::models::extcontact::get::{ErrorCode, OpenExtContact};
use dingtalk_client::{Client, Credentials, Host};
use dingtalk_mock::Mock;

const SAMPLE: &str = "0123456789";

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
    let app = (setting("DINGTALK_APP_KEY")?, setting("DINGTALK_APP_SECRET")?);
    match (setting("DINGTALK_ACCESS_TOKEN")?, setting("DINGTALK_HOST")?, app) {
        (Some(token), host, _) => with_dingtalk(Credentials::access_token(token), host).await,
        (None, Some(host), (Some(key), Some(secret))) => {
            with_dingtalk(Credentials::internal_app(key, secret), Some(host)).await
        }
        (None, None, (Some(key), Some(secret))) => with_mock(&key, &secret).await,
        (None, None, (None, None)) => with_mock(Mock::APP_KEY, Mock::APP_SECRET).await,
        (None, Some(_), (None, None)) => {
            Err("set DINGTALK_APP_KEY and DINGTALK_APP_SECRET, or DINGTALK_ACCESS_TOKEN, too"
                .into())
        }
        (None, _, _) => Err("set both DINGTALK_APP_KEY and DINGTALK_APP_SECRET, or neither".into()),
    }
}

/// A variable of the environment; one that is there and no text is an error.
fn setting(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(format!("{name} is not UTF-8: set it anew")),
    }
}

async fn show(client: &Client, user_id: Option<&str>) -> Result<(), Box<dyn Error>> {
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

async fn with_dingtalk(
    credentials: Credentials,
    host: Option<String>,
) -> Result<(), Box<dyn Error>> {
    let builder = Client::builder().credentials(credentials);
    let builder = match host.as_deref() {
        None | Some("international") => builder.host(Host::International),
        Some("china") => builder.host(Host::China),
        Some(url) => builder.base_url(url),
    };
    show(&builder.build()?, setting("DINGTALK_USER_ID")?.as_deref()).await
}

async fn with_mock(key: &str, secret: &str) -> Result<(), Box<dyn Error>> {
    let mock = Mock::start().await?;
    mock.add_app(key, secret);
    let mut contact = OpenExtContact::default();
    contact.userid = Some(SAMPLE.to_owned());
    contact.name = Some("Zhang San".to_owned());
    contact.title = Some("Development Engineer".to_owned());
    contact.company_name = Some("DingTalk".to_owned());
    contact.state_code = Some("86".to_owned());
    contact.mobile = Some("13088888888".to_owned());
    contact.label_ids = vec![1, 2, 3];
    mock.add_contact(contact)?;

    let app = Credentials::internal_app(key, secret);
    let client = Client::builder().base_url(mock.url()).credentials(app).build()?;
    show(&client, Some(SAMPLE)).await
}
