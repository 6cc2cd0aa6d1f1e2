//! Where access tokens come from, and what happens to calls while tokens change.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dingtalk_client::{
    AccessToken, Client, Clock, Credentials, Error, Policy, SourceError, SuiteTicket, TokenSource,
    models,
};
use dingtalk_mock::{Mock, OpenExtContact};
use dingtalk_runtime::BoxFuture;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::clock::StillClock;
use super::server::{Act, End, http, json, raw, serve};
use super::{LONG, outcome};

const GOOD: &str = r#"{"errcode":0,"result":{"userid":"0112"}}"#;
const EXPIRED: &str = r#"{"errcode":88,"sub_code":"40014"}"#;

/// The answer of `gettoken`.
fn issued(token: &str, seconds: u64) -> Act {
    json(&format!(r#"{{"errcode":0,"access_token":"{token}","expires_in":{seconds}}}"#))
}

/// A client of an internal app, whose clock stands still.
fn app(url: &str, clock: &Arc<StillClock>) -> Client {
    Client::builder()
        .base_url(url)
        .credentials(Credentials::internal_app("canary-key", "canary-secret"))
        .timeout(LONG)
        .clock(Arc::clone(clock) as _)
        .build()
        .expect("it can be built")
}

/// The requests that a server received.
#[derive(Default)]
struct Asked {
    tokens: AtomicUsize,
    /// The tokens of the calls.
    calls: Mutex<Vec<String>>,
}

impl Asked {
    fn tokens(&self) -> usize {
        self.tokens.load(Ordering::SeqCst)
    }

    fn calls(&self) -> Vec<String> {
        self.calls.lock().expect("nothing panics here").clone()
    }
}

/// A server that issues the tokens `t1`, `t2` and so on, each valid for so many seconds. Its answer
/// to a call depends on the token.
async fn service(
    seconds: u64,
    answer: impl Fn(&str) -> Act + Send + Sync + 'static,
) -> (String, Arc<Asked>) {
    let asked = Arc::new(Asked::default());
    let kept = Arc::clone(&asked);
    let url = serve(move |line, _| {
        if line.is_empty() {
            return json("");
        }
        if line.starts_with("GET /gettoken?") {
            let number = kept.tokens.fetch_add(1, Ordering::SeqCst) + 1;
            return issued(&format!("t{number}"), seconds);
        }
        let token = line.split_once("access_token=").map_or("", |(_, rest)| rest);
        let token = token.split([' ', '&']).next().unwrap_or_default();
        kept.calls.lock().expect("nothing panics here").push(token.to_owned());
        answer(token)
    })
    .await;
    (url, asked)
}

#[tokio::test]
async fn a_token_is_fetched_once_and_kept() {
    let (url, asked) = service(7200, |_| json(GOOD)).await;
    let client = app(&url, &Arc::default());
    for _ in 0..3 {
        client.extcontact().get("0112").await.expect("it succeeds");
    }
    assert_eq!((asked.tokens(), asked.calls()), (1, vec!["t1".to_owned(); 3]));
}

#[tokio::test]
async fn many_first_calls_fetch_one_token() {
    let (url, asked) = service(7200, |_| json(GOOD)).await;
    let client = app(&url, &Arc::default());
    let mut calls: JoinSet<_> = (0..50).map(|_| client.extcontact().get("0112").send()).collect();
    while let Some(result) = calls.join_next().await {
        result.expect("no call panics").expect("it succeeds");
    }
    assert_eq!(asked.tokens(), 1);
}

#[tokio::test]
async fn an_expired_token_is_replaced_once_and_the_call_repeated_once() {
    let (url, asked) =
        service(7200, |token| json(if token == "t1" { EXPIRED } else { GOOD })).await;
    let result = app(&url, &Arc::default()).extcontact().get("0112").await;
    assert_eq!((outcome(&result).as_str(), asked.tokens()), ("success", 2));
    assert_eq!(asked.calls(), ["t1", "t2"]);

    let (url, asked) = service(7200, |_| json(EXPIRED)).await;
    let result = app(&url, &Arc::default()).extcontact().get("0112").await;
    assert_eq!((outcome(&result).as_str(), asked.tokens()), ("Api 40014", 2));
    assert_eq!(asked.calls(), ["t1", "t2"]);
}

#[tokio::test]
async fn an_endpoint_that_may_not_be_called_twice_is_repeated_with_another_token() {
    let (url, asked) =
        service(7200, |token| json(if token == "t1" { r#"{"errcode":42001}"# } else { GOOD }))
            .await;
    let result = app(&url, &Arc::default()).raw("/topapi/extcontact/create").await;
    assert_eq!((outcome(&result).as_str(), asked.tokens()), ("success", 2));
}

/// The server echoes all tokens, which are long enough to be masked.
#[tokio::test]
async fn a_token_that_was_refused_is_masked_through_all_later_attempts() {
    let fetched = AtomicUsize::new(0);
    let url = serve(move |line, _| {
        if line.starts_with("GET /gettoken?") {
            let number = fetched.fetch_add(1, Ordering::SeqCst) + 1;
            return issued(&format!("canary-{number}"), 7200);
        }
        json(if line.contains("canary-1") {
            EXPIRED
        } else {
            r#"{"errcode":-1,"errmsg":"busy canary-1 canary-2"}"#
        })
    })
    .await;
    let call = app(&url, &Arc::default()).extcontact().get("0112");
    let error = call.policy(Policy::new().attempts(4)).await.expect_err("it is busy");
    assert!(error.to_string().contains("busy *** ***"), "{error}");
}

#[tokio::test]
async fn neither_40001_nor_a_policy_of_one_attempt_fetches_another_token() {
    let (url, asked) = service(7200, |_| json(r#"{"errcode":40001}"#)).await;
    let result = app(&url, &Arc::default()).extcontact().get("0112").await;
    assert_eq!((outcome(&result).as_str(), asked.tokens()), ("Api 40001", 1));

    let (url, asked) = service(7200, |_| json(EXPIRED)).await;
    let call = app(&url, &Arc::default()).extcontact().get("0112").policy(Policy::once());
    assert_eq!((outcome(&call.await).as_str(), asked.tokens()), ("Api 40014", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_calls_with_an_expired_token_fetch_exactly_one_other() {
    let (url, asked) =
        service(7200, |token| json(if token == "t1" { EXPIRED } else { GOOD })).await;
    let client = app(&url, &Arc::default());
    // All start with the first token.
    let first = client.extcontact().get("0112").policy(Policy::once()).await;
    assert_eq!(outcome(&first), "Api 40014");
    let mut calls: JoinSet<_> = (0..100).map(|_| client.extcontact().get("0112").send()).collect();
    while let Some(result) = calls.join_next().await {
        result.expect("no call panics").expect("it succeeds");
    }
    assert_eq!(asked.tokens(), 2);
    let tokens: BTreeSet<String> = asked.calls().into_iter().collect();
    assert_eq!(tokens.into_iter().collect::<Vec<_>>(), ["t1", "t2"]);
}

/// The service gives an internal app the same token again while it is valid.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_token_fetched_again_is_as_good_as_another() {
    let refusals = Arc::new(AtomicUsize::new(0));
    let left = Arc::clone(&refusals);
    let url = serve(move |line, _| {
        if line.starts_with("GET /gettoken?") {
            return issued("same", 7200);
        }
        json(if left.fetch_add(1, Ordering::SeqCst) < 20 { EXPIRED } else { GOOD })
    })
    .await;
    let client = app(&url, &Arc::default());
    let mut calls: JoinSet<_> = (0..20).map(|_| client.extcontact().get("0112").send()).collect();
    while let Some(result) = calls.join_next().await {
        let result = result.expect("no call panics");
        assert!(["success", "Api 40014"].contains(&outcome(&result).as_str()), "{result:?}");
    }
    client.extcontact().get("0112").await.expect("it succeeds");
}

#[tokio::test]
async fn what_is_wrong_with_the_token_answer_is_the_error_of_the_call() {
    for (answer, expected) in [
        (r#"{"errcode":0,"expires_in":7200}"#, "Decode $.access_token"),
        (r#"{"errcode":0,"access_token":" "}"#, "Decode $.access_token"),
        (r#"{"errcode":40096,"errmsg":"canary-key canary-secret"}"#, "Api 40096"),
        (r#"{"errcode":90002}"#, "Api 90002"),
    ] {
        let url = serve(move |_, _| json(answer)).await;
        let result = app(&url, &Arc::default()).extcontact().get("0112").await;
        assert_eq!(outcome(&result), expected);
        let error = result.expect_err("there is no token");
        assert_eq!(error.endpoint(), Some("gettoken"));
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn a_failed_fetch_fails_all_calls_that_wait_and_is_not_cached() {
    let fails = Arc::new(AtomicBool::new(true));
    let (failing, fetches) = (Arc::clone(&fails), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&fetches);
    let url = serve(move |line, _| {
        if !line.starts_with("GET /gettoken?") {
            return json(GOOD);
        }
        counted.fetch_add(1, Ordering::SeqCst);
        if failing.load(Ordering::SeqCst) {
            json(r#"{"errcode":40096}"#)
        } else {
            issued("t", 7200)
        }
    })
    .await;
    let client = app(&url, &Arc::default());
    let mut calls: JoinSet<_> = (0..20).map(|_| client.extcontact().get("0112").send()).collect();
    while let Some(result) = calls.join_next().await {
        let error = result.expect("no call panics").expect_err("there is no token");
        assert!(error.is(models::gettoken::ErrorCode::UNKNOWN_APP_KEY_OR_SECRET), "{error}");
    }
    assert_eq!(fetches.load(Ordering::SeqCst), 1);
    fails.store(false, Ordering::SeqCst);
    client.extcontact().get("0112").await.expect("it succeeds");
}

/// Returns the next token once the semaphore has a permit.
struct Own {
    gate: Arc<Semaphore>,
    fetches: Arc<AtomicUsize>,
}

impl TokenSource for Own {
    fn fetch<'a>(
        &'a self,
        rejected: Option<&'a AccessToken>,
    ) -> BoxFuture<'a, Result<AccessToken, SourceError>> {
        Box::pin(async move {
            self.gate.acquire().await?.forget();
            let number = self.fetches.fetch_add(1, Ordering::SeqCst) + 1;
            match (number, rejected.map(AccessToken::expose)) {
                (1, None) => Ok(AccessToken::new("own1", Duration::from_secs(1000))),
                (2, None | Some("own1")) => Ok(AccessToken::new("own2", Duration::from_secs(1000))),
                (3, _) => Err("the vault is sealed".into()),
                // A fetch whose task died is started once more.
                (4 | 5, _) => panic!("the vault fell over"),
                _ => Ok(AccessToken::new("own6", Duration::from_secs(1000))),
            }
        })
    }
}

/// A client with a source of its own, and the handles that control the source.
fn own(url: &str, clock: &Arc<StillClock>) -> (Client, Arc<Semaphore>, Arc<AtomicUsize>) {
    let (gate, fetches) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let source = Own { gate: Arc::clone(&gate), fetches: Arc::clone(&fetches) };
    let client =
        app(url, clock).with_credentials(Credentials::source(source)).expect("nothing is blank");
    (client, gate, fetches)
}

#[tokio::test]
async fn a_dropped_call_takes_no_token_from_the_others() {
    let (url, asked) = service(7200, |_| json(GOOD)).await;
    let (client, gate, fetches) = own(&url, &Arc::default());
    let first = tokio::spawn(client.extcontact().get("0112").send());
    tokio::task::yield_now().await;
    let second = tokio::spawn(client.extcontact().get("0112").send());
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.is_err_and(|error| error.is_cancelled()));
    gate.add_permits(1);
    second.await.expect("no call panics").expect("it succeeds");
    assert_eq!((fetches.load(Ordering::SeqCst), asked.calls()), (1, vec!["own1".to_owned()]));
}

#[tokio::test]
async fn a_token_is_renewed_ahead_while_calls_go_on_with_the_old_one() {
    let (url, asked) = service(7200, |_| json(GOOD)).await;
    let clock = Arc::default();
    let (client, gate, fetches) = own(&url, &clock);
    gate.add_permits(1);
    client.extcontact().get("0112").await.expect("it succeeds");
    // The token is valid for 1,000 seconds; its renewal begins after three quarters of that.
    clock.pass(Duration::from_secs(749));
    client.extcontact().get("0112").await.expect("it succeeds");
    assert_eq!(fetches.load(Ordering::SeqCst), 1);
    clock.pass(Duration::from_secs(1));
    client.extcontact().get("0112").await.expect("it succeeds, while the renewal waits");
    gate.add_permits(1);
    while fetches.load(Ordering::SeqCst) < 2 {
        tokio::task::yield_now().await;
    }
    tokio::task::yield_now().await;
    client.extcontact().get("0112").await.expect("it succeeds");
    assert_eq!(asked.calls(), ["own1", "own1", "own1", "own2"]);
}

#[tokio::test]
async fn an_own_source_that_fails_or_panics_is_an_error_that_says_so() {
    let (url, _) = service(7200, |_| json(GOOD)).await;
    let clock = Arc::default();
    let (client, gate, _) = own(&url, &clock);
    gate.add_permits(100);
    for _ in 0..2 {
        client.extcontact().get("0112").await.expect("it succeeds");
        clock.pass(Duration::from_secs(1001));
    }
    let error = client.extcontact().get("0112").await.expect_err("the source fails");
    assert!(matches!(error, Error::Token(_)) && !error.maybe_sent(), "{error}");
    assert!(error.to_string().contains("the vault is sealed"), "{error}");
    let error = client.extcontact().get("0112").await.expect_err("the source panics");
    assert!(matches!(error, Error::Token(_)), "{error}");
    client.extcontact().get("0112").await.expect("the source works again");
}

#[tokio::test]
async fn clients_of_one_app_and_organization_share_its_token() {
    let (url, asked) = service(7200, |_| json(GOOD)).await;
    let client = app(&url, &Arc::default());
    let same = Credentials::internal_app("canary-key", "canary-secret");
    let other = Credentials::internal_app("other", "secret");
    for credentials in [same, other] {
        let client = client.with_credentials(credentials).expect("nothing is blank");
        client.extcontact().get("0112").await.expect("it succeeds");
        client.extcontact().get("0112").await.expect("it succeeds");
    }
    client.extcontact().get("0112").await.expect("it succeeds");
    assert_eq!(
        (asked.tokens(), asked.calls()),
        (2, ["t1", "t1", "t2", "t2", "t1"].map(str::to_owned).to_vec())
    );
}

#[tokio::test]
async fn the_mock_issues_tokens_to_both_kinds_of_apps() {
    let mock = Mock::start().await.expect("a port is free");
    let mut contact = OpenExtContact::default();
    contact.userid = Some("0112".to_owned());
    contact.mobile = Some("13088888888".to_owned());
    mock.add_contact(contact).expect("it has a user ID");
    let ticket = SuiteTicket::new("outdated");
    let internal = Credentials::internal_app(Mock::APP_KEY, Mock::APP_SECRET);
    let third_party =
        Credentials::third_party_app(Mock::SUITE_KEY, Mock::SUITE_SECRET, Mock::CORP_ID, &ticket);
    let client = Client::builder().base_url(mock.url()).credentials(internal).build();
    let client = client.expect("it can be built");
    client.extcontact().get("0112").await.expect("it succeeds");
    mock.expire_tokens();
    client.extcontact().get("0112").await.expect("it succeeds with another token");
    assert_eq!((mock.issued_tokens(), mock.count("extcontact/get")), (2, 3));

    let client = client.with_credentials(third_party).expect("nothing is blank");
    let error = client.extcontact().get("0112").await.expect_err("the ticket is wrong");
    assert!(error.is(models::get_corp_token::ErrorCode::INVALID_SUITE_TICKET), "{error}");
    ticket.set(Mock::SUITE_TICKET);
    client.extcontact().get("0112").await.expect("it succeeds");
    mock.expire_tokens();
    client.extcontact().get("0112").await.expect("it succeeds with another token");
    assert_eq!(mock.issued_tokens(), 4);
    let contact = client.extcontact().get("0112").await.expect("it succeeds").into_inner();
    assert_eq!((contact.userid.as_deref(), contact.mobile), (Some("0112"), None));
    let error = client.extcontact().delete("0112").await.expect_err("it is for internal apps");
    assert!(error.is(models::extcontact::delete::ErrorCode::INVALID_TOKEN_GRANT_TYPE), "{error}");
}

#[tokio::test]
async fn a_service_that_refuses_all_its_tokens_is_not_asked_for_one_with_every_call() {
    let (url, asked) = service(7200, |_| json(EXPIRED)).await;
    let clock = Arc::default();
    let client = app(&url, &clock);
    for _ in 0..5 {
        assert_eq!(outcome(&client.extcontact().get("0112").await), "Api 40014");
    }
    assert_eq!((asked.tokens(), asked.calls().len()), (2, 2 + 4));
    clock.pass(Duration::from_secs(30));
    assert_eq!(outcome(&client.extcontact().get("0112").await), "Api 40014");
    assert_eq!(asked.tokens(), 3);
}

#[tokio::test]
async fn tokens_that_were_accepted_are_replaced_as_often_as_they_are_refused() {
    let valid = Arc::new(AtomicUsize::new(1));
    let now = Arc::clone(&valid);
    let (url, asked) = service(7200, move |token| {
        json(if token == format!("t{}", now.load(Ordering::SeqCst)) { GOOD } else { EXPIRED })
    })
    .await;
    let client = app(&url, &Arc::default());
    for number in 1..5 {
        valid.store(number, Ordering::SeqCst);
        client.extcontact().get("0112").await.expect("it succeeds");
        assert_eq!(asked.tokens(), number);
    }
}

#[tokio::test]
async fn a_refused_token_is_removed_even_if_the_call_is_not_repeated() {
    let (url, asked) =
        service(7200, |token| json(if token == "t1" { EXPIRED } else { GOOD })).await;
    let client = app(&url, &Arc::default());
    let once = || client.extcontact().get("0112").policy(Policy::once());
    assert_eq!(outcome(&once().await), "Api 40014");
    once().await.expect("the next call has another token");
    assert_eq!(asked.calls(), ["t1", "t2"]);
}

/// Returns the same token until one is passed as rejected.
struct Hinted(Arc<Semaphore>, Arc<Mutex<Vec<Option<String>>>>);

impl TokenSource for Hinted {
    fn fetch<'a>(
        &'a self,
        rejected: Option<&'a AccessToken>,
    ) -> BoxFuture<'a, Result<AccessToken, SourceError>> {
        Box::pin(async move {
            let rejected = rejected.map(|token| token.expose().to_owned());
            let token = if rejected.is_some() { "new" } else { "old" };
            self.1.lock().expect("nothing panics here").push(rejected);
            self.0.acquire().await?.forget();
            Ok(AccessToken::new(token, Duration::from_secs(1000)))
        })
    }
}

#[tokio::test]
async fn a_source_learns_of_a_refusal_also_while_it_renews() {
    let (url, _) = service(7200, |token| json(if token == "old" { EXPIRED } else { GOOD })).await;
    let (gate, rejections) = (Arc::new(Semaphore::new(1)), Arc::default());
    let clock = Arc::default();
    let source = Arc::new(Hinted(Arc::clone(&gate), Arc::clone(&rejections)));
    let client = app(&url, &clock).with_credentials(Credentials::source(source));
    let client = client.expect("nothing is blank");
    let once = client.extcontact().get("0112").policy(Policy::once()).await;
    assert_eq!(outcome(&once), "Api 40014");
    // The token was removed from the cache, and the next fetch learns that it was rejected.
    gate.add_permits(1);
    client.extcontact().get("0112").await.expect("it succeeds");
    assert_eq!(*rejections.lock().expect("nothing panics here"), [None, Some("old".to_owned())]);
}

#[tokio::test]
async fn a_call_waits_for_a_token_no_longer_than_its_deadline() {
    let (url, asked) = service(7200, |_| json(GOOD)).await;
    let (client, _gate, _) = own(&url, &Arc::default());
    let hasty = Policy::new().deadline(Duration::from_millis(100));
    let error = client.extcontact().get("0112").policy(hasty).await.expect_err("no token comes");
    assert_eq!(outcome::<()>(&Err(error.clone())), "Transport Deadline");
    assert!(!error.maybe_sent() && asked.calls().is_empty(), "{error}");
    assert!(error.to_string().contains("(no access token came)"), "{error}");
}

#[tokio::test]
async fn a_client_with_a_wrong_secret_gets_no_token_of_one_with_the_right_secret() {
    let mock = Mock::start().await.expect("a port is free");
    let right = Credentials::internal_app(Mock::APP_KEY, Mock::APP_SECRET);
    let wrong = Credentials::internal_app(Mock::APP_KEY, "wrong");
    let client = Client::builder().base_url(mock.url()).credentials(right).build();
    let client = client.expect("it can be built");
    assert_eq!(outcome(&client.extcontact().get("nobody").await), "Api 33012");
    let client = client.with_credentials(wrong).expect("nothing is blank");
    assert_eq!(outcome(&client.extcontact().get("nobody").await), "Api 40096");
}

#[tokio::test]
async fn an_error_of_the_token_says_whether_the_call_was_sent() {
    let url =
        serve(
            |line, _| {
                if line.starts_with("GET /gettoken?") { raw("", End::Close) } else { json(GOOD) }
            },
        )
        .await;
    let client = app(&url, &Arc::default());
    let error = client.raw("/topapi/extcontact/create").await.expect_err("there is no token");
    assert_eq!((error.endpoint(), error.maybe_sent()), (Some("gettoken"), false));
}

/// The fetch and the source have the same deadline, and the error must not depend on which expires
/// first.
#[tokio::test]
async fn a_token_endpoint_that_does_not_answer_is_named_and_no_source_is_blamed() {
    let url = serve(|_, _| raw("", End::Stall)).await;
    let hasty = Policy::new().deadline(Duration::from_millis(100));
    let builder = || Client::builder().base_url(&url).policy(hasty);
    let mut calls: JoinSet<_> = (0..50)
        .map(|_| {
            let app = Credentials::internal_app("canary-key", "canary-secret");
            let client = builder().credentials(app).build().expect("it can be built");
            client.extcontact().get("0112").policy(Policy::new().deadline(LONG)).send()
        })
        .collect();
    while let Some(result) = calls.join_next().await {
        let error = result.expect("no call panics").expect_err("no token comes");
        assert_eq!(error.endpoint(), Some("gettoken"), "{error}");
    }
}

/// All attempts send the same signed time, and the service accepts it for a minute.
#[tokio::test]
async fn no_signature_is_sent_that_is_too_old() {
    let clock = Arc::<StillClock>::default();
    let (time, ages) = (Arc::clone(&clock), Arc::<Mutex<Vec<Duration>>>::default());
    let kept = Arc::clone(&ages);
    let url = serve(move |line, _| {
        if let Some((_, signed)) = line.split_once("timestamp=") {
            let signed = signed.split('&').next().and_then(|it| it.parse().ok());
            let signed = Duration::from_millis(signed.expect("it is a number"));
            let age = time.time_of_day().duration_since(UNIX_EPOCH + signed);
            kept.lock().expect("nothing panics here").push(age.expect("it is signed before"));
        }
        http("503 Service Unavailable", "retry-after: 30\r\n", b"")
    })
    .await;
    let app = Credentials::third_party_app("suite", "secret", "corp", &SuiteTicket::new("ticket"));
    let client = Client::builder().base_url(url).credentials(app).clock(clock).build();
    let result = client.expect("it can be built").extcontact().get("0112").await;
    assert_eq!(outcome(&result), "Transport Status(503)");
    assert_eq!(*ages.lock().expect("nothing panics here"), [0, 30].map(Duration::from_secs));
}

/// Otherwise all calls whose turns passed meanwhile would be sent at once.
#[tokio::test]
async fn no_paced_call_takes_its_turn_before_it_has_a_token() {
    let (url, asked) = service(7200, |_| json(GOOD)).await;
    let (gate, clock) = (Arc::new(Semaphore::new(0)), Arc::<StillClock>::default());
    let own = Own { gate: Arc::clone(&gate), fetches: Arc::default() };
    let client = Client::builder().base_url(url).credentials(Credentials::source(own)).pace(20);
    let client = client.clock(Arc::clone(&clock) as _).build().expect("it can be built");
    let mut calls: JoinSet<_> = (0..3).map(|_| client.extcontact().get("0112").send()).collect();
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(clock.waits(), []);
    gate.add_permits(1);
    while let Some(result) = calls.join_next().await {
        result.expect("no call panics").expect("it succeeds");
    }
    assert_eq!((clock.waits(), asked.calls().len()), (vec![Duration::from_millis(50); 2], 3));
}

/// A clock that wakes sleeping tasks one by one, in the order in which they fell asleep.
struct WakingClock(StillClock, Arc<Semaphore>);

impl Clock for WakingClock {
    fn now(&self) -> Duration {
        self.0.now()
    }

    fn time_of_day(&self) -> SystemTime {
        self.0.time_of_day()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        drop(self.0.sleep(time));
        let wakes = Arc::clone(&self.1);
        Box::pin(async move { wakes.acquire().await.expect("it is never closed").forget() })
    }

    fn chance(&self) -> f64 {
        self.0.chance()
    }
}

#[tokio::test]
async fn a_paced_call_whose_token_is_gone_takes_another_turn() {
    let expired = Arc::new(AtomicBool::new(false));
    let is_expired = Arc::clone(&expired);
    let (url, asked) = service(7200, move |token| {
        json(if token == "own1" && is_expired.load(Ordering::SeqCst) { EXPIRED } else { GOOD })
    })
    .await;
    let (gate, wakes) = (Arc::new(Semaphore::new(1)), Arc::new(Semaphore::new(0)));
    let own = Own { gate: Arc::clone(&gate), fetches: Arc::default() };
    let clock = Arc::new(WakingClock(StillClock::default(), Arc::clone(&wakes)));
    let client = Client::builder().base_url(url).credentials(Credentials::source(own)).pace(20);
    let client = client.clock(Arc::clone(&clock) as _).build().expect("it can be built");
    let get = || client.extcontact().get("0112");
    get().await.expect("it succeeds");
    expired.store(true, Ordering::SeqCst);

    let refused = tokio::spawn(get().policy(Policy::once()).send());
    let mut others: JoinSet<_> = (0..2).map(|_| get().send()).collect();
    wakes.add_permits(1);
    assert_eq!(outcome(&refused.await.expect("no call panics")), "Api 40014");
    wakes.add_permits(4);
    gate.add_permits(1);
    while let Some(result) = others.join_next().await {
        result.expect("no call panics").expect("it succeeds");
    }
    assert_eq!(asked.calls(), ["own1", "own1", "own2", "own2"]);
    // A turn of the call that was refused, and two of each of the others.
    assert_eq!(clock.0.waits(), [50; 5].map(Duration::from_millis));
}
