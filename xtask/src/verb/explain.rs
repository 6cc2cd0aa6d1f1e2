//! `cargo xtask explain`: where a Rust item comes from.

use std::path::Path;

use clap::Args;

use crate::api::{
    Api, Code, CodeEntry, Direction, Endpoint, ErrorCode, Field, Place, Presence, Record, Returns,
    Source, names, resolve,
};
use crate::checked::{Checked, check};
use crate::emit;
use crate::outcome::{Failure, Outcome};
use crate::spec::{self, At, Departure, File, Specs, nearest};
use crate::ui::Ui;

/// Tells where a Rust item comes from, or what an error code means
///
/// Of a Rust item: spec file and line, page, type on the page and in Rust, and why it is optional. Of an
/// error code: what it means, and where.
#[derive(Args, Clone, Debug)]
#[command(
    verbatim_doc_comment,
    override_usage = "cargo xtask explain <ENDPOINT> [MEMBER]\n       cargo xtask explain <CODE>"
)]
pub struct Options {
    /// The path of a spec without its ending, such as extcontact/get; or a number that came as
    /// `errcode` or `sub_code`, such as 60011 or -1, whoever sent it
    #[arg(value_name = "ENDPOINT", allow_negative_numbers = true)]
    pub subject: String,
    /// A parameter, a member of the answer (also as `OpenExtContact.mobile`), a type of the page, an
    /// error code (33012, `INVALID_USER_ID`), or what common.yaml says for all endpoints (`errcode`,
    /// `access_token`, 40014)
    #[arg(allow_negative_numbers = true)]
    pub member: Option<String>,
}

/// Explains an endpoint, or one member, type or error code of it; or a number, which is an error code
/// wherever it stands.
///
/// # Errors
///
/// There is no such endpoint, member or code, or a file cannot be read.
pub fn run(root: &Path, options: &Options, ui: &mut Ui<'_>) -> Result<Outcome, Failure> {
    let checked = check(root, "spec")?;
    if !checked.problems.is_empty() {
        ui.print_problems(&checked);
        return Ok(Outcome::Findings);
    }
    let Checked { files, specs, .. } = checked;
    let api = resolve(&specs, &files);
    let Options { subject, member } = options;
    let text = match (member, number(&api, subject)) {
        (None, Some(number)) => explain_number(&api, &number)?,
        (None, None) => overview(find(&api, subject)?),
        (Some(member), _) => {
            let endpoint = find(&api, subject)?;
            let common = Common { spec: &specs.common, text: text_of(&files, &specs), api: &api };
            let own = specs.endpoints.iter().find(|it| it.name == endpoint.name);
            let departs = own.map_or(&[][..], |it| &it.spec.departs);
            explain_member(endpoint, &common, departs, member)?
        }
    };
    ui.print(&text);
    Ok(Outcome::Fine)
}

/// What all endpoints share.
struct Common<'a> {
    spec: &'a spec::Common,
    /// The text of its file.
    text: &'a str,
    api: &'a Api,
}

fn text_of<'a>(files: &'a [File], specs: &Specs) -> &'a str {
    files.get(specs.common.file).map_or("", File::text)
}

impl Common<'_> {
    /// A member of the envelope, the credential or a gateway code.
    fn explain(&self, wanted: &str) -> String {
        let mut text = String::new();
        if self.spec.credential.name.as_str() == wanted {
            let credential = &self.spec.credential;
            let says = "the credential, which the client adds to each request that wants one";
            self.say(
                &mut text,
                &credential.name,
                says,
                &credential.page_type,
                credential.doc.as_ref(),
            );
        }
        if let Some((key, field)) =
            self.spec.envelope.key(wanted).zip(self.spec.envelope.get(wanted))
        {
            let says = "of the envelope that every answer may have";
            self.say(&mut text, key, says, &field.page_type, field.doc.as_ref());
        }
        let codes = self.api.gateway.iter().filter(|it| is_code(it, wanted));
        text.extend(codes.map(gateway_text));
        text
    }

    fn say(
        &self,
        text: &mut String,
        name: &At<String>,
        says: &str,
        page_type: &str,
        doc: Option<&At<String>>,
    ) {
        line(text, &format!("{name}: {says}"));
        if let Some(doc) = doc {
            line(text, &format!("  {}", doc.trim()));
        }
        fact(text, "type", &format!("`{page_type}` on the page"));
        let before = self.text.get(..name.place.start).unwrap_or_default();
        let number = before.matches('\n').count() + 1;
        fact(text, "spec", &format!("{}:{number}", self.api.common.path));
    }

    /// The names that can be asked for.
    fn names(&self) -> impl Iterator<Item = &str> {
        let envelope = self.spec.envelope.iter().map(|(key, _)| key.as_str());
        let codes = self.api.gateway.iter().map(|code| code.name.as_str());
        envelope.chain([self.spec.credential.name.as_str()]).chain(codes)
    }
}

