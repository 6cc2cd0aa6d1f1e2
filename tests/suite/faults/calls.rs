//! What a client does around its calls: IP blocks, budget, pace, deadlines, and what it reports of
//! them.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dingtalk_client::{
    AttemptEnded, Client, Credentials, Error, Observer, Policy, Unknown, gateway, reqwest,
};

use super::clock::StillClock;
use super::server::{End, http, json, nobody, raw, serve};
use super::{LONG, Recorder, client, outcome};

const GOOD: &str = r#"{"errcode":0,"result":{"userid":"0112"}}"#;

#[tokio::test]
async fn an_ip_block_stops_all_calls_to_the_host_until_it_ends() {
    let blocked = Arc::new(AtomicBool::new(true));
    let (is_blocked, clock) = (Arc::clone(&blocked), Arc::<StillClock>::default());
    let url = serve(move |_, _| {
        let block = r#"{"status":1111,"wait":5,"punish":"deny"}"#;
        json(if is_blocked.load(Ordering::SeqCst) { block } else { GOOD })
    })
    .await;
    let recorder = Arc::<Recorder>::default();
    let client = client(&url, LONG, &clock, &recorder);
    let first = client.extcontact().get("0112").await.expect_err("the address is blocked");
    blocked.store(false, Ordering::SeqCst);
    clock.pass(Duration::from_secs(299));
    let second = client.clone().raw("/x").await.expect_err("it still is");
    let (Error::IpBlocked(first), Error::IpBlocked(second)) = (&first, &second) else {
        panic!("{first} {second}")
    };
    assert_eq!(first.until(), second.until());
    assert!(first.maybe_sent() && !second.maybe_sent());
    assert_eq!(recorder.attempts.load(Ordering::SeqCst), 1);
    clock.pass(Duration::from_secs(1));
    client.extcontact().get("0112").policy(Policy::once()).await.expect("it is over");
}

#[tokio::test]
async fn an_outage_is_not_multiplied() {
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let url = serve(move |line, _| {
        counted.fetch_add(usize::from(!line.is_empty()), Ordering::SeqCst);
        http("500 Internal Server Error", "", b"")
    })
    .await;
    let client = client(&url, LONG, &Arc::default(), &Arc::default());
    for _ in 0..100 {
        let call = client.raw("/x").idempotent();
        assert_eq!(outcome(&call.await), "Transport Status(500)");
    }
    assert_eq!(requests.load(Ordering::SeqCst), 100 + 20);
}

#[tokio::test]
async fn no_wait_goes_beyond_the_deadline_and_calls_may_be_paced() {
    let url = serve(|_, _| raw("", End::Close)).await;
    let clock = Arc::<StillClock>::default();
    let client = client(&url, LONG, &clock, &Arc::default());
    let hasty = Policy::new().attempts(100).deadline(Duration::from_secs(1));
    let result = client.extcontact().get("0112").policy(hasty).await;
    assert_eq!(outcome(&result), "Transport Interrupted");
    assert_eq!(clock.waits(), [250, 500].map(Duration::from_millis));

    let url = serve(|_, _| json(GOOD)).await;
    let clock = Arc::<StillClock>::default();
    let client = Client::builder().base_url(url).access_token("t").pace(20);
    let client = client.clock(Arc::clone(&clock) as _).build().expect("it can be built");
    for _ in 0..2 {
        client.extcontact().get("0112").await.expect("it succeeds");
    }
    // Also where the endpoint is called by its path.
    client.raw("/topapi/extcontact/get").await.expect("it succeeds");
    assert_eq!(clock.waits(), [50, 50].map(Duration::from_millis));
}

#[tokio::test]
async fn an_error_is_returned_also_where_no_time_is_left_to_try_again() {
    let url = serve(|_, _| http("503 Service Unavailable", "", b"")).await;
    let client = Client::builder().base_url(url).access_token("t").pace(1);
    let client = client.clock(Arc::<StillClock>::default()).build().expect("it can be built");
    // The wait would fit into it, the next turn does not.
    let hasty = Policy::new().deadline(Duration::from_millis(900));
    let result = client.extcontact().get("0112").policy(hasty).await;
    assert_eq!(outcome(&result), "Transport Status(503)");
    assert!(result.expect_err("the server could not").maybe_sent());
}

