//! Answers: the envelope as JSON text, with its members in the service's order. A map of
//! `serde_json` would sort them.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use dingtalk_models::gateway;
use dingtalk_protocol::{ApiCode, Code, Endpoint, EndpointCode, Gateway, Meta, Returns, Value};

const JSON: &str = "application/json;charset=utf-8";

/// What is sent back.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: Cow<'static, str>,
    pub(crate) body: Vec<u8>,
    /// How long it waits before it is sent.
    pub(crate) delay: Duration,
    /// Whether it breaks off in the middle of the body.
    pub(crate) is_cut: bool,
}

impl Answer {
    /// The service answers everything with HTTP 200.
    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::of(200, JSON, body)
    }

    /// An answer that is sent at once and whole.
    pub(crate) fn of(
        status: u16,
        content_type: impl Into<Cow<'static, str>>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        let (content_type, body) = (content_type.into(), body.into());
        Self { status, content_type, body, delay: Duration::ZERO, is_cut: false }
    }

    /// The answer to a successful call, with its payload as JSON.
    pub(crate) fn success(meta: &Meta, payload: &str, request_id: &str) -> Self {
        let (name, result) = match meta.returns {
            Returns::Key(key) => (format!("{}:", quoted(key)), payload),
            Returns::Whole => {
                let inside = payload.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
                (String::new(), inside.unwrap_or_default())
            }
            Returns::Nothing => (String::new(), ""),
        };
        let comma = if result.is_empty() { "" } else { "," };
        let id = quoted(request_id);
        Self::json(format!(
            r#"{{"errcode":0,"errmsg":"ok",{name}{result}{comma}"request_id":{id}}}"#
        ))
    }
}

/// An answer that a test decides, sent exactly as it is: nothing is added, not even a `request_id`.
#[derive(Clone)]
pub struct Injected(pub(crate) Answer);

impl Injected {
    /// This JSON, with HTTP 200 and the content type of the service.
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // So that a test writes `Injected::json(json!(…))`.
    pub fn json(value: Value) -> Self {
        Self(Answer::json(value.to_string()))
    }

    /// These bytes. A status or a content type that HTTP does not allow is answered with HTTP 500
    /// and a text that says so. No answer has a status below 200: those only announce one.
    #[must_use]
    pub fn raw(
        status: u16,
        content_type: impl Into<Cow<'static, str>>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        Self(Answer::of(status, content_type, body))
    }
}

/// Shows the length of the body only: it may hold a token.
impl fmt::Debug for Injected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Injected")
            .field("status", &self.0.status)
            .field("content_type", &self.0.content_type)
            .field("body", &format_args!("{} bytes", self.0.body.len()))
            .finish()
    }
}

/// Why a call was not done.
#[derive(Debug, PartialEq)]
pub(crate) struct Refusal {
    errcode: Code,
    errmsg: String,
    sub_code: Option<Code>,
    sub_msg: Option<String>,
}

impl Refusal {
    /// A code with a message that only this call has.
    pub(crate) fn new(code: &impl ApiCode, errmsg: String) -> Self {
        Self { errcode: code.code().clone(), errmsg, sub_code: None, sub_msg: None }
    }

    /// A code with the message that the tables have for it.
    pub(crate) fn documented(meta: &Meta, code: &impl ApiCode) -> Self {
        let message = meta.explain(code.code(), false).map_or("", |(_, entry)| entry.message);
        Self::new(code, message.to_owned())
    }

    /// Adds to the message what exactly is wrong.
    pub(crate) fn because(mut self, what: &str) -> Self {
        self.errmsg = format!("{}: {what}", self.errmsg);
        self
    }

    /// A refusal of the gateway, before the endpoint has seen the call: 88, and the code inside.
    pub(crate) fn of_gateway(code: &EndpointCode<Gateway>) -> Self {
        Self::inside_88(code, gateway_message(code).to_owned())
    }

    /// A refusal of the gateway with a message that only this call has.
    pub(crate) fn inside_88(code: &EndpointCode<Gateway>, sub_msg: String) -> Self {
        let outer = gateway::ErrorCode::REFUSED;
        let errmsg = format!("{}[subcode={code},submsg={sub_msg}]", gateway_message(&outer));
        Self {
            sub_code: Some(code.code().clone()),
            sub_msg: Some(sub_msg),
            ..Self::new(&outer, errmsg)
        }
    }

