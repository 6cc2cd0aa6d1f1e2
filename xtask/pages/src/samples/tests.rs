use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::lenient_json::Value;
use crate::vocabulary::naming::fold_name;
use crate::vocabulary::naming::snake;
use xtask::spec::Encoding;

/// A sample of a text.
fn sample(text: &str, language: Language) -> Sample {
    let code = Code { line: 1, language: None, text: text.to_owned() };
    read(&code, language).unwrap_or_else(|| panic!("nothing was read of {text}"))
}

/// The body of a sample, as JSON.
fn body(text: &str, language: Language) -> String {
    sample(text, language).body.map_or_else(String::new, |body| body.to_json())
}

/// The query of a sample, as `name=value`.
fn query(sample: &Sample) -> Vec<String> {
    sample.query.iter().map(|(name, value)| format!("{name}={}", value.to_json())).collect()
}

const TREE: &str =
    r#"{"book":{"title":"T","pages":12,"authors":[{"first_name":"A"},{"first_name":"B"}]}}"#;

#[test]
fn a_curl_command_sends_a_form() {
    let sample = sample(
        "curl -X POST \"https://example.com/book/add\" \\\n\
         -H 'Content-Type:application/x-www-form-urlencoded;charset=utf-8' \\\n\
         -d 'access_token=abc' \\\n\
         -d 'title=%E4%B9%A6+one&pages=12'\n\
         -d 'mark=a+b' \\\n\
         -d 'authors=null'",
        Language::Curl,
    );
    assert_eq!(sample.method.as_deref(), Some("POST"));
    assert_eq!(sample.url.as_deref(), Some("https://example.com/book/add"));
    assert_eq!(sample.encoding, Some(Encoding::Form));
    assert_eq!(sample.headers.len(), 1);
    let body = r#"{"title":"书 one","pages":"12","mark":"a+b","authors":null}"#;
    assert_eq!(sample.body.unwrap().to_json(), body);
    assert!(sample.exact_names);
}

