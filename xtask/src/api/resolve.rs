//! From specs to the resolved model. Specs that the linter passed resolve without a choice left.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use serde_json::Value;

use super::model::{
    Api, Code, CodeEntry, Construction, Direction, Endpoint, ErrorCode, Fact, Field, Folder, Group,
    Limits, Pagination, Passing, Place, Presence, Record, Returns, Shared, Source, Type,
};
use super::names;
use crate::parallel;
use crate::spec::{self, File, Format, Located, PageType, Specs};

/// The most required members that `new` takes; more of them need names.
const NEW_TAKES: usize = 2;

/// The size of a page whose largest is not documented.
const DEFAULT_SIZE: i64 = 20;

/// Resolves specs that the linter passed.
#[must_use]
pub fn resolve(specs: &Specs, files: &[File]) -> Api {
    let line_ends = files.iter().map(|file| line_ends(file.text())).collect();
    let resolver = Resolver { specs, files, line_ends };
    let mut endpoints = parallel::map(&specs.endpoints, |it| resolver.endpoint(it));
    endpoints.sort_by(|a, b| a.name.cmp(&b.name));
    let folders = folders(&endpoints);
    let mut groups: BTreeMap<String, Vec<Endpoint>> = BTreeMap::new();
    let mut ungrouped = Vec::new();
    for endpoint in endpoints {
        match endpoint.name.split_once('/') {
            Some((folder, _)) => groups.entry(folder.to_owned()).or_default().push(endpoint),
            None => ungrouped.push(endpoint),
        }
    }
    Api {
        common: resolver.source(specs.common.file, &(0..0)),
        credential: specs.common.credential.name.value.clone(),
        hosts: resolver.hosts(),
        envelope: resolver.envelope(),
        gateway: resolver.codes(&specs.common.errors, specs.common.file),
        global: resolver.global(),
        groups: groups.into_iter().map(|(folder, endpoints)| group(folder, endpoints)).collect(),
        ungrouped,
        folders,
    }
}

/// The modules that hold other modules: those of the groups, and of folders below them.
fn folders(endpoints: &[Endpoint]) -> Vec<Folder> {
    let mut folders: BTreeMap<&[String], Folder> = BTreeMap::new();
    for endpoint in endpoints {
        let specs: Vec<&str> = endpoint.name.split('/').collect();
        for depth in 1..endpoint.module.len() {
            let module = &endpoint.module[..depth];
            let folder = folders.entry(module).or_insert_with(|| Folder {
                specs: specs[..depth].join("/"),
                module: module.to_vec(),
                children: Vec::new(),
            });
            if !folder.children.contains(&endpoint.module[depth]) {
                folder.children.push(endpoint.module[depth].clone());
            }
        }
    }
    folders.into_values().collect()
}

fn group(folder: String, endpoints: Vec<Endpoint>) -> Group {
    let module = names::snake(&folder);
    let shared = endpoints.iter().flat_map(|endpoint| &endpoint.shared);
    // A type of an endpoint without a group is always compiled.
    let others = shared.filter(|it| it.module.len() > 1 && it.module[0] != module);
    let needs: BTreeSet<String> = others.map(|it| it.module[0].clone()).collect();
    Group {
        accessor: names::camel(&folder),
        needs: needs.into_iter().collect(),
        module,
        folder,
        endpoints,
    }
}

/// The modules of an endpoint and the method of the client, by its file and the name it may have.
pub(crate) fn module_and_method(located: &Located) -> (Vec<String>, String) {
    let mut module: Vec<String> = located.name.split('/').map(names::snake).collect();
    if let (Some(name), Some(last)) = (&located.spec.name, module.last_mut()) {
        *last = names::snake(name);
    }
    let below = if module.len() > 1 { &module[1..] } else { &module[..] };
    let method = match below {
        [only] => only.clone(),
        folders => {
            names::snake(&folders.iter().map(|it| names::bare(it)).collect::<Vec<_>>().join("_"))
        }
    };
    (module, method)
}

