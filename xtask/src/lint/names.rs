//! Names: after escaping they must still be apart, and none may hide a method.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::context::{Clash, Members, Scope, clashes};
use crate::api::{field_name, module_and_method, names, type_name};
use crate::spec::Problem;
use crate::spec::words::is_device;
use crate::spec::{At, Field, Located, Specs};

/// An endpoint and what it becomes.
struct Placed<'a> {
    located: &'a Located,
    module: Vec<String>,
    method: String,
}

impl Placed<'_> {
    /// The module of its group.
    fn group(&self) -> Option<&str> {
        self.module.first().filter(|_| self.module.len() > 1).map(String::as_str)
    }

    /// Where its name can be mended.
    fn place(&self) -> Range<usize> {
        self.located.spec.name.as_ref().map_or(0..0, |name| name.place.clone())
    }

    fn problem(&self, code: &'static str, message: String) -> Problem {
        Problem::new(code, self.located.file, &self.place(), message)
    }
}

/// Modules, groups and methods of all endpoints together.
pub(super) fn check_modules(specs: &Specs, problems: &mut Vec<Problem>) {
    let place = |located| {
        let (module, method) = module_and_method(located);
        Placed { located, module, method }
    };
    let placed: Vec<Placed<'_>> = specs.endpoints.iter().map(place).collect();
    for clash in clashes(&placed, |it| it.module.clone()) {
        let what = format!("the module `{}`", clash.second.module.join("::"));
        problems.push(collision(&clash, &what));
    }
    for clash in clashes(&placed, |it| (it.group().map(str::to_owned), it.method.clone())) {
        // Equal modules have been reported.
        if clash.first.module != clash.second.module {
            problems.push(collision(&clash, &format!("the method `{}`", clash.second.method)));
        }
    }
    check_folders(&placed, problems);
    problems.extend(placed.iter().filter_map(reserved));
    problems.extend(placed.iter().filter_map(device));
    problems.extend(check_features(specs, &placed));
}

/// A file or folder, of the spec or of its module, that Windows cannot check out.
fn device(placed: &Placed<'_>) -> Option<Problem> {
    let files = placed.located.name.split('/');
    let modules = placed.module.iter().map(|it| names::bare(it));
    let name = files.chain(modules).find(|it| is_device(it))?;
    let message = format!("Windows keeps the name `{name}` for a device and cannot check it out");
    let help = "rename the file or the folder, or give the endpoint another `name:`";
    Some(placed.problem("device-name", message).help(help))
}

/// crates.io takes this many features of a package.
pub const MOST_FEATURES: usize = 300;

/// How many features the client has: one for each group, and the fixed ones.
#[must_use]
pub fn features(specs: &Specs) -> usize {
    let folders = specs.endpoints.iter().filter_map(|it| it.name.split_once('/'));
    let groups: HashSet<String> = folders.map(|(folder, _)| names::snake(folder)).collect();
    groups.len() + names::FIXED_FEATURES
}

