//! What a call sent: how its body is read, its parameters by name, and where its access token stands.

use dingtalk_protocol::{Field, FieldKind, Meta, Place, Shape, Value};
use serde_json::Map;

use crate::call::Call;

/// The body of a call, taken apart.
#[derive(Debug, PartialEq)]
pub(crate) enum Body {
    /// The pairs of a form, decoded.
    Form(Vec<(String, String)>),
    /// The members of a JSON object; of a repeated one the last.
    Json(Map<String, Value>),
    /// It should have been a JSON object and is none.
    Unreadable,
}

impl Body {
    /// Reads the body as its content type says. Where that says nothing, a JSON object is known by
    /// its brace, and everything else is a form.
    pub(crate) fn of(call: &Call) -> Self {
        let json = match content_type(call).as_deref() {
            Some("application/json") => true,
            Some("application/x-www-form-urlencoded") => false,
            _ => call.body.trim_ascii_start().starts_with(b"{"),
        };
        if json {
            serde_json::from_slice(&call.body).map_or(Self::Unreadable, Self::Json)
        } else {
            Self::Form(pairs(&call.body))
        }
    }
}

/// The content type in lower case and without parameters.
pub(crate) fn content_type(call: &Call) -> Option<String> {
    let essence = call.header("content-type")?.split(';').next()?;
    Some(essence.trim().to_ascii_lowercase())
}

/// The pairs of a form or a query string, decoded. What is no UTF-8 is replaced: this never fails.
pub(crate) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// The value of a name; of a repeated one the last, as in JSON.
pub(crate) fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().rev().find(|(own, _)| own == name).map(|(_, value)| &**value)
}

/// What a call gave, by name. It may have more than the endpoint's table knows.
pub(crate) type Given = Map<String, Value>;

/// The parameters of a call: the members of its body, and what the table knows of its pairs.
pub(crate) fn given(meta: &Meta, query: &[(String, String)], body: Body) -> Given {
    let fields = meta.request.fields;
    let mut given = match body {
        Body::Json(members) => members,
        Body::Form(pairs) => of_pairs(fields, Place::Body, &pairs).collect(),
        Body::Unreadable => Given::new(),
    };
    for field in fields.iter().filter(|field| field.place == Place::Query) {
        given.remove(field.name);
    }
    given.extend(of_pairs(fields, Place::Query, query));
    given
}

/// The pairs of a form or a query string that the table knows there. Some of the pages' samples send
/// an empty string for an object that they do not send.
fn of_pairs(
    fields: &'static [Field],
    place: Place,
    pairs: &[(String, String)],
) -> impl Iterator<Item = (String, Value)> {
    let here = fields.iter().filter(move |field| field.place == place);
    here.filter_map(|field| {
        let text = value(pairs, field.name)?;
        let is_nothing =
            text.is_empty() && matches!(field.kind, FieldKind::List(_) | FieldKind::Object(_));
        (!is_nothing).then(|| (field.name.to_owned(), of_text(&field.kind, text)))
    })
}

/// The value of a string in a form or a query string, which writes everything but scalars as JSON.
pub(crate) fn of_text(kind: &FieldKind, text: &str) -> Value {
    let parsed = match kind {
        FieldKind::List(_) | FieldKind::Object(_) | FieldKind::Json => {
            serde_json::from_str(text).ok()
        }
        _ => None,
    };
    parsed.unwrap_or_else(|| Value::from(text))
}

/// The names of the parameters that take effect only together with others, of which one is missing.
pub(crate) fn without_partner(shape: &Shape, given: &Given) -> Vec<&'static str> {
    let is_given = |name: &&str| given.get(*name).is_some_and(|value| !value.is_null());
    let is_alone =
        |field: &&Field| is_given(&field.name) && !field.together_with.iter().all(is_given);
    shape.fields.iter().filter(is_alone).map(|field| field.name).collect()
}

/// The access token of this name: the one of the query string, or else the one of a form. A blank
/// one does not count, so that it does not hide the other.
pub(crate) fn token<'a>(call: &'a Call, body: &'a Body, name: &str) -> Option<&'a str> {
    let in_form = || match body {
        Body::Form(pairs) => value(pairs, name),
        Body::Json(_) | Body::Unreadable => None,
    };
    let given = |token: &&str| !token.trim().is_empty();
    value(&call.query, name).filter(given).or_else(|| in_form().filter(given))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(content_type: Option<&str>, body: &str) -> Body {
        let headers = content_type.map(|it| ("content-type".to_owned(), it.to_owned()));
        Body::of(&Call::new("POST", "/", headers.into_iter().collect(), vec![], body.into()))
    }

    fn form(pairs: &[(&str, &str)]) -> Body {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Body::Form(pairs.iter().map(owned).collect())
    }

    fn json(text: &str) -> Body {
        Body::Json(serde_json::from_str(text).unwrap())
    }

    #[test]
    fn a_content_type_decides_whatever_its_case_and_parameters() {
        assert_eq!(body(Some("Application/JSON; charset=utf-8"), r#"{"a":1}"#), json(r#"{"a":1}"#));
        let encoded =
            body(Some("application/x-www-form-urlencoded;charset=utf-8"), "a=%E4%BD%A0+b");
        assert_eq!(encoded, form(&[("a", "你 b")]));
        assert_eq!(body(Some("application/x-www-form-urlencoded"), "{}"), form(&[("{}", "")]));
    }

    #[test]
    fn without_a_known_content_type_a_brace_means_json() {
        assert_eq!(body(None, " \n{\"a\":1}"), json(r#"{"a":1}"#));
        assert_eq!(body(Some("text/plain"), r#"{"a":1}"#), json(r#"{"a":1}"#));
        assert_eq!(body(Some("text/plain"), "a=1"), form(&[("a", "1")]));
        assert_eq!(body(None, ""), form(&[]));
    }

    #[test]
    fn json_that_is_no_complete_object_is_unreadable() {
        let deep = "[".repeat(100_000);
        for text in ["", "[]", "1", r#"{"a":"#, "{} {}", "\u{feff}{}", &deep] {
            assert_eq!(body(Some("application/json"), text), Body::Unreadable);
        }
    }

    #[test]
    fn a_token_is_read_from_the_query_before_a_form_and_never_from_json() {
        let mut call = Call::new("POST", "/", vec![], vec![], vec![]);
        let in_form = form(&[("access_token", "a"), ("access_token", "b")]);
        assert_eq!(token(&call, &in_form, "access_token"), Some("b"));
        assert_eq!(token(&call, &json(r#"{"access_token":"a"}"#), "access_token"), None);
        call.query = vec![("access_token".to_owned(), "query".to_owned())];
        assert_eq!(token(&call, &in_form, "access_token"), Some("query"));
        call.query = vec![("access_token".to_owned(), " ".to_owned())];
        assert_eq!(token(&call, &form(&[]), "access_token"), None);
        assert_eq!(token(&call, &form(&[("access_token", " ")]), "access_token"), None);
    }

    #[test]
    fn a_blank_token_in_the_query_does_not_hide_the_one_of_the_form() {
        let blank = vec![("access_token".to_owned(), String::new())];
        let call = Call::new("POST", "/", vec![], blank, vec![]);
        assert_eq!(token(&call, &form(&[("access_token", "a")]), "access_token"), Some("a"));
    }
}
