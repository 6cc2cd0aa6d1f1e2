use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

/// What a text is read as, and its defects as `code@path`.
fn reading(text: &str) -> (String, Vec<String>) {
    let reading = read(text);
    let value = reading.value.map_or_else(String::new, |value| value.to_json());
    let defects = reading.defects.iter().map(|it| format!("{}@{}", it.kind, it.path));
    (value, defects.collect())
}

/// Checks what is read of each text, and which defects it has.
fn check(cases: &[(&str, &str, &[&str])]) {
    let mut wrong = Vec::new();
    for (text, value, defects) in cases {
        let read = reading(text);
        if read.0 != *value || read.1 != *defects {
            wrong.push(format!("{text}\n  {} {:?}\n  wanted {value} {defects:?}", read.0, read.1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_well_formed_has_no_defects() {
    check(&[
        ("{}", "{}", &[]),
        (" [ ] ", "[]", &[]),
        ("\"a\\u00e9\\ud83d\\ude00\\n\"", "\"aé😀\\n\"", &[]),
        ("-1.5e+7", "-1.5e+7", &[]),
        (
            "{\"a\": [1, {\"b\": null}, true], \"c\": \"x\"}",
            "{\"a\":[1,{\"b\":null},true],\"c\":\"x\"}",
            &[],
        ),
        ("{\"a\": \"GET /b HTTP/1.1\"}", "{\"a\":\"GET /b HTTP/1.1\"}", &[]),
    ]);
}

#[test]
fn commas_are_missing_doubled_or_of_another_kind() {
    check(&[
        ("{\"a\": \"x\"\n\"b\": 1}", "{\"a\":\"x\",\"b\":1}", &["missing-comma@a"]),
        ("{\"a\": {\"b\": 1} \"c\": 2}", "{\"a\":{\"b\":1},\"c\":2}", &["missing-comma@a"]),
        ("[1 2, \"x\" \"y\"]", "[1,2,\"x\",\"y\"]", &["missing-comma@[0]", "missing-comma@[2]"]),
        ("[{\"a\":1}{\"a\":2}]", "[{\"a\":1},{\"a\":2}]", &["missing-comma@[0]"]),
        ("{\"a\":1,,\"b\":2}", "{\"a\":1,\"b\":2}", &["doubled-comma@a"]),
        ("{\"a\":[1,2,],}", "{\"a\":[1,2]}", &["trailing-comma@a[1]", "trailing-comma@a"]),
        ("{\"a\":1;\"b\":2}", "{\"a\":1,\"b\":2}", &["wrong-separator@a"]),
        (
            "｛\"a\"：1，\"b\"：［2］｝",
            "{\"a\":1,\"b\":[2]}",
            &[
                "full-width@",
                "full-width@a",
                "full-width@a",
                "full-width@b",
                "full-width@b",
                "full-width@b[0]",
                "full-width@b",
            ],
        ),
    ]);
}

#[test]
fn colons_keys_and_values_are_missing() {
    check(&[
        (
            "{\"a\" \"ok\", \"b\" 1}",
            "{\"a\":\"ok\",\"b\":1}",
            &["missing-colon@a", "missing-colon@b"],
        ),
        ("{\"a\" {\"b\" [1]}}", "{\"a\":{\"b\":[1]}}", &["missing-colon@a", "missing-colon@a.b"]),
        ("{\"a\" = 1, \"b\" => 2}", "{\"a\":1,\"b\":2}", &["assignment@a", "assignment@b"]),
        ("{\"a\":, \"b\":}", "{\"a\":null,\"b\":null}", &["missing-value@a", "missing-value@b"]),
        ("{\"a\":\n\"b\":1}", "{\"a\":null,\"b\":1}", &["missing-value@a", "missing-comma@a"]),
        ("{\"a\"}", "{\"a\":null}", &["missing-value@a"]),
        ("{{\"a\":1}}", "{\"\":{\"a\":1}}", &["missing-key@"]),
        ("{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}", &["duplicate-key@a"]),
        ("{a: 1, b_c : \"x\"}", "{\"a\":1,\"b_c\":\"x\"}", &["unquoted-key@a", "unquoted-key@b_c"]),
    ]);
}

#[test]
fn quotes_are_missing_doubled_or_of_another_kind() {
    check(&[
        ("{\"a\": \"x,\n\"b\": 1}", "{\"a\":\"x\",\"b\":1}", &["missing-quote@a"]),
        ("{\"a\": \"x,\"b\": 1}", "{\"a\":\"x\",\"b\":1}", &["missing-quote@a"]),
        ("{\"a\": \"x\n}", "{\"a\":\"x\"}", &["missing-quote@a"]),
        (
            "{\"a\": x\", \"b\": 12\", \"c\": 1}",
            "{\"a\":\"x\",\"b\":\"12\",\"c\":1}",
            &["missing-quote@a", "missing-quote@b"],
        ),
        ("{\"a: 1, \"b\": 2}", "{\"a\":1,\"b\":2}", &["missing-quote@a"]),
        ("{a\": 1, b\": 2}", "{\"a\":1,\"b\":2}", &["missing-quote@a", "missing-quote@b"]),
        ("[\"a, \"b\"]", "[\"a\",\"b\"]", &["missing-quote@[0]"]),
        ("{\"a\": \"x\"\"\n}", "{\"a\":\"x\"}", &["doubled-quote@a"]),
        (
            "{\"a\": \"\"x\"\", \"b\": \"\"y\"}",
            "{\"a\":\"x\",\"b\":\"y\"}",
            &["doubled-quote@a", "doubled-quote@b"],
        ),
        (
            "{“a”: “x”, ‘b’: ‘y’}",
            "{\"a\":\"x\",\"b\":\"y\"}",
            &["smart-quotes@a", "smart-quotes@a", "smart-quotes@b", "smart-quotes@b"],
        ),
        (
            "{“a\": \"x”}",
            "{\"a\":\"x\"}",
            &["smart-quotes@a", "mismatched-quotes@a", "mismatched-quotes@a"],
        ),
        (
            "{'a': 'it's'}",
            "{\"a\":\"it's\"}",
            &["single-quotes@a", "single-quotes@a", "stray-quote@a"],
        ),
        ("{\\\"a\\\": \\\"x\\\"}", "{\"a\":\"x\"}", &["escaped-quotes@a", "escaped-quotes@a"]),
        (
            "{\"a\": \"say \"hi\" now\", \"b\": 1}",
            "{\"a\":\"say \\\"hi\\\" now\",\"b\":1}",
            &["stray-quote@a"],
        ),
        (
            "{\"a\": \"{\"b\":[\"c\"]}\", \"d\": 1}",
            "{\"a\":\"{\\\"b\\\":[\\\"c\\\"]}\",\"d\":1}",
            &["stray-quote@a"],
        ),
        (
            "{\"a\": hello there, \"b\": 你好}",
            "{\"a\":\"hello there\",\"b\":\"你好\"}",
            &["unquoted-text@a", "unquoted-text@b"],
        ),
    ]);
}

#[test]
fn texts_have_raw_breaks_control_characters_and_bad_escapes() {
    check(&[
        ("{\"a\": \"x\ny\"}", "{\"a\":\"x\\ny\"}", &["line-break@a"]),
        ("{\"a\": \"x\ty\"}", "{\"a\":\"x\\ty\"}", &["control-character@a"]),
        (
            "{\"a\\_b\": \"\\ud800 \\q\"}",
            "{\"a_b\":\"u q\"}",
            &["bad-escape@a_b", "bad-escape@a_b", "bad-escape@a_b"],
        ),
    ]);
}

#[test]
fn numbers_are_masked_or_written_as_in_a_programming_language() {
    check(&[
        (
            "[42xxxx36, 136***47616, 1xx, xx7]",
            "[42000036,13600047616,100,7]",
            &["masked-digits@[0]", "masked-digits@[1]", "masked-digits@[2]", "masked-digits@[3]"],
        ),
        (
            "[123L, 1.0f, 7d]",
            "[123,1.0,7]",
            &["number-suffix@[0]", "number-suffix@[1]", "number-suffix@[2]"],
        ),
        (
            "[007, +5, 0xFF, .5, 5.]",
            "[7,5,255,0.5,5]",
            &[
                "number-form@[0]",
                "number-form@[1]",
                "number-form@[2]",
                "number-form@[3]",
                "number-form@[4]",
            ],
        ),
        (
            "[True, FALSE, None, NULL, undefined]",
            "[true,false,null,null,null]",
            &[
                "literal-word@[0]",
                "literal-word@[1]",
                "literal-word@[2]",
                "literal-word@[3]",
                "literal-word@[4]",
            ],
        ),
    ]);
    let masked = read("[42xxxx36]").value;
    assert_eq!(masked, Some(Value::List(vec![Value::Number("42xxxx36".to_owned())])));
}

#[test]
fn brackets_are_missing_surplus_or_of_the_other_kind() {
    check(&[
        ("{\"a\": {\"b\": [1, 2", "{\"a\":{\"b\":[1,2]}}", &["cut-end@a.b[1]"]),
        ("{\"a\": \"cu", "{\"a\":\"cu\"}", &["missing-quote@a", "cut-end@a"]),
        ("{\"l\":[{\"a\":1],\"b\":2}", "{\"l\":[{\"a\":1}],\"b\":2}", &["missing-closing@l[0].a"]),
        (
            "{\"l\":[{\"a\":1}},\"b\":2}",
            "{\"l\":[{\"a\":1}],\"b\":2}",
            &["mismatched-closing@l[0]"],
        ),
        (
            "{\"l\":[{\"a\":1,{\"a\":2}]}",
            "{\"l\":[{\"a\":1},{\"a\":2}]}",
            &["missing-closing@l[0].a"],
        ),
        ("{\"l\":[1,2,\"b\":3}", "{\"l\":[1,2],\"b\":3}", &["missing-closing@l[1]"]),
        ("{\"a\":{\"b\":1}},\"c\":2}", "{\"a\":{\"b\":1},\"c\":2}", &["surplus-closing@a"]),
        ("{\"a\":1],\"b\":2}", "{\"a\":1,\"b\":2}", &["surplus-closing@a"]),
        ("{\"a\":1}}", "{\"a\":1}", &["surplus-closing@"]),
        ("{\"a\":1]", "{\"a\":1}", &["mismatched-closing@a"]),
        ("{\"l\":[\"a\":1,\"b\":2]}", "{\"l\":[{\"a\":1,\"b\":2}]}", &["missing-opening@l[0]"]),
        ("\"a\":1,\n\"b\":2}", "{\"a\":1,\"b\":2}", &["missing-opening@"]),
    ]);
}

#[test]
fn comments_dots_and_odd_spaces_are_stepped_over() {
    check(&[
        (
            "{\"a\": 1, // one\n \"b\": 2 /* two */, # three\n\"c\": 3}",
            "{\"a\":1,\"b\":2,\"c\":3}",
            &["comment@a", "comment@b", "comment@b"],
        ),
        (
            "{\"a\": [1, ...], \"b\": 2, ……}",
            "{\"a\":[1],\"b\":2}",
            &["trailing-comma@a[0]", "ellipsis@a[1]", "trailing-comma@b", "ellipsis@b"],
        ),
        ("{\u{a0}\"a\":\u{a0}1}", "{\"a\":1}", &["odd-space@"]),
        (
            "{\"a\": \"http://x.y/z\", \"b\": http://x.y/z}",
            "{\"a\":\"http://x.y/z\",\"b\":\"http://x.y/z\"}",
            &["unquoted-text@b"],
        ),
        ("{\"a\": 1 the first,\n\"b\": 2}", "{\"a\":1,\"b\":2}", &["stray-text@a"]),
    ]);
}

#[test]
fn what_stands_around_the_value_is_stepped_over() {
    check(&[
        (
            "HTTP/1.1 200 OK\nContent-Type:application/json\n\n{\"a\": 1}",
            "{\"a\":1}",
            &["http-head@"],
        ),
        ("The answer:\n{\"a\": 1}", "{\"a\":1}", &["text-before@"]),
        ("result = {\"a\": 1};", "{\"a\":1}", &["assignment@", "wrong-separator@"]),
        ("{\"a\": 1} and so on", "{\"a\":1}", &["text-after@"]),
        ("{\"a\": 1}\n{\"a\": 2}", "{\"a\":1}", &["several-values@"]),
        ("[1]\n{\"a\": 2}", "{\"a\":2}", &["several-values@"]),
        ("no value here", "", &["text-before@", "no-value@"]),
        ("", "", &["no-value@"]),
    ]);
}

#[test]
fn the_line_of_a_defect_is_that_of_the_text() {
    let defects = read("{\n\"a\": 1\n\"b\": 2,\n\"c\": 4xx,\n}").defects;
    let lines: Vec<_> = defects.iter().map(|it| (it.kind, it.line)).collect();
    let expected = [
        (DefectKind::MissingComma, 2),
        (DefectKind::MaskedDigits, 4),
        (DefectKind::TrailingComma, 4),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn every_kind_has_its_own_code_and_words() {
    let codes: std::collections::HashSet<_> = DefectKind::ALL.iter().map(|it| it.code()).collect();
    assert_eq!(codes.len(), DefectKind::ALL.len());
    let defect = &read("{\"a\" 1}").defects[0];
    assert_eq!(defect.to_string(), "line 1: a: a colon is missing");
}

#[test]
fn of_repeated_keys_the_last_is_found() {
    let value = read("{\"a\": 1, \"b\": 2, \"a\": 3}").value.unwrap();
    assert_eq!(value.get("a"), Some(&Value::Number("3".to_owned())));
    assert_eq!(value.get("c"), None);
    assert_eq!(value.pretty(Duplicates::Keep), "{\"a\": 1, \"b\": 2, \"a\": 3}");
    assert_eq!(value.pretty(Duplicates::Drop), "{\"b\": 2, \"a\": 3}");
}

#[test]
fn json_inside_a_text_is_read_on_request() {
    let inner = |text: &str| Value::Text(text.to_owned()).inner().map(|it| it.to_json());
    assert_eq!(inner("[2,3,4]").as_deref(), Some("[2,3,4]"));
    assert_eq!(inner(" {\\\"a\\\": \\\"b\\\"} ").as_deref(), Some("{\"a\":\"b\"}"));
    assert_eq!(inner("[2,3"), None);
    assert_eq!(inner("2"), None);
    assert_eq!(Value::Null.inner(), None);
}

#[test]
fn what_is_wide_breaks_into_lines_as_a_person_would() {
    let text = "{\"errcode\":0,\"ids\":[1,2],\"none\":[],\"labels\":[{\"name\":\"A customer\",\"id\":1},\
                {\"name\":\"Another customer\",\"id\":2}],\"request_id\":\"5ab3\"}";
    let expected = "\
{
  \"errcode\": 0,
  \"ids\": [1, 2],
  \"none\": [],
  \"labels\": [
    {\"name\": \"A customer\", \"id\": 1},
    {\"name\": \"Another customer\", \"id\": 2}
  ],
  \"request_id\": \"5ab3\"
}";
    let value = read(text).value.unwrap();
    assert_eq!(value.pretty(Duplicates::Keep), expected);
    assert_eq!(read(expected).value, Some(value));
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let reading = read(&deep);
    assert_eq!(reading.defects.len(), 1);
    assert_eq!(reading.defects[0].kind, DefectKind::TooDeep);
    let open = read(&"{\"a\":[".repeat(50_000));
    let kinds: Vec<_> = open.defects.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [DefectKind::TooDeep, DefectKind::CutEnd]);
    let implied = read(&("[".repeat(64) + "\"a\": 1")).value.unwrap().to_json();
    assert_eq!(read(&implied).defects, []);
    let many = read(&format!("[{}1]", "1,".repeat(1_500_000)));
    assert_eq!(many.defects.iter().map(|it| it.kind).collect::<Vec<_>>(), [DefectKind::TooLarge]);
    let objects = read(&format!("[{}{{}}]", "{\"a\":[1,2]},".repeat(300_000)));
    let kinds: Vec<_> = objects.defects.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [DefectKind::TooLarge]);
    assert_eq!(read(&"{]".repeat(10_000)).defects.len(), 1_000);
}

/// Texts that ask for a look ahead again and again: four times the text may not take sixteen times
/// the time.
#[test]
#[ignore = "measures time"]
fn time_is_linear() {
    let parts = [
        "[",
        "{\"a\":",
        "\"",
        "\" a ",
        "\"a\" b ",
        "' \" ` ",
        "\"{[",
        "\"{\"a\":\"b\"",
        "/* ",
        "\"a\n",
        "\"a:",
        "}]",
        "\"a\":\"b,\"c\":",
        "“a\"",
        "\\\"a",
        ", ",
        "x ",
        "[x",
        "1 \"",
        "\n\n\"",
        "a b c\n",
        "{\"a\n b\n c\n",
        "\"[\"x\"",
        "{\"k\":'",
        "…",
        "\u{3000}",
        "**1",
        "0x",
        "a:",
        "H: b\n",
        "{\"a\":1}",
    ];
    let time = |part: &str, length: usize| {
        let text = part.repeat(length / part.len());
        let start = std::time::Instant::now();
        _ = read(&text);
        start.elapsed()
    };
    let slow = parts.into_iter().filter(|part| {
        let (short, long) = (time(part, 1 << 18), time(part, 1 << 20));
        println!("{short:?} {long:?} {part:?}");
        long > 8 * short && long.as_millis() > 100
    });
    assert_eq!(slow.collect::<Vec<_>>(), [""; 0]);
}

/// Any JSON, as deep as examples are.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let text = prop_oneof![".*", "[\"'“”:,{}\\[\\] a/#\n.-]{0,12}"];
    let scalar = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>()
            .prop_filter_map("a number", |it| Some(serde_json::Number::from_f64(it)?.into())),
        text.clone().prop_map(Into::into),
    ];
    scalar.prop_recursive(4, 40, 6, move |inner| {
        let members = prop::collection::btree_map(text.clone(), inner.clone(), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(Into::into),
            members.prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// Texts in which structure is more likely than in any text.
fn broken() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "'",
            "\\",
            "\n",
            " ",
            "“",
            "”",
            "，",
            "：",
            "...",
            "//",
            "/*",
            "*/",
            "#",
            "=",
            "=>",
            "true",
            "None",
            "1",
            "4xx",
            "0x1f",
            "123L",
            "key",
            "\"k\":",
            "\"v\"",
            "值",
            "\\\"",
            "\u{a0}",
            "HTTP/1.1 200 OK\n",
            "A-B: c\n",
            "\t",
            "\r\n",
            ";",
            "-",
            "+",
            ".",
        ])
        .prop_map(str::to_owned),
        ".{0,3}",
    ];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

/// JSON that lost or gained a character.
fn damaged() -> impl Strategy<Value = String> {
    let damage = (any::<prop::sample::Index>(), prop::option::of(any::<char>()));
    (json(), damage).prop_map(|(json, (at, insert))| {
        let mut chars: Vec<char> = serde_json::to_string_pretty(&json).unwrap().chars().collect();
        let at = at.index(chars.len());
        match insert {
            Some(c) => chars.insert(at, c),
            None => _ = chars.remove(at),
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn what_serde_prints_reads_back_without_defects(json in json()) {
        for text in [json.to_string(), serde_json::to_string_pretty(&json).unwrap()] {
            let reading = read(&text);
            prop_assert_eq!(&reading.defects, &[], "{}", text);
            let value = reading.value.unwrap();
            prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&value.to_json()).unwrap(), &json);
            let pretty = value.pretty(Duplicates::Keep);
            prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&pretty).unwrap(), &json);
        }
    }

    #[test]
    fn what_is_read_of_any_text_is_well_formed(text in prop_oneof![broken(), damaged(), any::<String>()]) {
        let reading = read(&text);
        if let Some(value) = reading.value {
            let json = value.to_json();
            prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(&json).is_ok(), "{}", json);
            let again = read(&json);
            let repeated = |it: &Defect| it.kind == DefectKind::DuplicateKey;
            prop_assert!(again.defects.iter().all(repeated), "{} {:?}", json, again.defects);
        }
        let lines = text.matches('\n').count() + 1;
        prop_assert!(reading.defects.iter().all(|it| (1..=lines).contains(&it.line)));
        let strict = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        let wrong = reading.defects.iter().any(|it| it.kind != DefectKind::DuplicateKey);
        prop_assert!(strict != wrong || strict && !wrong, "{} {:?}", text, reading.defects);
    }

    #[test]
    fn of_damaged_objects_most_is_still_read(
        members in prop::collection::btree_map("[a-z]{1,8}", "[a-z0-9 ]{0,8}", 3..12),
        at in any::<prop::sample::Index>(),
    ) {
        // Each key and value on a line, as in examples; one character that is no letter is lost.
        let mut text = String::from("{\n");
        for (index, (key, value)) in members.iter().enumerate() {
            let comma = if index + 1 < members.len() { "," } else { "" };
            _ = writeln!(text, "  \"{key}\": \"{value}\"{comma}");
        }
        text += "}";
        let marks: Vec<usize> = text.match_indices(['"', ':', ',', '{', '}']).map(|it| it.0).collect();
        text.remove(*at.get(&marks));
        let reading = read(&text);
        prop_assert!(!reading.defects.is_empty());
        let value = reading.value.unwrap();
        let right = |(key, text): &(&String, &String)| {
            value.get(key) == Some(&Value::Text((*text).clone()))
        };
        let found = members.iter().filter(right).count();
        // A lost quote may cost its own member and one whose key the rest looks like.
        prop_assert!(found + 2 >= members.len(), "{text} {}", value.to_json());
    }
}
