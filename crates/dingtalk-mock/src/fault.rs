//! What goes wrong between a client and the service, ready to be called up by name.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use dingtalk_models::gateway::ErrorCode;

use crate::answer::{Refusal, gateway_message};

/// China's time is ahead of the world's.
const CHINA: Duration = Duration::from_secs(8 * 60 * 60);

const DAY: u64 = 24 * 60 * 60;

/// How long an answer takes if nobody says so.
const DEFAULT_DELAY: Duration = Duration::from_secs(1);

/// What the service sends to an address that called too often. It has no `errcode`.
pub(crate) const IP_BLOCK: &str =
    r#"{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"mock"}"#;

/// A page in place of an answer.
pub(crate) const PAGE: &str = "<!DOCTYPE html><html><head><title>Access denied</title></head>\
    <body><p>The request was blocked.</p></body></html>\n";

/// Something that goes wrong with the next calls; see [`Mock::fault`](crate::Mock::fault).
///
/// As a string it is a name, and behind `=` the number of calls, or of milliseconds for `slow`. Without
/// a number it is one call, or one second.
///
/// ```
/// use std::time::Duration;
/// use dingtalk_mock::Fault;
///
/// assert_eq!("throttled=3".parse(), Ok(Fault::Throttled(3)));
/// assert_eq!("slow=250".parse(), Ok(Fault::Slow(Duration::from_millis(250))));
/// assert_eq!("html".parse(), Ok(Fault::Html(1)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// `token-expired`: the call is refused with 88 and the `sub_code` 40014, and all tokens that
    /// were issued are over, so that the next one is new.
    TokenExpired,
    /// `throttled`: so many calls are refused with 88 and the `sub_code` 90018. The message says when
    /// the block ends, in China's time: within a second.
    Throttled(usize),
    /// `busy`: so many calls are refused with -1.
    Busy(usize),
    /// `banned`: so many calls are answered as those of a blocked IP address: JSON without an
    /// `errcode`, with the status 1111.
    IpBlocked(usize),
    /// `slow`: the call is done at once, and its answer comes after this time.
    Slow(Duration),
    /// `cut-body`: so many calls are done, and their answers break off in the middle of the body.
    CutBody(usize),
    /// `html`: so many calls are answered a page of HTML, with HTTP 200.
    Html(usize),
    /// `http-500`: so many calls are answered HTTP 500.
    Http500(usize),
}

impl Fault {
    /// The names that a string can have.
    const NAMES: [&str; 8] =
        ["token-expired", "throttled", "busy", "banned", "slow", "cut-body", "html", "http-500"];

    /// How many calls it is for.
    fn calls(self) -> usize {
        match self {
            Self::TokenExpired | Self::Slow(_) => 1,
            Self::Throttled(calls)
            | Self::Busy(calls)
            | Self::IpBlocked(calls)
            | Self::CutBody(calls)
            | Self::Html(calls)
            | Self::Http500(calls) => calls,
        }
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (name, number) = match text.split_once('=') {
            Some((name, number)) => (name, Some(number)),
            None => (text, None),
        };
        let calls = || number.map_or(Ok(1), |number| count(name, number));
        Ok(match name {
            "token-expired" if number.is_some() => {
                let text = "`token-expired` takes no number: repeat it instead";
                return Err(FaultError(text.to_owned()));
            }
            "token-expired" => Self::TokenExpired,
            "throttled" => Self::Throttled(calls()?),
            "busy" => Self::Busy(calls()?),
            "banned" => Self::IpBlocked(calls()?),
            "slow" => Self::Slow(number.map_or(Ok(DEFAULT_DELAY), |number| {
                count(name, number).map(Duration::from_millis)
            })?),
            "cut-body" => Self::CutBody(calls()?),
            "html" => Self::Html(calls()?),
            "http-500" => Self::Http500(calls()?),
            _ => {
                let names = Self::NAMES.join(", ");
                return Err(FaultError(format!("no fault is named `{name}`; there are: {names}")));
            }
        })
    }
}

fn count<N: FromStr + PartialOrd + From<u8>>(name: &str, number: &str) -> Result<N, FaultError> {
    let count = number.parse().ok().filter(|count| *count >= N::from(1));
    count.ok_or_else(|| FaultError(format!("`{name}` takes a number from 1, given: `{number}`")))
}

/// A string that is no [`Fault`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError(String);

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for FaultError {}

