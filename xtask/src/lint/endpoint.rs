//! What an endpoint says about itself: page, URL, payload, paging, departures.

use super::context::{Scope, clashes, is_blank, keys, listed};
use crate::spec::Problem;
use crate::spec::words::{PageType, address, is_day, nearest};
use crate::spec::{At, Departure, Docs, Encoding, Field, Method, Pagination, Specs};

/// No two endpoints may answer to the same method and path.
pub(super) fn check_unique(specs: &Specs, problems: &mut Vec<Problem>) {
    for clash in clashes(&specs.endpoints, |it| (it.spec.method.value, it.spec.path.value.clone()))
    {
        let (first, second) = (clash.first, clash.second);
        let path = &second.spec.path;
        let message =
            format!("`{}` and `{}` are the same method and path", first.name, second.name);
        let problem = Problem::new("duplicate-endpoint", second.file, &path.place, message)
            .label("again here");
        let problem = problem.also(first.file, &first.spec.path.place, "first here");
        problems.push(problem.help("remove one of the two files, or correct its `path:`"));
    }
}

/// What all endpoints share.
pub(super) fn check_common(specs: &Specs, problems: &mut Vec<Problem>) {
    let common = &specs.common;
    let problem = |code, place, message: String| Problem::new(code, common.file, place, message);
    for (name, url) in common.hosts.iter().filter(|(_, url)| !is_https(url)) {
        let message = format!("the host `{name}` is no base URL");
        problems.push(problem("bad-url", &url.place, message).help("write `https://` and a host"));
    }
    let credential = &common.credential;
    let fields = common.envelope.iter().map(|(_, field)| &field.page_type);
    for word in fields.chain([&credential.page_type]) {
        if PageType::parse(word).is_none_or(|it| it.named().is_some()) && !word.is_empty() {
            let problem = problem("unknown-type", &word.place, format!("unknown type `{word}`"));
            problems
                .push(problem.help(format!("the types here are {}", listed(PageType::words()))));
        }
    }
    let name = &credential.name;
    if is_blank(name) && name.place != (0..0) {
        let problem = problem("empty-text", &name.place, "the credential has no name".to_owned());
        problems.push(problem.help("write the name of the parameter, `access_token`"));
    }
}

pub(super) fn check(scope: &mut Scope<'_>) {
    check_docs(scope);
    check_path(scope);
    check_returns(scope);
    check_access(scope);
    check_places(scope);
    if let Some(pagination) = &scope.spec.pagination {
        check_pagination(scope, pagination);
    }
    for departure in &scope.spec.departs {
        check_departure(scope, departure);
    }
}

fn check_docs(scope: &mut Scope<'_>) {
    let spec = scope.spec;
    let Docs { en, zh } = &spec.docs.value;
    if en.is_none() && zh.is_none() {
        let problem =
            scope.problem("missing-docs", &spec.docs.place, "the page's address is missing");
        scope.report(problem.help("add `en:` or `zh:` with the address of the documentation page"));
    }
    for url in [en, zh].into_iter().flatten() {
        if !is_https(url) {
            let problem =
                scope.problem("bad-url", &url.place, format!("`{url}` is no address of a page"));
            let help = "an address starts with `https://` and has no blanks, quotes or brackets";
            scope.report(problem.help(help));
        }
    }
    if is_blank(&spec.summary) {
        let problem = scope.problem("empty-text", &spec.summary.place, "the summary is empty");
        scope.report(problem.help("say in one sentence what the endpoint does"));
    }
}

/// Whether a text is an address and nothing else.
fn is_https(url: &str) -> bool {
    // The punctuation that ends a sentence may end an address on its own.
    let bare = url.trim_end_matches(|c| "!?'()".contains(c));
    bare.starts_with("https://") && address(bare) == Some(bare)
}

fn check_path(scope: &mut Scope<'_>) {
    let path = &scope.spec.path;
    let legal = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
    // Dots and empty parts would be resolved away, and another path be called.
    let resolvable = |it: &str| it.is_empty() || it == "." || it == "..";
    let parts = path.strip_prefix('/').unwrap_or_default();
    if parts.split('/').any(resolvable) || !path.chars().all(legal) {
        let problem =
            scope.problem("bad-path", &path.place, format!("`{path}` is no path of a URL"));
        scope
            .report(problem.help("a path starts with `/` and has no host, no query, no blanks and no empty or dotted parts"));
    }
}

/// What `returns` can say beside the keys of a response.
const WHOLE: [&str; 2] = ["response", "nothing"];

