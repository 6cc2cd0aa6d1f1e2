//! What is read off pages with an oddity each, in the layout of the Chinese site.

use xtask::spec::{self, At, CredentialUse};
use xtask_pages::{Ambiguity, Imported};

use crate::support::import_bytes;

/// The parts of a page of one endpoint.
struct Page<'a> {
    basics: &'a str,
    query: &'a str,
    body: &'a str,
    language: &'a str,
    sample: &'a str,
    response: &'a str,
    example: &'a str,
    errors: &'a str,
}

const LAMP: Page<'_> = Page {
    basics: "| 支持的应用类型 | appType-企业内部应用 |",
    query: "| access\\_token | String | 是 | x | 凭证。 |",
    body: "| lamp\\_id | String | 是 | L1 | 灯号。 |",
    language: "HTTP",
    sample: "",
    response: "| result | String | on | 灯的状态。 |",
    example: "{\"errcode\": 0, \"result\": \"on\"}",
    errors: "| 1 | 系统错误 | 重试 |",
};

impl Page<'_> {
    fn text(&self) -> String {
        let parameters =
            "| 名称 | 类型 | 是否必填 | 示例值 | 描述 |\n| --- | --- | --- | --- | --- |";
        let query = format!("### 查询参数\n\n{parameters}\n{}\n\n", self.query);
        let body = format!("### 请求体\n\n{parameters}\n{}\n\n", self.body);
        format!(
            "# 查灯\n\n## 请求\n\n| 基本信息 | |\n| --- | --- |\n\
             | HTTP URL | https://oapi.dingtalk.com/topapi/lamp/get |\n| HTTP Method | POST |\n\
             {}\n\n{}{}### 请求示例\n\n{}\n\n```\n{}\n```\n\n## 响应\n\n### 响应体\n\n\
             | 名称 | 类型 | 示例值 | 描述 |\n| --- | --- | --- | --- |\n{}\n\n\
             ### 响应体示例\n\n```\n{}\n```\n\n### 错误码\n\n\
             | 错误码 | 错误码描述 | 解决方案 |\n| --- | --- | --- |\n{}\n",
            self.basics,
            if self.query.is_empty() { "" } else { &query },
            if self.body.is_empty() { "" } else { &body },
            self.language,
            self.sample,
            self.response,
            self.example,
            self.errors,
        )
    }

    fn import(&self) -> Imported {
        import_bytes(self.text().as_bytes(), "lamp")
    }
}

fn has(imported: &Imported, ambiguity: Ambiguity) -> bool {
    imported.findings.iter().any(|it| it.ambiguity == ambiguity)
}

fn names<T>(map: &spec::Map<T>) -> Vec<&str> {
    map.iter().map(|(name, _)| name.value.as_str()).collect()
}

#[test]
fn codes_in_one_cell_are_codes_each() {
    let page =
        Page { errors: "| 601,602 | 灯不存在 | x |\n| 603、604 | 系统繁忙 | x |", ..LAMP };
    assert_eq!(names(&page.import().spec.errors), ["601", "602", "603", "604"]);
}

#[test]
fn a_short_range_of_codes_is_each_of_them() {
    let errors = "| 601~603 | 灯不存在 | x |\n| 700-799 | 系统错误 | x |\n| 5（废弃） | 无 | x |";
    let imported = Page { errors, ..LAMP }.import();
    assert_eq!(names(&imported.spec.errors), ["601", "602", "603", "5"]);
    assert!(has(&imported, Ambiguity::UnknownWord));
}

#[test]
fn a_code_that_is_there_twice_is_told_only_where_its_messages_differ() {
    let errors = "| 1 | 系统错误 | x |\n| 1 | 系统错误 | x |";
    assert!(!has(&Page { errors, ..LAMP }.import(), Ambiguity::DuplicateCode));
    let errors = "| 1 | 系统错误 | x |\n| 1 | 系统繁忙 | x |";
    assert!(has(&Page { errors, ..LAMP }.import(), Ambiguity::DuplicateCode));
}

#[test]
fn a_row_without_a_name_is_no_parameter() {
    let nothing = Page { body: "| 无 | 无 | 无 | 无 | 无 |", ..LAMP }.import();
    assert_eq!(names(&nothing.spec.body).len(), 0);
    assert!(!has(&nothing, Ambiguity::UnknownWord));
    let lined = Page { body: "| --- | --- | --- | --- | --- |", ..LAMP }.import();
    assert_eq!(names(&lined.spec.body).len(), 0);
    let nameless = Page { body: "| - | String | 是 | x | 灯。 |", ..LAMP }.import();
    assert_eq!(names(&nameless.spec.body).len(), 0);
    assert!(has(&nameless, Ambiguity::UnknownWord));
}