/// The Rust name of a field: its own or the one that follows from the wire name.
pub(crate) fn field_name(wire: &str, field: &spec::Field) -> String {
    field.name.as_ref().map_or_else(|| names::snake(wire), |name| names::snake(name))
}

/// The Rust name of a page's type.
pub(crate) fn type_name(page: &str, ty: &spec::Type) -> String {
    ty.name.as_ref().map_or_else(|| names::camel(page), |name| names::camel(name))
}

/// The types that are reached from some fields, by the page's names.
pub(crate) fn reached<'a>(
    fields: impl Iterator<Item = &'a spec::Field>,
    types: &'a spec::Map<spec::Type>,
) -> HashSet<&'a str> {
    let mut reached: HashSet<&str> = HashSet::new();
    let named = |field: &spec::Field| {
        PageType::parse(&field.page_type).and_then(|it| it.named().map(str::to_owned))
    };
    let mut waiting: Vec<String> = fields.filter_map(named).collect();
    while let Some(name) = waiting.pop() {
        let Some(key) = types.key(&name).filter(|key| reached.insert(key.as_str())) else {
            continue;
        };
        waiting.extend(
            types
                .get(key)
                .into_iter()
                .flat_map(|ty| ty.fields.iter())
                .filter_map(|(_, field)| named(field)),
        );
    }
    reached
}

struct Resolver<'a> {
    specs: &'a Specs,
    files: &'a [File],
    /// Where the lines of each file end; counting them anew for each member would take too long.
    line_ends: Vec<Vec<usize>>,
}

/// The lines of the outermost keys, which are the only lines that start with a letter.
fn keys(text: &str) -> BTreeMap<String, usize> {
    let key = |(at, line): (usize, &str)| {
        let (key, _) = line.split_once(':').filter(|_| line.starts_with(char::is_alphabetic))?;
        Some((key.to_owned(), at + 1))
    };
    text.lines().enumerate().filter_map(key).collect()
}

fn line_ends(text: &str) -> Vec<usize> {
    text.match_indices('\n').map(|(at, _)| at).collect()
}