#[tokio::test]
async fn a_lost_answer_is_not_forgotten_when_the_last_attempt_was_refused() {
    let url = serve(|_, number| {
        if number == 0 { raw("", End::Close) } else { json(r#"{"errcode":88,"sub_code":"60020"}"#) }
    })
    .await;
    let client = client(&url, LONG, &Arc::default(), &Arc::default());
    let error = client.extcontact().get("0112").await.expect_err("it is refused");
    assert!(error.is(gateway::ErrorCode::ADDRESS_NOT_ALLOWED) && error.maybe_sent(), "{error}");
}

#[tokio::test]
async fn no_time_for_an_attempt_means_none() {
    let url = serve(|_, _| json(GOOD)).await;
    let recorder = Arc::<Recorder>::default();
    let client = client(&url, LONG, &Arc::default(), &recorder);
    for policy in [Policy::new().deadline(Duration::ZERO), Policy::new().timeout(Duration::ZERO)] {
        let result = client.extcontact().get("0112").policy(policy).await;
        assert_eq!(outcome(&result), "Transport Deadline");
        assert!(!result.expect_err("there is no time").maybe_sent());
    }
    assert_eq!(recorder.attempts.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_call_may_take_longer_than_the_client_s_limit_if_it_says_so() {
    let url = serve(|line, _| {
        if !line.is_empty() {
            std::thread::sleep(Duration::from_millis(100));
        }
        json(GOOD)
    })
    .await;
    let client = client(&url, Duration::from_millis(20), &Arc::default(), &Arc::default());
    client.extcontact().get("0112").policy(Policy::new().timeout(LONG)).await.expect("it succeeds");
}

#[tokio::test]
async fn an_ip_block_is_one_for_raw_calls_too() {
    let url = serve(|_, _| json(r#"{"status":1111,"wait":5,"source":"x5","punish":"deny"}"#)).await;
    let client = client(&url, LONG, &Arc::default(), &Arc::default());
    for _ in 0..2 {
        let error = client.raw("/topapi/x").await.expect_err("the address is blocked");
        assert!(matches!(error, Error::IpBlocked(_)), "{error}");
    }
}

#[tokio::test]
async fn a_raw_path_leads_nowhere_else_and_shows_no_secret() {
    let url = serve(|_, _| json(r#"{"errcode":22}"#)).await;
    let client = client(&url, LONG, &Arc::default(), &Arc::default());
    for path in ["topapi/x", "/../x", "/a/%2E%2e/x", "/a\\b", "/a\r\nX: y", "/x?y=1"] {
        let result = client.raw(path).await;
        let Err(Error::InvalidRequest(error)) = result else { panic!("{path:?}: {result:?}") };
        // No limit is violated, so a program learns the problem from this accessor alone.
        let problem = error.problem().expect("it has one");
        assert!(problem.starts_with("its path") && error.to_string().contains(problem), "{error}");
    }
    let call = client.raw(format!("/x/{}", super::TOKEN));
    assert!(!format!("{call:?}").contains("canary"), "{call:?}");
    let error = call.await.expect_err("there is no such");
    assert_eq!(error.endpoint(), Some("/x/***"));
}

#[tokio::test]
async fn a_url_that_is_too_long_is_blamed_on_what_makes_it_so() {
    let url = serve(|_, _| json(GOOD)).await;
    let long = "x".repeat(70_000);
    let client = client(&url, LONG, &Arc::default(), &Arc::default());
    for call in [
        client.raw(format!("/{long}")),
        client.raw(format!("/{long}")).without_token(),
        client.raw("/x").query("y", &long),
    ] {
        let error = call.await.expect_err("it is too long");
        assert!(matches!(error, Error::InvalidRequest(_)), "{error}");
        assert!(error.to_string().contains("path and query parameters"), "{error}");
    }
    let client = client.with_credentials(Credentials::access_token(long));
    let error = client.expect("it is not blank").raw("/x").await.expect_err("it is too long");
    assert!(matches!(error, Error::Configuration(_)), "{error}");
}

/// Own clients may follow redirects, whose first hop had the request.
#[tokio::test]
async fn a_request_that_was_redirected_is_not_sent_twice() {
    let requests = Arc::new(AtomicUsize::new(0));
    let (counted, elsewhere) = (Arc::clone(&requests), nobody());
    let url = serve(move |line, _| {
        counted.fetch_add(usize::from(!line.is_empty()), Ordering::SeqCst);
        http("307 Temporary Redirect", &format!("location: {elsewhere}/x\r\n"), b"")
    })
    .await;
    let own = reqwest::Client::builder().no_proxy().build().expect("it can be built");
    let client = Client::builder().base_url(url).access_token("t").http_client(own).build();
    let error = client.expect("it can be built").raw("/create").await.expect_err("nobody is there");
    assert!(error.maybe_sent(), "{error}");
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

/// Where it leads, no HTTP client goes; but the first hop had the request.
#[tokio::test]
async fn a_request_that_was_redirected_to_no_http_may_have_been_sent() {
    let url = serve(|_, _| http("302 Found", "location: ftp://127.0.0.1/x\r\n", b"")).await;
    let own = reqwest::Client::builder().no_proxy().build().expect("it can be built");
    let client = Client::builder().base_url(url).access_token("t").http_client(own).build();
    let result = client.expect("it can be built").raw("/create").await;
    assert_eq!(outcome(&result), "Transport Redirect");
    assert!(result.expect_err("it leads nowhere").maybe_sent());
}

#[tokio::test]
async fn a_request_that_the_http_client_refuses_is_told_as_the_error_that_it_is() {
    let own = reqwest::Client::builder().no_proxy().https_only(true).build();
    let kept = Arc::<Kept>::default();
    let client = Client::builder().base_url(nobody()).access_token("t");
    let client = client.http_client(own.expect("it can be built")).observer(Arc::clone(&kept) as _);
    let client = client.build().expect("it can be built");
    let error = client.raw("/x").await.expect_err("the URL is plain HTTP");
    assert!(matches!(error, Error::Configuration(_)) && !error.maybe_sent(), "{error}");
    assert_eq!(*kept.0.lock().expect("nothing panics here"), ["configuration"]);
}

#[tokio::test]
async fn throttled_calls_wait_however_many_there_are() {
    let answers = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&answers);
    let url = serve(move |line, _| {
        let number = counted.fetch_add(usize::from(!line.is_empty()), Ordering::SeqCst);
        json(if number < 60 { r#"{"errcode":88,"sub_code":"90018"}"# } else { GOOD })
    })
    .await;
    let client = client(&url, LONG, &Arc::default(), &Arc::default());
    for _ in 0..30 {
        let result = client.extcontact().get("0112").await;
        assert!(["success", "Api 90018"].contains(&outcome(&result).as_str()));
    }
    // Three attempts of each of twenty calls, and one of each of ten.
    assert_eq!(answers.load(Ordering::SeqCst), 70);
}

/// Keeps outcomes and what is unknown.
#[derive(Default)]
struct Kept(Mutex<Vec<String>>);

impl Observer for Kept {
    fn attempt_ended(&self, attempt: &AttemptEnded<'_>) {
        self.0.lock().expect("nothing panics here").push(attempt.outcome.to_owned());
    }

    fn unknown(&self, unknown: &Unknown<'_>) {
        let event = match unknown {
            Unknown::Members { paths, .. } => paths.join(" "),
            Unknown::Code { code, .. } => format!("code {code}"),
            _ => "something else".to_owned(),
        };
        self.0.lock().expect("nothing panics here").push(event);
    }
}

#[tokio::test]
async fn an_observer_hears_of_the_unknown_and_of_what_was_dropped_but_of_no_secret() {
    let kept = Arc::<Kept>::default();
    let observed = |url: String| {
        let client = Client::builder().base_url(url).access_token("canary").report_unknown(true);
        client.observer(Arc::clone(&kept) as _).build().expect("it can be built")
    };
    let take = || std::mem::take(&mut *kept.0.lock().expect("nothing panics here"));

    let url = serve(|_, _| {
        json(r#"{"errcode":0,"result":{"userid":"1","more":[{"canary":1}]},"canary":2}"#)
    });
    observed(url.await).extcontact().get("0112").await.expect("it succeeds");
    assert_eq!(take(), ["ok", "$.*** $.result.more"]);

    // Answers that are repaired before decoding are searched too: a byte order mark, half a
    // character.
    let url =
        serve(|_, _| json("\u{feff}{\"errcode\":0,\"result\":{\"name\":\"\\ud83d\",\"new\":1}}"));
    observed(url.await).extcontact().get("0112").await.expect("it succeeds");
    assert_eq!(take(), ["ok", "$.result.new"]);

    let url = serve(|_, _| json(r#"{"errcode":"new.canary"}"#));
    let result = observed(url.await).extcontact().get("0112").await;
    assert_eq!(
        (outcome(&result).as_str(), take()),
        ("Api new.***", vec!["api".to_owned(), "code new.***".to_owned()])
    );

    let client = observed(serve(|_, _| raw("", End::Stall)).await);
    let call = client.extcontact().get("0112").send();
    assert!(tokio::time::timeout(Duration::from_millis(100), call).await.is_err());
    assert_eq!(take(), ["dropped"]);
}
