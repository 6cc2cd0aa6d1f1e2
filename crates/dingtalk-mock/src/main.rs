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

enum Command {
    Help,
    Serve(Options),
}

fn main() -> ExitCode {
    let outcome = match parse(std::env::args_os().skip(1)) {
        Ok(Command::Help) => write!(io::stdout(), "{HELP}").map_err(unprinted),
        Ok(Command::Serve(options)) => serve(&options),
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

/// Writes a line for a person. Nobody may be listening, which is no reason to stop.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    use lexopt::prelude::*;

    let mut options = Options::default();
    let mut arguments = lexopt::Parser::from_args(arguments.into_iter().collect::<Vec<_>>());
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => options.port = arguments.value()?.parse()?,
            Long("token") => options.token = Some(token(arguments.value()?)?),
            Long("seed") => options.seed = Some(arguments.value()?.into()),
            Long("fault") => options.faults.push(arguments.value()?.parse()?),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Serve(options))
}

/// The errors of `lexopt` show the value, which a token must not be.
fn token(value: OsString) -> Result<String, lexopt::Error> {
    let usable = value.into_string().ok().filter(|token| !token.trim().is_empty());
    usable.ok_or_else(|| "the value of '--token' is blank or no UTF-8".into())
}

#[tokio::main(flavor = "current_thread")]
async fn serve(options: &Options) -> Result<(), String> {
    // Before anybody can know that the server is there: a signal sent at once counts too.
    let mut signals = Signals::listen().map_err(|error| format!("no signal handler: {error}"))?;
    let mock = start(options).await?;
    fill(&mock, options)?;
    options.faults.iter().for_each(|fault| mock.fault(*fault));
    announce(&mock, options).map_err(unprinted)?;
    signals.any().await;
    mock.shutdown().await;
    Ok(())
}

async fn start(options: &Options) -> Result<Mock, String> {
    let token = options.token.as_deref().unwrap_or(Mock::TOKEN);
    let started = Mock::builder().port(options.port).token(token).start().await;
    started.map_err(|error| {
        format!("cannot listen on 127.0.0.1:{}: {error}; --port chooses another", options.port)
    })
}

/// Adds what the file has, or the sample.
fn fill(mock: &Mock, options: &Options) -> Result<(), String> {
    match &options.seed {
        Some(file) => mock.seed_file(file).map_err(|error| error.to_string()),
        None => mock.add_contact(sample()).map_err(|error| error.to_string()),
    }
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

/// The signals that stop the server.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        let interrupt = signal(SignalKind::interrupt())?;
        let terminate = signal(SignalKind::terminate())?;
        Ok(Self { interrupt, terminate })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The signals that stop the server.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    // Without Unix signals there is nothing to set up that could fail.
    #[allow(clippy::unnecessary_wraps)]
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn any(&mut self) {
        // An error means that Ctrl-C cannot be heard: then the process is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
