//! Known secrets are taken out of every text that leaves the runtime. A mask is built only once
//! there is an error to tell of: success pays nothing for it.

use dingtalk_protocol::{Object, View, percent_encode, secrets};
use secrecy::{ExposeSecret, SecretString};

const STARS: &str = "***";

/// The secrets of one call, in every form in which a server or a library may echo them.
#[derive(Default)]
pub(crate) struct Mask {
    /// The longest first, so that a secret inside another does not leave the rest of it standing.
    forms: Vec<String>,
}

impl Mask {
    /// Of a call with this token and this request.
    pub(crate) fn new(token: Option<&SecretString>, request: &dyn Object) -> Self {
        let mut known = Vec::new();
        secrets(View::Object(request), &mut known);
        known.extend(token.map(ExposeSecret::expose_secret));
        Self::of(&known)
    }

    fn of(secrets: &[&str]) -> Self {
        let mut forms: Vec<String> = secrets.iter().flat_map(|secret| echoes(secret)).collect();
        forms.retain(|form| !form.is_empty());
        forms.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        Self { forms }
    }

    /// The text with stars in the place of every secret.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if let Some(behind) = self.forms.iter().find_map(|form| rest.strip_prefix(&**form)) {
                out.push_str(STARS);
                rest = behind;
            } else {
                out.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
        out
    }

    /// The same, of a text that ends up in an error.
    pub(crate) fn boxed(&self, text: &str) -> Box<str> {
        self.text(text).into_boxed_str()
    }
}

/// As it is, as in a URL or a form, and as inside a JSON text.
fn echoes(secret: &str) -> [String; 3] {
    let mut encoded = String::new();
    percent_encode(secret, &mut encoded);
    let quoted = serde_json::to_string(secret).unwrap_or_default();
    let inside = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    [secret.to_owned(), encoded, inside.unwrap_or_default().to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_secret_is_masked() {
        let mask = Mask::of(&["a\"b/ü"]);
        let echoed = r#"raw a"b/ü, in a URL a%22b%2F%C3%BC, in JSON a\"b/ü."#;
        assert_eq!(mask.text(echoed), "raw ***, in a URL ***, in JSON ***.");
    }

    #[test]
    fn a_secret_that_begins_another_leaves_no_rest_of_it() {
        assert_eq!(Mask::of(&["abc", "abcdef"]).text("abcdef abc abcd"), "*** *** ***d");
    }

    #[test]
    fn an_empty_secret_masks_nothing() {
        assert_eq!(Mask::of(&[""]).text("as it was"), "as it was");
    }

    #[test]
    fn stars_are_not_masked_again() {
        assert_eq!(Mask::of(&["*", "ab"]).text("ab"), "***");
    }
}
