//! Programs: the objects that their statements build and fill, and which of them is sent.

use std::collections::HashMap;

use super::heap::{Heap, Id, Node};
use super::statement::statements;
use super::token::{Kind, Token, tokens};
use super::{Sample, snake_name};
use crate::lenient_json::{self, Value};
use crate::vocabulary::Language;
use xtask::spec::Encoding;

/// Deeper expressions are passed over.
const DEPTH: usize = 48;

/// Longer sums of texts are not made, in bytes.
const TEXT: usize = 16 << 10;

/// Words of pages that stand where a sample shows nothing.
const PLACEHOLDERS: [&str; 2] = ["数据结构示例", "JSON格式"];

/// Reads a program.
pub(super) fn read(text: &str, language: Language) -> Sample {
    let (tokens, defects) = tokens(text, language);
    let mut program = Program::new(language);
    for statement in statements(&tokens, language) {
        program.statement(statement);
    }
    let mut sample = program.finished();
    sample.defects = defects;
    sample
}

struct Program {
    sample: Sample,
    heap: Heap,
    variables: HashMap<String, Id>,
    /// The requests, in the order of their making.
    requests: Vec<Id>,
    /// What is sent.
    sent: Option<Id>,
}

/// What an assignment fills.
enum Place {
    Variable(String),
    Member(Vec<String>, String),
    Key(Vec<String>, String),
    Item(Vec<String>),
}

/// The arguments of a call, or the parts of a list or an object, with their names or keys.
type Arguments = Vec<(Option<String>, Id)>;

impl Program {
    fn new(language: Language) -> Self {
        Self {
            sample: Sample::new(language),
            heap: Heap::new(),
            variables: HashMap::new(),
            requests: Vec::new(),
            sent: None,
        }
    }

    /// Whether members are named as the request names them.
    fn names_are_exact(&self) -> bool {
        matches!(self.sample.language, Language::Php | Language::Python)
    }

    /// The name in the request of a member.
    fn member_name(&self, name: &str) -> String {
        if self.names_are_exact() { name.to_owned() } else { snake_name(name) }
    }

    fn finished(mut self) -> Sample {
        self.sample.classes = self.heap.classes();
        self.sample.texts = self.heap.texts().to_vec();
        let named = ["req", "request"].iter().find_map(|name| self.variables.get(*name).copied());
        let sent = self.sent.or_else(|| self.requests.first().copied()).or(named);
        if let Some(sent) = sent.filter(|id| self.heap.is_object(*id)) {
            // An older client for Node.js wraps what it sends.
            let wrapped = self.heap.member(sent, "params");
            let wrapped = wrapped.filter(|_| self.sample.language == Language::Node);
            let sent = wrapped.unwrap_or(sent);
            self.sample.body = Some(self.heap.export(sent));
        }
        self.sample.exact_names &= self.names_are_exact();
        self.sample
    }

    fn statement(&mut self, tokens: &[Token]) {
        let Some(at) = assignment(tokens) else {
            Expression { program: self, tokens, at: 0, depth: 0 }.value();
            return;
        };
        let place = place(&tokens[..at], self.sample.language);
        let value =
            Expression { program: self, tokens: &tokens[at + 1..], at: 0, depth: 0 }.value();
        if let Some(place) = place {
            self.assign(place, value);
        }
    }

    fn assign(&mut self, place: Place, value: Id) {
        match place {
            Place::Variable(name) => _ = self.variables.insert(name, value),
            Place::Member(path, name) => {
                let object = self.object_at(&path);
                let name = self.member_name(&name);
                if name == "server_url" {
                    self.note_url(value);
                }
                let value = self.without_placeholder(value);
                self.heap.set(object, &name, value);
            }
            Place::Key(path, name) => {
                let object = self.object_at(&path);
                self.heap.set(object, &name, value);
            }
            Place::Item(path) => {
                let list = self.object_at(&path);
                self.heap.push(list, value);
            }
        }
    }

