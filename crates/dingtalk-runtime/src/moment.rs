//! Moments that a server names: in the header `Retry-After` and in its messages.

use std::time::{Duration, SystemTime};

/// DingTalk's messages tell China's time.
const CHINA: Duration = Duration::from_secs(8 * 60 * 60);

const DAY: u64 = 24 * 60 * 60;

/// How long a `Retry-After` asks to wait: seconds, or a date.
pub(crate) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than can be counted is as good as for ever.
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::MAX)));
    }
    let moment = http_date(header)?;
    Some(moment.duration_since(now).unwrap_or_default())
}

/// Such as `Sun, 06 Nov 1994 08:49:37 GMT`, or in one of the two older forms that RFC 9110 has.
fn http_date(text: &str) -> Option<SystemTime> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let words: Vec<&str> = text.split([' ', '-']).filter(|it| !it.is_empty()).collect();
    let ([_, day, month, year, time, "GMT"] | [_, month, day, time, year]) = words[..] else {
        return None;
    };
    let month = MONTHS.find(month).filter(|at| month.len() == 3 && at % 3 == 0)? / 3 + 1;
    let year = match number(year)? {
        short @ ..70 => 2000 + short,
        short @ 70..100 => 1900 + short,
        year => year,
    };
    moment(year, u64::try_from(month).ok()?, number(day)?, clock(time)?)
}

/// The last moment that a message names as `2026-11-25 08:30:00`, in China's time: the end of a
/// block stands behind its start.
pub(crate) fn last_named(message: &str) -> Option<SystemTime> {
    const LENGTH: usize = "2026-11-25 08:30:00".len();
    /// No message of the service is longer.
    const LONGEST: usize = 4096;
    let starts = (0..message.len().min(LONGEST)).rev();
    starts.filter_map(|at| message.get(at..at + LENGTH)).find_map(|text| {
        let (date, time) = text.split_once(' ')?;
        let date: Vec<&str> = date.split('-').collect();
        let [year, month, day] = date.as_slice() else { return None };
        let is_date = [year.len(), month.len(), day.len()] == [4, 2, 2];
        let moment = moment(number(year)?, number(month)?, number(day)?, clock(time)?)?;
        moment.checked_sub(CHINA).filter(|_| is_date)
    })
}

/// Such as `08:30:00`, in seconds.
fn clock(text: &str) -> Option<u64> {
    let parts: Vec<u64> = text.split(':').map(number).collect::<Option<_>>()?;
    let [hours @ 0..24, minutes @ 0..60, seconds @ 0..=60] = parts[..] else { return None };
    Some((hours * 60 + minutes) * 60 + seconds)
}

fn number(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

fn moment(year: u64, month: u64, day: u64, seconds: u64) -> Option<SystemTime> {
    let is_date =
        (1970..10_000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let passed = is_date.then(|| days(year, month, day) * DAY + seconds)?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(passed))
}

/// The days since 1970 of a day of the Gregorian calendar.
fn days(year: u64, month: u64, day: u64) -> u64 {
    // Years are counted from March, so that the leap day is the last of them.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let in_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + in_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let wait = |header, now| retry_after(header, at(now)).map(|it| it.as_secs());
        assert_eq!(wait("7", 0), Some(7));
        assert_eq!(wait(" 120 ", 0), Some(120));
        assert_eq!(wait("99999999999999999999", 0), Some(u64::MAX));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_770), Some(7));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_999), Some(0));
        assert_eq!(wait("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_770), Some(7));
        assert_eq!(wait("Sun Nov  6 08:49:37 1994", 784_111_770), Some(7));
        assert_eq!(wait("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_799), Some(1));
        for wrong in [
            "",
            "soon",
            "-1",
            "+1",
            "1.5",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "06 Nov 1994",
            "Sun, 06 ovD 1994 08:49:37 GMT",
        ] {
            assert_eq!(wait(wrong, 0), None, "{wrong}");
        }
    }

    #[test]
    fn the_last_moment_of_a_message_counts_in_china_s_time() {
        let named = |text| last_named(text).and_then(|it| it.duration_since(at(0)).ok());
        let message = "超过限制 [/topapi/x] 1s, 从 2026-11-25 16:30:00 到 2026-11-25 16:30:01 结束";
        assert_eq!(named(message), Some(Duration::from_secs(1_795_595_401)));
        for none in ["", "2026-11-25", "2026-13-25 16:30:00", "2026-11-25 25:30:00", "限制"] {
            assert_eq!(named(none), None, "{none}");
        }
    }
}
