//! The mock as a program, for clients that are not written in Rust or not started by a test.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use dingtalk_mock::{Fault, Mock, OpenExtContact};

const HELP: &str = "\
A server on 127.0.0.1 that answers as DingTalk does.

Usage: dingtalk-mock [OPTIONS]

Options:
      --port <PORT>      Listen on this port; 0, the default, means any free one
      --token <TOKEN>    Take this access token for valid instead of `mock-access-token`
      --seed <FILE>      Serve what this file has instead of a sample; see below
      --fault <NAME=N>   Let something go wrong with the next calls; may be repeated, see below
  -h, --help             Print this help

It issues access tokens, which hold for 7200 seconds:
  /gettoken                to the app `mock-app-key` with the secret `mock-app-secret`
  /service/get_corp_token  to the suite `mock-suite-key` with the secret `mock-suite-secret` and the
                           ticket `mock-suite-ticket`, for any organization

A seed is a file of JSON or YAML. It is an object with the lists `contacts` and `label_groups`, both
optional; their members are those of the answers of /topapi/extcontact/list and listlabelgroups, and
every contact has a `userid`. For example:

contacts:
  - userid: \"011250026469774889\"
    name: Zhang San
    state_code: \"86\"
    mobile: \"13088888888\"
    label_ids: [1561077310]
label_groups:
  - name: Kind
    color: -15220075
    labels:
      - {name: Customer, id: 1561077310}

Faults come in the order given, one for each call of an endpoint that hands out no tokens. N is the
number of calls; without it, there is one:
  token-expired   88 with the sub_code 40014, and all issued tokens are over; it takes no number
  throttled[=N]   88 with the sub_code 90018 and the time at which the block ends
  busy[=N]        -1
  banned[=N]      What a banned address is told: JSON with the status 1111, without an errcode
  slow[=N]        The call is done at once and its answer comes N milliseconds later, else 1000
  cut-body[=N]    The call is done and its answer breaks off in the middle
  html[=N]        A page of HTML with HTTP 200
  http-500[=N]    HTTP 500

The first line on standard output is the address. SIGINT and SIGTERM stop the server
at once.
";

/// The sample contact's user ID, which is the example on the page of the endpoint.
const SAMPLE_ID: &str = "0123456789";

#[derive(Default)]
struct Options {
    port: u16,
    token: Option<String>,
    seed: Option<PathBuf>,
    faults: Vec<Fault>,
}

fn main() -> ExitCode {
    let outcome = match parse() {
        Ok(None) => write!(io::stdout(), "{HELP}").map_err(unprinted),
        Ok(Some(options)) => serve(&options),
        Err(error) => {
            say(&format!("error: {error}\nhint: `dingtalk-mock --help` lists the options"));
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Writes a line for a person. If standard error is closed, the server goes on.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Reads the arguments; `None` if they ask for help.
fn parse() -> Result<Option<Options>, lexopt::Error> {
    use lexopt::prelude::*;

    let mut options = Options::default();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => options.port = arguments.value()?.parse()?,
            Long("token") => options.token = Some(token(arguments.value()?)?),
            Long("seed") => options.seed = Some(arguments.value()?.into()),
            Long("fault") => options.faults.push(arguments.value()?.parse()?),
            Short('h') | Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(options))
}

/// Reads a token here, since the errors of `lexopt` would show it.
fn token(value: OsString) -> Result<String, lexopt::Error> {
    let usable = value.into_string().ok().filter(|token| !token.trim().is_empty());
    usable.ok_or_else(|| "the value of '--token' is blank or no UTF-8".into())
}

#[tokio::main(flavor = "current_thread")]
async fn serve(options: &Options) -> Result<(), String> {
    // Before anybody can know that the server is there: a signal sent at once counts too.
    let stop = stop_signal().map_err(|error| format!("no signal handler: {error}"))?;
    let mock = start(options).await?;
    options.faults.iter().for_each(|fault| mock.fault(*fault));
    announce(&mock, options).map_err(unprinted)?;
    stop.await;
    mock.shutdown().await;
    Ok(())
}

/// Starts a server with the contacts of the seed, or with a sample.
async fn start(options: &Options) -> Result<Mock, String> {
    let token = options.token.as_deref().unwrap_or(Mock::TOKEN);
    let started = Mock::builder().port(options.port).token(token).start().await;
    let mock = started.map_err(|error| {
        format!("cannot listen on 127.0.0.1:{}: {error}; --port chooses another", options.port)
    })?;
    match &options.seed {
        Some(file) => mock.seed_file(file).map_err(|error| error.to_string())?,
        None => mock.add_contact(sample()).map_err(|error| error.to_string())?,
    }
    Ok(mock)
}

fn sample() -> OpenExtContact {
    let mut contact = OpenExtContact::default();
    contact.userid = Some(SAMPLE_ID.to_owned());
    contact.name = Some("Zhang San".to_owned());
    contact.title = Some("Development Engineer".to_owned());
    contact.company_name = Some("DingTalk".to_owned());
    contact.state_code = Some("86".to_owned());
    contact.mobile = Some("13088888888".to_owned());
    contact.follower_user_id = Some("6767531692".to_owned());
    contact.label_ids = vec![1_561_077_310];
    contact
}

/// Says where the server is and, if it serves the sample, what to try.
fn announce(mock: &Mock, options: &Options) -> io::Result<()> {
    let url = mock.url();
    let mut out = io::stdout();
    writeln!(out, "{url}")?;
    out.flush()?;
    if options.seed.is_none() {
        // A token that was chosen is a secret.
        let token = if options.token.is_some() { "$TOKEN" } else { Mock::TOKEN };
        say(&format!(
            "try: curl -d user_id={SAMPLE_ID} \"{url}/topapi/extcontact/get?access_token={token}\""
        ));
    }
    Ok(())
}

#[allow(clippy::needless_pass_by_value)] // As `map_err` hands it over.
fn unprinted(error: io::Error) -> String {
    format!("cannot write to standard output: {error}")
}

/// Listens from this call on for the signals that stop the server. The future ends at the first.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Waits for Ctrl-C, which stops the server. Setting up nothing cannot fail.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // After an error Ctrl-C cannot be heard: the process is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