    /// A member's value; nothing where samples only have something to be filled in.
    fn without_placeholder(&self, value: Id) -> Id {
        let placeholder = self.heap.text(value).is_some_and(|text| {
            let empty = text.is_empty() && self.sample.language == Language::Python;
            empty || PLACEHOLDERS.iter().any(|words| text.contains(words))
        });
        if placeholder { Heap::UNKNOWN } else { value }
    }

    /// The object behind names, made where the sample does not show how.
    fn object_at(&mut self, path: &[String]) -> Id {
        let Some((variable, members)) = path.split_first() else { return Heap::UNKNOWN };
        let known = self.variables.get(variable).copied();
        let mut object = known.unwrap_or_else(|| self.heap.object());
        if known.is_none() {
            self.variables.insert(variable.clone(), object);
        }
        for name in members {
            let name = self.member_name(name);
            let known = self.heap.member(object, &name);
            let member = known.unwrap_or_else(|| self.heap.object());
            if known.is_none() {
                self.heap.set(object, &name, member);
            }
            object = member;
        }
        object
    }

    /// Makes an object of a class.
    fn make(&mut self, class: &str, arguments: &Arguments) -> Id {
        for (_, argument) in arguments {
            self.note_url(*argument);
        }
        let class = class.strip_suffix("Domain").unwrap_or(class);
        match class {
            "List" | "ArrayList" | "LinkedList" | "JSONArray" | "HashSet" => {
                let copied = arguments.first().map(|(_, it)| *it);
                let copied = copied.filter(|id| matches!(self.heap.node(*id), Node::List(_)));
                copied.unwrap_or_else(|| self.heap.add(Node::List(Vec::new())))
            }
            "Map" | "HashMap" | "LinkedHashMap" | "Dictionary" | "JSONObject" | "JObject"
            | "stdClass" | "object" => self.heap.object(),
            "Date" | "DateTime" | "Long" | "Integer" | "BigDecimal" | "String" | "Double" => {
                arguments.first().map_or(Heap::UNKNOWN, |(_, it)| *it)
            }
            _ => {
                let id = self.heap.add(Node::Object(Vec::new(), Some(class.to_owned())));
                for (name, value) in arguments {
                    if let Some(name) = name {
                        self.heap.set(id, name, *value);
                    }
                }
                if class.ends_with("Request") {
                    self.requests.push(id);
                }
                id
            }
        }
    }

    fn note_url(&mut self, id: Id) {
        let url = self.heap.text(id).filter(|text| text.starts_with("http")).map(str::to_owned);
        if let Some(url) = url.filter(|_| self.sample.url.is_none()) {
            self.sample.set_url(&url);
        }
    }

    /// Calls a method; what is not known returns its first argument, as conversions do.
    fn call(&mut self, receiver: &Receiver, method: &str, arguments: &Arguments) -> Id {
        let first = arguments.first().map(|(_, it)| *it);
        let folded = method.to_ascii_lowercase();
        if receiver.is_http() && is_http_method(&folded) {
            return self.send_by_http(&folded, arguments);
        }
        match (folded.as_str(), first) {
            ("sethttpmethod" | "settophttpmethod" | "setmethod", Some(value)) => {
                self.sample.method = self.heap.text(value).map(str::to_ascii_uppercase);
                receiver.id.unwrap_or(Heap::UNKNOWN)
            }
            ("execute" | "getresponse" | "doaction" | "getacsresponse", _) => {
                self.send(receiver, arguments);
                Heap::UNKNOWN
            }
            ("array" | "aslist" | "of" | "singletonlist" | "newarraylist" | "newlist", _) => {
                self.collection(arguments)
            }
            ("add" | "append" | "push", Some(item)) if arguments.len() == 1 => {
                let list = self.filled(receiver);
                self.heap.push(list, item);
                list
            }
            ("put" | "add" | "fluentput" | "accumulate", Some(key)) if arguments.len() == 2 => {
                let object = self.filled(receiver);
                let key = self.heap.text(key).map(str::to_owned);
                if let Some(key) = key {
                    self.heap.set(object, &key, arguments[1].1);
                }
                object
            }
            ("addall" | "addrange" | "extend", Some(list)) => self.add_all(receiver, list),
            (_, Some(value)) if setter(method).is_some() && receiver.exists() => {
                self.set(receiver, setter(method).unwrap_or_default(), value)
            }
            _ if self.constructs(receiver, method) => self.make(method, arguments),
            _ => first.unwrap_or(Heap::UNKNOWN),
        }
    }

