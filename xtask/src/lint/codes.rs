//! Error codes: each once, each with a name of its own.

use super::context::{Scope, clashes, is_blank};
use crate::api::{Code, names};
use crate::spec::Problem;
use crate::spec::{At, ErrorCode, Map, Message, Specs};

pub(super) fn check_common(specs: &Specs, problems: &mut Vec<Problem>) {
    check_codes(&specs.common.errors, specs.common.file, problems);
}

pub(super) fn check_global(specs: &Specs, problems: &mut Vec<Problem>) {
    let global = &specs.global;
    check_twice(&global.codes, global.file, problems);
    for (code, error) in global.codes.iter() {
        check_code(code, global.file, problems);
        check_message(code, &error.message, global.file, problems);
        if matches!(Code::parse(code), Code::Text(_)) {
            let message = format!("`{code}` is no number");
            let problem = Problem::new("bad-code", global.file, &code.place, message);
            problems.push(problem.help("the global table holds numbers; a word is an endpoint's"));
        }
    }
}

pub(super) fn check(scope: &mut Scope<'_>) {
    check_codes(&scope.spec.errors, scope.located.file, &mut scope.problems);
}

fn check_codes(errors: &Map<ErrorCode>, file: usize, problems: &mut Vec<Problem>) {
    check_twice(errors, file, problems);
    let entries: Vec<(&At<String>, &ErrorCode)> = errors.iter().collect();
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
        check_code(code, file, problems);
        check_name(&error.name, file, problems);
        check_message(code, &error.message, file, problems);
    }
}

fn check_twice<V>(errors: &Map<V>, file: usize, problems: &mut Vec<Problem>) {
    let codes: Vec<&At<String>> = errors.iter().map(|(code, _)| code).collect();
    for clash in clashes(&codes, |code| Code::parse(code)) {
        let (first, second) = (clash.first, clash.second);
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
}

fn check_code(code: &At<String>, file: usize, problems: &mut Vec<Problem>) {
    if matches!(Code::parse(code), Code::Number(0)) || code.is_empty() {
        let message = format!("`{}` is no error code", code.value);
        let problem = Problem::new("bad-code", file, &code.place, message);
        problems.push(problem.help("0 is success; an error code is any other number or a word"));
    }
}

fn check_name(name: &At<String>, file: usize, problems: &mut Vec<Problem>) {
    let camel = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric());
    if !camel {
        let message = format!("`{name}` is no name for an error code");
        let problem = Problem::new("bad-name", file, &name.place, message);
        problems.push(problem.help("write it in upper camel case, such as `InvalidUserId`"));
    }
}

fn check_message(code: &At<String>, message: &Message, file: usize, problems: &mut Vec<Problem>) {
    let messages = [&message.en, &message.zh];
    if !messages.into_iter().flatten().any(|message| !is_blank(message)) {
        let message = format!("the error code {code} has no message");
        let problem = Problem::new("missing-message", file, &code.place, message);
        problems
            .push(problem.help("copy the server's message into `message: en:` or `message: zh:`"));
        return;
    }
    for blank in messages.into_iter().flatten().filter(|message| is_blank(message)) {
        let message = format!("a message of the error code {code} is empty");
        let problem = Problem::new("empty-text", file, &blank.place, message);
        problems.push(problem.help("copy the server's message, or leave the language out"));
    }
}
