//! What the `Debug` of a call shows.
//!
//! The rules list what is shown, not what is hidden, for a token can stand anywhere: in a parameter
//! that no table knows, in the URL of a `referer`, in JSON that was sent as a form. So values are
//! shown only where a table or a list here says what they are. Of everything else the size is
//! shown: a test sees that something was sent, and how much.

use std::fmt;

use dingtalk_protocol::{Credential, Field, FieldKind, Meta, Shape, Value};
use serde_json::Map;

use crate::call::Call;
use crate::request::{Body, content_type, of_text};

/// The name that the access token has also where no endpoint says so.
const TOKEN_NAME: &str = "access_token";

/// The table where no endpoint has one.
static NO_PARAMETERS: Shape = Shape::new("Unknown", &[]);

/// The headers whose values are shown: those that describe the message.
const HEADERS: &[&str] = &[
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
];

/// The most characters of a name that no table has. `DingTalk`'s access tokens have 32.
const NAME_LENGTH: usize = 31;

/// With one of these a text may spell a name in a way that is not recognized.
const ESCAPES: [char; 3] = ['%', '&', '\\'];

/// With one of these a text may hold further names and values.
const STRUCTURE: [char; 5] = ['{', '[', '<', '=', '?'];

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules = Rules::new(self.meta, &self.secrets);
        f.debug_struct("Call")
            .field("method", &rules.name(&self.method))
            .field("path", &rules.path(&self.path))
            .field("endpoint", &self.endpoint)
            .field("headers", &rules.headers(&self.headers))
            .field("query", &rules.pairs(&self.query))
            .field("body", &rules.body(self))
            .finish_non_exhaustive()
    }
}

/// What a call may show of what was sent to one endpoint.
struct Rules<'a> {
    shape: &'static Shape,
    path: Option<&'static str>,
    /// The name of the access token.
    credential: &'static str,
    /// The tokens and keys that the mock knows.
    secrets: &'a [String],
}

impl<'a> Rules<'a> {
    fn new(meta: Option<&Meta>, secrets: &'a [String]) -> Self {
        let credential = match meta.map(Meta::credential) {
            Some(Credential::Query(name)) => name,
            Some(Credential::None) | None => TOKEN_NAME,
        };
        let shape = meta.map_or(&NO_PARAMETERS, |meta| meta.request);
        Self { shape, path: meta.map(|meta| meta.path), credential, secrets }
    }

    /// A name that no table has. It is shown if it looks like one, so that a misspelt parameter can
    /// be seen.
    fn name(&self, name: &str) -> Redacted {
        Redacted::text_if(is_name(name) && !self.holds_secret(name), name)
    }

    /// The path of the endpoint, or one that is made of names.
    fn path(&self, path: &str) -> Redacted {
        let named = || path.split('/').all(|part| part.is_empty() || is_name(part));
        let shown = self.path == Some(path) || named() && !self.holds_secret(path);
        Redacted::text_if(shown, path)
    }

    fn headers(&self, headers: &[(String, String)]) -> Redacted {
        let shown = |(name, value): &(String, String)| {
            let described = HEADERS.contains(&&**name) && self.is_harmless(value);
            (self.name(name), Redacted::text_if(described, value))
        };
        Redacted::Members(headers.iter().map(shown).collect())
    }

    /// The pairs of a query string or a form.
    fn pairs(&self, pairs: &[(String, String)]) -> Redacted {
        let shown = |(name, text): &(String, String)| match self.shape.field(name) {
            Some(field) => self.member(name, Some(field), &of_text(&field.kind, text)),
            // A text that stands alone may be a token.
            None if text.is_empty() && !self.is_credential(name) => {
                (Redacted::size(name), Redacted::size(text))
            }
            None => self.member(name, None, &Value::from(&**text)),
        };
        Redacted::Members(pairs.iter().map(shown).collect())
    }

    /// What is neither JSON nor a form cannot be taken apart: of that, only the size is shown.
    fn body(&self, call: &Call) -> Redacted {
        let is_form = content_type(call)
            .is_none_or(|it| it.is_empty() || it == "application/x-www-form-urlencoded");
        match Body::of(call) {
            Body::Form(pairs) if is_form => self.pairs(&pairs),
            Body::Json(members) => self.members(self.shape, &members),
            Body::Form(_) | Body::Unreadable => Redacted::size(&call.body),
        }
    }

