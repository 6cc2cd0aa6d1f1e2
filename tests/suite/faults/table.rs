//! The faults.

use super::Fault;
use super::bomb::bomb;
use super::server::{Act, End, http, json, raw};

const GOOD: &str = r#"{"errcode":0,"errmsg":"ok","result":{"userid":"0112"},"request_id":"r"}"#;

/// A fault at an endpoint that may be called twice.
const fn fault(
    name: &'static str,
    acts: fn() -> Vec<Act>,
    outcome: &'static str,
    attempts: u32,
    waits: &'static [u64],
) -> Fault {
    Fault { name, acts, idempotent: true, outcome, attempts, waits }
}

/// A fault at an endpoint that may not be called twice.
const fn once(
    name: &'static str,
    acts: fn() -> Vec<Act>,
    outcome: &'static str,
    attempts: u32,
    waits: &'static [u64],
) -> Fault {
    Fault { idempotent: false, ..fault(name, acts, outcome, attempts, waits) }
}

/// The waits of three attempts, at half the chance.
const BACKOFF: &[u64] = &[250, 500];
/// The waits of three attempts after throttling.
const WINDOW: &[u64] = &[1125, 1125];
/// Two waits of seven seconds.
const SEVEN: &[u64] = &[7125, 7125];

pub(super) static FAULTS: &[Fault] = &[
    // The connection.
    fault("the connection is refused", Vec::new, "Transport Connect", 3, BACKOFF),
    fault(
        "reset before the request",
        || vec![Act::ResetAtOnce],
        "Transport Interrupted",
        3,
        BACKOFF,
    ),
    fault(
        "reset during the request",
        || vec![Act::ResetInRequest],
        "Transport Interrupted",
        3,
        BACKOFF,
    ),
    fault(
        "reset after the request",
        || vec![raw("", End::Reset)],
        "Transport Interrupted",
        3,
        BACKOFF,
    ),
    fault(
        "closed without an answer",
        || vec![raw("", End::Close)],
        "Transport Interrupted",
        3,
        BACKOFF,
    ),
    fault(
        "a stall before the headers",
        || vec![raw("", End::Stall)],
        "Transport Timeout",
        3,
        BACKOFF,
    ),
    fault(
        "a stall in the headers",
        || vec![raw("HTTP/1.1 200 OK\r\ncontent-", End::Stall)],
        "Transport Timeout",
        3,
        BACKOFF,
    ),
    fault(
        "a stall in the body",
        || vec![raw("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"err", End::Stall)],
        "Transport Timeout",
        3,
        BACKOFF,
    ),
    fault(
        "one byte per second",
        || vec![Act::Drip(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}".to_vec())],
        "Transport Timeout",
        3,
        BACKOFF,
    ),
    fault(
        "a reset in the body",
        || vec![raw("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"err", End::Reset)],
        "Transport Interrupted",
        3,
        BACKOFF,
    ),
    fault(
        "a body cut off, of known length",
        || vec![raw("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"err", End::Close)],
        "Transport Interrupted",
        3,
        BACKOFF,
    ),
    fault(
        "a body cut off, of unknown length",
        || vec![raw("HTTP/1.1 200 OK\r\n\r\n{\"err", End::Close)],
        "Decode $",
        1,
        &[],
    ),
    fault(
        "a body cut off between chunks",
        || {
            vec![raw(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"err\r\n",
                End::Close,
            )]
        },
        "Transport Interrupted",
        3,
        BACKOFF,
    ),
    fault(
        "a body cut off in a chunk",
        || {
            vec![raw(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{\"err",
                End::Close,
            )]
        },
        "Transport Interrupted",
        3,
        BACKOFF,
    ),
    fault(
        "a length that is too small",
        || vec![raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"errcode\":0}", End::Close)],
        "Decode $",
        1,
        &[],
    ),
    fault(
        "two lengths",
        || {
            vec![raw(
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
                End::Close,
            )]
        },
        "Transport Interrupted",
        3,
        BACKOFF,
    ),
    fault(
        "a garbage status line",
        || vec![raw("HTTX!/? ok\r\n\r\n", End::Close)],
        "Transport Interrupted",
        3,
        BACKOFF,
    ),
    fault(
        "a header of a megabyte",
        || vec![raw(&format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "a".repeat(1 << 20)), End::Close)],
        "Transport Interrupted",
        3,
        BACKOFF,
    ),
    // HTTP statuses.
    fault(
        "HTTP 204",
        || vec![raw("HTTP/1.1 204 No Content\r\n\r\n", End::Close)],
        "Decode $",
        1,
        &[],
    ),
    fault(
        "HTTP 301 to another host",
        || vec![http("301 Moved Permanently", "location: http://127.0.0.1:1/\r\n", b"")],
        "Transport Status(301)",
        1,
        &[],
    ),
    fault("HTTP 400", || vec![http("400 Bad Request", "", b"")], "Transport Status(400)", 1, &[]),
    fault("HTTP 401", || vec![http("401 Unauthorized", "", b"")], "Transport Status(401)", 1, &[]),
    fault(
        "HTTP 403",
        || vec![http("403 Forbidden", "", b"<html>no</html>")],
        "Transport Status(403)",
        1,
        &[],
    ),
    fault(
        "HTTP 403 with `Retry-After: 7`",
        || vec![http("403 Forbidden", "retry-after: 7\r\n", b"")],
        "Transport Status(403)",
        3,
        SEVEN,
    ),
    fault(
        "HTTP 404",
        || vec![http("404 Not Found", "", b"not here")],
        "Transport Status(404)",
        1,
        &[],
    ),
    fault(
        "HTTP 413",
        || vec![http("413 Content Too Large", "", b"")],
        "Transport Status(413)",
        1,
        &[],
    ),
    fault(
        "HTTP 429",
        || vec![http("429 Too Many Requests", "", b"")],
        "Transport Status(429)",
        3,
        WINDOW,
    ),
    fault(
        "HTTP 429 with `Retry-After: 7`",
        || vec![http("429 Too Many Requests", "retry-after: 7\r\n", b"")],
        "Transport Status(429)",
        3,
        SEVEN,
    ),
    fault(
        "HTTP 429 with `Retry-After` as a date",
        || {
            vec![http(
                "429 Too Many Requests",
                "retry-after: Wed, 25 Nov 2026 08:30:07 GMT\r\n",
                b"",
            )]
        },
        "Transport Status(429)",
        3,
        &[7125, 125],
    ),
    fault(
        "HTTP 429 with a `Retry-After` beyond the deadline",
        || vec![http("429 Too Many Requests", "retry-after: 3600\r\n", b"")],
        "Transport Status(429)",
        1,
        &[],
    ),
    fault(
        "HTTP 429 with a `Retry-After` beyond all numbers",
        || vec![http("429 Too Many Requests", "retry-after: 99999999999999999999\r\n", b"")],
        "Transport Status(429)",
        1,
        &[],
    ),
    fault(
        "HTTP 429 with a `Retry-After` that has passed",
        || {
            vec![http(
                "429 Too Many Requests",
                "retry-after: Wed, 25 Nov 2026 08:29:59 GMT\r\n",
                b"",
            )]
        },
        "Transport Status(429)",
        3,
        &[125, 125],
    ),
    fault(
        "HTTP 500",
        || vec![http("500 Internal Server Error", "", b"")],
        "Transport Status(500)",
        3,
        BACKOFF,
    ),
    fault(
        "HTTP 502 with a page",
        || vec![http("502 Bad Gateway", "", b"<html>nginx</html>")],
        "Transport Status(502)",
        3,
        BACKOFF,
    ),
    fault(
        "HTTP 503",
        || vec![http("503 Service Unavailable", "", b"")],
        "Transport Status(503)",
        3,
        BACKOFF,
    ),
    fault(
        "HTTP 503 with `Retry-After: 7`",
        || vec![http("503 Service Unavailable", "retry-after: 7\r\n", b"")],
        "Transport Status(503)",
        3,
        &[7000, 7000],
    ),
    fault(
        "HTTP 500 around an error of DingTalk's",
        || vec![http("500 Internal Server Error", "", br#"{"errcode":33012}"#)],
        "Api 33012",
        1,
        &[],
    ),
    // Bodies.
    fault("an empty body", || vec![json("")], "Decode $", 1, &[]),
    fault(
        "a page with HTTP 200",
        || vec![json("<!DOCTYPE html><html></html>")],
        "IpBlocked",
        1,
        &[],
    ),
    fault(
        "a page with HTTP 200, behind a prolog",
        || vec![json("<?xml version=\"1.0\"?>\n<!-- no --><!DOCTYPE html><html></html>")],
        "IpBlocked",
        1,
        &[],
    ),
    fault(
        "the block of an IP address",
        || vec![json(r#"{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"u"}"#)],
        "IpBlocked",
        1,
        &[],
    ),
    fault("a JSON array", || vec![json("[]")], "Decode $", 1, &[]),
    fault("a JSON number", || vec![json("1")], "Decode $", 1, &[]),
    fault("a JSON null", || vec![json("null")], "Decode $", 1, &[]),
    fault("a body that is not JSON", || vec![json("no")], "Decode $", 1, &[]),
    fault(
        "invalid UTF-8",
        || vec![http("200 OK", "", b"{\"errcode\":0,\"result\":{\"name\":\"\xff\"}}")],
        "Decode $",
        1,
        &[],
    ),
    fault("a byte order mark", || vec![json(&format!("\u{feff}{GOOD}"))], "success", 1, &[]),
    fault(
        "duplicated keys",
        || vec![json(r#"{"errcode":7,"errcode":0,"result":{"name":"a","name":"b"}}"#)],
        "success",
        1,
        &[],
    ),
    fault(
        "nesting of 100,000 levels in an unknown member",
        || {
            vec![json(&format!(
                r#"{{"errcode":0,"result":{{}},"more":{}}}"#,
                "[".repeat(100_000) + &"]".repeat(100_000)
            ))]
        },
        "success",
        1,
        &[],
    ),
    fault(
        "nesting of 100,000 levels in the payload",
        || {
            vec![json(&format!(
                r#"{{"errcode":0,"result":{{"label_ids":{}}}}}"#,
                "[".repeat(100_000) + &"]".repeat(100_000)
            ))]
        },
        "Decode $.result.label_ids[0]",
        1,
        &[],
    ),
    fault(
        "a body beyond the cap",
        || vec![json(&format!(r#"{{"errcode":0,"more":"{}"}}"#, "a".repeat(17 << 20)))],
        "Transport TooLarge { limit: 16777216 }",
        1,
        &[],
    ),
    fault(
        "200 MB as 1.3 MB of gzip",
        || vec![http("200 OK", "content-encoding: gzip\r\n", &bomb(200 << 20))],
        "Transport TooLarge { limit: 16777216 }",
        1,
        &[],
    ),
    // Envelopes.
    fault(
        "no `errcode` and no payload",
        || vec![json(r#"{"request_id":"r"}"#)],
        "Decode $.errcode",
        1,
        &[],
    ),
    fault("no `errcode`, but the payload", || vec![json(r#"{"result":{}}"#)], "success", 1, &[]),
    fault("`errcode` as a string", || vec![json(r#"{"errcode":"33012"}"#)], "Api 33012", 1, &[]),
    fault(
        "`errcode` as a word",
        || vec![json(r#"{"errcode":"system.busy"}"#)],
        "Api system.busy",
        1,
        &[],
    ),
    fault("a negative, unknown `errcode`", || vec![json(r#"{"errcode":-7}"#)], "Api -7", 1, &[]),
    fault(
        "`errcode` beyond 64 bits",
        || vec![json(r#"{"errcode":99999999999999999999}"#)],
        "Decode $.errcode",
        1,
        &[],
    ),
    fault("`errcode` as an object", || vec![json(r#"{"errcode":{}}"#)], "Decode $.errcode", 1, &[]),
    fault(
        "`sub_code` as an object",
        || vec![json(r#"{"errcode":88,"sub_code":{}}"#)],
        "Decode $.sub_code",
        1,
        &[],
    ),
    fault("88 without `sub_code`", || vec![json(r#"{"errcode":88}"#)], "Api 88", 1, &[]),
    fault(
        "no success, with `errcode` 0",
        || vec![json(r#"{"errcode":0,"success":false}"#)],
        "Api without code",
        1,
        &[],
    ),
    fault(
        "an error of Taobao's gateway",
        || vec![json(r#"{"error_response":{"code":15,"msg":"Remote service error"}}"#)],
        "Decode $.error_response",
        1,
        &[],
    ),
    fault("no payload", || vec![json(r#"{"errcode":0}"#)], "Decode $.result", 1, &[]),
    fault(
        "a payload of another kind",
        || vec![json(r#"{"errcode":0,"result":[]}"#)],
        "Decode $.result",
        1,
        &[],
    ),
    // Errors of DingTalk's.
    fault("-1, the system is busy", || vec![json(r#"{"errcode":-1}"#)], "Api -1", 3, BACKOFF),
    fault(
        "90018, too many calls",
        || vec![json(r#"{"errcode":88,"sub_code":"90018"}"#)],
        "Api 90018",
        3,
        WINDOW,
    ),
    fault(
        "90002 with the end of the block",
        || {
            vec![json(
                r#"{"errcode":90002,"errmsg":"from 2026-11-25 16:30:00 until 2026-11-25 16:30:04"}"#,
            )]
        },
        "Api 90002",
        3,
        &[4125, 1125],
    ),
    fault(
        "90002 with an end that no block has",
        || vec![json(r#"{"errcode":90002,"errmsg":"until 2027-11-25 16:30:04"}"#)],
        "Api 90002",
        3,
        WINDOW,
    ),
    fault(
        "90020, the quota of the month",
        || vec![json(r#"{"errcode":88,"sub_code":"90020"}"#)],
        "Api 90020",
        1,
        &[],
    ),
    fault(
        "40014, with a fixed access token",
        || vec![json(r#"{"errcode":88,"sub_code":"40014"}"#)],
        "Api 40014",
        1,
        &[],
    ),
    fault("40001", || vec![json(r#"{"errcode":40001,"errmsg":"系统繁忙"}"#)], "Api 40001", 1, &[]),
    fault(
        "an error whose message echoes the token",
        || {
            vec![json(
                r#"{"errcode":33012,"errmsg":"canary token/+ canary%20token%2F%2B","request_id":"canary token/+"}"#,
            )]
        },
        "Api 33012",
        1,
        &[],
    ),
    // What is over soon.
    fault("a reset once", || vec![raw("", End::Reset), json(GOOD)], "success", 2, &[250]),
    fault(
        "HTTP 503 once",
        || vec![http("503 Service Unavailable", "", b""), json(GOOD)],
        "success",
        2,
        &[250],
    ),
    fault(
        "-1 twice",
        || vec![json(r#"{"errcode":-1}"#), json(r#"{"errcode":-1}"#), json(GOOD)],
        "success",
        3,
        BACKOFF,
    ),
    fault(
        "90018 once",
        || vec![json(r#"{"errcode":88,"sub_code":"90018"}"#), json(GOOD)],
        "success",
        2,
        &[1125],
    ),
    // Endpoints that may not be called twice.
    once("the connection is refused", Vec::new, "Transport Connect", 3, BACKOFF),
    once("reset after the request", || vec![raw("", End::Reset)], "Transport Interrupted", 1, &[]),
    once("a stall before the headers", || vec![raw("", End::Stall)], "Transport Timeout", 1, &[]),
    once(
        "HTTP 503",
        || vec![http("503 Service Unavailable", "", b"")],
        "Transport Status(503)",
        1,
        &[],
    ),
    once(
        "HTTP 429",
        || vec![http("429 Too Many Requests", "", b"")],
        "Transport Status(429)",
        3,
        WINDOW,
    ),
    once("-1, the system is busy", || vec![json(r#"{"errcode":-1}"#)], "Api -1", 1, &[]),
    once(
        "90018 once",
        || vec![json(r#"{"errcode":88,"sub_code":"90018"}"#), json(GOOD)],
        "success",
        2,
        &[1125],
    ),
];