#[test]
fn the_code_of_success_is_no_error() {
    let imported = Page { errors: "| 0 | 请求成功 | - |\n| 1 | 系统错误 | x |", ..LAMP }.import();
    assert_eq!(names(&imported.spec.errors), ["1"]);
    assert!(!has(&imported, Ambiguity::UnknownWord));
}

#[test]
fn app_types_in_a_row_each_are_all_read() {
    let basics = "| 支持的应用类型 | 企业内部应用 |\n| 支持的应用类型 | 第三方企业应用 |";
    assert_eq!(Page { basics, ..LAMP }.import().spec.apps.len(), 2);
}

#[test]
fn an_app_type_and_a_permission_are_said_once() {
    let basics = "| 支持的应用类型 | 企业内部应用、第三方企业应用、企业自建应用 |\n\
                  | 权限要求 | permission-lamp\\_read-读permission-lamp\\_write-写permission-lamp\\_read |";
    let spec = Page { basics, ..LAMP }.import().spec;
    assert_eq!((spec.apps.len(), spec.permissions.len()), (2, 2));
}

#[test]
fn what_is_no_object_in_a_list_of_objects_is_left_out() {
    let response = "| result | Lamp[] | | 灯。 |\n| name | String | a | 名。 |";
    let example = "{\"errcode\": 0, \"result\": [{\"name\": \"a\"}, [\"b\"]]}";
    let imported = Page { response, example, ..LAMP }.import();
    let shown = imported.spec.examples[0].value.response.as_ref().map(|it| it.value.clone());
    assert!(shown.is_some_and(|it| !it.contains("\"b\"")));
}

#[test]
fn a_message_without_a_code_is_told() {
    let imported = Page { errors: "| 1 | 系统错误 | x |\n| | 系统繁忙 | x |", ..LAMP }.import();
    assert!(has(&imported, Ambiguity::UnknownWord));
}

#[test]
fn a_code_without_a_message_is_told_and_left_out() {
    let imported = Page { errors: "| 1 | 系统错误 | x |\n| 2 | | x |", ..LAMP }.import();
    assert!(has(&imported, Ambiguity::Missing));
    assert_eq!(names(&imported.spec.errors), ["1"]);
}

#[test]
fn a_list_in_a_query_is_a_text() {
    let query = format!("{}\n| lamp\\_ids | String[] | 是 | L1,L2 | 灯号。 |", LAMP.query);
    let imported = Page { query: &query, ..LAMP }.import();
    let ids = imported.spec.query.get("lamp_ids");
    assert_eq!(ids.map(|it| it.page_type.as_str()), Some("String"));
    assert!(has(&imported, Ambiguity::NoPlace));
}

#[test]
fn a_parameter_of_query_and_body_is_one() {
    let query = format!("{}\n| lamp\\_id | String | 是 | L1 | 灯号。 |", LAMP.query);
    let imported = Page { query: &query, ..LAMP }.import();
    assert_eq!(names(&imported.spec.query), ["lamp_id"]);
    assert_eq!(names(&imported.spec.body).len(), 0);
    assert!(has(&imported, Ambiguity::DuplicateRow));
    let body = "| lamp | Lamp | 是 | | 灯。 |\n| lamp\\_id | String | 是 | L1 | 灯号。 |";
    let imported = Page { query: &query, body, ..LAMP }.import();
    assert_eq!(members(&imported, "Lamp"), ["lamp_id"]);
}

#[test]
fn pages_whose_offset_must_be_given_or_cannot_be_0_are_no_stream() {
    let response = "| list | String[] | [\"on\"] | 灯的状态。 |";
    let cases = [
        ("是 | 0 | 偏移量。", false),
        ("否 | 1 | 偏移量，最小为1。", false),
        ("否 | 0 | 偏移量，最小为0。", true),
    ];
    for (offset, is_stream) in cases {
        let body = format!("| offset | Number | {offset} |\n| size | Number | 否 | 1 | 大小。 |");
        let imported = Page { body: &body, response, example: "{}", ..LAMP }.import();
        assert_eq!(imported.spec.pagination.is_some(), is_stream, "{offset}");
    }
}

