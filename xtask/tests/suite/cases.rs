//! Small specs and what becomes of them: the resolved model, the models and the client. Each case is
//! one construct of the format. That the code compiles is shown by `tests/bindings`, which hold the
//! same code as real crates.

use xtask::api::{
    self, Api, Construction, Direction, Endpoint, Field, Limits, Presence, Record, Returns, Type,
};
use xtask::checked::{Checked, check_files};
use xtask::emit::{Artefact, Layout, emit};
use xtask::spec::File;

use crate::support::{valid, workspace};

/// What a folder of specs becomes.
fn resolve(folder: &str) -> (Api, Vec<Artefact>) {
    let Checked { files, specs, .. } = valid(folder);
    let api = api::resolve(&specs, &files);
    let artefacts = emit(&api, &Layout::release());
    (api, artefacts)
}

/// The generated text that comes from a spec file or a folder of them.
fn text_of<'a>(artefacts: &'a [Artefact], krate: &str, source: &str) -> &'a str {
    let found = artefacts.iter().find(|it| it.source == source && it.path.contains(krate));
    &found.unwrap_or_else(|| panic!("nothing comes from {source}")).text
}

#[test]
fn every_construct_resolves_and_becomes_code() {
    let (api, artefacts) = resolve("tests/cases/valid");
    insta::glob!("../../../tests/cases/valid", "**/*.yaml", |path| {
        let root = workspace().join("tests/cases/valid").canonicalize().expect("it is there");
        let path = path.strip_prefix(root).expect("it is below").with_extension("");
        let name = path.to_string_lossy().into_owned();
        if name != "common" && name != "global-errors" {
            let endpoint = api.endpoints().find(|it| it.name == name).expect("it was resolved");
            let models = text_of(&artefacts, "models", &endpoint.source.path);
            snapshot("case", &format!("{}\n{models}", describe(endpoint)));
        }
    });
}

#[test]
fn every_group_becomes_a_client() {
    let (_, artefacts) = resolve("tests/cases/valid");
    for group in ["async", "bodies", "names", "payload", "shapes"] {
        let source = format!("tests/cases/valid/{group}");
        snapshot(&format!("client_{group}"), text_of(&artefacts, "client", &source));
    }
}

#[test]
fn the_roots_of_both_crates_list_what_they_have() {
    let (_, artefacts) = resolve("tests/cases/valid");
    for (krate, file) in [
        ("models", "src/lib.rs"),
        ("models", "Cargo.toml"),
        ("models", "src/gateway.rs"),
        ("models", "src/global.rs"),
        ("client", "src/groups.rs"),
        ("client", "src/groups/ungrouped.rs"),
        ("client", "Cargo.toml"),
    ] {
        let path = format!("crates/dingtalk-{krate}/{file}");
        let text = &artefacts.iter().find(|it| it.path == path).expect("it is generated").text;
        snapshot(&format!("root_{krate}_{}", file.replace('/', "_")), text);
    }
}