/// The payload is a key of the response, all of it, or nothing.
fn check_returns(scope: &mut Scope<'_>) {
    let spec = scope.spec;
    let returns = &spec.returns;
    let known: Vec<&str> = WHOLE.into_iter().chain(keys(&spec.response)).collect();
    if returns.as_str() == "response" && spec.response.is_empty() {
        let problem = scope.problem(
            "unknown-payload",
            &returns.place,
            "the whole response is returned, but it has no members",
        );
        scope.report(problem.help("write `returns: nothing`, or add the members to `response:`"));
    } else if !known.contains(&returns.as_str()) {
        let message = format!("`{returns}` is no key of the response");
        let problem = scope.problem("unknown-payload", &returns.place, message);
        let problem = match nearest(returns, known.iter().copied()) {
            Some(key) => problem.label(format!("did you mean `{key}`?")),
            None => problem,
        };
        scope.report(problem.help(format!("what is returned is one of {}", listed(known))));
    }
    for (key, _) in spec.response.iter().filter(|(key, _)| WHOLE.contains(&key.as_str())) {
        let message = format!("`returns: {key}` would have two meanings");
        let problem = scope.problem("reserved-key", &key.place, message);
        scope.report(problem.help("no key of a response can be called `response` or `nothing`"));
    }
    for (key, _) in spec.response.iter() {
        if scope.specs.common.envelope.get(key).is_some() {
            let message = format!("`{key}` belongs to the envelope");
            let problem = scope.problem("envelope-member", &key.place, message);
            scope.report(
                problem.help(
                    "common.yaml describes the envelope once for all endpoints: remove it here",
                ),
            );
        }
    }
}

/// Each permission and kind of app once, and none empty.
fn check_access(scope: &mut Scope<'_>) {
    let spec = scope.spec;
    for permission in spec.permissions.iter().filter(|it| is_blank(it)) {
        let problem = scope.problem("empty-text", &permission.place, "the permission is empty");
        scope.report(problem.help("copy the permission's name from the page, or remove it"));
    }
    let permissions = clashes(&spec.permissions, |it| it.value.clone());
    let permissions = permissions.iter().map(|clash| &clash.second.place);
    let apps = clashes(&spec.apps, |it| it.value);
    let apps = apps.iter().map(|clash| &clash.second.place);
    for place in permissions.chain(apps) {
        let problem = scope.problem("duplicate-word", place, "this stands here twice");
        scope.report(problem.help("keep one of the two"));
    }
}

/// What can stand in a query string, in a form, and beside a GET.
fn check_places(scope: &mut Scope<'_>) {
    let spec = scope.spec;
    if spec.method.value == Method::Get && !spec.body.is_empty() {
        let problem = scope.problem("body-of-get", &spec.method.place, "a GET request has no body");
        scope.report(problem.help("the server ignores it: move the parameters to `query:`"));
    }
    let scalar = |field: &Field| {
        let ty = PageType::parse(&field.page_type);
        !matches!(ty, Some(PageType::List(_) | PageType::Named(_) | PageType::Json))
    };
    for (wire, field) in spec.query.iter().filter(|(_, field)| !scalar(field)) {
        let message = format!("`{wire}` is no scalar, which a query string cannot hold");
        let problem = scope.problem("not-scalar", &field.page_type.place, message);
        scope.report(problem.help("move it to `body:`, or give it a scalar type"));
    }
    let is_form = spec.encoding.as_ref().is_some_and(|it| it.value == Encoding::Form);
    for (wire, field) in spec.body.iter().filter(|(_, field)| is_form && !scalar(field)) {
        let message = format!("`{wire}` is no scalar, which a form cannot hold");
        let problem = scope.problem("not-scalar", &field.page_type.place, message);
        scope.report(problem.help("write `encoding: json`"));
    }
    let credential = &scope.specs.common.credential.name;
    for (wire, _) in spec.query.iter().chain(spec.body.iter()) {
        let hands_out =
            spec.credential.as_ref().is_some_and(|it| it.value == crate::spec::CredentialUse::None);
        if wire.value == credential.value && !credential.is_empty() && !hands_out {
            let problem = scope.problem(
                "credential-field",
                &wire.place,
                format!("`{wire}` is the credential"),
            );
            scope.report(
                problem.help("common.yaml describes it once for all endpoints: remove it here"),
            );
        }
    }
    for (wire, _) in spec.body.iter() {
        if let Some(first) = spec.query.key(wire) {
            let message = format!("`{wire}` stands in the query and in the body");
            let problem = scope.problem("duplicate-parameter", &wire.place, message);
            let problem = problem.also(scope.located.file, &first.place, "first here");
            scope.report(
                problem.help("a request has one parameter of a name: remove one of the two"),
            );
        }
    }
}