#[test]
fn two_types_never_become_one() {
    let response = "| result | Object | | 灯。 |\n| lamp | Result | | 灯。 |\n\
                    | name | String | a | 名。 |";
    let example = "{\"errcode\": 0, \"result\": {\"lamp\": {\"name\": \"a\"}}}";
    let imported = Page { response, example, ..LAMP }.import();
    assert_eq!(names(&imported.spec.types), ["ResultData", "ResultOutput"]);
}

#[test]
fn a_column_that_nobody_knows_is_told() {
    let page =
        LAMP.text().replace("| 名称 | 类型 | 示例值 | 描述 |", "| 名称 | 类型 | 灯色 | 描述 |");
    let findings = import_bytes(page.as_bytes(), "lamp").findings;
    let words = findings.iter().filter(|it| it.ambiguity == Ambiguity::UnknownWord);
    assert_eq!(words.map(|it| it.subject.as_str()).collect::<Vec<_>>(), ["灯色"]);
}

#[test]
fn permissions_without_the_word_in_front_are_read() {
    let page = Page { basics: "| 权限要求 | qyapi\\_lamp\\_read（读灯） |", ..LAMP };
    let permissions = page.import().spec.permissions;
    assert_eq!(
        permissions.iter().map(|it| it.value.as_str()).collect::<Vec<_>>(),
        ["qyapi_lamp_read"]
    );
    let page = Page { basics: "| 权限要求 | 读灯的权限 |", ..LAMP };
    assert!(has(&page.import(), Ambiguity::UnknownWord));
}

#[test]
fn a_forgotten_row_of_the_token_is_told_from_a_call_without_one() {
    let sample = "curl -X POST 'https://oapi.dingtalk.com/topapi/lamp/get' -d 'access_token=x'";
    let forgotten = Page { query: "", sample, ..LAMP }.import();
    assert!(forgotten.spec.credential.is_none() && has(&forgotten, Ambiguity::Missing));
    let none = Some(CredentialUse::None);
    let without = Page { query: "", ..LAMP }.import();
    assert_eq!(without.spec.credential.map(|it| it.value), none);
    let response = "| access\\_token | String | x | 凭证。 |";
    let given = Page { query: "", sample, response, ..LAMP }.import();
    assert_eq!(given.spec.credential.map(|it| it.value), none);
}

#[test]
fn a_form_in_parts_is_told() {
    let sample = "curl -X POST 'https://oapi.dingtalk.com/topapi/lamp/get?access_token=x' \\\n\
                  -F lamp_id=L1 -F 'picture=@lamp.png'";
    assert!(has(&Page { sample, ..LAMP }.import(), Ambiguity::NoPlace));
}

#[test]
fn of_two_answers_the_one_of_success_is_the_example() {
    let failed = "{\n  \"errcode\": 7,\n  \"errmsg\": \"}\"\n}";
    let fine = "{\n  \"errcode\": 0,\n  \"result\": \"on\"\n}";
    for example in [
        format!("{failed}\n\n{fine}"),
        format!("{fine}\n失败：\n{failed}"),
        format!("成功：\n{fine}\n\n失败：\n{failed}"),
    ] {
        let imported = Page { example: &example, ..LAMP }.import();
        let shown = imported.spec.examples[0].value.response.as_ref().map(|it| it.value.clone());
        assert!(shown.is_some_and(|it| it.contains("\"on\"")), "{example}");
        assert_eq!(names(&imported.spec.response), ["result"], "{example}");
    }
}

#[test]
fn an_example_with_nothing_in_it_is_none() {
    let imported = Page { example: " ", ..LAMP }.import();
    assert!(has(&imported, Ambiguity::NoExample) && !has(&imported, Ambiguity::ExampleSyntax));
}

#[test]
fn names_that_end_alike_are_told_apart() {
    let response = "| self | String | x | 灯。 |\n| Self | String | x | 灯。 |";
    let imported = Page { response, example: "{}", ..LAMP }.import();
    let own: Vec<Option<String>> = imported
        .spec
        .response
        .iter()
        .map(|(_, it)| it.name.as_ref().map(|name: &At<String>| name.value.clone()))
        .collect();
    assert_eq!(own, [None, Some("self_2".to_owned())]);
}

