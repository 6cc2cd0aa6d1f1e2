//! The JSON Schema of the format, judged by a validator that knows nothing of the generator.

use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;

use crate::support::workspace;

/// What the committed schema says, which `generate --check` keeps equal to the generated one.
fn validator() -> Validator {
    let text = fs::read_to_string(workspace().join("spec/schema.json")).expect("it is committed");
    let schema: Value = serde_json::from_str(&text).expect("it is JSON");
    jsonschema::draft202012::meta::validate(&schema).expect("it is a schema");
    jsonschema::validator_for(&schema).expect("it is a schema")
}

fn yaml(path: &Path) -> Option<Value> {
    serde_saphyr::from_str(&fs::read_to_string(path).ok()?).ok()
}

/// The problems of shape that only a reader of YAML can see, or no reader of JSON.
const BEYOND_A_SCHEMA: [&str; 17] = [
    "alias.yaml",
    "anchor.yaml",
    "colon_in_text.yaml",
    "comments_only.yaml",
    "cut.yaml",
    "cut_flow.yaml",
    "duplicate_after_unicode.yaml",
    "duplicate_key.yaml",
    "empty.yaml",
    "indented_too_far.yaml",
    "merge_key.yaml",
    "not_utf8.yaml",
    "nul_byte.yaml",
    "tab.yaml",
    "tag.yaml",
    "two_documents.yaml",
    "yes_for_true.yaml",
];

#[test]
fn the_committed_specs_and_all_valid_cases_pass_the_schema() {
    let validator = validator();
    let mut passed = 0;
    for folder in ["spec", "tests/cases/valid"] {
        for file in xtask::tree::read_specs(&workspace(), folder).expect("it can be read") {
            let value: Value = serde_saphyr::from_str(file.text()).expect("it is YAML");
            let problems: Vec<String> =
                validator.iter_errors(&value).map(|it| it.to_string()).collect();
            assert_eq!(problems, [""; 0], "{}", file.path);
            passed += 1;
        }
    }
    assert!(passed > 20);
}

#[test]
fn malformed_cases_that_a_schema_can_see_fail_it() {
    let validator = validator();
    let mut failed = 0;
    for case in ["global_class", "global_codes", "global_name"] {
        let path = format!("tests/cases/invalid/together/{case}/global-errors.yaml");
        let value = yaml(&workspace().join(path)).expect("it is YAML");
        assert!(!validator.is_valid(&value), "{case} passes the schema");
    }
    let folder = workspace().join("tests/cases/invalid/shape");
    for entry in fs::read_dir(folder).expect("it can be listed") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        if BEYOND_A_SCHEMA.contains(&name.as_str()) {
            continue;
        }
        let value =
            yaml(&path).unwrap_or_else(|| panic!("{name} is no YAML, so no schema sees it"));
        assert!(!validator.is_valid(&value), "{name} passes the schema");
        failed += 1;
    }
    assert!(failed > 10);
}
