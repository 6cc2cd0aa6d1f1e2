//! Days as `YYYY-MM-DD`: today, and those that a person gives.

use std::time::SystemTime;

use crate::spec::{days_of_month, is_day};

/// Today, in UTC.
#[must_use]
pub fn today() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    day(now.map_or(0, |it| it.as_secs() / 86_400))
}

/// Reads the day of an option.
///
/// # Errors
///
/// The text is no day of the calendar.
pub fn parse(text: &str) -> Result<String, String> {
    if is_day(text) { Ok(text.to_owned()) } else { Err("write it as YYYY-MM-DD".to_owned()) }
}

/// The day that is so many days after the first of 1970.
fn day(mut days: u64) -> String {
    let (mut year, mut month) = (1970, 1);
    while days >= days_of_month(year, month) {
        days -= days_of_month(year, month);
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (days, text) in [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_817, "2026-12-30")] {
            assert_eq!(day(days), text);
            assert!(is_day(text));
        }
        for text in
            ["2026-1-1", "2026-13-01", "2026-01-00", "2026-02-30", "yesterday", "2026/01/01", ""]
        {
            assert!(!is_day(text), "{text}");
        }
    }
}
