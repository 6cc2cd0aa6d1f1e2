//! The objects of a program: how assignments and calls make and fill them, and which one is sent.

use std::collections::HashMap;

use super::objects::{Id, Node, Objects};
use super::sample::Sample;
use crate::lenient_json::Value;
use crate::vocabulary::Language;
use crate::vocabulary::naming::snake;
use xtask::spec::Encoding;

/// Words of pages that stand where a sample shows nothing.
const PLACEHOLDERS: [&str; 2] = ["数据结构示例", "JSON格式"];

/// Longer sums of strings are not made, in bytes.
const LONGEST_SUM: usize = 16 << 10;

/// What the statements up to some place of a program did.
pub(super) struct State {
    pub(super) sample: Sample,
    pub(super) objects: Objects,
    pub(super) variables: HashMap<String, Id>,
    /// The first object of a class of requests.
    request: Option<Id>,
    /// The object that is handed to a call that sends.
    sent: Option<Id>,
}

/// What an expression stands for.
pub(super) struct Place {
    /// A variable and the members below it; empty for a value that no variable holds.
    pub(super) path: Vec<String>,
    /// Whether it is a new item of the list at the path.
    pub(super) is_item: bool,
    /// The object there, if there is one.
    pub(super) id: Option<Id>,
}

impl Place {
    pub(super) fn of(id: Id) -> Self {
        Self { path: Vec::new(), is_item: false, id: Some(id) }
    }

    pub(super) fn value(&self) -> Id {
        self.id.unwrap_or(Id::UNKNOWN)
    }

    fn exists(&self) -> bool {
        self.id.is_some() || !self.path.is_empty()
    }
}

/// The arguments of a call, or the parts of a list or an object, with their names or keys.
pub(super) type Arguments = Vec<(Option<String>, Id)>;

impl State {
    pub(super) fn new(language: Language) -> Self {
        Self {
            sample: Sample::new(language),
            objects: Objects::new(),
            variables: HashMap::new(),
            request: None,
            sent: None,
        }
    }

    /// Whether members have the names that the request has.
    fn names_are_exact(&self) -> bool {
        matches!(self.sample.language, Language::Php | Language::Python)
    }

    /// The request's name for a member: where the program has its own names, the likely one.
    pub(super) fn member_name(&self, name: &str) -> String {
        if self.names_are_exact() { name.to_owned() } else { snake(name) }
    }

    pub(super) fn finished(mut self) -> Sample {
        let named =
            || ["req", "request"].iter().find_map(|name| self.variables.get(*name).copied());
        if let Some(sent) = self.sent.or(self.request).or_else(named) {
            // An older client for Node.js wraps what it sends.
            let is_node = self.sample.language == Language::Node;
            let wrapped = self.objects.member(sent, "params").filter(|_| is_node);
            let body = self.objects.value(wrapped.unwrap_or(sent));
            self.sample.body = Some(body.inner().unwrap_or(body));
        }
        self.sample.exact_names &= self.names_are_exact();
        self.sample.classes = self.objects.classes();
        self.sample.texts = self.objects.strings;
        self.sample
    }

    pub(super) fn assign(&mut self, place: &Place, value: Id) {
        match place.path.as_slice() {
            [] => {}
            path if place.is_item => {
                let list = self.object_at(path);
                self.objects.push(list, value);
            }
            [variable] => _ = self.variables.insert(variable.clone(), value),
            [path @ .., name] => {
                if name == "server_url" {
                    self.note_url(value);
                }
                let object = self.object_at(path);
                self.set(object, name, value);
            }
        }
    }

    /// The object at a path. Objects that the sample does not show are made.
    fn object_at(&mut self, path: &[String]) -> Id {
        let Some((variable, members)) = path.split_first() else { return Id::UNKNOWN };
        let objects = &mut self.objects;
        let known = self.variables.entry(variable.clone());
        let mut object = *known.or_insert_with(|| objects.add_object(None));
        for name in members {
            object = objects.member(object, name).unwrap_or_else(|| {
                let member = objects.add_object(None);
                objects.set(object, name, member);
                member
            });
        }
        object
    }

