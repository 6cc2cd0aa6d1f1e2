//! From a document to the spec of an endpoint, with all that is in doubt about it.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::document::{Code, Document};
use super::example;
use super::facts::{ErrorRow, Facts, Member, Said};
use super::finding::{Doubt, Finding};
use super::limits::{Limits, Of, absent_for, together};
use super::messages;
use super::naming::{Site, pascal, singular};
use super::object::{Census, Node, Table, Tree, Ty};
use super::sample::{self, Sample};
use super::shape::Shape;
use super::sloppy::{self, Defect, Value};
use super::vocabulary::{Basic, vocabulary};
use crate::api::names;
use crate::spec::words::to_be_summarized;
use crate::spec::{
    App, At, Common, CredentialUse, Docs, Encoding, Endpoint, Example, Field, Map, Message, Method,
    Pagination, PaginationStyle, Provenance, Type,
};

/// What an import knows beside the page.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What all endpoints share: the envelope and the credential.
    pub common: &'a Common,
    /// Where the page was read from, if it is known.
    pub address: Option<&'a str>,
    /// The name of the page's file without its ending.
    pub stem: Option<&'a str>,
    /// Whether the page's prose goes into `doc`.
    pub prose: bool,
}

/// A page that was imported.
#[derive(Debug)]
pub struct Imported {
    /// The path of a new spec without its ending, such as `extcontact/get`.
    pub name: String,
    /// The spec.
    pub spec: Endpoint,
    /// The language of the page.
    pub site: Site,
    /// What the page leaves open or contradicts, by line.
    pub findings: Vec<Finding>,
    /// What became of its rows and keys.
    pub census: Census,
}

/// Why a page gives no spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It describes no endpoint.
    NoEndpoint,
    /// It describes one of the newer kind, which specs cannot say yet.
    OtherDialect(String),
    /// Its URL or method is none.
    BadBasics {
        /// The line on the page.
        line: usize,
        /// What is wrong.
        what: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEndpoint => f.write_str(
                "this is no page of an endpoint: it has no table of basic information with an HTTP \
                 URL and a method",
            ),
            Self::OtherDialect(why) => write!(
                f,
                "the endpoint speaks the newer dialect, which specs cannot say yet: {why}"
            ),
            Self::BadBasics { line, what } => write!(f, "line {line}: {what}"),
        }
    }
}

impl std::error::Error for Refusal {}

/// The spec of the endpoint that a document describes.
///
/// # Errors
///
/// The document describes no endpoint, or one that a spec cannot say.
pub fn import(document: &Document, context: &Context<'_>) -> Result<Imported, Refusal> {
    let mut facts = Facts::of(document);
    let findings = std::mem::take(&mut facts.findings);
    let site = facts.site();
    let samples = facts.samples.iter().filter_map(|(language, code)| sample::read(code, *language));
    let importer = Importer { context, samples: samples.collect(), facts, site, findings };
    importer.import(document)
}

struct Importer<'a> {
    context: &'a Context<'a>,
    facts: Facts,
    samples: Vec<Sample>,
    site: Site,
    findings: Vec<Finding>,
}

/// An example of an answer.
struct Answer {
    line: usize,
    value: Value,
    defects: Vec<Defect>,
}

/// What the basic information says.
struct Basics {
    path: String,
    method: Method,
    apps: Vec<App>,
    permissions: Vec<String>,
}