    fn members(&self, shape: &Shape, members: &Map<String, Value>) -> Redacted {
        let shown = |(name, value): (&String, &Value)| self.member(name, shape.field(name), value);
        Redacted::Members(members.iter().map(shown).collect())
    }

    fn member(&self, name: &str, field: Option<&Field>, value: &Value) -> (Redacted, Redacted) {
        let shown_name =
            if field.is_some() { Redacted::Text(name.to_owned()) } else { self.name(name) };
        let is_secret = self.is_credential(name) || field.is_some_and(|field| field.secret);
        let shown_value = match field {
            _ if is_secret => Redacted::Bare("***".to_owned()),
            Some(field) => self.value(&field.kind, value),
            None => size_of_value(value),
        };
        (shown_name, shown_value)
    }

    /// A value of a table. One of another kind than the table says is shown as far as it is scalar.
    fn value(&self, kind: &FieldKind, value: &Value) -> Redacted {
        match (kind, value) {
            (FieldKind::List(item), Value::Array(items)) => {
                Redacted::List(items.iter().map(|value| self.value(item, value)).collect())
            }
            (FieldKind::Object(shape), Value::Object(members)) => self.members(shape(), members),
            (_, Value::Array(_) | Value::Object(_)) => size_of_value(value),
            (_, Value::String(text)) => {
                Redacted::text_if(self.is_harmless(text) && !text.contains(STRUCTURE), text)
            }
            (_, Value::Null | Value::Bool(_) | Value::Number(_)) => {
                let text = value.to_string();
                if self.is_harmless(&text) { Redacted::Bare(text) } else { Redacted::size(text) }
            }
        }
    }

    /// Whether nothing in a text looks like a secret or like the name of a token.
    fn is_harmless(&self, text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        let names = ["token", &*self.credential.to_ascii_lowercase()];
        !names.iter().any(|name| lower.contains(name))
            && !text.contains(ESCAPES)
            && !self.holds_secret(text)
    }

    fn holds_secret(&self, text: &str) -> bool {
        self.secrets.iter().any(|secret| !secret.is_empty() && text.contains(&**secret))
    }

    fn is_credential(&self, name: &str) -> bool {
        [TOKEN_NAME, self.credential].iter().any(|it| it.eq_ignore_ascii_case(name.trim()))
    }
}

fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    (1..=NAME_LENGTH).contains(&text.len()) && text.bytes().all(fits)
}

fn size_of_value(value: &Value) -> Redacted {
    match value {
        Value::String(text) => Redacted::size(text),
        other => Redacted::size(other.to_string()),
    }
}

/// What `Debug` writes.
enum Redacted {
    /// A string, in quotes.
    Text(String),
    /// Without quotes: nothing that was sent as a string.
    Bare(String),
    List(Vec<Redacted>),
    Members(Vec<(Redacted, Redacted)>),
}

impl Redacted {
    /// A string, or only its size.
    fn text_if(shown: bool, text: &str) -> Self {
        if shown { Self::Text(text.to_owned()) } else { Self::size(text) }
    }