#[test]
fn what_the_page_leaves_open_gets_no_members_from_an_example() {
    for word in ["Json", "JSON Object", "Map", "Object"] {
        let response = format!("| result | {word} | | 灯，以灯号为名。 |");
        let example =
            "{\"errcode\": 0, \"result\": {\"L1\": {\"on\": true}, \"L2\": {\"on\": true}}}";
        let imported = Page { response: &response, example, ..LAMP }.import();
        assert!(imported.spec.types.iter().next().is_none(), "{word}");
        assert_eq!(imported.statistics.keys, imported.statistics.supported, "{word}");
    }
}

#[test]
fn rows_without_a_header_are_told() {
    let page =
        LAMP.text().replace("| 名称 | 类型 | 示例值 | 描述 |\n| --- | --- | --- | --- |\n", "");
    assert!(has(&import_bytes(page.as_bytes(), "lamp"), Ambiguity::UnknownTable));
}

#[test]
fn a_second_table_of_the_query_is_the_body() {
    let query = format!(
        "{}\n\n| 名称 | 类型 | 是否必填 | 示例值 | 描述 |\n| --- | --- | --- | --- | --- |\n\
                         | lamp\\_id | String | 是 | L1 | 灯号。 |",
        LAMP.query
    );
    let imported = Page { query: &query, body: "", ..LAMP }.import();
    assert_eq!(names(&imported.spec.body), ["lamp_id"]);
}

#[test]
fn a_list_called_list_has_items() {
    let response = "| result | Object | | 灯。 |\n| list | Object[] | | 灯的列表。 |\n| id | String | 1 | 灯号。 |";
    let example = "{\"errcode\": 0, \"result\": {\"list\": [{\"id\": \"1\"}]}}";
    let imported = Page { response, example, ..LAMP }.import();
    assert!(names(&imported.spec.types).contains(&"Item"));
}

/// The wire names of the members of a type.
fn members<'a>(imported: &'a Imported, ty: &str) -> Vec<&'a str> {
    imported.spec.types.get(ty).map(|it| names(&it.fields)).unwrap_or_default()
}

#[test]
fn translations_stand_beside_what_they_translate() {
    let response = "| result | Object | | 灯。 |\n| title | String | a | 名。 |\n\
                    | rooms | Room[] | | 房间。 |\n| title\\_i18n | Json | {} | 各语言的名。 |";
    let imported = Page { response, example: "{}", ..LAMP }.import();
    assert_eq!(members(&imported, "ResultData"), ["title", "rooms", "title_i18n"]);
}

/// Sends a lamp of a room with a bulb; the class of the bulb is filled, but the bulb is sent nowhere.
const FORGOTTEN: &str = "OapiLampAddRequest req = new OapiLampAddRequest();\n\
                         Lamp lamp = new Lamp();\n\
                         lamp.setName(\"L\");\n\
                         Bulb bulb = new Bulb();\n\
                         bulb.setWatts(5L);\n\
                         bulb.setName(\"B\");\n\
                         req.setLamp(lamp);\n\
                         req.setRoom(\"hall\");\n\
                         client.execute(req, token);";

#[test]
fn an_object_that_a_sample_forgets_to_send_shows_where_its_members_end() {
    let body = "| lamp | Lamp | 是 | | 灯。 |\n| name | String | 是 | L | 名。 |\n\
                | bulbs | Bulb[] | 是 | | 灯泡。 |\n| watts | Number | 是 | 5 | 瓦。 |\n\
                | name | String | 是 | B | 名。 |\n| socket | Socket | 是 | | 灯座。 |\n\
                | kind | String | 是 | E27 | 种类。 |\n| room | String | 是 | hall | 房间。 |";
    let imported = Page { body, language: "Java", sample: FORGOTTEN, ..LAMP }.import();
    assert_eq!(members(&imported, "Bulb"), ["watts", "name"]);
    assert_eq!(members(&imported, "Lamp"), ["name", "bulbs", "socket"]);
    assert_eq!(names(&imported.spec.body), ["lamp", "room"]);
}

