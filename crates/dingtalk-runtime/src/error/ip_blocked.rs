//! The host blocks this IP address for a while.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

/// The host answers nothing to this address until a certain time: DingTalk does so for five minutes
/// after more than 10,000 calls from one address within 20 seconds. Until then, calls of this
/// client and its clones fail at once.
#[derive(Clone, Debug)]
pub struct IpBlockedError {
    pub(crate) endpoint: Cow<'static, str>,
    pub(crate) host: Arc<str>,
    pub(crate) until: SystemTime,
    pub(crate) maybe_sent: bool,
}

impl IpBlockedError {
    /// The name of the endpoint, such as `extcontact/get`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The host, with its port where that is not the usual one.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// When the block ends.
    #[must_use]
    pub fn until(&self) -> SystemTime {
        self.until
    }

    /// Whether the request may have reached DingTalk: it did if the answer to this call was the
    /// block.
    #[must_use]
    pub fn maybe_sent(&self) -> bool {
        self.maybe_sent
    }

    /// What to do.
    #[must_use]
    #[allow(clippy::unused_self)] // As every other error has it.
    pub fn remedy(&self) -> &'static str {
        "Call again when it is over, and less often; if this address makes few calls, see what \
         answers there: it is a page of some proxy."
    }
}

impl fmt::Display for IpBlockedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoint, host, .. } = self;
        let until = self.until.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        // Rounded up: a call within the last second of the block still fails.
        let second = until.as_secs() + u64::from(until.subsec_nanos() > 0);
        let (hour, minute, second) = (second / (60 * 60) % 24, second / 60 % 60, second % 60);
        write!(f, "{endpoint}: {host} answers nothing to this address until ")?;
        write!(f, "{hour:02}:{minute:02}:{second:02} UTC. {}", self.remedy())
    }
}

impl StdError for IpBlockedError {}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_end_that_is_shown_is_not_before_the_end() {
        let shown = |milliseconds| {
            let until = SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds);
            let (endpoint, host) = ("get".into(), "host".into());
            IpBlockedError { endpoint, host, until, maybe_sent: false }.to_string()
        };
        assert!(shown(86_399_000).contains("until 23:59:59 UTC"), "{}", shown(86_399_000));
        assert!(shown(86_399_001).contains("until 00:00:00 UTC"), "{}", shown(86_399_001));
    }
}
