//! Masks secrets in every string that leaves the runtime, and escapes control characters, which
//! could forge lines of a log. A mask is built only when there is a string that may hold a secret,
//! so successful calls pay nothing for it.
//!
//! A secret is recognized as it is and in the spellings of URLs, forms and JSON, also mixed. It is not
//! recognized in base64, in a hash, in another case, or in part.

const STARS: &str = "***";

/// The most backslashes that may precede an escaped character: as many as in JSON inside JSON
/// inside JSON.
const MAX_BACKSLASHES: usize = 7;

/// The most bytes that are shown of a string.
const SHOWN: usize = 4096;

/// The length in bytes from which on a secret is masked. Masking shorter ones would make most
/// strings unreadable.
const SHORTEST: usize = 3;

/// The secrets of one call.
#[derive(Default)]
pub(crate) struct Mask {
    secrets: Vec<String>,
    /// The bytes with which an echo of a secret can begin. Other positions of a string are skipped.
    starts: Vec<u8>,
}

impl Mask {
    /// Adds a secret, unless it is too short.
    pub(crate) fn add(&mut self, secret: &str) {
        if secret.len() >= SHORTEST {
            self.add_any(secret);
        }
    }

    fn add_any(&mut self, secret: &str) {
        let Some(first) = secret.bytes().next() else { return };
        self.starts.extend([first, b'%', b'\\']);
        if first == b' ' {
            self.starts.push(b'+');
        }
        self.secrets.push(secret.to_owned());
    }

    /// Returns the string with stars instead of secrets and with control characters escaped. A very
    /// long one is cut.
    pub(crate) fn apply(&self, string: &str) -> String {
        let mut out = String::with_capacity(string.len().min(SHOWN));
        let mut rest = string;
        while let Some(next) = rest.chars().next() {
            if out.len() >= SHOWN {
                out.push('…');
                break;
            }
            let length = self.echo(rest);
            if length > 0 {
                out.push_str(STARS);
                rest = &rest[length..];
                continue;
            }
            if is_control(next) {
                out.extend(next.escape_default());
            } else {
                out.push(next);
            }
            rest = &rest[next.len_utf8()..];
        }
        out
    }

    /// Masks a string that becomes part of an error.
    pub(crate) fn boxed(&self, string: &str) -> Box<str> {
        self.apply(string).into_boxed_str()
    }

    /// The length of the longest echo of a secret at the start of `string`; 0 if there is none.
    fn echo(&self, string: &str) -> usize {
        if !string.bytes().next().is_some_and(|first| self.starts.contains(&first)) {
            return 0;
        }
        let echoes = self.secrets.iter().filter_map(|secret| echo(secret, string));
        // If one secret begins with another, the longer one is masked.
        echoes.max().unwrap_or(0)
    }
}

/// Whether masking leaves a string as it is, unless it contains a secret literally: it is short,
/// and no character can be part of an escape.
pub(crate) fn is_plain(string: &str) -> bool {
    string.len() < SHOWN
        && string.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it))
}

/// Whether a character breaks a line or changes the writing direction.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The length of a secret, in any spelling, at the start of `string`.
///
/// A character can have several spellings, and one can be the beginning of another (backslashes).
/// So all ends that are possible so far are followed.
fn echo(secret: &str, string: &str) -> Option<usize> {
    let (mut ends, mut next) = (vec![0], Vec::new());
    for c in secret.chars() {
        for end in &ends {
            spellings(c, &string[*end..], |length| next.push(end + length));
        }
        if next.is_empty() {
            return None;
        }
        next.sort_unstable();
        next.dedup();
        (ends, next) = (next, ends);
        next.clear();
    }
    ends.last().copied()
}

/// Calls `found` with the length of every spelling of a character at the start of `string`.
fn spellings(c: char, string: &str, mut found: impl FnMut(usize)) {
    if string.starts_with(c) || (c == ' ' && string.starts_with('+')) {
        found(c.len_utf8());
    }
    let mut utf8 = [0; 4];
    if let Some(length) = in_url(c.encode_utf8(&mut utf8).as_bytes(), string) {
        found(length);
    }
    let slashes = backslashes(string);
    if slashes == 0 {
        return;
    }
    let escaped = &string[slashes..];
    match c {
        // One backslash may be spelled as two or more.
        '\\' => (2..=slashes).for_each(&mut found),
        '"' | '/' if escaped.starts_with(c) => found(slashes + 1),
        _ if letter(c).is_some_and(|it| escaped.starts_with(it)) => found(slashes + 1),
        _ => {}
    }
    if let Some(length) = in_utf16(c, string) {
        found(length);
    }
}

/// How many backslashes `string` begins with, up to the limit.
fn backslashes(string: &str) -> usize {
    string.bytes().take(MAX_BACKSLASHES).take_while(|byte| *byte == b'\\').count()
}

/// The letter in the JSON escape of a character.
fn letter(c: char) -> Option<char> {
    match c {
        '\u{8}' => Some('b'),
        '\u{c}' => Some('f'),
        '\n' => Some('n'),
        '\r' => Some('r'),
        '\t' => Some('t'),
        _ => None,
    }
}