#[test]
fn an_object_that_a_form_sends_as_a_text_shows_its_members() {
    let body = "| lamp | Lamp | 是 | | 灯。 |\n| bulbs | Bulb[] | 是 | | 灯泡。 |\n\
                | watts | Number | 是 | 5 | 瓦。 |\n| name | String | 否 | L | 名。 |\n\
                | room | String | 是 | hall | 房间。 |";
    let sample = "curl -X POST 'https://oapi.dingtalk.com/topapi/lamp/get' -d 'access_token=x' \\\n\
                  -d 'lamp={\"bulbs\":[{\"watts\":5}],\"name\":\"L\"}' -d 'room=hall'";
    let imported = Page { body, sample, ..LAMP }.import();
    assert_eq!(members(&imported, "Bulb"), ["watts"]);
    assert_eq!(members(&imported, "Lamp"), ["bulbs", "name"]);
}

#[test]
fn an_example_value_shows_where_the_members_of_its_row_end() {
    let body = "| lamp | Object | 是 | {\"watts\": 5, \"name\": \"L\"} | 灯。 |\n\
                | watts | Number | 是 | 5 | 瓦。 |\n| name | String | 是 | L | 名。 |\n\
                | room | String | 是 | hall | 房间。 |";
    let imported = Page { body, ..LAMP }.import();
    assert_eq!(members(&imported, "Lamp"), ["watts", "name"]);
    assert_eq!(names(&imported.spec.body), ["lamp", "room"]);
}

#[test]
fn what_need_not_be_sent_stays_where_it_is_though_a_sample_leaves_it_out() {
    let body = "| lamp | Lamp | 是 | | 灯。 |\n| name | String | 是 | L | 名。 |\n\
                | note | String | 否 | x | 备注。 |\n| room | String | 是 | hall | 房间。 |";
    let imported = Page { body, language: "Java", sample: FORGOTTEN, ..LAMP }.import();
    assert_eq!(members(&imported, "Lamp"), ["name", "note"]);
}

#[test]
fn objects_of_which_one_is_chosen_stand_beside_the_row_that_chooses() {
    for kind in [
        "| kind | String | 是 | link | 种类：link、note或card。 |",
        "| kind | String | 是 | | 种类： - **link**：链接 - **note**：文字 - **card**：卡片 |",
    ] {
        let body = format!(
            "| lamp\\_id | String | 是 | L1 | 灯号。 |\n{kind}\n\
             | link | Object | 否 | | 链接。 |\n| title | String | 是 | a | 题。 |\n\
             | note | Note | 否 | | 文字。 |\n| title | String | 是 | a | 题。 |\n\
             | card | Object | 否 | | 卡片。 |\n| url | String | 是 | a | 址。 |"
        );
        let imported = Page { body: &body, ..LAMP }.import();
        assert_eq!(names(&imported.spec.body), ["lamp_id", "kind", "link", "note", "card"]);
        assert_eq!(members(&imported, "Link"), ["title"]);
        assert_eq!(members(&imported, "Card"), ["url"]);
    }
}

#[test]
fn an_object_that_a_sample_chooses_but_does_not_send_stands_beside_the_row_that_chooses() {
    let body = "| kind | String | 是 | link | 种类。 |\n\
                | link | Link | 否 | | 链接。 |\n| title | String | 是 | a | 题。 |\n\
                | note | Note | 否 | | 文字。 |\n| title | String | 是 | a | 题。 |";
    let sample = "OapiLampGetRequest req = new OapiLampGetRequest();\n\
                  req.setKind(\"note\");\nreq.setKind(\"link\");\nLink link = new Link();\n\
                  link.setTitle(\"a\");\nreq.setLink(link);\nclient.execute(req, token);";
    let imported = Page { body, language: "Java", sample, ..LAMP }.import();
    assert_eq!(names(&imported.spec.body), ["kind", "link", "note"]);
    let sample = "{\"kind\": \"note\"}";
    let imported = Page { body, language: "JSON", sample, ..LAMP }.import();
    assert_eq!(names(&imported.spec.body), ["kind", "link", "note"]);
}

#[test]
fn a_row_in_the_middle_that_the_example_lacks_stays_where_it_is() {
    let response = "| result | Lamp | | 灯。 |\n| bulbs | Bulb[] | | 灯泡。 |\n\
                    | id | String | 1 | 号。 |\n| note | String | a | 备注。 |\n\
                    | rooms | Room[] | | 房间。 |\n| name | String | a | 名。 |";
    let example = "{\"errcode\": 0, \"result\": {\"bulbs\": [{\"id\": \"1\"}], \
                   \"rooms\": [{\"name\": \"a\"}]}}";
    let imported = Page { response, example, ..LAMP }.import();
    assert_eq!(members(&imported, "Bulb"), ["id", "note"]);
}