impl Importer<'_> {
    fn import(mut self, document: &Document) -> Result<Imported, Refusal> {
        let basics = self.basics()?;
        self.check_dialect()?;
        let credential = self.credential();
        let (query, body) = self.parameters(basics.method);
        let query = self.request("query", &query);
        let body = self.request("body", &body);
        let (response, answers) = self.response();
        let mut census = Census::default();
        for tree in [&query, &body, &response] {
            census.add(&tree.census);
            self.findings.extend_from_slice(&tree.findings);
        }
        let mut types = Types::default();
        let encoding = self.encoding(&body);
        let mut spec = Endpoint {
            docs: self.docs(document).into(),
            summary: self.summary(&basics.path).into(),
            name: None,
            method: basics.method.into(),
            path: basics.path.clone().into(),
            encoding: (!body.members.is_empty()).then(|| encoding.into()),
            credential: credential.map(At::from),
            apps: basics.apps.into_iter().map(At::from).collect(),
            permissions: basics.permissions.into_iter().map(At::from).collect(),
            idempotent: false,
            query: self.fields(&query.members, true, "query", &mut types),
            body: self.fields(&body.members, true, "body", &mut types),
            response: self.fields(&response.members, false, "response", &mut types),
            returns: String::new().into(),
            types: Map::default(),
            errors: self.errors(),
            pagination: None,
            examples: Vec::new(),
            departs: Vec::new(),
        };
        self.findings.append(&mut types.findings);
        spec.types = types.finish();
        let answer = self.answer(&answers, &mut spec);
        let request = example::request(&self.samples, &spec);
        if request.is_some() || answer.is_some() {
            let (response, repaired) = answer.unzip();
            let repaired = repaired.unwrap_or_default();
            let example = Example {
                from: Provenance::Docs.into(),
                request: request.map(At::from),
                response: response.map(At::from),
                repaired: repaired.into_iter().map(|it| [it].into_iter().collect()).collect(),
            };
            spec.examples.push(example.into());
        }
        spec.pagination = pagination(&spec).map(At::from);
        census.members = members(&spec);
        self.findings
            .sort_by(|a, b| (a.line, a.doubt, &a.subject).cmp(&(b.line, b.doubt, &b.subject)));
        self.findings.dedup();
        let name = file_name(&basics.path);
        Ok(Imported { name, spec, site: self.site, findings: self.findings, census })
    }

    fn report(
        &mut self,
        doubt: Doubt,
        line: usize,
        subject: impl Into<String>,
        evidence: impl Into<String>,
        decided: impl Into<String>,
    ) {
        self.findings.push(Finding::new(doubt, line, subject, evidence, decided));
    }

    fn basics(&mut self) -> Result<Basics, Refusal> {
        let url = self.facts.basic(Basic::Url).cloned().ok_or(Refusal::NoEndpoint)?;
        let (host, path) = address(&url)?;
        if host == "api.dingtalk.com" || host == "api.dingtalk.io" {
            return Err(Refusal::OtherDialect(format!("its host is {host}")));
        }
        let method = self.method()?;
        let apps = self.apps();
        let permissions = self.permissions();
        Ok(Basics { path, method, apps, permissions })
    }

    fn method(&mut self) -> Result<Method, Refusal> {
        let said = self.facts.basic(Basic::Method).cloned();
        let Some(said) = said else {
            let sampled = self.samples.iter().find_map(|it| it.method.clone());
            let method = sampled.as_deref().and_then(method).unwrap_or(Method::Post);
            self.report(
                Doubt::Missing,
                0,
                "method",
                "the basic information has no HTTP method",
                format!("it is {}", method.as_str()),
            );
            return Ok(method);
        };
        method(&said.text).ok_or_else(|| Refusal::BadBasics {
            line: said.line,
            what: format!("`{}` is no HTTP method; GET or POST would be", said.text),
        })
    }

    fn apps(&mut self) -> Vec<App> {
        let Some(said) = self.facts.basic(Basic::Apps).cloned() else {
            self.report(Doubt::Missing, 0, "apps", "the page names no app types", "there are none");
            return Vec::new();
        };
        let (apps, left) = vocabulary().apps_in(&said.text);
        if !left.is_empty() {
            self.report(
                Doubt::UnknownWord,
                said.line,
                "apps",
                format!("`{left}` is no app type"),
                "it is left out",
            );
        }
        apps
    }

    /// The permissions: `permission-qyapi_ext_read-What it is for`.
    fn permissions(&mut self) -> Vec<String> {
        let Some(said) = self.facts.basic(Basic::Permissions).cloned() else { return Vec::new() };
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_.:".contains(c);
        let parts: Vec<&str> = said.text.split("permission-").collect();
        let named = parts[1..].iter().filter_map(|it| {
            let end = it.find(|c: char| !is_part(c));
            let name = &it[..end.unwrap_or(it.len())];
            (!name.is_empty()).then(|| name.to_owned())
        });
        let mut permissions: Vec<String> = named.collect();
        if permissions.is_empty() {
            // Without the word in front: names of scopes have an underscore or a dot inside.
            let words = said.text.split(|c: char| !is_part(c));
            let words = words.map(|it| it.trim_matches(['_', '.', ':']));
            let is_scope = |it: &&str| {
                it.contains(['_', '.']) && it.starts_with(|c: char| c.is_ascii_alphabetic())
            };
            permissions.extend(words.filter(is_scope).map(str::to_owned));
        }
        permissions.dedup();
        let is_odd = permissions.is_empty() && !vocabulary().is_nothing(&said.text);
        if is_odd {
            let evidence = format!("`{}` names no permission", said.text);
            self.report(Doubt::UnknownWord, said.line, "permissions", evidence, "there is none");
        }
        permissions
    }

    /// Parameters in headers belong to the other dialect.
    fn check_dialect(&mut self) -> Result<(), Refusal> {
        let is_token = |it: &&Member| it.name.to_ascii_lowercase().contains("access-token");
        if let Some(token) = self.facts.elsewhere.iter().find(is_token) {
            return Err(Refusal::OtherDialect(format!(
                "its token is in the header {}",
                token.name
            )));
        }
        for row in std::mem::take(&mut self.facts.elsewhere) {
            let is_type = row.name.eq_ignore_ascii_case("content-type");
            if !is_type {
                let evidence = "specs have no place for parameters in headers or in the path";
                self.report(Doubt::NoPlace, row.line, row.name, evidence, "it is left out");
            }
        }
        Ok(())
    }

    /// Whether the endpoint wants no access token: its tables have none, or it gives one. A page may
    /// forget the row; then its samples send a token all the same.
    fn credential(&mut self) -> Option<CredentialUse> {
        let credential = self.context.common.credential.name.value.clone();
        let mut rows = self.facts.query.iter().chain(&self.facts.body);
        if rows.any(|row| row.name == credential) {
            return None;
        }
        let is_given = self.facts.response.iter().any(|row| row.name == credential);
        let sends = |code: &Code| code.text.contains(&format!("{credential}="));
        let sample = self.facts.samples.iter().find(|(_, code)| sends(code));
        let Some(line) = sample.map(|(_, code)| code.line).filter(|_| !is_given) else {
            return Some(CredentialUse::None);
        };
        let evidence = "the tables have no row for it, but a sample sends it";
        self.report(Doubt::Missing, line, credential, evidence, "it is sent as usual");
        None
    }

    /// The rows of the query and of the body, less the credential. A GET has its parameters in the
    /// query, whichever table they stand in, and so have those that a sample writes into its URL.
    fn parameters(&self, method: Method) -> (Vec<Member>, Vec<Member>) {
        let credential = &self.context.common.credential.name.value;
        let own = |row: &&Member| row.name != *credential;
        let mut query: Vec<Member> = self.facts.query.iter().filter(own).cloned().collect();
        let body: Vec<Member> = self.facts.body.iter().filter(own).cloned().collect();
        let in_url = |row: &Member| {
            let mut samples = self.samples.iter();
            samples.any(|it| it.query.iter().any(|(name, _)| *name == row.name))
        };
        let is_query = |row: &Member| method == Method::Get || in_url(row);
        let (moved, body): (Vec<Member>, Vec<Member>) = body.into_iter().partition(is_query);
        query.extend(moved);
        (query, body)
    }

    /// The tree of a table of parameters, with the samples as witnesses.
    fn request(&self, place: &str, rows: &[Member]) -> Tree {
        let mut bodies: Vec<&Sample> = self.samples.iter().filter(|it| it.body.is_some()).collect();
        // The writing of names that are exact comes first.
        bodies.sort_by_key(|it| !it.exact_names);
        let shape = Shape::of_samples(bodies.into_iter().filter_map(|it| it.body.as_ref()));
        Table { place, rows, shape: &shape, is_answer: false, envelope: &[], example_line: 0 }
            .tree()
    }

    /// The tree of the response table, and the examples of answers.
    fn response(&mut self) -> (Tree, Vec<Answer>) {
        let mut answers = Vec::new();
        let examples = std::mem::take(&mut self.facts.examples);
        for code in examples.iter().flat_map(one_by_one) {
            let reading = sloppy::read(&code.text);
            for defect in &reading.defects {
                self.findings.push(Finding::new(
                    Doubt::ExampleSyntax,
                    code.line + defect.line.saturating_sub(1),
                    format!("response.{}", defect.path),
                    format!("in the example, {}", defect.kind.meaning()),
                    "it is read as it is meant",
                ));
            }
            match reading.value {
                Some(value @ Value::Object(_)) => {
                    let (line, defects) = (code.line, reading.defects);
                    let value = self.without_gateway(value, line);
                    answers.push(Answer { line, value, defects });
                }
                _ => self.report(
                    Doubt::NoExample,
                    code.line,
                    "response",
                    "the example is no object",
                    "it is passed over",
                ),
            }
        }
        let envelope: Vec<&str> =
            self.context.common.envelope.iter().map(|(name, _)| name.as_str()).collect();
        let shape = Shape::of(answers.iter().map(|it| &it.value));
        let rows = std::mem::take(&mut self.facts.response);
        let table = Table {
            place: "response",
            rows: &rows,
            shape: &shape,
            is_answer: true,
            envelope: &envelope,
            example_line: answers.first().map_or(0, |it| it.line),
        };
        let mut tree = table.tree();
        tree.members.retain(|it| !envelope.contains(&it.member.name.as_str()));
        (tree, answers)
    }

    fn encoding(&mut self, body: &Tree) -> Encoding {
        let is_scalar = |it: &Node| {
            let json = ["Json", "Map", "Object"];
            matches!(&it.ty, Ty::Plain(word) if !json.contains(&word.as_str())) && it.lists == 0
        };
        let is_complete = |sample: &Sample| {
            let Some(Value::Object(sent)) = &sample.body else { return false };
            let known = |name: &str| body.members.iter().any(|it| it.member.name == name);
            let sends =
                |name: &str| sent.iter().any(|(own, value)| own == name && *value != Value::Null);
            let mut required = body.members.iter().filter(|it| it.member.required == Some(true));
            let credential = &self.context.common.credential.name.value;
            sample.encoding == Some(Encoding::Form)
                && required.all(|it| sends(&it.member.name))
                && sent.iter().all(|(name, _)| name == credential || known(name) && sends(name))
        };
        if self.samples.iter().any(|it| it.multipart) {
            let evidence = "a sample sends a form in parts, such as a file, which specs cannot say";
            let decided = "the body is described as if it had one part";
            self.findings.push(Finding::new(Doubt::NoPlace, 0, "encoding", evidence, decided));
        }
        let is_form = body.members.iter().all(is_scalar) && self.samples.iter().any(is_complete);
        if is_form { Encoding::Form } else { Encoding::Json }
    }

    /// An answer without what the gateway of other platforms puts around it: one key that ends in
    /// `_response`.
    fn without_gateway(&mut self, answer: Value, line: usize) -> Value {
        let Value::Object(mut members) = answer else { return answer };
        match members.pop() {
            Some((key, inner @ Value::Object(_)))
                if members.is_empty() && key.ends_with("_response") =>
            {
                let evidence = format!("the example has `{key}` around the whole answer");
                let decided = "what is inside is the answer";
                self.report(Doubt::Wrapper, line, "response", evidence, decided);
                inner
            }
            last => {
                members.extend(last);
                Value::Object(members)
            }
        }
    }

    /// Where the page is.
    fn docs(&mut self, document: &Document) -> Docs {
        let said = self.context.address.or_else(|| document.about("source_url"));
        let address = match (said, self.context.stem) {
            (Some(said), _) => Some(said.to_owned()),
            (None, Some(stem)) => {
                let folder = match self.site {
                    Site::En => "https://help.dingtalk.io/open/development/",
                    Site::Zh => "https://open.dingtalk.com/document/development/",
                };
                let guessed = format!("{folder}{stem}");
                let decided = format!("it is {guessed}, by the name of its file");
                let evidence = "the page does not say its own address";
                self.report(Doubt::PageAddress, 0, "docs", evidence, decided);
                Some(guessed)
            }
            (None, None) => {
                let decided = "there is none: add it by hand";
                let evidence = "the page does not say its own address";
                self.report(Doubt::PageAddress, 0, "docs", evidence, decided);
                None
            }
        };
        let address = address.map(At::from);
        match self.site {
            Site::En => Docs { en: address, zh: None },
            Site::Zh => Docs { en: None, zh: address },
        }
    }

    fn summary(&self, path: &str) -> String {
        let prose = prose(&self.facts.intro);
        if self.context.prose && !prose.is_empty() { prose } else { to_be_summarized(path) }
    }

    fn fields(
        &mut self,
        nodes: &[Node],
        is_request: bool,
        path: &str,
        types: &mut Types,
    ) -> Map<Field> {
        let names: Vec<&str> = nodes.iter().map(|it| it.member.name.as_str()).collect();
        let mut taken: HashSet<String> = HashSet::new();
        let mut fields = Vec::new();
        for node in nodes {
            let below = format!("{path}.{}", node.member.name);
            let mut field = self.field(node, is_request, &below, types);
            if is_request {
                let others = names.iter().copied().filter(|it| *it != node.member.name);
                let company = together(&node.member.description, others);
                field.together_with = company.into_iter().map(|it| it.to_owned().into()).collect();
            }
            field.name = rust_name(&node.member.name, &field, is_request, &mut taken).map(At::from);
            fields.push((node.member.name.clone().into(), field));
        }
        fields.into_iter().collect()
    }

    fn field(&mut self, node: &Node, is_request: bool, path: &str, types: &mut Types) -> Field {
        let member = &node.member;
        let word = match &node.ty {
            Ty::Plain(word) => word.clone(),
            Ty::Object(_) => self.object(node, is_request, path, types),
        };
        let page_type = word + &"[]".repeat(node.lists);
        let mut field = Field {
            page_type: page_type.into(),
            required: (is_request && member.required == Some(true)).then(|| true.into()),
            secret: (is_text(node) && vocabulary().is_secret(&member.name)).then(|| true.into()),
            ..Field::default()
        };
        if self.context.prose {
            let doc = prose(&member.description);
            field.doc = (!doc.is_empty()).then(|| doc.into());
        }
        if is_request {
            self.limit(&mut field, node, path);
        } else {
            field.absent_for = absent_for(&member.description).map(At::from);
        }
        match example::cell(&member.example, node) {
            Ok(value) => field.example = value.map(At::from),
            Err(found) => {
                let evidence = format!("the example value is {found}, but the type is another");
                let line = member.line;
                self.report(Doubt::ExampleValue, line, path, evidence, "it is left out");
            }
        }
        self.check_limits(&mut field, member, path);
        field
    }

    /// An object type, and its name.
    fn object(&mut self, node: &Node, is_request: bool, path: &str, types: &mut Types) -> String {
        let said = match &node.ty {
            Ty::Object(Some(class)) => class.clone(),
            _ if node.lists > 0 => apart(pascal(singular(&node.member.name))),
            _ => apart(pascal(&node.member.name)),
        };
        let (name, is_new) = types.name(&said, node, is_request, path);
        if is_new {
            let below = format!("types.{name}.fields");
            let fields = self.fields(&node.members, is_request, &below, types);
            types.describe(&name, fields);
        }
        name
    }

    fn limit(&mut self, field: &mut Field, node: &Node, path: &str) {
        let member = &node.member;
        let of = match (&node.ty, node.lists) {
            (_, 1..) => Of::List,
            (Ty::Plain(word), 0) if word == "String" => Of::Text,
            (Ty::Plain(word), 0) if word == "Number" => Of::Number,
            _ => Of::Other,
        };
        let limits = Limits::of(&member.description, of);
        field.min_length = limits.min_length.map(At::from);
        field.max_length = limits.max_length.map(At::from);
        field.min = limits.min.map(At::from);
        field.max = limits.max.map(At::from);
        field.max_items = limits.max_items.map(At::from);
        for words in limits.without_place {
            let evidence = format!("`{words}` limits what no key of the format is for");
            self.report(Doubt::LimitWithoutPlace, member.line, path, evidence, "it is left out");
        }
        for words in limits.denied {
            let evidence = format!("`{words}` is not the limit that the same text gave before");
            self.report(Doubt::LimitDenied, member.line, path, evidence, "the first one stands");
        }
    }

    /// The page's own example keeps to its limits, or they are none.
    fn check_limits(&mut self, field: &mut Field, member: &Member, path: &str) {
        let is_broken = field.example.as_ref().is_some_and(|it| example::breaks(it, field));
        if is_broken {
            let evidence = "the page's own example value does not keep to the limit".to_owned();
            self.report(Doubt::LimitDenied, member.line, path, evidence, "the limit is left out");
            field.min_length = None;
            field.max_length = None;
            field.min = None;
            field.max = None;
            field.max_items = None;
        }
    }

    fn errors(&mut self) -> Map<crate::spec::ErrorCode> {
        let mut errors: Vec<(At<String>, crate::spec::ErrorCode)> = Vec::new();
        let mut names: HashSet<String> = HashSet::new();
        for (row, code) in self.error_rows() {
            if errors.iter().any(|(own, _)| own.value == code) {
                let evidence = format!("its message here is `{}`", row.message);
                let subject = format!("errors.{code}");
                let decided = "the first one stands";
                self.report(Doubt::DuplicateCode, row.line, subject, evidence, decided);
                continue;
            }
            let mut name = messages::name(&row.message).unwrap_or_else(|| messages::of_code(&code));
            if !names.insert(names::shouting(&name)) {
                name = format!("{name}{}", messages::of_code(&code));
                names.insert(names::shouting(&name));
            }
            let said =
                Some(row.message.trim().to_owned()).filter(|it| !it.is_empty()).map(At::from);
            let message = match self.site {
                Site::En => Message { en: said, zh: None },
                Site::Zh => Message { en: None, zh: said },
            };
            let remedy = prose(&row.solution);
            let remedy = (self.context.prose && !remedy.is_empty()).then(|| remedy.into());
            let error = crate::spec::ErrorCode {
                name: name.into(),
                message: message.into(),
                class: None,
                remedy,
            };
            errors.push((code.into(), error));
        }
        errors.into_iter().collect()
    }

    /// The rows of the table of error codes, each code by itself.
    fn error_rows(&mut self) -> Vec<(ErrorRow, String)> {
        let mut rows = Vec::new();
        for row in std::mem::take(&mut self.facts.errors) {
            let codes = error_codes(&row);
            if codes.is_empty() {
                let (evidence, decided) = ("this is no error code", "it is left out");
                self.report(Doubt::UnknownWord, row.line, &row.code, evidence, decided);
            }
            rows.extend(codes.into_iter().map(|code| (row.clone(), code)));
        }
        rows
    }

    /// What the call returns, and the example of an answer as the spec shows it.
    fn answer(
        &mut self,
        answers: &[Answer],
        spec: &mut Endpoint,
    ) -> Option<(String, example::Repairs)> {
        let keys: Vec<String> = spec.response.iter().map(|(key, _)| key.value.clone()).collect();
        spec.returns = match keys.as_slice() {
            [] => "nothing".to_owned(),
            [only] => only.clone(),
            _ => "response".to_owned(),
        }
        .into();
        let shows =
            |it: &Answer| !matches!(&it.value, Value::Object(members) if members.is_empty());
        let fine = |it: &&Answer| shows(it) && example::is_success(&it.value);
        let success = answers.iter().find(fine);
        let Some(answer) = success else {
            let evidence = "the page shows no successful answer".to_owned();
            self.report(
                Doubt::NoExample,
                0,
                "response",
                evidence,
                "the spec has no example of one",
            );
            return None;
        };
        let (text, repaired) = example::answer(&answer.value, &answer.defects, spec);
        if let [only] = keys.as_slice() {
            let is_list = spec.response.get(only).is_some_and(|it| it.page_type.ends_with("[]"));
            if !is_list && !example::has(&text, only) {
                let evidence = format!("the example has no `{only}`");
                let decided = "the call returns `response`, whose members may all be absent";
                self.report(Doubt::NoExample, answer.line, "returns", evidence, decided);
                spec.returns = "response".to_owned().into();
            }
        }
        Some((text, repaired))
    }
}