fn is_code(code: &ErrorCode, wanted: &str) -> bool {
    code.name == wanted || code.entry.code == Code::parse(wanted)
}

/// The number that is asked for, unless it is the name of an endpoint.
fn number(api: &Api, subject: &str) -> Option<Code> {
    let is_number = |code: &Code| matches!(code, Code::Number(_));
    let number = Some(Code::parse(subject)).filter(is_number)?;
    api.endpoints().all(|it| it.name != subject).then_some(number)
}

/// What a number means: in the global table, at the gateway and at each endpoint that has it.
fn explain_number(api: &Api, number: &Code) -> Result<String, Failure> {
    let global = api.global.iter().filter(|it| it.code == *number).map(global_text);
    let gateway = api.gateway.iter().filter(|it| it.entry.code == *number).map(gateway_text);
    let endpoints = api.endpoints().flat_map(|endpoint| {
        let codes = endpoint.codes.iter().filter(|it| it.entry.code == *number);
        codes.map(|code| explain_code(endpoint, code))
    });
    let text: String = global.chain(gateway).chain(endpoints).collect();
    if text.is_empty() { Err(unknown_number(number)) } else { Ok(text) }
}

fn unknown_number(number: &Code) -> Failure {
    Failure::Misuse(format!(
        "no spec has the error code `{number}`; the message of the answer is all there is to go by"
    ))
}

fn find<'a>(api: &'a Api, name: &str) -> Result<&'a Endpoint, Failure> {
    let wanted = name.trim_start_matches("spec/").trim_end_matches(".yaml");
    api.endpoints().find(|it| it.name == wanted).ok_or_else(|| {
        let known: Vec<&str> = api.endpoints().map(|it| it.name.as_str()).collect();
        let like = nearest(wanted, known.iter().copied());
        let hint = like.map_or_else(
            || format!("there are {}", known.join(", ")),
            |it| format!("did you mean `{it}`?"),
        );
        Failure::Misuse(format!("there is no endpoint `{name}`; {hint}"))
    })
}

/// Everything of an endpoint, a line each.
fn overview(endpoint: &Endpoint) -> String {
    let mut text = format!("{}: {}\n", endpoint.name, endpoint.summary);
    fact(&mut text, "Rust", &call(endpoint));
    fact(&mut text, "sent as", &format!("{} {}", endpoint.http_method.as_str(), endpoint.path));
    fact(&mut text, "spec", &endpoint.source.path);
    for page in [&endpoint.docs_en, &endpoint.docs_zh].into_iter().flatten() {
        fact(&mut text, "page", page);
    }
    for record in records(endpoint) {
        for field in &record.fields {
            let item = item(endpoint, record, field);
            line(
                &mut text,
                &format!(
                    "  {item}: {} <- {}:{}",
                    rust(field),
                    field.source.path,
                    field.source.line
                ),
            );
        }
    }
    for code in &endpoint.codes {
        line(&mut text, &format!("  ErrorCode::{} <- {}", code.name, place(&code.entry.source)));
    }
    text
}

fn explain_member(
    endpoint: &Endpoint,
    common: &Common<'_>,
    departs: &[At<Departure>],
    member: &str,
) -> Result<String, Failure> {
    let wanted = member.rsplit('.').next().unwrap_or(member);
    let mut text = explain_type(endpoint, member);
    for record in records(endpoint) {
        let owner = member.rsplit_once('.').map(|(owner, _)| owner);
        if owner.is_some_and(|owner| owner != record.name && owner != record.page_name) {
            continue;
        }
        for field in
            record.fields.iter().filter(|it| it.wire == wanted || names::bare(&it.name) == wanted)
        {
            text.push_str(&explain_field(endpoint, record, field));
            departures(&mut text, departs, &path(endpoint, record, field));
        }
    }
    text.extend(explain_returned(endpoint, member));
    let codes = endpoint.codes.iter().filter(|it| is_code(it, wanted));
    for code in codes {
        text.push_str(&explain_code(endpoint, code));
        departures(&mut text, departs, &format!("errors.{}", code.entry.code));
    }
    text.push_str(&common.explain(member));
    if text.is_empty() {
        let global = common.api.global.iter().filter(|it| it.code == Code::parse(member));
        text.extend(global.map(global_text));
    }
    if text.is_empty() { Err(unknown_member(endpoint, common, member)) } else { Ok(text) }
}