#[test]
fn the_real_page_becomes_bindings() {
    let (api, artefacts) = resolve("spec");
    let endpoint = api.endpoints().find(|it| it.name == "extcontact/get").expect("it is there");
    let models = text_of(&artefacts, "models", &endpoint.source.path);
    let client = text_of(&artefacts, "client", "spec/extcontact");
    snapshot("extcontact_get", &format!("{}\n{models}\n{client}", describe(endpoint)));
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ snapshot_path => "snapshots/valid", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn an_address_in_prose_keeps_the_brackets_that_belong_to_it() {
    let mut files = valid("spec").files;
    let page = files.iter_mut().find(|it| it.name == "extcontact/get").expect("it is there");
    let doc = "See (https://a.example/b_(c)), https://a.example/(d, and https://a.example/e).";
    let text = page.text().replace("doc: Job title.", &format!("doc: '{doc}'"));
    *page = File::new("spec", "extcontact/get.yaml", text.into_bytes());
    let Checked { files, specs, problems } = check_files(files);
    assert_eq!(problems, []);
    let artefacts = emit(&api::resolve(&specs, &files), &Layout::release());
    let models = text_of(&artefacts, "models", "spec/extcontact/get.yaml");
    let models = models.replace("\n        /// ", " ").replace("\n    /// ", " ");
    for address in ["<https://a.example/b_(c)>", "<https://a.example/(d>", "<https://a.example/e>"]
    {
        assert!(models.contains(address), "{address} is not in {models}");
    }
}

#[test]
fn an_example_of_very_many_members_is_left_out() {
    let mut files = valid("tests/cases/valid").files;
    let name = "bodies/deeply_required";
    let page = files.iter_mut().find(|it| it.name == name).expect("it is there");
    let member =
        |number| format!("      stop{number}:\n        type: Place\n        required: true\n");
    let members: String = (0..30).map(member).collect();
    let text = page.text().replace("      stops:\n", &format!("{members}      stops:\n"));
    *page = File::new("tests/cases/valid", &format!("{name}.yaml"), text.into_bytes());
    let Checked { files, specs, problems } = check_files(files);
    assert_eq!(problems, []);
    let artefacts = emit(&api::resolve(&specs, &files), &Layout::release());
    let client = text_of(&artefacts, "client", "tests/cases/valid/bodies");
    assert!(client.contains("fn deeply_required"));
    assert!(!client.contains("OrderInit"), "{client}");
}

#[test]
fn a_page_is_as_large_as_the_smallest_that_its_endpoint_takes() {
    let mut files = valid("tests/cases/valid").files;
    let page = files.iter_mut().find(|it| it.name == "payload/whole_pages").expect("it is there");
    let doc = "    doc: How many items a page has.\n";
    let text = page.text().replace(doc, &format!("    min: 50\n{doc}"));
    *page = File::new("tests/cases/valid", "payload/whole_pages.yaml", text.into_bytes());
    let Checked { files, specs, problems } = check_files(files);
    assert_eq!(problems, []);
    let api = api::resolve(&specs, &files);
    let endpoint = api.endpoints().find(|it| it.name == "payload/whole_pages");
    let pagination = endpoint.and_then(|it| it.pagination.as_ref()).expect("it has pages");
    assert_eq!(pagination.default_size, 50);
}

#[test]
fn the_same_specs_become_the_same_bytes() {
    assert_eq!(resolve("tests/cases/valid").1, resolve("tests/cases/valid").1);
}

#[test]
fn generated_lines_fit_and_items_are_apart() {
    let (_, artefacts) = resolve("tests/cases/valid");
    for artefact in artefacts.iter().filter(|it| it.path.contains("/src/")) {
        let mut before = "";
        for line in artefact.text.lines() {
            let breakable =
                !line.contains('"') && !line.contains("https://") && !line.starts_with("// Source");
            assert!(line.chars().count() <= 100 || !breakable, "{}: {line}", artefact.path);
            let is_item =
                ["#[", "///", "fn ", "impl", "pub "].iter().any(|it| line.trim().starts_with(it));
            assert!(
                (before != "}" || line.is_empty()) && !(before.ends_with([';', '}']) && is_item)
                    || before.starts_with("pub mod") && line.starts_with("pub mod"),
                "{}: no blank line before {line}",
                artefact.path
            );
            // Examples in documentation are code too.
            before = if line.trim().starts_with("///") { "" } else { line };
        }
        syn::parse_file(&artefact.text)
            .unwrap_or_else(|error| panic!("{}: {error}", artefact.path));
    }
}

/// The resolved model of an endpoint, for a reader.
fn describe(endpoint: &Endpoint) -> String {
    let mut text = String::new();
    let module = endpoint.module.join("::");
    let mut say = |line: String| text += &(line + "\n");
    say(format!("{} -> {module}, method {}", endpoint.name, endpoint.method));
    say(format!(
        "{:?} {} as {:?}, credential {:?}, idempotent {}",
        endpoint.http_method,
        endpoint.path,
        endpoint.encoding,
        endpoint.credential,
        endpoint.idempotent
    ));
    say(format!("apps {:?}, permissions {:?}", endpoint.apps, endpoint.permissions));
    match &endpoint.returns {
        Returns::Key { key, ty } => say(format!("returns {key}: {}", type_text(ty))),
        Returns::Whole => say("returns all".to_owned()),
        Returns::Nothing => say("returns nothing".to_owned()),
    }
    if let Some(pagination) = &endpoint.pagination {
        say(format!("pages {pagination:?}"));
    }
    for shared in &endpoint.shared {
        say(format!("shares {shared:?}"));
    }
    for code in &endpoint.codes {
        say(format!("code {:?} {} {:?}", code.entry.code, code.name, code.entry.class));
    }
    for record in [&endpoint.request, &endpoint.response].into_iter().chain(&endpoint.types) {
        say(describe_record(record));
    }
    text
}

fn describe_record(record: &Record) -> String {
    let made = match &record.construction {
        Construction::Default => "default".to_owned(),
        Construction::New => "new".to_owned(),
        Construction::Init(name) => name.clone(),
        Construction::Decoded => "decoded".to_owned(),
    };
    let direction = match record.direction {
        Direction::Request => "sent",
        Direction::Response => "received",
    };
    let fields: String = record.fields.iter().map(describe_field).collect();
    format!("{} <- {} ({direction}, {made})\n{fields}", record.name, record.page_name)
}

fn describe_field(field: &Field) -> String {
    let presence = match field.presence {
        Presence::Required => "",
        Presence::Optional => "?",
        Presence::List => "*",
    };
    let limits = if field.limits == Limits::default() {
        String::new()
    } else {
        format!(" {:?}", field.limits)
    };
    format!(
        "  {}{presence}: {} <- {} {} in {:?}, line {}{limits}\n",
        field.name,
        type_text(&field.ty),
        field.wire,
        field.page_type,
        field.place,
        field.source.line
    )
}

fn type_text(ty: &Type) -> String {
    format!("{ty:?}")
}