/// Reports more groups than the registry takes, at the last of them.
fn check_features(specs: &Specs, placed: &[Placed<'_>]) -> Option<Problem> {
    let features = features(specs);
    let last = placed.last().filter(|_| features > MOST_FEATURES)?;
    let message = format!(
        "the client has {features} features, one for each group and {} fixed ones; crates.io takes {MOST_FEATURES}",
        names::FIXED_FEATURES
    );
    let help = "put several groups into one folder, or ask crates.io for a higher limit";
    Some(last.problem("many-features", message).help(help))
}

/// A name that means something else in the crates.
fn reserved(placed: &Placed<'_>) -> Option<Problem> {
    let root = &placed.module[0];
    let other = placed.module.iter().find(|it| names::is_taken_module(names::bare(it)));
    let message = if names::is_taken_root(names::bare(root)) {
        let what = if placed.group().is_some() { "group" } else { "endpoint" };
        format!("the {what} `{root}` would hide a method or a module of the client")
    } else {
        format!("the module `{}` would be a file that Rust reads as another one", other?)
    };
    let help = "give the endpoint a `name:`, or rename the folder of a group";
    Some(placed.problem("reserved-name", message).help(help))
}

fn collision(clash: &Clash<'_, Placed<'_>>, what: &str) -> Problem {
    let (first, second) = (clash.first, clash.second);
    let message =
        format!("`{}` and `{}` both become {what}", first.located.name, second.located.name);
    let problem = second.problem("name-collision", message);
    let problem = problem.also(first.located.file, &first.place(), "the other one");
    problem.help("give one of them another `name:`, or rename its file")
}

/// A folder is a module too: no other folder and no endpoint may be the same one.
fn check_folders(placed: &[Placed<'_>], problems: &mut Vec<Problem>) {
    let mut folders: HashMap<&[String], &str> = HashMap::new();
    for it in placed {
        for (at, _) in it.located.name.match_indices('/') {
            let folder = &it.located.name[..at];
            let depth = folder.matches('/').count() + 1;
            let first = folders.entry(&it.module[..depth]).or_insert(folder);
            if *first != folder {
                let module = it.module[..depth].join("::");
                let message =
                    format!("the folders `{first}` and `{folder}` both become `{module}`");
                problems.push(it.problem("name-collision", message).help("rename one of the two"));
            }
        }
    }
    for it in placed {
        if let Some(folder) = folders.get(&it.module[..]) {
            let module = it.module.join("::");
            let message =
                format!("`{}` and the folder `{folder}` both become `{module}`", it.located.name);
            let help = "give the endpoint a `name:`, or rename the folder";
            problems.push(it.problem("name-collision", message).help(help));
        }
    }
}

pub(super) fn check(scope: &mut Scope<'_>) {
    check_stated_names(scope);
    let spec = scope.spec;
    let query: Vec<_> = spec.query.iter().chain(spec.body.iter()).collect();
    check_fields(scope, "the request", &query);
    for object in scope.objects().iter().skip(2) {
        check_fields(scope, &object.what, &object.fields.iter().collect::<Vec<_>>());
    }
    for object in scope.objects() {
        check_twice(scope, &object);
        check_setters(scope, &object);
    }
    let types: Vec<_> = spec.types.iter().collect();
    for clash in clashes(&types, |(page, ty)| type_name(page, ty)) {
        let (first, (second, ty)) = (clash.first.0, clash.second);
        let message =
            format!("the types `{first}` and `{second}` both become `{}`", type_name(second, ty));
        let problem = scope.problem("name-collision", &second.place, message).label("this one");
        let problem = problem.also(scope.located.file, &first.place, "and this one");
        scope.report(problem.help("give one of them another `name:`"));
    }
    check_init_names(scope);
}

/// A struct of required members is named after its type: no other type may have that name.
fn check_init_names(scope: &mut Scope<'_>) {
    let spec = scope.spec;
    let named: HashMap<String, &At<String>> =
        spec.types.iter().rev().map(|(page, ty)| (type_name(page, ty), page)).collect();
    for (page, ty) in spec.types.iter() {
        let init = names::init(&type_name(page, ty));
        if let Some(other) = named.get(&init).filter(|_| scope.sends(page)) {
            let message = format!("`{init}` is what holds the required members of `{page}`");
            let problem = scope.problem("name-collision", &other.place, message);
            let problem = problem.also(scope.located.file, &page.place, "this type");
            scope.report(problem.help("give one of them another `name:`"));
        }
    }
}

/// To the YAML reader `1` and `"1"` are two keys, to everybody else one member.
fn check_twice(scope: &mut Scope<'_>, object: &Members<'_>) {
    let keys: Vec<&At<String>> = object.fields.iter().map(|(wire, _)| wire).collect();
    for clash in clashes(&keys, |wire| wire.as_str()) {
        let (first, second) = (clash.first, clash.second);
        let message = format!("the key `{second}` stands here twice");
        let problem = scope.problem("duplicate-key", &second.place, message).label("again here");
        let problem = problem.also(scope.located.file, &first.place, "first here");
        scope.report(problem.help("keep one of the two"));
    }
}

fn check_fields(scope: &mut Scope<'_>, what: &str, fields: &[(&At<String>, &Field)]) {
    for clash in clashes(fields, |(wire, field)| field_name(wire, field)) {
        let (first, (second, field)) = (clash.first.0, clash.second);
        // What stands twice is reported as that.
        if first.value == second.value {
            continue;
        }
        let message = format!(
            "`{first}` and `{second}` of {what} both become `{}`",
            field_name(second, field)
        );
        let problem = scope.problem("name-collision", &second.place, message).label("this one");
        let problem = problem.also(scope.located.file, &first.place, "and this one");
        scope.report(problem.help("give one of them a `name:`"));
    }
}

/// Optional members that a caller sends have setters.
fn check_setters(scope: &mut Scope<'_>, object: &Members<'_>) {
    if object.sent != Some(true) {
        return;
    }
    for (wire, field) in object.fields.iter().filter(|(_, field)| !field.is_required()) {
        let name = field_name(wire, field);
        if names::is_taken_method(names::bare(&name)) {
            let message =
                format!("the setter `{name}` would hide a method of `Call` or of its type");
            let problem = scope.problem("reserved-name", &wire.place, message);
            scope.report(problem.help("give the field a `name:`"));
        }
    }
}

/// A `name:` must be a Rust name as it stands.
fn check_stated_names(scope: &mut Scope<'_>) {
    let spec = scope.spec;
    let mut stated: Vec<&At<String>> = spec.name.iter().collect();
    let maps = [&spec.query, &spec.body, &spec.response]
        .into_iter()
        .chain(spec.types.iter().map(|(_, ty)| &ty.fields));
    stated.extend(maps.flat_map(|map| map.iter().filter_map(|(_, field)| field.name.as_ref())));
    for name in stated {
        if names::bare(&names::snake(name)) != name.as_str() {
            let problem = scope.problem(
                "bad-name",
                &name.place,
                format!("`{name}` is no Rust name of a field or a method"),
            );
            scope.report(problem.help(format!(
                "write it in snake case, such as `{}`",
                names::bare(&names::snake(name))
            )));
        }
    }
    for name in spec.types.iter().filter_map(|(_, ty)| ty.name.as_ref()) {
        if names::camel(name) != name.as_str() {
            let problem = scope.problem(
                "bad-name",
                &name.place,
                format!("`{name}` is no Rust name of a type, or it is taken"),
            );
            scope.report(
                problem.help(format!(
                    "write it in upper camel case, such as `{}`",
                    names::camel(name)
                )),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Common, File, read};

    const SPEC: &str = "docs: {}\nsummary: a\nmethod: GET\npath: /a\nreturns: nothing\n";

    /// The codes of the problems of specs by their names.
    fn problems(names: impl IntoIterator<Item = String>) -> Vec<Problem> {
        let located = names.into_iter().enumerate().map(|(file, name)| {
            let spec = read(&File::new("spec", &format!("{name}.yaml"), SPEC.into())).unwrap();
            Located { file, name, spec }
        });
        let mut problems = Vec::new();
        check_modules(&Specs::of(Common::default(), located.collect()), &mut problems);
        problems
    }

    #[test]
    fn a_spec_or_group_that_windows_cannot_check_out_is_a_problem() {
        for name in ["con/get", "group/aux", "group/Com1", "group/lpt9.get", "nul"] {
            let found = problems([name.to_owned()]);
            assert!(found.iter().any(|it| it.code == "device-name"), "{name}: {found:?}");
        }
        assert_eq!(problems(["console/auxiliary".to_owned()]).len(), 0);
    }

    #[test]
    fn more_features_than_the_registry_takes_are_a_problem() {
        let specs = |groups: usize| (0..groups).map(|it| format!("group{it}/get"));
        let most = MOST_FEATURES - names::FIXED_FEATURES;
        assert_eq!(problems(specs(most)).len(), 0);
        let found = problems(specs(most + 1));
        assert_eq!(found.iter().map(|it| it.code).collect::<Vec<_>>(), ["many-features"]);
        assert!(found[0].message.contains("301 features"), "{}", found[0].message);
    }
}