/// A type of the page, by its name there or in Rust.
fn explain_type(endpoint: &Endpoint, wanted: &str) -> String {
    let mut text = String::new();
    let module = endpoint.module.join("::");
    for record in records(endpoint) {
        if record.name != wanted && record.page_name != wanted {
            continue;
        }
        line(&mut text, &format!("models::{module}::{}", record.name));
        line(&mut text, &format!("  {}", record.doc));
        let members: Vec<&str> = record.fields.iter().map(|it| it.wire.as_str()).collect();
        fact(&mut text, "members", &members.join(", "));
        sources(&mut text, endpoint, &record.source);
    }
    for shared in endpoint.shared.iter().filter(|it| it.name == wanted || it.original == wanted) {
        line(&mut text, &format!("models::{module}::{}", shared.name));
        let original = format!("models::{}::{}", shared.module.join("::"), shared.original);
        fact(&mut text, "same as", &original);
        fact(&mut text, "spec", &endpoint.source.path);
    }
    text
}

/// A member of the answer that has no Rust item of its own, since a call returns its value, or
/// nothing of it.
fn explain_returned(endpoint: &Endpoint, wanted: &str) -> Option<String> {
    let field = endpoint.response.fields.iter().find(|it| it.wire == wanted)?;
    let says = match &endpoint.returns {
        Returns::Key { key, .. } if *key == field.wire => {
            format!("what `{}` returns", call(endpoint))
        }
        Returns::Key { .. } | Returns::Nothing => {
            "read over: the call does not return it".to_owned()
        }
        Returns::Whole => return None,
    };
    let mut text = format!("{} of the answer: {says}\n", field.wire);
    if !field.doc.is_empty() {
        line(&mut text, &format!("  {}", field.doc));
    }
    let ty = field.ty.rust();
    fact(&mut text, "type", &format!("`{}` on the page, `{ty}` in Rust", field.page_type));
    sources(&mut text, endpoint, &field.source);
    Some(text)
}

/// Where the spec and the page say it.
fn sources(text: &mut String, endpoint: &Endpoint, source: &Source) {
    fact(text, "spec", &place(source));
    for page in [&endpoint.docs_en, &endpoint.docs_zh].into_iter().flatten() {
        fact(text, "page", page);
    }
}

fn unknown_member(endpoint: &Endpoint, common: &Common<'_>, member: &str) -> Failure {
    let fields = records(endpoint).into_iter().flat_map(|record| &record.fields);
    let known: Vec<&str> = fields.map(|field| field.wire.as_str()).collect();
    let types = records(endpoint).into_iter().map(|record| record.page_name.as_str());
    let codes = endpoint.codes.iter().map(|code| code.name.as_str());
    let others = types.chain(codes).chain(common.names());
    let hint = match nearest(member, known.iter().copied().chain(others)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has {}", known.join(", ")),
    };
    Failure::Misuse(format!(
        "`{}` has no member, type member or error code `{member}`; {hint}",
        endpoint.name
    ))
}

fn explain_field(endpoint: &Endpoint, record: &Record, field: &Field) -> String {
    let mut text = format!("{}\n", item(endpoint, record, field));
    if !field.doc.is_empty() {
        line(&mut text, &format!("  {}", field.doc));
    }
    fact(
        &mut text,
        "type",
        &format!("`{}` on the page, `{}` in Rust", field.page_type, rust(field)),
    );
    fact(&mut text, "why", why(record, field));
    fact(&mut text, "on the wire", &field.wire);
    if let Some(example) = &field.example {
        fact(&mut text, "example", example);
    }
    let limits = emit::limits(&field.limits);
    if !limits.is_empty() {
        fact(&mut text, "limits", &(limits.join(". ") + "."));
    }
    sources(&mut text, endpoint, &field.source);
    text
}

