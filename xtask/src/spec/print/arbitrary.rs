//! Endpoints of all kinds, for tests: every key of the format, and texts that YAML takes for more
//! than texts.

use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use serde_json::{Value, json};

use xtask::spec::{
    App, At, Class, CredentialUse, Departure, Docs, Encoding, Endpoint, ErrorCode, Example, Field,
    Format, Map, Message, Method, Pagination, PaginationStyle, Provenance, Type,
};

/// Texts that mean something to YAML, or look as if they did.
const TRAPS: &[&str] = &[
    "",
    " ",
    "~",
    "null",
    "Null",
    "yes",
    "no",
    "on",
    "y",
    "n",
    "true",
    "False",
    "0x1F",
    "0o17",
    "0b1",
    "1e3",
    "1_000",
    "-1",
    "+1",
    "0123",
    ".5",
    "5.",
    ".inf",
    "-.INF",
    ".nan",
    "inf",
    "NaN",
    "12:30:45",
    "2026-11-22",
    "2026-11-22T10:00:00Z",
    "=",
    "<<",
    "- a",
    "-",
    "-a",
    "? a",
    "?",
    "?a",
    ": a",
    ":",
    ":a",
    "a: b",
    "a:b",
    "a:",
    "a #b",
    "a#b",
    "#a",
    "&a",
    "*a",
    "!a",
    "!!str a",
    "|",
    ">",
    "'a'",
    "\"a\"",
    "'",
    "\"",
    "%a",
    "@a",
    "`a`",
    "[a]",
    "{a}",
    "a]",
    "a}",
    "a, b",
    ",",
    "---",
    "--- a",
    "...",
    " a",
    "a ",
    "\ta",
    "a\t",
    "a\tb",
    "a\nb",
    "a\n",
    "\na",
    "a\n\nb\n",
    "a\n\n",
    "  a\nb",
    "a\n  b\n",
    "a\n \nb",
    "a\r\nb",
    "a\rb",
    "\n",
    "# a\n# b\n",
    "- a\n- b",
    "a: b\nc: d\n",
    "\u{85}",
    "a\u{2028}b",
    "\u{feff}a",
    "\u{200f}a",
    "\u{7f}",
    "\u{0}",
    "\u{1b}[0m",
    "\\",
    "\\n",
    "无效的userId",
    "“042059613752”",
    "🙂",
    "a\u{a0}b",
    "\u{a0}",
    "\u{3000}a",
];

fn text() -> BoxedStrategy<String> {
    let trap = || proptest::sample::select(TRAPS).prop_map(str::to_owned);
    let sign = proptest::sample::select(vec![
        "a", "B", "1", "0", "-", "?", ":", ": ", " ", "  ", "#", " #", ",", "[", "]", "{", "}",
        "\"", "'", "\\", "|", ">", "&", "*", "!", "%", "@", "`", "=", "~", ".", "_", "e", "x",
        "\n", "\t", "张", "\u{e9}",
    ]);
    let signs = vec(sign, 0..8).prop_map(|it| it.concat());
    let sentence = "[a-z]{1,9}( [a-z,:;#'\"`]{1,9}){0,30}\\.";
    prop_oneof![trap(), signs, sentence, any::<String>(), "[A-Za-z_][A-Za-z0-9_]{0,9}"].boxed()
}

fn at<T: std::fmt::Debug>(it: impl Strategy<Value = T>) -> impl Strategy<Value = At<T>> {
    it.prop_map(At::from)
}

fn some_text() -> impl Strategy<Value = Option<At<String>>> {
    weighted(0.3, at(text()))
}

fn map<T: std::fmt::Debug>(
    key: impl Strategy<Value = String>,
    value: impl Strategy<Value = T>,
    most: usize,
) -> impl Strategy<Value = Map<T>> {
    vec((at(key), value), 0..most).prop_map(|it| it.into_iter().collect())
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from).prop_filter("a number", |it| !it.is_null()),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let inner = prop_oneof![4 => inner, 1 => Just(Value::Null)].boxed();
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((text(), inner), 0..4)
                .prop_map(|it| json!(it.into_iter().collect::<std::collections::BTreeMap<_, _>>())),
        ]
    })
}

fn app() -> impl Strategy<Value = App> {
    proptest::sample::select(vec![App::Internal, App::ThirdParty, App::Personal])
}

