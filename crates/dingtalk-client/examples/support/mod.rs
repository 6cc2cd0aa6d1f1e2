//! What the examples share: a client of DingTalk, or of a mock in the example's own process.
//!
//! Without settings it is the mock, from which an access token is fetched with the key and secret of
//! an app; these can be set as `DINGTALK_APP_KEY` and `DINGTALK_APP_SECRET`. With `DINGTALK_HOST` set
//! to `international`, `china` or a base URL it is DingTalk, with that app. So it is with
//! `DINGTALK_ACCESS_TOKEN`, for which the host need not be set.

// Not every example uses all of it.
#![allow(dead_code)]

use std::env;
use std::error::Error;

use dingtalk_client::{Client, Credentials, Host};
use dingtalk_mock::{Mock, OpenExtContact};

/// A client, and the mock that it talks to.
pub(crate) struct Connection {
    pub(crate) client: Client,
    pub(crate) mock: Option<Mock>,
}

/// Connects as the settings say.
pub(crate) async fn connect() -> Result<Connection, Box<dyn Error>> {
    let app = (setting("DINGTALK_APP_KEY")?, setting("DINGTALK_APP_SECRET")?);
    match (setting("DINGTALK_ACCESS_TOKEN")?, setting("DINGTALK_HOST")?, app) {
        (Some(token), host, _) => dingtalk(Credentials::access_token(token), host.as_deref()),
        (None, Some(host), (Some(key), Some(secret))) => {
            dingtalk(Credentials::internal_app(key, secret), Some(&host))
        }
        (None, None, (Some(key), Some(secret))) => mock(&key, &secret).await,
        (None, None, (None, None)) => mock(Mock::APP_KEY, Mock::APP_SECRET).await,
        (None, Some(_), (None, None)) => {
            Err("set DINGTALK_APP_KEY and DINGTALK_APP_SECRET, or DINGTALK_ACCESS_TOKEN, too"
                .into())
        }
        (None, _, _) => Err("set both DINGTALK_APP_KEY and DINGTALK_APP_SECRET, or neither".into()),
    }
}

/// A variable of the environment; one that is there and no text is an error.
pub(crate) fn setting(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(format!("{name} is not UTF-8: set it anew")),
    }
}

fn dingtalk(credentials: Credentials, host: Option<&str>) -> Result<Connection, Box<dyn Error>> {
    // As many calls a second as DingTalk's standard edition allows.
    let builder = Client::builder().credentials(credentials).pace(20);
    let builder = match host {
        None | Some("international") => builder.host(Host::International),
        Some("china") => builder.host(Host::China),
        Some(url) => builder.base_url(url),
    };
    Ok(Connection { client: builder.build()?, mock: None })
}

async fn mock(key: &str, secret: &str) -> Result<Connection, Box<dyn Error>> {
    let mock = Mock::start().await?;
    mock.add_app(key, secret);
    let mut contact = OpenExtContact::default();
    contact.userid = Some("0123456789".to_owned());
    contact.name = Some("Zhang San".to_owned());
    contact.title = Some("Development Engineer".to_owned());
    contact.company_name = Some("DingTalk".to_owned());
    contact.state_code = Some("86".to_owned());
    contact.mobile = Some("13088888888".to_owned());
    contact.label_ids = vec![1, 2, 3];
    mock.add_contact(contact)?;

    let app = Credentials::internal_app(key, secret);
    let client = Client::builder().base_url(mock.url()).credentials(app).build()?;
    Ok(Connection { client, mock: Some(mock) })
}
