//! Names: after escaping they must still be apart, and none may hide a method.

use super::{Members, Scope, clashes};
use crate::api::{field_name, module_and_method, names, type_name};
use crate::spec::problem::Problem;
use crate::spec::{At, Field, Located, Specs};

/// Modules, groups and methods of all endpoints together.
pub(super) fn check_modules(specs: &Specs, problems: &mut Vec<Problem>) {
    let module = |it: &Located| module_and_method(it).0.join("::");
    for clash in clashes(&specs.endpoints, module) {
        problems.push(collision(
            clash.first,
            clash.second,
            &format!("the module `{}`", module(clash.second)),
        ));
    }
    let method = |it: &Located| {
        let (module, method) = module_and_method(it);
        (module.len() > 1)
            .then(|| module[0].clone())
            .map(|group| (group, method.clone()))
            .ok_or(module)
    };
    for clash in clashes(&specs.endpoints, |it| (method(it), module_and_method(it).0.len() > 1)) {
        // Equal modules have been reported.
        if module(clash.first) != module(clash.second) {
            let (_, name) = module_and_method(clash.second);
            problems.push(collision(clash.first, clash.second, &format!("the method `{name}`")));
        }
    }
    check_roots(specs, problems);
}

fn collision(first: &Located, second: &Located, what: &str) -> Problem {
    let message = format!("`{}` and `{}` both become {what}", first.name, second.name);
    let place = second.spec.name.as_ref().map_or(0..0, |name| name.place.clone());
    Problem::new("name-collision", second.file, &place, message)
        .also(first.file, &(0..0), "the other one")
        .help("give one of them another `name:`, or rename its file")
}

/// Groups and endpoints without a group share the client's methods and the crate's modules.
fn check_roots(specs: &Specs, problems: &mut Vec<Problem>) {
    let folder = |it: &Located| it.name.split_once('/').map(|(folder, _)| folder.to_owned());
    for located in &specs.endpoints {
        let (module, _) = module_and_method(located);
        let root = &module[0];
        let grouped = folder(located);
        let place = located.spec.name.as_ref().map_or(0..0, |name| name.place.clone());
        if names::is_taken_root(names::bare(root)) {
            let what = if grouped.is_some() { "group" } else { "endpoint" };
            let message =
                format!("the {what} `{root}` would hide a method or a module of the client");
            let problem = Problem::new("reserved-name", located.file, &place, message);
            problems
                .push(problem.help("give the endpoint a `name:`, or rename the folder of a group"));
        }
        let other = specs.endpoints.iter().find(|other| {
            let theirs = folder(other);
            module_and_method(other).0[0] == *root && theirs.is_some() && theirs != grouped
        });
        // Of two groups that become one, the later is reported.
        if let Some(other) = other.filter(|other| grouped.is_none() || other.name < located.name) {
            let message = format!(
                "`{}` and the group of `{}` both become `{root}`",
                located.name, other.name
            );
            let problem = Problem::new("name-collision", located.file, &place, message);
            problems.push(problem.help("give the endpoint a `name:`, or rename a folder"));
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
    for (page, ty) in spec.types.iter() {
        let init = format!("{}Init", type_name(page, ty));
        if let Some((other, _)) = spec.types.iter().find(|(other, it)| type_name(other, it) == init)
        {
            let message = format!("`{init}` is what holds the required members of `{page}`");
            let problem = scope.problem("name-collision", &other.place, message);
            let problem = problem.also(scope.located.file, &page.place, "this type");
            scope.report(problem.help("give one of them another `name:`"));
        }
    }
}

fn check_fields(scope: &mut Scope<'_>, what: &str, fields: &[(&At<String>, &Field)]) {
    for clash in clashes(fields, |(wire, field)| field_name(wire, field)) {
        let (first, (second, field)) = (clash.first.0, clash.second);
        // The same parameter in the query and in the body is reported elsewhere.
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