/// The faults that wait, each with the number of calls that it is still for.
#[derive(Default)]
pub(crate) struct Faults(VecDeque<(Fault, usize)>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        // One that is for no call would stand in the way.
        if fault.calls() > 0 {
            self.0.push_back((fault, fault.calls()));
        }
    }

    /// The fault of the next call.
    pub(crate) fn next(&mut self) -> Option<Fault> {
        let (fault, calls) = self.0.front_mut()?;
        let fault = *fault;
        *calls -= 1;
        if *calls == 0 {
            self.0.pop_front();
        }
        Some(fault)
    }
}

/// The refusal of a call that came too early, at a time since 1970.
pub(crate) fn throttled(path: &str, now: Duration) -> Refusal {
    let code = ErrorCode::APP_THROTTLED;
    let until = china_time(now.as_secs().saturating_add(1));
    let sub_msg = format!("{}[api={path},window=1s,blocked until {until}]", gateway_message(&code));
    Refusal::inside_88(&code, sub_msg)
}

/// Seconds since 1970 as the service writes them: `2026-11-25 08:30:00`.
fn china_time(seconds: u64) -> String {
    let seconds = seconds.saturating_add(CHINA.as_secs());
    let (year, month, day) = date(seconds / DAY);
    let time = seconds % DAY;
    let (hours, minutes, seconds) = (time / 3600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{day:02} {hours:02}:{minutes:02}:{seconds:02}")
}

/// The day of the Gregorian calendar that comes so many days after the first one of 1970.
fn date(days: u64) -> (u64, u64, u64) {
    // Years are counted from March, so that the leap day is the last of them.
    const CYCLE: u64 = 400 * 365 + 97;
    let days = days + 719_468;
    let (cycle, day) = (days / CYCLE, days % CYCLE);
    let year = (day - day / 1460 + day / 36_524 - day / (CYCLE - 1)) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (cycle * 400 + year + later, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_fault_and_unknown_ones_list_them() {
        for name in Fault::NAMES {
            assert_eq!(name.parse::<Fault>().map(Fault::calls), Ok(1), "{name}");
        }
        let error = "throtled=3".parse::<Fault>().unwrap_err().to_string();
        let expected = "no fault is named `throtled`; there are: token-expired, throttled, busy, \
            banned, slow, cut-body, html, http-500";
        assert_eq!(error, expected);
    }

    #[test]
    fn a_number_that_is_none_is_refused() {
        for text in ["busy=", "busy=0", "busy=-1", "busy=many", "slow=0", "slow=1s", "html=1=2"] {
            let error = text.parse::<Fault>().unwrap_err().to_string();
            assert!(error.contains("takes a number from 1, given: `"), "{error}");
        }
        let error = "token-expired=2".parse::<Fault>().unwrap_err().to_string();
        assert_eq!(error, "`token-expired` takes no number: repeat it instead");
    }

    #[test]
    fn faults_come_in_the_order_given_each_so_often() {
        let mut faults = Faults::default();
        for fault in [Fault::Busy(2), Fault::Html(0), Fault::TokenExpired, Fault::Html(1)] {
            faults.add(fault);
        }
        let came: Vec<_> = std::iter::from_fn(|| faults.next()).collect();
        assert_eq!(came, [Fault::Busy(2), Fault::Busy(2), Fault::TokenExpired, Fault::Html(1)]);
    }

    #[test]
    fn a_block_ends_at_the_next_second() {
        let refusal = throttled("/a", Duration::from_millis(1_900));
        let answer = String::from_utf8(refusal.answer("id").body).unwrap();
        let expected = "[api=/a,window=1s,blocked until 1970-01-01 08:00:02]";
        assert_eq!(answer.matches(expected).count(), 2, "{answer}");
    }

    #[test]
    fn a_moment_is_written_in_the_time_of_china() {
        assert_eq!(china_time(0), "1970-01-01 08:00:00");
        assert_eq!(china_time(951_753_600), "2000-02-29 00:00:00");
        assert_eq!(china_time(1_709_222_399), "2024-02-29 23:59:59");
        assert_eq!(china_time(1_709_222_400), "2024-03-01 00:00:00");
        assert_eq!(china_time(4_107_513_599), "2100-02-28 23:59:59");
        assert_eq!(china_time(4_107_513_600), "2100-03-01 00:00:00");
        assert_eq!(china_time(1_798_732_799), "2026-12-31 23:59:59");
        china_time(u64::MAX);
    }
}