/// The length of the bytes at the start of `string`, spelled as `%XX`.
fn in_url(bytes: &[u8], string: &str) -> Option<usize> {
    let mut rest = string;
    for byte in bytes {
        rest = hex(rest.strip_prefix('%')?, 2, u32::from(*byte))?;
    }
    Some(string.len() - rest.len())
}

/// The length of a character at the start of `string`, spelled as one or two `\uXXXX`, each with
/// one or more backslashes.
fn in_utf16(c: char, string: &str) -> Option<usize> {
    let mut rest = string;
    for unit in c.encode_utf16(&mut [0; 2]) {
        let escape = rest[backslashes(rest)..].strip_prefix('u');
        rest = hex(escape.filter(|_| rest.starts_with('\\'))?, 4, u32::from(*unit))?;
    }
    Some(string.len() - rest.len())
}

/// The rest of `string` after a number in hexadecimal digits, in either case.
fn hex(string: &str, digits: usize, number: u32) -> Option<&str> {
    let (head, rest) = string.split_at_checked(digits)?;
    // `from_str_radix` accepts a sign too.
    let is_it = head.bytes().all(|it| it.is_ascii_hexdigit())
        && u32::from_str_radix(head, 16).is_ok_and(|it| it == number);
    is_it.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Mask {
        fn of(secrets: &[&str]) -> Self {
            let mut mask = Self::default();
            for secret in secrets {
                mask.add_any(secret);
            }
            mask
        }
    }

    fn masks(secret: &str, echo: &str) {
        let string = format!("a {echo} b");
        assert_eq!(Mask::of(&[secret]).apply(&string), "a *** b", "{secret} as {echo}");
    }

    #[test]
    fn a_plain_string_is_no_spelling_of_another() {
        assert!(is_plain("xrudojam4g8f") && is_plain("15r1-x_2.7"));
        for other in ["a+b", "a%2f", r"a\u0062", "a/b", "tøk", "a\n", &"a".repeat(SHOWN)] {
            assert!(!is_plain(other), "{other}");
        }
    }

    #[test]
    fn a_secret_is_masked_in_every_spelling() {
        masks("ab/cd=", "ab/cd=");
        masks("ab/cd=", "ab%2Fcd%3D");
        masks("ab/cd=", "ab%2fcd%3d");
        masks("ab cd", "ab+cd");
        masks(" ab", "+ab");
        masks("a/b c", "a/b%20c");
        masks("a b/c=x", "a+b/c%3Dx");
        masks("/ab", "%2fab");
        masks("tøk", "t%C3%b8k");
    }

    #[test]
    fn a_secret_is_masked_in_json_and_in_json_inside_json() {
        masks("a/b", r"a\/b");
        masks("tøk", r"t\u00f8k");
        masks("tøk", r"t\u00F8k");
        masks("tøk", r"t\\u00f8k");
        masks("\"a\"", r#"\"a\""#);
        masks("\"a\"", r#"\\\"a\\\""#);
        masks("a\nb\t", r"a\nb\t");
        masks("a\nb", r"a\\nb");
        masks("a\u{8}\u{c}\r", r"a\b\f\r");
        masks("a\\b", r"a\\b");
        masks("a\\b", r"a\\\\b");
        masks("a\\\"b", r#"a\\\"b"#);
        masks("a\\nb", r"a\\nb");
        masks("a\\\\b", r"a\\\\b");
        masks("k😀", r"k\ud83d\uDE00");
        masks("k😀", r"k\\ud83d\\uDE00");
        masks("k😀", "k%F0%9F%98%80");
        masks("abc", r"\u0061b\u0063");
    }

    #[test]
    fn what_is_no_echo_stays() {
        let mask = Mask::of(&["ab/c", "tøk"]);
        for string in ["ab", "ab%2", "ab%+2c", "ab%2Gc", "t\\u00f", "t\\u+0f8k", "tok", "%", "\\"] {
            assert_eq!(mask.apply(string), string);
        }
    }

    #[test]
    fn a_secret_that_begins_another_leaves_no_rest_of_it() {
        assert_eq!(Mask::of(&["abc", "abcdef"]).apply("abcdef abc abcd"), "*** *** ***d");
    }

    #[test]
    fn an_empty_secret_masks_nothing() {
        assert_eq!(Mask::of(&[""]).apply("as it was"), "as it was");
    }

    #[test]
    fn stars_are_not_masked_again() {
        assert_eq!(Mask::of(&["*", "ab"]).apply("ab"), "***");
    }

    #[test]
    fn control_characters_are_escaped() {
        let string = "a\nb\r\u{1b}[31m\u{85}\u{202e}\u{2028} 中文 é";
        assert_eq!(Mask::default().apply(string), r"a\nb\r\u{1b}[31m\u{85}\u{202e}\u{2028} 中文 é");
        assert_eq!(Mask::of(&["x\ny"]).apply("x\ny\n"), "***\\n");
    }

    #[test]
    fn a_long_string_is_cut_and_never_inside_a_secret() {
        let string = "\\".repeat(20_000);
        let shown = Mask::of(&["\\\\\\\\x"]).apply(&string);
        assert_eq!(shown, "\\".repeat(SHOWN) + "…");
        let string = "a".repeat(SHOWN - 1) + "secret and more";
        assert_eq!(Mask::of(&["secret"]).apply(&string), "a".repeat(SHOWN - 1) + "***…");
    }
}