    fn size(bytes: impl AsRef<[u8]>) -> Self {
        Self::Bare(format!("{} bytes", bytes.as_ref().len()))
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Bare(text) => f.write_str(text),
            Self::List(items) => f.debug_list().entries(items).finish(),
            Self::Members(members) => {
                f.debug_map().entries(members.iter().map(|(name, value)| (name, value))).finish()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use dingtalk_protocol::{Dialect, Encoding, Method, Returns};

    use super::*;

    static CONTACT: Shape = Shape::new(
        "Contact",
        &[
            Field::new("name", FieldKind::String),
            Field::new("label_ids", FieldKind::List(&FieldKind::Number)),
            Field::new("sign", FieldKind::String).secret(),
            Field::new("friends", FieldKind::List(&FieldKind::Object(|| &CONTACT))),
        ],
    );

    static DIALECT: Dialect = Dialect { access_token: "session_key", gateway: &[], global: &[] };

    static META: Meta = Meta {
        name: "test",
        method: Method::Post,
        path: "/topapi/test",
        encoding: Encoding::Json,
        access_token: true,
        idempotent: false,
        request: &Shape::new(
            "Request",
            &[
                Field::new("contact", FieldKind::Object(|| &CONTACT)),
                Field::new("user_id", FieldKind::String),
                Field::new("size", FieldKind::Number),
                Field::new("extra", FieldKind::Json),
                Field::new("password", FieldKind::String).secret(),
                Field::new("cursor", FieldKind::String).query(),
            ],
        ),
        response: &Shape::new("Response", &[]),
        returns: Returns::Nothing,
        codes: &[],
        apps: &[],
        dialect: &DIALECT,
    };

    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";

    fn call(query: &str, headers: &[(&str, &str)], body: &str) -> Call {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let headers = headers.iter().map(owned).collect();
        let query = crate::request::pairs(query.as_bytes());
        let mut call = Call::new("POST", META.path, headers, query, body.into());
        call.is_of(&META);
        call
    }

    #[track_caller]
    fn assert_body(content_type: &str, body: &str, expected: &str) {
        let shown = format!("{:?}", call("", &[("content-type", content_type)], body));
        assert!(shown.contains(&format!(" body: {expected}, .. }}")), "{shown}");
    }

    #[track_caller]
    fn assert_query(query: &str, expected: &str) {
        let shown = format!("{:?}", call(query, &[], ""));
        assert!(shown.contains(&format!(" query: {expected}, body:")), "{shown}");
    }

    #[test]
    fn the_parameters_of_the_table_are_shown_unless_they_are_secret() {
        let contact = r#"{"name":"Li","label_ids":[1,"2"],"friends":[{"sign":"CANARY"}],"sign":1}"#;
        let expected =
            r#"{"friends": [{"sign": ***}], "label_ids": [1, "2"], "name": "Li", "sign": ***}"#;
        let body = format!(r#"{{"contact":{contact},"size":null,"password":"CANARY"}}"#);
        let shown = format!(r#"{{"contact": {expected}, "password": ***, "size": null}}"#);
        assert_body(JSON, &body, &shown);
        assert_body("", &body, &shown);
        let form = format!("contact={contact}&size=7&password=CANARY");
        assert_body(
            FORM,
            &form,
            &format!(r#"{{"contact": {expected}, "size": "7", "password": ***}}"#),
        );
        assert_query(
            "cursor=a&cursor=&user_id=b+c",
            r#"{"cursor": "a", "cursor": "", "user_id": "b c"}"#,
        );
    }

    #[test]
    fn the_token_is_masked_however_its_name_is_written() {
        assert_query("session_key=CANARY", r#"{"session_key": ***}"#);
        assert_query("access_token=CANARY", r#"{"access_token": ***}"#);
        assert_query("access_token=", r#"{"access_token": ***}"#);
        assert_query("Access_Token=CANARY", r#"{"Access_Token": ***}"#);
        assert_query("access_token%20=CANARY", "{13 bytes: ***}");
        assert_body(JSON, r#"{"Session_Key":"CANARY"}"#, r#"{"Session_Key": ***}"#);
    }

    #[test]
    fn of_a_parameter_that_no_table_has_only_a_plausible_name_is_shown() {
        assert_query(
            "userid=CANARY&suite.x-y=CANARY",
            r#"{"userid": 6 bytes, "suite.x-y": 6 bytes}"#,
        );
        assert_query("CANARY", "{6 bytes: 0 bytes}");
        assert_query("=CANARY", "{0 bytes: 6 bytes}");
        assert_query("user_id", r#"{"user_id": ""}"#);
        assert_query("{\"access_token\":\"CANARY\"}=1", "{25 bytes: 1 bytes}");
        let (long, longer) = ("a".repeat(31), "a".repeat(32));
        assert_query(
            &format!("{long}=1&{longer}=1"),
            &format!("{{{long:?}: 1 bytes, 32 bytes: 1 bytes}}"),
        );
        assert_body(
            JSON,
            r#"{"CANARY CANARY":[{"a":1}],"sign":1}"#,
            r#"{13 bytes: 9 bytes, "sign": 1 bytes}"#,
        );
    }

    #[test]
    fn json_that_was_sent_as_a_form_is_a_size() {
        assert_body(FORM, r#"{"access_token":"CANARY"}"#, "{25 bytes: 0 bytes}");
        assert_query(r#"{"access_token":"CANARY"}"#, "{25 bytes: 0 bytes}");
    }

    #[test]
    fn a_body_that_is_neither_form_nor_json_is_a_size() {
        let part =
            "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\na&user_id=CANARY\r\n--b--";
        let expected = format!("{} bytes", part.len());
        for content_type in ["multipart/form-data; boundary=b", "text/xml", "text/plain"] {
            assert_body(content_type, part, &expected);
        }
        assert_body(JSON, r#"{"user_id":"CANARY"#, "18 bytes");
    }

    #[test]
    fn a_text_that_may_hold_names_and_values_is_a_size() {
        let texts = [
            r#"{"access_token":"CANARY"}"#,
            r#"[{"\u0061ccess_token":"CANARY"}]"#,
            "http://x/?sign=CANARY",
            "Token: CANARY",
            "SESSION_KEY CANARY",
            "%74oken:CANARY",
            "<x>CANARY</x>",
        ];
        for text in texts {
            let expected = format!(r#"{{"user_id": {} bytes}}"#, text.len());
            assert_body(JSON, &serde_json::json!({"user_id": text}).to_string(), &expected);
            let mut form = form_urlencoded::Serializer::new(String::new());
            assert_query(&form.append_pair("user_id", text).finish(), &expected);
        }
        assert_body(
            JSON,
            r#"{"user_id":"2020-01-02 10:00:00 李"}"#,
            r#"{"user_id": "2020-01-02 10:00:00 李"}"#,
        );
    }

    #[test]
    fn a_value_without_a_described_form_is_a_size() {
        assert_body(
            JSON,
            r#"{"extra":{"a":"CANARY"},"size":["CANARY"]}"#,
            r#"{"extra": 14 bytes, "size": 10 bytes}"#,
        );
    }

    #[test]
    fn only_the_headers_that_describe_the_message_show_their_values() {
        let headers = [
            ("content-type", "text/plain; charset=utf-8"),
            ("host", "mock:80"),
            ("user-agent", "x (Access_Token=CANARY)"),
            ("accept", "access%5Ftoken/CANARY"),
            ("referer", "http://x/?access_token=CANARY"),
            ("x-forwarded-uri", "/?access_token=CANARY"),
            ("authorization", "Bearer CANARY"),
            ("cookie", "a=CANARY"),
            ("x-acs-dingtalk-access-token", "CANARY"),
        ];
        let expected = concat!(
            r#" headers: {"content-type": "text/plain; charset=utf-8", "host": "mock:80", "#,
            r#""user-agent": 23 bytes, "accept": 21 bytes, "referer": 29 bytes, "#,
            r#""x-forwarded-uri": 21 bytes, "authorization": 13 bytes, "cookie": 8 bytes, "#,
            r#""x-acs-dingtalk-access-token": 6 bytes}, query:"#,
        );
        let shown = format!("{:?}", call("", &headers, ""));
        assert!(shown.contains(expected), "{shown}");
    }

    #[test]
    fn a_valid_token_is_shown_nowhere() {
        let body = r#"{"user_id":"a CANARY","size":12345,"CANARY":1}"#;
        let headers = [("content-type", JSON), ("user-agent", "CANARY"), ("x-CANARY", "")];
        let mut call = call("cursor=CANARY&CANARY=1", &headers, body);
        call.method = "CANARY".to_owned();
        call.path = "/CANARY".to_owned();
        let before = format!("{call:?}");
        assert_eq!(before.matches("CANARY").count(), 8, "{before}");
        call.secrets = Arc::new(vec![String::new(), "CANARY".to_owned(), "12345".to_owned()]);
        let shown = format!("{call:?} {call:#?}");
        assert!(!shown.contains("CANARY") && !shown.contains("12345"), "{shown}");
        assert!(shown.contains(JSON), "{shown}");
    }

    #[test]
    fn the_path_is_shown_if_it_is_an_endpoint_or_made_of_names() {
        let cases = [
            (META.path, r#""/topapi/test""#),
            ("/topapi/no_such/", r#""/topapi/no_such/""#),
            ("", r#""""#),
            ("/robot%3Faccess_token=CANARY", "28 bytes"),
            ("/gettoken", r#""/gettoken""#),
            ("/0123456789abcdef0123456789abcdef", "33 bytes"),
        ];
        for (path, expected) in cases {
            let mut call = call("", &[], "");
            call.path = path.to_owned();
            let shown = format!("{call:?}");
            assert!(shown.contains(&format!(" path: {expected}, endpoint:")), "{shown}");
        }
    }
}
