//! How an answer is written: the envelope, member by member, in the service's order. A map of
//! `serde_json` would sort them.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use dingtalk_models::gateway;
use dingtalk_protocol::{ApiCode, Code, EndpointCode, Gateway, Meta, Returns, Value};

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

    /// The answer to a call that did what it was asked, with its payload as JSON.
    pub(crate) fn success(meta: &Meta, payload: &str, request_id: &str) -> Self {
        let mut members = Members::new(payload.len());
        members.json("errcode", "0");
        members.text("errmsg", "ok");
        match meta.returns {
            Returns::Key(key) => members.json(key, payload),
            Returns::Whole => members.all_of(payload),
            Returns::Nothing => {}
        }
        members.text("request_id", request_id);
        Self::json(members.finish())
    }
}

/// An answer that a test decides, sent exactly as it is: nothing is added, not even a `request_id`.
#[derive(Clone)]
pub struct Injected(Answer);

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

impl From<Injected> for Answer {
    fn from(injected: Injected) -> Self {
        injected.0
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

    /// The same refusal, whose message says what exactly is wrong.
    pub(crate) fn because(mut self, what: &str) -> Self {
        self.errmsg = format!("{}: {what}", self.errmsg);
        self
    }

    /// A refusal of the gateway, before the endpoint has seen the call: 88, and the code inside.
    pub(crate) fn of_gateway(code: &EndpointCode<Gateway>) -> Self {
        Self::inside_88(code, gateway_message(code).to_owned())
    }

    /// The same with another message.
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
        Self::new(&code, format!("{}: {why}", gateway_message(&code)))
    }

    /// No endpoint has this path. The service takes the path for the name of an API.
    pub(crate) fn unknown_path(path: &str) -> Self {
        let code = gateway::ErrorCode::INVALID_METHOD;
        let name = path.trim_start_matches('/').replace('/', ".");
        let sub_msg = format!("不合法ApiName，ApiName = dingtalk.oapi.{name}");
        let errmsg = format!("{}[submsg={sub_msg}]", gateway_message(&code));
        Self { sub_msg: Some(sub_msg), ..Self::new(&code, errmsg) }
    }

    /// The answer that says so.
    pub(crate) fn answer(&self, request_id: &str) -> Answer {
        let mut members = Members::new(self.errmsg.len() * 2);
        match &self.errcode {
            Code::Number(number) => members.json("errcode", &number.to_string()),
            other => members.text("errcode", &other.to_string()),
        }
        if let Some(code) = &self.sub_code {
            // A text even if it is a number.
            members.text("sub_code", &code.to_string());
        }
        if let Some(message) = &self.sub_msg {
            members.text("sub_msg", message);
        }
        members.text("errmsg", &self.errmsg);
        members.text("request_id", request_id);
        Answer::json(members.finish())
    }
}

/// The message of a code that any endpoint may answer.
pub(crate) fn gateway_message(code: &EndpointCode<Gateway>) -> &'static str {
    let entry = gateway::CODES.iter().find(|entry| entry.code == *code.code());
    entry.map_or("", |entry| entry.message)
}

/// A JSON object that is written in the order of the calls.
struct Members(Vec<u8>);

impl Members {
    /// An object whose values have about so many bytes.
    fn new(bytes: usize) -> Self {
        let mut members = Vec::with_capacity(bytes + 128);
        members.push(b'{');
        Self(members)
    }

    fn json(&mut self, name: &str, json: &str) {
        self.name(name);
        self.0.extend_from_slice(json.as_bytes());
    }

    fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        self.quote(text);
    }

    /// The members of an object.
    fn all_of(&mut self, object: &str) {
        let inside = object.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if let Some(members) = inside.filter(|members| !members.is_empty()) {
            self.separate();
            self.0.extend_from_slice(members.as_bytes());
        }
    }

    fn name(&mut self, name: &str) {
        self.separate();
        self.quote(name);
        self.0.push(b':');
    }

    fn separate(&mut self) {
        if self.0.len() > 1 {
            self.0.push(b',');
        }
    }

    fn quote(&mut self, text: &str) {
        // Writing a text into memory does not fail.
        let _ = serde_json::to_writer(&mut self.0, text);
    }

    fn finish(mut self) -> Vec<u8> {
        self.0.push(b'}');
        self.0
    }
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
    fn texts_are_escaped() {
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
