//! Error codes: each once, each with a name of its own.

use super::{Scope, clashes, is_blank};
use crate::api::{Code, names};
use crate::spec::problem::Problem;
use crate::spec::{At, ErrorCode, Map, Specs};

pub(super) fn check_common(specs: &Specs, problems: &mut Vec<Problem>) {
    check_codes(&specs.common.errors, specs.common.file, problems);
}

pub(super) fn check(scope: &mut Scope<'_>) {
    check_codes(&scope.spec.errors, scope.located.file, &mut scope.problems);
}

fn check_codes(errors: &Map<ErrorCode>, file: usize, problems: &mut Vec<Problem>) {
    let entries: Vec<(&At<String>, &ErrorCode)> = errors.iter().collect();
    for clash in clashes(&entries, |(code, _)| Code::parse(code)) {
        let (first, second) = (clash.first.0, clash.second.0);
        let problem = Problem::new(
            "duplicate-code",
            file,
            &second.place,
            format!("the error code {second} stands here twice"),
        );
        problems.push(
            problem
                .label("again here")
                .also(file, &first.place, "first here")
                .help("keep one of the two"),
        );
    }
    for clash in clashes(&entries, |(_, error)| names::shouting(&error.name)) {
        let (first, second) = (&clash.first.1.name, &clash.second.1.name);
        let message = format!("two error codes become the constant `{}`", names::shouting(second));
        let problem = Problem::new("name-collision", file, &second.place, message);
        problems.push(
            problem
                .also(file, &first.place, "the other one")
                .help("give one of them another `name:`"),
        );
    }
    for (code, error) in entries {
        check_code(code, error, file, problems);
    }
}

fn check_code(code: &At<String>, error: &ErrorCode, file: usize, problems: &mut Vec<Problem>) {
    let problem = |kind, place, message: String| Problem::new(kind, file, place, message);
    if matches!(Code::parse(code), Code::Number(0)) || code.is_empty() {
        let problem =
            problem("bad-code", &code.place, format!("`{}` is no error code", code.value));
        problems.push(problem.help("0 is success; an error code is any other number or a word"));
    }
    let camel = error.name.starts_with(|first: char| first.is_ascii_uppercase())
        && error.name.chars().all(|c| c.is_ascii_alphanumeric());
    if !camel {
        let problem = problem(
            "bad-name",
            &error.name.place,
            format!("`{}` is no name for an error code", error.name),
        );
        problems.push(problem.help("write it in upper camel case, such as `InvalidUserId`"));
    }
    let messages = [&error.message.en, &error.message.zh];
    if !messages.into_iter().flatten().any(|message| !is_blank(message)) {
        let problem = problem(
            "missing-message",
            &code.place,
            format!("the error code {code} has no message"),
        );
        problems
            .push(problem.help("copy the server's message into `message: en:` or `message: zh:`"));
    }
}