/// The path of keys in the spec that leads to a member.
fn path(endpoint: &Endpoint, record: &Record, field: &Field) -> String {
    let Field { wire, place, .. } = field;
    if record.name == endpoint.request.name {
        let place = if *place == Place::Query { "query" } else { "body" };
        format!("{place}.{wire}")
    } else if record.name == endpoint.response.name {
        format!("response.{wire}")
    } else {
        format!("types.{}.fields.{wire}", record.page_name)
    }
}

/// Where the spec knows better than its page, at a path of keys and below it.
fn departures(text: &mut String, departs: &[At<Departure>], path: &str) {
    for departure in departs {
        let below = departure.at.strip_prefix(path);
        let Some(below) = below.filter(|it| it.is_empty() || it.starts_with('.')) else { continue };
        let key = below.strip_prefix('.').map_or_else(String::new, |key| format!("{key}: "));
        fact(text, "departs", &format!("{key}{} ({})", departure.why.trim(), *departure.since));
    }
}

/// Why the type in Rust is an `Option`, a list or the bare type.
fn why(record: &Record, field: &Field) -> &'static str {
    match (record.direction, field.presence) {
        (Direction::Request, Presence::Required) => "the page requires it",
        (Direction::Request, _) => "the page does not require it: what is not set is not sent",
        (Direction::Response, Presence::Required) => "every example has it, and one was recorded",
        (Direction::Response, Presence::Optional) => {
            "pages do not say which members may be missing, and the service leaves out empty ones"
        }
        (Direction::Response, Presence::List) => "a list that is missing or null is an empty one",
    }
}

fn explain_code(endpoint: &Endpoint, code: &ErrorCode) -> String {
    let mut text = code_text(&format!("{}::ErrorCode", endpoint.module.join("::")), code);
    sources(&mut text, endpoint, &code.entry.source);
    text
}

fn gateway_text(code: &ErrorCode) -> String {
    let mut text = code_text("gateway::ErrorCode", code);
    fact(&mut text, "spec", &place(&code.entry.source));
    text
}

/// A code of the global table, which no constant names.
fn global_text(entry: &CodeEntry) -> String {
    let mut text = format!("{} in the global table\n", entry.code);
    meaning(&mut text, entry);
    fact(&mut text, "spec", &place(&entry.source));
    text
}

/// What a code means, by the path of its constants' type in the models.
fn code_text(owner: &str, code: &ErrorCode) -> String {
    let mut text = format!("models::{owner}::{}\n", code.name);
    meaning(&mut text, &code.entry);
    text
}

/// What is documented of a code.
fn meaning(text: &mut String, entry: &CodeEntry) {
    fact(text, "message", &entry.message);
    if let Some(class) = entry.class {
        fact(text, "class", class.as_str());
    }
    if !entry.remedy.is_empty() {
        fact(text, "remedy", &entry.remedy);
    }
}

fn place(source: &Source) -> String {
    format!("{}:{}", source.path, source.line)
}

/// The objects that have Rust types, the request first. An answer of which only one key is returned
/// has none of its own.
fn records(endpoint: &Endpoint) -> Vec<&Record> {
    let response = matches!(endpoint.returns, Returns::Whole).then_some(&endpoint.response);
    std::iter::once(&endpoint.request).chain(response).chain(&endpoint.types).collect()
}

fn item(endpoint: &Endpoint, record: &Record, field: &Field) -> String {
    format!("models::{}::{}::{}", endpoint.module.join("::"), record.name, field.name)
}

fn call(endpoint: &Endpoint) -> String {
    let group = if endpoint.module.len() > 1 {
        format!(".{}()", endpoint.module[0])
    } else {
        String::new()
    };
    let parameters: Vec<&str> =
        endpoint.request.required().map(|field| field.name.as_str()).collect();
    format!("client{group}.{}({})", endpoint.method, parameters.join(", "))
}

fn rust(field: &Field) -> String {
    let ty = field.ty.rust();
    if field.presence == Presence::Optional { format!("Option<{ty}>") } else { ty }
}

fn fact(text: &mut String, what: &str, says: &str) {
    line(text, &format!("  {what:<12}{says}"));
}

fn line(text: &mut String, says: &str) {
    text.push_str(says);
    text.push('\n');
}