    /// Sets a member, to nothing known where the sample has only something to be filled in.
    fn set(&mut self, object: Id, name: &str, value: Id) {
        let is_placeholder = self.objects.string(value).is_some_and(|string| {
            string.is_empty() && self.sample.language == Language::Python
                || PLACEHOLDERS.iter().any(|words| string.contains(words))
        });
        self.objects.set(object, name, if is_placeholder { Id::UNKNOWN } else { value });
    }

    /// Makes an object of a class.
    pub(super) fn make(&mut self, class: &str, arguments: &Arguments) -> Id {
        self.note_urls(arguments);
        let first = arguments.first().map(|(_, it)| *it);
        let class = class.strip_suffix("Domain").unwrap_or(class);
        match class {
            "List" | "ArrayList" | "LinkedList" | "JSONArray" | "HashSet" => {
                let copied = first.filter(|id| self.objects.items(*id).is_some());
                copied.unwrap_or_else(|| self.objects.add(Node::List(Vec::new())))
            }
            "Map" | "HashMap" | "LinkedHashMap" | "Dictionary" | "JSONObject" | "JObject"
            | "stdClass" | "object" => self.objects.add_object(None),
            "Date" | "DateTime" | "Long" | "Integer" | "BigDecimal" | "String" | "Double" => {
                first.unwrap_or(Id::UNKNOWN)
            }
            _ => {
                let id = self.objects.add_object(Some(class));
                for (name, value) in arguments {
                    if let Some(name) = name {
                        self.objects.set(id, name, *value);
                    }
                }
                self.request = self.request.or(class.ends_with("Request").then_some(id));
                id
            }
        }
    }

    /// Calls a method. One that is not known returns its first argument, as conversions do.
    pub(super) fn call(&mut self, on: &Place, method: &str, arguments: &Arguments) -> Id {
        let first = arguments.first().map(|(_, it)| *it);
        let folded = method.to_ascii_lowercase();
        let is_http = on.path.last().is_some_and(|it| ["requests", "session"].contains(&&**it));
        match (folded.as_str(), first) {
            ("get" | "post" | "put" | "delete" | "patch", Some(_)) if is_http => {
                self.send_by_http(&folded, arguments);
                Id::UNKNOWN
            }
            ("sethttpmethod" | "settophttpmethod" | "setmethod", Some(value)) => {
                self.sample.method = self.objects.string(value).map(str::to_ascii_uppercase);
                on.value()
            }
            ("execute" | "getresponse" | "doaction" | "getacsresponse", _) => {
                self.send(on, arguments);
                Id::UNKNOWN
            }
            ("array" | "aslist" | "of" | "singletonlist" | "newarraylist" | "newlist", _) => {
                let is_list = |id: &Id| arguments.len() == 1 && self.objects.items(*id).is_some();
                let copied =
                    first.filter(|_| self.sample.language != Language::Php).filter(is_list);
                copied.unwrap_or_else(|| self.collection(arguments))
            }
            ("add" | "append" | "push", Some(item)) if arguments.len() == 1 => {
                self.fill(on, |objects, list| objects.push(list, item))
            }
            ("put" | "add" | "fluentput" | "accumulate", Some(key)) if arguments.len() == 2 => {
                let key = self.objects.string(key).map(str::to_owned);
                self.fill(on, |objects, id| {
                    if let Some(key) = key {
                        objects.set(id, &key, arguments[1].1);
                    }
                })
            }
            ("addall" | "addrange" | "extend", Some(list)) => {
                let items = self.objects.items(list).map_or(Vec::new(), <[Id]>::to_vec);
                self.fill(on, |objects, id| items.iter().for_each(|item| objects.push(id, *item)))
            }
            (_, Some(value)) if setter(method).is_some() && on.exists() => {
                let object = self.fill(on, |_, _| {});
                self.set(object, &snake(setter(method).unwrap_or_default()), value);
                self.sample.exact_names = false;
                object
            }
            _ if self.constructs(on, method) => self.make(method, arguments),
            _ => first.unwrap_or(Id::UNKNOWN),
        }
    }

    /// Whether a call makes an object without `new`.
    fn constructs(&self, on: &Place, method: &str) -> bool {
        self.sample.language == Language::Python
            && on.id.is_none()
            && method.starts_with(|c: char| c.is_ascii_uppercase())
    }