impl Resolver<'_> {
    fn endpoint(&self, located: &Located) -> Endpoint {
        let spec = &located.spec;
        let (module, method) = module_and_method(located);
        let scope = Scope { resolver: self, located };
        let requested =
            reached(spec.query.iter().chain(spec.body.iter()).map(|(_, field)| field), &spec.types);
        let direction = |page: &str| {
            if requested.contains(page) { Direction::Request } else { Direction::Response }
        };
        let own = spec.types.iter().filter(|(_, ty)| ty.same_as.is_none());
        let types = own.map(|(page, ty)| scope.record(page, ty, direction(page))).collect();
        let shared = spec.types.iter().filter_map(|(page, ty)| self.shared(page, ty)).collect();
        Endpoint {
            source: self.source(located.file, &(0..0)),
            lines: keys(self.files.get(located.file).map_or("", File::text)),
            name: located.name.clone(),
            module,
            method,
            summary: sentence(&spec.summary),
            docs_en: spec.docs.en.as_ref().map(|it| it.value.clone()),
            docs_zh: spec.docs.zh.as_ref().map(|it| it.value.clone()),
            http_method: spec.method.value,
            path: spec.path.value.clone(),
            encoding: spec.encoding.as_ref().map(|it| it.value).unwrap_or_default(),
            credential: spec.credential.as_ref().map(|it| it.value).unwrap_or_default(),
            apps: spec.apps.iter().map(|it| it.value).collect(),
            permissions: spec.permissions.iter().map(|it| it.value.clone()).collect(),
            idempotent: spec.is_idempotent(),
            request: scope.request(),
            response: scope.response(),
            returns: scope.returns(),
            types,
            shared,
            codes: self.codes(&spec.errors, located.file),
            pagination: scope.pagination(),
        }
    }

    fn shared(&self, page: &spec::At<String>, ty: &spec::Type) -> Option<Shared> {
        let (located, original) = original(self.specs, page, ty)?;
        let (module, _) = module_and_method(located);
        let required = original.fields.iter().filter(|(_, field)| field.is_required()).count();
        let fields =
            located.spec.query.iter().chain(located.spec.body.iter()).map(|(_, field)| field);
        let sent = reached(fields, &located.spec.types).contains(page.as_str());
        Some(Shared {
            name: type_name(page, ty),
            original: type_name(page, original),
            has_init: sent && required > NEW_TAKES,
            module,
        })
    }

    fn codes(&self, errors: &spec::Map<spec::ErrorCode>, file: usize) -> Vec<ErrorCode> {
        let code = |(key, error): (&spec::At<String>, &spec::ErrorCode)| ErrorCode {
            name: names::shouting(&error.name),
            entry: CodeEntry {
                source: self.source(file, &key.place),
                code: Code::parse(key),
                message: message(&error.message),
                message_zh: other_message(&error.message),
                class: error.class.as_ref().map(|it| it.value),
                remedy: error.remedy.as_ref().map(|it| sentence(it)).unwrap_or_default(),
            },
        };
        errors.iter().map(code).collect()
    }

    fn hosts(&self) -> Vec<Fact> {
        let hosts = self.specs.common.hosts.iter();
        hosts.map(|(name, url)| self.common_fact(name, url.value.clone())).collect()
    }

    fn envelope(&self) -> Vec<Fact> {
        let says = |it: &spec::Field| {
            let doc = it.doc.as_ref().map(|doc| format!(": {}", sentence(doc))).unwrap_or_default();
            format!("{}{doc}", it.page_type.value)
        };
        let members = self.specs.common.envelope.iter();
        members.map(|(name, field)| self.common_fact(name, says(field))).collect()
    }

    fn common_fact(&self, name: &spec::At<String>, says: String) -> Fact {
        let source = self.source(self.specs.common.file, &name.place);
        Fact { source, name: name.value.clone(), says }
    }

    /// The global table, in the order in which it is searched.
    fn global(&self) -> Vec<CodeEntry> {
        let spec::Global { codes, file } = &self.specs.global;
        let code = |(key, error): (&spec::At<String>, &spec::GlobalCode)| CodeEntry {
            source: self.source(*file, &key.place),
            code: Code::parse(key),
            message: message(&error.message),
            message_zh: other_message(&error.message),
            class: error.class.as_ref().map(|it| it.value),
            remedy: error.remedy.as_ref().map(|it| sentence(it)).unwrap_or_default(),
        };
        let mut table: Vec<CodeEntry> = codes.iter().map(code).collect();
        table.sort_by(|a, b| a.code.cmp(&b.code));
        table
    }

    fn source(&self, file: usize, place: &Range<usize>) -> Source {
        let path = self.files.get(file).map(|file| file.path.clone()).unwrap_or_default();
        let above = self.line_ends.get(file).map(|it| it.partition_point(|end| *end < place.start));
        Source { path, line: above.unwrap_or_default() + 1 }
    }
}

/// The endpoint and the type that a `same_as` ends at; `None` where it leads nowhere.
pub(crate) fn original<'a>(
    specs: &'a Specs,
    page: &str,
    ty: &'a spec::Type,
) -> Option<(&'a Located, &'a spec::Type)> {
    let mut ty = ty;
    let mut located = None;
    // Each step of a chain leads to another endpoint; more steps than endpoints are a circle.
    for _ in 0..=specs.endpoints.len() {
        let Some(target) = &ty.same_as else { return located.map(|located| (located, ty)) };
        let next = specs.endpoint(target)?;
        ty = next.spec.types.get(page)?;
        located = Some(next);
    }
    None
}