fn field() -> impl Strategy<Value = Field> {
    let words = (
        prop_oneof!["(String|Number|Boolean|Json|Date)(\\[\\])?", text()],
        of(any::<bool>()),
        of(any::<bool>()),
        weighted(0.1, Just(Format::Argb)),
        weighted(0.1, app()),
    );
    let texts = (some_text(), some_text(), weighted(0.4, at(value())), vec(at(text()), 0..3));
    let limits = (
        weighted(0.2, any::<u64>()),
        weighted(0.2, any::<u64>()),
        weighted(0.2, any::<i64>()),
        weighted(0.2, any::<i64>()),
        weighted(0.2, any::<u64>()),
    );
    (words, texts, limits).prop_map(|(words, texts, limits)| Field {
        page_type: words.0.into(),
        required: words.1.map(At::from),
        secret: words.2.map(At::from),
        format: words.3.map(At::from),
        absent_for: words.4.map(At::from),
        doc: texts.0,
        name: texts.1,
        example: texts.2,
        together_with: texts.3,
        min_length: limits.0.map(At::from),
        max_length: limits.1.map(At::from),
        min: limits.2.map(At::from),
        max: limits.3.map(At::from),
        max_items: limits.4.map(At::from),
    })
}

fn fields() -> impl Strategy<Value = Map<Field>> {
    map(text(), field(), 4)
}

fn object_type() -> impl Strategy<Value = Type> {
    (some_text(), some_text(), some_text(), fields())
        .prop_map(|(doc, name, same_as, fields)| Type { name, doc, same_as, fields })
}

fn class() -> impl Strategy<Value = Class> {
    proptest::sample::select(vec![Class::Transient, Class::NotFound, Class::Quota])
}

fn error_code() -> impl Strategy<Value = ErrorCode> {
    let message = (some_text(), some_text()).prop_map(|(en, zh)| Message { en, zh });
    (at(text()), at(message), of(at(class())), some_text())
        .prop_map(|(name, message, class, remedy)| ErrorCode { name, message, class, remedy })
}

fn code() -> impl Strategy<Value = String> {
    prop_oneof![4 => any::<i32>().prop_map(|it| it.to_string()), 1 => text()]
}

fn example() -> impl Strategy<Value = Example> {
    let from = proptest::sample::select(vec![Provenance::Docs, Provenance::Recorded]);
    (at(from), some_text(), some_text(), vec(map(text(), at(text()), 3), 0..3)).prop_map(
        |(from, request, response, repaired)| Example { from, request, response, repaired },
    )
}

fn departure() -> impl Strategy<Value = Departure> {
    (at(text()), at(text()), at(text())).prop_map(|(at, why, since)| Departure { at, why, since })
}

fn pagination() -> impl Strategy<Value = Pagination> {
    (at(text()), at(text()), at(text())).prop_map(|(offset, size, items)| Pagination {
        style: PaginationStyle::Offset.into(),
        offset,
        size,
        items,
    })
}

/// Endpoints of all kinds.
pub(crate) fn endpoint() -> impl Strategy<Value = Endpoint> {
    let docs = (some_text(), some_text()).prop_map(|(en, zh)| Docs { en, zh });
    let method =
        proptest::sample::select(vec![Method::Get, Method::Post, Method::Put, Method::Delete]);
    let encoding = proptest::sample::select(vec![Encoding::Form, Encoding::Json]);
    let credential =
        proptest::sample::select(vec![CredentialUse::AccessToken, CredentialUse::None]);
    let head = (at(docs), at(text()), some_text(), at(method), at(text()), at(text()));
    let words = (
        of(at(encoding)),
        of(at(credential)),
        vec(at(app()), 0..4),
        vec(at(text()), 0..4),
        any::<bool>(),
        weighted(0.2, at(pagination())),
    );
    let maps = (fields(), fields(), fields(), map(text(), object_type(), 3));
    let rest = (map(code(), error_code(), 4), vec(at(example()), 0..3), vec(at(departure()), 0..3));
    (head, words, maps, rest).prop_map(|(head, words, maps, rest)| Endpoint {
        docs: head.0,
        summary: head.1,
        name: head.2,
        method: head.3,
        path: head.4,
        returns: head.5,
        encoding: words.0,
        credential: words.1,
        apps: words.2,
        permissions: words.3,
        idempotent: Some(words.4.into()),
        pagination: words.5,
        query: maps.0,
        body: maps.1,
        response: maps.2,
        types: maps.3,
        errors: rest.0,
        examples: rest.1,
        departs: rest.2,
    })
}