fn check_pagination(scope: &mut Scope<'_>, pagination: &Pagination) {
    let spec = scope.spec;
    let parameter = |name: &str| spec.query.get(name).or_else(|| spec.body.get(name));
    for name in [&pagination.offset, &pagination.size] {
        let counts = |it: &Field| {
            it.page_type.as_str() == "Number" && !it.is_required() && it.format.is_none()
        };
        if !parameter(name).is_some_and(counts) {
            let message = format!("`{name}` is no optional, plain `Number` of the request");
            let problem = scope.problem("bad-pagination", &name.place, message);
            let known = keys(&spec.query).chain(keys(&spec.body));
            scope.report(problem.help(format!("the parameters are {}", listed(known))));
        }
    }
    let size = &pagination.size;
    if pagination.offset == *size {
        let message = format!("`{size}` cannot be offset and size at once");
        let problem = scope.problem("bad-pagination", &size.place, message);
        scope.report(problem.help("name the parameter that says how many items a page has"));
    }
    if let Some(max) = parameter(size).and_then(|it| it.max.as_ref()).filter(|max| max.value < 1) {
        let problem = scope.problem("bad-pagination", &max.place, "no page can have an item");
        scope.report(problem.help("the largest page has at least one item: correct `max:`"));
    }
    let first = parameter(&pagination.offset).and_then(|it| it.min.as_ref());
    if let Some(min) = first.filter(|min| min.value > 0) {
        let message =
            format!("the first page starts at 0, which `{}` cannot be", pagination.offset);
        let problem = scope.problem("bad-pagination", &min.place, message);
        scope.report(problem.help("correct `min:`; what counts pages is no offset"));
    }
    let items = &pagination.items;
    let is_list = spec.response.get(items).and_then(|field| PageType::parse(&field.page_type));
    let returned = [items.as_str(), "response"].contains(&spec.returns.as_str());
    if !matches!(is_list, Some(PageType::List(_))) || !returned {
        let message = format!("`{items}` is no list that a call returns");
        let problem = scope.problem("bad-pagination", &items.place, message);
        scope.report(problem.help("name a list of `response:` that `returns:` covers"));
    }
}

fn check_departure(scope: &mut Scope<'_>, departure: &At<Departure>) {
    if is_blank(&departure.why) {
        let problem = scope.problem(
            "departure-without-reason",
            &departure.why.place,
            "the departure has no reason",
        );
        scope.report(problem.help("say in `why:` how it is known that the page is wrong"));
    }
    if !is_day(&departure.since) {
        let problem = scope.problem(
            "bad-date",
            &departure.since.place,
            format!("`{}` is no date", departure.since),
        );
        scope.report(problem.help("write the day it was found as `YYYY-MM-DD`"));
    }
    if !leads_somewhere(scope, &departure.at) {
        let message = format!("nothing stands at `{}`", departure.at);
        let problem = scope.problem("unknown-place", &departure.at.place, message);
        scope.report(
            problem.help("write the keys that lead there, such as `body.user_id.max_length`"),
        );
    }
}

/// Whether the first keys of a path exist; what stands below a field or a code is not looked at,
/// since a departure may be that something is not there.
fn leads_somewhere(scope: &Scope<'_>, at: &str) -> bool {
    const PLAIN: [&str; 12] = [
        "docs",
        "summary",
        "name",
        "method",
        "path",
        "encoding",
        "credential",
        "apps",
        "permissions",
        "idempotent",
        "returns",
        "pagination",
    ];
    let spec = scope.spec;
    let (first, rest) = at.split_once('.').unwrap_or((at, ""));
    let below = |fields: &crate::spec::Map<Field>, rest: &str| {
        rest.is_empty() || keys(fields).any(|key| is_below(rest, key))
    };
    match first {
        "query" => below(&spec.query, rest),
        "body" => below(&spec.body, rest),
        "response" => below(&spec.response, rest),
        "errors" => rest.is_empty() || keys(&spec.errors).any(|key| is_below(rest, key)),
        "examples" => true,
        "types" => {
            rest.is_empty()
                || spec.types.iter().any(|(name, ty)| {
                    let member =
                        rest.strip_prefix(name.as_str()).and_then(|it| it.strip_prefix(".fields."));
                    member.map_or(is_below(rest, name), |member| below(&ty.fields, member))
                })
        }
        plain => PLAIN.contains(&plain),
    }
}

/// Whether a path starts with a key, which may have dots itself.
fn is_below(path: &str, key: &str) -> bool {
    path.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
