//! From a document to the spec of an endpoint, with all that is in doubt about it.

pub(crate) mod example;
pub(crate) mod limits;

mod answers;
mod basics;
mod codes;
mod fields;
mod refusal;
mod repair;
mod types;

use self::types::Types;
use crate::document::Document;
use crate::document::finding::{Ambiguity, Finding};
use crate::facts::Facts;
use crate::nesting::tree::Statistics;
use crate::samples;
use crate::samples::Sample;
use crate::vocabulary::naming::{Site, snake};
use xtask::spec::words::to_be_summarized;
use xtask::spec::{
    At, Common, Docs, Encoding, Endpoint, Example, Field, Map, Pagination, PaginationStyle,
    Provenance,
};

pub use refusal::Refusal;

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
    /// How its samples encode a body, as far as they show it.
    pub sampled_encodings: Vec<Encoding>,
    /// What became of its rows and keys.
    pub statistics: Statistics,
}

/// The spec of the endpoint that a document describes.
///
/// # Errors
///
/// The document describes no endpoint, or one that a spec cannot say.
pub fn import(document: &Document, context: &Context<'_>) -> Result<Imported, Refusal> {
    Importer::of(document, context).import(document)
}

/// The language of a document, and the method and path of the endpoint that it describes. Reads the
/// basic information only.
#[must_use]
pub fn endpoint(document: &Document, common: &Common) -> Option<(Site, String)> {
    let context = Context { common, address: None, stem: None, prose: false };
    let mut importer = Importer::of(document, &context);
    let basics = importer.basics().ok()?;
    importer.check_dialect().ok()?;
    Some((importer.site, format!("{} {}", basics.method.as_str(), basics.path)))
}

struct Importer<'a> {
    context: &'a Context<'a>,
    facts: Facts,
    samples: Vec<Sample>,
    site: Site,
    findings: Vec<Finding>,
}

impl<'a> Importer<'a> {
    fn of(document: &Document, context: &'a Context<'a>) -> Self {
        let mut facts = Facts::of(document);
        let findings = std::mem::take(&mut facts.findings);
        let site = facts.site();
        let samples =
            facts.samples.iter().filter_map(|(language, code)| samples::read(code, *language));
        Self { context, samples: samples.collect(), facts, site, findings }
    }
}

impl Importer<'_> {
    fn import(mut self, document: &Document) -> Result<Imported, Refusal> {
        let basics = self.basics()?;
        self.check_dialect()?;
        let credential = self.credential();
        let (query, body) = self.parameters(basics.method);
        let query = self.request("query", &query);
        let query = self.as_texts(query);
        let body = self.request("body", &body);
        let body = self.beside(&query, body);
        let (response, answers) = self.response();
        let mut statistics = Statistics::default();
        for tree in [&query, &body, &response] {
            statistics.add(&tree.statistics);
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
            idempotent: Some(false.into()),
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
        spec.examples = self.example(answer, &spec).into_iter().map(At::from).collect();
        spec.pagination = pagination(&spec).map(At::from);
        statistics.members = members(&spec);
        self.findings.sort_by(|a, b| {
            (a.line, a.ambiguity, &a.subject).cmp(&(b.line, b.ambiguity, &b.subject))
        });
        self.findings.dedup();
        let name = file_name(&basics.path);
        let samples = self.samples.iter().filter(|it| it.body.is_some());
        let sampled_encodings = samples.filter_map(|it| it.encoding).collect();
        let (site, findings) = (self.site, self.findings);
        Ok(Imported { name, spec, site, findings, sampled_encodings, statistics })
    }

    /// The example of the page: the sample of a request that fits best, and an answer.
    fn example(
        &self,
        answer: Option<(String, example::Repairs)>,
        spec: &Endpoint,
    ) -> Option<Example> {
        let request = example::request(&self.samples, spec);
        if request.is_none() && answer.is_none() {
            return None;
        }
        let (response, repaired) = answer.unzip();
        let repaired = repaired.unwrap_or_default();
        Some(Example {
            from: Provenance::Docs.into(),
            request: request.map(At::from),
            response: response.map(At::from),
            repaired: repaired.into_iter().map(|it| [it].into_iter().collect()).collect(),
        })
    }

    fn report(
        &mut self,
        ambiguity: Ambiguity,
        line: usize,
        subject: impl Into<String>,
        evidence: impl Into<String>,
        decided: impl Into<String>,
    ) {
        self.findings.push(Finding::new(ambiguity, line, subject, evidence, decided));
    }

    /// Where the page is.
    fn docs(&mut self, document: &Document) -> Docs {
        let said = self.context.address.or_else(|| document.about("source_url"));
        let address = said.map(str::to_owned).or_else(|| {
            let folder = self.site.choose(
                "https://help.dingtalk.io/open/development/",
                "https://open.dingtalk.com/document/development/",
            );
            let guessed = self.context.stem.map(|stem| format!("{folder}{stem}"));
            let decided = match &guessed {
                Some(guessed) => format!("it is {guessed}, by the name of its file"),
                None => "there is none: add it by hand".to_owned(),
            };
            let evidence = "the page does not say its own address";
            self.report(Ambiguity::PageAddress, 0, "docs", evidence, decided);
            guessed
        });
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
}

/// The path of a new spec: that of the URL, less what almost all begin with.
fn file_name(path: &str) -> String {
    let path = path.strip_prefix("/topapi/").unwrap_or_else(|| path.trim_start_matches('/'));
    let segments = path.split('/').filter(|it| !it.is_empty());
    segments.map(snake).collect::<Vec<_>>().join("/")
}

/// Page prose as one line.
fn prose(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Pages by offset: two numbers that may be left out, of which one can be 0, and a list.
fn pagination(spec: &Endpoint) -> Option<Pagination> {
    let number = |name: &str, least: i64| {
        let counts = |field: &Field| {
            *field.page_type == "Number"
                && !field.is_required()
                && field.min.as_ref().is_none_or(|min| min.value <= least)
        };
        let mut parameters = spec.query.iter().chain(spec.body.iter());
        parameters.any(|(key, field)| key.value == name && counts(field))
    };
    let mut lists = spec.response.iter().filter(|(_, it)| it.page_type.ends_with("[]"));
    let (items, _) = lists.next()?;
    let is_only = lists.next().is_none();
    (is_only && number("offset", 0) && number("size", i64::MAX)).then(|| Pagination {
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