#[test]
fn a_type_inside_itself_takes_no_members_from_itself() {
    let body = "| lamp | Lamp | 是 | | 灯。 |\n| id | String | 是 | 1 | 号。 |\n\
                | watts | Number | 否 | 1 | 瓦。 |\n| spare | Lamp | 否 | | 备用的灯。 |\n\
                | id | String | 是 | 2 | 号。 |";
    let imported = Page { body, ..LAMP }.import();
    assert_eq!(members(&imported, "Lamp"), ["id", "watts", "spare"]);
}

#[test]
fn a_type_that_lists_itself_is_one_type() {
    let response = "| result | Lamp | | 灯。 |\n| name | String | a | 名。 |\n\
                    | spares | Lamp[] | | 备用的灯，同上。 |";
    let example = "{\"errcode\": 0, \"result\": {\"name\": \"a\", \"spares\": \
                   [{\"name\": \"b\", \"spares\": [{\"name\": \"c\"}]}]}}";
    let imported = Page { response, example, ..LAMP }.import();
    assert_eq!(names(&imported.spec.types), ["Lamp"]);
    assert_eq!(
        imported.spec.types.iter().next().map(|(_, it)| names(&it.fields)),
        Some(vec!["name", "spares"])
    );
    assert_eq!(imported.findings.len(), 1);
    assert_eq!(imported.statistics.keys, imported.statistics.supported);
    let alone = Page { response: &response.replace("[]", ""), example: "{}", ..LAMP }.import();
    let spare = alone.spec.types.get("Lamp").and_then(|it| it.fields.get("spares"));
    assert_eq!(spare.map(|it| it.page_type.as_str()), Some("Json"));
}

#[test]
fn a_type_that_is_described_once_is_the_same_everywhere() {
    let response = "| result | Lamp | | 灯。 |\n| on | Moment | | 开时。 |\n\
                    | hour | Number | 1 | 时。 |\n| minute | Number | 1 | 分。 |\n\
                    | off | Moment | | 关时。 |";
    let example = "{\"errcode\": 0, \"result\": {\"on\": {\"hour\": 1, \"minute\": 2}, \
                   \"off\": {\"hour\": 1, \"minute\": 2}}}";
    let imported = Page { response, example, ..LAMP }.import();
    assert_eq!(names(&imported.spec.types), ["Lamp", "Moment"]);
    assert_eq!(members(&imported, "Lamp"), ["on", "off"]);
    assert_eq!(imported.findings.len(), 1);
    let response = "| result | Lamp | | 灯。 |\n| on | Moment[] | | 开时。 |\n\
                    | off | Moment | | 关时。 |\n| hour | Number | 1 | 时。 |\n\
                    | minute | Number | 1 | 分。 |";
    let imported = Page { response, example, ..LAMP }.import();
    assert_eq!(names(&imported.spec.types), ["Lamp", "Moment"]);
    assert_eq!(members(&imported, "Moment"), ["hour", "minute"]);
}

#[test]
fn marks_in_front_of_names_tell_their_depth() {
    let response = "| result | Object | | 灯。 |\n| └ bulbs | Object[] | | 灯泡。 |\n\
                    | └└ watts | Number | 1 | 瓦。 |\n| └ on | Boolean | true | 亮。 |\n\
                    | more | Boolean | true | 还有。 |";
    let imported = Page { response, example: "{}", ..LAMP }.import();
    assert_eq!(members(&imported, "Bulb"), ["watts"]);
    assert_eq!(members(&imported, "ResultData"), ["bulbs", "on"]);
    assert_eq!(names(&imported.spec.response), ["result", "more"]);
}

#[test]
fn an_example_knows_better_than_marks() {
    let response = "| result | Object | | 灯。 |\n| └ bulbs | Object[] | | 灯泡。 |\n\
                    | └ watts | Number | 1 | 瓦。 |\n| └ on | Boolean | true | 亮。 |";
    let example = "{\"errcode\": 0, \"result\": {\"bulbs\": [{\"watts\": 1}], \"on\": true}}";
    let imported = Page { response, example, ..LAMP }.import();
    assert_eq!(members(&imported, "Bulb"), ["watts"]);
    assert_eq!(members(&imported, "ResultData"), ["bulbs", "on"]);
}