/// One endpoint, and where its names are looked up.
struct Scope<'a> {
    resolver: &'a Resolver<'a>,
    located: &'a Located,
}

impl Scope<'_> {
    fn source(&self, place: &Range<usize>) -> Source {
        self.resolver.source(self.located.file, place)
    }

    fn request(&self) -> Record {
        let spec = &self.located.spec;
        let query = spec
            .query
            .iter()
            .map(|(wire, it)| self.field(wire, it, Direction::Request, Place::Query));
        let body = spec
            .body
            .iter()
            .map(|(wire, it)| self.field(wire, it, Direction::Request, Place::Body));
        let fields: Vec<Field> = query.chain(body).collect();
        Record {
            source: self.source(&(0..0)),
            page_name: "Request".to_owned(),
            name: "Request".to_owned(),
            direction: Direction::Request,
            doc: sentence(&spec.summary),
            construction: construction("Request", &fields, Direction::Request),
            fields,
        }
    }

    fn response(&self) -> Record {
        let spec = &self.located.spec;
        let fields = spec.response.iter();
        let fields: Vec<Field> = fields
            .map(|(wire, it)| self.field(wire, it, Direction::Response, Place::Body))
            .collect();
        Record {
            source: self.source(&spec.returns.place),
            page_name: "Response".to_owned(),
            name: "Response".to_owned(),
            direction: Direction::Response,
            doc: format!("What `{}` answers.", self.located.name),
            construction: construction("Response", &fields, Direction::Response),
            fields,
        }
    }

    fn record(&self, page: &spec::At<String>, ty: &spec::Type, direction: Direction) -> Record {
        let fields = ty.fields.iter();
        let fields: Vec<Field> =
            fields.map(|(wire, it)| self.field(wire, it, direction, Place::Body)).collect();
        let name = type_name(page, ty);
        Record {
            source: self.source(&page.place),
            page_name: page.value.clone(),
            direction,
            doc: ty
                .doc
                .as_ref()
                .map_or_else(|| format!("The page's type `{page}`."), |it| sentence(it)),
            construction: construction(&name, &fields, direction),
            name,
            fields,
        }
    }

    fn field(
        &self,
        wire: &spec::At<String>,
        field: &spec::Field,
        direction: Direction,
        place: Place,
    ) -> Field {
        let ty = self.ty(field);
        let required = field.is_required();
        let presence = match (&ty, direction) {
            // A list in an answer is empty when it is missing.
            (Type::List(_), Direction::Response) if !required => Presence::List,
            _ if required => Presence::Required,
            _ => Presence::Optional,
        };
        Field {
            source: self.source(&wire.place),
            wire: wire.value.clone(),
            name: field_name(wire, field),
            place,
            page_type: field.page_type.value.clone(),
            passing: passing(&ty),
            ty,
            presence,
            required,
            doc: field.doc.as_ref().map(|it| sentence(it)).unwrap_or_default(),
            example: field.example.as_ref().map(|it| shown(it)),
            absent_for: field.absent_for.as_ref().map(|it| it.value),
            secret: field.is_secret(),
            limits: limits(field),
        }
    }

    fn ty(&self, field: &spec::Field) -> Type {
        let page = PageType::parse(&field.page_type).unwrap_or(PageType::Json);
        self.page_type(&page, field)
    }

    fn page_type(&self, page: &PageType, field: &spec::Field) -> Type {
        match page {
            PageType::String | PageType::Date if field.is_secret() => Type::Secret,
            PageType::String | PageType::Date => Type::String,
            PageType::Number => match field.format.as_ref().map(|it| it.value) {
                Some(Format::Argb) => Type::Argb,
                None => Type::Integer,
            },
            PageType::Decimal => Type::Decimal,
            PageType::Boolean => Type::Boolean,
            PageType::Json => Type::Json,
            PageType::List(item) => Type::List(Box::new(self.page_type(item, field))),
            PageType::Named(name) => {
                let ty = self.located.spec.types.get(name);
                Type::Record(ty.map_or_else(|| names::camel(name), |ty| type_name(name, ty)))
            }
        }
    }

    fn returns(&self) -> Returns {
        let spec = &self.located.spec;
        match spec.returns.as_str() {
            "response" => Returns::Whole,
            "nothing" => Returns::Nothing,
            key => {
                let ty = spec.response.get(key).map_or(Type::Json, |field| self.ty(field));
                Returns::Key { key: key.to_owned(), ty }
            }
        }
    }

    fn pagination(&self) -> Option<Pagination> {
        let spec = &self.located.spec;
        let pagination = spec.pagination.as_ref()?;
        let parameter = |wire: &str| {
            let field = spec.query.get(wire).or_else(|| spec.body.get(wire));
            field.map_or_else(|| names::snake(wire), |field| field_name(wire, field))
        };
        let items = spec.response.get(&pagination.items)?;
        let size = spec.query.get(&pagination.size).or_else(|| spec.body.get(&pagination.size));
        let Type::List(item) = self.ty(items) else { return None };
        Some(Pagination {
            offset: parameter(&pagination.offset),
            size: parameter(&pagination.size),
            items: (spec.returns.as_str() == "response")
                .then(|| field_name(&pagination.items, items)),
            item: *item,
            default_size: size.map_or(DEFAULT_SIZE, default_size),
        })
    }
}