/// The types of an endpoint in the order in which they are first met.
#[derive(Default)]
struct Types {
    names: Vec<String>,
    fields: HashMap<String, Map<Field>>,
    /// By name: whether it is sent, and what it looks like.
    known: HashMap<String, (bool, String)>,
    findings: Vec<Finding>,
}

impl Types {
    /// The name of an object's type, and whether it is yet to be described.
    fn name(&mut self, said: &str, node: &Node, is_request: bool, path: &str) -> (String, bool) {
        let print = signature(node);
        let mut candidates = vec![said.to_owned()];
        candidates.push(if is_request { format!("{said}Input") } else { format!("{said}Output") });
        let field = pascal(&node.member.name);
        candidates.push(format!("{field}{said}"));
        candidates.extend((2..100).map(|number| format!("{said}{number}")));
        let mut clash = false;
        for (at, candidate) in candidates.into_iter().enumerate() {
            if !is_type_name(&candidate) {
                continue;
            }
            match self.known.get(&candidate) {
                None => {
                    // What goes both ways is two types by the format's rules; only others are odd.
                    if clash && at > 0 {
                        self.findings.push(Finding::new(
                            Doubt::TypeReused,
                            node.member.line,
                            path,
                            format!("`{said}` has other members here than before"),
                            format!("it is called `{candidate}` here"),
                        ));
                    }
                    self.known.insert(candidate.clone(), (is_request, print));
                    self.names.push(candidate.clone());
                    return (candidate, true);
                }
                Some((sent, own)) if *sent == is_request && *own == print => {
                    return (candidate, false);
                }
                Some((sent, _)) => clash |= *sent == is_request,
            }
        }
        // A page with a hundred types of one name is none that anybody wrote.
        let last = format!("{said}{}", self.names.len() + 100);
        self.known.insert(last.clone(), (is_request, print));
        self.names.push(last.clone());
        (last, true)
    }

