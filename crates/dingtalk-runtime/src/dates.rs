//! Dates and times that a server names: in the header `Retry-After` and in its messages.

use std::time::{Duration, SystemTime};

use httpdate::parse_http_date;

/// DingTalk's messages are in China's time zone.
const CHINA: Duration = Duration::from_secs(8 * 60 * 60);

/// Reads a `Retry-After`, which is a number of seconds or a date.
pub(crate) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number beyond 64 bits is beyond every deadline too.
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::MAX)));
    }
    let date = parse_http_date(header).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// Returns the last time in a message, written as `2026-11-25 08:30:00` in China's time zone. The
/// end of a block is named after its start.
pub(crate) fn last_time_in(message: &str) -> Option<SystemTime> {
    const LENGTH: usize = "2026-11-25 08:30:00".len();
    /// Only so many bytes are searched; no message of the service is longer.
    const MAX_LENGTH: usize = 4096;
    let starts = (0..message.len().min(MAX_LENGTH)).rev();
    let time = starts.filter_map(|start| message.get(start..start + LENGTH)).find_map(parse_utc)?;
    time.checked_sub(CHINA)
}

/// Reads `2026-11-25 08:30:00` as UTC, by writing it as an HTTP date. Such a date has a day of the
/// week, which the parser checks: one of the seven is right.
fn parse_utc(string: &str) -> Option<SystemTime> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (date, time) = string.split_once(' ')?;
    let [year, month, day] = date.split('-').collect::<Vec<_>>()[..] else { return None };
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].iter().find_map(|weekday| {
        parse_http_date(&format!("{weekday}, {day} {month} {year} {time} GMT")).ok()
    })
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
    fn the_last_time_of_a_message_is_in_china_s_time_zone() {
        let named = |message| last_time_in(message).and_then(|it| it.duration_since(at(0)).ok());
        let message = "超过限制 [/topapi/x] 1s, 从 2026-11-25 16:30:00 到 2026-11-25 16:30:01 结束";
        assert_eq!(named(message), Some(Duration::from_secs(1_795_595_401)));
        for none in ["", "2026-11-25", "2026-13-25 16:30:00", "2026-11-25 25:30:00", "限制"] {
            assert_eq!(named(none), None, "{none}");
        }
    }
}