#[test]
fn paths_as_names_tell_the_objects_around_them() {
    let body = "| lamp | Object | 是 | | 灯。 |\n| lamp.bulbs | Object[] | 是 | | 灯泡。 |\n\
                | lamp.bulbs.watts | Number | 是 | 5 | 瓦。 |\n\
                | lamp.note | String | 否 | x | 备注。 |\n| room.name | String | 是 | a | 名。 |";
    let imported = Page { body, ..LAMP }.import();
    assert_eq!(names(&imported.spec.body), ["lamp", "room"]);
    assert_eq!(members(&imported, "Lamp"), ["bulbs", "note"]);
    assert_eq!(members(&imported, "Bulb"), ["watts"]);
    assert!(has(&imported, Ambiguity::Wrapper));
    assert_eq!(imported.statistics.rows, imported.statistics.placed);
}

#[test]
fn a_key_with_a_dot_inside_is_no_path() {
    let response = "| lamp.id | String | L1 | 灯号。 |";
    let example = "{\"errcode\": 0, \"lamp.id\": \"L1\"}";
    let imported = Page { response, example, ..LAMP }.import();
    assert_eq!(names(&imported.spec.response), ["lamp.id"]);
}

#[test]
fn a_key_that_is_written_in_two_ways_is_told() {
    let response = "| result | Lamp[] | | 灯。 |\n| lamp\\_id | String | 1 | 号。 |";
    let example = "{\"errcode\": 0, \"result\": [{\"lamp_id\": \"1\"}, {\"lampId\": \"2\"}]}";
    assert!(has(&Page { response, example, ..LAMP }.import(), Ambiguity::Spelling));
}

#[test]
fn a_list_in_an_object_of_its_own_is_that_list() {
    let response = "| result | String[] | | 灯号。 |";
    let example = "{\"errcode\": 0, \"result\": {\"string\": [\"L1\", \"L2\"]}}";
    let imported = Page { response, example, ..LAMP }.import();
    let shown = imported.spec.examples[0].value.response.as_ref().map(|it| it.value.clone());
    assert!(shown.is_some_and(|it| it.contains("\"result\": [\"L1\", \"L2\"]")));
}

#[test]
fn an_item_that_is_null_is_left_out_and_told() {
    let response = "| result | String[] | | 灯号。 |";
    let example = "{\"errcode\": 0, \"result\": [\"L1\", null]}";
    let imported = Page { response, example, ..LAMP }.import();
    let example = &imported.spec.examples[0].value;
    assert!(example.response.as_ref().is_some_and(|it| it.value.contains("\"result\": [\"L1\"]")));
    assert_eq!(example.repaired.len(), 1);
}

#[test]
fn an_answer_without_anything_is_no_example() {
    let imported = Page { example: "{}", ..LAMP }.import();
    assert!(has(&imported, Ambiguity::NoExample) && imported.spec.examples.is_empty());
}

#[test]
fn a_number_as_a_program_writes_it_is_one() {
    let response = "| result | Number | 12L | 灯数。 |";
    let example = "{\"errcode\": 0, \"result\": \"12L\"}";
    let imported = Page { response, example, ..LAMP }.import();
    let example = &imported.spec.examples[0].value;
    assert!(example.response.as_ref().is_some_and(|it| it.value.contains("\"result\": 12")));
    assert_eq!(example.repaired.len(), 1);
}

#[test]
fn a_number_that_no_answer_can_have_is_left_out_and_told() {
    let response = "| result | Number | 1 | 灯数。 |\n| watts | Number | 1 | 瓦。 |";
    let example = "{\"errcode\": 0, \"result\": 12345678901234567890, \"watts\": 5}";
    let imported = Page { response, example, ..LAMP }.import();
    let example = &imported.spec.examples[0].value;
    assert!(example.response.as_ref().is_some_and(|it| !it.value.contains("result")));
    assert_eq!(example.repaired.len(), 1);
}

#[test]
fn what_a_gateway_puts_around_an_answer_is_taken_off() {
    let example = "{\"lamp_get_response\": {\"errcode\": 0, \"result\": \"on\"}}";
    let imported = Page { example, ..LAMP }.import();
    let spec = &imported.spec;
    assert_eq!(spec.returns.value, "result");
    assert_eq!(spec.response.iter().len(), 1);
    assert_eq!(
        imported.findings.iter().map(|it| it.ambiguity).collect::<Vec<_>>(),
        [Ambiguity::PageAddress, Ambiguity::Wrapper]
    );
}
