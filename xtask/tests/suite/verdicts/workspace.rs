//! A temporary workspace: the bindings of both sides of all cases as crates, and the programs.
//!
//! What must compile stands in two programs, one for each side, which say what holds; what must not
//! compile is a crate of its own, so that all failures are seen in one `cargo check`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use xtask::diff::Severity;
use xtask::emit::{Layout, Package, emit};

use super::case::{Case, Specs, folder, model};

/// See above.
pub(crate) struct Workspace {
    root: PathBuf,
    /// The crates of bindings, by the specs that they come from and the features that are asked for: a
    /// build gives one crate the features of all who need it.
    bindings: BTreeMap<(Specs, String), String>,
    members: Vec<String>,
}

impl Workspace {
    /// The crates of some cases, written.
    pub(crate) fn of(cases: &[Case]) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdicts");
        let mut it = Self { root, bindings: BTreeMap::new(), members: Vec::new() };
        it.program("old", cases.iter(), |case| &case.old);
        let compiles = |case: &&Case| case.rule.severity() != Severity::Source;
        it.program("new", cases.iter().filter(compiles), |case| &case.new);
        for case in cases.iter().filter(|case| !compiles(case)) {
            it.broken(case);
        }
        it.manifest();
        it
    }

    /// A program of many cases: it prints which of them hold.
    fn program<'c>(
        &mut self,
        name: &str,
        cases: impl Iterator<Item = &'c Case>,
        side: fn(&Case) -> &Specs,
    ) {
        let (mut modules, mut calls) = (vec!["mod help;\n".to_owned()], Vec::new());
        let mut needs = BTreeMap::new();
        for case in cases {
            let models = self.models(side(case), &mut needs, case.feature.as_deref());
            let module = case.name().replace('-', "_");
            self.write(&format!("{name}/src/{module}.rs"), &program(case, &models));
            modules.push(format!("mod {module};\n"));
            calls.push(format!("    println!(\"{} {{}}\", {module}::holds());\n", case.name()));
        }
        let main = format!("{}\nfn main() {{\n{}}}\n", modules.concat(), calls.concat());
        self.krate(name, "main.rs", &main, &needs);
    }

    /// A program that is expected not to compile.
    fn broken(&mut self, case: &Case) {
        let name = format!("broken-{}", case.name());
        let mut needs = BTreeMap::new();
        let models = self.models(&case.new, &mut needs, case.feature.as_deref());
        self.write(&format!("{name}/src/program.rs"), &program(case, &models));
        let text = "#![allow(dead_code)]\nmod help;\npub mod program;\n";
        self.krate(&name, "lib.rs", text, &needs);
    }

    /// The crate of some specs, among what a program needs.
    fn models(
        &mut self,
        specs: &Specs,
        needs: &mut BTreeMap<String, String>,
        feature: Option<&str>,
    ) -> String {
        let feature = feature.unwrap_or("all");
        let key = (specs.clone(), feature.to_owned());
        let name = match self.bindings.get(&key) {
            Some(name) => name.clone(),
            None => self.generate(key),
        };
        needs.insert(name.clone(), feature.to_owned());
        name
    }

    fn generate(&mut self, key: (Specs, String)) -> String {
        let name = format!("models-{}", self.bindings.len());
        let package = |name: &str| Package { name: name.to_owned(), folder: name.to_owned() };
        let layout = Layout { models: package(&name), client: package("client") };
        let api = model(&key.0).unwrap_or_else(|problems| panic!("{problems}"));
        for artefact in emit(&api, &layout).iter().filter(|it| !it.path.starts_with("client/")) {
            self.write(&artefact.path, &artefact.text);
        }
        self.write(&format!("{name}/README.md"), "The bindings of a case.\n");
        self.members.push(name.clone());
        self.bindings.insert(key, name.clone());
        name
    }

    fn krate(&mut self, name: &str, file: &str, text: &str, needs: &BTreeMap<String, String>) {
        let need = |(name, feature): (&String, &String)| {
            let from = format!("path = \"../{name}\", default-features = false");
            format!("{name} = {{ {from}, features = [\"{feature}\"] }}\n")
        };
        let needs: String = needs.iter().map(need).collect();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\ndingtalk-protocol.workspace = true\n{needs}"
        );
        self.write(&format!("{name}/Cargo.toml"), &manifest);
        self.write(&format!("{name}/src/{file}"), text);
        let help = fs::read_to_string(folder().join("help.rs")).expect("it is there");
        self.write(&format!("{name}/src/help.rs"), &format!("#![allow(dead_code)]\n{help}"));
        self.members.push(name.to_owned());
    }

    fn manifest(&self) {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let members: Vec<String> = self.members.iter().map(|it| format!("\"{it}\"")).collect();
        let protocol = workspace.join("crates/dingtalk-protocol");
        let protocol = protocol.canonicalize().expect("it is there");
        let text = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n\
             [workspace.package]\nversion = \"0.0.0\"\nedition = \"2024\"\nrust-version = \"1.89\"\n\
             license = \"MIT\"\nrepository = \"https://example.com\"\n\
             homepage = \"https://example.com\"\nkeywords = []\ncategories = []\n\n\
             [workspace.dependencies]\ndingtalk-protocol = {{ path = \"{}\" }}\n\
             serde = {{ version = \"1\", default-features = false, features = [\"std\"] }}\n\n\
             [workspace.lints.rust]\nunsafe_code = \"forbid\"\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n",
            members.join(", "),
            protocol.display()
        );
        self.write("Cargo.toml", &text);
        // The versions that the workspace itself is built with are there; no others are needed.
        let lock = fs::read_to_string(workspace.join("Cargo.lock")).expect("it is there");
        self.write("Cargo.lock", &lock);
    }

    /// Writes a file, if it is another one: what did not change is not compiled again.
    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        if fs::read_to_string(&path).is_ok_and(|it| it == text) {
            return;
        }
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("it can be made");
        fs::write(&path, text).expect("it can be written");
    }

    /// Runs the program of a side; which cases hold.
    pub(crate) fn run(&self, side: &str) -> BTreeMap<String, bool> {
        let output = self.cargo(&["run", "--quiet", "--package", side]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "the {side} programs: {complaint}");
        let line =
            |line: &str| line.split_once(' ').map(|(name, it)| (name.to_owned(), it == "true"));
        text.lines().filter_map(line).collect()
    }

    /// Checks what must not compile; the codes of the compiler's errors, by crate.
    pub(crate) fn errors(&self) -> BTreeMap<String, String> {
        let arguments =
            ["check", "--keep-going", "--message-format", "json", "--package", "broken-*"];
        let output = self.cargo(&arguments);
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
            let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str);
            if text("/message/level") == Some("error") {
                let name = text("/target/name").unwrap_or_default().replace('_', "-");
                let code = text("/message/code/code").unwrap_or_default().to_owned();
                found.entry(name).or_default().insert(code);
            }
        }
        let codes = |it: BTreeSet<String>| it.into_iter().collect::<Vec<_>>().join(" ");
        found.into_iter().map(|(name, it)| (name, codes(it).trim().to_owned())).collect()
    }

    fn cargo(&self, arguments: &[&str]) -> Output {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(arguments).arg("--offline").current_dir(&self.root);
        cargo.env("CARGO_TARGET_DIR", self.root.join("target")).env("CARGO_TERM_COLOR", "never");
        // What a surrounding cargo says of itself is not for this one.
        cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        cargo.output().expect("cargo can be started")
    }
}

fn program(case: &Case, models: &str) -> String {
    format!(
        "#[allow(unused_imports)]\nuse crate::help::*;\nuse {} as models;\n\n{}",
        models.replace('-', "_"),
        case.program
    )
}
