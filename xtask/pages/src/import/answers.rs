//! Samples of requests and examples of answers, and what follows from them.

use super::Importer;
use super::example;
use crate::document::Code;
use crate::document::finding::{Ambiguity, Finding};
use crate::facts::Member;
use crate::lenient_json;
use crate::lenient_json::{Defect, Value};
use crate::nesting::shape::Shape;
use crate::nesting::tree::{Node, Table, Tree, Ty, is_open};
use crate::samples::Sample;
use crate::vocabulary::naming::fold_name;
use std::collections::HashMap;
use xtask::spec::{Encoding, Endpoint};

/// An example of an answer.
pub(super) struct Answer {
    line: usize,
    value: Value,
    defects: Vec<Defect>,
}

impl Importer<'_> {
    /// The tree of a table of parameters, as the samples show it.
    pub(super) fn request(&self, place: &str, rows: &[Member]) -> Tree {
        let mut bodies: Vec<&Sample> = self.samples.iter().filter(|it| it.body.is_some()).collect();
        // The writing of names that are exact comes first.
        bodies.sort_by_key(|it| !it.exact_names);
        let shape = Shape::of_samples(bodies.into_iter().filter_map(|it| it.body.as_ref()));
        let table = Table {
            place,
            rows,
            shape: &shape,
            classes: &self.classes(),
            texts: &self.texts(),
            is_answer: false,
            envelope: &[],
            example_line: 0,
        };
        table.tree()
    }

    /// The texts that the samples give to members, by the folded name of the member.
    fn texts(&self) -> HashMap<String, Vec<String>> {
        let mut texts: HashMap<String, Vec<String>> = HashMap::new();
        let mut add = |name: &str, text: &str| {
            texts.entry(fold_name(name)).or_default().push(text.to_owned());
        };
        for sample in &self.samples {
            sample.texts.iter().for_each(|(name, text)| add(name, text));
            let mut open: Vec<(&str, &Value)> = sample.body.iter().map(|it| ("", it)).collect();
            while let Some((name, value)) = open.pop() {
                match value {
                    Value::Object(members) => {
                        open.extend(members.iter().map(|(name, value)| (name.as_str(), value)));
                    }
                    Value::List(items) => open.extend(items.iter().map(|it| (name, it))),
                    Value::Text(text) => add(name, text),
                    _ => {}
                }
            }
        }
        texts
    }

    /// The tree of the query with texts where a query string has no place for what there is.
    pub(super) fn as_texts(&mut self, mut query: Tree) -> Tree {
        for node in query.members.iter_mut().filter(|it| !is_scalar(it)) {
            let (line, said) = (node.member.line, node.member.type_text.clone());
            let subject = format!("query.{}", node.member.name);
            let evidence = format!("its type is `{said}`, which a query string cannot hold");
            self.report(Ambiguity::NoPlace, line, subject, evidence, "it is a text");
            node.ty = Ty::Plain("String".to_owned());
            node.lists = 0;
            node.members.clear();
        }
        query
    }

    /// The tree of the body without the parameters that the query has, too: a request has each once.
    pub(super) fn beside(&mut self, query: &Tree, mut body: Tree) -> Tree {
        let is_sent = |it: &Node| query.members.iter().any(|own| own.member.name == it.member.name);
        for twice in body.members.extract_if(.., |it| is_sent(it)) {
            let evidence = "the query has a parameter of that name, too";
            let decided = "it stands in the query only";
            let (line, name) = (twice.member.line, twice.member.name);
            self.report(Ambiguity::DuplicateRow, line, name, evidence, decided);
        }
        body
    }

    /// What the samples show of objects of a class, by the folded name of the class.
    fn classes(&self) -> HashMap<String, Shape> {
        let mut values: HashMap<String, Vec<&Value>> = HashMap::new();
        for (class, value) in self.samples.iter().flat_map(|it| &it.classes) {
            values.entry(fold_name(class)).or_default().push(value);
        }
        let shapes = values.into_iter().map(|(class, it)| (class, Shape::of_samples(it)));
        shapes.filter(|(_, shape)| shape.has_members()).collect()
    }

    /// The tree of the response table, and the examples of answers.
    pub(super) fn response(&mut self) -> (Tree, Vec<Answer>) {
        let mut answers = Vec::new();
        let examples = std::mem::take(&mut self.facts.examples);
        for code in examples.iter().flat_map(one_by_one) {
            let reading = lenient_json::read(&code.text);
            for defect in &reading.defects {
                self.findings.push(Finding::new(
                    Ambiguity::ExampleSyntax,
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
                    Ambiguity::NoExample,
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
            classes: &HashMap::new(),
            texts: &HashMap::new(),
            is_answer: true,
            envelope: &envelope,
            example_line: answers.first().map_or(0, |it| it.line),
        };
        let mut tree = table.tree();
        tree.members.retain(|it| !envelope.contains(&it.member.name.as_str()));
        (tree, answers)
    }

    pub(super) fn encoding(&mut self, body: &Tree) -> Encoding {
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
            self.findings.push(Finding::new(Ambiguity::NoPlace, 0, "encoding", evidence, decided));
        }
        let is_form = body.members.iter().all(is_scalar) && self.samples.iter().any(is_complete);
        if is_form { Encoding::Form } else { Encoding::Json }
    }

    /// An answer without what the gateway of other platforms puts around it: one key that ends in
    /// `_response`.
    pub(super) fn without_gateway(&mut self, answer: Value, line: usize) -> Value {
        let Value::Object(mut members) = answer else { return answer };
        match members.pop() {
            Some((key, inner @ Value::Object(_)))
                if members.is_empty() && key.ends_with("_response") =>
            {
                let evidence = format!("the example has `{key}` around the whole answer");
                let decided = "what is inside is the answer";
                self.report(Ambiguity::Wrapper, line, "response", evidence, decided);
                inner
            }
            last => {
                members.extend(last);
                Value::Object(members)
            }
        }
    }

    /// What the call returns, and the example of an answer as the spec shows it.
    pub(super) fn answer(
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
                Ambiguity::NoExample,
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
                self.report(Ambiguity::NoExample, answer.line, "returns", evidence, decided);
                spec.returns = "response".to_owned().into();
            }
        }
        Some((text, repaired))
    }
}

/// Whether a member is neither an object nor a list, nor anything that may be one.
fn is_scalar(node: &Node) -> bool {
    matches!(&node.ty, Ty::Plain(word) if !is_open(word)) && node.lists == 0
}

/// The values of a piece of code, each by itself: pages show an answer of success and one of failure
/// below one another, often with a label between. An empty piece shows nothing.
fn one_by_one(code: &Code) -> Vec<Code> {
    let mut parts = Vec::new();
    let mut rest = code.text.as_str();
    let mut line = code.line;
    while let Some(end) = end_of_object(rest).filter(|end| goes_on(&rest[*end..])) {
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

/// Where the first object of a string ends, by the brackets outside of its strings.
fn end_of_object(text: &str) -> Option<usize> {
    let (mut in_string, mut is_escaped) = (false, false);
    let is_outside = |(_, c): &(usize, char)| {
        let is_quote = *c == '"' && !is_escaped;
        is_escaped = in_string && *c == '\\' && !is_escaped;
        in_string ^= is_quote;
        !in_string && !is_quote
    };
    let start = text.find('{')?;
    let outside = text[start..].char_indices().filter(is_outside);
    lenient_json::closing_bracket(outside).map(|length| start + length)
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