#[test]
fn a_curl_command_sends_json() {
    let sample = sample(
        "curl -i 'https://example.com/book?access_token=x&lang=en' --data-raw '{\n\
         \"title\": \"it is\",\n  \"pages\": 1xx\n}' --compressed",
        Language::Curl,
    );
    assert_eq!(sample.method.as_deref(), Some("POST"));
    assert_eq!(sample.encoding, Some(Encoding::Json));
    assert_eq!(query(&sample), ["lang=\"en\""]);
    assert_eq!(sample.body.unwrap().to_json(), r#"{"title":"it is","pages":100}"#);
}

#[test]
fn a_curl_command_with_a_query_has_no_body() {
    let sample = sample(
        "curl -G https://example.com/book -d title=T --data-urlencode 'x=a%b c'",
        Language::Curl,
    );
    assert_eq!(sample.method.as_deref(), Some("GET"));
    assert_eq!(query(&sample), ["title=\"T\"", "x=\"a%b c\""]);
    assert_eq!(sample.body, None);
}

#[test]
fn a_curl_command_sends_a_file() {
    let sample = sample(
        "curl -F media=@a.png -F type=image 'https://example.com/up?type=file'",
        Language::Curl,
    );
    assert!(sample.multipart);
    assert_eq!(sample.encoding, None);
    assert_eq!(sample.body.unwrap().to_json(), r#"{"media":"@a.png","type":"image"}"#);
}

#[test]
fn the_quotes_of_a_curl_command_may_be_wrong() {
    let sample = sample(
        "curl -XPOST https://example.com/a \\\n -d 'a:1' \\\n -d 'b=2 \\\n -d \"c=3' \\\n\
         -d ‘d=4’ \\\n -d \"e={\\\"x\\\":1}\" -d 'f=5",
        Language::Curl,
    );
    let body = r#"{"a":"1","b":"2","c":"3","d":"4","e":"{\"x\":1}","f":"5"}"#;
    assert_eq!(sample.body.unwrap().to_json(), body);
}

#[test]
fn an_http_message_is_a_sample() {
    let sample = sample(
        "POST /v1/books?lang=en HTTP/1.1\nHost:api.example.com\nContent-Type:application/json\n\n\
         {\n  \"title\" : \"T\",,\n}",
        Language::Curl,
    );
    assert_eq!(sample.url.as_deref(), Some("https://api.example.com/v1/books"));
    assert_eq!((sample.method.as_deref(), sample.encoding), (Some("POST"), Some(Encoding::Json)));
    assert_eq!(query(&sample), ["lang=\"en\""]);
    assert_eq!(sample.body.unwrap().to_json(), r#"{"title":"T"}"#);
    let form = body("POST https://example.com/a\nAccept: */*\n\nx=1&\ny=2", Language::Text);
    assert_eq!(form, r#"{"x":"1","y":"2"}"#);
}

#[test]
fn json_alone_is_a_sample() {
    assert_eq!(body("{'a': [1, 2,]}", Language::Json), r#"{"a":[1,2]}"#);
    assert_eq!(body("请求:\n{\"a\": 1}", Language::Text), r#"{"a":1}"#);
}

#[test]
fn a_java_program_builds_nested_objects() {
    let sample = sample(
        "DingTalkClient client = new DefaultDingTalkClient(\"https://example.com/book/add\");\n\
         OapiBookAddRequest req = new OapiBookAddRequest();\n\
         OapiBookAddRequest.Book obj1 = new OapiBookAddRequest.Book();\n\
         obj1.setTitle(\"T\");\n\
         obj1.setPages(12L);\n\
         List<Author> list2 = new ArrayList<Author>();\n\
         obj1.setAuthors(list2);\n\
         Author obj3 = new Author();\n\
         list2.add(obj3);\n\
         obj3.setFirstName(\"A\");\n\
         Author obj4 = new Author();\n\
         list2.add(obj4);\n\
         obj4.setFirstName(\"B\");\n\
         req.setBook(obj1);\n\
         OapiBookAddResponse rsp = client.execute(req, accessToken);\n\
         System.out.println(rsp.getBody());",
        Language::Java,
    );
    assert_eq!(sample.url.as_deref(), Some("https://example.com/book/add"));
    assert_eq!(sample.body.unwrap().to_json(), TREE);
    assert!(!sample.exact_names);
}

#[test]
fn a_lost_quote_behind_a_wide_bracket_is_put_back() {
    let sample = sample(
        "$req = new OapiBookAddRequest;\n$req->setTitle（Title\");\n$req->setPages(2);",
        Language::Php,
    );
    assert!(sample.body.is_some());
}

#[test]
fn an_object_that_nothing_holds_still_shows_its_class() {
    let sample = sample(
        "OapiBookAddRequest req = new OapiBookAddRequest();\n\
         req.setTitle(\"T\");\n\
         OapiBookAddRequest.Author author = new OapiBookAddRequest.Author();\n\
         author.setFirstName(\"A\");\n\
         client.execute(req, accessToken);",
        Language::Java,
    );
    let classes = sample.classes.iter().map(|(class, it)| (class.as_str(), it.to_json()));
    let title = r#"{"title":"T"}"#.to_owned();
    let author = r#"{"first_name":"A"}"#.to_owned();
    let wanted = [("OapiBookAddRequest", title), ("Author", author)];
    assert_eq!(classes.collect::<Vec<_>>(), wanted);
}

#[test]
fn java_values_of_every_form_are_read() {
    let text = "FooRequest request = new FooRequest();\n\
         request.setIds(Arrays.asList(1L, 2L\n, 3\nL));\n\
         request.setNames(Arrays.asList(\"a\", \"b\"))\n\
         request.setWhen(StringUtils.parseDateTime(\"2024-01-01 00:00:00\"));\n\
         request.setFlag(true); // a remark\n\
         request.setText(\"{\\\"a\\\":\" + \"[1]}\");\n\
         request.setBroken(\"[2,\"x\",true]\");\n\
         request.setNumber(new Long(-5));\n\
         request.setUnknown(something);\n\
         request.setMap(new HashMap<String, Object>());\n\
         request.setHttpMethod(\"put\");";
    let expected = "{\"ids\":[1,2,3],\"names\":[\"a\",\"b\"],\"when\":\"2024-01-01 00:00:00\",\
         \"flag\":true,\"text\":\"{\\\"a\\\":[1]}\",\"broken\":\"[2,\\\"x\\\",true]\",\
         \"number\":-5,\"unknown\":null,\"map\":{}}";
    let sample = sample(text, Language::Java);
    assert_eq!(sample.body.unwrap().to_json(), expected);
    assert_eq!(sample.method.as_deref(), Some("PUT"));
}

#[test]
fn java_builders_and_maps_are_read() {
    let text = "Config config = new Config();\n\
         com.example.models.BookRequest request = new com.example.models.BookRequest()\n\
             .setTitle(\"T\")\n    .setAuthor(new com.example.models.BookRequestAuthor().setFirstName(\"A\"));\n\
         Map<String, Object> extra = new HashMap<>();\n\
         extra.put(\"k\", 1);\n\
         request.setExtra(extra);\n\
         client.bookWithOptions(request, headers, new RuntimeOptions());";
    let expected = r#"{"title":"T","author":{"first_name":"A"},"extra":{"k":1}}"#;
    assert_eq!(body(text, Language::Java), expected);
}

#[test]
fn a_php_program_builds_nested_objects() {
    let sample = sample(
        "include \"TopSdk.php\";\n\
         $c = new DingTalkClient(DingTalkConstant::$CALL_TYPE_OAPI, DingTalkConstant::$METHOD_POST);\n\
         $req = new OapiBookAddRequest;\n\
         $book = new Book;\n\
         $book->title=\"T\";\n\
         $book->pages = 12;\n\
         $author = new Author;\n\
         $author->first_name=\"A\";\n\
         $book->authors = array($author, ['first_name' => 'B']);\n\
         $req->setBook($book);\n\
         $resp = $c->execute($req, $access_token, \"https://example.com/book/add\");",
        Language::Php,
    );
    assert_eq!(sample.body.unwrap().to_json(), TREE);
    assert_eq!(sample.method.as_deref(), Some("POST"));
    assert_eq!(sample.url.as_deref(), Some("https://example.com/book/add"));
    assert!(!sample.exact_names, "setters guess");
    let members = "$req = new FooRequest; $req->userName = array(1, 2); $req->list[] = 'x';\n\
         $req->map['k'] = json_encode(array('a' => 1)); # done";
    let exact = self::sample(members, Language::Php);
    assert!(exact.exact_names);
    assert_eq!(
        exact.body.unwrap().to_json(),
        r#"{"userName":[1,2],"list":["x"],"map":{"k":{"a":1}}}"#
    );
}

#[test]
fn a_csharp_program_builds_nested_objects() {
    let sample = sample(
        "IDingTalkClient client = new DefaultDingTalkClient(\"https://example.com/book/add\");\n\
         OapiBookAddRequest req = new OapiBookAddRequest();\n\
         OapiBookAddRequest.BookDomain obj1 = new OapiBookAddRequest.BookDomain();\n\
         obj1.Title = \"\"T\"\";\n\
         obj1.Pages = 12L;\n\
         List<OapiBookAddRequest.AuthorDomain> list2 = new List<OapiBookAddRequest.AuthorDomain>();\n\
         OapiBookAddRequest.AuthorDomain obj3 = new OapiBookAddRequest.AuthorDomain();\n\
         list2.Add(obj3);\n\
         obj3.FirstName = \"A\";\n\
         list2.Add(new OapiBookAddRequest.AuthorDomain { FirstName = \"B\" });\n\
         obj1.Authors= list2;\n\
         req.Book_ = obj1;\n\
         OapiBookAddResponse rsp = client.Execute(req, access_token);",
        Language::Csharp,
    );
    assert_eq!(sample.body.unwrap().to_json(), TREE);
    assert_eq!(sample.classes[2].0, "Book");
    let values = "var req = new FooRequest();\n\
         req.Ids = new List<long?>(){1,2};\n\
         req.Numbers = new long[] { 3 };\n\
         req.When = DateTime.Parse(\"2024-01-01\");\n\
         req.Then = DateTime.Parse(2024-02-02 10:00:00\");\n\
         req.Map = new Dictionary<string, object> { { \"k\", true } };\n\
         req.SetHttpMethod(\"GET\");";
    let sample = self::sample(values, Language::Csharp);
    let query = query(&sample).join(" ");
    let expected =
        "ids=[1,2] numbers=[3] when=\"2024-01-01\" then=\"2024-02-02 10:00:00\" map={\"k\":true}";
    assert_eq!(query, expected);
}

#[test]
fn a_python_program_sets_members() {
    let sample = sample(
        "# -*- coding: utf-8 -*-\nimport dingtalk.api\n\n\
         req=dingtalk.api.OapiBookAddRequest(\"https://example.com/book/add\")\n\n\
         req.title=\"T\"\nreq.loginId=12\nreq.flag=False\nreq.rq=\"\"\n\
         req.raw=\"{\\\"a\\\":1}\"\nreq.tags=[\n  'x',\n  {'k': None},\n]\n\
         try:\n  resp= req.getResponse(access_token)\n  print(resp)\nexcept Exception,e:\n  print(e)",
        Language::Python,
    );
    assert_eq!(sample.url.as_deref(), Some("https://example.com/book/add"));
    assert!(sample.exact_names);
    let body = "{\"title\":\"T\",\"loginId\":12,\"flag\":false,\"rq\":null,\
         \"raw\":\"{\\\"a\\\":1}\",\"tags\":[\"x\",{\"k\":null}]}";
    assert_eq!(sample.body.unwrap().to_json(), body);
}

#[test]
fn a_python_program_sends_by_a_library() {
    let sample = sample(
        "import requests\nbody = {\"a\": 1}\nbody[\"b\"] = [True]\n\
         r = requests.post('https://example.com/x?y=1', params={'access_token': t, 'z': '2'},\n\
         \x20   headers={'Content-Type': 'application/json'}, json=body)",
        Language::Python,
    );
    assert_eq!(sample.method.as_deref(), Some("POST"));
    assert_eq!(sample.encoding, Some(Encoding::Json));
    assert_eq!(query(&sample), ["y=\"1\"", "z=\"2\""]);
    assert_eq!(sample.body.unwrap().to_json(), r#"{"a":1,"b":[true]}"#);
    let dumped =
        "requests.put(\"https://example.com/x\", data=json.dumps({\"a\": {\"b\": \"c\"}}))";
    assert_eq!(body(dumped, Language::Python), r#"{"a":{"b":"c"}}"#);
}

#[test]
fn a_javascript_program_sends_what_it_wraps() {
    let text = "const config = new Config()\nconfig.serverUrl = 'https://example.com/x'\n\
         const params = new OapiXParams();\nparams.user_name = 'A';\n\
         const request = new OapiXRequest()\nrequest.params = params\n\
         const res = await client.oapiX(request)";
    let sample = sample(text, Language::Node);
    assert_eq!(sample.url.as_deref(), Some("https://example.com/x"));
    assert_eq!(sample.body.unwrap().to_json(), r#"{"user_name":"A"}"#);
    let call =
        "client.execute('a.b', {\n  'k':'v',\n}, function(error, response) {\n  log(error);\n})";
    assert_eq!(body(call, Language::Node), r#"{"k":"v"}"#);
}

#[test]
fn objects_that_contain_themselves_end() {
    let text = "XRequest req = new XRequest(); A a = new A(); B b = new B();\n\
         a.setB(b); b.setA(a); req.setA(a);";
    assert_eq!(body(text, Language::Java), r#"{"a":{"b":{"a":null}}}"#);
    let mut shared = String::from("$req = new XRequest; $a0 = array();");
    for level in 0..60 {
        _ = write!(shared, "$a{} = array($a{level}, $a{level}, $a{level});", level + 1);
    }
    let read = body(&(shared + "$req->x = $a60;"), Language::Php);
    assert!(read.len() < 1_000_000);
}

#[test]
fn what_says_nothing_of_a_request_is_no_sample() {
    let code = Code { line: 1, language: None, text: "print('hello')".to_owned() };
    assert_eq!(read(&code, Language::Python), None);
    let code = Code { text: "Nothing to see.".to_owned(), ..code };
    assert_eq!(read(&code, Language::Text), None);
    assert_eq!(read(&code, Language::Go), None);
}

#[test]
fn names_are_guessed_and_folded() {
    let guesses = [
        ("UserName", "user_name"),
        ("userID", "user_id"),
        ("Rq_", "rq"),
        ("HTMLBody", "html_body"),
    ];
    for (name, guess) in guesses {
        assert_eq!(snake(name), guess);
        assert_eq!(fold_name(name.trim_end_matches('_')), fold_name(guess));
    }
    assert_eq!(fold_name("has_More"), "hasmore");
}

#[test]
fn size_and_depth_are_bounded() {
    let parts = [
        "(",
        "[",
        "{",
        "new X(",
        "a.b(",
        "x=",
        "\"",
        "'a",
        "a.setB(new C());",
        "-d '",
        "f(\"{",
        "a\n",
        "- ",
        "* ",
        "a+",
        "/*",
        "await ",
        "{\"a\":",
    ];
    for part in parts {
        let text = format!("curl {}", part.repeat(60_000 / part.len()));
        for language in LANGUAGES {
            _ = read(&Code { line: 1, language: None, text: text.clone() }, language);
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_in_any_language(
        parts in prop::collection::vec(prop_oneof![
            prop::sample::select(vec![
                "curl ", "-d ", "-H ", "-X", "'", "\"", "\\", "\n", " ", "=", "&", "{", "}", "[", "]", "(", ")",
                ",", ";", ":", ".", "->", "=>", "::", "$", "new ", "req", "X", ".setA(", ".add(", "execute(", "1L",
                "null", "“", "%41", "<", ">", "POST /a HTTP/1.1\n", "+", "-", "#", "//", "/*", "*/", "\"\"\"", "值",
            ]).prop_map(str::to_owned),
            ".{0,3}",
        ], 0..60),
        language in prop::sample::select(LANGUAGES.to_vec()),
    ) {
        let code = Code { line: 1, language: None, text: parts.concat() };
        if let Some(sample) = read(&code, language) {
            prop_assert!(sample.body.is_none_or(|body| matches!(body, Value::Object(_))));
        }
    }
}