    /// What was sent cannot be read as a request.
    pub(crate) fn unreadable(why: &str) -> Self {
        let code = gateway::ErrorCode::INVALID_REQUEST_FORMAT;
        Self::new(&code, gateway_message(&code).to_owned()).because(why)
    }

    /// No endpoint has this path. The service takes the path for the name of an API.
    pub(crate) fn unknown_path(path: &str) -> Self {
        let code = gateway::ErrorCode::INVALID_METHOD;
        let name = path.trim_start_matches('/').replace('/', ".");
        let sub_msg = format!("不合法ApiName，ApiName = dingtalk.oapi.{name}");
        let errmsg = format!("{}[submsg={sub_msg}]", gateway_message(&code));
        Self { sub_msg: Some(sub_msg), ..Self::new(&code, errmsg) }
    }

    /// Returns the answer with this refusal.
    pub(crate) fn answer(&self, request_id: &str) -> Answer {
        let errcode = match &self.errcode {
            Code::Number(number) => number.to_string(),
            other => quoted(&other.to_string()),
        };
        // A string even if the code is a number.
        let sub_code = self.sub_code.as_ref().map(|code| quoted(&code.to_string()));
        let members = [
            ("errcode", Some(errcode)),
            ("sub_code", sub_code),
            ("sub_msg", self.sub_msg.as_deref().map(quoted)),
            ("errmsg", Some(quoted(&self.errmsg))),
            ("request_id", Some(quoted(request_id))),
        ];
        let member = |(name, json): (&str, Option<String>)| Some(format!(r#""{name}":{}"#, json?));
        let members: Vec<_> = members.into_iter().filter_map(member).collect();
        Answer::json(format!("{{{}}}", members.join(",")))
    }
}

/// The refusal with a code of the endpoint's page, and the page's message.
impl<E: Endpoint> From<EndpointCode<E>> for Refusal {
    fn from(code: EndpointCode<E>) -> Self {
        Self::documented(E::META, &code)
    }
}

/// Strings, numbers and lists of them can always be written. If not, the answer says so.
impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        Self::new(&gateway::ErrorCode::SYSTEM_ERROR, error.to_string())
    }
}

/// The message of a code that any endpoint may answer.
pub(crate) fn gateway_message(code: &EndpointCode<Gateway>) -> &'static str {
    let entry = gateway::CODES.iter().find(|entry| entry.code == *code.code());
    entry.map_or("", |entry| entry.message)
}

/// A string as JSON.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use dingtalk_protocol::{Dialect, Encoding, Method, Shape};

    use super::*;

    fn success(returns: Returns, payload: &str) -> String {
        static EMPTY: Shape = Shape::new("Empty", &[]);
        static DIALECT: Dialect = Dialect { access_token: "token", gateway: &[], global: &[] };
        let meta = Meta {
            name: "test",
            method: Method::Post,
            path: "/test",
            encoding: Encoding::Json,
            access_token: false,
            idempotent: false,
            request: &EMPTY,
            response: &EMPTY,
            returns,
            codes: &[],
            apps: &[],
            dialect: &DIALECT,
        };
        String::from_utf8(Answer::success(&meta, payload, "id").body).unwrap()
    }

    #[test]
    fn a_payload_stands_where_the_table_says() {
        assert_eq!(
            success(Returns::Key("result"), r#"{"b":1,"a":2}"#),
            r#"{"errcode":0,"errmsg":"ok","result":{"b":1,"a":2},"request_id":"id"}"#
        );
        assert_eq!(
            success(Returns::Whole, r#"{"b":1,"a":2}"#),
            r#"{"errcode":0,"errmsg":"ok","b":1,"a":2,"request_id":"id"}"#
        );
        let bare = r#"{"errcode":0,"errmsg":"ok","request_id":"id"}"#;
        assert_eq!(success(Returns::Whole, "{}"), bare);
        assert_eq!(success(Returns::Nothing, "null"), bare);
    }

    #[test]
    fn strings_are_escaped() {
        let refusal = Refusal::unknown_path("/a\"\\/b");
        let body = String::from_utf8(refusal.answer("id").body).unwrap();
        let value: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(value["sub_msg"], "不合法ApiName，ApiName = dingtalk.oapi.a\"\\.b");
    }

    #[test]
    fn an_injected_answer_shows_no_body() {
        let injected = Injected::json(serde_json::json!({"access_token": "CANARY"}));
        assert!(format!("{injected:?}").contains("25 bytes"));
    }
}
