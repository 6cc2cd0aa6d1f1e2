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