    /// Whether a call without `new` makes an object.
    fn constructs(&self, receiver: &Receiver, method: &str) -> bool {
        self.sample.language == Language::Python
            && receiver.id.is_none()
            && method.starts_with(|c: char| c.is_ascii_uppercase())
    }

    fn set(&mut self, receiver: &Receiver, name: &str, value: Id) -> Id {
        let object = self.filled(receiver);
        let value = self.without_placeholder(value);
        let name = snake_name(name);
        self.heap.set(object, &name, value);
        self.sample.exact_names = false;
        object
    }

    fn add_all(&mut self, receiver: &Receiver, list: Id) -> Id {
        let target = self.filled(receiver);
        if let Node::List(items) = self.heap.node(list).clone() {
            for item in items.into_iter().take(1_000) {
                self.heap.push(target, item);
            }
        }
        target
    }

    /// The object that a method fills.
    fn filled(&mut self, receiver: &Receiver) -> Id {
        match receiver.id {
            Some(id) if id != Heap::UNKNOWN => id,
            _ => self.object_at(&receiver.path),
        }
    }

    /// A list of arguments, or an object if they have keys.
    fn collection(&mut self, arguments: &Arguments) -> Id {
        if let [(None, only)] = arguments.as_slice()
            && matches!(self.heap.node(*only), Node::List(_))
            && self.sample.language != Language::Php
        {
            return *only;
        }
        self.parts(arguments)
    }

    /// A list of parts, or an object if they have keys.
    fn parts(&mut self, parts: &Arguments) -> Id {
        if parts.iter().any(|(key, _)| key.is_some()) {
            let id = self.heap.object();
            for (key, value) in parts {
                self.heap.set(id, key.as_deref().unwrap_or_default(), *value);
            }
            return id;
        }
        self.heap.add(Node::List(parts.iter().map(|(_, value)| *value).collect()))
    }

    /// A client sends an object, or an object sends itself.
    fn send(&mut self, receiver: &Receiver, arguments: &Arguments) {
        for (_, argument) in arguments {
            self.note_url(*argument);
        }
        let mut candidates = arguments.iter().map(|(_, it)| *it).chain(receiver.id);
        let object = candidates.find(|id| self.heap.is_object(*id));
        if self.sent.is_none() {
            self.sent = object;
        }
    }

    /// A library for HTTP sends what its named arguments say.
    fn send_by_http(&mut self, method: &str, arguments: &Arguments) -> Id {
        self.sample.method.get_or_insert_with(|| method.to_ascii_uppercase());
        for (name, value) in arguments {
            match name.as_deref() {
                None | Some("url") => self.note_url(*value),
                Some("json") => self.send_as(*value, Some(Encoding::Json)),
                Some("data") => self.send_as(*value, Some(Encoding::Form)),
                Some("files") => self.sample.multipart = true,
                Some("params") => {
                    if let Value::Object(members) = self.heap.export(*value) {
                        self.sample.query.extend(members);
                    }
                }
                Some("headers") => {
                    if let Value::Object(members) = self.heap.export(*value) {
                        for (name, value) in members {
                            let Value::Text(value) = value else { continue };
                            self.sample.add_header(&format!("{name}:{value}"));
                        }
                    }
                }
                Some(_) => {}
            }
        }
        Heap::UNKNOWN
    }

    fn send_as(&mut self, value: Id, encoding: Option<Encoding>) {
        // `data=json.dumps(…)` sends an object too, and JSON in a text is read as what it says.
        let inner = match self.heap.node(value) {
            Node::Scalar(text) => text.inner(),
            _ => None,
        };
        let sent = match inner {
            Some(inner) => self.import(inner),
            None => value,
        };
        self.sent.get_or_insert(sent);
        if self.sample.encoding.is_none() {
            self.sample.encoding = encoding;
        }
    }