    /// Fills the object that a method is called on, and returns it.
    fn fill(&mut self, on: &Place, fill: impl FnOnce(&mut Objects, Id)) -> Id {
        let known = on.id.filter(|id| *id != Id::UNKNOWN);
        let object = known.unwrap_or_else(|| self.object_at(&on.path));
        fill(&mut self.objects, object);
        object
    }

    /// A list of parts, or an object if they have keys.
    pub(super) fn collection(&mut self, parts: &Arguments) -> Id {
        if parts.iter().all(|(key, _)| key.is_none()) {
            return self.objects.add(Node::List(parts.iter().map(|(_, value)| *value).collect()));
        }
        let id = self.objects.add_object(None);
        for (key, value) in parts {
            self.objects.set(id, key.as_deref().unwrap_or_default(), *value);
        }
        id
    }

    /// Fills a new object with what stands in braces behind it: members, items, or pairs of a key and
    /// a value.
    pub(super) fn initialize(&mut self, id: Id, parts: &Arguments) {
        for (name, value) in parts {
            let pair = self.objects.items(*value).filter(|_| self.objects.is_object(id));
            let pair = match pair {
                Some([key, value]) => self.objects.string(*key).map(|key| (key.to_owned(), *value)),
                _ => None,
            };
            match (name, pair) {
                (Some(name), _) => self.objects.set(id, &self.member_name(name), *value),
                (None, Some((key, value))) => self.objects.set(id, &key, value),
                (None, None) => self.objects.push(id, *value),
            }
        }
    }

    pub(super) fn scalar(&mut self, value: Value) -> Id {
        self.objects.add(Node::Scalar(value))
    }

    /// Strings that are added are one. Of any other sum nothing is known.
    pub(super) fn sum(&mut self, left: Id, right: Id) -> Id {
        match (self.objects.string(left), self.objects.string(right)) {
            (Some(left), Some(right)) if left.len() + right.len() < LONGEST_SUM => {
                let string = format!("{left}{right}");
                self.scalar(Value::Text(string))
            }
            _ => Id::UNKNOWN,
        }
    }

    /// A client sends an object, or an object sends itself.
    fn send(&mut self, on: &Place, arguments: &Arguments) {
        self.note_urls(arguments);
        let mut candidates = arguments.iter().map(|(_, it)| *it).chain(on.id);
        self.sent = self.sent.or_else(|| candidates.find(|id| self.objects.is_object(*id)));
    }

    /// A library for HTTP sends what its named arguments say.
    fn send_by_http(&mut self, method: &str, arguments: &Arguments) {
        self.sample.method.get_or_insert_with(|| method.to_ascii_uppercase());
        for (name, value) in arguments {
            let members = match self.objects.value(*value) {
                Value::Object(members) => members,
                _ => Vec::new(),
            };
            match name.as_deref() {
                None | Some("url") => self.note_url(*value),
                Some(name @ ("json" | "data")) => {
                    let encoding = if name == "json" { Encoding::Json } else { Encoding::Form };
                    self.sent.get_or_insert(*value);
                    self.sample.encoding.get_or_insert(encoding);
                }
                Some("files") => self.sample.multipart = true,
                Some("params") => self.sample.query.extend(members),
                Some("headers") => {
                    for (name, value) in members {
                        let Value::Text(value) = value else { continue };
                        self.sample.add_header(&format!("{name}:{value}"));
                    }
                }
                Some(_) => {}
            }
        }
    }

    fn note_urls(&mut self, arguments: &Arguments) {
        for (_, argument) in arguments {
            self.note_url(*argument);
        }
    }

    fn note_url(&mut self, id: Id) {
        let url = self.objects.string(id).filter(|it| it.starts_with("http")).map(str::to_owned);
        if let Some(url) = url.filter(|_| self.sample.url.is_none()) {
            self.sample.set_url(&url);
        }
    }

    /// Takes the HTTP method that a constant of the client stands for.
    pub(super) fn note_method(&mut self, name: &str) {
        if let Some(method) = name.strip_prefix("METHOD_") {
            self.sample.method = Some(method.to_owned());
        }
    }
}

/// The name of what a method sets.
fn setter(method: &str) -> Option<&str> {
    let name = method.strip_prefix("set").or_else(|| method.strip_prefix("Set"))?;
    let name = name.trim_start_matches('_');
    name.starts_with(|c: char| c.is_uppercase()).then_some(name)
}
