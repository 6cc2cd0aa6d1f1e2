//! Versions by Cargo's rules.

use std::fmt;

use crate::diff::Severity;

/// A version of a release. None here is a pre-release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The first number.
    pub major: u64,
    /// The second.
    pub minor: u64,
    /// The third.
    pub patch: u64,
}

impl Version {
    /// Reads `1.2.3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_number = |it: &str| !it.is_empty() && it.chars().all(|c| c.is_ascii_digit());
        let number = |it: &str| it.parse().ok().filter(|_| is_number(it));
        let numbers: Option<Vec<u64>> = text.split('.').map(number).collect();
        let [major, minor, patch] = numbers?[..] else { return None };
        Some(Self { major, minor, patch })
    }

    /// The least version that may follow once something of this weight changed. The first number that
    /// is not zero says what is compatible: below 1.0 a breaking change raises the second one, and
    /// what is new the third; below 0.1 every release is its own.
    #[must_use]
    pub fn after(self, worst: Severity) -> Self {
        let Self { major, minor, patch } = self;
        let next = Self { patch: patch + 1, ..self };
        match worst {
            _ if major == 0 && minor == 0 => next,
            it if it.is_major() && major == 0 => Self { major, minor: minor + 1, patch: 0 },
            it if it.is_major() => Self { major: major + 1, minor: 0, patch: 0 },
            Severity::Minor if major > 0 => Self { major, minor: minor + 1, patch: 0 },
            _ => next,
        }
    }

    /// What a manifest asks for to get this version and all that are compatible.
    #[must_use]
    pub fn requirement(self) -> String {
        match self {
            Self { major: 0, minor: 0, patch } => format!("0.0.{patch}"),
            Self { major: 0, minor, .. } => format!("0.{minor}"),
            Self { major, .. } => major.to_string(),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(version: &str) -> [String; 5] {
        let version = Version::parse(version).expect("it is a version");
        Severity::ALL.map(|it| version.after(it).to_string())
    }

    #[test]
    fn versions_follow_the_rules_of_cargo() {
        assert_eq!(after("1.2.3"), ["1.2.4", "1.2.4", "1.3.0", "2.0.0", "2.0.0"]);
        assert_eq!(after("0.2.3"), ["0.2.4", "0.2.4", "0.2.4", "0.3.0", "0.3.0"]);
        assert_eq!(after("0.0.3"), ["0.0.4"; 5]);
    }

    #[test]
    fn a_version_is_three_numbers_and_nothing_else() {
        let read = |text| Version::parse(text).map(|it| it.to_string());
        assert_eq!(read("0.10.2"), Some("0.10.2".to_owned()));
        for text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.3-rc.1", "+1.2.3", "1..3"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_requirement_names_what_is_compatible() {
        let of = |text| Version::parse(text).map(Version::requirement);
        assert_eq!(
            ["0.0.3", "0.2.3", "3.2.1"].map(of),
            ["0.0.3", "0.2", "3"].map(|it| Some(it.to_owned()))
        );
    }
}
