//! No word of a page breaks a document: with odd words in the specs it has the same parts as with tame
//! ones.

use pulldown_cmark::{Event, Parser};
use xtask::verb::diff::{Format, Options};
use xtask::verb::release;

use super::repository::Repository;

/// A spec in which a page's words stand wherever they may: `FIELD`, `CODE`, `WORD`.
const SPEC: &str = r#"docs:
  en: "https://help.example/a_(b)"
summary: Fetches an item.
method: POST
path: /topapi/demo/get
permissions: ["WORD"]
body:
  "FIELD":
    type: String
    doc: "WORD"
    example: "WORD"
  size:
    type: String
    together_with: ["FIELD"]
    doc: A size.
response:
  "FIELD":
    type: Item
    doc: "WORD"
returns: "FIELD"
types:
  Item:
    doc: "WORD"
    fields:
      "FIELD":
        type: String
        doc: "WORD"
errors:
  "CODE":
    name: Odd
    message:
      en: "WORD"
    remedy: "WORD"
"#;

/// A spec with a field, a code and a word.
fn spec([field, code, word]: [&str; 3]) -> String {
    SPEC.replace("FIELD", field).replace("CODE", code).replace("WORD", word)
}

const BEFORE: [&str; 3] = ["user_id", "33012", "tame"];
const TAME: [&str; 3] = ["user", "isv.a", "tamer"];
const ODD: [&str; 3] = [
    "us`er|<b>*x*",
    "isv.`a|<!--</details>",
    "``o`dd|\\n\\n## <script>\\n- ![x](y)\\n```\\n<!-- cargo xtask release: end of -->",
];

/// What a document consists of, without its words.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for event in Parser::new(text) {
        let part = match event {
            Event::Text(_) => "text".to_owned(),
            Event::Code(_) => "code".to_owned(),
            other => format!("{other:?}"),
        };
        if part != "text" || parts.last() != Some(&part) {
            parts.push(part);
        }
    }
    parts
}

fn changed(words: [&str; 3]) -> Repository {
    let it = Repository::committed();
    it.write("Cargo.toml", "[workspace.package]\nversion = \"0.1.0\"\n");
    it.write("spec/demo/get.yaml", &spec(BEFORE));
    it.commit();
    it.git(&["tag", "v0.1.0"]);
    it.write("spec/demo/get.yaml", &spec(words));
    it
}

fn report(words: [&str; 3]) -> String {
    let options =
        Options { old: Some("v0.1.0".to_owned()), format: Format::Markdown, ..Options::default() };
    let text = changed(words).diff(&options).expect("it can be compared").1;
    // What a commit is called differs.
    text.lines().filter(|it| !it.contains("spec/ at ")).collect::<Vec<_>>().join("\n")
}

fn changelog(words: [&str; 3]) -> String {
    let it = changed(words);
    let options = release::Options { date: "2026-02-01".to_owned(), check: false };
    let (_, text) = it.release(&options).expect("it works");
    assert!(text.contains("wrote CHANGELOG.md"), "{text}");
    let once = it.read("CHANGELOG.md");
    it.release(&options).expect("it works");
    assert_eq!(it.read("CHANGELOG.md"), once);
    // What was generated has another hash.
    let line = |line: &str| line.split("end of").next().unwrap_or_default().to_owned();
    once.lines()
        .map(|it| if it.starts_with("<!--") { line(it) } else { it.to_owned() } + "\n")
        .collect()
}

#[test]
fn a_report_has_the_same_parts_whatever_the_words() {
    let (tame, odd) = (report(TAME), report(ODD));
    assert_eq!(parts(&tame), parts(&odd), "{odd}");
    assert!(odd.contains("## <script>"), "{odd}");
}

#[test]
fn a_changelog_has_the_same_parts_whatever_the_words() {
    let (tame, odd) = (changelog(TAME), changelog(ODD));
    assert_eq!(parts(&tame), parts(&odd), "{odd}");
}
