//! Small specs and what becomes of them: the resolved model, the models and the client. Each case is
//! one construct of the format. The code is snapshots in the crates of `tests/bindings`, which are
//! compiled.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use xtask::api::{
    self, Api, Construction, Direction, Endpoint, Field, Limits, Presence, Record, Returns, Type,
    names,
};
use xtask::checked::{Checked, check_files};
use xtask::emit::{Artefact, Layout, Package, emit};
use xtask::spec::File;
use xtask::ui::shown_difference;

use crate::support::{valid, workspace};

/// What a folder of specs becomes.
fn resolve(folder: &str, layout: &Layout) -> (Api, Vec<Artefact>) {
    let Checked { files, specs, .. } = valid(folder);
    let api = api::resolve(&specs, &files);
    let artefacts = emit(&api, layout);
    (api, artefacts)
}

/// The crates of the valid cases.
fn bindings() -> Layout {
    let package = |name: &str| Package {
        name: format!("case-{name}"),
        folder: format!("tests/bindings/{name}"),
    };
    Layout { models: package("models"), client: package("client") }
}

/// The generated text that comes from a spec file or a folder of them.
fn text_of<'a>(artefacts: &'a [Artefact], krate: &str, source: &str) -> &'a str {
    let found = artefacts.iter().find(|it| it.source == source && it.path.contains(krate));
    &found.unwrap_or_else(|| panic!("nothing comes from {source}")).text
}

#[test]
fn every_construct_resolves() {
    let (api, _) = resolve("tests/cases/valid", &bindings());
    insta::glob!("../../../tests/cases/valid", "**/*.yaml", |path| {
        let root = workspace().join("tests/cases/valid").canonicalize().expect("it is there");
        let path = path.strip_prefix(root).expect("it is below").with_extension("");
        let name = path.to_string_lossy().into_owned();
        if name != "common" && name != "global-errors" {
            let endpoint = api.endpoints().find(|it| it.name == name).expect("it was resolved");
            snapshot("case", &describe(endpoint));
        }
    });
}

#[test]
fn every_construct_becomes_code() {
    let (_, artefacts) = resolve("tests/cases/valid", &bindings());
    let mut made = BTreeSet::new();
    for artefact in artefacts.iter().filter(|it| it.path.contains("/src/")) {
        assert_eq!(artefact.fault, None, "{}", artefact.path);
        let path = workspace().join(&artefact.path);
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        let code = with_paths(&path, &artefact.text);
        let snapshot = path.with_extension("snap.rs");
        // Insta only names the files that differ.
        let old = fs::read_to_string(&snapshot).unwrap_or_default();
        print!("{}", shown_difference(&old, &code, "snapshot", "generated"));
        insta::with_settings!({
            snapshot_path => path.parent().expect("it has a folder"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_binary_snapshot!(&name, code.into_bytes());
        });
        made.insert(snapshot);
    }
    assert_eq!(snapshots(), made, "a case is gone: delete the snapshots that nothing makes");
}

/// The code of a file that declares modules, with the path of each: insta ends the name of a file in
/// `.snap.rs`.
fn with_paths(path: &Path, text: &str) -> String {
    let stem = path.file_stem().expect("it has a name").to_string_lossy();
    let folder = if stem == "lib" { String::new() } else { format!("{stem}/") };
    let line = |line: &str| {
        let module = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ");
        module.and_then(|it| it.strip_suffix(";\n")).map_or(line.to_owned(), |module| {
            format!("#[path = \"{folder}{}.snap.rs\"]\n{line}", names::bare(module))
        })
    };
    text.split_inclusive('\n').map(line).collect()
}

/// Every snapshot of code that there is.
fn snapshots() -> BTreeSet<PathBuf> {
    let mut folders = vec![workspace().join("tests/bindings")];
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("it can be listed") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".snap.rs") {
                found.insert(path);
            }
        }
    }
    found
}

#[test]
fn the_manifests_of_both_crates_list_what_they_have() {
    let (_, artefacts) = resolve("tests/cases/valid", &Layout::release());
    for krate in ["models", "client"] {
        let path = format!("crates/dingtalk-{krate}/Cargo.toml");
        let text = &artefacts.iter().find(|it| it.path == path).expect("it is generated").text;
        snapshot(&format!("manifest_{krate}"), text);
    }
}

#[test]
fn the_client_has_a_feature_for_each_group_and_the_fixed_ones() {
    let (api, artefacts) = resolve("tests/cases/valid", &bindings());
    let path = "tests/bindings/client/Cargo.toml";
    let text = &artefacts.iter().find(|it| it.path == path).expect("it is generated").text;
    let features = text.split("[features]\n").nth(1).and_then(|it| it.split("\n\n").next());
    let features = features.expect("it has features").lines().filter(|it| !it.starts_with('#'));
    assert_eq!(features.count(), api.groups.len() + names::FIXED_FEATURES);
}

/// Its code is committed, and compared by the tests of `generate`.
#[test]
fn the_real_page_resolves() {
    let (api, _) = resolve("spec", &Layout::release());
    let endpoint = api.endpoints().find(|it| it.name == "extcontact/get").expect("it is there");
    snapshot("extcontact_get", &describe(endpoint));
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
    let made = || resolve("tests/cases/valid", &bindings()).1;
    assert_eq!(made(), made());
}

#[test]
fn generated_lines_fit_and_items_are_apart() {
    let (_, artefacts) = resolve("tests/cases/valid", &bindings());
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