    fn import(&mut self, value: Value) -> Id {
        let node = match value {
            Value::List(items) => {
                Node::List(items.into_iter().map(|item| self.import(item)).collect())
            }
            Value::Object(members) => {
                let members = members.into_iter().map(|(name, value)| (name, self.import(value)));
                Node::Object(members.collect(), None)
            }
            scalar => Node::Scalar(scalar),
        };
        self.heap.add(node)
    }
}

/// What a method is called on.
struct Receiver {
    /// The names in front of the method.
    path: Vec<String>,
    /// What they stand for.
    id: Option<Id>,
}

impl Receiver {
    fn is_http(&self) -> bool {
        matches!(self.path.last().map(String::as_str), Some("requests" | "session" | "httpx"))
    }

    /// Whether there is anything to call a method on.
    fn exists(&self) -> bool {
        self.id.is_some() || !self.path.is_empty()
    }
}

fn is_http_method(name: &str) -> bool {
    matches!(name, "get" | "post" | "put" | "delete" | "patch")
}

/// What a method sets.
fn setter(method: &str) -> Option<&str> {
    let name = method.strip_prefix("set").or_else(|| method.strip_prefix("Set"))?;
    let name = name.trim_start_matches('_');
    name.starts_with(|c: char| c.is_uppercase()).then_some(name)
}

/// The assignment of a statement.
fn assignment(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Mark('(' | '[' | '{') => depth += 1,
            Kind::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
            Kind::Mark('=') if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// What stands left of an assignment.
fn place(tokens: &[Token], language: Language) -> Option<Place> {
    // What follows a colon is a type.
    let colon = tokens.iter().position(|token| token.kind == Kind::Mark(':'));
    let typed = matches!(language, Language::Python | Language::Node);
    let tokens = &tokens[..colon.filter(|_| typed).unwrap_or(tokens.len())];
    let bracket = tokens.iter().rposition(|token| token.kind == Kind::Mark('['));
    let indexed = tokens.last().is_some_and(|token| token.kind == Kind::Mark(']'));
    let Some(bracket) = bracket.filter(|_| indexed) else {
        let mut names = names_at_end(tokens);
        let last = names.pop()?;
        return Some(if names.is_empty() {
            Place::Variable(last)
        } else {
            Place::Member(names, last)
        });
    };
    let names = names_at_end(&tokens[..bracket]);
    match &tokens[bracket + 1..tokens.len() - 1] {
        [] if !names.is_empty() => Some(Place::Item(names)),
        [Token { kind: Kind::Text(key), .. }] => Some(Place::Key(names, key.clone())),
        _ => None,
    }
}

/// The names, joined by dots, that tokens end with.
fn names_at_end(tokens: &[Token]) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = tokens;
    while let [before @ .., Token { kind: Kind::Name(name), .. }] = rest {
        names.push(name.clone());
        match before {
            [before @ .., Token { kind: Kind::Mark('.'), .. }] => rest = before,
            _ => break,
        }
    }
    names.reverse();
    names
}

/// An expression that is being evaluated.
struct Expression<'p, 't> {
    program: &'p mut Program,
    tokens: &'t [Token],
    at: usize,
    depth: usize,
}