    fn describe(&mut self, name: &str, fields: Map<Field>) {
        self.fields.insert(name.to_owned(), fields);
    }

    fn finish(mut self) -> Map<Type> {
        let mut types = Vec::new();
        for name in &self.names {
            let fields = self.fields.remove(name).unwrap_or_default();
            // What Rust would have to escape gets a name that reads well.
            let rust = names::is_taken_type(name).then(|| apart(name.clone()).into());
            types.push((name.clone().into(), Type { name: rust, fields, ..Type::default() }));
        }
        types.into_iter().collect()
    }
}

/// What an object looks like: two with the same one are one type.
fn signature(node: &Node) -> String {
    let members = node.members.iter().map(|it| {
        let inner = match &it.ty {
            Ty::Plain(word) => word.clone(),
            Ty::Object(_) => signature(it),
        };
        let required = if it.member.required == Some(true) { "!" } else { "" };
        format!("{}:{inner}{}{required}", it.member.name, "[]".repeat(it.lists))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// A name for a type that means nothing else where generated types live.
fn apart(name: String) -> String {
    if names::is_taken_type(&name) { name + "Data" } else { name }
}

/// Whether a type may have this name.
fn is_type_name(name: &str) -> bool {
    let is_word = crate::spec::PageType::words().any(|word| word == name);
    let named = matches!(crate::spec::PageType::parse(name), Some(crate::spec::PageType::Named(_)));
    named && !is_word
}

/// The values of a piece of code, each by itself: pages show an answer of success and one of failure
/// below one another, often with a label between. What is blank shows nothing.
fn one_by_one(code: &Code) -> Vec<Code> {
    let mut parts = Vec::new();
    let mut rest = code.text.as_str();
    let mut line = code.line;
    while let Some(end) = end_of_value(rest).filter(|end| goes_on(&rest[*end..])) {
        let (value, behind) = rest.split_at(end);
        parts.push(Code { line, text: value.to_owned(), ..code.clone() });
        let skipped = behind.find('{').unwrap_or(behind.len());
        line += value.matches('\n').count() + behind[..skipped].matches('\n').count();
        rest = &behind[skipped..];
    }
    if !rest.trim().is_empty() {
        parts.push(Code { line, text: rest.to_owned(), ..code.clone() });
    }
    parts
}

/// Where the first object of a text ends, by its brackets.
fn end_of_value(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_text = false;
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = in_text,
            '"' => in_text = !in_text,
            '{' if !in_text => depth += 1,
            '}' if !in_text => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether another object stands on a line of its own behind one, after a label at most.
fn goes_on(behind: &str) -> bool {
    let mut lines = behind.lines();
    let is_free = lines.next().is_some_and(|it| it.trim().is_empty());
    let mut lines = lines.map(str::trim).filter(|it| !it.is_empty());
    let is_label = |it: &str| !it.contains(['"', '{', '}', '[', ']', ',']);
    let first = lines.next();
    let next = if first.is_some_and(is_label) { lines.next() } else { first };
    is_free && next.is_some_and(|it| it.starts_with('{'))
}

/// Host and path of a URL.
fn address(url: &Said) -> Result<(String, String), Refusal> {
    let bad = |what: String| Refusal::BadBasics { line: url.line, what };
    let text = url.text.split_whitespace().next().unwrap_or_default();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let rest =
        rest.ok_or_else(|| bad(format!("`{}` is no URL; one begins with https://", url.text)))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let is_legal = |c: char| c.is_ascii_alphanumeric() || "-._~/{}".contains(c);
    if path.is_empty() || !path.chars().all(is_legal) {
        return Err(bad(format!("the path of `{text}` is none of an endpoint")));
    }
    if path.contains('{') {
        return Err(Refusal::OtherDialect("its path has parameters".to_owned()));
    }
    Ok((host.to_owned(), format!("/{path}")))
}

fn method(text: &str) -> Option<Method> {
    let word: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    Some(match word.to_ascii_uppercase().as_str() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        "PATCH" => Method::Patch,
        _ => return None,
    })
}

/// The path of a new spec: that of the URL, less what almost all begin with.
fn file_name(path: &str) -> String {
    let path = path.strip_prefix("/topapi/").unwrap_or_else(|| path.trim_start_matches('/'));
    let segments = path.split('/').filter(|it| !it.is_empty());
    segments.map(|it| names::bare(&names::snake(it)).to_owned()).collect::<Vec<_>>().join("/")
}

fn is_text(node: &Node) -> bool {
    node.lists == 0 && node.ty == Ty::Plain("String".to_owned())
}

/// A Rust name where the one that follows from the wire name will not do.
fn rust_name(
    wire: &str,
    field: &Field,
    is_request: bool,
    taken: &mut HashSet<String>,
) -> Option<String> {
    let follows = names::bare(&names::snake(wire)).to_owned();
    let is_setter = is_request && !field.is_required() && names::is_taken_method(&follows);
    let mut name = if is_setter { format!("{follows}_value") } else { follows.clone() };
    let mut number = 2;
    while !taken.insert(name.clone()) {
        // What ends with an underscore would have two in the middle.
        name = format!("{}_{number}", follows.trim_end_matches('_'));
        number += 1;
    }
    (name != follows).then_some(name)
}

/// The error codes of a row as a spec writes them: numbers, or a word.
fn error_codes(row: &ErrorRow) -> Vec<String> {
    let code = row.code.trim().trim_matches(['`', '"', '\'']);
    let mut parts = code.split(['/', ',', '，', '、', ' ', '\n']).filter(|it| !it.is_empty());
    let is_word = |it: &&str| it.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    let Some(first) = parts.next().filter(is_word) else { return Vec::new() };
    // `007` and `+7` are no numbers that come back the same.
    let number = |it: &str| it.parse::<i64>().ok().map(|number| number.to_string());
    match number(first) {
        Some(code) => [code].into_iter().chain(parts.filter_map(number)).collect(),
        None if first.starts_with(|c: char| c.is_ascii_alphabetic()) => vec![first.to_owned()],
        None => Vec::new(),
    }
}

/// Page prose as one line.
fn prose(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Pages by offset: two numbers that go together, and a list.
fn pagination(spec: &Endpoint) -> Option<Pagination> {
    let parameters = || spec.query.iter().chain(spec.body.iter());
    let number = |name: &str| {
        parameters().any(|(key, field)| key.value == name && *field.page_type == "Number")
    };
    let mut lists = spec.response.iter().filter(|(_, it)| it.page_type.ends_with("[]"));
    let (items, _) = lists.next()?;
    let is_only = lists.next().is_none();
    (is_only && number("offset") && number("size")).then(|| Pagination {
        style: PaginationStyle::Offset.into(),
        offset: "offset".to_owned().into(),
        size: "size".to_owned().into(),
        items: items.value.clone().into(),
    })
}

/// How many members a spec has.
fn members(spec: &Endpoint) -> usize {
    let maps = [&spec.query, &spec.body, &spec.response];
    let types = spec.types.iter().map(|(_, ty)| &ty.fields);
    maps.into_iter().chain(types).map(|it| it.iter().len()).sum()
}