/// The largest page, so that a list takes few calls; where that is not documented, a usual one.
fn default_size(field: &spec::Field) -> i64 {
    let least = field.min.as_ref().map_or(DEFAULT_SIZE, |min| min.value.max(DEFAULT_SIZE));
    field.max.as_ref().map_or(least, |max| max.value)
}

fn construction(name: &str, fields: &[Field], direction: Direction) -> Construction {
    let required = fields.iter().filter(|field| field.presence == Presence::Required).count();
    match (required, direction) {
        (0, _) => Construction::Default,
        (_, Direction::Response) => Construction::Decoded,
        (1..=NEW_TAKES, Direction::Request) => Construction::New,
        (_, Direction::Request) => Construction::Init(names::init(name)),
    }
}

/// Numbers and booleans are passed as they are; what has a usual other form, as anything that becomes
/// it.
fn passing(ty: &Type) -> Passing {
    let is_plain = |ty: &Type| matches!(ty, Type::Integer | Type::Decimal | Type::Boolean);
    match ty {
        Type::List(item) if is_plain(item) || matches!(**item, Type::List(_)) => Passing::Items,
        Type::List(_) => Passing::IntoItems,
        ty if is_plain(ty) => Passing::Plain,
        _ => Passing::Into,
    }
}

fn limits(field: &spec::Field) -> Limits {
    Limits {
        min_length: field.min_length.as_ref().map(|it| it.value),
        max_length: field.max_length.as_ref().map(|it| it.value),
        min: field.min.as_ref().map(|it| it.value),
        max: field.max.as_ref().map(|it| it.value),
        max_items: field.max_items.as_ref().map(|it| it.value),
        together_with: field.together_with.iter().map(|it| it.value.clone()).collect(),
    }
}

/// The server's message, in English where that is known.
fn message(message: &spec::Message) -> String {
    let known = message.en.as_ref().or(message.zh.as_ref());
    known.map(|it| it.value.clone()).unwrap_or_default()
}

/// The server's message in Chinese, where [`message`] is the English one.
fn other_message(message: &spec::Message) -> Option<String> {
    message.en.as_ref().and(message.zh.as_ref()).map(|it| it.value.clone())
}

/// A text of a spec without the line ends that YAML's block style leaves.
fn sentence(text: &str) -> String {
    text.trim().to_owned()
}

/// An example as a reader sees it: a string as it is, anything else as JSON.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