impl<'t> Expression<'_, 't> {
    fn peek(&self) -> Option<&'t Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn is_mark(&self, mark: char) -> bool {
        self.peek() == Some(&Kind::Mark(mark))
    }

    /// Steps over a mark; false if another token stands there.
    fn take(&mut self, mark: char) -> bool {
        let found = self.is_mark(mark);
        self.at += usize::from(found);
        found
    }

    /// Evaluates an expression.
    fn value(&mut self) -> Id {
        if self.depth >= DEPTH {
            self.at = self.tokens.len();
            return Heap::UNKNOWN;
        }
        self.depth += 1;
        let mut value = self.operand();
        while self.take('+') {
            let other = self.operand();
            value = self.joined(value, other);
        }
        self.depth -= 1;
        value
    }

    /// Texts that are added are one; of anything else the sum is unknown.
    fn joined(&mut self, left: Id, right: Id) -> Id {
        let heap = &mut self.program.heap;
        match (heap.text(left), heap.text(right)) {
            (Some(left), Some(right)) if left.len() + right.len() < TEXT => {
                let text = format!("{left}{right}");
                heap.scalar(Value::Text(text))
            }
            _ => Heap::UNKNOWN,
        }
    }

    fn operand(&mut self) -> Id {
        let Some(kind) = self.peek() else { return Heap::UNKNOWN };
        self.at += 1;
        match kind {
            Kind::Text(text) => {
                let text = self.program.heap.scalar(Value::Text(text.clone()));
                self.chain(Receiver { path: Vec::new(), id: Some(text) })
            }
            Kind::Number(value) => self.program.heap.scalar(value.clone()),
            Kind::Mark('-') => self.negative(),
            Kind::Mark('(') => self.parenthesized(),
            Kind::Mark('[') => {
                let parts = self.arguments(']');
                self.program.parts(&parts)
            }
            Kind::Mark('{') => {
                let parts = self.arguments('}');
                if parts.is_empty() {
                    self.program.heap.object()
                } else {
                    self.program.parts(&parts)
                }
            }
            Kind::Mark('&' | '*' | '!' | '?') => self.operand_behind_mark(),
            Kind::Name(name) => self.named(name),
            _ => Heap::UNKNOWN,
        }
    }

    fn operand_behind_mark(&mut self) -> Id {
        if self.depth >= DEPTH {
            return Heap::UNKNOWN;
        }
        self.depth += 1;
        let value = self.operand();
        self.depth -= 1;
        value
    }

    fn negative(&mut self) -> Id {
        let Some(Kind::Number(Value::Number(text))) = self.peek() else { return Heap::UNKNOWN };
        self.at += 1;
        self.program.heap.scalar(Value::Number(format!("-{text}")))
    }

    /// A value in parentheses, or behind a type in parentheses.
    fn parenthesized(&mut self) -> Id {
        let inside = self.value();
        while !self.take(')') {
            if self.peek().is_none() {
                return inside;
            }
            self.at += 1;
        }
        let cast = matches!(self.peek(), Some(Kind::Text(_) | Kind::Number(_) | Kind::Name(_)));
        if cast {
            self.value()
        } else {
            self.chain(Receiver { path: Vec::new(), id: Some(inside) })
        }
    }

    fn named(&mut self, name: &str) -> Id {
        match name {
            "new" => return self.construction(),
            "await" | "return" | "const" | "let" | "var" | "final" | "static" => {
                return self.operand_behind_mark();
            }
            _ => {}
        }
        if let Some(value) = lenient_json::scalar(name) {
            return self.program.heap.scalar(value);
        }
        self.note_method(name);
        if self.is_mark('(') {
            self.at += 1;
            let arguments = self.arguments(')');
            let nothing = Receiver { path: Vec::new(), id: None };
            let id = self.program.call(&nothing, name, &arguments);
            return self.chain(Receiver { path: Vec::new(), id: Some(id) });
        }
        let id = self.program.variables.get(name).copied();
        self.chain(Receiver { path: vec![name.to_owned()], id })
    }

    /// Takes the method that a constant of the client stands for.
    fn note_method(&mut self, name: &str) {
        if let Some(method) = name.strip_prefix("METHOD_") {
            self.program.sample.method = Some(method.to_owned());
        }
    }

    /// Members and calls behind a value.
    fn chain(&mut self, mut receiver: Receiver) -> Id {
        loop {
            if self.take('[') {
                self.arguments(']');
                receiver.id = Some(Heap::UNKNOWN);
                continue;
            }
            let [Token { kind: Kind::Mark('.'), .. }, Token { kind: Kind::Name(name), .. }, ..] =
                &self.tokens[self.at..]
            else {
                return receiver.id.unwrap_or(Heap::UNKNOWN);
            };
            self.at += 2;
            self.skip_generics();
            if self.take('(') {
                let arguments = self.arguments(')');
                let id = self.program.call(&receiver, name, &arguments);
                receiver = Receiver { path: Vec::new(), id: Some(id) };
            } else {
                self.note_method(name);
                let member = self.program.member_name(name);
                receiver.id = receiver.id.and_then(|id| self.program.heap.member(id, &member));
                receiver.path.push(name.clone());
            }
        }
    }

    /// What stands behind `new`.
    fn construction(&mut self) -> Id {
        let mut class = String::new();
        while let Some(Kind::Name(name)) = self.peek() {
            class.clone_from(name);
            self.at += 1;
            if !self.take('.') {
                break;
            }
        }
        self.skip_generics();
        self.take('?');
        let array = self.take('[');
        if array {
            self.arguments(']');
        }
        let arguments = if self.take('(') { self.arguments(')') } else { Vec::new() };
        let id = if array {
            self.program.heap.add(Node::List(Vec::new()))
        } else {
            self.program.make(&class, &arguments)
        };
        if self.take('{') {
            self.initialize(id);
        }
        self.chain(Receiver { path: Vec::new(), id: Some(id) })
    }

    /// Fills a new object with what stands in braces behind it.
    fn initialize(&mut self, id: Id) {
        for (name, value) in self.arguments('}') {
            let pair = match self.program.heap.node(value) {
                Node::List(pair) if pair.len() == 2 => Some((pair[0], pair[1])),
                _ => None,
            };
            let heap = &mut self.program.heap;
            let keyed = pair.and_then(|(key, value)| Some((heap.text(key)?.to_owned(), value)));
            match (name, keyed) {
                (Some(name), _) => {
                    let name = self.program.member_name(&name);
                    self.program.heap.set(id, &name, value);
                }
                (None, Some((key, value))) if heap.is_object(id) => heap.set(id, &key, value),
                (None, _) => heap.push(id, value),
            }
        }
    }

    fn skip_generics(&mut self) {
        let generic = |kind: &Kind| match kind {
            Kind::Name(_) => true,
            Kind::Mark(mark) => "<>,.?[] ".contains(*mark),
            _ => false,
        };
        if !self.is_mark('<') {
            return;
        }
        while self.peek().is_some_and(generic) {
            self.at += 1;
        }
    }

    /// The values up to a closing bracket, with their names or keys.
    fn arguments(&mut self, close: char) -> Arguments {
        let mut arguments = Vec::new();
        while self.peek().is_some() && !self.take(close) {
            let before = self.at;
            let key = self.key();
            // A statement that goes on without its bracket has none.
            if key.is_some() || !self.is_mark(',') {
                let value = self.value();
                let late = self.peek() == Some(&Kind::Pair) || self.is_mark(':');
                if late && key.is_none() {
                    self.at += 1;
                    let own = self.program.heap.text(value).map(str::to_owned);
                    let value = self.value();
                    arguments.push((own, value));
                } else {
                    arguments.push((key, value));
                }
            }
            self.skip_to_separator(close);
            self.take(',');
            if self.at == before {
                self.at += 1;
            }
        }
        arguments
    }

    /// Steps over what is left of an argument that was not understood.
    fn skip_to_separator(&mut self, close: char) {
        let mut depth = 0_usize;
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Mark(',') if depth == 0 => return,
                Kind::Mark(mark) if depth == 0 && *mark == close => return,
                Kind::Mark('(' | '[' | '{') => depth += 1,
                Kind::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
    }

    /// The name or key in front of a value.
    fn key(&mut self) -> Option<String> {
        let [first, second, ..] = &self.tokens[self.at..] else { return None };
        let separates = matches!(second.kind, Kind::Mark('=' | ':') | Kind::Pair);
        let (Kind::Name(key) | Kind::Text(key)) = &first.kind else { return None };
        if !separates {
            return None;
        }
        self.at += 2;
        Some(key.clone())
    }
}
